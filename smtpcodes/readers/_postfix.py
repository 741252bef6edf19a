"""The grammar of the texts that Postfix logs, without its processes.

Left to right: names of hosts have no blanks (Postfix checks them), addresses are quoted where they
need it, the rest of a line is what a client or a remote server chose, and is never searched for
structure but from its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.readers._fields import CLOSED, address_end
from smtpcodes.readers.base import NOTHING, Item
from smtpcodes.session.events import MESSAGE_END, Line

DAEMONS = frozenset(
    (
        b"anvil",
        b"bounce",
        b"cleanup",
        b"defer",
        b"discard",
        b"dnsblog",
        b"error",
        b"flush",
        b"lmtp",
        b"local",
        b"master",
        b"pickup",
        b"pipe",
        b"postdrop",
        b"postfix-script",
        b"postscreen",
        b"postsuper",
        b"proxymap",
        b"qmgr",
        b"relay",
        b"retry",
        b"scache",
        b"sendmail",
        b"showq",
        b"smtp",
        b"smtpd",
        b"tlsmgr",
        b"tlsproxy",
        b"trace",
        b"trivial-rewrite",
        b"verify",
        b"virtual",
    )
)
# programs that share a mail log and speak no SMTP to clients
STRANGERS = frozenset(
    (
        b"amavis",
        b"anacron",
        b"clamd",
        b"clamsmtpd",
        b"cron",
        b"CRON",
        b"fetchmail",
        b"freshclam",
        b"kernel",
        b"logrotate",
        b"named",
        b"nslcd",
        b"ntpd",
        b"opendkim",
        b"opendmarc",
        b"plesk_saslauthd",
        b"policyd-spf",
        b"postfwd",
        b"postgrey",
        b"postsrsd",
        b"psa-pc-remote",
        b"rspamd",
        b"rsyslogd",
        b"saslauthd",
        b"spamc",
        b"spamd",
        b"sqlgrey",
        b"sshd",
        b"su",
        b"sudo",
        b"systemd",
        b"systemd-logind",
        b"syslogd",
    )
)
SUSPENDED = b"delivery temporarily suspended: "
DEAD = b"SASL: Connect to "  # of smtpd, to whoever knows the passwords; it failed
NO_MECHANISMS = b"no SASL authentication mechanisms"
REJECTS = (b"reject: ", b"milter-reject: ", b"proxy-reject: ")


def peer(line: bytes, at: int) -> int:
    """Where the text begins after "host[address]: " or "host[address]:port: "; -1 if that does not
    stand here."""
    blank = line.find(b" ", at)
    if line[blank - 2 : blank] == b"]:":
        return blank + 1
    _host, mark, port = line[at:blank].rpartition(b"]:")
    return blank + 1 if mark and port[-1:] == b":" and port[:-1].isdigit() else -1


def refusal(line: bytes, at: int) -> tuple[bytes, bytes] | None:
    """Stage and reply of "reject: RCPT from host[address]: 554 ...; from=<...".

    "reject_warning", "hold", "discard" and their like refuse nothing.
    """
    if not line.startswith(REJECTS, at):
        return None
    at = line.index(b" ", at) + 1
    blank = line.find(b" ", at)
    if line.startswith(b" from ", blank):
        stage = line[at:blank]
        text = peer(line, blank + 6)
        if text < 0:
            return None
    elif line[blank - 1 : blank] == b":":  # proxy-reject: END-OF-MESSAGE: 554 ...
        stage, text = line[at : blank - 1], blank + 1
    else:
        return None
    end = line.find(b"; from=<", text)
    if end < 0:
        end = line.find(b"; proto=", text)
    return stage, line[text:end] if end > 0 else line[text:]


def status(line: bytes, at: int) -> int:
    """Where the text of "to=<address>, relay=..., status=bounced (..." begins; `at` is the
    address's.

    -1 if the mail was sent, or if the line has another form. The daemon "error" repeats what held
    the destination up before.
    """
    end = address_end(line, at)
    if line.startswith(b"orig_to=<", end + 2):
        end = address_end(line, end + 11)
    if not line.startswith(b", relay=", end):
        return -1
    found = line.find(b", status=", end)
    open_ = line.find(b" (", found)
    if found < 0 or open_ < 0 or line.startswith(b"sent", found + 9):
        return -1
    return open_ + 2 + (len(SUSPENDED) if line.startswith(SUSPENDED, open_ + 2) else 0)


def said(line: bytes, at: int) -> tuple[bytes, bytes] | None:
    """What a remote server said, and to what: "host mx[address] said: 550 ... (in reply to RCPT TO
    command)"."""
    if line.startswith(b"host ", at):
        blank = line.find(b" ", at + 5)
        if line.startswith(b" said: ", blank):
            text = line[blank + 7 :]
            answer, mark, stage = text.rpartition(b" (in reply to ")
            return (
                (stage.rstrip().removesuffix(b")").removesuffix(b" command"), answer)
                if mark
                else (b"", text)
            )
        if line.startswith(b" refused to talk to me: ", blank):
            return b"", line[blank + 24 :]
    elif line.startswith(b"SASL authentication failed; server ", at):
        blank = line.find(b" ", at + 35)
        if line.startswith(b" said: ", blank):
            return b"AUTH", line[blank + 7 :]
    elif line.startswith(b"TLS is required, but host ", at):
        blank = line.find(b" ", at + 26)
        if line.startswith(b" refused to start TLS: ", blank):
            return b"STARTTLS", line[blank + 23 :]
    return None


def gave_up(line: bytes, at: int) -> bool:
    """Did the SASL library of smtp give up, before the server could refuse anything?"""
    return line.startswith(b"SASL authentication failed; cannot authenticate to server ", at)


def content(line: bytes, at: int) -> bytes | None:
    """The enhanced code and text with which cleanup refuses: they end the line of a header check,
    stand before "; from=" in that of a milter."""
    if line.startswith(b"milter-reject: ", at):
        text = peer(line, line.find(b" from ", at) + 6)
        found = line[text:].partition(b"; from=<")[0] if text > 0 else b""
    else:
        helo = line.rfind(b" helo=<")
        found = (
            line[line.find(b">: ", helo) + 3 :] if helo > 0 and line.find(b">: ", helo) > 0 else b""
        )
    return found if found[:2] in (b"5.", b"4.") else None


def mechanism(name: bytes) -> str:
    """A name as it may stand in an event; "" if it is none (RFC 4422 section 3.1)."""
    text = name.upper()
    return (
        text.decode("ascii")
        if 0 < len(text) <= 20
        and text.isascii()
        and text.replace(b"-", b"").replace(b"_", b"").isalnum()
        else ""
    )


def transcript(line: bytes) -> Sequence[Item] | None:
    """The transcript that Postfix mails to its postmaster: " Out: 220 ..." and " In:  EHLO ..."."""
    if line.startswith(b" Out: "):
        found = reply.parse(line[6:])
        return (("transcript", found),) if found is not None else NOTHING
    if line.startswith(b" In:  "):
        return (("transcript", Line(line[6:])),)
    return None


def cleanup(line: bytes, at: int) -> Sequence[Item]:
    """A milter or a header check refuses the message; smtpd answers 550 or 451
    (global/cleanup_strerror.c)."""
    if line.find(b"reject: ", at, at + 48) < 0:
        return NOTHING
    colon = line.find(b": ", at, at + 24)
    if colon < 0 or not line.startswith(
        (b": milter-reject: END-OF-MESSAGE from ", b": reject: "), colon
    ):
        return NOTHING
    text = content(line, colon + 2)
    if text is None:
        return NOTHING
    key = (b"cleanup", line[at:colon])
    answer = reply.make(
        550 if text[:1] == b"5" else 451, text.decode("utf-8", "surrogateescape"), assumed=True
    )
    return (key, MESSAGE_END), (key, answer), (key, CLOSED)

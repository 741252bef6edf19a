"""MAIL and RCPT with parameters and addresses, SIZE, PIPELINING."""

from __future__ import annotations

from smtpcodes.check.situations import MANDATORY, situation
from smtpcodes.check.situations.shapes import reset
from smtpcodes.check.talk import NOT_APPLICABLE, NOT_TESTED, Over, Talk

PARAMETERS = (
    ("SIZE", b" SIZE=500"),
    ("8BITMIME", b" BODY=8BITMIME"),
    ("SMTPUTF8", b" SMTPUTF8"),
    ("DSN", b" RET=HDRS"),
)


@situation(
    "enhanced-codes",
    "Enhanced codes in every reply",
    collects=(
        "enhanced/class-mismatch",
        "enhanced/differs-between-lines",
        "enhanced/malformed",
        "enhanced/missing-on-continuation",
        "enhanced/missing-though-offered",
        "enhanced/not-allowed-here",
        "enhanced/not-offered",
        "enhanced/unregistered",
    ),
    warns=("enhanced/unregistered",),
)
def _enhanced(talk: Talk) -> None:
    """RFC 2034: where ENHANCEDSTATUSCODES is offered, each reply has one, but for the hellos."""
    talk.start_served()
    if not talk.lists("ENHANCEDSTATUSCODES"):
        raise Over(NOT_APPLICABLE, "ENHANCEDSTATUSCODES is not offered")
    talk.now()
    for line in (b"NOOP", b"RSET", b"VRFY postmaster", b"XYZZY"):
        talk.ask(line)
    talk.quit()


@situation("mail-unknown-parameter", "MAIL with an unknown parameter", "parameter-unknown")
def _mail_parameter(talk: Talk) -> None:
    talk.to_mail()
    talk.now()
    talk.ask(talk.sender(b" XFROB=1"))
    reset(talk)


@situation("rcpt-unknown-parameter", "RCPT with an unknown parameter", "parameter-unknown")
def _rcpt_parameter(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    talk.now()
    talk.ask(talk.recipient(b" XFROB=1"))
    reset(talk)


@situation(
    "mail-listed-parameters",
    "MAIL and RCPT with the parameters that EHLO lists",
    fails=("extension/offered-but-refused",),  # RFC 5321 section 4.2.4
)
def _listed(talk: Talk) -> None:
    talk.to_mail()
    listed = [rest for keyword, rest in PARAMETERS if talk.lists(keyword)]
    if not listed:
        raise Over(NOT_APPLICABLE, "none of SIZE, 8BITMIME, SMTPUTF8 and DSN is offered")
    talk.now()
    for rest in listed:
        if talk.ask(talk.sender(rest)).good:
            if rest.startswith(b" RET="):
                talk.ask(talk.recipient(b" NOTIFY=NEVER"))
            talk.ask(b"RSET")
    talk.quit()


@situation("mail-lowercase", "MAIL and RCPT in small letters", "mail-accepted", MANDATORY)
def _lowercase(talk: Talk) -> None:
    """RFC 5321 section 2.4: verbs are the same in letters of any size."""
    talk.to_mail()
    talk.now()
    if talk.ask(b"mail from:" + talk.sender()[10:]).good:
        talk.ask(b"rcpt to:" + talk.recipient()[8:])
    reset(talk)


@situation("mail-bad-syntax", "MAIL without an argument, or with a wrong one", "bad-argument")
def _mail_syntax(talk: Talk) -> None:
    talk.to_mail()
    talk.now()
    for line in (b"MAIL", b"MAIL TO:<a@client.example.net>", b"MAIL FROM:<a@client.example.net"):
        if talk.ask(line).good:
            talk.ask(b"RSET")
    reset(talk)


@situation("rcpt-no-argument", "RCPT without an argument", "bad-argument")
def _rcpt_argument(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    talk.now()
    talk.ask(b"RCPT")
    reset(talk)


@situation(
    "rcpt-postmaster",
    "RCPT TO:<Postmaster>, with no domain",
    "rcpt-accepted",
    ("command/postmaster-refused",),  # RFC 5321 section 4.5.1
)
def _postmaster(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    talk.now()
    talk.ask(b"RCPT TO:<Postmaster>")
    reset(talk)


@situation("size-over-limit", "MAIL with a SIZE over the announced limit", "message-too-big")
def _size(talk: Talk) -> None:
    talk.to_mail()
    if not talk.lists("SIZE"):
        raise Over(NOT_APPLICABLE, "SIZE is not offered")
    if not talk.size:
        raise Over(NOT_APPLICABLE, "SIZE announces no limit")
    talk.now()
    talk.ask(talk.sender(b" SIZE=99999999999"))
    reset(talk)


@situation(
    "mail-8bit-address",
    "An address that is neither ASCII nor UTF-8",
    "sender-utf8",
    # the MUST is the client's; to refuse is a SHOULD (RFC 6531 section 3.4)
    warns=("extension/utf8-without-smtputf8-accepted", "extension/address-not-ascii"),
)
def _octets(talk: Talk) -> None:
    """RFC 5321 section 4.1.2: 501.

    SMTPUTF8, where it is offered, lets in UTF-8 and nothing else (RFC 6531 section 3.3).
    """
    talk.to_mail()
    talk.now()
    talk.ask(b"MAIL FROM:<jos\xe9@client.example.net>")
    reset(talk)


@situation("mail-auth-parameter", "MAIL with AUTH=, after a log-in")
def _auth_parameter(talk: Talk) -> None:
    talk.to_auth()
    talk.login()
    talk.now()
    talk.ask(talk.sender(b" AUTH=<>"))
    talk.ask(b"RSET")
    talk.ask(talk.sender(b" AUTH=" + talk.account.sender.encode()))
    reset(talk)


@situation("mail-auth-parameter-unauthenticated", "MAIL with AUTH=<>, without a log-in")
def _auth_parameter_first(talk: Talk) -> None:
    talk.to_auth()
    talk.now()
    talk.ask(talk.sender(b" AUTH=<>"))
    reset(talk)


@situation(
    "pipelined-group",
    "RSET, MAIL, RCPT and NOOP in one flight",
    fails=("extension/pipelined-command-lost",),
)
def _group(talk: Talk) -> None:
    talk.to_mail()
    if not talk.lists("PIPELINING"):
        raise Over(NOT_APPLICABLE, "PIPELINING is not offered")
    talk.now()
    group, wait = (b"RSET", talk.sender(), talk.recipient(), b"NOOP"), talk.wire.timeout
    talk.flight(*group)
    talk.read()
    for _ in group[1:]:
        if not talk.wire.waiting(wait):
            if talk.ask(b"QUIT").code == 221:  # the reply to QUIT, and none to what is before it
                raise Over(None, "a command of the group got no reply")
            raise Over(NOT_TESTED, f"no reply to a command of the group in {wait:g} s")
        talk.read()
    reset(talk)

"""The plain commands: the greeting, hellos, commands that are exempt from log-in, unknown ones."""

from __future__ import annotations

from smtpcodes.check.situations import MANDATORY, situation
from smtpcodes.check.situations.shapes import after, asked, refused, reset
from smtpcodes.check.talk import NAME, NOT_APPLICABLE, Over, Talk

EHLO = b"EHLO " + NAME


@situation("greeting", "The greeting", "greeting", warns=("reply/greeting-without-domain",))
def _greeting(talk: Talk) -> None:
    talk.now()
    talk.greet()
    talk.quit()


@situation(
    "ehlo",
    "EHLO",
    "ehlo-accepted",
    MANDATORY,
    collects=("reply/codes-differ-between-lines", "reply/ehlo-keyword-malformed"),
)
def _ehlo(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.hello()
    talk.quit()


@situation("ehlo-no-argument", "EHLO without a name", "bad-argument")
def _ehlo_no_argument(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.ask(b"EHLO")
    talk.quit()


@situation("helo", "HELO", "helo-accepted", ("extension/listed-to-helo", *MANDATORY))
def _helo(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.ask(b"HELO " + NAME)
    talk.quit()


@situation("ehlo-lowercase", "Commands in small letters", fails=MANDATORY)
def _lowercase(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.hello(b"ehlo " + NAME)
    talk.ask(b"noop")
    talk.ask(b"rset")
    talk.quit()


@situation("quit", "QUIT", "quit", ("reply/unexpected-for-command", *MANDATORY))
def _quit(talk: Talk) -> None:
    talk.start_served()
    talk.now()
    talk.ask(b"QUIT")


@situation("command-after-quit", "A command after QUIT")
def _after_quit(talk: Talk) -> None:
    talk.start_served()
    talk.now()
    if talk.ask(b"QUIT").code == 221:
        talk.unheard(b"NOOP")


LISTED = ("extension/offered-but-refused",)  # RFC 5321 section 4.2.4
VERIFIED = ("reply/vrfy-without-mailbox", "reply/vrfy-not-252")  # RFC 5321 sections 3.5.1, 7.3


@situation(
    "exempt-commands-unauthenticated",
    "Commands that need no log-in",
    "noop",
    (*VERIFIED, *LISTED),
    collects=MANDATORY,
)
def _exempt(talk: Talk) -> None:
    talk.start()
    talk.now()
    for line in (b"NOOP", b"RSET", b"HELP", b"VRFY postmaster", b"EXPN list"):
        talk.ask(line)
    talk.ask(EHLO)
    talk.ask(b"HELO " + NAME)
    talk.quit()


asked("help", "HELP", "help", b"HELP", fails=LISTED)


asked("vrfy", "VRFY", "verification-refused", b"VRFY postmaster", fails=(*VERIFIED, *MANDATORY))


asked("expn", "EXPN", "verification-refused", b"EXPN list", fails=(*VERIFIED, *LISTED))


asked("terminal-mail", "SEND, a command of 1982", "terminal-mail", b"SEND FROM:<>", b"RSET")


@situation("turn", "TURN", "turn")
def _turn(talk: Talk) -> None:
    talk.start_served()
    talk.now()
    if talk.ask(b"TURN").good:
        raise Over(None, "the server turns round: nothing more is sent")
    talk.quit()


@situation("unknown-command", "A verb that nobody knows", "unknown-command")
def _unknown(talk: Talk) -> None:
    talk.start_served()
    talk.now()
    talk.ask(b"XYZZY")
    talk.ask(b"NOOP")  # RFC 5321 section 3.8: the server waits for it
    talk.quit()


@situation("empty-line", "An empty line", "unknown-command")
def _empty(talk: Talk) -> None:
    talk.start_served()
    talk.now()
    talk.ask(b"")
    after(talk)


asked(
    "noop-argument",
    "NOOP with text, RSET with an argument",
    "noop",
    b"NOOP hello",
    b"RSET x",
    b"NOOP",
    fails=MANDATORY,
)


asked("rset-twice", "RSET, twice", "reset", b"RSET", b"RSET", fails=MANDATORY)


@situation("mail-unauthenticated", "MAIL, RCPT and DATA without a log-in", "mail-unauthenticated")
def _unauthenticated(talk: Talk) -> None:
    talk.start()
    if talk.can_start_tls():
        talk.starttls()
        talk.hello()
    talk.now()
    _transaction(talk)


@situation("mail-unauthenticated-in-clear", "MAIL in clear, where TLS is offered", "tls-required")
def _in_clear(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    talk.now()
    _transaction(talk)


def _transaction(talk: Talk) -> None:
    """MAIL, RCPT and DATA; a 354 ends it, for no message is sent."""
    accepted = talk.ask(talk.sender()).good
    if talk.ask(talk.recipient()).good and accepted:
        talk.ask(b"RSET")
    else:
        refused(talk)
    talk.quit()


@situation("rcpt-remote-unauthenticated", "RCPT to another domain, no log-in", "relay-refused")
def _relay(talk: Talk) -> None:
    talk.start()
    if talk.can_start_tls():
        talk.starttls()
        talk.hello()
    talk.way()
    accepted = talk.ask(talk.sender())
    talk.now()
    if not accepted.good:
        raise Over(NOT_APPLICABLE, f"MAIL got {accepted.code}")
    talk.ask(b"RCPT TO:<x@remote.example.org>")
    reset(talk)

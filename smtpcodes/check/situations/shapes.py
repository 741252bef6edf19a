"""What many situations have in common."""

from __future__ import annotations

from collections.abc import Callable

from smtpcodes.check.situations import situation
from smtpcodes.check.talk import Over, Talk

WRONG = "xk7Wq-9tRz"  # no words: a reply that has them would lose them to the masking
Said = bytes | Callable[[Talk], bytes]  # a line, or what makes it of the run's names


def said(line: Said, talk: Talk) -> bytes:
    """The line, as it is sent."""
    return line if isinstance(line, bytes) else line(talk)


def after(talk: Talk) -> None:
    """Is the server still there? The way out."""
    talk.way()
    talk.ask(b"NOOP")
    talk.quit()


def reset(talk: Talk) -> None:
    """Leaves no transaction behind. The way out."""
    talk.ask(b"RSET")
    talk.quit()


def refused(talk: Talk) -> None:
    """DATA that must be refused; after a 354 nothing is sent any more."""
    if talk.ask(b"DATA").code == 354:
        raise Over(None, "354 to DATA that must be refused: the connection was closed")


def wrong_plain(talk: Talk) -> bytes:
    """AUTH PLAIN with a wrong password, for a user that was made up."""
    return b"AUTH PLAIN " + talk.plain(talk.account.made_up, WRONG)


def cancelled(talk: Talk, line: bytes) -> None:
    """AUTH that is to fail; a challenge to it is cancelled."""
    if talk.fail(line).code == 334:
        talk.respond(b"*")


def asked(id: str, title: str, truth: str, *lines: bytes, fails: tuple[str, ...] = ()) -> None:
    """A situation of lines after the hello."""

    @situation(id, title, truth, fails)
    def act(talk: Talk) -> None:
        talk.start_served()
        talk.now()
        for line in lines:
            talk.ask(line)
        talk.quit()


def failed_auth(id: str, title: str, truth: str, line: bytes, *mechanisms: str) -> None:
    """A situation of one AUTH that is to fail. mechanisms: one of them has to be offered."""

    @situation(id, title, truth)
    def act(talk: Talk) -> None:
        talk.to_auth(*mechanisms)
        talk.now()
        talk.fail(line)
        after(talk)

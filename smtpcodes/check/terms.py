"""The words of a conversation: an answer, an account, how a situation ends."""

from __future__ import annotations

from smtpcodes.record import NamedTuple

NOT_APPLICABLE, NOT_TRIED, NOT_TESTED = "not-applicable", "not-tried", "not-tested"


class Over(Exception):
    """The situation ends here. status: None where what was seen is judged. reason: in words."""

    def __init__(self, status: str | None, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Answer(NamedTuple):
    """A whole reply."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def text(self) -> bytes:
        return self.lines[-1][4:]


class Account(NamedTuple):
    """Whom the situations log in as; user None: nobody. made_up: a name that the server cannot
    know.

    known: a name that it knows, to which one wrong password may be sent; "": none.
    """

    user: str | None
    password: str
    made_up: str
    sender: str
    recipient: str
    deliver: bool = False
    known: str = ""

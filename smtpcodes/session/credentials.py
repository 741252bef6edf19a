"""The credentials that a client sends in one session, as far as the session has to know them.

They are kept to be masked where they come again, and to tell whether a client tries the same ones
twice.
"""

from __future__ import annotations

from smtpcodes.grammar import sasl
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.session.known import State

KEPT = 16
REFUSED = 100


class Credentials:
    """Those of one session.

    sent: as they stood in the log. tried: an AUTH was sent. attempt: the mechanism of the open
    AUTH exchange, or a hash of it and the responses, the same in every process; empty if the log
    hides one of them. refused: the
    hashes that got a 535.
    """

    __slots__ = ("attempt", "refused", "sent", "tried")

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.tried = False
        self.attempt = b""
        self.refused: set[bytes] = set()

    @property
    def shape(self) -> tuple[bool, bool, bool]:
        """What of them decides how the session goes on, without any text."""
        return self.tried, bool(self.attempt), bool(self.refused)

    def response(self, command: Command, state: State) -> int:
        """Take an AUTH command or a SASL response; give SAME_CREDENTIALS if they were refused
        before, else 0."""
        self.tried = True
        if command.verb == "AUTH":
            self.attempt = command.mechanism.encode("latin-1", "replace")
        if not readable(command):
            if command.secret >= 0 or (command.verb == "SASL" and command.form & Form.ASSUMED):
                self.attempt = b""
            return 0
        raw = command.raw[command.secret :].strip()
        if len(raw) >= 4:
            self._keep(sasl.Name(raw) if names_user(command, state) else raw)
        if not self.attempt:
            return 0
        self.attempt = _hash(self.attempt + b" " + raw)
        return Form.SAME_CREDENTIALS if self.attempt in self.refused else 0

    def astray(self, command: Command, hasty: bool) -> bool:
        """Is a line that is no command a response? It is kept then.

        After a refused AUTH some clients go on with their responses; others do not wait for the
        challenge (hasty).
        """
        raw = command.raw.strip()
        if not self.tried or not (sasl.stray(raw) or (hasty and raw)):
            return False
        self._keep(raw)
        return True

    def refuse(self) -> None:
        """The open AUTH exchange got a 535."""
        if self.attempt and len(self.refused) < REFUSED:
            self.refused.add(self.attempt)

    def _keep(self, raw: bytes) -> None:
        if len(self.sent) < KEPT and raw not in self.sent:
            self.sent.append(raw)


def _hash(octets: bytes) -> bytes:
    from hashlib import sha256  # most logs need none

    return sha256(octets).digest()


def readable(command: Command) -> bool:
    """Does a credential stand in the line that whoever has the log can read?"""
    return command.secret >= 0 and not command.form & (Form.MASKED | Form.EMPTY)


def names_user(command: Command, state: State) -> bool:
    """Does the response tell who logs in? The first one of LOGIN does."""
    if command.verb == "AUTH":
        return command.mechanism == "LOGIN"
    return state.sasl == "LOGIN" and state.sasl_steps == 1

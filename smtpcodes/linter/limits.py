"""How much of the same is told: each kind a few times in full, then it is only counted."""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.linter.receiver import Receiver
from smtpcodes.report import NOTE
from smtpcodes.rules.base import Rule
from smtpcodes.session.graph import Ending
from smtpcodes.session.session import Session
from smtpcodes.session.table import Cell
from smtpcodes.verdict.notes import Notes

KINDS = 10_000  # of findings and failed sessions that are counted apart


class Limits:
    """The counts of one input. limit: so often a kind is told; 0 for always."""

    def __init__(self, receiver: Receiver, limit: int) -> None:
        self.receiver = receiver
        self.limit = limit
        self._kinds: dict[object, int] = {}
        self._enough: dict[tuple[Cell | Ending, ...], tuple[list[Rule], bool]] = {}

    def reached(self, kind: object) -> bool:
        """True if enough of this kind were told; else this one counts."""
        if not self.limit:
            return False
        count = self._kinds.get(kind, 0)
        if count < self.limit:
            if len(self._kinds) < KINDS:
                self._kinds[kind] = count + 1
            return False
        return True

    def wanted(self, waking: Sequence[Cell | Ending]) -> bool:
        """Is a session with these exchanges to be told? If enough are like it, it is counted."""
        if not self.limit:
            return True
        same = tuple(waking)
        enough = self._enough.get(same)
        if enough is None:
            kinds = _kinds(waking)
            # each for itself: the ways in which two failures come together are too many
            if kinds is None or not kinds or not all([self.reached((k,)) for k in kinds]):
                return kinds is None or bool(kinds)
            found = [f.rule for cell in waking for f in cell.found if f.shown]
            failed = any(r.level != NOTE for r in found) or any(
                isinstance(c, Cell) and c.failure for c in waking
            )
            enough = found, failed
            if len(self._enough) < KINDS:
                self._enough[same] = enough
        for rule in enough[0]:
            self.receiver.more(rule.level, rule.id)
        if enough[1]:
            self.receiver.more_sessions(same)
        return False

    def ends_alike(self, session: Session, notes: Notes) -> bool:
        """True if enough sessions went wrong as this one did; it is counted then."""
        if not self.limit:
            return False
        kind = (
            *notes.shape,
            *((x.verb, x.code, x.enhanced, x.text) for x, _, _ in notes.failures),
            session.bounced and (session.bounced.action, session.bounced.status),
        )
        if not self.reached(kind):
            return False
        self.receiver.more_sessions(kind)
        return True


def _kinds(waking: Sequence[Cell | Ending]) -> set[object] | None:
    """What a session with these exchanges has to say; None if a rule wants to see its text."""
    kinds: set[object] = set()
    for cell in waking:
        kinds.update(f.message for f in cell.found)
        if isinstance(cell, Cell):
            if cell.inspectors:
                return None
            if cell.failure:
                x = cell.exchange
                kinds.add((x.verb, x.code, x.enhanced, x.text))
    return kinds

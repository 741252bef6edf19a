"""From an exchange to what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from smtpcodes import rules
from smtpcodes.report import CLIENT, LEVELS, NOTE
from smtpcodes.rules.base import Found, Rule
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.observer import Seen
from smtpcodes.session.reply import ReplyForm
from smtpcodes.session.session import Session


class Judge:
    """The rules of a linter; without any it finds nothing.

    known: those that verdicts rest on, whichever are shown. shown: those whose findings are told.
    """

    def __init__(self, known: Sequence[Rule] = (), shown: Sequence[Rule] = ()) -> None:
        self.shown = list(shown)
        self.rules = list({r.id: r for r in (*known, *shown)}.values())
        self._shows = {r.id for r in shown}
        self._levels = {r.id: r.level for r in known}  # as the rules have them themselves
        self._enders = [r for r in self.rules if r.wakes_on.end]

    @classmethod
    def chosen(
        cls,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_level: str = NOTE,
        levels: Mapping[str, str] | None = None,
        extra: Iterable[Rule] = (),
    ) -> Judge:
        """All rules and `extra` ones; shown are those that the options choose (ids or families)."""
        known = rules.everything()
        chosen = rules.chosen((*known, *extra), select, ignore, levels or {})
        weakest = LEVELS.index(min_level)
        return cls(known, [r for r in chosen if LEVELS.index(r.level) >= weakest])

    def __call__(self, x: Exchange) -> tuple[Sequence[Found], Sequence[Rule]]:
        """What the rules say of an exchange, and those that want to see its text.

        No server is to blame for a code that its log hides.
        """
        waking = [
            r
            for r in self.rules
            if r.wakes_on.on(x) and (r.side == CLIENT or not x.has(ReplyForm.CODE_ASSUMED))
        ]
        found = self._settled([f for r in waking for f in r.judge(x)])
        return found, [r for r in waking if r.wants_text(x)]

    def seen(self, seen: Seen) -> Sequence[Found]:
        """What the rules say of an exchange, with those that look at its text."""
        found: Sequence[Found] = seen.cell.found
        more = [f for r in seen.cell.inspectors for f in r.inspect(seen)]
        return self._settled([*found, *more]) if more else found

    def at_end(self, session: Session, side: str | None) -> Sequence[Found]:
        """What the rules say of a session as a whole."""
        if session.state.other_protocol:
            return ()
        return self._settled([f for r in self._enders for f in r.at_end(session, side)])

    def weighs(self, rule: Rule) -> bool:
        """May a verdict rest on the rule? Not if it only notes, here and by itself."""
        return not rule.level == self._levels.get(rule.id, rule.level) == NOTE

    def _settled(self, found: list[Found]) -> list[Found]:
        """What is left where some rules yield to others: of those that are shown, and of all."""
        if not found:
            return found
        shown = {id(f) for f in rules.settle(f for f in found if f.rule.id in self._shows)}
        blamed = {id(f) for f in rules.settle(f for f in found if f.blamed)}
        return [
            f._replace(shown=id(f) in shown, blamed=id(f) in blamed)
            for f in found
            if id(f) in shown or id(f) in blamed
        ]

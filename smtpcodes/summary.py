"""What a postmaster wants counted: log-ins by cause, mechanism, client and user; bounces by cause,
domain and recipient; replies by code and provider; findings; time.

Counts what the linter passes, exchange by exchange; keeps no lines. Names of clients, users,
domains and recipients are pseudonyms unless asked for: a summary is made to be passed on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from smtpcodes.grammar import timestamp
from smtpcodes.linter import Linter, Receiver
from smtpcodes.readers._who import who
from smtpcodes.record import NamedTuple
from smtpcodes.report import Finding, Input
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.observer import Seen
from smtpcodes.session.reply import Reply
from smtpcodes.session.session import Session
from smtpcodes.verdict import bounces
from smtpcodes.verdict.counted import NAMES, OTHERS, Bounces, ranked
from smtpcodes.verdict.explained import Explain, Explained

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-summary/1"
HOURS = 100_000  # of the log, that are told apart
MEMO = 20_000  # replies whose cause is remembered
_VARIES = re.compile(r"<[^<>]{0,300}>|\[[^\[\]]{0,300}\]|(?<![^\s>\]])\S*[\d@]\S*")
_FAILED = re.compile(rb"authentication failed: ?(.{0,200})", re.S)

Moment = tuple[int, int, int, int]


class Cause(NamedTuple):
    """Why a reply came: the cause's id and title, the provider whose words it has."""

    id: str
    title: str
    provider: str


class Hour:
    """What happened in an hour."""

    __slots__ = ("failed", "refused", "succeeded")

    def __init__(self) -> None:
        self.failed = self.succeeded = self.refused = 0


class Summary(Receiver):
    """The counts of a run. Make one, lint with its ``linter``, read ``to_json``.

    log-ins: one AUTH exchange each. refused: 4yz and 5yz that answer anything but AUTH.
    """

    limit = 1  # of findings like each other one is made, the others are only counted

    def __init__(self, explain: Explain) -> None:
        self.explain = explain
        self.failed = self.succeeded = self.refused = 0
        self.causes: Counter[str] = Counter()  # of failed log-ins
        self.refusals: Counter[str] = Counter()  # causes of other refusals
        self.titles: dict[str, str] = {}
        self.mechanisms: dict[str, list[int]] = {}  # failed, succeeded
        self.clients: Counter[str] = Counter()  # of failed log-ins
        self.users: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.providers: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.levels: dict[str, str] = {}
        self.hours: dict[Moment, Hour] = {}
        self.bounces = Bounces()
        self._quoted: dict[int, str] = {}  # causes of the first refusals that open bounces quote
        self.inputs: list[Input] = []
        self._memo: dict[tuple[int, str], Cause] = {}
        self._shown: set[int] = set()  # open sessions with a 235

    def linter(self, reader: str | None = None) -> Linter:
        """A linter that tells this summary what it sees."""
        return _Told(self, reader)

    # --- what comes
    def finding(self, finding: Finding) -> None:
        self.rules[finding.rule] += 1
        self.levels[finding.rule] = finding.level

    def more(self, level: str, rule: str) -> None:
        self.rules[rule] += 1

    def exchange(self, path: str, seen: Seen) -> None:
        """An exchange, as the session tells it."""
        session, _, _, reply, places, cell = seen
        x = cell.exchange
        at = places[0].line if places else b""
        if reply is None:
            if x.in_auth and places:  # the log tells that AUTH failed, not with which reply
                told = _FAILED.search(at)
                text = told.group(1).decode("utf-8", "replace") if told is not None else ""
                self._log_in(
                    session,
                    at,
                    x.mechanism,
                    self._cause(535, f"535 5.7.8 authentication failed: {text}"),
                )
            return
        self.codes[
            str(reply.code) if reply.enhanced is None else f"{reply.code} {reply.enhanced}"
        ] += 1
        if x.in_auth:
            if x.code == 235:
                self._shown.add(session.number)
                self._log_in(session, at, x.mechanism, None)
            elif x.code != 334 and x.refused:
                self._log_in(session, at, x.mechanism, self._cause(x.code, _text(reply)))
        elif x.refused:
            self.refused += 1
            cause = self._cause(x.code, _text(reply))
            self.refusals[cause.id] += 1
            if session.bounced is not None:
                self._quoted.setdefault(session.number, cause.id)
            if cause.provider:
                self.providers[cause.provider] += 1
            hour = self._hour(at)
            if hour is not None:
                hour.refused += 1

    def session(self, session: Session) -> None:
        """A session ends. Many logs tell that a client has logged in, and show no 235."""
        if session.bounced is not None:
            quoted = self._quoted.pop(session.number, "")
            if not quoted and session.bounced.failed:
                quoted = bounces.told(session.bounced, self._told)[1] or "unknown"
            self.bounces.add(session.bounced, quoted)
        at = session.landmarks.get(Landmark.AUTHENTICATED)
        if session.number in self._shown:
            self._shown.discard(session.number)
        elif at is not None and at[1] is not None:
            line = at[1].line
            self._log_in(session, line, who(session.reader, line).mechanism, None)

    def _told(self, text: str, command: str | None = None) -> Explained:
        """An explanation, whose title is remembered."""
        found = self.explain(text, command)
        self.titles.setdefault(found.cause, found.title)
        return found

    def _log_in(self, session: Session, line: bytes, mechanism: str, cause: Cause | None) -> None:
        both = self.mechanisms.setdefault(mechanism or "?", [0, 0])
        hour = self._hour(line)
        if cause is None:
            self.succeeded += 1
            both[1] += 1
            if hour is not None:
                hour.succeeded += 1
            return
        self.failed += 1
        both[0] += 1
        self.causes[cause.id] += 1
        if cause.provider:
            self.providers[cause.provider] += 1
        if hour is not None:
            hour.failed += 1
        found = who(session.reader, line)
        for counter, name in ((self.clients, found.address), (self.users, found.user)):
            if name:
                counter[name if name in counter or len(counter) < NAMES else OTHERS] += 1

    def _cause(self, code: int, text: str) -> Cause:
        """The cause of a reply; asked once for texts that differ in names and numbers alone."""
        key = code, _VARIES.sub("#", text[4:300])
        found = self._memo.get(key)
        if found is None:
            e = self.explain(text)
            found = Cause(e.cause, e.title, e.provider or "")
            self.titles.setdefault(e.cause, e.title)
            if len(self._memo) < MEMO:
                self._memo[key] = found
        return found

    def _hour(self, line: bytes) -> Hour | None:
        at = timestamp.moment(line)
        if at is None:
            return None
        found = self.hours.get(at)
        if found is None and len(self.hours) < HOURS:
            found = self.hours[at] = Hour()
        return found

    # --- what is told
    def to_json(self, names: bool = False, most: int = 20) -> dict[str, Any]:
        """The counts as contract ``smtpcodes-summary/1``. names: true names in place of pseudonyms;
        most: rows of a list."""
        from smtpcodes import __version__

        over = periods(self.hours)
        return {
            "schema": SCHEMA,
            "tool": {"name": "smtpcodes", "version": __version__},
            "inputs": [i.to_json() for i in self.inputs],
            "period": {"first": over[0]["start"], "last": over[-1]["start"]} if over else None,
            "log_ins": {
                "failed": self.failed,
                "succeeded": self.succeeded,
                "by_cause": self._named(self.causes),
                "by_mechanism": {
                    m: {"failed": f, "succeeded": s}
                    for m, (f, s) in sorted(
                        self.mechanisms.items(), key=lambda x: (-sum(x[1]), x[0])
                    )
                },
                "clients": len(self.clients),
                "by_client": ranked(self.clients, "client", "failed", names, most),
                "users": len(self.users),
                "by_user": ranked(self.users, "user", "failed", names, most),
            },
            "refused": {"count": self.refused, "by_cause": self._named(self.refusals)},
            "bounces": self.bounces.to_json(self.titles, names, most),
            "replies": {
                "by_code": dict(self.codes.most_common()),
                "by_provider": dict(self.providers.most_common()),
            },
            "findings": [
                {"rule": rule, "level": self.levels.get(rule, ""), "count": count}
                for rule, count in self.rules.most_common()
            ],
            "over_time": over,
            "pseudonyms": not names,
        }

    def _named(self, causes: Counter[str]) -> list[dict[str, Any]]:
        return [
            {"cause": cause, "title": self.titles.get(cause, cause), "count": count}
            for cause, count in causes.most_common()
        ]


class _Told(Linter):
    """A linter that tells its summary of each session's end, too."""

    def __init__(self, summary: Summary, reader: str | None) -> None:
        super().__init__(reader, receiver=summary, every=summary.exchange)
        self.summary = summary

    def ended(self, session: Session, side: str | None) -> None:
        super().ended(session, side)
        self.summary.session(session)


def _text(reply: Reply) -> str:
    return "\n".join(line.raw.decode("utf-8", "replace") for line in reply.lines[:20])[:2000]


def periods(hours: dict[Moment, Hour]) -> list[dict[str, Any]]:
    """The counts over time: by hour, past three days by day, past four months by month.

    In the order of the log's calendar.
    """
    if not hours:
        return []
    days = {at[:3] for at in hours}
    size = 4 if len(days) <= 3 else 3 if len(days) <= 120 else 2
    found: dict[tuple[int, ...], Hour] = {}
    for at, hour in hours.items():
        into = found.setdefault(at[:size], Hour())
        into.failed += hour.failed
        into.succeeded += hour.succeeded
        into.refused += hour.refused
    return [
        {"start": _start(at), "failed": h.failed, "succeeded": h.succeeded, "refused": h.refused}
        for at, h in sorted(found.items())
    ]


def _start(at: Iterable[int]) -> str:
    """2026-11-25T14; where the log has no year 11-25T14."""
    year, month, *rest = at
    text = f"{year:04}-{month:02}" if year else f"{month:02}"
    return text + (f"-{rest[0]:02}" if rest else "") + (f"T{rest[1]:02}" if len(rest) > 1 else "")

"""Bytes to findings: source, reader, session, rules and knowledge meet here and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from smtpcodes import pump, redact, rules, verdict
from smtpcodes.grammar.command import Command
from smtpcodes.report import LEVELS, NOTE, Finding, Input, Related, Report, Shown, Told, Verdict
from smtpcodes.rules.base import Concrete, Found, Rule
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.forward import Ending, Forward
from smtpcodes.session.reply import Reply
from smtpcodes.session.session import Session
from smtpcodes.session.sessions import Sessions
from smtpcodes.session.table import CELLS, Cell, Table
from smtpcodes.source import SourceError, blocks
from smtpcodes.span import Place

URL = "https://smtpcodes.readthedocs.io/"
TEXT = 2000                 # octets of a line or a reply that are shown
LINES = 20                  # lines of a reply that are shown
KINDS = 10_000              # of findings and failed sessions that are counted apart

Explain = Callable[[str], Any]


class _Notes:
    """What the linter keeps of a session."""

    __slots__ = ("failures", "fault", "keys", "refusal", "shape")

    def __init__(self) -> None:
        self.failures: list[tuple[Exchange, Reply, Place]] = []
        self.fault: tuple[str, Related | None, str] | None = None       # the first finding that is no note, of a refusal before others
        self.refusal = False                                            # it is of a refusal
        self.keys: set[tuple[str, int]] = set()                         # rule and line of what was found
        self.shape: list[str] = []

    def blame(self, f: Found, x: Exchange | None, place: Related | None) -> None:
        """Notes what the verdict may blame."""
        refusal = x is not None and x.refused and (f.at == "reply" or f.rule.id.startswith("sequence/"))
        if f.rule.level != NOTE and (self.fault is None or (refusal and not self.refusal)):
            self.fault, self.refusal = (f.message, place, f.rule.side), refusal


class Receiver:
    """Takes what a linter finds, in the order of the input. A base to inherit from: here nothing is done with it.

    limit: how many findings of one kind, and verdicts of one kind, are given in full (0: all); the others are counted.
    """

    limit = 0

    def finding(self, finding: Finding) -> None:
        """A finding."""

    def verdict(self, verdict: Verdict) -> None:
        """The verdict of a session that has ended."""

    def ended(self, session: str) -> None:
        """A session has ended, with a verdict or without."""

    def more(self, level: str, rule: str) -> None:
        """A finding like others that were given, past the limit."""

    def more_sessions(self, shape: object) -> None:
        """A session that failed like others that were given, past the limit."""

    def input(self, found: Input) -> None:
        """An input has been read."""

    def told(self, told: Told) -> None:
        """All was read."""


class Linter:
    """Lints inputs, one after the other; sessions are numbered within a run.

    select, ignore: ids or families of rules ("auth", "auth/required-late"). min_level: weaker findings are left out.
    table: False judges each exchange anew. every: called with each exchange, for ``parse``. levels: of rules or families,
    where they are not the rule's own. keep: asked of each finding, with the name of its reader, whether it is told.
    """

    def __init__(
        self, reader: str | None = None, select: Iterable[str] = (), ignore: Iterable[str] = (), min_level: str = NOTE,
        receiver: Receiver | None = None, table: bool = True,
        every: Callable[[str, Session, Command, Place | None, Reply | None, list[Place], Cell], None] | None = None,
        explain: Explain | None = None, keep_unread: bool = False, extra_rules: Iterable[Rule] = (), rules_on: bool = True,
        levels: Mapping[str, str] | None = None, keep: Callable[[Finding, str], bool] | None = None,
    ) -> None:
        self.reader = reader
        self.keep_unread = keep_unread
        all_rules = rules.chosen((*rules.everything(), *extra_rules), select, ignore, levels or {}) if rules_on else []
        self.rules = [r for r in all_rules if LEVELS.index(r.level) >= LEVELS.index(min_level)]
        self.enders = [r for r in self.rules if r.wakes_on.end]
        self.table = Table(self._judge, CELLS if table else 0)
        self.receiver = receiver or Receiver()
        self.keep = keep
        self.kinds: dict[object, int] = {}      # how often each kind of finding and of failed session was met
        self.enough: dict[tuple[Cell | Ending, ...], tuple[list[Rule], bool]] = {}     # sessions that were told often enough
        self.on_exchange = every
        self.every = every is not None
        self.explain = explain
        self.next_session = 1
        self.input = Input("-")

    @property
    def limit(self) -> int:                     # who decides on each finding sees them all
        return 0 if self.keep is not None else self.receiver.limit

    # --- inputs
    def lint_path(self, path: str) -> Input:
        """Lints a file; what can't be read is told in the input's ``error``."""
        return self.lint_chunks(path, blocks(path))

    def lint_chunks(self, path: str, chunks: Iterable[bytes]) -> Input:
        """Lints octets, cut anywhere."""
        self.input = source = Input(path)
        self.kinds, self.enough = {}, {}        # what is counted of one input depends on no other
        try:
            self._run(source, chunks)
        except SourceError as error:
            source.error = str(error)
        return source

    def steps(self, path: str, chunks: Iterable[bytes]) -> Iterator[None]:
        """As ``lint_chunks``, with a pause after each chunk."""
        self.input = source = Input(path)
        sessions = Sessions(self.table, self, self.next_session)
        yield from pump.steps(source, chunks, sessions, self.reader)
        self.next_session = sessions.next_number

    def _run(self, source: Input, chunks: Iterable[bytes]) -> None:
        sessions: Sessions | Forward = (
            Sessions(self.table, self, self.next_session) if self.every or not self.table.cap
            else Forward(self.table, self, self._wanted, self._at_end, self.next_session))
        try:
            pump.run(source, chunks, sessions, self.reader, self.keep_unread)
        finally:
            self.next_session = sessions.next_number

    # --- rules
    def _judge(self, x: Exchange) -> tuple[list[Found], list[Rule]]:
        """What the rules say of an exchange, and those that want to see its text."""
        waking = [r for r in self.rules if r.wakes_on.on(x)]
        return rules.settle(f for r in waking for f in r.judge(x)), [r for r in waking if r.wants_text(x)]

    def _at_end(self, session: Session, side: str | None) -> list[Found]:
        return [f for r in self.enders for f in r.at_end(session, side)]

    def _wanted(self, waking: list[Cell | Ending]) -> bool:
        """Is a session with these exchanges to be told, or are there enough like it?"""
        if not self.limit:
            return True
        same = tuple(waking)
        enough = self.enough.get(same)
        if enough is None:
            kind = _kinds(waking)
            # each kind for itself: the ways in which two failures can come together are too many to be shown
            if kind is None or not kind or not all([self._counted((k,)) for k in kind]):
                return kind is None or bool(kind)
            found = [f.rule for cell in waking for f in cell.found]
            failed = any(r.level != NOTE for r in found) or any(isinstance(c, Cell) and c.failure for c in waking)
            enough = found, failed
            if len(self.enough) < KINDS:
                self.enough[same] = enough
        for rule in enough[0]:
            self.receiver.more(rule.level, rule.id)
        if enough[1]:
            self.receiver.more_sessions(same)
        return False

    # --- the sink of the sessions
    def exchange(self, session: Session, command: Command, asked: Place | None, reply: Reply | None, places: list[Place], cell: Cell) -> None:
        """An exchange that may say something."""
        if self.on_exchange is not None:
            self.on_exchange(self.input.path, session, command, asked, reply, places, cell)
        if not cell.wakes:
            return
        notes = session.memo
        if notes is None:
            notes = session.memo = _Notes()
        assert isinstance(notes, _Notes)
        found: Iterable[Found] = cell.found
        x = cell.exchange
        if cell.inspectors:
            concrete = Concrete(x, session, command, asked, reply, places)
            more = [f for r in cell.inspectors for f in r.inspect(concrete)]
            if more:
                found = rules.settle([*found, *more])
        if not found and not cell.failure:
            return
        if cell.failure and len(notes.failures) < verdict.KEPT and reply is not None and places:
            notes.failures.append((x, reply, places[0]))
        for f in found:
            if self.limit and self._counted((cell.exchange, f.message)):
                notes.shape.append(f.message)
                notes.blame(f, x, None)
                self.receiver.more(f.rule.level, f.rule.id)
            else:
                self._emit(f, session, notes, command, asked, reply, places, x, redact.secrets(session.secrets))

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        """A credential stands in the log, readable."""
        self.input.credentials += 1

    def ended(self, session: Session, side: str | None) -> None:
        """The end of a session: what rests on the whole of it, and its verdict."""
        self.input.exchanges += session.exchanges
        notes = session.memo if isinstance(session.memo, _Notes) else _Notes()
        for f in self._at_end(session, side):
            self._emit(f, session, notes, None, None, None, [], None, redact.secrets(session.secrets))
        if notes.failures or notes.fault:
            self._verdict(session, notes)
        self.receiver.ended(str(session.number))

    def _counted(self, kind: object) -> bool:
        """True if enough of this kind were given."""
        count = self.kinds.get(kind, 0)
        if count < self.limit:
            if len(self.kinds) < KINDS:
                self.kinds[kind] = count + 1
            return False
        return True

    def _verdict(self, session: Session, notes: _Notes) -> None:
        if self.limit:
            kind = (*notes.shape, *((x.verb, x.code, x.enhanced, x.text) for x, _, _ in notes.failures))
            if self._counted(kind):
                self.receiver.more_sessions(kind)
                return
        known = redact.secrets(session.secrets)
        fault = notes.fault
        if fault is not None and (fault[1] is None or (notes.failures and not notes.refusal)):
            fault = None                        # what failed says more than what was merely unwise
        found = verdict.verdict(
            str(session.number), self.input.path, session.reader, [self._failure(x, reply, place, known) for x, reply, place in notes.failures],
            "authenticated" in session.landmarks, fault)                # type: ignore[arg-type]
        if found is not None:
            asked, answered = session.landmarks.get("doubt", (None, None))
            doubted = answered or asked
            if doubted is not None:
                found = found._replace(
                    summary=f"{found.summary} (the log seems to lack or repeat a line near line {doubted.number}: what it says of the order is less sure)")
            self.receiver.verdict(found)

    # --- from abstract to concrete
    def _failure(self, x: Exchange, reply: Reply, first: Place, known: list[bytes]) -> verdict.Failure:
        shown = _reply(reply, known)
        explained = self.explain(_raw(reply)) if self.explain is not None else None
        place = self._related(first, reply.lines[0].raw[:3], "", known)
        return verdict.Failure(
            x.verb, reply.code, reply.enhanced, shown.text, place, getattr(explained, "cause", None), getattr(explained, "provider", None),
            getattr(explained, "title", "") or "", getattr(explained, "fix", "") or "")

    def _related(self, place: Place, mark: bytes, message: str, known: list[bytes]) -> Related:
        text, column, end = _place(place, mark, known)
        return Related(self.input.path, place.number, message, text, column, end)

    def _emit(
        self, f: Found, session: Session, notes: _Notes, command: Command | None, asked: Place | None, reply: Reply | None,
        places: list[Place], x: Exchange | None, known: list[bytes],
    ) -> None:
        rule = f.rule
        related = []
        for name, message in f.related:
            landmark = session.landmarks.get(name)
            place = landmark and (landmark[1] or landmark[0])
            if place:
                related.append(self._related(place, b"", message, known))
        answered = reply.lines[0].raw[:3] if reply is not None else b""
        sent = (command.raw.split(None, 1) or [b""])[0] if command is not None else b""
        at, mark, other, other_mark = (asked, sent, places[0] if places else None, answered) if f.at == "command" else (
            places[0] if places else None, answered, asked, sent)
        if at is None:
            at, mark, other, other_mark = other, other_mark, None, b""
        if at is None:
            landmark = next((session.landmarks[n] for n, _ in f.related if n in session.landmarks), None)
            at = (landmark and (landmark[1] or landmark[0])) or Place(1, b"")
        if (rule.id, at.number) in notes.keys:
            return
        if len(notes.keys) < 1000:
            notes.keys.add((rule.id, at.number))
        text, column, end = _place(at, mark, known)
        context = (self._related(other, other_mark, "", known),) if other is not None and other.number != at.number else ()
        confidence = "low" if session.state.doubt and f.confidence == "high" else f.confidence
        shown = _reply(reply, known) if reply is not None else None
        explained = self.explain(_raw(reply)) if self.explain is not None and reply is not None and reply.code >= 400 else None
        shape = f"{rule.id}|{x!r}" if x is not None else rule.id
        finding = Finding(
            rule.id, rule.level, confidence, rule.side, f.message, self.input.path, at.number, column, at.number, end, str(session.number),
            None if x is None or not x.shown else x.verb if x.verb != "SASL" else "AUTH", shown, f.suggest, tuple(related), rule.spec,
            hashlib.sha256(shape.encode("utf-8", "replace")).hexdigest()[:16], getattr(explained, "cause", None),
            f"{URL}rules/{rule.id}/", text, context)
        if self.keep is not None and not self.keep(finding, session.reader):
            return
        notes.shape.append(f.message)
        notes.blame(f, x, Related(finding.path, finding.line, f.message, text, column, end))
        self.receiver.finding(finding)


class Collector(Receiver):
    """Keeps everything, for a ``Report``."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.verdicts: list[Verdict] = []

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def report(self, inputs: list[Input]) -> Report:
        """The report of the inputs, in its order."""
        report = Report()
        report.inputs, report.findings, report.verdicts = inputs, sorted(self.findings, key=Finding.order), self.verdicts
        return report


def _kinds(waking: list[Cell | Ending]) -> set[object] | None:
    """What a session with these exchanges has to say; None if a rule wants to see its text."""
    kind: set[object] = set()
    for cell in waking:
        kind.update(f.message for f in cell.found)
        if isinstance(cell, Cell):
            if cell.inspectors:
                return None
            if cell.failure:
                x = cell.exchange
                kind.add((x.verb, x.code, x.enhanced, x.text))
    return kind


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _raw(reply: Reply) -> str:
    return "\n".join(x.raw.decode("utf-8", "replace") for x in reply.lines[:LINES])[:TEXT]


def _reply(reply: Reply, known: list[bytes]) -> Shown:
    texts = [_shown(redact.mask(x.text[:TEXT], known)) for x in reply.lines[:LINES]]
    return Shown(reply.code, reply.enhanced, "\n".join(texts))


def _place(place: Place, mark: bytes, known: list[bytes]) -> tuple[str, int, int]:
    """The line masked, and the columns of `mark` in it."""
    line = _shown(redact.mask(place.line[:TEXT], known))
    word = _shown(mark)
    at = line.find(word) if word else 0
    if at < 0:                                  # what stood there is masked
        word = redact.MASK if redact.MASK in line else ""
        at = max(0, line.find(word))
    return line, at + 1, at + 1 + (len(word) or len(line.rstrip()))


def lint(source: Any, reader: str | None = None) -> Report:
    """Lints a text or a file.

    source: str or bytes, the text itself; os.PathLike, a file; an iterable, its lines. reader: a name of ``smtpcodes
    readers``; by default it is detected. Raises OSError if a file can't be read, ValueError for an unknown reader.
    """
    import os

    collector = Collector()
    linter = Linter(reader=reader, receiver=collector, explain=explainer())
    if isinstance(source, os.PathLike):
        found = linter.lint_path(os.fspath(source))
        if found.error is not None:
            raise OSError(found.error)
    elif isinstance(source, str):
        found = linter.lint_chunks("-", [source.encode("utf-8", "surrogateescape")])
    elif isinstance(source, (bytes, bytearray)):
        found = linter.lint_chunks("-", [bytes(source)])
    else:
        found = linter.lint_chunks("-", (as_line(x) for x in source))
    return collector.report([found])


def as_line(text: str | bytes) -> bytes:
    """A line of text as octets, with its line feed."""
    raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)
    return raw if raw.endswith(b"\n") else raw + b"\n"


def explainer() -> Explain:
    """The knowledge base's ``explain``, for the linter; memoised."""
    from functools import lru_cache

    from smtpcodes.knowledge.explain import explain

    return lru_cache(4096)(explain)



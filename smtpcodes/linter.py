"""Bytes to findings: source, reader, session, rules and knowledge meet here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from smtpcodes import rules
from smtpcodes.files.source import SourceError, blocks
from smtpcodes.grammar.command import Command
from smtpcodes.reading import road
from smtpcodes.redaction import redact, shown
from smtpcodes.report import (
    CLIENT,
    HIGH,
    LEVELS,
    LOW,
    NOTE,
    Finding,
    Input,
    Report,
    Told,
    Transcript,
    Verdict,
)
from smtpcodes.rules.base import Concrete, Found, Rule
from smtpcodes.session.events import Event, Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.follower import Follower
from smtpcodes.session.graph import Ending
from smtpcodes.session.reply import Reply, ReplyForm
from smtpcodes.session.session import Session
from smtpcodes.session.table import CELLS, Cell, Table
from smtpcodes.span import Place
from smtpcodes.verdict import verdict
from smtpcodes.verdict.net import Net
from smtpcodes.verdict.notes import FOUND, Broken, Notes, is_text

KINDS = 10_000  # of findings and failed sessions that are counted apart
UNREAD = 1000  # lines that no reader took, kept to be shown
SHOWN = 2000  # octets of them
SENT = 200  # credentials that are looked for in lines that no reader took
ROOM = 64 << 20  # octets of lines that are kept of the open sessions, where they are wanted

Explain = Callable[..., Any]


class Receiver:
    """Takes what a linter finds, in the order of the input. A base to inherit from: here nothing is done with it.

    limit: how many findings of one kind, and verdicts of one kind, are given in full (0: all); the others are counted.
    transcripts: are the lines of the sessions wanted?
    """

    limit = 0
    transcripts = False

    def finding(self, finding: Finding) -> None:
        """A finding."""

    def verdict(self, verdict: Verdict) -> None:
        """The verdict of a session that has ended."""

    def transcript(self, transcript: Transcript) -> None:
        """The lines of a session that was told, after its verdict."""

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
        self,
        reader: str | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_level: str = NOTE,
        receiver: Receiver | None = None,
        table: bool = True,
        every: Callable[
            [str, Session, Command, Place | None, Reply | None, list[Place], Cell], None
        ]
        | None = None,
        explain: Explain | None = None,
        keep_unread: bool = False,
        extra_rules: Iterable[Rule] = (),
        rules_on: bool = True,
        levels: Mapping[str, str] | None = None,
        keep: Callable[[Finding, str], bool] | None = None,
    ) -> None:
        self.reader = reader
        self.keep_unread = keep_unread
        chosen = (
            rules.chosen((*rules.everything(), *extra_rules), select, ignore, levels or {})
            if rules_on
            else []
        )
        self.rules = [r for r in chosen if LEVELS.index(r.level) >= LEVELS.index(min_level)]
        self.shows = {r.id for r in self.rules}
        # a verdict rests on every rule, whichever are shown
        judging = {r.id: r for r in rules.everything()} if rules_on else {}
        self.levels = {r.id: r.level for r in judging.values()}
        self.judging = list({**judging, **{r.id: r for r in self.rules}}.values())
        self.enders = [r for r in self.judging if r.wakes_on.end]
        self.table = Table(self._judge, CELLS if table else 0)
        self.receiver = receiver or Receiver()
        self.keep = keep
        self.kinds: dict[
            object, int
        ] = {}  # how often each kind of finding and of failed session was met
        self.enough: dict[
            tuple[Cell | Ending, ...], tuple[list[Rule], bool]
        ] = {}  # sessions that were told often enough
        self.on_exchange = every
        self.every = every is not None
        self.explain = explain
        self.next_session = 1
        self.room = ROOM
        self.sent: list[bytes] = []  # as credentials, where the lines that no reader took are shown
        self.net = Net()
        self.input = Input("-")

    @property
    def limit(self) -> int:  # who decides on each finding sees them all
        return 0 if self.keep is not None else self.receiver.limit

    # --- inputs
    def lint_path(self, path: str) -> Input:
        """Lints a file; what can't be read is told in the input's ``error``."""
        return self.lint_chunks(path, blocks(path))

    def lint_chunks(self, path: str, chunks: Iterable[bytes]) -> Input:
        """Lints octets, cut anywhere."""
        for _ in self._followed(path, chunks, False):
            pass
        return self.input

    def steps(self, path: str, chunks: Iterable[bytes]) -> Iterator[None]:
        """As ``lint_chunks``, with a pause after each event."""
        return self._followed(path, chunks, True)

    def follower(self) -> Follower:
        """A follower of the sessions of one input, that tells this linter."""
        saw = self.saw if self.receiver.transcripts else None
        if self._each or not self.table.cap:
            return Follower(self.table, self, self.next_session, saw)
        return Follower(
            self.table, self, self.next_session, saw, wanted=self._wanted, at_end=self._at_end
        )

    @property
    def _each(self) -> bool:
        """Is something wanted of each session, also of those that say nothing?"""
        return self.every or (self.keep_unread and not self.receiver.transcripts)

    def _followed(self, path: str, chunks: Iterable[bytes], pauses: bool) -> Iterator[None]:
        self.input = source = Input(path)
        self.kinds, self.enough = {}, {}  # what is counted of one input depends on no other
        self.net = Net()
        first, follower = self.next_session, self.follower()
        read = road.steps(
            source,
            _readable(source, chunks),
            self.reader,
            self._unread if self.keep_unread or self.explain is not None else None,
            self._each,
        )
        try:
            for number, line, items, reader in read:
                if items and reader is not None:
                    follower.take(number, line, items, reader)
                    if pauses:
                        yield
        finally:
            follower.finish()
            self.next_session = follower.next_number
            source.sessions += follower.next_number - first
            source.evicted = follower.evicted
            source.exchanges += follower.exchanges
            source.credentials += follower.credentials
            self._netted(source)
            self._masked(source)
        if pauses:
            yield

    def _unread(self, number: int, line: bytes, before: bytes) -> None:
        """Keeps a line that no reader took, and what it says."""
        if self.explain is not None:
            self.net.line(number, line, before)
        if self.keep_unread and len(self.input.unread) < UNREAD:
            text = redact.mask_unknown(redact.mask_after(before, line[:SHOWN]))
            self.input.unread.append((number, text.decode("utf-8", "surrogateescape")))

    def _netted(self, source: Input) -> None:
        """Tells what stands outside any dialogue."""
        source.codes = self.net.replies
        if self.explain is None:
            return
        for found in self.net.verdicts(source.path, self.explain, self.sent):
            if self.limit and self._counted((found.cause, "outside")):
                self.receiver.more_sessions(found.cause)
            else:
                self.receiver.verdict(found)
                self.receiver.ended(found.session)

    def _masked(self, source: Input) -> None:
        """Takes out of the lines that no reader took what the sessions have shown to be credentials."""
        if source.unread and self.sent:
            forms = redact.secrets(self.sent)
            source.unread = [
                (n, shown.text(redact.without(line.encode("utf-8", "surrogateescape"), forms)))
                for n, line in source.unread
            ]
        self.sent.clear()

    # --- rules
    def _judge(self, x: Exchange) -> tuple[list[Found], list[Rule]]:
        """What the rules say of an exchange, and those that want to see its text. No server is to blame for a code that its log hides."""
        waking = [
            r
            for r in self.judging
            if r.wakes_on.on(x) and (r.side == CLIENT or not x.has(ReplyForm.CODE_ASSUMED))
        ]
        return self._settled([f for r in waking for f in r.judge(x)]), [
            r for r in waking if r.wants_text(x)
        ]

    def _at_end(self, session: Session, side: str | None) -> list[Found]:
        if session.state.other_protocol:
            return []
        return self._settled([f for r in self.enders for f in r.at_end(session, side)])

    def _settled(self, found: list[Found]) -> list[Found]:
        """What is left where some rules yield to others: among those that are shown, and among all, for the verdict."""
        if not found:
            return found
        shown = {id(f) for f in rules.settle(f for f in found if f.rule.id in self.shows)}
        blamed = {id(f) for f in rules.settle(found)}
        return [
            f._replace(shown=id(f) in shown, blamed=id(f) in blamed)
            for f in found
            if id(f) in shown or id(f) in blamed
        ]

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
            found = [f.rule for cell in waking for f in cell.found if f.shown]
            failed = any(r.level != NOTE for r in found) or any(
                isinstance(c, Cell) and c.failure for c in waking
            )
            enough = found, failed
            if len(self.enough) < KINDS:
                self.enough[same] = enough
        for rule in enough[0]:
            self.receiver.more(rule.level, rule.id)
        if enough[1]:
            self.receiver.more_sessions(same)
        return False

    # --- the sink of the sessions
    def exchange(
        self,
        session: Session,
        command: Command,
        asked: Place | None,
        reply: Reply | None,
        places: list[Place],
        cell: Cell,
    ) -> None:
        """An exchange that may say something."""
        if self.on_exchange is not None:
            self.on_exchange(self.input.path, session, command, asked, reply, places, cell)
        if not cell.told:
            return
        notes = _notes(session)
        found: Iterable[Found] = cell.found
        x = cell.exchange
        if x.in_auth and (x.code or len(places) or x.state.shows(Sees.REPLIES)):
            notes.log_in(x, reply, asked, places[0] if places else None, session.exchanges)
        if cell.inspectors:
            concrete = Concrete(x, session, command, asked, reply, places)
            more = [f for r in cell.inspectors for f in r.inspect(concrete)]
            if more:
                found = self._settled([*found, *more])
        if not found and not cell.failure:
            return
        if cell.failure and reply is not None and places:
            notes.refused(x, reply, places[0])
            self.net.told(reply.code, reply.lines[0].text)
        for f in found:
            counted = f.shown and bool(self.limit) and self._counted((cell.exchange, f.message))
            if counted:
                self.receiver.more(f.rule.level, f.rule.id)
            self._emit(f, session, notes, command, asked, reply, places, x, counted)

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        """A credential stands in the log, readable."""
        self.input.credentials += 1
        if len(self.sent) < SENT:
            self.sent.append(command.raw[command.secret :].strip())
        _notes(session).credential(place, command.raw[command.secret :].strip())

    def saw(self, session: Session, event: Event, place: Place) -> None:
        """A line of a session that is told; message text is left out."""
        if not is_text(session, event):
            self.room -= _notes(session).line(place, self.room > 0)

    def ended(self, session: Session, side: str | None) -> None:
        """The end of a session: what rests on the whole of it, and its verdict."""
        self.input.exchanges += session.exchanges
        notes = _notes(session)
        for f in self._at_end(session, side):
            self._emit(f, session, notes, None, None, None, [], None, False)
        self.room += notes.size
        told = bool(notes.keys)
        bounced = session.bounced is not None and session.bounced.failed
        hidden = notes.hidden(session) is not None
        if notes.failures or notes.told or notes.unanswered(session) or bounced or hidden:
            told |= self._verdict(session, notes, side)
        number = str(session.number)
        if told and self.receiver.transcripts:
            head, tail = notes.transcript(self.input.path, notes.known(session))
            self.receiver.transcript(
                Transcript(number, self.input.path, session.reader, head, tail, notes.left_out)
            )
        self.receiver.ended(number)

    def _counted(self, kind: object) -> bool:
        """True if enough of this kind were given."""
        count = self.kinds.get(kind, 0)
        if count < self.limit:
            if len(self.kinds) < KINDS:
                self.kinds[kind] = count + 1
            return False
        return True

    def _verdict(self, session: Session, notes: Notes, side: str | None) -> bool:
        """Gives the verdict of a session; False if there is none, or enough like it were given."""
        if self.limit:
            kind = (
                *notes.shape,
                *((x.verb, x.code, x.enhanced, x.text) for x, _, _ in notes.failures),
                session.bounced and (session.bounced.action, session.bounced.status),
            )
            if self._counted(kind):
                self.receiver.more_sessions(kind)
                return False
        found = verdict.verdict(session, notes, self.input.path, self.explain, side)
        if found is not None:
            self.receiver.verdict(found)
        return found is not None

    # --- from abstract to concrete
    def _emit(
        self,
        f: Found,
        session: Session,
        notes: Notes,
        command: Command | None,
        asked: Place | None,
        reply: Reply | None,
        places: list[Place],
        x: Exchange | None,
        counted: bool,
    ) -> None:
        """Notes what was found and gives it to the receiver, if it is not only counted."""
        rule = f.rule
        answered = reply.lines[0].raw[:3] if reply is not None else b""
        sent = (command.raw.split(None, 1) or [b""])[0] if command is not None else b""
        at, mark, other, other_mark = (
            (asked, sent, places[0] if places else None, answered)
            if f.at == "command"
            else (places[0] if places else None, answered, asked, sent)
        )
        if at is None:
            at, mark, other, other_mark = other, other_mark, None, b""
        if at is None:
            landmark = next(
                (session.landmarks[n] for n, _ in f.related if n in session.landmarks), None
            )
            at = (landmark and (landmark[1] or landmark[0])) or Place(1, b"")
        key = rule.id, at.number
        if key in notes.keys:
            return
        finding = (
            None
            if counted or not f.shown
            else self._finding(f, session, notes, at, mark, other, other_mark, reply, x)
        )
        kept = finding is None or self.keep is None or self.keep(finding, session.reader)
        if finding is not None and kept and len(notes.keys) < FOUND:
            notes.keys.add(key)
        notes.shape.append(f.message)
        notes.told |= f.shown and kept and rule.level != NOTE
        if f.blamed and not rule.level == self.levels.get(rule.id, rule.level) == NOTE:
            notes.blame(
                Broken(
                    rule.id,
                    rule.side,
                    f.message,
                    at,
                    mark,
                    x is not None and x.refused,
                    places[0].number if places else 0,
                )
            )
        if finding is not None and kept:
            self.receiver.finding(finding)

    def _finding(
        self,
        f: Found,
        session: Session,
        notes: Notes,
        at: Place,
        mark: bytes,
        other: Place | None,
        other_mark: bytes,
        reply: Reply | None,
        x: Exchange | None,
    ) -> Finding:
        """A finding with its places. other: the other line of the exchange."""
        rule, path, known = f.rule, self.input.path, notes.known(session)
        related = []
        for name, message in f.related:
            landmark = session.landmarks.get(name)
            place = landmark and (landmark[1] or landmark[0])
            if place:
                related.append(shown.related(path, place, b"", message, known))
        text, column, end = shown.columns(at, mark, known)
        context = (
            (shown.related(path, other, other_mark, "", known),)
            if other is not None and other.number != at.number
            else ()
        )
        confidence = LOW if session.state.doubt and f.confidence == HIGH else f.confidence
        explained = (
            self.explain(shown.whole(reply), x.verb if x is not None else None)
            if self.explain is not None and reply is not None and reply.code >= 400
            else None
        )
        shape = f"{rule.id}|{x!r}" if x is not None else rule.id
        return Finding(
            rule.id,
            rule.level,
            confidence,
            rule.side,
            f.message,
            path,
            at.number,
            column,
            at.number,
            end,
            str(session.number),
            None if x is None or not x.shown else x.verb if x.verb != "SASL" else "AUTH",
            shown.reply(reply, known) if reply is not None else None,
            f.suggest,
            tuple(related),
            rule.spec,
            Finding.hashed(shape),
            getattr(explained, "cause", None),
            rule.page(),
            text,
            context,
            self._known(rule, session) if self.explain is not None else "",
        )

    def _known(self, rule: Rule, session: Session) -> str:
        """What is known of the server or the client of a session: it breaks this rule."""
        from smtpcodes.knowledge.implementations import known

        greeting = session.landmarks.get("greeting")
        line = (
            greeting[1].line[: shown.TEXT].decode("utf-8", "replace")
            if greeting is not None and greeting[1] is not None
            else ""
        )
        found = known(rule.id, rule.side, line, session.reader)
        return str(found) if found is not None else ""


def _notes(session: Session) -> Notes:
    """What is kept of the session."""
    notes = session.memo
    if notes is None:
        notes = session.memo = Notes()
    assert isinstance(notes, Notes)
    return notes


def _readable(source: Input, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks as far as they can be read: what came before the damage is judged, and the damage is told."""
    try:
        yield from chunks
    except SourceError as error:
        source.error = str(error)


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
        report.inputs, report.findings, report.verdicts = (
            inputs,
            sorted(self.findings, key=Finding.order),
            self.verdicts,
        )
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

    @lru_cache(4096)
    def explained(text: str, command: str | None = None) -> Any:
        from smtpcodes.knowledge.explain import explain  # where nothing fails it is not needed

        return explain(text, command)

    return explained

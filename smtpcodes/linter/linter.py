"""Lints inputs: follows their sessions, judges each exchange, tells what was found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from smtpcodes.files.source import SourceError, blocks
from smtpcodes.grammar.command import Command
from smtpcodes.linter import reporting
from smtpcodes.linter.judging import Judge
from smtpcodes.linter.limits import Limits
from smtpcodes.linter.receiver import Collector, Receiver
from smtpcodes.linter.reporting import explainer
from smtpcodes.linter.unread import Outside, Unread
from smtpcodes.reading import road
from smtpcodes.report import NOTE, Finding, Input, Report, Transcript
from smtpcodes.rules.base import Found, Rule
from smtpcodes.session.events import Event, Sees
from smtpcodes.session.follower import Follower
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.session.table import CELLS, Table
from smtpcodes.span import Place
from smtpcodes.verdict import verdict
from smtpcodes.verdict.explained import Explain, unexplained
from smtpcodes.verdict.notes import FOUND, Broken, Notes, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOTICES = ("complaint", "auto-reply", "delivered", "relayed", "expanded")
ROOM = 64 << 20  # octets of lines that are kept of the open sessions, where they are wanted

Every = Callable[[str, Seen], None]  # hears of each exchange, with the path of its input


class Linter:
    """Lints inputs, one after the other; sessions are numbered within a run.

    reader: the name of the only one to use. select, ignore: ids or families of rules ("auth",
    "auth/required-late"). min_level: weaker findings are left out. levels: of rules or families,
    where they are not the rule's own. rules_on: False finds nothing. table: False judges each
    exchange anew. every: called with each exchange. keep_unread: are the lines kept that no reader
    took? keep: asked of each finding, with the name of its reader, whether it is told.
    outside: called with each reply that stands outside any dialogue.
    """

    def __init__(
        self,
        reader: str | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_level: str = NOTE,
        *,
        levels: Mapping[str, str] | None = None,
        extra_rules: Iterable[Rule] = (),
        rules_on: bool = True,
        receiver: Receiver | None = None,
        explain: Explain | None = None,
        every: Every | None = None,
        keep: Callable[[Finding, str], bool] | None = None,
        keep_unread: bool = False,
        outside: Outside | None = None,
        table: bool = True,
    ) -> None:
        self.reader = reader
        self.judge = (
            Judge.chosen(select, ignore, min_level, levels, extra_rules) if rules_on else Judge()
        )
        self.table = Table(self.judge, CELLS if table else 0)
        self.receiver = receiver or Receiver()
        self.explain = explain
        self.on_exchange = every
        self.keep = keep
        self.keep_unread = keep_unread
        self.outside = outside
        self.limits = Limits(self.receiver, 0)
        self.next_session = 1
        self.room = ROOM
        self.input = Input("-")
        self.unread = Unread(self.input, False, None)

    @property
    def rules(self) -> list[Rule]:
        """The rules whose findings are told."""
        return self.judge.shown

    @property
    def every(self) -> bool:
        """Is each exchange wanted?"""
        return self.on_exchange is not None

    # --- inputs
    def lint_path(self, path: str) -> Input:
        """Lints a file; what can't be read is told in the input's ``error``."""
        return self.lint_chunks(path, blocks(path))

    def lint_chunks(self, path: str, chunks: Iterable[bytes]) -> Input:
        """Lints octets, cut anywhere."""
        for _ in self.steps(path, chunks):
            pass
        return self.input

    def steps(self, path: str, chunks: Iterable[bytes]) -> Iterator[None]:
        """As ``lint_chunks``, with a pause after some lines."""
        self.input = source = Input(path)
        self.limits = Limits(self.receiver, self.limit)  # what is counted depends on no other input
        first, follower = self.next_session, self.follower()
        self.unread = unread = Unread(source, self.keep_unread, self.explain, self.outside)
        try:
            for steps in road.steps(
                source, chunks, self.reader, unread.line if unread.wanted else None, self._each
            ):
                follower.take(steps)
                yield
        except SourceError as error:
            source.error = str(error)
        finally:
            follower.finish()
            self.next_session = follower.next_number
            source.others += follower.others
            source.sessions += follower.next_number - first - source.others
            source.evicted = follower.evicted
            source.exchanges += follower.exchanges
            source.credentials += follower.credentials
            unread.finish(self.limits, self.receiver)
        yield

    @property
    def limit(self) -> int:
        """How often a kind is told in full; who decides on each finding sees them all."""
        return 0 if self.keep is not None else self.receiver.limit

    def follower(self) -> Follower:
        """A follower of the sessions of one input, that tells this linter."""
        saw = self.saw if self.receiver.transcripts else None
        if self._each or self.receiver.live or not self.table.cap:
            return Follower(self.table, self, self.next_session, saw)
        return Follower(
            self.table,
            self,
            self.next_session,
            saw,
            wanted=self.limits.wanted,
            at_end=self.judge.at_end,
        )

    @property
    def _each(self) -> bool:
        """Is something wanted of each session, also of those that say nothing?"""
        return self.every or (self.keep_unread and not self.receiver.transcripts)

    # --- what sessions tell (``session.observer``)
    def exchange(self, seen: Seen) -> None:
        """An exchange that may say something."""
        if self.on_exchange is not None:
            self.on_exchange(self.input.path, seen)
        cell, reply, x = seen.cell, seen.reply, seen.exchange
        if not cell.noted:
            return
        notes = _notes(seen.session)
        if x.in_auth and (x.code or seen.places or x.state.shows(Sees.REPLIES)):
            notes.log_in(x, reply, seen.asked, seen.answered, seen.session.exchanges)
        found: Sequence[Found] = self.judge.seen(seen) if cell.inspectors else cell.found
        if not found and not cell.failure:
            return
        if cell.failure and reply is not None and seen.answered is not None:
            notes.refused(x, reply, seen.answered)
            self.unread.told(reply)
        for f in found:
            self._tell(f, seen.session, notes, seen)

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        """A credential stands in the log, readable."""
        self.input.credentials += 1
        secret = command.raw[command.secret :].strip()
        self.unread.credential(secret)
        _notes(session).credential(place, secret)

    def saw(self, session: Session, event: Event, place: Place) -> None:
        """A line of a session that is told; message text is left out."""
        if not is_text(session, event):
            self.room -= _notes(session).line(place, self.room > 0)

    def ended(self, session: Session, side: str | None) -> None:
        """The end of a session: what rests on the whole of it, and its verdict."""
        other = session.state.other_protocol
        self.input.others += other
        self.input.exchanges += 0 if other else session.exchanges
        notes = _notes(session)
        if session.bounced is not None and not session.bounced.failed:
            notices, action = self.input.notices, session.bounced.action
            if action in NOTICES:
                notices[action] = notices.get(action, 0) + 1
        for f in self.judge.at_end(session, side):
            self._tell(f, session, notes, None)
        self.room += notes.size
        told = self._verdict(session, notes, side) or notes.given
        number = str(session.number)
        if told and self.receiver.transcripts:
            head, tail = notes.transcript(self.input.path, notes.known(session))
            self.receiver.transcript(
                Transcript(number, self.input.path, session.reader, head, tail, notes.left_out)
            )
        self.receiver.ended(number)

    # --- what is told
    def _tell(self, found: Found, session: Session, notes: Notes, seen: Seen | None) -> None:
        """Notes what was found, and gives it to the receiver, or has it counted there."""
        rule, spot = found.rule, reporting.spot(found, session, seen)
        key = rule.id, spot.at.number
        if key in notes.keys:
            return
        finding, kept = None, True
        if found.shown and self._counted(found, seen):
            self.receiver.more(rule.level, rule.id)
        elif found.shown:
            finding = reporting.finding(
                found, spot, session, notes, seen, path=self.input.path, explain=self.explain
            )
            kept = self.keep is None or self.keep(finding, session.reader)
        if found.shown and kept and len(notes.keys) < FOUND:
            notes.keys.add(key)
        notes.shape.append(found.message)
        notes.told |= found.shown and kept and rule.level != NOTE
        if found.blamed and self.judge.weighs(rule):
            refused = seen is not None and seen.exchange.refused
            answered = seen.answered.number if seen is not None and seen.answered else 0
            verb = seen.exchange.verb if seen is not None else ""
            notes.blame(
                Broken(
                    rule.id, rule.side, found.message, spot.at, spot.mark, refused, answered, verb
                )
            )
        if finding is not None and kept:
            notes.given = True
            self.receiver.finding(finding)

    def _counted(self, found: Found, seen: Seen | None) -> bool:
        """Is a finding only counted: of a level that is not shown, or one more of its kind?"""
        if self.keep is not None:
            return False
        if not self.receiver.shown(found.rule.level):
            return True
        return seen is not None and self.limits.reached((seen.exchange, found.message))

    def _verdict(self, session: Session, notes: Notes, side: str | None) -> bool:
        """Gives the verdict of a session; False if there is none, or enough like it were given."""
        bounced = session.bounced is not None and session.bounced.failed
        failed = notes.failures or notes.told or bounced
        if not (failed or notes.unanswered(session) or notes.hidden(session) is not None):
            return False
        if self.limits.ends_alike(session, notes):
            return False
        found = verdict.verdict(session, notes, self.input.path, self.explain or unexplained, side)
        if found is not None:
            self.receiver.verdict(found)
        return found is not None


def _notes(session: Session) -> Notes:
    """What is kept of the session."""
    notes = session.memo
    if notes is None:
        notes = session.memo = Notes()
    assert isinstance(notes, Notes)
    return notes


def lint(source: Any, reader: str | None = None) -> Report:
    """Lints a text or a file.

    source: str or bytes, the text itself; os.PathLike, a file; an iterable, its lines. reader: a
    name of ``smtpcodes readers``; by default it is detected. Raises OSError if a file can't be
    read, ValueError for an unknown reader.
    """
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

"""Findings of logs that grow, as they come: rotation, the places in the file of the day, and the
state to go on from.

A session that is open when the run ends is read again in the next one, from its first line, so that
it is judged as a whole; what was told of it is not told again. How far back that goes is bounded.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable

from smtpcodes.control.baseline import BaselineError, load
from smtpcodes.files.atomic import replace
from smtpcodes.files.source import LINE
from smtpcodes.files.tail import HEAD, Mark, Tail
from smtpcodes.linter import Linter, Receiver
from smtpcodes.linter.unread import Unread
from smtpcodes.reading.road import Road
from smtpcodes.report import Finding, Input, Verdict
from smtpcodes.session.follower import Follower, Format
from smtpcodes.session.graph import Followed as Open

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-follow/1"
BACK = 4 << 20  # octets that are read again for sessions that are open
TOLD = 10_000  # findings of open sessions that are remembered, not to be told again


class Count:
    """The number of the next session, over all files."""

    def __init__(self) -> None:
        self.next = 1


class _Sessions(Follower):
    """Knows with which line of all that were read each open session began."""

    def __init__(self, linter: Linter, count: Count) -> None:
        self.count = count
        self.began: dict[int, int] = {}
        self.road: Road | None = None
        super().__init__(linter.table, linter, count.next)

    def _start(self, key: object, number: int, reader: Format) -> Open:
        self.next_number, self.count.next = self.count.next, self.count.next + 1
        session = super()._start(key, number, reader)
        if self.road is not None:
            self.began[session.number] = min(self.road.before + number, self.road.total)
        if len(self.began) > 2 * len(self.open) + 1000:
            self.began = {s.number: self.began[s.number] for s in self.open.values()}
        return session

    def oldest(self, now: int) -> int:
        """The line that the oldest open session began with; `now` if none is open."""
        return min((self.began[s.number] for s in self.open.values()), default=now)


class Followed:
    """One file. saved: its part of the state, or None."""

    def __init__(
        self, path: str, linter: Linter, count: Count, saved: dict[str, Any] | None
    ) -> None:
        self.path = path
        self.linter = linter
        self.source = Input(path)
        self.sessions = _Sessions(linter, count)
        self.tail = Tail(path, Mark(*saved["mark"]) if saved else None)
        self.known: set[tuple[str, int]] = (
            set()
        )  # told by an earlier run, of the file that it had come to
        if saved and not self.tail.missed:
            self.known = {(what, line) for what, line in saved["told"]}
        self.unread = Unread(self.source, False, linter.explain)
        self.road = Road(
            self.source,
            linter.reader,
            self.unread.line if self.unread.wanted else None,
            head=self.tail.beginning().split(b"\n")[:-1],
        )
        self.road.number = self.tail.line
        self.sessions.road = self.road
        self.given: deque[tuple[int, str, int]] = deque(maxlen=TOLD)
        self.points: deque[tuple[int, Mark]] = (
            deque()
        )  # where reading may begin again, with the line of all that stands there
        self.lines = self.tail.line  # of all that were read, as the road counts them
        self.line = self.tail.line  # of this file
        self.offset = self.tail.offset  # of the first octet that belongs to no whole line yet
        self.rest = b""
        self.looked = 0  # of the lines of no known format that wait: for what they say
        self.select()

    def select(self) -> None:
        """What its linter finds from here on is of this file."""
        self.linter.input, self.linter.unread = self.source, self.unread

    # --- reading
    def poll(self, stop: Callable[[], bool] = lambda: False) -> bool:
        """Reads what has come.

        True if something has. stop: asked now and then, when lines were read, whether to leave the
        rest. Raises OSError.
        """
        came = False
        for chunk in self.tail.poll():
            came = True
            if chunk is None:
                self._end_line()
                self.sessions.take(self.road.rest())
                self._outside()
                self.unread.again()
                self.road.restart()
                self.line = self.offset = self.looked = 0
                self.points.clear()
                self.given.clear()
                self.known.clear()
                continue
            self._point()
            whole, feed, rest = (self.rest + chunk).rpartition(b"\n")
            if not feed and len(rest) >= LINE:
                whole, rest = rest, b""
            elif not feed:
                self.rest = rest
                continue
            self.rest = rest
            self._fed(whole.split(b"\n"), len(feed), stop)
            if stop():
                break
        self.sessions.take(self.road.settle())
        if not came:
            self._wait()
        self._outside()
        return came

    def _wait(self) -> None:
        """Looks at the lines that wait for their format to be known: it may never be."""
        waiting = self.road.waiting
        self.looked = min(self.looked, waiting)
        if self.looked == waiting or not self.unread.wanted:
            return
        before, number = b"", self.road.number
        for n, line in enumerate(self.road.unknown(), 1):
            if n > self.looked:
                self.unread.line(number + n, line, before)
            before = line
        self.looked = waiting

    def _outside(self) -> None:
        """Tells what the lines say that no reader took."""
        self.unread.tell(self.linter.limits, self.linter.receiver)

    def _fed(
        self, lines: list[bytes], end: int, between: Callable[[], bool] = lambda: False
    ) -> None:
        """Take lines, each with as many octets at its end. between: called when some were read."""
        for line in lines:
            self.lines += 1
            self.line += 1
            self.offset += len(line) + end
            for steps in self.road.feed([line]):
                self.sessions.take(steps)
                between()

    def _end_line(self) -> None:
        if self.rest:
            self._fed([self.rest], 0)
            self.rest = b""

    def _point(self) -> None:
        """Reading may begin here again."""
        if self.points and self.points[-1][0] == self.lines + 1:
            return
        self.points.append((self.lines + 1, self.tail.mark(self.offset, self.line)))
        while self.offset - self.points[0][1].offset > BACK:
            self.points.popleft()

    def finish(self) -> None:
        """The end: open sessions are judged as far as they go."""
        self._end_line()
        self.sessions.take(self.road.finish())
        self.sessions.finish()
        self._outside()

    def new(self, what: str, line: int) -> bool:
        """Was this not told before the run began?"""
        self.given.append((self.lines, what, line))
        return (what, line) not in self.known

    # --- the state
    def state(self) -> dict[str, Any]:
        """Where to go on: the first line of the oldest open session, and what was told since."""
        oldest = self.sessions.oldest(self.lines + 1)
        if self.road.waiting:
            oldest = min(oldest, self.lines + 1 - self.road.waiting)
        self._point()
        while len(self.points) > 1 and self.points[1][0] <= oldest:
            self.points.popleft()
        number, mark = self.points[0]
        while self.given and self.given[0][0] < number:
            self.given.popleft()
        return {"mark": list(mark), "told": [[what, line] for _, what, line in self.given]}


class Placed(Receiver):
    """Hands on what was not told yet, and flushes. current: the file that is read."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.current: Followed | None = None
        self.told_something = False

    def finding(self, finding: Finding) -> None:
        assert self.current is not None
        if self.current.new(f"{finding.rule} {finding.fingerprint}", finding.line):
            related = tuple(
                r._replace(path=f"{r.path} (rotated)") if r.line > finding.line else r
                for r in finding.related
            )
            self.receiver.finding(finding._replace(related=related))
            self.told_something = True

    def verdict(self, verdict: Verdict) -> None:
        assert self.current is not None
        if self.current.new("verdict", verdict.line):
            self.receiver.verdict(verdict)
            self.told_something = True

    def ended(self, session: str) -> None:
        self.receiver.ended(session)


class State:
    """The file that says where each log was left."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.saved: dict[str, Any] = {}
        if path is not None and os.path.exists(path):
            data = load(path, "state")
            files = (
                data.get("files")
                if isinstance(data, dict) and data.get("schema") == SCHEMA
                else None
            )
            if not isinstance(files, dict):
                raise BaselineError(f"{path}: no state of smtpcodes ({SCHEMA})")
            self.saved = files
            for name, entry in files.items():
                if not _valid(entry):
                    raise BaselineError(f"{path}: the entry of {name} can't be read")

    def of(self, path: str) -> dict[str, Any] | None:
        """What is known of a log."""
        return self.saved.get(os.path.abspath(path))

    def write(self, files: list[Followed]) -> None:
        """Writes the state, in one step. Raises OSError."""
        if self.path is not None:
            self.saved |= {
                os.path.abspath(f.path): f.state() for f in files if f.tail.file is not None
            }
            replace(
                self.path,
                (
                    json.dumps({"schema": SCHEMA, "files": self.saved}, indent=1, sort_keys=True)
                    + "\n"
                ).encode("ascii"),
            )


def _valid(entry: Any) -> bool:
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("told"), list)
        or not isinstance(entry.get("mark"), list)
    ):
        return False
    mark = entry["mark"]
    return (
        [type(x) for x in mark] == [int, int, str, int, int]
        and mark[1] <= HEAD
        and min(mark[0], mark[1], mark[3], mark[4]) >= 0
        and all(isinstance(x, list) and [type(y) for y in x] == [str, int] for x in entry["told"])
    )

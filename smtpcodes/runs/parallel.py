"""Several inputs at once, each in a process, told in the order of the inputs with the sessions
numbered through.

What comes out is what one process would have told: an input is linted alone in any case, and what
is counted over all inputs is counted here. One input stays in one process. Where there are no
processes, there is one.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor

from smtpcodes.control.control import Counts
from smtpcodes.linter import Receiver
from smtpcodes.record import NamedTuple
from smtpcodes.report import ERROR, NOTE, WARNING, Input
from smtpcodes.runs.runner import Runner, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from typing import Any

AHEAD = 2  # inputs a process that are handed out before they can be told


class Broken(Exception):
    """A process has died; the message is one line."""


class Call(NamedTuple):
    """Something that a receiver was told: the method, and what it was given."""

    method: str
    values: tuple[Any, ...]


class Done(NamedTuple):
    """What an input came to. sessions: how many numbers were used."""

    calls: list[Call]
    sessions: int
    counts: Counts


class Recorder(Receiver):
    """Keeps what it is told. levels: those whose findings are given."""

    def __init__(self, limit: int, transcripts: bool, levels: tuple[str, ...]) -> None:
        self.limit = limit
        self.transcripts = transcripts
        self.levels = levels
        self.calls: list[Call] = []

    def shown(self, level: str) -> bool:
        return level in self.levels


def _recording(method: str) -> Callable[..., None]:
    def record(self: Recorder, *values: Any) -> None:
        # the shape of a session that is only counted is made of this process's own objects
        self.calls.append(Call(method, (None,) if method == "more_sessions" else values))

    return record


for _method in [
    name
    for name, value in vars(Receiver).items()
    if callable(value) and not name.startswith("_") and name not in vars(Recorder)
]:
    setattr(Recorder, _method, _recording(_method))


class _Worker:
    """In a process: lints what it is given."""

    runner: Runner
    recorder: Recorder


def _begin(settings: Settings, limit: int, transcripts: bool, levels: tuple[str, ...]) -> None:
    import threading
    from multiprocessing import connection, parent_process

    from smtpcodes.rules import plugins

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            connection.wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
    _Worker.recorder = Recorder(limit, transcripts, levels)
    plugins.add(settings.rules)
    _Worker.runner = Runner(settings, _Worker.recorder)


def _work(path: str) -> Done:
    runner, recorder = _Worker.runner, _Worker.recorder
    recorder.calls = []
    runner.next_session = 1
    runner.control.counts = Counts()
    for _ in runner.lint(path):
        pass
    return Done(recorder.calls, runner.next_session - 1, runner.control.counts)


def _replay(done: Done, runner: Runner) -> Iterator[Input]:
    """Tells the runner's receiver what a process has found."""
    before = runner.next_session - 1
    for method, values in done.calls:
        value = values[0]
        if method == "ended" and value:
            values = (str(int(value) + before),)
        elif getattr(value, "session", ""):
            values = (value._replace(session=str(int(value.session) + before)),)
        getattr(runner.receiver, method)(*values)
        if method == "input":
            yield value
    runner.next_session += done.sessions
    runner.control.counts.add(done.counts)


def lint(runner: Runner, paths: Iterable[str], jobs: int) -> Iterator[Input]:
    """Lints the files of `paths` in `jobs` processes. Raises Broken."""
    paths = iter(paths)
    waiting: deque[tuple[str, Future[Done]]] = deque()
    pool = _pool(runner, jobs)
    told = False
    try:
        while True:
            while (
                pool is not None
                and len(waiting) < AHEAD * jobs
                and (path := next(paths, None)) is not None
            ):
                try:
                    waiting.append((path, pool.submit(_work, path)))
                except (OSError, RuntimeError):  # no process can be started, or one has died
                    yield from _failed(runner, [path, *paths], waiting, told)
                    return
            if not waiting:
                break
            path, future = waiting.popleft()
            try:
                done = future.result()
            except BrokenExecutor:
                waiting.appendleft((path, future))
                yield from _failed(runner, list(paths), waiting, told)
                return
            yield from _replay(done, runner)
            told = True
        for path in paths:  # there were no processes
            yield from runner.lint(path)
    finally:
        if pool is not None:
            _end(pool)


def _failed(
    runner: Runner, paths: list[str], waiting: deque[tuple[str, Future[Done]]], told: bool
) -> Iterator[Input]:
    """Processes do not work here: this one does it, unless one of them has died over its work."""
    if told:
        raise Broken("a process was ended from outside (out of memory?); -j 1 does without")
    for path in [*(path for path, _ in waiting), *paths]:
        yield from runner.lint(path)


def _pool(runner: Runner, jobs: int) -> ProcessPoolExecutor | None:
    try:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # this process has no threads yet: forking is safe, and the fastest
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        receiver = runner.receiver
        levels = tuple(level for level in (ERROR, WARNING, NOTE) if receiver.shown(level))
        given = (runner.settings, receiver.limit, receiver.transcripts, levels)
        return ProcessPoolExecutor(jobs, context, _begin, given)
    except (ImportError, OSError, NotImplementedError, ValueError):
        return None


def _end(pool: ProcessPoolExecutor) -> None:
    """Ends the processes, whatever they do."""
    import multiprocessing

    pool.shutdown(wait=False, cancel_futures=True)
    for process in multiprocessing.active_children():
        process.terminate()


def cores() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1

"""``smtpcodes lint --follow``: logs that grow, their findings as they come, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from contextlib import contextmanager

from smtpcodes.cli import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO, Any

    from smtpcodes.formats.receiver import LintReceiver
    from smtpcodes.runs.follow import Followed, Placed, State
    from smtpcodes.runs.runner import Settings

PAUSE = 0.25  # seconds between two looks at a file
SAVE = 5.0  # seconds between two states, while nothing is found
TELL = 0.2  # seconds until what is found is told, and noted in the state


class _Stop:
    """Ctrl-C and SIGTERM end the run between two lines; a second one ends it at once."""

    def __init__(self) -> None:
        self.signal = 0
        self.old: dict[signal.Signals, Any] = {}

    def __enter__(self) -> _Stop:
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                self.old[number] = signal.signal(number, self._came)
            except ValueError:  # not in the main thread
                break
        return self

    def _came(self, number: int, _: object) -> None:
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number

    def __bool__(self) -> bool:
        return bool(self.signal)

    def __exit__(self, *_: object) -> None:
        for number, old in self.old.items():
            signal.signal(number, old)


class _Held:
    """Keeps what is written until it can be told, right before the state notes it: whoever is
    killed in between tells it again."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)

    def flush(self) -> None:
        """Wait for ``tell``."""

    def tell(self) -> None:
        text, self.parts = "".join(self.parts), []
        self.stream.write(text)
        self.stream.flush()


@contextmanager
def _holding(receivers: Iterable[Any]) -> Iterator[list[_Held]]:
    """What the receivers write is held as long as this lasts."""
    held = []
    for receiver in receivers:
        receiver.stream = _Held(receiver.stream)
        held.append(receiver.stream)
    try:
        yield held
    finally:
        for receiver in receivers:
            receiver.stream = receiver.stream.stream


def check(args: argparse.Namespace, paths: list[str]) -> None:
    """Raises Usage for what can't be meant."""
    from smtpcodes.files.tail import packed

    for option in ("statistics", "diff", "write_baseline", "unread"):
        if getattr(args, option):
            raise Usage(
                f"--follow and --{option.replace('_', '-')}: one of them; a log that is followed "
                "has no end"
            )
    for path in paths:
        if path == "-" or os.path.isdir(path):
            raise Usage(f"--follow: {path}: give files by their names")
        if packed(path):
            raise Usage(f"--follow: {path}: is compressed and will not grow")


def run(
    args: argparse.Namespace, paths: list[str], settings: Settings, receivers: list[LintReceiver]
) -> int:
    """Follows the files. Ends with KeyboardInterrupt, or by a signal."""
    from smtpcodes.cli.errors import shown
    from smtpcodes.control.baseline import BaselineError
    from smtpcodes.files.lock import Held, hold
    from smtpcodes.formats.several import Several
    from smtpcodes.runs.follow import Count, Followed, Placed, State
    from smtpcodes.runs.runner import Runner

    placed = Placed(Several(receivers))
    runner = Runner(settings, placed)
    count = Count()
    try:
        lock = hold(args.state) if args.state is not None else None
        state = State(args.state)
    except (BaselineError, Held) as error:
        raise Usage(str(error)) from None
    files = []
    for path in dict.fromkeys(paths):
        linter = runner.linter(path)
        runner.control.begin(path, linter.rules, None)
        files.append(Followed(path, linter, count, state.of(path)))
        if files[-1].tail.missed:
            sys.stderr.write(
                f"smtpcodes: {shown(path)}: the file of the state is gone; it begins with its "
                "first line\n"
            )
        elif not os.path.exists(path):
            sys.stderr.write(f"smtpcodes: {shown(path)}: is not there yet\n")
    with _Stop() as stop, _holding(receivers) as held:
        try:
            for one in files:
                one.tail.start()
            state.write(files)  # who ends before the first finding goes on from here
            _loop(files, placed, held, state, stop)
            if args.state is None:
                for one in files:
                    _select(one, placed)
                    one.finish()
            _tell(held)
            state.write(files)
        finally:
            for one in files:
                one.tail.close()
            if lock is not None:
                lock.close()
    if stop.signal == signal.SIGTERM:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    raise KeyboardInterrupt


def _loop(
    files: list[Followed], placed: Placed, held: list[_Held], state: State, stop: _Stop
) -> None:
    saved = time.monotonic()
    unsaved = True

    def between() -> bool:
        """What is found is told and noted before more of a long file is read."""
        nonlocal saved
        if placed.told_something and time.monotonic() - saved > TELL:
            _tell(held)
            state.write(files)
            placed.told_something = False
            saved = time.monotonic()
        return bool(stop)

    while not stop:
        came = False
        for one in files:
            _select(one, placed)
            came |= one.poll(between)
        unsaved |= came
        if placed.told_something:
            _tell(held)
        if unsaved and (placed.told_something or not came or time.monotonic() - saved > SAVE):
            state.write(files)
            saved, unsaved, placed.told_something = time.monotonic(), False, False
        if not came and not stop:
            time.sleep(PAUSE)


def _select(one: Followed, placed: Placed) -> None:
    placed.current = one
    one.select()


def _tell(held: list[_Held]) -> None:
    for stream in held:
        stream.tell()

"""The library's own ways in: findings as they come, and a session for an own wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smtpcodes import linter
from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply as replies
from smtpcodes.report import NOTE, Finding, Verdict
from smtpcodes.session.events import (
    DIALOGUE,
    NO,
    TLS_STARTED,
    UNKNOWN,
    YES,
    Close,
    Connect,
    Event,
    Lost,
    Sees,
)
from smtpcodes.session.session import Session as Followed
from smtpcodes.span import Place

KNOWN = {True: YES, False: NO, None: UNKNOWN}


class _Queue(linter.Receiver):
    def __init__(self, on_verdict: Callable[[Verdict], None] | None = None) -> None:
        self.found: list[Finding] = []
        self.on_verdict = on_verdict

    def verdict(self, verdict: Verdict) -> None:
        if self.on_verdict is not None:
            self.on_verdict(verdict)

    def finding(self, finding: Finding) -> None:
        self.found.append(finding)

    def take(self) -> list[Finding]:
        found, self.found = self.found, []
        return found


class Linter:
    """Lints lines as they come.

    The options are those of ``smtpcodes lint``: reader, select, ignore, min_level.
    """

    def __init__(
        self,
        reader: str | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        min_level: str = NOTE,
    ) -> None:
        self._options = (reader, tuple(select), tuple(ignore), min_level)

    def stream(
        self,
        lines: Iterable[str | bytes | None],
        on_verdict: Callable[[Verdict], None] | None = None,
    ) -> Iterator[Finding]:
        """The findings of the lines, in the order of the input, as soon as they are known; bounded
        memory.

        The format is told from the first 300 lines, so nothing comes before them. None among the
        lines is a pause: what has come so far is read. on_verdict: called with the verdict of each
        session that failed, when it ends; they are those of ``lint``.
        """
        queue = _Queue(on_verdict)
        reader, select, ignore, level = self._options
        run = linter.Linter(
            reader, select, ignore, level, receiver=queue, table=False, explain=linter.explainer()
        )

        def chunks() -> Iterator[bytes]:
            for line in lines:
                yield b"" if line is None else linter.as_line(line)

        for _ in run.steps("-", chunks()):
            yield from queue.take()
        yield from queue.take()


class Session:
    """A session without input or output of its own: tell it what happens, it tells what is wrong.

    Each method returns the findings that became known; lines of text without their line end, str or
    bytes.
    """

    def __init__(self) -> None:
        self._queue = _Queue()
        self._linter = linter.Linter(receiver=self._queue, table=False, explain=linter.explainer())
        sees = DIALOGUE | Sees.IMPLICIT_TLS | Sees.TRAILING | Sees.CLOSER | Sees.WIRE
        self._session = Followed(None, 1, self._linter.table, self._linter, int(sees), "api")
        self._number = 0

    def _feed(self, event: Event, line: bytes = b"") -> list[Finding]:
        self._number += 1
        self._session.feed(event, Place(self._number, line))
        return self._queue.take()

    def connect(
        self, port: int = 0, tls: bool | None = None, local: bool | None = None
    ) -> list[Finding]:
        """The connection begins."""
        return self._feed(Connect(port, KNOWN[tls], KNOWN[local]))

    def command(self, line: str | bytes) -> list[Finding]:
        """A command line."""
        raw = _raw(line)
        return self._feed(commands.parse(raw), raw)

    def sasl(self, line: str | bytes) -> list[Finding]:
        """A SASL response."""
        raw = _raw(line)
        return self._feed(commands.response(raw), raw)

    def message(self) -> list[Finding]:
        """The end of the message text."""
        self._number += 1
        self._session.message_end(Place(self._number, b"."))
        return self._queue.take()

    def reply(self, text: str | bytes) -> list[Finding]:
        """A reply, one line or several. Raises ValueError if it is none."""
        found = []
        for raw in _raw(text).splitlines() or [b""]:
            line = replies.parse(raw)
            if line is None:
                raise ValueError(f"no reply line: {raw[:80]!r}")
            found += self._feed(line, raw)
        return found

    def tls_started(self) -> list[Finding]:
        """TLS is active from here on."""
        return self._feed(TLS_STARTED)

    def closed(self, side: str | None = None) -> list[Finding]:
        """The connection ends. side: "client", "server" or None."""
        return self._feed(Close(side))

    def lost(self) -> list[Finding]:
        """Something was missed here."""
        return self._feed(Lost())


def _raw(text: str | bytes) -> bytes:
    return (
        text.encode("utf-8", "surrogateescape") if isinstance(text, str) else bytes(text)
    ).rstrip(b"\r\n")

"""Lines to the server and from it: what was said is noted; ends where going on would mislead."""

from __future__ import annotations

import time

from smtpcodes.check.events import (
    CLIENT_LINE,
    CLOSED,
    RESPONSE,
    SERVER_LINE,
    UNHEARD,
    Event,
    named,
)
from smtpcodes.check.terms import NOT_TESTED, Answer, Over
from smtpcodes.check.wire import Gone, Silent, Wire
from smtpcodes.grammar import reply as replies

LINES = 200  # of one reply
LATE = 0.1  # seconds that are waited for a reply that should not come
PAUSE = 0.002  # seconds that a second reply may come after the first
PATIENCE = (
    6  # times the time-out: a server may be slow to greet, to look up a sender, to refuse a log-in
)
IN_VAIN = 2  # such waits with no reply; after them the slowest reply says how long the next is
SLOW = (b"AUTH ", b"MAIL ", b"RCPT ")


_LATE_REPLY = [
    (SERVER_LINE, True),
    (CLIENT_LINE, False),
    (SERVER_LINE, False),
    (SERVER_LINE, False),
]


class Patience:
    """How long a reply is waited for, by all connections of a run: a server that is silent often
    must not take all its time."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self.slowest = 0.0  # seconds
        self.in_vain = 0

    def seconds(self, slow: bool) -> float:
        """slow: the reply may take long."""
        most = self.timeout * PATIENCE
        if slow and self.in_vain >= IN_VAIN:
            return min(most, max(self.timeout, 2 * self.slowest))
        return most if slow else self.timeout

    def came(self, seconds: float) -> None:
        """A reply came after so many seconds."""
        self.slowest = max(self.slowest, seconds)

    def failed(self, seconds: float) -> str:
        """None came; how long it was waited for, in words."""
        most = self.timeout * PATIENCE
        before = self.in_vain if seconds < most else 0
        self.in_vain += seconds == most
        return f"{seconds:g} s" + (f" (others: {most:g} s, in vain)" if before else "")


class Lines:
    """One connection. asked: what is said belongs to the situation, not to the way there."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.patience = Patience(wire.timeout)
        self.events: list[Event] = []
        self.asked = False
        self.reached = False  # the situation's first line was sent
        self.put_off = False  # the server asked to come again later

    def note(self, kind: str, text: bytes = b"") -> None:
        """Writes down what happened."""
        self.events.append(Event(kind, text, self.asked))

    def send(self, line: bytes, end: bytes = b"\r\n") -> None:
        """Sends a command, and waits for nothing."""
        self.note(CLIENT_LINE, line)
        self._out(line + end)

    def flight(self, *lines: bytes) -> None:
        """Sends commands at once, and waits for nothing."""
        for line in lines:
            self.note(CLIENT_LINE, line)
        self._out(b"".join(line + b"\r\n" for line in lines))

    def text(self, octets: bytes) -> None:
        """Sends what is no command: a message."""
        self._out(octets)

    def heard(self, seconds: float) -> bytes:
        """A line that comes within the time; b"" if none does, or the server closes."""
        try:
            return self.wire.line(seconds)
        except (Silent, Gone):
            return b""

    def _out(self, octets: bytes) -> None:
        self.reached = self.reached or self.asked
        try:
            self.wire.send(octets)
        except Silent:
            raise Over(NOT_TESTED, "the server takes no more octets") from None
        except Gone:
            self._closed()

    def read(self) -> Answer:
        """The next reply."""
        lines: list[bytes] = []
        code = 0
        last = self._last()
        slow = last is None or last.kind == RESPONSE or last.text[:5].upper() in SLOW
        seconds, began = self.patience.seconds(slow), time.monotonic()
        while True:
            try:
                line = self.wire.line(seconds)
            except Silent:
                if lines:
                    raise self._unended(named(last)) from None
                waited = self.patience.failed(seconds)
                raise Over(NOT_TESTED, f"no reply to {named(last)} in {waited}") from None
            except Gone:
                self._closed()
            self.patience.came(time.monotonic() - began)
            parsed = replies.parse(line)
            self.note(SERVER_LINE, line)
            if parsed is None and not lines:
                raise Over(NOT_TESTED, "the server sent a line that is no reply")
            code = code if parsed is None else parsed.code
            lines.append(line.removesuffix(b"\n"))
            if (parsed and not parsed.more) or len(lines) >= LINES:
                return Answer(code, tuple(lines))

    def _unended(self, asked: str) -> Over:
        """The last line that came says that more follow, and none does: the client goes on."""
        self.note(CLIENT_LINE, b"QUIT")
        try:
            self.wire.send(b"QUIT\r\n")
        except (Silent, Gone):
            pass
        return self._stop(f"the reply to {asked} does not end")

    def answer(self, pause: float = PAUSE) -> Answer:
        """The next reply, with nothing behind it: a second one shifts everything after it."""
        answer = self.read()
        if self.wire.waiting(pause):
            self.surplus()
        if answer.code == 421:
            raise self._farewell()
        last = self._last()
        log_in = last and (last.kind == RESPONSE or last.text[:5].upper() == b"AUTH ")
        if log_in and answer.code // 100 == 4:
            self.put_off = True
            raise Over(NOT_TESTED, f"AUTH got {answer.code}: a temporary failure shows nothing")
        return answer

    def _farewell(self) -> Over:
        """421 says that the server closes now: does it?"""
        if self.asked:
            self.wire.waiting(LATE)
            place = len(self.events)
            self.note(CLIENT_LINE, b"NOOP")
            try:
                self.wire.send(b"NOOP\r\n")
                heard = self.wire.waiting(self.wire.timeout)
            except (Silent, Gone):
                heard = False
            if heard:
                self.read()
            else:
                del self.events[place:]
        return self._stop("the server closes: 421")

    def unheard(self, line: bytes) -> None:
        """Sends a line to which no reply is due; one that comes all the same ends the situation."""
        self.note(UNHEARD, line)
        try:
            self.wire.send(line + b"\r\n")
        except (Silent, Gone):
            return
        if self.wire.waiting(LATE):
            self.surplus()

    def surplus(self) -> None:
        """More came than was asked for: notes it and ends the situation."""
        code = self.read().code
        self._back()
        if code != 421:
            raise self._stop("a second reply came: nothing after it was judged")
        raise self._stop("the server closes: 421")

    def _back(self) -> None:
        """A reply that came while QUIT was on its way, before QUIT's own, answers what was asked
        before."""
        *_, last, quit, late, own = (Event(""), Event(""), Event(""), *self.events)
        shape = [(x.kind, x.asked) for x in (last, quit, late, own)]
        if shape == _LATE_REPLY and quit.text == b"QUIT" and not late.text.startswith(b"221"):
            self.events[-3:-1] = [late._replace(asked=True), quit]

    def _stop(self, reason: str) -> Over:
        """The end before the end: nothing was tested, if it came on the way."""
        return Over(None if self.reached else NOT_TESTED, reason)

    def ask(self, line: bytes, pause: float = PAUSE) -> Answer:
        """Sends a command and reads its reply."""
        self.send(line)
        return self.answer(pause)

    def respond(self, line: bytes) -> Answer:
        """Sends a SASL response and reads its reply."""
        self.note(RESPONSE, line)
        self._out(line + b"\r\n")
        return self.answer()

    def _last(self) -> Event | None:
        return next((e for e in reversed(self.events) if e.kind in (CLIENT_LINE, RESPONSE)), None)

    def _closed(self) -> None:
        self.note(CLOSED, b"server")
        raise self._stop("the server closed the connection")

"""The lines of an input that no reader took: kept where they are wanted, and what they say."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from smtpcodes.linter.limits import Limits
from smtpcodes.linter.receiver import Receiver
from smtpcodes.redaction import redact, shown
from smtpcodes.report import Input
from smtpcodes.session.reply import Reply
from smtpcodes.span import whole_line
from smtpcodes.verdict.explained import Explain
from smtpcodes.verdict.net import Net

Outside = Callable[[str, int, str], None]  # a path, the number of a line, the reply in it

LINES = 1000  # that are kept
SHOWN = 2000  # octets of one
SENT = 200  # credentials, the last ones, that are looked for in them


class Unread:
    """Of one input. keep: are the lines wanted? explain: what tells what they say, or None.

    outside: hears of each reply that they hold and no session has told, with its line's number.
    """

    def __init__(
        self, source: Input, keep: bool, explain: Explain | None, outside: Outside | None = None
    ) -> None:
        self.source = source
        self.keep = keep
        self.explain = explain
        self.outside = outside
        self.net = Net()
        self.sent: deque[bytes] = deque(maxlen=SENT)  # as credentials

    @property
    def wanted(self) -> bool:
        """Does anybody want these lines?"""
        return self.keep or self.casts

    @property
    def casts(self) -> bool:
        """Is it wanted what they say?"""
        return self.explain is not None or self.outside is not None

    def line(self, number: int, line: bytes, before: bytes) -> None:
        """A line that no reader took, and the one before it."""
        if self.casts:
            self.net.line(number, line, before)
        if self.keep and len(self.source.unread) < LINES:
            (line, _), (before, _) = whole_line(line), whole_line(before)
            text = redact.mask_unknown(redact.mask_after(before, line[:SHOWN]))
            self.source.unread.append((number, text.decode("utf-8", "surrogateescape")))

    def credential(self, secret: bytes) -> None:
        """What a session has sent as a credential."""
        self.sent.append(secret)

    def told(self, reply: Reply) -> None:
        """A refusal that a session has told: the same words outside are no news."""
        self.net.told(reply.code, reply.lines[0].text)

    def again(self) -> None:
        """Another file has come into the place of the last one: what it says is told, too."""
        self.net.kinds.clear()

    def tell(self, limits: Limits, receiver: Receiver) -> None:
        """Tells what stands outside any dialogue, of the lines that came since it last did."""
        if self.explain is None or not self.net.caught:
            return
        for found in self.net.verdicts(self.source.path, self.explain, self.sent):
            if limits.reached((found.cause, "outside")):
                receiver.more_sessions(found.cause)
            else:
                receiver.verdict(found)
                receiver.ended(found.session)

    def finish(self, limits: Limits, receiver: Receiver) -> None:
        """Tells what stands outside any dialogue; takes the credentials out of what is kept."""
        self.source.codes = self.net.replies
        if self.outside is not None:
            for number, said in self.net.told_outside():
                self.outside(self.source.path, number, said)
        self.tell(limits, receiver)
        if self.source.unread and self.sent:
            forms = redact.secrets(self.sent)
            self.source.unread = [
                (n, shown.text(redact.without(line.encode("utf-8", "surrogateescape"), forms)))
                for n, line in self.source.unread
            ]

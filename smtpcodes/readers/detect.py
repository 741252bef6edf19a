"""Which reader reads which line.

The head of an input ranks the readers; from then on each line goes to the reader that took the last one, and, if that
one declines it, to the others in their order. So one input may hold several formats.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.readers import _dress, everything
from smtpcodes.readers.base import NOTHING, Event, Item, Reader

HEAD_LINES = 300            # looked at before the first line is read


class Mux:
    """Reads the lines of one input with the readers that fit.

    forced: the name of the only reader to use, or None. lines: how many lines each reader took. unread: lines that none took.
    """

    def __init__(self, head: Sequence[bytes], forced: str | None = None) -> None:
        self.lines: dict[str, int] = {}
        self.unread = 0
        readers = everything()
        self.undress = _dress.of(head)              # the pump's, too: lines are given to ``take`` without their dress
        if self.undress is not None:
            bare = [self.undress(line) for line in head]
            kinds = [readers[forced]] if forced is not None else [kind for kind in readers.values() if not kind.WEAK]
            if best(head, kinds) > best(bare, kinds):
                self.undress = None                 # what looked like a dress belongs to the format
            else:
                head = bare
        if forced is not None:
            self.readers = [readers[forced]()]
        else:
            self.readers = rank(head)
        for reader in self.readers:
            reader.begin(head)
        self.current: Reader | None = self.readers[0] if self.readers else None
        # the pump's: lines with one event, and its shape; the same for lines that tell the same (their event is read again)
        self.numbered: dict[bytes, tuple[object, Event, int, Reader]] = {}
        self.alike: dict[bytes, tuple[object, int, Reader]] = {}

    def take(self, line: bytes) -> Sequence[Item] | None:
        """The events of a line, or None if no reader takes it. Afterwards ``current`` is the reader that took it."""
        current = self.current
        if current is not None:
            items = current.take(line)
            if items is not None:
                self._took(current, line)
                return items
        if not line.strip():
            return NOTHING
        for reader in self.readers:
            if reader is not current:
                items = reader.take(line)
                if items is not None:
                    self.current = reader
                    self.numbered.clear()
                    self.alike.clear()
                    self._took(reader, line)
                    return items
        self.unread += 1
        return None

    def add(self, head: Sequence[bytes], known: set[str]) -> None:
        """Readers that fit these lines, apart from those that are known already, are asked from now on."""
        for reader in rank(head):
            if reader.NAME not in known:
                reader.begin(head)
                self.readers.append(reader)
                if self.current is None:
                    self.current = reader

    def _took(self, reader: Reader, line: bytes) -> None:
        lines = self.lines
        if line.strip():
            lines[reader.NAME] = lines.get(reader.NAME, 0) + 1
        elif reader.NAME not in lines:
            lines[reader.NAME] = 0

    def finish(self) -> list[tuple[Reader, Sequence[Item]]]:
        """What the readers have left at the end."""
        return [(reader, items) for reader in self.readers if (items := reader.finish())]


def best(head: Sequence[bytes], kinds: Sequence[type[Reader]]) -> float:
    """How surely the lines are of a format of these readers."""
    return max((kind().sniff(head) for kind in kinds), default=0.0)


def rank(head: Sequence[bytes]) -> list[Reader]:
    """The readers for an input that begins with these lines, the best first, each as a fresh instance."""
    scores = []
    for name, kind in everything().items():
        score = kind().sniff(head)
        if score > 0:
            scores.append((kind.WEAK, -score, name, kind))
    strong = [s for s in scores if not s[0]]
    best = max((-s[1] for s in strong), default=0.0)
    if best >= 0.3:             # what a log of a known format repeats in other words (an exception, a bounce) is no second reply
        scores = strong
    scores.sort(key=lambda s: (s[1], s[2]))
    return [kind() for _, _, _, kind in scores]

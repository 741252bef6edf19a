"""The commands that wait for their replies.

What they make of the next command is counted as they come and go: thousands of pipelined commands
are not looked through for each line.
"""

from __future__ import annotations

from smtpcodes.grammar.form import Form
from smtpcodes.session import alignment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsIndex

    from smtpcodes.grammar.command import Command
    from smtpcodes.span import Place

    Open = tuple[Command, Place | None]


class Queue(list["Open"]):
    """The open commands, each with its place, in their order."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[int, int] = {}  # flags, and how many commands leave each

    def append(self, entry: Open) -> None:
        """Take a command."""
        super().append(entry)
        if left := alignment.leaves(entry[0]):
            self._left[left] = self._left.get(left, 0) + 1

    def extend(self, entries: Iterable[Open]) -> None:
        """Take several."""
        for entry in entries:
            self.append(entry)

    def pop(self, at: SupportsIndex = -1) -> Open:
        """Give a command that waits no more."""
        entry = super().pop(at)
        if left := alignment.leaves(entry[0]):
            self._left[left] -= 1
        return entry

    def clear(self) -> None:
        """Forget all."""
        super().clear()
        self._left.clear()

    @property
    def outstanding(self) -> int:
        """What the open commands make of the next one: flags of ``Form``."""
        form: int = Form.PIPELINED
        for left, count in self._left.items():
            if count:
                form |= left
        return form

"""How a text is to look, and what of it is wanted."""

from __future__ import annotations

from smtpcodes.record import NamedTuple


class Look(NamedTuple):
    """width: columns. blocks: the stream can show bars. audience: only what one of them should do.
    why: with the steps."""

    width: int = 80
    colour: bool = False
    blocks: bool = False
    audience: str | None = None
    why: bool = False

    def bold(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self.colour else text

    def dim(self, text: str) -> str:
        return f"\033[2m{text}\033[0m" if self.colour else text

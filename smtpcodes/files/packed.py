"""Compressed data of several members after each other, and what stands behind them.

The standard library leaves out what is no member, and says nothing: lines that somebody appended to
a log after it was compressed would be lost.
"""

from __future__ import annotations

import io
from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

BEHIND = "octets behind the end of its compressed data were not read"
CUT = "Compressed file ended before the end-of-stream marker was reached"
BLOCK = 128 * 1024


class Packed(io.RawIOBase):
    """The octets of the members. sign: each begins so. make: gives what decompresses one."""

    def __init__(self, raw: IO[bytes], sign: bytes, make: Callable[[], Any]) -> None:
        self.raw = raw
        self.sign = sign
        self.make = make
        self.member = make()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        """Raises EOFError for a member without its end, ValueError for what is no member."""
        data = b""
        while not data:
            if self.member.eof:
                rest = self._behind()
                if not rest:
                    return 0
                if not rest.startswith(self.sign[: len(rest)]):
                    raise ValueError(BEHIND)
                self.member = self.make()
                data = self.member.decompress(rest, len(into))
                continue
            block = self.raw.read(BLOCK) if self.member.needs_input else b""
            if not block and self.member.needs_input:
                raise EOFError(CUT)
            data = self.member.decompress(block, len(into))
        into[: len(data)] = data
        return len(data)

    def _behind(self) -> bytes:
        """What stands behind a member, without zeros that fill up."""
        rest: bytes = self.member.unused_data.lstrip(b"\0")
        while not rest and (block := self.raw.read(BLOCK)):
            rest = block.lstrip(b"\0")
        return rest

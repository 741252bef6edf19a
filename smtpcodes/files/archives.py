"""tar archives, packed or not: each regular file in them is an input of its own, named ``a.tar!member``.

Read as a stream, nothing is written; bounded as a compressed file is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from smtpcodes.files.source import BLOCK, RATIO, SLACK, SourceError, blocks, decompressed

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst")
MEMBERS = 100_000


def opened(path: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The inputs that a path holds, with their octets: itself, or the members of an archive, one after the other.

    What can't be read raises SourceError when its octets are asked for.
    """
    if not path.lower().endswith(SUFFIXES) or not os.path.isfile(path):
        yield path, blocks(path)
        return
    import tarfile

    try:
        with open(path, "rb") as raw:
            budget = [max(SLACK, RATIO * os.path.getsize(path))]
            with tarfile.open(fileobj=cast(Any, _Stream(decompressed(raw))), mode="r|") as archive:
                for count, member in enumerate(archive):
                    if count >= MEMBERS:
                        raise SourceError(f"more than {MEMBERS} members: the rest is left out")
                    if member.isfile():
                        content = archive.extractfile(member)
                        if content is not None:
                            yield f"{path}!{member.name}", _octets(content, budget)
    except SourceError as error:
        yield path, _failed(str(error))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        yield path, _failed(f"damaged archive: {error}")


class _Stream:
    """What ``tarfile`` wants of a stream, whatever the decompressor gives."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def read(self, size: int) -> bytes:
        parts = []
        while size > 0:
            part = self.raw.read(size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _octets(content: IO[bytes], budget: list[int]) -> Iterator[bytes]:
    while True:
        try:
            block = content.read(BLOCK)
        except Exception as error:              # whatever the decompressor raises
            raise SourceError(f"damaged archive: {error}") from None
        if not block:
            return
        budget[0] -= len(block)
        if budget[0] < 0:
            raise SourceError(f"the archive holds more than {RATIO} times its size: refused")
        yield block


def _failed(message: str) -> Iterator[bytes]:
    raise SourceError(message)
    yield b""

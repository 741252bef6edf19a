"""tar archives, packed or not, and zip archives: each file in them is an input of its own, named
``a.tar!member``.

Nothing is written; bounded as a compressed file is. A member that is compressed is read
decompressed; one that is an archive is not looked into.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from smtpcodes.files.source import BLOCK, RATIO, SLACK, SourceError, blocks, decompressed, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

SUFFIXES = (
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.bz2",
    ".tbz2",
    ".tar.xz",
    ".txz",
    ".tar.zst",
    ".tzst",
    ".zip",
)
MEMBERS = 100_000
DIRECTORY = 16 << 20  # octets of a zip archive's list of members, which is read as a whole


def opened(path: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The inputs that a path holds, with their octets: itself, or the members of an archive, one
    after the other.

    What can't be read raises SourceError when its octets are asked for.
    """
    if not path.lower().endswith(SUFFIXES) or not os.path.isfile(path):
        yield path, blocks(path)
        return
    if path.lower().endswith(".zip"):
        yield from _zipped(path)
        return
    import tarfile

    try:
        with open(path, "rb") as raw:
            budget = [max(SLACK, RATIO * os.path.getsize(path))]
            stream: Any = _Stream(decompressed(raw))
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for count, member in enumerate(archive):
                    if count >= MEMBERS:
                        raise SourceError(f"more than {MEMBERS} members: the rest is left out")
                    if member.isfile():
                        content = archive.extractfile(member)
                        if content is not None:
                            yield f"{path}!{_named(member.name)}", _octets(content, budget)
    except SourceError as error:
        yield path, _failed(str(error))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        yield path, _failed(f"damaged archive: {error}")


def _zipped(path: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    import zipfile

    try:
        with open(path, "rb") as raw:
            _bounded(raw)
            budget = [max(SLACK, RATIO * os.path.getsize(path))]
            with zipfile.ZipFile(raw) as archive:
                for count, member in enumerate(archive.infolist()):
                    if count >= MEMBERS:
                        raise SourceError(f"more than {MEMBERS} members: the rest is left out")
                    if not member.is_dir():
                        yield f"{path}!{_named(member.filename)}", _member(archive, member, budget)
    except SourceError as error:
        yield path, _failed(str(error))
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        yield path, _failed(f"damaged archive: {error}")


def _bounded(raw: IO[bytes]) -> None:
    """Refuses a zip archive whose list of members would fill the memory (APPNOTE.TXT 4.3.16)."""
    raw.seek(max(0, raw.seek(0, os.SEEK_END) - (1 << 16) - 22))
    tail = raw.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > DIRECTORY:
        raise SourceError("too many members: refused")
    raw.seek(0)


def _member(archive: Any, member: Any, budget: list[int]) -> Iterator[bytes]:
    try:
        content = archive.open(member)
    except Exception as error:  # encrypted, an unknown compression, damaged
        raise SourceError(f"can't be unpacked: {_named(str(error))}") from None
    with content:
        yield from _octets(content, budget)


def _named(name: str) -> str:
    """A member's name on one line: whoever packed the archive has chosen it."""
    return (
        name
        if name.isprintable()
        else "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name
        )
    )


class _Stream:
    """What ``tarfile`` wants of a stream, whatever the decompressor gives."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def read(self, size: int) -> bytes:
        parts = []
        while part := self.raw.read(size):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _octets(content: IO[bytes], budget: list[int]) -> Iterator[bytes]:
    stream: Any = None
    while True:
        try:
            stream = stream or within(content)
            block = stream.read(BLOCK)
        except SourceError:
            raise
        except Exception as error:  # whatever the decompressor raises
            raise SourceError(f"damaged archive: {_named(str(error))}") from None
        if not block:
            return
        budget[0] -= len(block)
        if budget[0] < 0:
            raise SourceError(f"the archive holds more than {RATIO} times its size: refused")
        yield block


def _failed(message: str) -> Iterator[bytes]:
    raise SourceError(message)
    yield b""

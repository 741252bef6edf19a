"""Opens what is to be read: files, folders, standard input, compressed files. Bytes in blocks,
whatever the size.

Decompression is bounded: an input that grows by more than RATIO, past a start, is refused.
"""

from __future__ import annotations

import io
import os
import select
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from smtpcodes.files.packed import BEHIND, Packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

BLOCK = (
    128 * 1024
)  # lines that are still in the cache when they are read: a tenth faster than 512 KiB
LINE = 1 << 20  # a longer line is cut in pieces of this size
RATIO = 200  # output octets for one of input
SLACK = 64 << 20  # output octets that are always allowed
STDIN = "-"
PACKED = "holds compressed data: unpack it first"
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")  # gzip, bzip2, xz, zstd
PAUSE = 0.5  # seconds without a word, then what has come is read


class SourceError(Exception):
    """An input that can't be read; the message is one line."""


def walk(paths: Iterable[str]) -> Iterator[str]:
    """The files of the paths: folders are walked in order of names, hidden ones left out; "-" is
    standard input."""
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            for folder, folders, names in os.walk(path, onerror=None):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for name in sorted(names):
                    full = os.path.join(folder, name)
                    if not name.startswith(".") and os.path.isfile(full):
                        yield full
        else:
            yield path


def blocks(path: str) -> Iterator[bytes]:
    """The octets of a file in blocks, decompressed.

    An empty block says that a pipe pauses: what has come so far can be told. Raises SourceError if
    it can't be read.
    """
    try:
        if path == STDIN:
            stream: Any = sys.stdin.buffer if sys.stdin is not None else None
            if stream is None:
                raise SourceError("standard input is closed")
            yield from _read(stream, stream, live(stream))
            return
        with open(path, "rb") as raw:
            stream = decompressed(raw)
            yield from _read(stream, raw)
    except (OSError, EOFError, ValueError) as error:
        raise SourceError(
            getattr(error, "strerror", None) or str(error) or type(error).__name__
        ) from None


def live(stream: Any) -> bool:
    """Do the octets of the stream come as somebody writes them?"""
    try:
        kind = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return os.name == "posix" and (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or stat.S_ISCHR(kind))


def _read(stream: Any, raw: Any, pauses: bool = False) -> Iterator[bytes]:
    packed = stream is not raw
    total = 0
    read = getattr(stream, "read1", stream.read)
    while True:
        if pauses and total and not select.select([raw], [], [], PAUSE)[0]:
            yield b""
        try:
            block = read(BLOCK)
        except (OSError, EOFError, ValueError) as error:
            if str(error).startswith("Not a gzipped file"):
                raise SourceError(BEHIND) from None
            raise
        except Exception as error:  # lzma.LZMAError, zlib.error, zstandard.ZstdError
            raise SourceError(f"damaged compressed data: {error}") from None
        if not block:
            return
        total += len(block)
        if packed and total > SLACK and total > RATIO * max(1, raw.tell()):
            raise SourceError(f"decompresses to more than {RATIO} times its size: refused")
        yield block


def decompressed(raw: IO[bytes]) -> Any:
    """The stream of a file's octets, decompressed if it begins as a compressed one."""
    head = raw.read(6)
    raw.seek(0) if raw.seekable() else None
    return _Pushed(head, raw) if not raw.seekable() else unpacked(head, raw)


def within(raw: IO[bytes]) -> Any:
    """The same for a stream that can't be wound back."""
    head = raw.read(6)
    pushed: Any = _Pushed(head, raw)
    return unpacked(head, pushed)


def as_far_as(chunks: Iterable[bytes], failed: Callable[[SourceError], None]) -> Iterator[bytes]:
    """The chunks that can be read, what came before the damage too. failed: hears why there are no
    more."""
    try:
        yield from chunks
    except SourceError as error:
        failed(error)


def is_packed(head: bytes) -> bool:
    """True for octets that begin as compressed data or a zip archive do: no text shows in them."""
    return head.startswith((*COMPRESSED, b"PK\3\4"))


def unpacked(head: bytes, raw: IO[bytes]) -> Any:
    """The stream of octets that begin with `head`, decompressed if they are compressed."""
    if head[:2] == b"\x1f\x8b":
        import gzip

        return gzip.GzipFile(fileobj=raw)
    if head[:3] == b"BZh":
        import bz2

        return io.BufferedReader(Packed(raw, head[:3], bz2.BZ2Decompressor))
    if head[:6] == b"\xfd7zXZ\x00":
        import lzma

        make = partial(lzma.LZMADecompressor, lzma.FORMAT_XZ)
        return io.BufferedReader(Packed(raw, head, make))
    if head[:4] == b"\x28\xb5\x2f\xfd":
        return _zstd(raw)
    return raw


def _zstd(raw: IO[bytes]) -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.ZstdFile(raw)
    try:
        import zstandard
    except ImportError:
        raise SourceError("zstd needs the extra: pip install 'smtpcodes[zst]'") from None
    library: Any = zstandard
    return library.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)


class _Pushed:
    """A pipe whose first octets were read already."""

    def __init__(self, head: bytes, raw: IO[bytes]) -> None:
        self.head = head
        self.raw = raw

    def read(self, size: int = -1) -> bytes:
        head, self.head = (self.head, b"") if size < 0 else (self.head[:size], self.head[size:])
        return head or self.raw.read(size)

    def tell(self) -> int:
        return 1


def lines(chunks: Iterable[bytes], ends: bool = False) -> Iterator[list[bytes]]:
    """Lists of whole lines, without their line feeds, of chunks cut anywhere. UTF-16 with a mark is
    decoded.

    How the chunks are cut does not matter; an empty chunk is a pause, and gives an empty list.
    ends: keep the line feeds.
    """
    rest = b""
    chunks = _returns(_utf16(iter(chunks)), ends)
    for chunk in chunks:
        rest += chunk
        if not chunk:
            yield []
        long = len(rest) > LINE
        if b"\n" not in chunk and not long:
            continue
        found = rest.split(b"\n")
        rest = found.pop()
        if ends:
            found = [line + b"\n" for line in found]
        if long:
            *pieces, rest = _cut(rest)
            found = [part for line in found for part in _cut(line)] + pieces
        if found:
            yield found
    if rest:
        yield [rest]


def _returns(chunks: Iterator[bytes], ends: bool) -> Iterator[bytes]:
    """Carriage returns alone as line ends, where the first chunk has no line feed but at its end: a
    peer may have written as many of them as it liked into a line."""
    first = next(chunks, b"")
    alone = first.count(b"\r") > first.count(b"\r\n")
    if ends or not alone or b"\n" in first[:-1]:
        yield first
        yield from chunks
        return
    last = b""  # a carriage return at a chunk's end: is a line feed to come?
    for chunk in chain((first,), chunks):
        chunk = last + chunk
        last = b"\r" if chunk[-1:] == b"\r" else b""
        yield chunk[: len(chunk) - len(last)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    yield last.replace(b"\r", b"\n")


def _cut(line: bytes) -> list[bytes]:
    return [line[i : i + LINE] for i in range(0, len(line) or 1, LINE)]


def _utf16(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    while 0 < len(first) < 4:
        more = next(chunks, b"")
        if not more:
            break
        first += more
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        import codecs

        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        yield decoder.decode(first).encode("utf-8", "replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", True).encode("utf-8", "replace")
        return
    if first[:3] == b"\xef\xbb\xbf":
        first = first[3:]
    yield first
    yield from chunks

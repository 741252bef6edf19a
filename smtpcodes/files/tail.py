"""A file that grows, read as ``tail -F`` does: through rotation by renaming and by copying, and on
from where it was left.

Gives octets and says where they stand. Knows nothing of what they mean.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from smtpcodes.files.source import BLOCK, COMPRESSED
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

HEAD = 256  # octets at the beginning that tell one file from another


class Mark(NamedTuple):
    """A place in a file: its inode, a hash of its first `length` octets, the offset, and the lines
    before it."""

    inode: int
    length: int
    head: str
    offset: int
    line: int


class Tail:
    """Reads a path. missed: a file of the mark is gone."""

    def __init__(self, path: str, mark: Mark | None = None) -> None:
        self.path = path
        self.missed = False
        self.file: IO[bytes] | None = None
        self.offset = 0
        self.head = b""
        self.line = 0  # lines before `offset` when the mark was set
        self.waiting: list[str] = []  # rotated files that are still to be read, the oldest first
        self.grace = False
        if mark is not None:
            self._resume(mark)

    # --- where it was left
    def _resume(self, mark: Mark) -> None:
        if self._is(self.path, mark):
            self._open(self.path, mark)
            return
        older = self._older()
        for n, name in enumerate(older):
            if self._is(name, mark):
                self._open(name, mark)
                self.waiting = older[n + 1 :]
                return
        self.missed = True

    def _older(self) -> list[str]:
        """The files beside the path whose names begin with its name, the oldest first."""
        folder, base = os.path.split(self.path)
        found = []
        try:
            for entry in os.scandir(folder or "."):
                if entry.name.startswith(base) and entry.name != base and entry.is_file():
                    found.append((entry.stat().st_mtime, entry.path))
        except OSError:
            return []
        return [path for _, path in sorted(found)]

    def _is(self, path: str, mark: Mark) -> bool:
        try:
            with open(path, "rb") as file:
                status = os.fstat(file.fileno())
                same = hashlib.sha256(file.read(mark.length)).hexdigest() == mark.head
        except OSError:
            return False
        # an empty head tells nothing; a copy that was put back has another inode
        return (
            same
            and status.st_size >= mark.offset
            and (status.st_ino == mark.inode or mark.length >= HEAD)
        )

    def _open(self, path: str, mark: Mark | None = None) -> None:
        self.file = open(path, "rb", buffering=0)
        self.head = self.file.read(mark.length) if mark is not None else b""
        self.offset, self.line = (mark.offset, mark.line) if mark is not None else (0, 0)
        self.file.seek(self.offset)
        self.grace = False

    def mark(self, offset: int, line: int) -> Mark:
        """The mark of a place in the file that is being read."""
        inode = os.fstat(self.file.fileno()).st_ino if self.file is not None else 0
        return Mark(inode, len(self.head), hashlib.sha256(self.head).hexdigest(), offset, line)

    def beginning(self) -> bytes:
        """The file's first block, wherever reading stands."""
        if self.file is None:
            return b""
        self.file.seek(0)
        found = self.file.read(BLOCK)
        self.file.seek(self.offset)
        return found

    def start(self) -> None:
        """Opens the file if it is there, and knows it again by its beginning before any of it is
        read."""
        if self.file is None:
            try:
                self._open(self.path)
            except OSError:
                return
            assert self.file is not None
            self.head = self.file.read(HEAD)
            self.file.seek(0)

    # --- reading
    def poll(self) -> Iterator[bytes | None]:
        """What has come since the last time. None: another file begins. Raises OSError."""
        if self.file is None:
            try:
                self._open(self.path)
            except FileNotFoundError:
                return
        assert self.file is not None
        if self._truncated():
            yield None
            self.file.seek(0)
            self.offset, self.head, self.line = 0, b"", 0
        yield from self._rest()
        while self.waiting or self._replaced():
            if not self.waiting and not self.grace:  # who writes may not have noticed yet
                self.grace = True
                return
            path = self.waiting.pop(0) if self.waiting else self.path
            if path != self.path and packed(path):
                self.missed = True
                continue
            old = self.file
            try:
                self._open(path)
            except (FileNotFoundError, PermissionError):  # not ready yet
                return
            old.close()
            yield None
            yield from self._rest()
            if path != self.path and not self.waiting:
                self.waiting = [self.path]

    def _rest(self) -> Iterator[bytes]:
        assert self.file is not None
        while chunk := self.file.read(BLOCK):
            if not self.offset:
                self.head = b""
            if len(self.head) == self.offset:
                self.head = (self.head + chunk)[:HEAD]
            self.offset += len(chunk)
            self.grace = False
            yield chunk

    def _truncated(self) -> bool:
        """Copied and cut: it is shorter than what was read of it, or begins otherwise."""
        assert self.file is not None
        if not self.offset:
            return False
        if os.fstat(self.file.fileno()).st_size < self.offset:
            return True
        self.file.seek(0)
        head = self.file.read(len(self.head))
        self.file.seek(self.offset)
        return head != self.head

    def _replaced(self) -> bool:
        assert self.file is not None
        try:
            there = os.stat(self.path)
        except OSError:
            return False
        here = os.fstat(self.file.fileno())
        return (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino)

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


def packed(path: str) -> bool:
    """Is it compressed?"""
    try:
        with open(path, "rb") as file:
            return file.read(6).startswith(COMPRESSED)
    except OSError:
        return False

"""Writes a file in one step: who reads it sees the old one or the new one, never half of it."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def replace(path: str, content: bytes | Iterable[bytes]) -> None:
    """Writes `content` to `path`.

    Raises OSError, and what `content` raises; then the old file is as it was.
    """
    blocks = [content] if isinstance(content, bytes) else content
    path = _meant(path)
    if os.path.exists(path) and not os.path.isfile(path):  # /dev/stdout, a pipe
        with open(path, "wb") as file:
            file.writelines(blocks)
        return
    handle, temporary = tempfile.mkstemp(prefix=".smtpcodes-", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.writelines(blocks)
            file.flush()
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def open_(path: str) -> BinaryIO:
    """A file to write to, in the place of `path` once it is closed. Raises OSError.

    Devices and pipes, and files in folders where none can be made, are opened as they are.
    """
    path = _meant(path)
    if os.path.exists(path) and not os.path.isfile(path):
        return open(path, "wb")
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=".smtpcodes-", dir=os.path.dirname(path))
    except PermissionError:
        return open(path, "wb")
    return _Replacing(handle, temporary, path)


class _Replacing(io.BufferedWriter):
    """Octets of a file that takes the place of another when it is closed without an error."""

    def __init__(self, handle: int, temporary: str, path: str) -> None:
        super().__init__(io.FileIO(handle, "wb"))
        self.temporary = temporary
        self.path = path
        _OPEN.append(self)

    def close(self) -> None:
        if self.closed:
            return
        failed = True
        try:
            super().close()
            failed = self not in _OPEN
            if not failed:
                os.chmod(self.temporary, _mode(self.path))
                os.replace(self.temporary, self.path)
        except OSError:
            failed = True
            raise
        finally:
            if self in _OPEN:
                _OPEN.remove(self)
            if failed:
                os.unlink(self.temporary)


_OPEN: list[_Replacing] = []


def abandon() -> None:
    """Drop the files that were not closed: what they were to replace stays as it was."""
    while _OPEN:
        file = _OPEN.pop()
        try:
            file.close()
        except OSError:  # there is no room for the rest of it, which is not wanted
            pass


def _meant(path: str) -> str:
    """The file that the system would write under this name, links followed.

    Taking a name apart finds a file where the system finds none: at a slash behind a file, at
    ``..`` behind a folder that is not there, at a loop of links. Raises OSError for these.
    """
    real = os.path.realpath(path)
    try:
        os.stat(path)
    except FileNotFoundError:
        if os.path.exists(real):
            raise
        if path.endswith(os.sep):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path) from None
    return real


def _mode(path: str) -> int:
    return os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

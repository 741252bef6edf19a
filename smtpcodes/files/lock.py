"""One process at a time for a file: a lock beside it, gone with the process that holds it."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


class Held(Exception):
    """Another process has the file."""


class Lock:
    """What is held until it is closed."""

    def __init__(self, path: str, file: IO[bytes] | None) -> None:
        self.path = path
        self.file = file

    def close(self) -> None:
        """Gives it back."""
        if self.file is not None:
            try:
                os.unlink(self.path)
            except OSError:
                pass
            self.file.close()
            self.file = None


def hold(path: str) -> Lock:
    """Holds `path` for this process, by a lock on a file beside it. Raises Held, and OSError.

    Where the system has no such locks it holds nothing.
    """
    try:
        import fcntl
    except ImportError:
        return Lock("", None)
    folder, name = os.path.split(os.path.realpath(path))
    name = os.path.join(folder, f".{name}.smtpcodes-lock")
    while True:
        file = open(name, "ab")
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.exists(name) and os.path.samestat(os.fstat(file.fileno()), os.stat(name)):
                return Lock(name, file)
        except BlockingIOError:
            file.close()
            raise Held(f"{path}: another process goes on from it") from None
        except OSError:  # a file system without locks, or the file was taken away meanwhile
            if os.path.exists(name):
                return Lock(name, file)
        file.close()

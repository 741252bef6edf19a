"""Writes a file in one step: who reads it sees the old one or the new one, never half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable


def replace(path: str, content: bytes | Iterable[bytes]) -> None:
    """Writes `content` to `path`. Raises OSError, and what `content` raises; then the old file is as it was."""
    blocks = [content] if isinstance(content, bytes) else content
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):  # /dev/stdout, a pipe
        with open(path, "wb") as file:
            file.writelines(blocks)
        return
    handle, temporary = tempfile.mkstemp(prefix=".smtpcodes-", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.writelines(blocks)
            file.flush()
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

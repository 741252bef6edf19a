"""What is dear to make is made once in a run, whichever of its processes needs it first."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that make has filled. What make raises, each process meets for itself."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # pytest-xdist nests them
    folder, ready = shared / name, shared / f"{name}.ready"
    with open(shared / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            ready.touch()
    return folder

"""The compiled knowledge base, read when it is first needed.

In a wheel it is packaged. In a checkout it is compiled from ``data/`` into a cache, anew whenever a file there has
changed, so that it is never stale.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PACKAGED = os.path.join(os.path.dirname(__file__), "_compiled")
_DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "data")


@cache
def entries() -> dict[str, Any]:
    """What is known of codes, causes, commands, situations, comparisons and providers."""
    return _load("entries")


@cache
def texts() -> list[dict[str, Any]]:
    """The signatures: the replies of providers as templates."""
    found: list[dict[str, Any]] = _load("texts")["texts"]
    return found


def _load(name: str) -> dict[str, Any]:
    path = os.path.join(_PACKAGED, f"{name}.json")
    if not os.path.exists(path):
        path = os.path.join(_cached(), f"{name}.json")
    with open(path, encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
        return found


@cache
def _cached() -> str:
    """The folder with the compiled form of the checkout's ``data/``; made if there is none for this state of it."""
    state = _state()
    for folder in _folders():
        target = os.path.join(folder, state)
        if os.path.exists(os.path.join(target, "texts.json")):
            return target
    from pathlib import Path

    from smtpcodes.knowledge.compiled import write

    for folder in _folders():
        target = os.path.join(folder, state)
        try:
            os.makedirs(target, exist_ok=True)
            write(Path(_DATA), Path(target))
        except OSError:
            continue
        _forget(folder, state)
        return target
    import tempfile

    target = tempfile.mkdtemp(prefix="smtpcodes-")         # of this process alone: nobody else can have put anything there
    write(Path(_DATA), Path(target))
    import atexit
    import shutil

    atexit.register(shutil.rmtree, target, True)
    return target


def _state() -> str:
    """A name for the state of ``data/`` and of the compiler: it changes with any file."""
    parts = [sys.version]
    for root in (_DATA, os.path.dirname(__file__)):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if not f.startswith((".", "_")))
            for name in sorted(names):
                if name.endswith((".md", ".toml", ".py")):
                    status = os.stat(os.path.join(folder, name))
                    parts.append(f"{folder}/{name}:{status.st_mtime_ns}:{status.st_size}")
    import zlib

    raw = "\n".join(parts).encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(raw):08x}{zlib.adler32(raw):08x}{len(raw):06x}"


def _folders() -> list[str]:
    """Where the compiled form may be kept: the checkout's ``build``, the user's cache."""
    found = [os.path.join(os.path.dirname(_DATA), "build", "cache")]
    home = os.environ.get("XDG_CACHE_HOME") or (os.path.join(os.environ["HOME"], ".cache") if os.environ.get("HOME") else "")
    if home:
        found.append(os.path.join(home, "smtpcodes"))
    return found


def _forget(folder: str, state: str) -> None:
    """Removes the compiled forms of older states."""
    import shutil

    for name in os.listdir(folder):
        if name != state and len(name) == len(state):
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)

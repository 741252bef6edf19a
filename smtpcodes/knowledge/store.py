"""The compiled knowledge base, each kind of entry read when it is first needed.

In a wheel it is packaged. In a checkout it is compiled from ``data/`` into a cache, anew whenever a
file there has changed, so that it is never stale; where nothing can be written it is compiled each
time.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache

from smtpcodes.knowledge import parsing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PACKAGED = os.path.join(os.path.dirname(__file__), "_compiled")
_DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "data")
KINDS = (
    "replies",
    "enhanced",
    "comparisons",
    "causes",
    "commands",
    "situations",
    "registry",
    "providers",
    "implementations",
    "phrases",
    "index",
    "books",
)
_LAST = "texts.json"  # is written last: where it is, the others are


class _Entries(dict[str, "Any"]):
    """The kinds of entries by name (``KINDS``)."""

    def __missing__(self, kind: str) -> Any:
        self[kind] = found = _load(kind)
        return found


@cache
def entries() -> dict[str, Any]:
    """What is known of codes, causes, commands, situations, comparisons and providers.

    Ask with [...]: a kind is read when it is asked for.
    """
    return _Entries()


def enhanced_entry(code: str | None) -> dict[str, Any]:
    """The entry of an enhanced code: a file is for all classes of its subject and detail.

    Empty if there is none.
    """
    if code is not None:
        for digit in (code[0], "5", "4", "2"):
            found = entry("enhanced", digit + code[1:])
            if found:
                return found
    return {}


@cache
def texts() -> list[dict[str, Any]]:
    """The replies of providers as templates."""
    found: list[dict[str, Any]] = _load("texts")
    for entry in found:
        entry.pop("parts", None)  # of its signature: ``match`` reads them
    return found


@lru_cache(4096)
def entry(kind: str, key: str) -> dict[str, Any]:
    """One entry of a kind, read alone: empty if there is none."""
    text, begin = written(kind), f'\n"{key}":'.encode("utf-8", "surrogatepass")
    at = text.find(begin)
    if at < 0:
        return {}
    at += len(begin)
    found: dict[str, Any] = parsing.loads(text[at : text.find(b"\n", at)].rstrip(b","))
    return found


@cache
def lines(kind: str) -> list[bytes]:
    """The entries of a kind that is a list, each as JSON, to be read one by one."""
    return written(kind)[2:-2].split(b",\n")


def _load(kind: str) -> Any:
    return parsing.loads(written(kind))


@cache
def written(kind: str) -> bytes:
    """The compiled form of a kind: JSON, an entry a line."""
    folder = _PACKAGED if os.path.exists(os.path.join(_PACKAGED, _LAST)) else _cached()
    if folder is None:
        return _in_memory(kind)
    try:
        with open(os.path.join(folder, f"{kind}.json"), "rb") as file:
            return file.read()
    except FileNotFoundError:  # another process has compiled a newer state and taken this one away
        if folder == _PACKAGED:
            raise
        return _in_memory(kind)


def _in_memory(kind: str) -> bytes:
    from smtpcodes.knowledge.compiled import as_lines

    return as_lines(_compiled()[kind]).encode()


@cache
def _compiled() -> dict[str, Any]:
    from pathlib import Path

    from smtpcodes.knowledge.compiled import compiled
    from smtpcodes.knowledge.source import load

    return compiled(load(Path(_DATA)))


@cache
def _cached() -> str | None:
    """The folder with the compiled form of the checkout's ``data/``, made if there is none for its
    state; None if none can be made."""
    if not os.path.isdir(_DATA):
        raise OSError(f"neither compiled data in the package nor a folder {_DATA}")
    state = _state()
    folders = _folders()
    for folder in folders:
        if os.path.exists(os.path.join(folder, state, _LAST)):
            return os.path.join(folder, state)
    from smtpcodes.knowledge.compiled import write_values

    for folder in folders:
        target = os.path.join(folder, state)
        try:
            os.makedirs(target, exist_ok=True)
            write_values(_compiled(), target)
        except OSError:
            continue
        _forget(folder, state)
        return target
    return None


def _state() -> str:
    """A name for the state of ``data/`` and of the compiler: it changes with any file."""
    from binascii import crc32

    parts: list[str] = []
    for root in (_DATA, os.path.dirname(__file__)):
        _times(root, parts)
    raw = "\n".join(sorted(parts)).encode("utf-8", "surrogateescape")
    return f"{crc32(raw):08x}{len(raw):06x}"


def _times(folder: str, parts: list[str]) -> None:
    with os.scandir(folder) as found:
        for entry in found:
            name = entry.name
            if name.endswith((".md", ".toml", ".py")):
                status = entry.stat()
                parts.append(f"{entry.path}:{status.st_mtime_ns}:{status.st_size}")
            elif name[0] not in "._" and entry.is_dir():
                _times(entry.path, parts)


def _folders() -> list[str]:
    """Where the compiled form may be kept: the checkout's ``build``, the user's cache."""
    found = [os.path.join(os.path.dirname(_DATA), "build", "cache")]
    home = os.environ.get("XDG_CACHE_HOME") or (
        os.path.join(os.environ["HOME"], ".cache") if os.environ.get("HOME") else ""
    )
    if home:
        found.append(os.path.join(home, "smtpcodes"))
    return found


def _forget(folder: str, state: str) -> None:
    """Removes the compiled forms of older states."""
    import shutil

    for name in os.listdir(folder):
        if name != state and len(name) == len(state):
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)

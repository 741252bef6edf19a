"""What stands around the lines of a log when it reaches us, one file a wrapping; found by walking
the folder, so there is no list to keep."""

from __future__ import annotations

import functools
import importlib
import os

from smtpcodes.reading.wrapping.base import Kind, Wrapping

_OTHER = frozenset(("base", "entries", "layers", "parts", "texts", "unwrapping"))


@functools.cache
def kinds() -> dict[str, Kind]:
    """All wrappings by the names of their files."""
    names = sorted(file[:-3] for folder in __path__ for file in os.listdir(folder))
    return {
        name: importlib.import_module(f"{__name__}.{name}").KIND
        for name in names
        if name not in _OTHER and name[0] not in "._"
    }


@functools.cache
def fixed() -> tuple[Wrapping, ...]:
    """The wrappings that look alike in every log."""
    return tuple(wrapping for kind in kinds().values() for wrapping in kind.fixed)

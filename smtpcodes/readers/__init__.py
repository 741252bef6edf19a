"""The readers, one file a log format; found by walking the folder, so there is no list to keep."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from smtpcodes.readers.base import Reader

_OTHER = frozenset(("base", "detect", "unwrap"))


@functools.cache
def everything() -> dict[str, type[Reader]]:
    """All readers by name."""
    found: dict[str, type[Reader]] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name in _OTHER or info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Reader) and value.__module__ == module.__name__ and value.NAME:
                found[value.NAME] = value
    return dict(sorted(found.items()))

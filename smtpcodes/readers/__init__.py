"""The readers, one file a log format; found by walking the folder, so there is no list to keep."""

from __future__ import annotations

import functools
import importlib
import os

from smtpcodes.readers.base import Reader

_OTHER = frozenset(("base",))


@functools.cache
def everything() -> dict[str, type[Reader]]:
    """All readers by name."""
    found: dict[str, type[Reader]] = {}
    for name in sorted(
        file[:-3] for folder in __path__ for file in os.listdir(folder) if file.endswith(".py")
    ):
        if name in _OTHER or name[0] in "._":
            continue
        module = importlib.import_module(f"{__name__}.{name}")
        own = [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Reader)
            and value.__module__ == module.__name__
            and value.NAME
        ]
        if not own:
            raise ImportError(
                f"{module.__file__}: no reader: a class that inherits from Reader, with a NAME"
            )
        for reader in own:
            other = found.setdefault(reader.NAME, reader)
            if other is not reader:
                raise ImportError(
                    f"{module.__file__}: {reader.NAME} is the NAME of {other.__module__} already"
                )
    return dict(sorted(found.items()))

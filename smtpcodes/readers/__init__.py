"""The readers, one file a log format; found by walking the folder, so there is no list to keep.

Few logs need more than a few of them. ``_index`` tells without importing a reader what stands in
every log of its format (``Reader.MARKS``); a reader that it does not know is imported and asked.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Iterable, Iterator

from smtpcodes.readers._index import INDEX
from smtpcodes.readers.base import Reader

SEEN = 1 << 16  # octets of a line in which a mark is looked for: some hundred are looked for
_OTHER = frozenset(("base",))
# Letters are small, digits 0, blanks a space.
_NORMAL = bytes(
    48 if 48 <= c < 58 else c + 32 if 65 <= c < 91 else 32 if c in b"\t\n\v\f\r" else c
    for c in range(256)
)


def normal(line: bytes) -> bytes:
    """A line as the marks are written: small letters, 0 for any digit, a space for any blank."""
    return line.translate(_NORMAL)


@functools.cache
def _modules() -> tuple[str, ...]:
    """The names of the files with readers."""
    files = sorted(file for folder in __path__ for file in os.listdir(folder))
    return tuple(
        name[:-3]
        for name in files
        if name.endswith(".py") and name[0] not in "._" and name[:-3] not in _OTHER
    )


@functools.cache
def own(module: str) -> tuple[type[Reader], ...]:
    """The readers in a file."""
    found = importlib.import_module(f"{__name__}.{module}")
    readers = tuple(
        value
        for value in vars(found).values()
        if isinstance(value, type)
        and issubclass(value, Reader)
        and value.__module__ == found.__name__
        and value.NAME
    )
    if not readers:
        raise ImportError(
            f"{found.__file__}: no reader: a class that inherits from Reader, with a NAME"
        )
    return readers


def _by_name(readers: Iterable[type[Reader]]) -> dict[str, type[Reader]]:
    found: dict[str, type[Reader]] = {}
    for reader in readers:
        other = found.setdefault(reader.NAME, reader)
        if other is not reader:
            file = importlib.import_module(reader.__module__).__file__
            raise ImportError(f"{file}: {reader.NAME} is the NAME of {other.__module__} already")
    return dict(sorted(found.items()))


@functools.cache
def everything() -> dict[str, type[Reader]]:
    """All readers by name."""
    return _by_name(reader for module in _modules() for reader in own(module))


@functools.cache
def names() -> tuple[str, ...]:
    """The names of all readers, sorted."""
    if set(_modules()) == INDEX.keys():
        return tuple(sorted(name for known, _ in INDEX.values() for name in known))
    return tuple(everything())


def named(name: str) -> type[Reader]:
    """The reader with this name. Raises KeyError if there is none."""
    for module, (known, _) in INDEX.items():
        if name in known and module in _modules():
            return next(reader for reader in own(module) if name == reader.NAME)
    return everything()[name]


def fitting(lines: Iterable[bytes]) -> Iterator[type[Reader]]:
    """The readers by whose marks the lines may be of their format, by name.

    All others would find nothing in them: ``sniff`` gives 0.
    """
    text = b"\n%b\n" % b"\n".join([normal(line[:SEEN]) for line in lines])
    modules: list[str] = []
    for module in _modules():
        marks = INDEX[module][1] if module in INDEX else ()
        for mark in marks or (b"",):
            if mark in text:
                modules.append(module)
                break
    yield from _by_name(reader for module in modules for reader in own(module)).values()

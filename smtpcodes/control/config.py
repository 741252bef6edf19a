"""The configuration file: ``[tool.smtpcodes]`` in pyproject.toml, or smtpcodes.toml.

Knows which keys there are, and what may stand there; not which options the command line has.
Whatever is wrong is one line: ``file:line: what``.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable

from smtpcodes.record import NamedTuple

SIZE = 1 << 20  # octets of a file that is read
FILES = ("smtpcodes.toml", "pyproject.toml")  # in one folder the first of them that speaks of us


class ConfigError(Exception):
    """The file can't be used; the message is one line."""


class Ignore(NamedTuple):
    """Findings that are known and left out. path, line, text: where the configuration says so."""

    rule: str
    match: str
    reason: str
    until: datetime.date | None
    path: str
    line: int
    text: str


class PerPath(NamedTuple):
    """What holds for some inputs alone."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    levels: dict[str, str]
    reader: str | None


class Config:
    """What the file says;

    None where it says nothing. root: the folder that paths are relative to.
    """

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.root = os.path.dirname(path)
        self.select: tuple[str, ...] | None = None
        self.ignore: tuple[str, ...] = ()
        self.ignores: tuple[Ignore, ...] = ()
        self.levels: dict[str, str] = {}
        self.min_level: str | None = None
        self.fail_on: str | None = None
        self.reader: str | None = None
        self.output_format: tuple[str, ...] = ()
        self.per_path: tuple[PerPath, ...] = ()
        self.baseline: str | None = None
        self.rules: tuple[str, ...] = ()
        self.allow_inline_ignores = False
        self.keys: tuple[str, ...] = ()  # as they stand in the file


def find(folder: str | None = None) -> str | None:
    """The nearest file that speaks of us, in this folder (default: the working directory) or one
    above it."""
    try:
        here = os.path.abspath(folder or os.getcwd())
    except OSError:  # the working directory is gone
        return None
    while True:
        for name in FILES:
            path = os.path.join(here, name)
            if os.path.isfile(path) and (name != "pyproject.toml" or _speaks_of_us(path)):
                return path
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def _speaks_of_us(path: str) -> bool:
    """A pyproject.toml without our table belongs to others, even one that can't be parsed."""
    try:
        with open(path, "rb") as file:
            text = file.read(SIZE)
    except OSError:
        return False
    if re.search(rb"smtpcodes", text) is None:
        return False
    import tomllib

    try:
        return "smtpcodes" in tomllib.loads(text.decode("utf-8")).get("tool", {})
    except (ValueError, AttributeError):
        return (
            re.search(rb"(?m)^[ \t]*\[{1,2}[ \t]*tool[ \t]*\.[ \t]*[\"']?smtpcodes", text)
            is not None
        )


def load(
    path: str,
    ids: Iterable[str],
    readers: Iterable[str],
    added: Callable[[tuple[str, ...]], Iterable[str]] | None = None,
) -> Config:
    """The configuration of a file. ids: the rules that there are; readers: the names of the
    readers.

    added: asked for the ids of the rules in the files that the configuration names. Without it the
    configuration was found, not named, and may name no such file: a folder that is linted is
    somebody else's. Raises ConfigError.
    """
    import tomllib

    from smtpcodes.control.config_tables import Tables

    name = shown(path)
    try:
        with open(path, "rb") as file:
            octets = file.read(SIZE + 1)
        if len(octets) > SIZE:
            raise ConfigError(f"{name}: over {SIZE >> 10} kB, too much for a configuration")
        text = octets.decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror or error}") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        hint = (
            '; names and tables go in one list: ignore = ["RULE", {rule = "RULE", reason = "..."}]'
            if "'ignore'" in str(error)
            else ""
        )
        raise ConfigError(
            f"{name}:{at[2] or len(text.splitlines())}: {at[1]}{hint}"
            if at
            else f"{name}: {error}{hint}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name}: {error}") from None
    tool = data.get("tool")
    ours = tool.get("smtpcodes") if isinstance(tool, dict) else None
    if ours is None:
        ours = {} if os.path.basename(path) == "pyproject.toml" else data
    reader = Tables(name, text, ids, readers, added)
    if not isinstance(ours, dict):
        raise reader.error("tool.smtpcodes is no table", "smtpcodes")
    return reader.config(ours, path)


def shown(path: str) -> str:
    """The path as a person names it: from the working directory, where that is shorter."""
    try:
        near = os.path.relpath(path)
    except (OSError, ValueError):
        return path
    return near if len(near) < len(path) else path

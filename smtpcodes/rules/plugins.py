"""Rules of your own: a Python file, or an installed package.

A package has the entry point group ``smtpcodes.rules``.

Whatever is wrong with one is told in one line with its file and line; a rule of others never ends
in a traceback.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from types import ModuleType

from smtpcodes import rules
from smtpcodes.report import BOTH, CLIENT, LEVELS, SERVER
from smtpcodes.rules.base import Found, Rule, Wake
from smtpcodes.rules.names import nearest
from smtpcodes.session.observer import Seen

GROUP = "smtpcodes.rules"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
SEEN = 4096  # octets of a command, and of a reply, that a rule of others sees
_HOOKS = ("judge", "wants_text", "inspect", "at_end")


class PluginError(Exception):
    """A rule of others is broken. One line, with file and line where they are known."""

    usage = True


def add(files: Iterable[str] = ()) -> None:
    """Adds the rules of the files and of the installed packages to the process's rules.

    A second time it does nothing.

    Raises PluginError.
    """
    for path in files:
        where = os.path.abspath(path)
        if where not in _read:
            rules.add(_file(path))
            _read[where] = None
    if GROUP not in _read:
        _read[GROUP] = None
        for found in _installed():
            rules.add(found)


_read: dict[str, None] = {}


def _file(path: str) -> list[Rule]:
    name = f"smtpcodes_rules_{len(_read)}"
    spec = importlib.util.spec_from_file_location(
        name, path, loader=importlib.machinery.SourceFileLoader(name, path)
    )
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise PluginError(f"{path}: no such file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise PluginError(_told(error, path)) from None
    finally:
        sys.dont_write_bytecode = written
    found = _of(module)
    if not found:
        raise PluginError(f"{path}: no rule: a class that inherits from smtpcodes.rules.base.Rule")
    return _checked(found, path)


def _installed() -> Iterator[list[Rule]]:
    if not any(_names_group(folder) for folder in sys.path):
        return  # the look-up takes longer than to read a small log
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        where = f"{entry.value} (entry point {entry.name!r})"
        try:
            value = entry.load()
        except (Exception, SystemExit) as error:
            raise PluginError(_told(error, where)) from None
        found = [value] if _is_rule(value) else _of(value) if isinstance(value, ModuleType) else []
        if not found:
            raise PluginError(f"{where}: neither a rule nor a module with rules")
        yield _checked(
            found, getattr(sys.modules.get(found[0].__module__), "__file__", None) or where
        )


def _names_group(folder: str) -> bool:
    try:
        with os.scandir(folder or ".") as entries:
            infos = [x.path for x in entries if x.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    for info in infos:
        try:
            with open(os.path.join(info, "entry_points.txt"), "rb") as file:
                if GROUP.encode() in file.read(100_000):
                    return True
        except OSError:
            pass
    return False


def _is_rule(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Rule) and value is not Rule


def _of(module: ModuleType) -> list[type[Rule]]:
    return [
        x
        for x in vars(module).values()
        if _is_rule(x) and x.__module__ == module.__name__ and not x.__name__.startswith("_")
    ]


def _checked(classes: Iterable[type[Rule]], path: str) -> list[Rule]:
    """The rules, if they are what a rule has to be."""
    classes = list(classes)
    taken = set(rules.ids())
    known = {*taken, *(cls.id for cls in classes if isinstance(cls.id, str))}
    found = []
    for cls in classes:
        wrong = _wrong(cls, taken, known)
        if wrong:
            raise PluginError(f"{path}:{_line(cls)}: {cls.__name__}: {wrong}")
        taken.add(cls.id)
        for name in _HOOKS:
            method = getattr(cls, name)
            if method is not getattr(Rule, name):
                setattr(cls, name, (_answered if name == "wants_text" else _guarded)(method, path))
        if "url" not in vars(cls):
            cls.url = ""  # the reference site does not know it
        found.append(cls())
    return found


def _wrong(cls: type[Rule], taken: set[str], known: set[str]) -> str:
    if not isinstance(cls.id, str) or not _ID.match(cls.id):
        return f'id is {cls.id!r}: a family and a name in lower case, as in "house/no-relay"'
    if cls.id in taken or cls.id.startswith("ignore/"):
        return f"there is a rule {cls.id} already"
    if cls.level not in LEVELS:
        return f"level is {cls.level!r}: one of {', '.join(LEVELS)}"
    if cls.side not in (CLIENT, SERVER, BOTH):
        return f"side is {cls.side!r}: one of {CLIENT}, {SERVER}, {BOTH}"
    if not isinstance(cls.wakes_on, Wake) or cls.wakes_on == Wake():
        return 'wakes_on is missing: replies(530), commands("MAIL") or AT_END'
    if not (cls.__doc__ or "").strip():
        return "no docstring: its first line is the crime"
    for name in ("spec", "yields_to", "also", "bad", "good"):
        value = getattr(cls, name)
        if not isinstance(value, tuple) or not all(isinstance(x, str) for x in value):
            return f'{name} is no tuple of strings: a single one needs its comma, ("...",)'
    for name in ("yields_to", "also"):
        for other in getattr(cls, name):
            if other not in known and (name, other) != ("yields_to", "*"):
                return f"{name} names {other!r}, which is no rule{nearest(other, known)}"
    return ""


def _line(cls: type[Rule]) -> int:
    import inspect

    try:
        return inspect.getsourcelines(cls)[1]
    except (OSError, TypeError, SyntaxError):
        return 1


def _guarded(method: Callable[..., Iterator[Found]], path: str) -> Callable[..., Iterator[Found]]:
    def guarded(*args: object) -> Iterator[Found]:
        try:
            for found in method(*(cut(x) if isinstance(x, Seen) else x for x in args)):
                if not isinstance(found, Found):
                    raise TypeError(
                        f"{method.__qualname__} gives {type(found).__name__}: yield self.found(...)"
                    )
                yield found
        except Exception as error:
            raise PluginError(
                _told(
                    error,
                    path,
                    method.__code__.co_firstlineno if hasattr(method, "__code__") else 0,
                )
            ) from None

    return guarded


def cut(exchange: Seen) -> Seen:
    """The exchange with as much of its text as a rule of others sees: no pattern of theirs meets a
    line that somebody made to stop it."""
    command, reply = exchange.command, exchange.reply
    if len(command.raw) > SEEN:
        command = copy(command)
        command.raw, command.argument = command.raw[:SEEN], command.argument[:SEEN]
    if reply is not None and sum(len(line.raw) for line in reply.lines) > SEEN:
        lines, left = [], SEEN
        for line in map(copy, reply.lines):
            line.raw, line.text = line.raw[:left], line.text[:left]
            lines.append(line)
            left -= len(line.raw)
            if left <= 0:
                break
        reply = copy(reply)
        reply.lines = tuple(lines)
    return exchange._replace(command=command, reply=reply)


def _answered(method: Callable[..., bool], path: str) -> Callable[..., bool]:
    def answered(*args: object) -> bool:
        try:
            return bool(method(*args))
        except Exception as error:
            raise PluginError(_told(error, path)) from None

    return answered


def _told(error: BaseException, path: str, line: int = 0) -> str:
    """The error in one line, with the last line of the file that led to it."""
    if isinstance(error, SyntaxError) and error.filename:
        path, line = error.filename, error.lineno or 0
    else:
        import traceback

        same = os.path.abspath(path)
        line = next(
            (
                x.lineno or 0
                for x in reversed(traceback.extract_tb(error.__traceback__))
                if os.path.abspath(x.filename) == same
            ),
            line,
        )
    what = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())[:200]
    return (
        f"{path}{f':{line}' if line else ''}: {type(error).__name__}{f': {what}' if what else ''}"
    )

"""The patterns of the package, each with the methods that the code calls of it."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import smtpcodes
from smtpcodes.grammar.late import Compiled
from smtpcodes.reading.wrapping.base import Prefix

PACKAGE = Path(smtpcodes.__path__[0])
METHODS = ("match", "fullmatch", "search", "finditer")
# What goes over the whole text as ``finditer`` does.
WALKS = dict.fromkeys(("finditer", "findall", "sub", "subn", "split"), "finditer")
Found = tuple["re.Pattern[Any]", frozenset[str]]


def method(name: str) -> str | None:
    """Give the method to try for one that is called; None for what is no method of a pattern."""
    return WALKS.get(name, name if name in METHODS else None)


def called(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what the code takes methods of, by the last of its names, and the method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (tried := method(node.attr)) is not None:
            of = node.value
            while isinstance(of, (ast.Subscript, ast.Call)):
                of = of.value if isinstance(of, ast.Subscript) else of.func
            yield of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", ""), tried


class Source:
    """What the text of one module tells of its patterns."""

    def __init__(self, file: Path) -> None:
        self.tree = ast.parse(file.read_bytes())
        self.called: dict[str, set[str]] = {}
        self.calls = {x.func: x for x in ast.walk(self.tree) if isinstance(x, ast.Call)}
        for name, tried in called(self.tree):
            self.called.setdefault(name, set()).add(tried)

    def over(self, listed: str) -> set[str]:
        """The methods that the functions call which go over a list of this name."""
        found: set[str] = set()
        for node in self.tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and any(
                isinstance(x, ast.Name) and x.id == listed for x in ast.walk(node)
            ):
                found |= {tried for name, tried in called(node) if name.islower()}
        return found

    def any(self) -> set[str]:
        """The methods that are called of variables."""
        return set().union(*(found for name, found in self.called.items() if name.islower()))

    def inline(self, names: dict[str, Any]) -> Iterator[tuple[int, Found]]:
        """Yield the patterns that stand in calls within functions, where no name of a variable is
        in them."""
        functions = [x for x in ast.walk(self.tree) if isinstance(x, ast.FunctionDef)]
        for node in (x for function in functions for x in ast.walk(function)):
            if not isinstance(node, ast.Attribute) or (tried := method(node.attr)) is None:
                continue
            call = self.calls.get(node) if named(node.value, "re") else node.value
            if isinstance(call, ast.Call) and (
                call.func is node
                or (isinstance(call.func, ast.Attribute) and named(call.func.value, "re"))
            ):
                code = compile(ast.Expression(call.args[0]), str(self.tree), "eval")
                with contextlib.suppress(NameError, TypeError):
                    yield node.lineno, (re.compile(eval(code, names)), frozenset({tried}))


def named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@functools.cache
def source(file: Path) -> Source:
    return Source(file)


@functools.cache
def anywhere(name: str) -> set[str]:
    """The methods that any module calls of a name."""
    return set().union(*(source(f).called.get(name, ()) for f in PACKAGE.rglob("*.py")))


def parts(value: Any, module: str) -> list[tuple[str, Any]]:
    """What a list, a dictionary, a class of the module or a function holds, by its place in it."""
    if isinstance(value, (tuple, list, set, frozenset)):
        return [(f"[{n}]", part) for n, part in enumerate(value)]
    if isinstance(value, dict):
        return [(f"[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, types.FunctionType) and value.__module__.startswith("smtpcodes"):
        cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        return [(f"().{name}", cell.cell_contents) for name, cell in cells]
    if isinstance(value, type) and value.__module__ == module:
        return [(f".{name}", part) for name, part in vars(value).items()]
    return []


def held(value: Any, module: str, name: str, seen: set[int]) -> Iterator[tuple[str, Any, str]]:
    """Yield the patterns in what a module holds, at any depth: each by its place, with the method
    where a method of it is held."""
    if isinstance(value, Prefix):
        yield name, re.compile(value.pattern), "match"
    elif isinstance(value, types.BuiltinMethodType) and isinstance(value.__self__, re.Pattern):
        yield name, value.__self__, value.__name__
    elif id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, (re.Pattern, Compiled)):
            yield name, value, ""
        for place, part in parts(value, module):
            yield from held(part, module, name + place, seen)


def methods(name: str, own: Source) -> set[str]:
    """The methods that the code calls of a pattern at this place; none where nothing tells."""
    listed = name.partition("[")[0]
    if "()." in name:
        return anywhere(name.rpartition(".")[2])
    if "." in name:
        return anywhere(listed.rpartition(".")[2]) or own.over(listed.rpartition(".")[2])
    if "[" in name:
        return own.called.get(listed, set()) | own.over(listed) or own.any()
    return own.called.get(name) or anywhere(name)


def everything() -> dict[str, Found]:
    """The patterns of all modules by their places, each once."""
    found: dict[str, Found] = {}
    seen: set[int] = set()
    for info in pkgutil.walk_packages(smtpcodes.__path__, "smtpcodes."):
        if info.name.startswith(("smtpcodes.integrations", "smtpcodes.__main__")):
            continue
        module = importlib.import_module(info.name)
        own = source(Path(str(module.__file__)))
        for place, value in list(vars(module).items()):
            for name, pattern, bound in held(value, info.name, place, seen):
                tried = {bound} if bound else methods(name, own) or {"match", "finditer"}
                found.setdefault(f"{info.name}.{name}", (pattern, frozenset(tried)))
        for line, one in own.inline(vars(module)):
            found.setdefault(f"{info.name}:{line}", one)
    return found

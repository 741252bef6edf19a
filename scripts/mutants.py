"""Drop one condition of a rule at a time, and ask its own examples whether they notice.

A condition that no example misses is a guard without a proof: most guards stand against a false accusation, so most want a
near-miss among the rule's ``good``. Two kinds of mutant are made: an operand of ``and`` or ``or`` is dropped, and a
``return`` or ``continue`` before the end of its function does nothing.

    python scripts/mutants.py                    all rules
    python scripts/mutants.py auth sequence/nested-mail
    python scripts/mutants.py --session          smtpcodes/session, by its tests; 60 mutants drawn at random
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from smtpcodes import rules  # noqa: E402
from smtpcodes.linter import Collector, Linter  # noqa: E402
from smtpcodes.rules.base import Rule  # noqa: E402
from tests.examples import Example, example  # noqa: E402

RULES_DUE, SESSION_DUE = 0.90, 0.85
SESSION_TESTS = ("tests/test_session.py", "tests/test_sessions.py", "tests/test_rules.py")


class Mutant(NamedTuple):
    """A function with one condition less. owner: its name, as in ``Rule.judge``."""

    line: int
    owner: str
    dropped: str
    code: CodeType


def mutants(source: str, path: str) -> Iterator[Mutant]:
    """Make the mutants of a module, one after the other."""
    tree = ast.parse(source)
    for owner, function in _functions(tree, ""):
        for parent, field, at, old, new in _drops(function):
            _put(parent, field, at, new)
            code = _found(compile(tree, path, "exec"), owner)
            _put(parent, field, at, old)
            if code is not None:
                yield Mutant(old.lineno, owner, _told(old, new), code)


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield prefix + child.name, child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")


def _drops(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str, int, ast.AST, ast.AST]]:
    """Each place of a function that can be dropped: parent, field and index, what stands there, what replaces it."""
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            listed = isinstance(value, list)
            for at, node in enumerate(value if listed else [value]):
                at = at if listed else -1
                if isinstance(node, ast.BoolOp):
                    for n in range(len(node.values)):
                        rest = node.values[:n] + node.values[n + 1 :]
                        less = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
                        yield parent, field, at, node, ast.copy_location(less, node)
                elif isinstance(node, (ast.Return, ast.Continue)) and node is not function.body[-1]:
                    yield parent, field, at, node, ast.copy_location(ast.Pass(), node)


def _put(parent: ast.AST, field: str, at: int, node: ast.AST) -> None:
    if at < 0:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def _told(old: ast.AST, new: ast.AST) -> str:
    if not isinstance(old, ast.BoolOp):
        return ast.unparse(old)
    kept = new.values if isinstance(new, ast.BoolOp) and new.op is old.op else [new]
    word = "and" if isinstance(old.op, ast.And) else "or"
    return f"{word} {next(ast.unparse(x) for x in old.values if x not in kept)}"


def _found(code: CodeType, owner: str) -> CodeType | None:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            found = inner if inner.co_qualname == owner else _found(inner, owner)
            if found is not None:
                return found
    return None


@contextmanager
def swapped(module: ModuleType, mutant: Mutant) -> Iterator[None]:
    """Let the function of the module run as the mutant."""
    value: object = module
    for name in mutant.owner.split("."):
        value = inspect.getattr_static(value, name)
    value = getattr(value, "fget", None) or getattr(value, "__wrapped__", value)
    value = getattr(value, "__func__", value)
    assert isinstance(value, FunctionType), mutant.owner
    whole = value.__code__
    value.__code__ = mutant.code
    try:
        yield
    finally:
        value.__code__ = whole


# --- rules, by their examples
def proof(rule: Rule) -> list[Example]:
    """Give the examples of a rule; nothing is marked in a good one."""
    return [example(marked) for marked in (*rule.bad, *rule.good)]


def noticed(rule: Rule, examples: list[Example]) -> bool:
    """Tell whether an example gives anything but what it marks."""
    select = rules.ids() if "*" in rule.yields_to else (rule.id, *rule.yields_to)
    for wanted in examples:
        collector = Collector()
        try:
            Linter(select=select, receiver=collector).lint_chunks("-", [wanted.text.encode()])
        except Exception:  # what breaks is noticed
            return True
        own = [f for f in collector.findings if f.rule == rule.id]
        related = sorted({r.line for f in own for r in f.related})
        if [(f.line, f.column) for f in own] != wanted.at or related != sorted(
            {line for line, _ in wanted.related}
        ):
            return True
    return False


def survivors_of_rule(rule: Rule) -> tuple[list[Mutant], int]:
    """Give the mutants of a rule that its examples do not notice, and how many there were."""
    module = sys.modules[type(rule).__module__]
    examples = proof(rule)
    if noticed(rule, examples):
        sys.exit(f"{rule.id}: its examples fail as it stands")
    alive, count = [], 0
    for mutant in mutants(inspect.getsource(module), module.__file__ or ""):
        count += 1
        with swapped(module, mutant):
            if not noticed(rule, examples):
                alive.append(mutant)
    return alive, count


# --- the session, by its tests
def survivors_of_session(draw: int, seed: int) -> tuple[list[tuple[str, Mutant]], int]:
    """Give those of the drawn mutants of ``smtpcodes/session`` that its tests do not notice, and how many were drawn."""
    package = importlib.import_module("smtpcodes.session")
    found = []
    for info in pkgutil.iter_modules(package.__path__, "smtpcodes.session."):
        module = importlib.import_module(info.name)
        found += [(module, m) for m in mutants(inspect.getsource(module), module.__file__ or "")]
    drawn = random.Random(seed).sample(found, min(draw, len(found)))
    alive = [
        (module.__name__.replace(".", "/") + ".py", mutant)
        for module, mutant in drawn
        if _in_child(lambda: _tests_pass(module, mutant))  # noqa: B023
    ]
    return alive, len(drawn)


def _tests_pass(module: ModuleType, mutant: Mutant) -> bool:
    import pytest

    with swapped(module, mutant):
        return not pytest.main(
            ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *SESSION_TESTS]
        )


def _in_child(passes: Callable[[], bool]) -> bool:
    """Ask in a process of its own: what a test keeps of a mutant dies with it."""
    child = os.fork()
    if not child:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        ok = False
        try:
            ok = passes()
        finally:
            os._exit(0 if ok else 1)
    return os.waitpid(child, 0)[1] == 0


def main() -> int:
    """Print the survivors; 1 if too many of them live."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="FAMILY|RULE")
    parser.add_argument("--session", action="store_true")
    parser.add_argument("--draw", type=int, default=60, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    total, alive, due = 0, 0, SESSION_DUE if args.session else RULES_DUE
    if args.session:
        living, total = survivors_of_session(args.draw, args.seed)
        alive = len(living)
        for path, mutant in living:
            print(f"{path}:{mutant.line}: {mutant.owner}: {mutant.dropped}")
    else:
        chosen = rules.chosen(rules.everything(), args.names, (), {})
        if not chosen:
            parser.error(f"no rule and no family: {' '.join(args.names)}")
        for rule in chosen:
            found, count = survivors_of_rule(rule)
            total, alive = total + count, alive + len(found)
            path = os.path.relpath(sys.modules[type(rule).__module__].__file__ or "", ROOT)
            for mutant in found:
                print(f"{path}:{mutant.line}: {mutant.owner}: {mutant.dropped}")
    dead = (total - alive) / total if total else 1.0
    print(f"{total - alive} of {total} mutants noticed: {dead:.1%}, {due:.0%} are due")
    return int(dead < due)


if __name__ == "__main__":
    sys.exit(main())

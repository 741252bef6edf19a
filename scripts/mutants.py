"""Take one condition out of the program at a time, and ask the tests whether they notice.

A condition that no test misses is a guard without a proof. Most guards of the rules stand against a
false accusation, so most want a near miss among the rule's ``good``.

Mutants of a rule: an operand of ``and`` or ``or`` is dropped; a ``return`` or ``continue`` before
the end of its function does nothing. Its own examples have to notice. The other packages have a
third kind: a comparison is turned round. The tests named in ``PARTS`` have to notice; of many
mutants some are drawn by lot.

    python scripts/mutants.py                       all rules
    python scripts/mutants.py auth sequence/nested-mail
    python scripts/mutants.py --part session --draw 300
    python scripts/mutants.py --part grammar --in smtpcodes.grammar.sasl
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from smtpcodes import rules  # noqa: E402
from smtpcodes.linter import Collector, Linter  # noqa: E402
from smtpcodes.rules.base import Rule  # noqa: E402
from tests.examples import Example, example  # noqa: E402

MEMORY = 3 << 30  # octets that a mutant may take; what takes more is noticed
DUE = {"rules": 0.90}  # what must be noticed; of the other parts:
REST = 0.85
# The tests that have to notice: few and fast, each part by its own.
PARTS = {
    "session": (
        *("test_alignment", "test_session_pieces", "test_session", "test_states"),
        *("test_sessions", "test_rules"),
    ),
    "redaction": ("test_redaction_pieces", "test_redact", "test_credentials"),
    "grammar": ("test_grammar", "test_textclass", "test_session", "test_shape", "test_rules"),
    "verdict": (
        *(
            "test_verdict_pieces",
            "test_verdict_sentences",
            "test_verdict",
            "test_net",
            "test_hidden_log_ins",
        ),
        *("test_shape", "readers/test_bounce_recipients"),
    ),
    "files": ("test_source", "test_tail", "test_atomic", "test_archives"),
}
# Modules of a part that have tests of their own, and those alone have to notice.
LOOKS = ("test_credentials", "test_masked", "test_redact", "test_looks")
NEARER = {"smtpcodes.grammar.credentials": LOOKS, "smtpcodes.grammar.secret": LOOKS}


class Mutant(NamedTuple):
    """A function with one condition less. owner: its name, as in ``Rule.judge``."""

    line: int
    owner: str
    dropped: str
    code: CodeType


Place = tuple[
    ast.AST, str, int, ast.AST, ast.AST
]  # parent, field, index; what stands there, and what replaces it


def mutants(source: str, path: str, turned: bool = False) -> Iterator[Mutant]:
    """Make the mutants of a module, one after the other. turned: those of its comparisons as
    well."""
    tree = ast.parse(source)
    for owner, function in _functions(tree, ""):
        for parent, field, at, old, new in _changes(function, turned):
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


def _changes(function: ast.FunctionDef, turned: bool) -> Iterator[Place]:
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
                elif turned and isinstance(node, ast.Compare) and len(node.ops) == 1:
                    other = ast.Compare(node.left, [TURNED[type(node.ops[0])]()], node.comparators)
                    yield parent, field, at, node, ast.copy_location(other, node)


TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


def _put(parent: ast.AST, field: str, at: int, node: ast.AST) -> None:
    if at < 0:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def _told(old: ast.AST, new: ast.AST) -> str:
    if isinstance(old, ast.Compare):
        return f"{ast.unparse(old)} -> {ast.unparse(new)}"
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
    value = getattr(value, "fget", None) or value
    value = getattr(value, "__func__", value)
    value = inspect.unwrap(value)  # type: ignore[arg-type]
    assert isinstance(value, FunctionType), mutant.owner
    whole = value.__code__
    value.__code__ = mutant.code
    try:
        yield
    finally:
        value.__code__ = whole


# --- what is counted
class Count:
    """How many mutants were noticed, by the place where they stand."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.made: Counter[str] = Counter()
        self.alive: Counter[str] = Counter()

    def add(self, place: str, path: str, mutant: Mutant, noticed: bool) -> None:
        """Count a mutant. One that lives is told at once."""
        self.made[place] += 1
        if not noticed:
            self.alive[place] += 1
            print(f"{path}:{mutant.line}: {mutant.owner}: {mutant.dropped}", flush=True)
        made = self.made.total()
        if made % 25 == 0 or made == self.total:
            print(f"{made} of {self.total}: {self.alive.total()} live", file=sys.stderr, flush=True)

    @property
    def share(self) -> float:
        """The share that was noticed."""
        made = self.made.total()
        return 1 - self.alive.total() / made if made else 1.0

    def table(self) -> Iterator[str]:
        """The places with mutants that live, the weakest first."""
        for place in sorted(self.alive, key=lambda p: (-self.alive[p], p)):
            made = self.made[place]
            yield f"{made - self.alive[place]:5} of {made:3}  {place}"


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


def of_rule(rule: Rule) -> list[Mutant]:
    """Give the mutants of a rule."""
    module = sys.modules[type(rule).__module__]
    return list(mutants(inspect.getsource(module), module.__file__ or ""))


def survivors_of_rule(rule: Rule, count: Count | None = None) -> tuple[list[Mutant], int]:
    """Give the mutants of a rule that its examples do not notice, and how many there were."""
    module = sys.modules[type(rule).__module__]
    path = os.path.relpath(module.__file__ or "", ROOT)
    examples, made = proof(rule), of_rule(rule)
    if noticed(rule, examples):
        sys.exit(f"{rule.id}: its examples fail as it stands")
    alive = []
    for mutant in made:
        with swapped(module, mutant):
            dead = noticed(rule, examples)
        if not dead:
            alive.append(mutant)
        if count is not None:
            count.add(rule.id, path, mutant, dead)
    return alive, len(made)


def count_rules(names: list[str]) -> Count:
    """Count the mutants of the rules and families of these names, of all where there is none."""
    chosen = rules.chosen(rules.everything(), names, (), {})
    if not chosen:
        sys.exit(f"no rule and no family: {' '.join(names)}")
    count = Count(sum(len(of_rule(rule)) for rule in chosen))
    for rule in chosen:
        survivors_of_rule(rule, count)
    return count


# --- the other packages, by their tests
Drawn = list[tuple[ModuleType, Mutant]]


def drawn(part: str, only: str, draw: int, seed: int) -> Drawn:
    """Draw mutants of a package by lot. only: of this module alone."""
    package = importlib.import_module(f"smtpcodes.{part}")
    found: Drawn = []
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if only in ("", info.name):
            module = importlib.import_module(info.name)
            made = mutants(inspect.getsource(module), module.__file__ or "", turned=True)
            found += [(module, mutant) for mutant in made]
    return sorted(
        random.Random(seed).sample(found, min(draw, len(found))),
        key=lambda pair: (pair[0].__name__, pair[1].line),
    )


def tests_of(part: str, module: str) -> tuple[str, ...]:
    """Name the tests that have to notice a mutant of this module."""
    for name, tests in NEARER.items():
        if module == name or module.startswith(f"{name}."):
            return tests
    return PARTS[part]


class Tried:
    """A plugin of pytest: runs the collected tests once with each mutant.

    A mutant lives in a process of its own, and what a test keeps of it dies with it.
    """

    def __init__(self, part: str, chosen: Drawn, count: Count) -> None:
        self.part = part
        self.chosen = chosen
        self.count = count
        self.fault = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests, and first those that have noticed most."""
        items = list(session.items)
        if (failed := _in_child(session, items, None, seconds=600)) >= 0:
            self.fault = f"fails as it stands: {[x.nodeid for x in items][failed : failed + 1]}"
            return True
        # a mutant that takes much longer than the program does not end: it is noticed
        seconds = int(2 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime) + 2
        for module, mutant in self.chosen:
            names = {name.rpartition("/")[2] for name in tests_of(self.part, module.__name__)}
            own = [item for item in items if item.path.stem in names]
            killer = _in_child(session, own, (module, mutant), seconds)
            if 0 < killer < len(own):
                items.remove(own[killer])
                items.insert(0, own[killer])
            path = os.path.relpath(module.__file__ or "", ROOT)
            self.count.add(path, path, mutant, killer >= 0)
        return True


def _in_child(
    session: pytest.Session,
    items: list[pytest.Item],
    mutant: tuple[ModuleType, Mutant] | None,
    seconds: int,
) -> int:
    """Run the tests in a process of its own: the index of the one that fails, -1 if none does."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        failed = len(items)
        try:
            failed = _first_failure(session, items, mutant)
        finally:
            os.write(writes, str(failed).encode())
            os._exit(0)
    os.close(writes)
    told = os.read(reads, 20)
    os.close(reads)
    os.waitpid(child, 0)
    return int(told) if told else len(items)  # it did not end


def _first_failure(
    session: pytest.Session, items: list[pytest.Item], mutant: tuple[ModuleType, Mutant] | None
) -> int:
    def run() -> int:
        for n, item in enumerate(items):
            before = session.testsfailed
            after = items[n + 1] if n + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed > before:
                return n
        return -1

    if mutant is None:
        return run()
    with swapped(*mutant):
        return run()


def count_part(part: str, only: str, draw: int, seed: int) -> Count:
    """Count mutants of a package by its tests."""
    chosen = drawn(part, only, draw, seed)
    count = Count(len(chosen))
    names = dict.fromkeys(name for m, _ in chosen for name in tests_of(part, m.__name__))
    tests = [f"tests/{name}.py" for name in names]
    os.chdir(ROOT)
    tried = Tried(part, chosen, count)
    pytest.main(["-qq", "-s", "--no-summary", "-p", "no:cacheprovider", *tests], [tried])
    if tried.fault:
        sys.exit(tried.fault)
    return count


def main() -> int:
    """Print the survivors and where they stand; 1 if too many of them live."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="FAMILY|RULE")
    parser.add_argument("--part", choices=("rules", *PARTS), default="rules")
    parser.add_argument("--in", dest="only", default="", metavar="MODULE")
    parser.add_argument("--draw", type=int, default=300, metavar="N", help="all parts but rules")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--min", type=float, metavar="SHARE", help="that must be noticed")
    args = parser.parse_args()
    due = DUE.get(args.part, REST) if args.min is None else args.min
    if args.part == "rules":
        count = count_rules(args.names)
    else:
        count = count_part(args.part, args.only, args.draw, args.seed)
    print(*count.table(), sep="\n")
    made = count.made.total()
    print(f"{args.part}: {made - count.alive.total()} of {made} mutants noticed: ", end="")
    print(f"{count.share:.1%}, {due:.0%} are due")
    return int(not made or count.share < due)


if __name__ == "__main__":
    sys.exit(main())

"""The floors of the house: each may import only what stands to its left."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "smtpcodes"
FLOORS = ["span", "grammar", "session", "report", "readers", "rules", "linter", "formats", "cli", "integrations"]
MAY = {name: set(FLOORS[:i]) for i, name in enumerate(FLOORS)}
MAY["knowledge"] = {"span", "grammar"}
MAY["source"] = set()
MAY["archives"] = {"source"}
MAY["redact"] = {"span", "grammar"}
MAY["shown"] = {"span", "session", "report", "redact"}
MAY["notes"] = {"span", "session", "report", "redact", "shown"}
MAY["reasons"] = {"grammar", "session", "report"}
MAY["verdict"] = {"span", "grammar", "session", "report", "shown", "notes", "reasons"}
MAY["readers"] -= {"report"}
MAY["rules"] |= {"knowledge.tables"}
MAY["rules"] -= {"readers"}
MAY["redactor"] = {"span", "grammar", "session", "readers", "redact", "source"}
MAY["pump"] = {"span", "grammar", "session", "readers", "redact", "source", "report"}
MAY["linter"] |= {"pump"}
MAY["linter"] |= {"knowledge.explain", "knowledge.implementations", "redact", "shown", "notes", "verdict", "source"}
MAY["summary"] = MAY["linter"] | {"linter"}
MAY["api"] = {"span", "grammar", "session", "report", "linter"}
MAY["globs"] = MAY["atomic"] = MAY["comments"] = set()
MAY["config"] = {"report"}
MAY["baseline"] = {"report", "atomic"}
MAY["remarks"] = {"report", "rules", "redact"}
MAY["control"] = {"report", "rules", "globs", "config", "comments", "baseline", "remarks"}
MAY["live"] = MAY["pump"]
MAY["tail"] = {"source"}
MAY["follow"] = {"session", "report", "linter", "source", "live", "tail", "atomic", "baseline"}
MAY["linter"] |= {"live"}
MAY["runner"] = {"report", "rules", "linter", "source", "archives", "globs", "config", "comments", "control", "remarks"}
MAY["parallel"] = {"report", "rules", "linter", "control", "runner"}
MAY["cli"] |= {"parallel", "config", "baseline", "control", "remarks", "runner", "follow", "tail"}
MAY["integrations"] |= {"runner", "config"}
for _name in ("formats", "cli", "integrations"):
    MAY[_name] |= {"atomic", "knowledge", "redact", "redactor", "verdict", "source", "archives", "summary"}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or p.stem not in ("__init__", "__main__"))


def floor(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("smtpcodes"):
            for alias in node.names:
                module = node.module.removeprefix("smtpcodes").lstrip(".")
                full = f"{module}.{alias.name}" if module else alias.name
                found.append((node.lineno, full))
        elif isinstance(node, ast.Import):
            found += [(node.lineno, a.name.removeprefix("smtpcodes.")) for a in node.names if a.name.startswith("smtpcodes.")]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_floors_to_its_left(path: Path) -> None:
    own = floor(path)
    may = MAY.get(own)
    assert may is not None, f"{path}: {own!r} is no floor of the house; give it a place in FLOORS or MAY"
    for line, name in imported(path):
        if name.startswith("__"):
            continue
        allowed = name.split(".")[0] == own or any(name == m or name.startswith(m + ".") for m in may)
        assert allowed, f"{path}:{line}: {own} may not import {name}; it may import {sorted(may)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, f"{path}: two things in one file?"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_says_what_it_knows(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if floor(path) == "rules" and any(isinstance(n, ast.ClassDef) for n in tree.body):
        return                                  # a rule's docstring is its class's
    assert ast.get_docstring(tree), f"{path}: no docstring"

"""The floors of the house: what each may import."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

from tests.each import each

PACKAGE = Path(__file__).parent.parent / "smtpcodes"

# Each floor with what it may import, all of it above in this list. Modules stand beside packages; a
# dot names one module of a package. A line that ends in a backslash goes on in the next. ``record``
# is a part of the language, ``site`` a name: all may.
FLOORS = """
    record
    site
    files
    span
    grammar      span
    session      span grammar
    report
    readers      span grammar session
    reading      span grammar session report readers files
    redaction    span grammar session report readers reading files
    knowledge    span grammar files.source redaction.redactor
    verdict      span grammar session report redaction
    rules        span grammar session report knowledge.tables
    control      grammar report rules redaction files
    linter       span grammar session report redaction verdict rules reading files \
                 knowledge.explain knowledge.implementations
    runs         session report rules control reading linter files
    summary      span grammar session report readers linter verdict
    api          span grammar session report linter
    formats      span grammar session report redaction rules linter knowledge
    check        grammar report redaction rules api formats knowledge
    cli          grammar session report readers redaction rules control linter runs summary \
                 formats files knowledge check
    integrations grammar session report readers redaction rules control linter runs formats cli \
                 files knowledge check
"""
MAY = {name: set(rest) for name, *rest in (line.split() for line in FLOORS.strip().splitlines())}
MODULES = sorted(
    p
    for p in PACKAGE.rglob("*.py")
    if p.parent != PACKAGE or p.stem not in ("__init__", "__main__")
)


def floor(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("smtpcodes"):
            for alias in node.names:
                module = node.module.removeprefix("smtpcodes").lstrip(".")
                full = f"{module}.{alias.name}" if module else alias.name
                found.append((node.lineno, full))
        elif isinstance(node, ast.Import):
            found += [
                (node.lineno, a.name.removeprefix("smtpcodes."))
                for a in node.names
                if a.name.startswith("smtpcodes.")
            ]
    return found


@each("path", MODULES)
def test_a_module_imports_only_what_its_floor_may(path: Path) -> None:
    own = floor(path)
    may = MAY.get(own)
    assert may is not None, f"{path}: {own!r} is no floor of the house; give it a line in FLOORS"
    for line, name in imported(path):
        if name.startswith("__"):
            continue
        allowed = name.split(".")[0] in (own, "record", "site") or any(
            f"{name}.".startswith(f"{m}.") for m in may
        )
        assert allowed, f"{path}:{line}: {own} may not import {name}; it may import {sorted(may)}"


def test_a_floor_is_built_on_those_above_it_in_the_list() -> None:
    above: set[str] = set()
    for name, may in MAY.items():
        over = {m for m in may if m.split(".")[0] not in above}
        assert not over, (
            f"{name} may import {sorted(over)}, which stand below it in FLOORS: a circle, or a "
            "line in the wrong place"
        )
        above.add(name)


def test_each_floor_is_there() -> None:
    gone = sorted(MAY.keys() - {floor(path) for path in MODULES})
    assert not gone, f"{gone} stand in FLOORS and nowhere else: take their lines out"


@each("path", MODULES)
def test_a_file_has_at_most_300_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 300, f"{path}: {lines} lines, two things in one file?"


@each("path", MODULES)
def test_a_module_says_what_it_knows(path: Path) -> None:
    tree = tree_of(path)
    if floor(path) == "rules" and any(isinstance(n, ast.ClassDef) for n in tree.body):
        return  # a rule's docstring is its class's
    assert ast.get_docstring(tree), f"{path}: no docstring"


def test_what_is_known_of_a_session_changes_in_state_alone() -> None:
    for path in sorted((PACKAGE / "session").glob("*.py")):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            assert called != "State" and not called.endswith("state._replace"), (
                f"{path}:{node.lineno}: {called}(...) changes what is known of a session; "
                "write a function in session/state/, with its RFC section, and call that"
            )


def test_a_snapshot_says_of_each_field_of_a_session_what_it_holds() -> None:
    from smtpcodes.session.session import Session
    from smtpcodes.session.snapshot import SNAPSHOT

    fields = {name for kind in Session.__mro__ for name in getattr(kind, "__slots__", ())}
    forgotten = fields - SNAPSHOT.keys()
    gone = SNAPSHOT.keys() - fields
    assert not forgotten and not gone, (
        f"SNAPSHOT lacks {sorted(forgotten)} and has {sorted(gone)} too many: sessions "
        "that differ in a field that is forgotten would be judged as equal"
    )


# What a pattern for one of these looks like, once [0-9] is written \d, and \d{2} as \d\d.
GRAMMAR = {
    "a reply code": re.compile(
        r"\[[1-5-]{1,5}\](?:\[0-5\]\\d|\\d\\d)|(?<![\\d.,])(?<!\\\.)(?:\\d){3}(?!\\d|\{)"
    ),
    "an enhanced code": re.compile(r"(?:\[[245]{1,3}\]\)?|\b[245X])\\\.(?:\(?\\d|$|\))"),
    "a time": re.compile(
        r"\\d\\d[:-]\\d\\d|(?:\\d){4}(?:[-/.]|\[[-/.]+\])(?:\\d|\[)|\[(?:\\d|[:.]){3,}\]\{8"
        r"|\[A-Z\]\[a-z\]\{2\} .{0,8}\\d"
    ),
}


def patterns(path: Path) -> list[tuple[int, str]]:
    """The literals of a module that are no docstrings, digits written in one way."""
    tree = tree_of(path)
    texts = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in texts:
            value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
            if isinstance(value, str):
                value = value.replace("0-9", r"\d").replace(r"[\d]", r"\d")
                value = re.sub(r"\\d\{([234])\}", lambda m: r"\d" * int(m[1]), value)
                found.append((node.lineno, value))
    return found


# A word or two that complain: several of them side by side are a list of what replies say.
COMPLAINT = re.compile(
    r"(?i)\W*(?:(?:do |does |is |are )?not (?:accepted|supported|allowed|permitted|available"
    r"|recogni[sz]ed|match)|in(?:valid|correct)|wrong|bad|unknown|mismatch|reject(?:ed)?"
    r"|den(?:y|ied)|refused?|fail(?:ed|ure)?|temporar(?:y|ily)?|try again|busy|later|retry|unable"
    r"|malformed|expired|no such|unsupported|greylisted|unavailable|unsuccessful|too many"
    r"|(?:unknown|no such) (?:user|recipient|mailbox)|authentication (?:failed|required))\W*"
)


@each("path", MODULES)
def test_what_a_text_says_is_asked_of_the_grammar_or_the_meaning(path: Path) -> None:
    if floor(path) in ("grammar", "readers") or path.is_relative_to(PACKAGE / "knowledge/meaning"):
        return  # a reader knows the lines of its program
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts: list[str] = []
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            held = [e.value for e in node.elts if isinstance(e, ast.Constant)]
            parts = [ascii(h).strip("b'\"") for h in held if isinstance(h, (str, bytes))]
        elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            parts = re.split(r"[|()]", ascii(node.value).strip("b'\""))
        said = {part for part in parts if COMPLAINT.fullmatch(part)}
        assert len(said) < 3, (
            f"{path}:{node.lineno}: {said} is a list of what replies say; ask a predicate of "
            "grammar/saying.py or knowledge/meaning, phrases stand in data/phrases"
        )


@each("path", MODULES)
def test_a_pattern_of_the_grammar_is_written_in_the_grammar_alone(path: Path) -> None:
    if floor(path) == "grammar":
        return
    for line, literal in patterns(path):
        for what, shape in GRAMMAR.items():
            written = shape.search(literal)
            assert not written, (
                f"{path}:{line}: {written.group()!r} is a pattern for {what}; "
                "join the pattern from what smtpcodes/grammar/pieces.py holds"
            )


@pytest.mark.parametrize(
    ("what", "literal"),
    [
        ("a reply code", r"(?P<code>[2-5][0-9]{2})[ -]"),
        ("a reply code", r"(?=\d{3}[ -])"),
        ("a reply code", r"[45][0-5]\d "),
        ("an enhanced code", r"#?([245])\.\d{1,3}\.\d{1,3}"),
        ("an enhanced code", r"X\.\d{1,3}"),
        ("a time", r"\d\d:\d\d:\d\d"),
        ("a time", r"[0-9]{4}/[0-9]{2}"),
        ("a time", r"[A-Z][a-z]{2} [ \d]\d "),
        ("a time", r"T[0-9:.]{8,15}Z"),
    ],
)
def test_such_a_pattern_is_seen(tmp_path: Path, what: str, literal: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(f"PATTERN = rb{literal!r}".replace("\\\\", "\\"), encoding="utf-8")
    ((_, seen),) = patterns(module)
    assert GRAMMAR[what].search(seen), (what, literal)

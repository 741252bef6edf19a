"""A rule's page, as text and as JSON: its docstring, its examples, who is known to break it."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable

from smtpcodes.knowledge.implementations import of_rule
from smtpcodes.rules.base import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def title(rule: Rule) -> str:
    """The crime, in one sentence."""
    return (inspect.getdoc(type(rule)) or "").split("\n", 1)[0]


def explanation(rule: Rule) -> str:
    """The page's paragraphs after the title, as Markdown."""
    return (inspect.getdoc(type(rule)) or "").partition("\n")[2].strip()


def example(text: str) -> str:
    """An example of a rule without its indent."""
    return textwrap.dedent(text).strip("\n").rstrip()


def basis(rule: Rule) -> str:
    """What the rule rests on, in a phrase."""
    if rule.force:
        return f"Rests on a {rule.force}: {rule.must or rule.should}"
    return (
        "Rests on what the RFC defines, without MUST or SHOULD" if rule.spec else "Rests on no RFC"
    )


def to_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "level": rule.level,
        "side": rule.side,
        "title": title(rule),
        "explanation": explanation(rule),
        "spec": list(rule.spec),
        "must": rule.must or None,
        "should": rule.should or None,
        "suggests": str(rule.suggests) if rule.suggests else None,
        "bad": [example(x) for x in rule.bad],
        "good": [example(x) for x in rule.good],
        "seen": [str(d) for d in of_rule(rule.id)],
        "since": rule.since,
        "url": rule.page(),
    }


def listing(rules: Iterable[Rule], width: int) -> str:
    """All rules, one a line."""
    found = list(rules)
    wide = max(len(r.id) for r in found)
    return "".join(
        f"{r.id:{wide}}  {r.level:7}  "
        f"{_cut(title(r).replace('`', ''), max(30, width - wide - 11))}\n"
        for r in found
    )


def text(rule: Rule, width: int, colour: bool = False) -> str:
    """The page for a terminal."""
    bold = (lambda s: f"\033[1m{s}\033[0m") if colour else (lambda s: s)
    parts = [f"{bold(rule.id)}  {rule.level}, {rule.side}\n", *_wrapped(title(rule), width), ""]
    for paragraph in explanation(rule).split("\n\n"):
        parts += [*_wrapped(paragraph, width), ""]
    if rule.suggests:
        parts += [f"Right: {rule.suggests}", ""]
    for name, examples in (("Wrong", rule.bad), ("No finding", rule.good)):
        for shown in examples:
            parts += [bold(name), *("    " + line for line in example(shown).splitlines()), ""]
    known = of_rule(rule.id)
    if known:
        parts += [
            bold("Known to do it"),
            *(line for d in known for line in _wrapped(str(d), width, "    ", "      ")),
            "",
        ]
    parts += [f"{basis(rule)}.", "", ", ".join(rule.spec)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _wrapped(paragraph: str, width: int, indent: str = "", further: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(paragraph.split()),
        width,
        initial_indent=indent,
        subsequent_indent=further or indent,
    )


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: width - 4] + " ..."

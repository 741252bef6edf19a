"""Markdown: a comment for a pull request.

It fits the size that services allow; the lines are folded away.
"""

from __future__ import annotations

import re

from smtpcodes.formats.escape import html, terminal
from smtpcodes.formats.receiver import Gathering
from smtpcodes.formats.words import attempt, left_out, local, number, sure
from smtpcodes.report import Finding, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST = 50  # findings, and sessions, that are shown
SIZE = 60_000  # characters; GitHub refuses a comment over 65,536
WORDS = 300  # characters of a message or a path
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]()#|~@]|:(?=//)|(?<=www)\.", re.IGNORECASE
)  # at the beginning of a line there would be more


def text(value: str, most: int = WORDS) -> str:
    """`value` as text in Markdown: nothing in it is markup, a mention, a link or HTML. most: its
    characters."""
    return _SPECIAL.sub(r"\\\g<0>", html(value[:most])).replace("&#x27;", "'")


def code(value: str) -> str:
    """`value` as code in Markdown."""
    shown = terminal(value[:WORDS])
    fence = "`" * (max((len(m) for m in re.findall(r"`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"`{shown}`" if shown else ""


def _cell(value: str) -> str:
    """What stands in a cell of a table: a bar would end it, even in code."""
    return value.replace("|", "\\|")


class Lint(Gathering):
    limit = MOST

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.verdicts: list[Verdict] = []
        self.more_verdicts = 0

    def verdict(self, verdict: Verdict) -> None:
        if len(self.verdicts) < MOST:
            self.verdicts.append(verdict)
        else:
            self.more_verdicts += 1

    def more_sessions(self, shape: object) -> None:
        self.more_verdicts += 1

    def close(self) -> None:
        if self.quiet:
            return
        self.found.sort(key=Finding.order)
        counts = (
            ", ".join(
                number(n, level)
                for level, n in reversed(self.levels.items())
                if n and self.shown(level)
            )
            or "no rule broken"
        )
        parts = [f"### smtpcodes: {counts}\n\n"]
        parts += [
            f"**{text(i.path)}** can't be read: {text(i.error)}\n\n"
            for i in self.inputs[:MOST]
            if i.error is not None
        ]
        told = [
            f"\n{text(sentence)}\n\n" + "".join(f"- {text(x)}\n" for x in listed)
            for sentence, listed in left_out(self.left_out)
        ]
        room = SIZE - sum(map(len, parts)) - sum(map(len, told))
        verdicts, room = _fit((_verdict(v) for v in self.verdicts), room - 200)
        findings, room = _fit((_finding(f) for f in self.found[:MOST]), room - 200)
        parts += verdicts
        more = len(self.verdicts) - len(verdicts) + self.more_verdicts
        if more:
            parts.append(f"- and {number(more, 'session')} more\n")
        if findings:
            total = sum(n for level, n in self.levels.items() if self.shown(level))
            parts.append(
                f"\n<details><summary>{number(total, 'finding')}</summary>\n\n"
                "| where | rule | what | right |\n| --- | --- | --- | --- |\n"
            )
            parts += findings
            if total > len(findings):
                parts.append(f"\nAnd {total - len(findings):,} more.\n")
            parts.append("\n</details>\n")
        self.stream.write("".join(parts + told))


def _fit(parts: Any, room: int) -> tuple[list[str], int]:
    """As many of the parts as there is room for, and the room that is left."""
    kept = []
    for part in parts:
        if len(part) > room:
            break
        kept.append(part)
        room -= len(part)
    return kept, room


def _finding(f: Finding) -> str:
    where = _cell(code(f"{local(f.path)}:{f.line}"))
    rule = f"[{f.rule}]({f.url})" if f.url.startswith("https://") else text(f.rule)
    return (
        f"| {where} | {f.level} {rule}{sure(f)} | {text(f.message)}<br>{text(', '.join(f.spec))} | "
        f"{f.suggest or ''} |\n"
    )


def _verdict(v: Verdict) -> str:
    side = f" ({v.side})" if v.side != "none" else ""
    found = f"- {code(f'{local(v.path)}:{v.line}')} {text(v.summary)}{side}\n"
    if len(v.attempts) > 1:
        found += "\n  | line | mechanism | reply | cause |\n  | --- | --- | --- | --- |\n"
        found += (
            "".join(
                f"  | {a.line} | {text(a.mechanism or '?')} | {text(attempt(a))} | "
                f"{text(a.cause or '')} |\n"
                for a in v.attempts
            )
            + "\n"
        )
    return found

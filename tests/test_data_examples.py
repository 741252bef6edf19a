"""The examples of the data are linted: knowledge and rules check each other."""

from __future__ import annotations

import re
from pathlib import Path

from smtpcodes.linter import lint
from tests.each import each

DATA = Path(__file__).parent.parent / "data"
_FENCE = re.compile(r"^```smtp([^\n]*)\n(.*?)^```", re.S | re.M)
FENCES = [
    (p.relative_to(DATA).as_posix(), n, m.group(1), m.group(2))
    for p in sorted(DATA.rglob("*.md"))
    if p.name != "README.md"
    for n, m in enumerate(_FENCE.finditer(p.read_text(encoding="utf-8")), 1)
]


@each("path, n, info, text", FENCES)
def test_an_example_of_the_data_is_right_or_names_the_rule_that_it_breaks(
    path: str, n: int, info: str, text: str
) -> None:
    named = set(re.findall(r"[a-z]+/[a-z0-9-]+", info))
    found = {f.rule for f in lint(text, "labelled").findings if f.level != "note"}
    assert found <= named, (
        f"data/{path}, fence {n}: breaks {sorted(found - named)}; mend it, or name the rule: "
        "```smtp breaks=RULE"
    )
    shown = {f.rule for f in lint(text, "labelled").findings}
    assert named <= shown, (
        f"data/{path}, fence {n}: names {sorted(named - shown)}, which it does not break"
    )

"""Writes smtpcodes/readers/_index.py anew: the marks of all readers, for those who do not import
them.

python scripts/marks.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = ROOT / "smtpcodes" / "readers" / "_index.py"
WIDTH = 98
HEAD = '''"""The marks of the readers; made by scripts/marks.py.

By file: the names of its readers, and what one of stands in every log of their formats, as
``normal`` writes it. No marks: any log may be of such a format.
"""

from __future__ import annotations

# fmt: off
INDEX: dict[str, tuple[tuple[str, ...], tuple[bytes, ...]]] = {
'''


def index() -> dict[str, tuple[tuple[str, ...], tuple[bytes, ...]]]:
    """What the file has to hold."""
    from smtpcodes import readers

    found = {}
    for module in sorted({kind.__module__ for kind in readers.everything().values()}):
        name = module.rpartition(".")[2]
        own = readers.own(name)
        marks = {normal(mark) for kind in own for mark in kind.MARKS}
        if any(not kind.MARKS for kind in own):
            marks = set()
        found[name] = tuple(kind.NAME for kind in own), tuple(sorted(_needed(marks)))
    return found


def normal(mark: bytes) -> bytes:
    """A mark as ``normal`` writes lines; where a line begins, it still does."""
    from smtpcodes.readers import normal as line

    return b"\n".join(line(part) for part in mark.split(b"\n"))


def _needed(marks: set[bytes]) -> set[bytes]:
    """Without those that hold another one."""
    return {m for m in marks if not any(other in m for other in marks if other != m)}


def _entry(name: str, names: tuple[str, ...], marks: tuple[bytes, ...]) -> str:
    """A line of the file; with many marks, as many in a row as there is room for."""
    text = f'    "{name}": ((' + "".join(f'"{one}", ' for one in names).rstrip() + "), ("
    at = len(text)
    for mark in map(_literal, marks):
        if at + len(mark) + 2 > WIDTH:
            text, at = f"{text.rstrip()}\n        ", 8
        text, at = f"{text}{mark}, ", at + len(mark) + 2
    return text.rstrip() + ")),\n"


def _literal(mark: bytes) -> str:
    text = repr(mark)[2:-1]
    if b'"' in mark:
        return f"b'{text}'"
    return 'b"' + text.replace("\\'", "'") + '"'


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    text = "".join(_entry(name, *entry) for name, entry in index().items())
    INDEX.write_text(f"{HEAD}{text}}}\n", encoding="utf-8")

"""Tables of sessions: a name, the lines, and what is expected behind "= ".

A line of capitals stands for the lines under "[IT]".
"""

from __future__ import annotations

import re
from pathlib import Path


def sessions(name: str) -> list[tuple[str, str, str]]:
    """The sessions of a file beside this one: name, transcript, the lines that begin with "= ".

    Raises ValueError for a part of the file that is no session.
    """
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    openings = dict(re.findall(r"^\[(\w+)\]\n((?:.+\n)+)", text, re.M))
    found = []
    for title, session, expected in re.findall(
        r"^## (.+)\n((?:[^=\n].*\n)+)((?:= .+\n)+)", text, re.M
    ):
        opening, _, rest = session.partition("\n")
        found.append(
            (title, openings[opening] + rest if opening in openings else session, expected)
        )
    if len(found) != text.count("\n## "):
        raise ValueError(f"{name}: {text.count(chr(10) + '## ') - len(found)} are no sessions")
    return found

"""The notation of examples: a transcript with marks under its lines.

    C: MAIL FROM:<a@client.example>
    S: 535 5.7.8 Authentication required
       ^^^

``^^^`` under a line marks the place of a finding, ``^^^ related`` a related one. Knows nothing of
smtpcodes.
"""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

_MARK = re.compile(r"^( *)(\^+)( related)?$")


class Example(NamedTuple):
    """A transcript without its marks. at, related: (line, column) of what is marked, from 1."""

    text: str
    at: list[tuple[int, int]]
    related: list[tuple[int, int]]


def example(marked: str) -> Example:
    """Takes the marks out. A mark with no line above it is an error."""
    lines: list[str] = []
    at: list[tuple[int, int]] = []
    related: list[tuple[int, int]] = []
    for line in textwrap.dedent(marked).strip("\n").splitlines():
        mark = _MARK.match(line)
        if mark is None:
            lines.append(line)
        elif not lines:
            raise ValueError(f"a mark with no line above it: {marked!r}")
        else:
            (related if mark.group(3) else at).append((len(lines), len(mark.group(1)) + 1))
    return Example("\n".join(lines) + "\n", at, related)

"""Words in lines of a width. ``textwrap`` does more, and its patterns cost a command a millisecond
to compile."""

from __future__ import annotations


def wrapped(
    text: str, width: int, *, first: str = "", rest: str = "", whole: bool = False
) -> list[str]:
    """The words of a text in lines of at most `width` columns; no line for no word.

    first, rest: what the first line begins with, and the others. whole: a word that is longer than
    a line is not cut, so that it can be copied.
    """
    lines: list[str] = []
    line, empty = first, True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = rest, True
        while not whole and len(line) + len(word) > width and width > len(line):
            room = width - len(line)
            lines.append(line + word[:room])
            line, word = rest, word[room:]
        line += word if empty else f" {word}"
        empty = False
    return lines if empty else [*lines, line]

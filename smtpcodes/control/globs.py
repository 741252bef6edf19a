"""Patterns of paths and of texts, as the configuration has them.

Knows nothing of what is matched. ``*`` and ``?`` are the only signs with a meaning, and ``**``
between slashes.
"""

from __future__ import annotations

import functools
import os
import re
from fnmatch import fnmatchcase

SEEN = 4096  # characters of a text that a pattern of a configuration is tried on


def relative(path: str, root: str) -> str:
    """`path` as seen from the folder `root`, with slashes; standard input and what lies elsewhere
    as they are."""
    if path == "-":
        return path
    try:
        found = os.path.relpath(path, root or ".")
    except (ValueError, OSError):  # another drive; a working directory that is gone
        found = path
    return found.replace(os.sep, "/")


@functools.lru_cache(1000)
def _pattern(glob: str) -> re.Pattern[str]:
    parts = []
    for part in glob.strip("/").split("/"):
        if part == "**":
            parts.append("(?:[^/]+/)*")
        else:
            parts.append(
                "".join(
                    "[^/]*" if c == "*" else "[^/]" if c == "?" else re.escape(c)
                    for c in re.sub(r"\*+", "*", part)
                )
                + "/"
            )
    return re.compile("".join(parts) + "(?:.*/)?", re.S)


def path_matches(path: str, globs: tuple[str, ...]) -> bool:
    """Does the path, or a folder that it lies in, match? A pattern with no slash is looked for in
    every folder.

    path: as ``relative`` gives it.
    """
    for glob in globs:
        if _pattern(glob if "/" in glob.rstrip("/") else f"**/{glob}").fullmatch(
            path.removeprefix("./") + "/"
        ):
            return True
    return False


def text_matches(text: str, match: str) -> bool:
    """With ``*`` or ``?`` in it the match stands for the whole text, otherwise for a part of it.

    Of a text ``SEEN`` are seen.
    """
    text = text[:SEEN]
    if "*" in match or "?" in match:
        return fnmatchcase(text, match.replace("[", "[[]"))
    return match in text

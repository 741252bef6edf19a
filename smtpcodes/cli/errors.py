"""What goes wrong is told in one line, and holds no credential: a path, an option or a file may."""

from __future__ import annotations

from smtpcodes.formats.escape import terminal
from smtpcodes.grammar import secret


def shown(text: object) -> str:
    """The words of an error, for a terminal."""
    raw = str(text).encode("utf-8", "surrogateescape")
    return terminal(secret.mask_text(raw).decode("utf-8", "surrogateescape"))

"""Reads the JSON that the package has compiled, by the scanner that the ``json`` module has within.

To import all of that module takes as long as a seventh of the start of Python, and ``explain``
needs the scanner alone."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Plain:
    """What the scanner is told: nothing is changed."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def loads(raw: bytes) -> Any:
    """As the function of ``json``, which is asked where there is no such scanner, or an error."""
    text = raw.decode()
    if _scan is not None:
        try:
            found, end = _scan(text, 0)
            if not text[end:].strip():
                return found
        except StopIteration:
            pass
    import json

    return json.loads(text)


_scan: Any = None
try:
    from _json import make_scanner
except ImportError:  # not in every Python
    pass
else:
    _scan = make_scanner(_Plain)  # type: ignore[arg-type]  # it asks for the attributes alone

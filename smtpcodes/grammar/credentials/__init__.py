"""Where credentials stand in text that is no session: one small file a syntax, each of which gives
spans of octets.

``names`` tells which words name a credential, ``values`` where a value ends, ``keyed`` goes from
one to the other; ``arguments`` and ``programs`` know where arguments stand, ``tokens``,
``responses`` and ``chance`` what shows itself by its form. ``looks`` has the table of them all.
Every look is linear in the length of the line.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple

MASK = b"[redacted]"
WORD = late(rb"[A-Z]?[a-z]+|[A-Z]+|\d{1,4}")  # as people write them: no response in base64
PASSWORD, TOKEN, RESPONSE, URL = "password", "token", "SASL response", "URL"


class Span(NamedTuple):
    """A credential: where it begins and ends in its line, and what it is."""

    start: int
    end: int
    kind: str

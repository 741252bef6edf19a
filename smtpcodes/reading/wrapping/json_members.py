"""JSON over many lines, a member a line: what ``gcloud logging read``, ``az`` and ``jq`` print.

    "textPayload": "S: 220 mx",
    "severity": "DEBUG",
    {

The members beside the text are left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from smtpcodes.grammar.late import late
from smtpcodes.reading.wrapping.base import Kind, Wrapping, unquoted

_MEMBER = late(
    rb"\s{0,40}(?:\"([\w.@ -]{1,80})\"\s{0,2}:\s{0,2}"
    rb"(?:\"((?:[^\"\\]|\\.){0,20000})\"|[\d.truefalsn-]{1,30}|[\[{][\]}]?)|[\[\]{}]{1,2})"
    rb",?\s{0,4}$",
    re.S,
)
NAMES = 4  # of members that are tried


def _off(name: bytes, line: bytes) -> bytes:
    match = _MEMBER.match(line)
    if match is None:
        return line
    return unquoted(match[2]) if match[1] == name and match[2] is not None else b""


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    """The members of these objects that hold texts."""
    members = [match for line in lines if (match := _MEMBER.match(line)) is not None]
    if 2 * len(members) < len(lines):
        return
    texts: dict[bytes, set[bytes]] = {}
    for match in members:
        if match[2] is not None:
            texts.setdefault(match[1], set()).add(match[2])
    for name in sorted(texts, key=lambda x: -len(texts[x]))[:NAMES]:
        yield Wrapping(f"member {name.decode()}", _MEMBER.match, partial(_off, name))


KIND = Kind(found=_found)
EXAMPLES = (
    (b'    "textPayload": "S: 220 mx",', b"S: 220 mx"),
    (b'    "severity": "DEBUG",', b""),
    (b"  {", b""),
)

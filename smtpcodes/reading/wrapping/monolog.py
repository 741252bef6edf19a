"""Monolog: time, channel and level before the text, context and more behind it. Laravel, Symfony,
WordPress' plugins.

[2026-01-02 03:04:05] local.DEBUG: S: 220 mx
[2026-01-02T03:04:05.123456+00:00] app.DEBUG: S: 220 mx {"id":7} []
[2026-01-02 03:04:05] mail.INFO: x [] []
"""

from __future__ import annotations

import re

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import Kind, Prefix, Wrapping

_MONOLOG = Prefix(LEADING_TIME + rb"\s{1,4}[\w-]{1,60}\.[A-Z]{4,9}: ")
_CONTEXT = re.compile(rb" (?:\[\]|\{[^{}]{0,400}\}) \[\]\s{0,2}$")
NAME = "monolog"


def _off(line: bytes) -> bytes:
    match = _MONOLOG.match(line)
    if match is None:
        return line
    after = _CONTEXT.search(line, max(match.end(), len(line) - 400))
    if after is None:
        return line[match.end() :].removesuffix(b"  ")  # Laravel leaves out what is empty
    return line[match.end() : after.start()]


KIND = Kind((Wrapping(NAME, lambda line: _MONOLOG.match(line), _off),))
EXAMPLES = (
    (b"[2026-01-02 03:04:05] local.DEBUG: S: 220 mx", b"S: 220 mx"),
    (b'[2026-01-02T03:04:05.123456+00:00] app.DEBUG: S: 220 mx {"id":7} []', b"S: 220 mx"),
    (b"[2026-01-02 03:04:05] mail.INFO: x [] []", b"x"),
)

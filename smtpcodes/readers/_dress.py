"""What stands around the lines of a log when it reaches us: quoting, line numbers, colours, prefixes of containers.

    > S: 220 mx.example.net ESMTP                       (a mail, an issue)
    mail-1  | S: 220 mx.example.net ESMTP               (docker compose)
    2026-01-02T03:04:05.123456789Z stdout F S: 220 mx   (CRI)

Taken off only where most of the head wears it: "> " is curl's mark of a client, too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

Undress = Callable[[bytes], bytes]

_COLOUR = re.compile(rb"\x1b\[[0-9;]{0,20}[A-Za-z]")
_QUOTED = re.compile(rb"(?:> ?){1,5}")
_NUMBERED = re.compile(rb" {0,8}\d{1,7}(?: ?[:|\t]| {2,4})(?: |(?=\S)|$)")
_COMPOSE = re.compile(rb"[\w.-]{1,64} {1,30}\| ?")
_INDENT = re.compile(rb" {2,16}|\t{1,4}")
_CRI = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] ")
_ESCAPED = re.compile(rb"&(?:lt|gt|quot|amp|#\d{1,5}|nbsp);")
MOST = 0.9                  # of the lines of a head


def plain(line: bytes) -> bytes:
    """`line` without colours and NULs."""
    if b"\x1b" in line:
        line = _COLOUR.sub(b"", line)
    return line.replace(b"\0", b"") if b"\0" in line else line


def unescaped(line: bytes) -> bytes:
    """`line` with the escapes of HTML resolved."""
    if b"&" not in line:
        return line
    return html.unescape(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _off(pattern: re.Pattern[bytes]) -> Undress:
    return lambda line: line[match.end():] if (match := pattern.match(line)) else line


_LAYERS: tuple[tuple[re.Pattern[bytes], Undress], ...] = tuple((p, _off(p)) for p in (_CRI, _COMPOSE, _QUOTED, _NUMBERED, _INDENT))


def of(head: Sequence[bytes]) -> Undress | None:
    """What takes the dress off the lines of an input that begins with these; None if they wear none."""
    layers: list[Undress] = []
    lines = [line for line in head if line.strip()]
    if not lines:
        return None
    if any(b"\x1b[" in line or b"\0" in line for line in lines):
        layers.append(plain)
        lines = [plain(line) for line in lines]
    for _ in range(3):
        for pattern, off in _LAYERS:
            worn = sum(pattern.match(line) is not None for line in lines)
            if worn >= MOST * len(lines) and worn > 1:
                layers.append(off)
                lines = [rest for line in lines if (rest := off(line)).strip()] or [b""]
                break
        else:
            break
    if sum(_ESCAPED.search(line) is not None for line in lines) >= 2 and not any(line.lstrip().startswith(b"<") for line in lines):
        layers.append(unescaped)
    if not layers:
        return None

    def undress(line: bytes) -> bytes:
        for layer in layers:
            line = layer(line)
        return line

    return undress

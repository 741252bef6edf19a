r"""The console logger of .NET: the level and the category stand on a line of their own, or before
the text.

info: App.Mail.Client[0]
dbug: App.Mail[12] S: 220 mx
      S: 220 mx
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.reading.wrapping.base import GONE, Kind, Wrapping

_HEAD = re.compile(rb"(?:trce|dbug|info|warn|fail|crit): [\w.+`<>-]{1,200}\[-?\d{1,9}\](?: |$)")
_INDENT = b"      "


def _worn(line: bytes) -> bool:
    return line.startswith(_INDENT) or _HEAD.match(line) is not None


def _off(line: bytes) -> bytes:
    if line.startswith(_INDENT):
        return line[len(_INDENT) :]
    match = _HEAD.match(line)
    return line if match is None else line[match.end() :] or GONE


def _headed(lines: Sequence[bytes]) -> bool:
    return any(_HEAD.match(line) for line in lines)


KIND = Kind((Wrapping(".NET", _worn, _off, _headed),))
EXAMPLES = (
    (b"info: App.Mail.Client[0]", b""),
    (b"dbug: App.Mail[12] S: 220 mx", b"S: 220 mx"),
    (b"      S: 220 mx", b"S: 220 mx"),
)

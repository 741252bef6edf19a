"""The journal's export format (systemd): a field a line, an empty line behind each entry.

    __REALTIME_TIMESTAMP=1795474260000000
    SYSLOG_IDENTIFIER=app
    MESSAGE=S: 220 mx

The fields beside the text are left empty.
"""

from __future__ import annotations

import re

from smtpcodes.reading.wrapping.base import Kind, Wrapping

_FIELD = re.compile(rb"[A-Z_][A-Z0-9_]{1,63}(?:=|$)")


def _off(line: bytes) -> bytes:
    if line[:8] == b"MESSAGE=":
        return line[8:]
    return b"" if _FIELD.match(line) else line


KIND = Kind(
    (
        Wrapping(
            "journal export",
            _FIELD.match,
            _off,
            lambda lines: (
                any(line[:8] == b"MESSAGE=" for line in lines)
                and any(line[:2] == b"__" or line[:6] == b"SYSLOG" for line in lines)
            ),
        ),
    )
)
EXAMPLES = (
    (b"__REALTIME_TIMESTAMP=1795474260000000", b""),
    (b"SYSLOG_IDENTIFIER=app", b""),
    (b"MESSAGE=S: 220 mx", b"S: 220 mx"),
)

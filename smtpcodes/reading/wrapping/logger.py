r"""The time, and what a logger of any language says of a line: its level, its thread, its own name.

22:51:10.100 [main] DEBUG c.e.mail.Client - S: 220 mx
[2026-11-23 22:51:10 +0000] [812] [DEBUG] S: 220 mx
2026/01/02 03:04:05 mail.go:12: x
2026-01-02T03:04:05.1Z DEBUG mail::client: x
23-Nov-2026 22:51:10.100 FINE [main] c.e.Mail.send x
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import LEVEL, Kind, pieces, prefix

# java.util.logging as Tomcat writes it: nothing stands between the name and the text
_TOMCAT = (
    LEADING_TIME + rb" [A-Z]{4,7} \[[^\]]{1,100}\] [A-Za-z_][\w$]{0,60}(?:\.[\w$<>]{1,80}){1,12} "
)

KIND = Kind(
    (
        prefix("Tomcat", _TOMCAT),
        *(prefix(f"time, {n} pieces", LEADING_TIME + pieces(n)) for n in range(1, 7)),
        *(
            prefix(f"level, time, {n} pieces", LEVEL + rb",? ?" + LEADING_TIME + pieces(n))
            for n in range(5)
        ),
    )
)
EXAMPLES = (
    (b"22:51:10.100 [main] DEBUG c.e.mail.Client - S: 220 mx", b"S: 220 mx"),
    (b"[2026-11-23 22:51:10 +0000] [812] [DEBUG] S: 220 mx", b"S: 220 mx"),
    (b"2026/01/02 03:04:05 mail.go:12: x", b"x"),
    (b"2026-01-02T03:04:05.1Z DEBUG mail::client: x", b"x"),
    (b"23-Nov-2026 22:51:10.100 FINE [main] c.e.Mail.send x", b"x"),
)

"""Application servers and frameworks: no sign stands between what they say and the line.

2026-11-23 22:51:10,123 INFO  [stdout] (default task-1) S: 220 mx        WildFly
2026-11-23 22:51:10,123 main DEBUG S: 220 mx                             Log4j 2, the thread first
2026-11-23 22:51:10,123 812 DEBUG mydb odoo.addons.mail: S: 220 mx       Odoo
DEBUG 2026-11-23 22:51:10,123 mail 812 140244 S: 220 mx                  Django, "verbose"
"""

from __future__ import annotations

from smtpcodes.grammar.pieces import LEADING_TIME
from smtpcodes.reading.wrapping.base import LEVEL_NAME, Kind, prefix

_LEVEL = LEVEL_NAME + rb"(?![A-Za-z])"

KIND = Kind(
    (
        prefix(
            "WildFly",
            LEADING_TIME + rb" " + _LEVEL + rb" {1,3}\[[\w.$-]{1,120}\] \([^()]{1,80}\) ?",
            sure=True,
        ),
        prefix(
            "Odoo",
            LEADING_TIME + rb" \d{1,8} " + _LEVEL + rb" [\w?.-]{1,64} [\w.]{1,120}: ?",
            sure=True,
        ),
        prefix(
            "thread and level", LEADING_TIME + rb" [A-Za-z][\w#@.-]{0,60} " + _LEVEL + rb" {1,2}"
        ),
        prefix(
            "Django", LEVEL_NAME + rb" " + LEADING_TIME + rb" [A-Za-z_]\w{0,60} \d{1,8} \d{1,20} "
        ),
    )
)
EXAMPLES = (
    (b"22:51:10,123 INFO  [stdout] (default task-1) S: 220 mx", b"S: 220 mx"),
    (b"2026-11-23 22:51:10,123 main DEBUG S: 220 mx", b"S: 220 mx"),
    (b"2026-11-23 22:51:10,123 812 DEBUG mydb odoo.addons.mail: S: 220 mx", b"S: 220 mx"),
    (b"DEBUG 2026-11-23 22:51:10,123 mail 812 140244 S: 220 mx", b"S: 220 mx"),
)

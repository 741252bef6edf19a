r"""Docker compose: the name of the container.

mail-1  | S: 220 mx
app_1 | 220 mx
web.1 |
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind((prefix("compose", rb"[\w.-]{1,64} {0,30}\|(?!>) ?"),))
EXAMPLES = (
    (b"mail-1  | S: 220 mx", b"S: 220 mx"),
    (b"app_1 | 220 mx", b"220 mx"),
    (b"web.1 |", b""),
)

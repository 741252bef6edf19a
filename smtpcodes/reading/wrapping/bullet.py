r"""An item of a list.

- S: 220 mx
* S: 220 mx
 - x
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind((prefix("bullet", rb" {0,4}(?:[-*]|\xe2\x80\xa2) "),))
EXAMPLES = (
    (b"- S: 220 mx", b"S: 220 mx"),
    (b"* S: 220 mx", b"S: 220 mx"),
    (b" - x", b"x"),
)

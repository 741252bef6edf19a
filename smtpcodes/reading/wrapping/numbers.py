r"""Numbers of lines: cat -n, nl, less -N, an editor, a page of code.

    12  S: 220 mx
   7 | S: 220 mx
12:S: 220 mx
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, growing, prefix

KIND = Kind(
    (prefix("number", rb" {0,8}(\d{1,7})(?: ?[:|\t]|[.)](?= )| {2,4}| ?\xe2\x94\x82) ?", growing),)
)
EXAMPLES = (
    (b"    12  S: 220 mx", b"S: 220 mx"),
    (b"   7 | S: 220 mx", b"S: 220 mx"),
    (b"12:S: 220 mx", b"S: 220 mx"),
)

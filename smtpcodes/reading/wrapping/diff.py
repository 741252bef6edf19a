r"""A diff, a patch: a sign before each line, and lines that say where it belongs.

+S: 220 mx
+C: EHLO x
@@ -0,0 +1,9 @@
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "diff",
            rb"(?:@@ .{0,200}|(?:\+\+\+|---) [^\s].{0,300}|diff --git .{0,500}"
            rb"|index [0-9a-f]{6,40}\.\..{0,80})$",
            None,
            False,
        ),
        prefix("added", rb"[+]", None, True),
    )
)
EXAMPLES = (
    (b"+S: 220 mx", b"S: 220 mx"),
    (b"+C: EHLO x", b"C: EHLO x"),
    (b"@@ -0,0 +1,9 @@", b""),
)

r"""grep: the name of the file, with or without the number of the line.

app.log:12:S: 220 mx
var/log/mail.log:7-S: 220 mx
mail.log:1:220 mx
mail.log-2-C: EHLO x
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, growing, prefix

KIND = Kind(
    (
        prefix("grep", rb"[\w./-]{1,200}?[:-](\d{1,7})[:-]", growing),
        prefix("file", rb"[\w/-]{0,100}\.[\w./-]{1,100}:"),
    )
)
EXAMPLES = (
    (b"app.log:12:S: 220 mx", b"S: 220 mx"),
    (b"var/log/mail.log:7-S: 220 mx", b"S: 220 mx"),
    (b"mail.log:1:220 mx", b"220 mx"),
    (b"mail.log-2-C: EHLO x", b"C: EHLO x"),
)

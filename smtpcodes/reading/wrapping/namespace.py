r"""A name with colons, as Node's debug writes it.

app:mail S: 220 mx
  nodemailer:smtp S: 220 mx
a:b:c x
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind((prefix("namespace", rb" {0,4}[a-z][\w-]{0,40}(?::[\w*-]{1,40}){1,5} {1,2}"),))
EXAMPLES = (
    (b"app:mail S: 220 mx", b"S: 220 mx"),
    (b"  nodemailer:smtp S: 220 mx", b"S: 220 mx"),
    (b"a:b:c x", b"x"),
)

r"""kubectl logs --prefix, stern: the pod and its container.

[pod/mail-7d4b9-x2x7p/mail] S: 220 mx
mail-5d9f8b7c6-abcde app S: 220 mx
[pod/a/b] x
"""

from __future__ import annotations

from smtpcodes.reading.wrapping.base import Kind, prefix

KIND = Kind(
    (
        prefix(
            "pod",
            rb"\[pod/[\w./-]{1,200}\] ?|[a-z0-9-]{1,200}-[a-z0-9]{4,10} [a-z0-9-]{1,60} "
            rb"(?:\xe2\x80\xba )?",
        ),
    )
)
EXAMPLES = (
    (b"[pod/mail-7d4b9-x2x7p/mail] S: 220 mx", b"S: 220 mx"),
    (b"mail-5d9f8b7c6-abcde app S: 220 mx", b"S: 220 mx"),
    (b"[pod/a/b] x", b"x"),
)

"""Enhanced mail system status codes.

    status-code = class "." subject "." detail        ; RFC 3463 section 2
    class       = "2" / "4" / "5"
    subject     = 1*3digit
    detail      = 1*3digit

Knows the form of a code, not its meaning (``knowledge`` does).
"""

from __future__ import annotations

from smtpcodes.grammar.late import late

_CODE = late(
    rb"([245])\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})(?=[^0-9A-Za-z.\-]|[.\-](?![0-9A-Za-z])|$)"
)
# What somebody meant as a code and wrote outside the grammar: "5.7", "3.7.0", "5.07.8", "5.7.1234".
_LOOKS = late(rb"#?([0-9]{1,2})\.([0-9]{1,4})\.([0-9]{1,4})(?=[\s:;,)\-]|$)")


def parse(text: bytes) -> str | None:
    """The enhanced code at the beginning of `text`, as in ``"5.7.8"``;

    None if there is none within the grammar.
    """
    match = _CODE.match(text)
    return match.group().decode("ascii") if match else None


def malformed(text: bytes) -> bool:
    """True if `text` begins with something meant as an enhanced code but outside the grammar.

    Four numbers (an address) and host names are none.
    """
    match = _LOOKS.match(text)
    return match is not None and _CODE.match(text) is None and not text.startswith(b"#")

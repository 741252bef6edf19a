"""Takes credentials out of a query before it is shown. The linter masks by session; here only the
looks can tell.

What might be a credential and cannot be judged is taken out.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import secret
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK

# A line with nothing but base64: a SASL response (RFC 4954 section 4). A plain word is none.
_ALONE = late(
    rb"(?m)^([ \t]{0,20}(?:"
    + CLOCK
    + rb"\S{0,20}[ \t]{1,20})?(?:C:|S:|>>>|[-=]{0,4}>|~>)?[ \t]{0,20}(?:334[ "
    rb"\t]{1,20})?)([A-Za-z0-9+/]{4,}+={0,2}+)(?=[ \t]*\r?$)"
)
# A command that stands alone on its line: what follows the mechanism is a response, be it cut,
# mistyped or no base64 at all.
_COMMAND = late(
    rb"(?im)^([ \t]{0,20}(?:C:|>>>|SMTP>>|[-=~]{0,4}>)?[ \t]{0,20}AUTH[ "
    rb"\t]{1,20}[A-Z][A-Z0-9-]{1,31}[ \t]{1,20})(\S{1,12288})(?=[ \t]*\r?$)"
)
_PLAIN_WORD = late(rb"[A-Z]?[a-z]{1,20}[.!?:,]?")
_WORD = late(rb"[A-Z]?[a-z]+|[A-Z]+|\d{1,4}")


def mask(text: str) -> str:
    """`text` without what follows AUTH, bearer tokens, named passwords, responses that stand alone,
    and long base64."""
    raw = text.encode("utf-8", "surrogatepass")
    covered = _COMMAND.sub(_after_mechanism, _ALONE.sub(_alone, secret.mask_text(raw)))
    return text if covered == raw else covered.decode("utf-8", "replace")


def _alone(line: re.Match[bytes]) -> bytes:
    value = line.group(2)
    if len(value) % 4 or _WORD.fullmatch(value):
        return line.group()
    return line.group(1) + secret.MASK


def _after_mechanism(line: re.Match[bytes]) -> bytes:
    value = line.group(2)
    return (
        line.group()
        if _PLAIN_WORD.fullmatch(value) or secret.is_placeholder(value)
        else line.group(1) + secret.MASK
    )

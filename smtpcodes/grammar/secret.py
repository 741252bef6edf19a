"""What a credential looks like in text that is no session: settings, command lines, environments, URLs, source code, tokens.

Where the session knows what a credential is, it says so; these looks are for the rest. What stands in the place of a
credential is taken out, and nothing beside it. Placeholders stay, so taking out twice is the same as once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from smtpcodes.grammar.credentials import RESPONSE, Span, arguments, keyed, responses, tokens
from smtpcodes.grammar.credentials.values import is_placeholder as is_placeholder

MASK = b"[redacted]"
ROUNDS = 4  # what is taken out may bring to light what stands beside it
Tell = Callable[[str], None]
_LAST = re.compile(
    rb"(?<![^\s\"'`>:|])([A-Za-z0-9+/]{2,}+={0,2}+)"
    rb"(?:\\[rnt]|\\?[\"'`]|[<&,;)\]}>]){0,12}[ \t\r]{0,8}$"
)
_WORD_OF_BASE64 = re.compile(
    rb"(?<![^\s\"'`>:|=(\[{])[A-Za-z0-9+/]{8,}+={0,2}+(?=[\s\"'`<>&,;|)\]}\\]|$)"
)


def mask(line: bytes, tell: Tell | None = None) -> bytes:
    """`line` without what looks like a credential. tell: hears of the kind of each that is taken out."""
    for _ in range(ROUNDS):
        found = _spans(line)
        if not found:
            break
        line = _without(line, found, tell)
    return line


def mask_unknown(line: bytes, tell: Tell | None = None) -> bytes:
    """As ``mask``, for a line that nobody could read: any word of it may be a SASL response, what ends it before all."""
    line = mask(line, tell)
    found = [
        Span(x.start(), x.end(), RESPONSE)
        for x in _WORD_OF_BASE64.finditer(line)
        if _may_be_response(x.group())
    ]
    match = _LAST.search(line[-20_000:])
    if match is not None and _may_be_response(match.group(1)):
        at = max(0, len(line) - 20_000)
        found.append(Span(at + match.start(1), at + match.end(1), RESPONSE))
    return _without(line, found, tell) if found else line


def mask_after(before: bytes, line: bytes, tell: Tell | None = None) -> bytes:
    """As ``mask``, for the line that follows `before`: a key may stand on one line, its value on the next."""
    if keyed.hinted(before.lower()):
        wanted = keyed.wants_more(before)
        found = sorted(keyed.continued(line, wanted)) if wanted else []
        if found:
            line = _without(line, found, tell)
    return mask(line, tell)


def mask_text(text: bytes) -> bytes:
    """A text of many lines without what looks like a credential."""
    lines = text.split(b"\n")
    return b"\n".join(map(mask_after, [b"", *lines], lines))


def _spans(line: bytes) -> list[Span]:
    low = line.lower()
    found = list(tokens.spans(line))
    if keyed.hinted(low):
        found += keyed.spans(line)
    found += arguments.spans(line, low)
    found += responses.spans(line, low)
    return sorted(found)


def _without(line: bytes, found: list[Span], tell: Tell | None) -> bytes:
    """`line` with the mask in the place of each span; spans that touch are one."""
    out: list[bytes] = []
    done = 0
    for start, end, kind in sorted(found):
        if start < done or (start == done and out):
            if end > done:
                done = end
            continue
        out += (line[done:start], MASK)
        done = end
        if tell is not None:
            tell(kind)
    return b"".join(out) + line[done:]


def _may_be_response(run: bytes) -> bool:
    """A whole one, or the beginning of one in a line that was cut: base64 of text."""
    body = run.rstrip(b"=")
    return (
        (len(body) < len(run) or (len(run) >= 8 and not run.isalpha() and not run.isdigit()))
        and run != run.upper()
        and responses.holds_text(run)
    )

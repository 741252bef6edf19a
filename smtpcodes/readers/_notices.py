"""Events of mail providers, as JSON: Amazon SES, SendGrid, Postmark, Mailgun, SparkPost. Knows nothing of sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

LONGEST = 1 << 20  # octets of a line that is read
MOST = 1000  # events of a line
_REASONS = (
    "diagnosticCode",
    "reason",
    "smtpResponse",
    "raw_reason",
    "response",
    "Details",
    "bounceSubType",
    "bounceType",
)
_ADDRESSES = ("emailAddress", "email", "recipient", "rcpt_to", "Email")
_LISTS = ("bouncedRecipients", "complainedRecipients", "recipients", "delayedRecipients")


class Notice(NamedTuple):
    """What an event says of one recipient. text: what the server said, of ``Diagnostic-Code`` without its type."""

    address: bytes
    action: bytes
    status: bytes
    text: bytes


def of(line: bytes) -> list[Notice]:
    """The failures that a line of JSON tells."""
    if not any(b'"%s"' % name.encode() in line[:LONGEST] for name in _REASONS):
        return []
    try:
        value = json.loads(line[:LONGEST])
    except (ValueError, RecursionError):
        return []
    found = []
    for notice in _walk(value, {}, 0):
        found.append(notice)
        if len(found) >= MOST:
            break
    return found


def _walk(value: Any, above: dict[str, Any], depth: int) -> Iterator[Notice]:
    if depth > 12:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, above, depth + 1)
    elif isinstance(value, dict):
        text = _text(value, _REASONS)
        lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
        if lists:
            for item in lists[0]:
                yield from _walk(
                    item if isinstance(item, dict) else {"email": item}, value, depth + 1
                )
        elif text or (above and _text(value, _ADDRESSES)):
            yield _notice(value, text or _text(above, _REASONS))
        else:
            for item in value.values():
                yield from _walk(item, {}, depth + 1)


def _notice(value: dict[str, Any], text: str) -> Notice:
    kind, sep, rest = text.partition(";")
    if sep and kind.strip().lower() in ("smtp", "x-unix", "x-postfix"):
        text = rest.strip()
    return Notice(
        _octets(_text(value, _ADDRESSES))[:320],
        _octets(_text(value, ("action",)))[:20],
        _octets(_text(value, ("status",)))[:20],
        _octets(" ".join(text.split()))[:4000],
    )


def _text(value: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((value[n] for n in names if isinstance(value.get(n), str) and value[n]), "")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape" if text.isascii() else "replace")

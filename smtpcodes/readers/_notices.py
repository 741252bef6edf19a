"""Events of mail providers, as JSON: Amazon SES, SendGrid, Postmark, Mailgun, SparkPost. Knows
nothing of sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
_EVENT = (
    *(b'"notificationType"', b'"bouncedRecipients"', b'"eventType"', b'"sg_event_id"'),
    *(b'"RecordType"', b'"msys"'),
)
_CARRIED = ("Message", "body", "Body", "detail")  # JSON as a text: SNS, SQS, Lambda
_ADDRESSES = ("emailAddress", "email", "recipient", "rcpt_to", "Email")
_LISTS = ("bouncedRecipients", "complainedRecipients", "recipients", "delayedRecipients")


class Notice(NamedTuple):
    """What an event says of one recipient. text: what the server said, of ``Diagnostic-Code``
    without its type."""

    address: bytes
    action: bytes
    status: bytes
    text: bytes


def of(line: bytes) -> list[Notice]:
    """The failures that a line of JSON tells."""
    if not any(name.encode() in line[:LONGEST] for name in _REASONS):
        return []
    found = []
    for notice in _walk(_opened(line[:LONGEST]), {}, 0):
        found.append(notice)
        if len(found) >= MOST:
            break
    return found


class Gathered:
    """Finds notifications in lines: in one, in a "Message" of Amazon SNS, in an object printed over
    several lines."""

    def __init__(self) -> None:
        self.message = b""  # of SNS, that goes on in the next line
        self.printed: list[bytes] | None = (
            None  # the lines of an object, if objects stand over several
        )

    def begin(self, head: Sequence[bytes]) -> None:
        """Told with which lines the input begins."""
        filled = [line.strip() for line in head if line.strip()]
        if filled[:1] in ([b"{"], [b"["]) and any(line.startswith(_EVENT) for line in filled):
            self.printed = []

    def take(self, line: bytes) -> list[Notice] | None:
        """The failures that end with this line; None if it is no line of a notification."""
        if line[:2] in (b'{"', b"[{"):
            return of(line) or None
        if self.printed is not None:
            return self._printed(line)
        if self.message or b'"Message"' in line[:40]:
            self._goes_on(line)
            found = within(self.message) if self.message else []
            if found:
                self.message = b""
            return found or None
        return None

    def _goes_on(self, line: bytes) -> None:
        """A mail server cuts lines after 998 octets (RFC 5321 section 4.5.3.1.6), Sendmail with "!"
        and a blank."""
        if len(self.message) > LONGEST or line.rstrip() in (b"", b"}"):
            self.message = b""
        else:
            line = line.removeprefix(b" ") if self.message else line
            self.message = self.message.removesuffix(b"!") + line

    def _printed(self, line: bytes) -> list[Notice] | None:
        lines = self.printed or []
        if not lines and line.rstrip() not in (b"{", b"["):
            return None
        lines.append(line)
        over = line.rstrip() in (b"}", b"]", b"},")
        self.printed = [] if over or len(lines) > MOST else lines
        return of(b" ".join(lines).strip().rstrip(b",")) if over else []


def within(line: bytes) -> list[Notice]:
    """What a line of an Amazon SNS notification holds: "Message" : "{...}"."""
    value = _opened(b"{%b}" % line[:LONGEST].strip().rstrip(b","))
    message = value.get("Message") if isinstance(value, dict) else None
    return of(_octets(message)) if isinstance(message, str) else []


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
            for name, item in value.items():
                if name in _CARRIED and isinstance(item, str) and item[:1] == "{":
                    item = _opened(item)
                yield from _walk(item, {}, depth + 1)


def _opened(text: str | bytes) -> Any:
    """What a text of JSON holds."""
    try:
        return json.loads(text, strict=False)  # a line that was cut leaves its end in a text
    except (ValueError, RecursionError):
        return None


def _notice(value: dict[str, Any], text: str) -> Notice:
    kind, sep, rest = text.partition(";")
    if sep and kind.strip().lower() in ("smtp", "x-unix", "x-postfix"):
        text = rest.strip()
    action = _text(value, ("action",)) or ("delivered" if text[:1] == "2" else "")
    return Notice(
        _octets(_text(value, _ADDRESSES))[:320],
        _octets(action)[:20],
        _octets(_text(value, ("status",)))[:20],
        _octets(" ".join(text.split()))[:4000],
    )


def _text(value: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((value[n] for n in names if isinstance(value.get(n), str) and value[n]), "")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape" if text.isascii() else "replace")

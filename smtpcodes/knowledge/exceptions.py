"""The reply in an exception: of smtplib, aiosmtplib, aiosmtpd, and of groups of exceptions. None of them is imported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

DEPTH = 20


def reply_of(error: BaseException) -> str:
    """The reply that an exception carries, as lines; its text if it carries none."""
    for found in _chain(error):
        code = getattr(found, "smtp_code", None) or getattr(found, "code", None)
        if isinstance(code, int) and 200 <= code < 600:
            message: Any = getattr(found, "smtp_error", None)
            if message is None:
                message = getattr(found, "message", "")
            if isinstance(message, bytes):
                message = message.decode("utf-8", "replace")
            lines = str(message).splitlines() or [""]
            return "\n".join(f"{code}{'-' if n < len(lines) - 1 else ' '}{line}" for n, line in enumerate(lines))
        recipients = getattr(found, "recipients", None)
        if isinstance(recipients, dict) and recipients:
            first = next(iter(recipients.values()))
            if isinstance(first, tuple) and len(first) == 2:
                return f"{first[0]} {first[1].decode('utf-8', 'replace') if isinstance(first[1], bytes) else first[1]}"
    return str(error) or type(error).__name__


def _chain(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """The exception, those of a group, its causes."""
    if depth > DEPTH:
        return
    yield error
    inner = getattr(error, "exceptions", None) or getattr(error, "recipients", None)
    if isinstance(inner, (list, tuple)):
        for one in inner:
            if isinstance(one, BaseException):
                yield from _chain(one, depth + 1)
    for one in (error.__cause__, error.__context__):
        if one is not None:
            yield from _chain(one, depth + 1)

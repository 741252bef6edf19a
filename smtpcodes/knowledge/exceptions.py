"""The reply in an exception: of smtplib, aiosmtplib, aiosmtpd, and of groups of exceptions. None of them is imported."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

MOST = 200  # exceptions of a chain or group that are looked at


def reply_of(error: BaseException) -> str:
    """The reply that an exception carries, as lines; its text if it carries none. Never fails."""
    for found in _chain(error):
        reply = _reply(found)
        if reply is not None:
            return reply
    return text_of(error)


def text_of(value: object) -> str:
    """The text of any object; the name of its type if it has none to give."""
    try:
        return str(value) or type(value).__name__
    except Exception:  # of a foreign class: its text is all that is lost
        return type(value).__name__


def _reply(error: BaseException) -> str | None:
    code: Any = getattr(error, "smtp_code", None)
    message: Any = getattr(error, "smtp_error", None)
    if code is None and any(
        base.__name__.startswith("SMTP") for base in type(error).__mro__
    ):  # aiosmtplib; HTTP errors have a code, too
        code, message = getattr(error, "code", None), getattr(error, "message", "")
    if isinstance(code, int) and 200 <= code < 600:
        return _lines(int(code), message)
    recipients: Any = getattr(error, "recipients", None)
    if isinstance(recipients, dict):
        for answer in recipients.values():
            if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], int):
                return _lines(answer[0], answer[1])
    return None


def _lines(code: int, message: object) -> str:
    text = (
        message.decode("utf-8", "replace")
        if isinstance(message, (bytes, bytearray))
        else text_of(message or "")
        if message
        else ""
    )
    lines = text.splitlines() or [""]
    return "\n".join(
        f"{code}{'-' if n < len(lines) - 1 else ' '}{line}" for n, line in enumerate(lines)
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception, those of a group, its causes: each once, the nearest first."""
    waiting = deque([error])
    seen: set[int] = set()
    while waiting and len(seen) < MOST:
        found = waiting.popleft()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        for name in ("exceptions", "recipients"):
            inner: Any = getattr(found, name, None)
            if isinstance(inner, (list, tuple)):
                waiting.extend(one for one in inner[:MOST] if isinstance(one, BaseException))
        waiting.extend(one for one in (found.__cause__, found.__context__) if one is not None)

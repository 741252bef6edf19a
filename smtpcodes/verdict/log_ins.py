"""A log-in that failed, where the log tells so and hides the reply:

Postfix, Dovecot, JavaMail and others write but a few words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from smtpcodes.redaction import shown
from smtpcodes.verdict.notes import LogIn
from smtpcodes.verdict.reasons import SIDES, side_of

Explain = Callable[..., Any]
Core = tuple[str, str | None, str, str | None, str]
TEMPORARY = "auth.temporary-failure"
_SAID = re.compile(rb"authentication failed: ?(.{0,200})", re.S)
# The server could not ask whoever knows the passwords: that says nothing of this one.
_BACK_END = re.compile(
    rb"(?i)generic failure|saslauthd|private/auth|connection lost|temporary|no worthy|backend|internal error"
)


def hidden(log_in: LogIn, explain: Explain | None) -> Core:
    """A sentence, the cause, the side, the provider, what to do."""
    line = log_in.place.line[: shown.TEXT]
    match = _SAID.search(line)
    said = match[1] if match is not None else b""
    text = "authentication failed: " + said.decode("utf-8", "replace")
    if _BACK_END.search(said):
        text = "454 4.7.0 Temporary authentication failure"
    found = explain(text if text[:1] == "4" else f"535 5.7.8 {text}") if explain else None
    cause = getattr(found, "cause", None) or "auth.credentials-invalid"
    cause = TEMPORARY if text[:1] == "4" else cause
    named = log_in.x.mechanism if log_in.x.mechanism not in ("", "?") else ""
    what = "the server could not check it" if cause == TEMPORARY else _title(found)
    return (
        f"AUTH{' ' + named if named else ''} failed at line {log_in.place.number}: {what}; the log hides the reply",
        cause,
        SIDES[TEMPORARY] if cause == TEMPORARY else side_of(cause),
        None,
        getattr(found, "fix", "") or "",
    )


def _title(found: Any) -> str:
    title = getattr(found, "title", "") or "the credentials are not accepted"
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]

"""A session as lines of ``C:`` and ``S:``, without its credentials. ``lint`` reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from smtpcodes.check.events import CLIENT_LINE, CLOSED, RESPONSE, SERVER_LINE, UNHEARD, Event
from smtpcodes.formats.escape import terminal
from smtpcodes.grammar import command as commands
from smtpcodes.redaction import redact

REDACTED = b"[redacted]"
SHOWN = 200  # octets of a line that are shown
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}\Z")
_MARKER = re.compile(r"smtpcodes:(?=\s*ignore)")


def lines(events: Iterable[Event], forms: Iterable[redact.Form] = ()) -> list[str]:
    """The session, a line each. forms: what is taken out wherever it stands."""
    known = list(forms)
    found = []
    for event in events:
        if event.kind in (CLIENT_LINE, RESPONSE, UNHEARD):
            found.append(f"C: {_shown(client(event), known)}")
        elif event.kind == SERVER_LINE:
            found.append(f"S: {_shown(event.text, known)}")
        elif event.kind == CLOSED:
            found.append("(the server closed the connection)")
    return found


def client(event: Event) -> bytes:
    """A line of ours without its credential. A response is one to ``lint``, whatever it is."""
    text = event.text
    if event.kind == RESPONSE:
        return text if text in (b"", b"*") else REDACTED
    if text[:5].upper() == b"AUTH ":
        command = commands.parse(text)
        if command.secret >= 0:
            response = text[command.secret :].split(b" ")
            kept = [REDACTED if _BASE64.match(word) else word for word in response]
            return text[: command.secret] + b" ".join(kept)
    return text


def secrets(user: str | None, password: str, responses: Iterable[bytes]) -> list[redact.Form]:
    """The forms in which credentials may come back."""
    found = list(redact.secrets(list(responses), False))
    return [*found, password.encode()] if user is not None and password else found


def _shown(line: bytes, forms: list[redact.Form]) -> str:
    text = redact.mask(line, forms) if forms else line
    cut = f"... ({len(line):,} octets)" if len(text) > SHOWN else ""
    shown = terminal(text[:SHOWN].decode("utf-8", "surrogateescape")) + cut
    return _MARKER.sub("smtpcodes\\:", shown)

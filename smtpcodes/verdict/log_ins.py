"""A log-in that failed, where the log tells so and hides the reply:

Postfix, Dovecot, JavaMail and others write but a few words.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import saying
from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple
from smtpcodes.redaction import shown
from smtpcodes.report import CONFIGURATION
from smtpcodes.verdict.explained import Explain, Explained
from smtpcodes.verdict.failure import SIDES, side_of
from smtpcodes.verdict.notes import LogIn

Core = tuple[str, str | None, str, str | None, str]
TEMPORARY = "auth.temporary-failure"
_SAID = late(rb"authentication failed: ?(.{0,200})", re.S)
_DEAD = re.compile(rb"SASL: Connect to \S{1,200} failed\b|no SASL authentication mechanisms")
# Postfix as a client: its own SASL library gave up, nothing was sent that a server could refuse.
_CLIENT = re.compile(
    rb"SASL authentication failed; cannot authenticate to server \S{1,300}: (?P<why>.{0,100})", re.S
)
# Dovecot's back end says it, whatever the protocol
_BACK_END = re.compile(rb"\b(?:auth|dovecot)\b.{0,80}: .{0,200}\bPassword mismatch\b", re.S)
_SERVER = re.compile(rb"\S{1,300}: SASL [\w-]{1,20} authentication failed(?:$|[:,])")


class Words(NamedTuple):
    """What the words of a log-in that failed mean."""

    said: str
    cause: str
    side: str
    fix: str


def known(line: bytes) -> bool:
    """Are these words of a log-in that failed, whatever stands before them?"""
    return any(pattern.search(line) for pattern in (_DEAD, _CLIENT, _SERVER, _BACK_END))


def words(line: bytes, explain: Explain) -> Words:
    """What a line means that tells of a log-in that failed."""
    client = _CLIENT.search(line)
    if client is not None:
        return _of_client(client["why"])
    match = _SAID.search(line)
    said = match[1] if match is not None else b""
    temporary = _DEAD.search(line) is not None or saying.of_back_end(said)
    text = (
        "454 4.7.0 Temporary authentication failure"
        if temporary
        else "535 5.7.8 authentication failed: " + said.decode("utf-8", "replace")
    )
    found = explain(text)
    cause = found.cause if found.cause != "unknown" else "auth.credentials-invalid"
    cause = TEMPORARY if temporary else cause
    return Words(
        "the server could not check it" if cause == TEMPORARY else _title(found),
        cause,
        SIDES[TEMPORARY] if cause == TEMPORARY else side_of(cause),
        found.fix,
    )


def _of_client(why: bytes) -> Words:
    if why.startswith(b"no mechanism available"):
        cause = "auth.mechanism-unsupported"
        return Words(
            "the client has none of the mechanisms that the server offers",
            cause,
            side_of(cause),
            "Install the plug-ins of the SASL library (libsasl2-modules on Debian, "
            "cyrus-sasl-plain on Fedora); without noanonymous, noplaintext in "
            "smtp_sasl_security_options PLAIN and LOGIN are used.",
        )
    return Words(
        "the client's own SASL library gave up, nothing was refused",
        "unknown",
        CONFIGURATION,
        "Look at the entry of this server in smtp_sasl_password_maps: user name, colon, password, "
        "and run postmap; "
        "with XOAUTH2 look at what its plug-in logs.",
    )


def hidden(log_in: LogIn, explain: Explain) -> Core:
    """A sentence, the cause, the side, the provider, what to do."""
    line = log_in.place.line[: shown.TEXT]
    said = words(line, explain)
    of_reply = "" if _CLIENT.search(line) else "; the log hides the reply"
    named = log_in.x.mechanism if log_in.x.mechanism not in ("", "?") else ""
    return (
        f"AUTH{' ' + named if named else ''} failed at line {log_in.place.number}: "
        f"{said.said}{of_reply}",
        said.cause,
        said.side,
        None,
        said.fix,
    )


def _title(found: Explained) -> str:
    title = found.title or "the credentials are not accepted"
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]

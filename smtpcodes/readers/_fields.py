"""What the texts of several server logs have in common."""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.readers.base import Event, Item
from smtpcodes.session.events import Close

CLOSED = Close()
UNSHOWN = Command(
    b"", commands.UNKNOWN, b"", Form.ASSUMED
)  # the log does not tell what the reply answers
AUTH = Command(b"AUTH", "AUTH", b"", Form.ARGUMENT | Form.ASSUMED | Form.MASKED)


def verb(name: bytes) -> Command:
    """A command of which the log shows the verb."""
    return Command(name, name.decode("ascii"), b"", Form.ARGUMENT)


def alone(*events: Event) -> list[Item]:
    """The events of a session that is over with its line."""
    return [("alone", event) for event in (*events, CLOSED)]


def address_end(line: bytes, at: int) -> int:
    """Where an address ends, past its ">"; `at` is after the "<", and the local part may be quoted
    (RFC 5321 section 4.1.2)."""
    if line[at : at + 1] == b'"':
        at += 1
        while at < len(line) and line[at : at + 1] != b'"':
            at += 2 if line[at : at + 1] == b"\\" else 1
    return line.find(b">", at) + 1 or len(line)


def replies(text: bytes) -> list[reply.ReplyLine]:
    """The lines of a reply; a line feed may be logged as the two characters "\\n"; none if it is no
    reply."""
    found = [reply.parse(raw) for raw in text.replace(b"\\r", b"").split(b"\\n") if raw]
    if not found or found[0] is None or not 200 <= found[0].code < 600:
        return []
    return [x for x in found if x is not None]


def joined(text: bytes) -> list[bytes]:
    """The lines of a reply that was logged in one, joined with blanks: "550-5.7.1 One 550 5.7.1
    two"."""
    code = text[:3]
    lines: list[bytes] = []
    if text[3:4] == b"-" and code.isdigit():
        more, last = b" " + code + b"-", b" " + code + b" "
        at = 0
        while (end := text.find(more, at + 4)) >= 0 and len(lines) < 100:
            lines.append(text[at:end])
            at = end + 1
        end = text.find(last, at + 4)
        if end >= 0:
            lines.append(text[at:end])
            at = end + 1
        text = text[at:]
    lines.append(text)
    return lines

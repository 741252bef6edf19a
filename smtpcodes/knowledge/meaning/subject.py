"""What a reply is about comes before what it complains of: causes that its subject rules out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple

_SENDER = frozenset(
    ("sender", "mailfrom", "from", "absender", "emetteur", "expediteur", "remitente", "mittente")
)
_RECIPIENT = frozenset(
    ("recipient", "recipients", "rcpt", "mailbox", "to", "user", "users", "addressee")
)
_NAMED = frozenset(("recipient", "recipients", "rcpt", "addressee"))  # "sender mailbox unknown"
# Postfix and its like name the subject, then the complaint: "<a@b>: Recipient address rejected:
# over quota".
_STATED = late(
    r"\b(recipient|sender|client host|helo command|data command|end-of-data|mail command|rcpt "
    r"command)(?: address)? rejected: ?(.{2,400})"
)
_COMMANDS = {
    "recipient": "RCPT",
    "sender": "MAIL",
    "client host": "CONNECT",
    "helo command": "EHLO",
    "data command": "DATA",
    "end-of-data": "MESSAGE",
    "mail command": "MAIL",
    "rcpt command": "RCPT",
}
# "mailbox unavailable" (RFC 5321 section 4.2.3), in other languages too.
UNAVAILABLE = late(
    r"unavailable|indisponib|indispon[ií]vel|não dispon|no[n]? dispon|nicht verf|erreichbar"
    r"|niedost[eę]pn|nedostupn|недоступ|不可用|利用できない|이용될|musait değil|kullanılam"
    r"|niet beschikbaar|inte tillgänglig"
)
_OF_SENDER = (".1.7", ".1.8")  # RFC 3463 section 3.2: bad sender's address
_FIRST = 3  # words in which the subject stands

NO_RECIPIENT = frozenset(  # what is said of a recipient alone
    ("recipient.unknown", "recipient.disabled", "recipient.mailbox-full", "recipient.unavailable")
)
_NO_MAILBOX = NO_RECIPIENT - {"recipient.unknown"}
_NO_ROUTE = frozenset(("recipient.domain-unknown", "routing.failed"))  # to the recipient
_NO_SENDER = frozenset(("sender.rejected", "auth.sender-mismatch"))
_NOTHING: frozenset[str] = frozenset()


class Stated(NamedTuple):
    """The subject that a text names before its complaint, as the command that it answers, and the
    complaint."""

    command: str
    complaint: str


def stated(text: str) -> Stated | None:
    """The subject and the complaint of a text (lower case) that names them apart."""
    if " rejected: " not in text:
        return None
    found = _STATED.search(text)
    return None if found is None else Stated(_COMMANDS[found.group(1)], found.group(2))


@cache
def _of_mailboxes() -> frozenset[str]:
    return NO_RECIPIENT | _NO_SENDER


def impossible(found: Sequence[str], enhanced: str | None, command: str | None) -> frozenset[str]:
    """The causes that the subject of a text (its words) rules out."""
    if enhanced is not None and enhanced[1:] in _OF_SENDER and command != "RCPT":
        return NO_RECIPIENT | _NO_ROUTE
    if enhanced is not None and enhanced[1:4] == ".5.":  # the protocol, and no mailbox
        return _NO_MAILBOX
    if command == "CONNECT":
        return _of_mailboxes()
    first = [word for word in found[:_FIRST] if word != "#"]
    others = _NAMED if first[:1] and first[0] in _SENDER else _RECIPIENT
    if command != "RCPT" and not _SENDER.isdisjoint(first) and others.isdisjoint(found):
        return NO_RECIPIENT
    if first[:2] == ["your", "ip"] or first[:1] == ["ip"]:
        return _of_mailboxes() | {"session.closed"}
    return _NOTHING


_UNKNOWN = late(r"support|implement|unknown|recogni[sz]ed|disabled|not available")


def misread(cause: str, tail: str, text: str) -> bool:
    """Of a 501, whose enhanced code says the protocol, or that has none: does the text only name
    the argument that cannot be read?"""
    if cause == "command.unsupported":
        return _UNKNOWN.search(text) is None
    return bool(tail) and cause in ("sender.rejected", "recipient.unknown")

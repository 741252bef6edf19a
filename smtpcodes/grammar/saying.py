"""Questions to a text that want no class of it: the words of English that answer them stand here,
in ``textclass`` and in ``data/phrases``, and nowhere else."""

from __future__ import annotations

from smtpcodes.grammar.late import late

_LATER = late(r"temporar|later|try again|busy|retry")
_FAILURE = late(r"fail|denied|reject|invalid|unsuccessful")
# "Authentication failed" alone does not say why
_BLAME = late(
    r"invalid|incorrect|wrong|bad |unknown|mismatch|not accepted|do(?:es)? not match|rejected"
    r"|expired"
    r"|base64|syntax|decode|malformed|no such|unsupported|not supported|unrecogni"
)
_OF_MAIL = late(
    rb"(?i)smtp|lmtp|\b(?:rcpt(?: to)?|mail from|ehlo|helo|starttls|sasl|mta)\b|\be?mail|recipient"
    rb"|sender|sequence of commands|mailbox|greylist"
)
_REFUSED = late(rb"(?i)fail|reject|denied|refuse|not accepted|invalid|incorrect|unable|error")
# The server could not ask whoever knows the passwords: that says nothing of this one.
_BACK_END = late(
    rb"(?i)generic failure|saslauthd|private/auth|connection lost|temporary|no worthy|backend"
    rb"|internal error"
)


def later(text: str) -> bool:
    """Does a text (lower case) say that the same may work later?"""
    return _LATER.search(text) is not None


def failure(text: str) -> bool:
    """Does a text (lower case) speak of a failure?"""
    return _FAILURE.search(text) is not None


def blames(text: str) -> bool:
    """Does a text (lower case) blame what the client sent?"""
    return _BLAME.search(text) is not None


def of_mail(line: bytes) -> bool:
    """Does a line speak of mail?"""
    return _OF_MAIL.search(line) is not None


def refused(line: bytes) -> bool:
    """Does a line say that something failed or was refused?"""
    return _REFUSED.search(line) is not None


def of_back_end(said: bytes) -> bool:
    """Do the words behind "authentication failed" say that the server could not check?"""
    return _BACK_END.search(said) is not None

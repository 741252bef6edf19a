"""What an exception carries: a reply, several, or what a client says of itself. No library is
imported.

Known are those of smtplib, aiosmtplib, Twisted, ssl, socket, asyncio and anyio, by their shape and
the names of their classes; groups; and what wraps them: causes, contexts, ``.exc`` and the like.
The nearest that tells something counts; ``raise ... from None`` hides what came before it. Of
siblings, in a group or a list, all count.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from smtpcodes.knowledge import apart
from smtpcodes.knowledge.causes import Cause
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST = 1000  # exceptions and recipients that are looked at

# What a class of exceptions answers.
_COMMANDS = {
    "SMTPAuthenticationError": "AUTH",
    "AuthenticationError": "AUTH",
    "AUTHDeclinedError": "AUTH",
    "SMTPSenderRefused": "MAIL",
    "SMTPRecipientRefused": "RCPT",
    "SMTPRecipientsRefused": "RCPT",
    "SMTPDataError": "DATA",
    "SMTPHeloError": "EHLO",
    "SMTPConnectError": "CONNECT",
    "SMTPConnectResponseError": "CONNECT",
}
# Classes that mean one thing, whatever their text is.
_CERTAIN = {
    "SSLCertVerificationError": Cause.TLS_CERTIFICATE,
    "CertificateError": Cause.TLS_CERTIFICATE,
    "gaierror": Cause.NETWORK_HOST_UNKNOWN,
    "ConnectionRefusedError": Cause.NETWORK_UNREACHABLE,
    "ConnectionResetError": Cause.NETWORK_DISCONNECTED,
    "ConnectionAbortedError": Cause.NETWORK_DISCONNECTED,
    "BrokenPipeError": Cause.NETWORK_DISCONNECTED,
    "IncompleteReadError": Cause.NETWORK_DISCONNECTED,
    "SSLEOFError": Cause.NETWORK_DISCONNECTED,
    "SSLZeroReturnError": Cause.NETWORK_DISCONNECTED,
    "BrokenResourceError": Cause.NETWORK_DISCONNECTED,
    "EndOfStream": Cause.NETWORK_DISCONNECTED,
}
# Classes that mean it where their text says nothing else.
_USUAL = {
    "SMTPReadTimeoutError": Cause.NETWORK_DISCONNECTED,
    "SMTPServerDisconnected": Cause.NETWORK_DISCONNECTED,
    "ConnectionLost": Cause.NETWORK_DISCONNECTED,
    "ConnectionDone": Cause.NETWORK_DISCONNECTED,
    "RemoteProtocolError": Cause.NETWORK_DISCONNECTED,
    "ReadTimeout": Cause.NETWORK_DISCONNECTED,
    "ReadError": Cause.NETWORK_DISCONNECTED,
    "SMTPConnectError": Cause.NETWORK_UNREACHABLE,
    "ConnectError": Cause.NETWORK_UNREACHABLE,
    "ConnectTimeout": Cause.NETWORK_UNREACHABLE,
    "ConnectionFailed": Cause.NETWORK_UNREACHABLE,
    "TimeoutError": Cause.NETWORK_UNREACHABLE,
    "SSLError": Cause.TLS_FAILED,
}
_ERRORS = {
    **dict.fromkeys(
        ("ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"),
        Cause.NETWORK_UNREACHABLE,
    ),
    **dict.fromkeys(
        ("ECONNRESET", "ECONNABORTED", "EPIPE", "ESHUTDOWN"), Cause.NETWORK_DISCONNECTED
    ),
}
# Under these names others keep the exception that they stand for (Celery, urllib, tenacity,
# JSON-RPC clients).
_INNER = (
    "exc",
    "reason",
    "inner",
    "original",
    "original_exception",
    "original_error",
    "inner_exception",
    "orig",
    "error",
    "cause",
    "last_exception",
)


class Carried(NamedTuple):
    """What an exception tells.

    reply: its lines, "" for none. text: the exception's own words. certain, usual: the cause that
    its class stands for, whatever its text says, and where that says nothing.
    """

    reply: str
    command: str | None
    text: str
    recipient: str = ""
    error: str = ""
    certain: Cause | None = None
    usual: Cause | None = None
    speaks: bool = True  # the text is its own; a group only counts
    of_mail: bool = (
        True  # it may speak of mail; Python's own errors do so only in a reply or as a client
    )


def replies(error: BaseException) -> list[Carried]:
    """The replies that the nearest exceptions carry; of siblings all. Empty if no exception has
    one. Never fails."""
    for level in _levels(error):
        found = [carried for one in level for carried in _replies(one)]
        if found:
            return found[:MOST]
    return []


def saying(error: BaseException) -> list[Carried]:
    """What exceptions without a reply say, the nearest first. Never fails."""
    return [_said(one) for level in _levels(error) for one in level]


def text_of(value: object) -> str:
    """The text of any object; the name of its type if it has none to give."""
    try:
        return str(value) or type(value).__name__
    except Exception:  # of a foreign class: its text is all that is lost
        return type(value).__name__


def decoded(message: object) -> str:
    """The text of a reply as a library keeps it: octets or text."""
    if not isinstance(message, (bytes, bytearray)):
        return text_of(message) if message else ""
    try:
        return message.decode("utf-8")
    except UnicodeDecodeError:
        return message.decode("latin-1")  # loses nothing; what was GBK is found there


def _names(error: BaseException) -> list[str]:
    return [base.__name__ for base in type(error).__mro__]


def _attribute(error: object, *names: str) -> Any:
    """The first attribute that is there; None if there is none, or where the class fails to give
    it."""
    for name in names:
        try:
            found = getattr(error, name, None)
        except Exception:
            continue
        if found is not None:
            return found
    return None


def _command(names: list[str]) -> str | None:
    return next((_COMMANDS[name] for name in names if name in _COMMANDS), None)


def _replies(error: BaseException) -> Iterator[Carried]:
    names = _names(error)
    command = _command(names)
    code, message = _attribute(error, "smtp_code"), _attribute(error, "smtp_error")
    if code is None and any(name.startswith("SMTP") for name in names):
        # aiosmtplib, Twisted; HTTP errors have a code, too
        code, message = _attribute(error, "code"), _attribute(error, "message", "resp")
    if _is_code(code):
        to = decoded(_attribute(error, "recipient")) if command == "RCPT" else ""
        yield _reply(code, message, command, to)
        return
    recipients = _attribute(error, "recipients")
    for address, answer in list(recipients.items())[:MOST] if isinstance(recipients, dict) else ():
        if isinstance(answer, tuple) and len(answer) == 2 and _is_code(answer[0]):
            yield _reply(answer[0], answer[1], command or "RCPT", decoded(address))


def _is_code(code: object) -> bool:
    return isinstance(code, int) and 200 <= code < 600


def _reply(code: int, message: object, command: str | None, recipient: str) -> Carried:
    lines = apart.lines(f"{int(code)}", decoded(message))
    return Carried(lines, command, lines, recipient)


def _said(error: BaseException) -> Carried:
    names = _names(error)
    certain = next((_CERTAIN[name] for name in names if name in _CERTAIN), None)
    usual = next((_USUAL[name] for name in names if name in _USUAL), None)
    if usual is None and isinstance(error, OSError):
        usual = _ERRORS.get(errno.errorcode.get(error.errno or 0, ""))
    speaks = not isinstance(error, BaseExceptionGroup)
    of_mail = not isinstance(error, OSError) or any(name.startswith("SMTP") for name in names)
    if type(error).__module__ == "builtins" and type(error) not in (Exception, RuntimeError):
        of_mail = False
    return Carried(
        "", _command(names), text_of(error), "", names[0], certain, usual, speaks, of_mail
    )


def _levels(error: BaseException) -> Iterator[list[BaseException]]:
    """The exception, then what it stands for, then what that stands for: siblings together, each
    once."""
    seen: set[int] = set()
    level = [error]
    while level and len(seen) < MOST:
        own: list[BaseException] = []
        waiting = list(reversed(level))
        while waiting and len(seen) < MOST:
            one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            own.append(one)
            for name in ("exceptions", "recipients"):
                inner = _attribute(one, name)
                if isinstance(inner, (list, tuple)):
                    waiting += reversed([x for x in inner[:MOST] if isinstance(x, BaseException)])
        yield own
        level = [inner for one in own for inner in _behind(one)]


def _behind(error: BaseException) -> Iterator[BaseException]:
    """What an exception stands for: its cause, its context unless that is hidden, what its library
    keeps in it."""
    if error.__cause__ is not None:
        yield error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield error.__context__
    kept = [_attribute(error, name) for name in _INNER]
    if isinstance(error.args, tuple):
        kept += error.args[:10]
    yield from (one for one in kept if isinstance(one, BaseException))

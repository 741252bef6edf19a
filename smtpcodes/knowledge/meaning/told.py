"""The cause of a text that no signature knows: the class of the text, then the phrase that tells
most.

What classes there are is for ``grammar.textclass``, what phrases say for ``phrasebook``; here is
when which is believed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from smtpcodes.grammar.late import late
from smtpcodes.grammar.textclass import TextClass, textclass
from smtpcodes.knowledge.meaning import books, subject
from smtpcodes.knowledge.meaning.context import OTHERS_TOO, of_log_in
from smtpcodes.knowledge.meaning.language import Book, words

# Why a provider does what it does, said in passing: no cause of this reply.
_ASIDE = late(
    r"\bto (?:best )?(?:protect our users from spam|reduce the amount of spam sent)"
    r"|\bi(?:'| a)m not going to try again; this message has been in the queue too long"
    r"|\b(?:x-)?(?:[a-z]{2,20}-){1,3}results:|\b[a-z]{2,20}-signature:"  # fields of a header
)
# Causes that advice behind the complaint speaks of ("set up SPF"), and those that its first
# sentence says too generally.
_OF_ADVICE = ("policy.", "auth.sender-mismatch")
_GENERAL = frozenset(
    (
        "auth.credentials-invalid",
        "auth.required",
        "policy.rejected",
        "server.error",
        "server.unavailable",
        "sender.rejected",
    )
)
_SENTENCES = late(r"(?<=[a-z)\]])[.!;] +(?=[a-z*])")
_OFTEN_OTHERS = frozenset((550, 551, 553, 554))  # and are about addresses, mostly
_MAY_BE_AUTH = frozenset((None, 421, 451, 500, 501, 502, 503, 504, 530)) | _OFTEN_OTHERS
_OF_AUTH = frozenset(
    (
        "auth",
        "authenticate",
        "authenticated",
        "authentication",
        "sasl",
        "mechanism",
        "password",
        "login",
        "logon",
        "base64",
        "credentials",
        "xoauth",
        "xoauth2",
        "oauthbearer",
        "ntlm",
        "gssapi",
        "scram",
        "cram",
        "username",
        "browser",
        "authentification",
    )
)
_SURELY_AUTH = _OF_AUTH - {"username", "browser"}  # of other replies, too
# A class of the text with the cause that it is, and the causes that say it better where the phrase
# book finds them.
_CLASSES: dict[TextClass, tuple[str, frozenset[str]]] = {
    TextClass.SENDER_AUTHENTICATION: (
        "policy.sender-authentication",
        frozenset(
            (
                "recipient.refuses",
                "auth.sender-mismatch",
                "auth.required",
                "policy.blocklisted",
                "message.not-compliant",
            )
        ),
    ),
    TextClass.WANTS_TLS: (
        "tls.required",
        frozenset(("tls.not-offered", "tls.unavailable", "tls.failed")),
    ),
    TextClass.WANTS_AUTH: (
        "auth.required",
        frozenset(
            (
                "auth.web-login-required",
                "auth.app-password-required",
                "auth.sender-mismatch",
                "policy.sender-authentication",
                "recipient.refuses",
                "relay.denied",
            )
        ),
    ),
    TextClass.SENDER_MISMATCH: (
        "auth.sender-mismatch",
        frozenset(("policy.sender-authentication", "recipient.refuses", "relay.denied")),
    ),
}


# Codes about the authentication of the message or its sender, not of the client (RFC 7372 section
# 3, RFC 7505 section 4.2).
_OF_MESSAGE = frozenset((".7.20", ".7.21", ".7.22", ".7.23", ".7.24", ".7.25", ".7.26", ".7.27"))
_OF_CLIENT = frozenset(("auth.required", "auth.credentials-invalid"))
_SEND_AS = late(
    r"\b(?:send|use)(?: e?-?mail| messages?)? (?:as|from)\b(?! (?:this|your) (?:ip|host|network|server))"
)
_WRONG = late(
    r"\b(?:password (?:is )?(?:incorrect|wrong|invalid|bad)|(?:incorrect|wrong|invalid|bad) password)\b"
)
_OR_ELSE = frozenset(("auth.rate-limited", "rate.limited", "auth.temporary-failure"))
_OF_COMMANDS = (500, 501)  # replies to a command, not to a message (RFC 5321 section 4.3.2)
# Words that blame what the client sent, and those that say that a log-in was looked at.
_BLAME = frozenset(
    (
        "invalid",
        "incorrect",
        "wrong",
        "bad",
        "credentials",
        "password",
        "username",
        "supported",
        "implemented",
    )
)
_REFUSED = frozenset(
    (
        "fail",
        "failed",
        "failure",
        "password",
        "credentials",
        "credential",
        "user",
        "username",
        "login",
        "unsuccessful",
        "incorrect",
        "rejected",
        "denied",
    )
)


class Told(NamedTuple):
    """What a text tells. weak: only in general words, which an enhanced code may say better."""

    cause: str
    weak: bool
    phrase: str


@lru_cache(8192)
def told(
    code: int | None, command: str | None, text: str, enhanced: str | None = None
) -> Told | None:
    """What a text tells (code and enhanced code taken off, lower case), or None."""
    own = _ASIDE.sub("", text)
    whole = _told(code, command, own if own.strip(" .") else text, enhanced)
    if whole is None or not whole.cause.startswith(_OF_ADVICE):
        return whole
    first = _SENTENCES.split(own, maxsplit=1)[0]
    if len(first) == len(own):
        return whole
    complaint = _told(code, command, first, enhanced)
    if complaint is None or complaint.weak or complaint.cause in _GENERAL:
        return whole
    return complaint


def _told(code: int | None, command: str | None, text: str, enhanced: str | None) -> Told | None:  # noqa: C901
    kind = textclass(text)
    found = words(text)
    everywhere = books.everywhere()
    spoken = not (_SURELY_AUTH if code in _OFTEN_OTHERS else _OF_AUTH).isdisjoint(found)
    surely = False
    stated = None if command in ("AUTH", "SASL") else subject.stated(text)
    if stated is not None and command is None:
        command = stated.command
    of_message = stated is not None or (enhanced or "")[1:] in _OF_MESSAGE
    if not of_message and (
        command in ("AUTH", "SASL")
        or of_log_in(code, enhanced)
        or (code in _MAY_BE_AUTH and spoken)
        or (code in OTHERS_TOO and spoken)
    ):
        if code in OTHERS_TOO and command is None and not spoken:
            general = everywhere.find(found, books.weak())
            tried = books.log_in().find(found)
            locked = tried is not None and tried[1] == "auth.rate-limited"
            if (
                general is not None
                and not locked
                and general[1].startswith(("policy.", "relay.", "tls."))
            ):
                return Told(general[1], False, general[2])
        surely = of_log_in(code, enhanced) or (
            command in ("AUTH", "SASL") and (code != 421 or spoken)
        )
        special = _in_auth(kind, found, books.log_in(), surely)
        if special is not None:
            return Told(_of_code(code, special[0], found), False, special[1])
    without = subject.impossible(found, enhanced, command)
    if (enhanced or "")[1:] in _OF_MESSAGE:
        without |= _OF_CLIENT
    general = everywhere.find(found, without=without)
    if stated is not None and (general is None or general[0] >= books.weak()):
        own = everywhere.find(words(stated.complaint), without=without)
        general = own if own is not None and own[0] < books.weak() else general or own
    if (
        surely
        and general is not None
        and (general[0] >= books.weak() or general[1] == "session.closed")
    ):
        return None  # "unauthorized", "denied": the code says it better
    if kind is TextClass.TOO_LONG and code in (500, 501):
        return Told("auth.line-too-long" if surely else "syntax.bad", False, "a line is too long")
    if (
        general is not None
        and code in _OF_COMMANDS
        and general[1] == "message.not-compliant"
        and command not in ("DATA", "BDAT", "MESSAGE")
    ):
        return Told("syntax.bad", True, general[2])
    if general is not None and command == "MAIL" and general[1] == "recipient.unknown":
        return Told("sender.rejected", False, general[2])  # MAIL names no recipient
    if general is not None and code == 530 and general[1] == "recipient.disabled":
        return Told("auth.account-disabled", False, general[2])
    if kind in _CLASSES:
        usual, finer = _CLASSES[kind]
        said = f"a text that {kind.name.lower().replace('_', ' ')}"
        better = general is not None and general[1] in finer
        if kind is TextClass.SENDER_MISMATCH and _SEND_AS.search(text) is not None:
            better = better and general is not None and general[2].startswith("#")  # a host
        if general is not None and better:
            return Told(general[1], False, general[2])
        return Told(usual, False, said)
    return None if general is None else Told(general[1], general[0] >= books.weak(), general[2])


def _of_code(code: int | None, said: str, found: list[str]) -> str:
    """What the reply code makes of a cause that the text tells in words that fit several."""
    if (
        code in (451, 454)
        and said in ("auth.credentials-invalid", "auth.not-available")
        and _BLAME.isdisjoint(found)
    ):
        return "auth.temporary-failure"
    if code == 501 and said == "auth.credentials-invalid" and _REFUSED.isdisjoint(found):
        return "auth.syntax"
    return said


def _in_auth(kind: TextClass, found: list[str], book: Book, surely: bool) -> tuple[str, str] | None:
    """The cause where the reply is, or may be, one to AUTH, and the phrase that says it."""
    if kind is TextClass.RELAY or (
        kind in (TextClass.SENDER_AUTHENTICATION, TextClass.SENDER_MISMATCH) and not surely
    ):
        return None
    usual, finer = _CLASSES.get(kind, (None, frozenset()))
    said = book.find(found)
    if (
        said is not None
        and said[1] in _OR_ELSE
        and "or" in found
        and _WRONG.search(" ".join(found)) is not None
    ):
        return "auth.credentials-invalid", "one of several, the password among them"
    if usual in ("tls.required", "auth.required"):
        if said is not None and said[1] in finer:
            return said[1:]
        return usual, f"a text that {kind.name.lower().replace('_', ' ')}"
    return None if said is None else said[1:]

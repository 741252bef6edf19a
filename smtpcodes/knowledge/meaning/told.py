"""The cause of a text that no signature knows: the class of the text, then the phrase that tells
most.

What classes there are is for ``grammar.textclass``, what phrases say for ``phrasebook``; here is
when which is believed.
"""

from __future__ import annotations

from functools import lru_cache

from smtpcodes.grammar.late import late
from smtpcodes.grammar.textclass import TextClass, textclass
from smtpcodes.knowledge.meaning import books, subject
from smtpcodes.knowledge.meaning.context import OTHERS_TOO, of_log_in
from smtpcodes.knowledge.meaning.language import Book, words
from smtpcodes.record import NamedTuple

# Why a provider does what it does, said in passing: no cause of this reply.
_ASIDE = late(
    r"\bto (?:best )?(?:protect our users from spam|reduce the amount of spam sent)"
    r"|\bi(?:'| a)m not going to try again; this message has been in the queue too long"
    r"|\b(?:x-)?(?:[a-z]{2,20}-){1,3}results:|\b[a-z]{2,20}-signature:"  # fields of a header
)
_ASIDES = ("from spam", "of spam", "going to try again", "results:", "signature:")
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
        "auth authenticate authenticated authentication sasl mechanism password login logon base64 "
        "credentials xoauth xoauth2 oauthbearer ntlm gssapi scram cram username browser "
        "authentification"
    ).split()
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
    r"\b(?:send|use)(?: e?-?mail| messages?)? (?:as|from)\b(?! (?:this|your) (?:ip|host|network"
    r"|server))"
)
_WRONG = late(
    r"\b(?:password (?:is )?(?:incorrect|wrong|invalid|bad)|(?:incorrect|wrong|invalid|bad) "
    r"password)\b"
)
_OR_ELSE = frozenset(("auth.rate-limited", "rate.limited", "auth.temporary-failure"))
_DATA = ("DATA", "BDAT", "MESSAGE")
_NO_COMMAND = ("command.unsupported", "syntax.bad")  # an unknown verb: RFC 5321 section 4.2.2
_OF_VERBS = (500, 502)
_OF_SUBMISSION = ("AUTH", "SASL", "STARTTLS")
_NO_VERB = late(
    r"\bcommand,? (?:(?:is|was) )?(?:not |un)(?:recogni[sz]ed|known|implemented|supported)"
    r"|\b(?:unknown|unrecogni[sz]ed|unimplemented|unsupported|invalid) command"
    r"|\bcommand\W{1,4}(?:auth|starttls)\b.{0,300}?\bnot (?:recogni[sz]ed|implemented|supported)"
    r"|\A(?:unimplemented|not implemented|unrecogni[sz]ed|unknown)\b"
)
_OF_COMMANDS = (500, 501)  # replies to a command, not to a message (RFC 5321 section 4.3.2)
# Words that blame what the client sent, and those that say that a log-in was looked at.
_BLAME = frozenset(
    ("invalid incorrect wrong bad credentials password username supported implemented").split()
)
_REFUSED = frozenset(
    (
        "fail failed failure password credentials credential user username login unsuccessful "
        "incorrect rejected denied"
    ).split()
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
    own = _ASIDE.sub("", text) if any(word in text for word in _ASIDES) else text
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


class _Text(NamedTuple):
    """A text, with what is seen of it at once. spoken: words of a log-in stand in it."""

    code: int | None
    command: str | None
    text: str
    enhanced: str | None
    kind: TextClass
    words: list[str]
    spoken: bool
    stated: subject.Stated | None

    @property
    def of_message(self) -> bool:
        return (self.enhanced or "")[1:] in _OF_MESSAGE

    @property
    def of_auth(self) -> bool:
        return self.command in ("AUTH", "SASL")


def _told(code: int | None, command: str | None, text: str, enhanced: str | None) -> Told | None:
    found = words(text)
    spoken = not (_SURELY_AUTH if code in _OFTEN_OTHERS else _OF_AUTH).isdisjoint(found)
    stated = None if command in ("AUTH", "SASL") else subject.stated(text)
    if stated is not None and command is None:
        command = stated.command
    x = _Text(code, command, text, enhanced, textclass(text), found, spoken, stated)
    if code in _OF_VERBS and _NO_VERB.search(text) is not None:
        missing = _missing(x)
        if missing is not None and (x.command in _OF_SUBMISSION or "command" in found[:1]):
            return Told(missing, False, "the command is unknown")
    surely = False
    if stated is None and not x.of_message and _may_be_log_in(x):
        surely = of_log_in(code, enhanced) or (x.of_auth and (code != 421 or spoken))
        special = _as_log_in(x, surely)
        if special is not None:
            return special
    general = _general(x)
    if general is not None and surely and (general.weak or general.cause == "session.closed"):
        return None  # "unauthorized", "denied": the code says it better
    if x.kind is TextClass.TOO_LONG and code in (500, 501):
        of_sasl = surely or (enhanced or "").endswith(".5.6")  # what the registry has it for
        return Told("auth.line-too-long" if of_sasl else "syntax.bad", False, "a line is too long")
    return _of_class(x, general) if general is None else _corrected(x, general)


def _may_be_log_in(x: _Text) -> bool:
    """May the text be a reply to AUTH?"""
    return (
        x.of_auth
        or of_log_in(x.code, x.enhanced)
        or (x.spoken and (x.code in _MAY_BE_AUTH or x.code in OTHERS_TOO))
    )


def _as_log_in(x: _Text, surely: bool) -> Told | None:
    """What the text says if it is a reply to AUTH."""
    book = books.log_in()
    if x.code in OTHERS_TOO and x.command is None and not x.spoken:
        general = books.everywhere().find(x.words, books.weak())
        tried = book.find(x.words)
        locked = tried is not None and tried[1] == "auth.rate-limited"
        if general and not locked and general[1].startswith(("policy.", "relay.", "tls.")):
            return Told(general[1], False, general[2])
    special = _in_auth(x.kind, x.words, book, surely)
    return special and Told(_of_code(x.code, special[0], x.words), False, special[1])


def _general(x: _Text) -> Told | None:
    """What the text says, whatever it answers; of a subject that is named, its complaint."""
    everywhere, weak = books.everywhere(), books.weak()
    without = subject.impossible(x.words, x.enhanced, x.command)
    if x.of_message:
        without |= _OF_CLIENT
    found = everywhere.find(x.words, without=without)
    if x.stated is not None and (found is None or found[0] >= weak):
        own = everywhere.find(words(x.stated.complaint), without=without)
        found = own if own is not None and own[0] < weak else found or own
    return None if found is None else Told(found[1], found[0] >= weak, found[2])


def _corrected(x: _Text, general: Told) -> Told | None:
    """What a phrase says, corrected by the command that it answers."""
    said = general.cause
    if said == "message.not-compliant" and x.code in _OF_COMMANDS and x.command not in _DATA:
        return Told("syntax.bad", True, general.phrase)
    if said == "recipient.unknown" and x.command == "MAIL":
        return Told("sender.rejected", False, general.phrase)  # MAIL names no recipient
    if said in _NO_COMMAND and x.code in _OF_VERBS and (missing := _missing(x)) is not None:
        return Told(missing, False, general.phrase)
    if said == "recipient.disabled" and x.code == 530:
        return Told("auth.account-disabled", False, general.phrase)
    return _of_class(x, general)


def _missing(x: _Text) -> str | None:
    """What the server has not, if it knows neither STARTTLS nor AUTH."""
    if x.command == "STARTTLS" or (not x.of_auth and "starttls" in x.words):
        return "tls.not-offered"
    if x.command == "AUTH" or (x.command is None and "auth" in x.words):
        return "auth.not-available"
    return None  # a response that is no command to the server: it asked for one


def _of_class(x: _Text, general: Told | None) -> Told | None:
    """What the class of the text says, unless a phrase says it better."""
    if x.kind not in _CLASSES:
        return general
    usual, finer = _CLASSES[x.kind]
    if general is not None and general.cause in finer:
        a_host = general.phrase.startswith("#")
        if a_host or x.kind is not TextClass.SENDER_MISMATCH or not _SEND_AS.search(x.text):
            return general._replace(weak=False)
    return Told(usual, False, f"a text that {x.kind.name.lower().replace('_', ' ')}")


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

"""What a text says: the ordered, named steps that lead from a reply to its cause. Decided here.

Each step answers or passes on; the first answer stands, unless the vote at the end knows better.
What was asked of whom is kept: ``explain --why`` prints it.
"""

from __future__ import annotations

from collections.abc import Callable

from smtpcodes.grammar.late import late
from smtpcodes.knowledge import store
from smtpcodes.knowledge.meaning.asked import Answer, Asked
from smtpcodes.knowledge.meaning.context import GENERALLY
from smtpcodes.knowledge.meaning.corrected import told_of

TYPE_CHECKING = False
if TYPE_CHECKING:  # a code without a text needs none of these
    from smtpcodes.knowledge.match import Signature

# Reply codes that are about the log-in, whatever their text says: RFC 4954 section 6, RFC 5248
# section 2.4.
EVIDENCE = frozenset((530, 534, 535, 538, 525, 526, 432))
# Causes that may stand behind a client's "could not connect", "authentication failed".
_FINER = ("auth.", "tls.", "sequence.", "command.", "rate.")
# Causes that a text tells by name: STARTTLS, a certificate, a server that cannot be reached.
_PLAIN = ("tls.", "network.", "sequence.")
# Of a user who logs in, what is said of a mailbox elsewhere.
_OF_USER = {
    "recipient.unknown": "auth.credentials-invalid",
    "recipient.disabled": "auth.account-disabled",
    "recipient.unavailable": "auth.temporary-failure",
}
_OF_LOG_IN_ALONE = frozenset((534, 535, 538))
_OF_COMMANDS = (502, 504)  # behind these "unknown" says what the code says
_SAYS_THE_CODE = late(
    r"unknown|unrecogni|unsupport|implement|unbekannt|desconocid|desconhecid|inconnu|sconosciut"
    r"|nieznan|неизвест"
)
_FEW = 3  # blanks
_SHORT = 20  # letters of a template that may stand in many sentences
LONG = 32  # letters of a template that stand in no other sentence
_WORD_NEXT = late(r" ?(?!and |see |please |for )[a-z]{2,}")
# A 334 that refuses a token: {"status": ...}, in base64 as it is sent (RFC 7628 section 3.2.3) or
# not, or the name of an error (RFC 6749 section 5.2, RFC 6750 section 3.1). In lower case.
_REFUSES_TOKEN = ("eyjzdgf0dxmi", '{"status"', "invalid_", "insufficient_")


def _challenge(asked: Asked) -> Answer | None:
    if asked.code == 334 and asked.text.startswith(_REFUSES_TOKEN):
        return Answer("auth.token-invalid", "text", "high", "the 334 carries an error")
    return None


def _success(asked: Asked) -> Answer | None:
    if asked.code is not None and 200 <= asked.code < 400:
        return Answer("success", "reply code", "high", f"{asked.code} accepts")
    return None


def _begins_only(asked: Asked, known: Signature) -> bool:
    """True if a short template of everyday words is but a part of a longer sentence, and has
    another code."""
    if known.code in (None, asked.code) or (
        known.enhanced is not None and known.enhanced == asked.enhanced
    ):
        return False
    alone = asked.code is None  # what a client says begins with general words
    if known.weight >= _SHORT * (2 if alone else 1):
        return False
    if known.weight * (2 if alone else 3) > len(asked.text):
        return False
    return known.everyday


def _of_another_subject(asked: Asked, known: Signature) -> bool:
    """True if few words that several servers use stand behind another enhanced code."""
    if not known.shared or known.weight >= _SHORT or None in (known.enhanced, asked.enhanced):
        return False
    return known.enhanced != asked.enhanced


def _signature(asked: Asked) -> Answer | None:
    known = asked.signature
    if known is None or _begins_only(asked, known) or _of_another_subject(asked, known):
        return None
    return (
        _of_log_in(asked, known) or _behind(asked, known) or _goes_on(asked, known) or _known(known)
    )


def _of_log_in(asked: Asked, known: Signature) -> Answer | None:
    """What a text that is known of a mailbox says where it answers AUTH: the one who logs in."""
    if known.cause not in _OF_USER or not asked.context.in_log_in:
        return None
    return Answer(_OF_USER[known.cause], "text", "medium", f"{known.id}, and it answers AUTH")


def _goes_on(asked: Asked, known: Signature) -> Answer | None:
    """What a sentence says that begins with a short template and goes on with words of its own:
    "AUTH not allowed twice" is no "AUTH not allowed"."""
    if known.weight > LONG or known.open_start or len(known.chunks) != 1:
        return None
    rest = asked.text[known.weight :].lstrip("\"': ")
    if _WORD_NEXT.match(rest) is None:
        return None
    found = told_of(asked)
    if found is None or found.cause in (known.cause, *known.entry.get("also", ())):
        return None
    if found.weak:
        return _known(known)._replace(confidence="medium")
    said = f"goes on behind {known.id}: {found.phrase}"
    return Answer(found.cause, "text", "medium", said)


# Causes that a server's first words say, before those that tell why.
_SAYS_LITTLE = frozenset(
    (
        "policy.rejected",
        "server.error",
        "command.unsupported",
        "auth.credentials-invalid",
        "auth.temporary-failure",
    )
)


def _behind(asked: Asked, known: Signature) -> Answer | None:
    """What stands behind a template that says little, where it is the greater part of a text and
    tells another cause."""
    if known.cause not in _SAYS_LITTLE or known.open_start or len(known.chunks) != 1:
        return None
    rest = asked.text[known.weight :].lstrip(" ,.:;-")
    found = told_of(asked._replace(text=rest)) if rest else None
    of_log_in = known.cause.startswith("auth.")
    if found is not None and of_log_in:
        own = "auth.rate-limited" if found.cause == "rate.limited" else found.cause
        found = found._replace(cause=_OF_USER.get(own, own))
    if len(rest) < known.weight and not (
        found is not None and of_log_in and found.cause.startswith("auth.")
    ):
        return None  # "account disabled" is told in two words
    if found is None or found.weak or found.cause == known.cause:
        return None
    if found.cause in known.entry.get("also", ()) and not known.shared:
        return None  # it is said of the provider's text as a whole
    if found.cause == "server.error":
        return None  # "temporary authentication failure: generic failure"
    return Answer(found.cause, "text", "medium", f"behind {known.id}: {found.phrase}")


def _part(asked: Asked) -> Answer | None:
    return None if asked.signature is None else _known(asked.signature)


def _known(known: Signature) -> Answer:
    sure = "high" if known.weight >= 12 else "medium"
    return Answer(known.cause, "signature", sure, f"the text is known: {known.id}")


def _client(asked: Asked) -> Answer | None:
    if asked.code is not None or asked.enhanced is not None or not asked.text:
        return None
    from smtpcodes.knowledge.meaning import books
    from smtpcodes.knowledge.meaning.language import words

    found = books.client().find(words(asked.text))
    if found is None:
        return None
    said = f"no reply came, the client says: {found[2]}"
    if found[0] >= books.general():  # "could not authenticate": what stands behind it tells why
        said = f"{GENERALLY}: {found[2]}"
        finer = told_of(asked)
        if (
            finer is not None
            and not finer.weak
            and finer.cause.startswith(_FINER)
            and (finer.cause, found[1]) != ("tls.failed", "network.unreachable")
        ):
            return Answer(finer.cause, "text", "medium", f"{said}; then: {finer.phrase}")
    return Answer(found[1], "text", "medium", said)


def client_failed(text: str) -> bool:
    """Does a client say that something failed?"""
    from smtpcodes.knowledge.meaning import books
    from smtpcodes.knowledge.meaning.language import words

    return books.client().find(words(text)) is not None


def _log_in_phrase(asked: Asked) -> Answer | None:
    if not asked.about_log_in:
        return None
    found = told_of(asked)
    if found is None or found.weak:
        return None
    if asked.code in _OF_LOG_IN_ALONE or asked.context.in_log_in:
        found = found._replace(cause=_OF_USER.get(found.cause, found.cause))
    agrees = found.cause in (asked.entry.get("cause"), asked.reply.get("cause"))
    return Answer(found.cause, "text", "high" if agrees else "medium", f"phrase: {found.phrase}")


def _vendor_code(asked: Asked) -> Answer | None:
    found = told_of(asked) if asked.vendor is not None else None
    if found is not None and not found.weak and found.cause.startswith(_PLAIN):
        return None  # a provider uses one code for several things; these are told by name
    if asked.vendor is not None:
        said = f"{asked.enhanced}, as {asked.vendor['provider']} uses it"
        return Answer(asked.vendor["cause"], "enhanced code", "high", said)
    if asked.entry.get("status") == "vendor" and asked.entry.get("cause"):
        said = f"{asked.enhanced} is a provider's own"
        return Answer(asked.entry["cause"], "enhanced code", "medium", said)
    return None


def _phrase(asked: Asked) -> Answer | None:
    found, precise, code = told_of(asked), asked.precise, asked.code
    if found is None:
        return None
    if precise and code is not None:
        if not asked.about_log_in and precise.startswith("auth."):
            precise = (
                None  # codes of RFC 4954 section 6 outside of AUTH: misused, the text is believed
            )
        elif 400 <= code < 500 and store.entry("causes", precise).get("retry") != "later":
            precise = None  # 4.2.1 with "try again later" is no disabled mailbox
    if found.weak and precise:
        return None
    general = found.cause == "server.error" and code is None and asked.enhanced is None
    sure = "high" if precise == found.cause else "low" if found.weak or general else "medium"
    return Answer(found.cause, "text", sure, f"phrase: {found.phrase}")


def _enhanced_code(asked: Asked) -> Answer | None:
    said = f"{asked.enhanced} alone"
    sure = "low" if asked.text else "medium"
    if asked.tail[:3] == ".6." and not asked.entry.get("cause"):
        return Answer("message.not-compliant", "enhanced code", "low", said)
    own = asked.reply.get("cause")
    if asked.precise and own and asked.enhanced in asked.reply.get("enhanced", ())[:1]:
        return Answer(own, "reply code", sure, f"{asked.code} with its own {asked.enhanced}")
    if asked.precise:
        return Answer(asked.precise, "enhanced code", sure, said)
    return None


def _reply_code(asked: Asked) -> Answer | None:
    cause = asked.reply.get("cause")
    if cause and (
        not asked.text
        or asked.code in EVIDENCE
        or (
            asked.code in _OF_COMMANDS
            and asked.text.count(" ") < _FEW
            and _SAYS_THE_CODE.search(asked.text) is not None
        )
        or (asked.code in (454, 504) and (asked.context.in_log_in or "auth" in asked.text))
    ):
        return Answer(cause, "reply code", "low" if asked.text else "medium", f"{asked.code} alone")
    if not asked.text and asked.entry.get("cause"):
        return Answer(asked.entry["cause"], "enhanced code", "low", f"{asked.enhanced} alone")
    return None


STEPS: tuple[tuple[str, Callable[[Asked], Answer | None]], ...] = (
    ("a challenge that refuses a token", _challenge),
    ("a code of success", _success),
    ("a provider's text", _signature),
    ("what the client says", _client),
    ("a phrase in a log-in", _log_in_phrase),
    ("a provider's enhanced code", _vendor_code),
    ("a phrase", _phrase),
    ("a part of a provider's text", _part),
    ("the enhanced code", _enhanced_code),
    ("the reply code", _reply_code),
)


def stepped(asked: Asked) -> tuple[Answer, list[tuple[str, str]]]:
    """The first answer of the steps, before the vote."""
    for name, step in STEPS:
        answer = step(asked)
        if answer is not None:
            return answer, [(name, f"{answer.cause}; {answer.said}")]
    answer = Answer("unknown", "text" if asked.text else "reply code", "low", "no step knows it")
    return answer, [("the class of the code", "no phrase is known, and the code names no cause")]

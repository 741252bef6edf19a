"""The class of a reply's text: what it says, whatever the code says. Decided here and nowhere else.

Texts are compared without what varies (addresses, names in brackets, words with digits), in lower
case, with single blanks. The classes are tried in an order: what is said more specifically comes
first ("relaying denied, authentication required" is about relaying).
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from smtpcodes.grammar.late import late


class TextClass(IntEnum):
    """What a text says."""

    NONE = 0  # nothing of these
    WANTS_AUTH = 1  # log in first
    WANTS_TLS = 2  # STARTTLS first
    TEMPORARY = 3  # the server is in trouble: later
    CREDENTIALS = 4  # these credentials fail
    MECHANISM = 5  # the mechanism is unknown or not offered
    SENDER_AUTHENTICATION = 6  # SPF, DKIM, DMARC: the message, not the log-in
    RELAY = 7  # no relaying
    SUCCESS = 8  # done
    REVEALS_USER = 9  # the user does not exist
    SENDER_MISMATCH = 10  # logged in, but not the owner of the sender address
    QUOTA = 11  # a limit of a plan or account
    TOO_LONG = 12  # a line
    WEAK_MECHANISM = 13  # the mechanism is weaker than the policy wants
    TOO_MANY = 14  # commands or errors, whatever they were
    TOO_LARGE = 15  # the message
    TOO_MANY_RECIPIENTS = 16  # of one message


# A word of letters in square brackets is one of the text: "[SPF]".
_IN_BRACKETS = late(rb"<[^<>]*>|\[(?![A-Za-z]{2,16}\])[^\[\]]*\]")
_VARYING = b"\x01"
_VARIES = bytes.maketrans(b"0123456789@", _VARYING * 11)
_NEED = r"(?:required|needed|necessary|first|mandatory|must be)"
# Each with its class, in the order in which they are tried. No nested repeats, and gaps are
# bounded: linear.
# Before each stand words of which its pattern needs one, of each group: it is tried, and compiled,
# where they are found.
_LOG_IN = "auth/log/sign"
_NAMES = "credential/pass/user/log/auth/token/secret"
_FAILS = "fail/unsuccess/reject/denied/refused/error/invalid/incorrect/wrong/not accepted/mismatch"
_SAID: tuple[tuple[TextClass, tuple[str, ...], str], ...] = (
    (
        TextClass.SENDER_AUTHENTICATION,
        ("spf/dkim/dmarc/arc",),
        r"\b(?:spf|dkim|dmarc|arc)\b",
    ),
    (
        TextClass.SENDER_AUTHENTICATION,
        ("authenticated/authentication information/sender policy/authrequired",),
        r"unauthenticated (?:email|mail|message|sender domain)|sender policy"
        r"|domain.{0,30}not authenticated"
        r"|message.{0,20}not authenticated|not have authentication information"
        r"|authenticated by (?:organi|the domain)"
        r"|sender (?:was |is )?not authenticated for (?:the )?(?:group|mailbox|recipient|public)"
        r"|authrequired",
    ),
    (
        TextClass.WANTS_TLS,
        ("tls/ssl/encrypt/secure/plain",),
        r"(?:issue|use|send|do|try|need|give|require)s? (?:a |the )?\"?starttls|starttls.{0,30}"
        + _NEED
        + r"|"
        + _NEED
        + r".{0,12}starttls"
        r"|(?:\btls\b|\bssl\b|encrypt(?:ion|ed)|secure connection|secure channel)[^.]{0,40}\b"
        + _NEED
        + r"|(?:require|need|must (?:use|have|start|enable)|only (?:over|with|via))s? (?:a |an )?"
        r"(?:\btls\b|\bssl\b|encrypt|secure)"
        r"|\bplain ?text (?:authentication|connection|auth).{0,20}"
        r"(?:disallowed|disabled|not allowed)",
    ),
    (
        TextClass.TOO_LONG,
        ("too long",),
        r"(?:\bline|\bcommand|\bresponse|\brequest|\binput|\bexchange).{0,12}too long"
        r"|too long.{0,12}line",
    ),
    (
        TextClass.QUOTA,
        ("credit/quota/plan/balance/subscription/sending limit/allowance",),
        r"(?:credits?|quota|plan|balance|subscription|sending limit|allowance).{0,20}"
        r"(?:exceeded|exhausted|expired|reached|used up)|exceeded.{0,20}(?:quota|credits|plan)",
    ),
    (
        TextClass.SENDER_MISMATCH,
        ("owned/logged/to send/to use/match/equal/be the same/denied",),
        r"not owned by|sender address rejected: not logged in"
        r"|not (?:allowed|permitted|authorized|authorised) to (?:send|use).{0,20}"
        r"(?:as|from|sender|address)|sender.{0,40}(?:does not match|mismatch|not match)"
        r"|(?:from|mail from).{0,40}(?:must|does not) (?:match|equal|be the same)|send ?as ?denied"
        r"|permissions? to send (?:as|on behalf)|not logged in as",
    ),
    (
        TextClass.TOO_MANY,
        ("too many",),
        r"too many (?:non-?mail |unauthenticated |unknown |unrecogni[sz]ed |syntax |smtp |protocol "
        r"|bad )?(?:commands|errors)",
    ),
    (
        TextClass.TEMPORARY,
        (
            "temporar/lost to/busy/service/again/retry/come back/internal/back/"
            "server/daemon/too many/throttl/rate limit/overload/time/cannot/unable",
        ),
        r"temporar(?:y|ily)|connection lost to|system (?:is )?busy"
        r"|service (?:is )?(?:currently )?(?:unavailable|not available)"
        r"|server (?:is )?(?:too )?busy"
        r"|try (?:it )?again (?:later|in a|in some|after)|(?:please )?retry later|come back later"
        r"|internal (?:server )?(?:error|failure)|back ?end"
        r"|(?:database|ldap|sql|auth(?:entication)?) (?:server|service|daemon).{0,30}"
        r"(?:down|fail|unavail|unreach|error|not respond|time)"
        r"|too many (?:bad|failed|invalid|login|auth|log-?in|attempts|connections|invalid logon)"
        r"|throttl|rate limit|overload|time(?:d)? ?out"
        r"|cannot (?:verify|authenticate|process).{0,20}(?:now|at (?:this|present)|at the moment)"
        r"|unable to authenticate at present",
    ),
    (TextClass.RELAY, ("relay",), r"\brelay"),
    (
        TextClass.REVEALS_USER,
        ("user/account/login/mailbox",),
        r"(?:no such|unknown|non-?existent) (?:user|account|login|mailbox)\b(?! ?name)(?! or )"
        r"|(?:user|account|login|user ?name).{0,20}"
        r"(?:does not exist|doesn't exist|not found|unknown|not exist)",
    ),
    (
        TextClass.WEAK_MECHANISM,
        ("weak/strong/secure",),
        r"(?:mechanism|method)s? (?:is |are )?(?:too|not) (?:weak|strong|secure)"
        r"|(?:too weak|stronger|weaker).{0,20}(?:mechanism|method|auth)",
    ),
    (
        TextClass.MECHANISM,
        ("mechanism/method/type/scheme/unrecogni",),
        r"mechanism|auth(?:entication)? (?:type|method|scheme)|unrecogni[sz]ed authentication"
        r"|(?:method|type) not supported",
    ),
    (
        TextClass.WANTS_AUTH,
        (_LOG_IN, "requir/need/necessary/first/mandatory/must be/before"),
        r"auth(?:enticat(?:ion|e)|oriz?sation|orization)?(?: is| must be| has to be)? "
        + _NEED
        + r"|(?:requires?|needs?|requiring) (?:smtp )?(?:auth|a ?log ?-?in)"
        r"|(?:authenticate|log ?in|auth) (?:first|before)"
        r"|smtp auth(?:entication)? (?:is )?(?:required|needed)|authorization required"
        r"|log ?-?in (?:is )?required|before sending.{0,20}auth",
    ),
    (
        TextClass.WANTS_AUTH,
        (_LOG_IN, "must/need to/have to/should/please"),
        r"(?:must|need to|have to|should|please)(?: first)?(?: be)? (?:auth(?:enticat)?"
        r"|log ?-?(?:ged )?(?:in|on)|sign(?:ed)? ?in|turn on smtp auth|use smtp auth"
        r"|enable smtp auth)|must be preceded by auth",
    ),
    (
        TextClass.WANTS_AUTH,
        (_LOG_IN, "not /unauthenticated/command/turn on/no auth"),
        r"not (?:been )?(?:yet )?(?:authenticated|logged ?(?:in|on)"
        r"(?! (?:for|in|since|during) (?:#|the last|a long|over|more)))"  # idle for 90 days
        r"|unauthenticated (?:senders|users?|client|session|connection|access)"
        r"|(?:issue|send|use|give) (?:an? |the )?auth(?:entication)? command"
        r"|turn on smtp authentication|no auth(?:entication)? provided",
    ),
    (
        TextClass.CREDENTIALS,
        (_NAMES, "bad/invalid/incorrect/wrong/unknown/mismatched/unaccept"),
        r"(?:bad|invalid|incorrect|wrong|unknown|mismatched|unaccept\w{0,20})\b[^.]{0,30}(?:credential"
        r"|password|passwd|pass\b|user ?(?:name|id)|user\b|login|log ?in|auth|token|secret)",
    ),
    (
        TextClass.CREDENTIALS,
        ("credential/passw/user/login/token", _FAILS + "/expired/match/valid/bad"),
        r"(?:credential|password|passwd|user ?name|user|login|token)s?\b[^.]{0,40}(?:invalid"
        r"|incorrect|wrong|not accepted|fail|denied|mismatch|rejected|expired|not match"
        r"|do not match|not valid|bad)",
    ),
    (
        TextClass.CREDENTIALS,
        ("auth/log/sasl", _FAILS),
        r"(?:auth\w{0,20}|log ?-?(?:in|on)|sasl)\b[^.]{0,30}"
        r"(?:fail|unsuccess|reject|denied|refused|error|invalid|incorrect)"
        r"|fail\w{0,20} to (?:auth|log)|\bauth failure",
    ),
    (
        TextClass.CREDENTIALS,
        (_NAMES, "could not/cannot/can't/unable/check your"),
        r"could not authenticate|(?:cannot|can't|unable to) (?:auth|log ?in)"
        r"|check your (?:user|password|credentials|login)",
    ),
    (
        TextClass.TOO_LARGE,
        ("too /exceed/over the",),
        r"(?:message|mail|email|e-mail|size|data)\b[^.]{0,30}(?:too (?:large|big|long)"
        r"|exceed\w*[^.]{0,30}(?:size|limit|maximum|max\b)|over the (?:size )?limit)"
        r"|(?:maximum|max) message size exceeded",
    ),
    (
        TextClass.TOO_MANY_RECIPIENTS,
        ("recipient",),
        r"too many recipients(?! (?:received|per|this|today|in the|for|within))"
        r"|(?:recipient limit|maximum number of recipients)[^.]{0,20}exceeded",
    ),
    (
        TextClass.SUCCESS,
        ("succe/accepted/ok",),
        r"auth\w{0,20}\b.{0,12}(?:succe(?:ss|ed)|accepted|\bok\b)"
        r"|log ?-?(?:in|ged in).{0,12}(?:succe(?:ss|ed)|\bok\b)|^(?:ok|success)\b",
    ),
)


_PATTERNS = tuple(
    (kind, tuple(tuple(group.split("/")) for group in needs), late(pattern))
    for kind, needs, pattern in _SAID
)

_WRONG = late(
    r"(?:password|credential|user ?name)s? (?:is |are |was |were )?(?:or \w+ )?"
    r"(?:incorrect|wrong|invalid|bad|not accepted)"
    r"|(?:incorrect|wrong|invalid|bad) (?:user ?name|password|credential)"
)


# What else is authenticated, or wants a log-in: hosts, mail, web pages, a second factor.
_NO_LOGIN = late(
    r"\br?dns\b|\bptr\b|host ?name not|two[- ]factor|\b(?:2|m)fa\b|browser|activate"
    r"|\bno auth\w{0,20} (?:needed|required)|authenticated (?:e-?mail|mail|message)"
    r"|authentication of|change (?:it|your|the)\b|unable to authenticate (?:the )?(?:sender|domain)"
)


def normalise(text: bytes) -> bytes:
    """The text without what varies from reply to reply: addresses, names in brackets, words with
    digits."""
    text = text[:1000]
    if text.find(b"<") >= 0 or text.find(b"[") >= 0:
        text = _IN_BRACKETS.sub(b"#", text)
    text = text.translate(_VARIES)
    if text.find(_VARYING) < 0:
        return text
    # a pattern that looks for words with digits tries each of their letters: five times as long
    return b" ".join(
        [b"#" if word.find(_VARYING) >= 0 else word for word in text.replace(b",", b", ").split()]
    )


def textclass(text: str) -> TextClass:
    """The class of a reply's text, its lines joined by line feeds or blanks."""
    return _class(normalise(text.encode("utf-8", "surrogateescape")))


def _each(needs: tuple[tuple[str, ...], ...], text: str) -> bool:
    """Does a text hold a word of each group?"""
    for group in needs:
        if not any(map(text.__contains__, group)):
            return False
    return True


@lru_cache(8192)
def _class(text: bytes) -> TextClass:
    low = " ".join(text.decode("utf-8", "replace").lower().split())
    for kind, needs, pattern in _PATTERNS:
        if _each(needs, low) and pattern.search(low):
            if kind is TextClass.TEMPORARY and _WRONG.search(low):
                return TextClass.NONE  # it may be the password, or the server: nobody is told which
            if kind is TextClass.WANTS_AUTH and _NO_LOGIN.search(low):
                return TextClass.NONE
            return kind
    return TextClass.NONE


_DOUBT = tuple(
    "fail den reject invalid require must unsucc wrong incorrect first error relay".split()
)


def of_success(text: bytes) -> TextClass:
    """The class of a text that stands behind a code of success: of interest only where it speaks of
    failure."""
    low = text.decode("latin-1").lower()
    for word in _DOUBT:
        if word in low:
            return textclass(text.decode("latin-1"))
    return TextClass.NONE

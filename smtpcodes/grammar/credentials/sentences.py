"""What plain sentences say of a password: "my password is x", "with password x"; and which words
are prose, which are made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span, letters
from smtpcodes.grammar.credentials.names import PASSWORDS, is_setting, names_password, names_secret
from smtpcodes.grammar.credentials.values import GROUPS, bare, is_placeholder, quoted
from smtpcodes.grammar.late import late

_COPULA = late(
    rb"(?i)(?:[ \t]{1,4}(?:for[ \t]\S{1,128}[ \t]{1,4}|\w{1,20}[ \t]{1,4})?(?:is|was|ist|est|es"
    rb"|lautet|\xc3\xa8|\xc3\xa9|\xc3\xa4r|er|jest|je|este|on|to|set to|changed to|=|of):?"
    rb"[ \t]{1,4}"
    rb"|[ \t]{0,4}\((?=[^\s()]{4})|[ \t]{0,4}<(?=[^\s<>]{4})|[ \t]{1,8}(?=[\"'`]))"
)
_OF_USER = late(
    rb"(?i)\b(?:user(?:[ _]?name)?|login|account)[ \t=:]{1,4}[^\s=:]{1,128}[ \t,;/]{1,4}"
    rb"(?:and[ \t]|with[ \t])?$"
)
_IS_OR_NOT = late(rb"[ \t](?:is[ \t]|was[ \t])?([^\s\"'`<>(){}]{8,300}?)(?=[.,]?(?:\s|$))")
_CHANGED = late(rb"[ \t]from[ \t][\"'`]?([^\s\"'`]{6,200})[\"'`]?[ \t]to\b")  # password from x to y
# the app password I made: x, the password I use is x
_TOLD = late(
    rb"(?:[ \t]{1,4}[\w'\x80-\xff]{1,32}){1,5}(?:[ \t]{0,2}(?::|=>?|->)|[ \t](?:is|was):?)"
    rb"[ \t]{1,4}(\S{6,200})[ \t\r]{0,40}$"
)
_DECLARED = late(rb"[A-Za-z_][\w.<>\[\]*&]{0,60} [*&]?\w{1,60}(?:, .*)?")  # (String password)
_SHORT = frozenset((b"pass", b"pw", b"pwd", b"passe"))  # words of other meanings, too
_OWN = late(rb"(?i)\b(?:my|our|your|the|his|her) $")
_GAP = late(rb"[ \t]+(?=\S)")
_BLANKS = late(rb"\s*")
_SET = late(rb"[ \t]{1,8}(?=[\"'`])")
PROSE = frozenset(
    b"a about accepted again also an and are as at auth authentication authenticator "
    b"authorization base64 based be been before blank but by can cannot challenge change "
    b"changed check command correct could credentials database denied did disabled do does "
    b"empty encoded enforced entered error expired fail failed failure field file for from "
    b"given has have hidden if ignored in incorrect info input invalid is it length less "
    b"login lookup may mechanism mechanisms method mismatch missing must need needed never "
    b"no none not now null of off ok on only or please plugin policy prompt protected "
    b"provided rejected request required reset response same sent set should source stored "
    b"string suppressed than that the then there this through to too token trace true type "
    b"unchanged unknown unset used user username using valid value verification verified "
    b"via was weak were when while will with without wrong you your successful succeeded "
    b"success supported unsupported allowed enabled offered available advertised permitted "
    b"first after because aborted cancelled canceled completed done attempt attempts "
    b"received account server client manager grant exchange hash hashes scheme name "
    b"session id shell optional mandatory files compat ask prompts prompting "
    # wrong, expired, required, in other languages
    b"falsch abgelaufen vergessen incorrecta incorrecto incorrecte invalida invalide errada errato "
    b"sbagliata obligatorio obligatoire requis requise verkeerd onjuist forkert felaktigt nicht "
    b"required".split()
    + [
        x.encode()
        for x in (
            *(
                "ungültig",
                "geändert",
                "inválida",
                "inválido",
                "oublié",
                "erroné",
                "expiré",
                "refusé",
                "refusée",
                "expirée",
                "oubliée",
            ),
            *("неверный", "неправильный", "неверен", "nieprawidłowe", "błędne", "错误", "не"),
        )
    ]
)
LONGEST = max(map(len, PROSE))
_WORD = late(rb"[A-Za-z]{1,24}")
_CAMEL = late(rb"[a-z]{3,16}(?:[A-Z][a-z]{2,16}){1,4}")  # displayName


def spans(line: bytes, word: bytes, start: int, end: int, first: bool) -> Iterator[Span]:
    """The value of the password `word` that stands from `start` to `end`; first: it begins its
    line.

    ``my password is x``, ``password (x)``, ``machine a login b password x``, ``ENV SMTP_PASSWORD
    x``."""
    before = line[start - 1 : start]
    if before == b"=":
        return  # a result: spf=pass
    if names_secret(word) and (set_ := _SET.match(line, end)) is not None:
        # (:pass "x") of Lisp, sendemail.smtppass 'x', {"pass x"} of a trace
        begin, stop, _ = quoted(line, set_.end()) or (end, end, end)
        if before == b":" or b"." in word or b"/" in word:
            if not is_placeholder(line[begin:stop]):
                yield Span(begin, stop, PASSWORD)
            return
    if not (names_password(word) or is_setting(word)):
        yield from _drawn(line, end)  # a token
        return
    long = word.lower() not in _SHORT or b"`" in line[end : end + 3] or b"'" in line[end : end + 3]
    said = _COPULA.match(line, end)
    found: list[Span] = []
    if said is not None and (long or _owned(line, start) or looks_made(_word(line, said.end()))):
        found = list(_said(line, said))
        yield from found
    if not found and long and (changed := _CHANGED.match(line, end)) is not None:
        if looks_made(changed.group(1)):
            yield Span(*changed.span(1), PASSWORD)
            return
    if not found and long:
        found = list(_told(line, end))
        yield from found
    if not found:
        yield from _next_word(line, word, start, end, first, long)


def _owned(line: bytes, start: int) -> bool:
    """True if what stands before a word says whose it is."""
    return _OWN.search(line, max(0, start - 8), start) is not None or _of_user(line, start)


def _of_user(line: bytes, start: int) -> bool:
    """True if the name of a user stands before a word."""
    if line[start - 1 : start] not in (b" ", b"\t", b",", b";", b"/", b"\n"):
        return False
    return _OF_USER.search(line, max(0, start - 200), start) is not None


def _word(line: bytes, at: int) -> bytes:
    """The word that begins at `at`, in quotes or bare."""
    if (found := quoted(line, at)) is not None:
        return line[found[0] : found[1]]
    return line[at : bare(line, at)[1]].rstrip(b".,;:!?)")


def _drawn(line: bytes, end: int) -> Iterator[Span]:
    """``your token x will expire``: what no word looks like."""
    said = _IS_OR_NOT.match(line, end)
    if said is not None and letters.drawn(said.group(1).lstrip(b"0123456789:")):
        yield Span(*said.span(1), PASSWORD)


def _told(line: bytes, end: int) -> Iterator[Span]:
    """``the app password I made: x``."""
    told = _TOLD.match(line, end)
    if told is not None and looks_made(told.group(1)) and not is_placeholder(told.group(1)):
        yield Span(*told.span(1), PASSWORD)


def _next_word(
    line: bytes, word: bytes, start: int, end: int, first: bool, long: bool
) -> Iterator[Span]:
    """``machine a login b password x``."""
    gap = _GAP.match(line, end)
    if gap is None:
        return
    begin, stop = bare(line, gap.end())
    value = line[begin:stop]
    plain = value.rstrip(b".,;:!?)")
    if not plain or is_placeholder(value) or plain.lower() in PROSE or plain[:1] in (b"(", b"-"):
        return
    alone = _BLANKS.fullmatch(line, stop) and (
        word.lower() in PASSWORDS or is_setting(word) or not start
    )
    told = long or word == b"PASS" or line[start - 1 : start] in (b'"', b"'")
    if alone and (not _WORD.fullmatch(plain) or (first and (not start or is_setting(word)))):
        yield Span(begin, stop, PASSWORD)
    elif (is_setting(word) and first) or _follows(line, start, told and looks_made(plain)):
        yield Span(begin, begin + len(plain), PASSWORD)


def _follows(line: bytes, start: int, made: bool) -> bool:
    """True if the word behind the password's name is the password: ``user a password x``, ``with
    password x``. made: it looks like one."""
    before = line[max(0, start - 5) : start]
    return made or _of_user(line, start) or before.lower() == b"with "


def _said(line: bytes, said: re.Match[bytes]) -> Iterator[Span]:
    """What a sentence says that it is: ``password is x``."""
    at, close = said.end(), said.group()[-1:]
    if (found := quoted(line, at)) is not None:
        if not is_placeholder(line[found[0] : found[1]]):
            yield Span(found[0], found[1], PASSWORD)
        return
    begin, stop = bare(line, at)
    if close in (b"(", b"<"):
        stop = line.find(b")" if close == b"(" else b">", at)
        stop = len(line) if stop < 0 else stop
    value = line[begin:stop].rstrip(b".,;:!?)")
    if close == b"(" and _DECLARED.fullmatch(value):
        return
    if value and not in_prose(value) and not is_placeholder(value) and not _ending(value):
        yield Span(begin, begin + len(value), PASSWORD)


def _ending(value: bytes) -> bool:
    """A participle: "the password is outdated"."""
    return value.islower() and value.endswith((b"ed", b"ing")) and len(value) < 12


def looks_made(word: bytes) -> bool:
    """True for a word that no sentence holds: digits and letters, signs, both cases within, or
    letters in an order that no word has."""
    if len(word) < 6 or word.startswith((b"<", b"[", b"/", b"--")):
        return False
    if b" " in word:
        return GROUPS.fullmatch(word) is not None
    lettered = any(65 <= c <= 90 or 97 <= c <= 122 or c > 127 for c in word)
    digits = any(48 <= c <= 57 for c in word)
    if _WORD.fullmatch(word):
        if _CAMEL.fullmatch(word):
            return False
        mixed = any(65 <= c <= 90 for c in word[1:]) and any(97 <= c <= 122 for c in word)
        return mixed or letters.by_chance(word)
    if re.fullmatch(
        rb"[A-Za-z]{1,24}(?:[-/._'][A-Za-z]{1,24}){1,5}|\d[\d.:/-]*|[\w.+-]+@[\w.-]+", word
    ):
        return word.isdigit() and len(word) >= 8
    return (lettered and digits) or any(c in b"!$%&*^~#@=+" for c in word)


def in_prose(word: bytes) -> bool:
    """True for a word of the sentences that servers and logs say about passwords."""
    word = word.strip(b".,:;!?()\"'")
    return len(word) <= LONGEST and word.lower() in PROSE

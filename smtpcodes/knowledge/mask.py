"""Takes credentials out of a query before it is shown. A dialogue is redacted as a log is; of a
text alone only the looks can tell.

What might be a credential and cannot be judged is taken out.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.credentials import MASK, WORD, letters
from smtpcodes.grammar.credentials.names import ASCII_HINTS
from smtpcodes.grammar.credentials.runs import GROUPS
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK

# A line with nothing but base64: a SASL response (RFC 4954 section 4). A plain word is none.
_ALONE = late(
    rb"(?m)^([ \t]{0,20}(?:"
    + CLOCK
    + rb"\S{0,20}[ \t]{1,20})?(?:C:|S:|>>>|[-=]{0,4}>|~>)?[ \t]{0,20}(?:334[ "
    rb"\t]{1,20})?)([A-Za-z0-9+/]{4,}+={0,2}+)(?=[ \t]*\r?$)"
)
# A command that stands alone on its line: what follows the mechanism is a response, be it cut,
# mistyped or no base64 at all.
_COMMAND = late(
    rb"(?im)^([ \t]{0,20}(?:C:|>>>|SMTP>>|[-=~]{0,4}>)?[ \t]{0,20}AUTH[ "
    rb"\t]{1,20}[A-Z][A-Z0-9-]{1,31}[ \t]{1,20})(\S{1,12288})(?=[ \t]*\r?$)"
)
# What answers a challenge, be it a word of small letters (RFC 4954 section 4)
_ANSWER = late(
    rb"(?m)^([ \t]{0,20}(?:S:|<<<|SMTP<<|[<=-]{0,4})[ \t]{0,20}334(?:[ \t-][^\n]{0,400})?\n"
    rb"[ \t]{0,20}(?:C:|>>>|SMTP>>|[-=~]{0,4}>)?[ \t]{0,20})"
    rb"(?!(?:QUIT|RSET|NOOP|AUTH|EHLO|HELO)\b)([A-Za-z0-9+/]{4,12288}+={0,2}+)(?=[ \t]*\r?$)"
)
_PLAIN_WORD = late(rb"[A-Z]?[a-z]{1,20}[.!?:,]?")
# Words that make what follows a credential, or may: names of keys, commands, schemes.
_TELLING = (
    *("auth ", "authinfo", "authenticate", "bearer", "basic", "login ", " after "),
    *ASCII_HINTS,
)
# Behind one of them, a name and a colon, a password may stand.
_TRIED = ("auth", "user", "log", "acc", "using", "cred", "tried", "trying", "attempt")
_OF = frozenset(("for", "with", "as"))
_NAMES = frozenset("u usr uid user username login account acct mail email name id".split())
_HEX = frozenset("0123456789abcdefABCDEF")


def mask(text: str) -> str:
    """`text` without what follows AUTH, bearer tokens, named passwords, responses that stand alone,
    and long base64."""
    return text if harmless(text) else masked(text)


def without_sent(text: str) -> str:
    """`text` without its credentials, as a log is redacted, if it is a dialogue: only the session
    tells what a server repeats of what it was sent."""
    several = "\n" in text.strip() or "\\n" in text
    if not several or ("334" not in text and "AUTH" not in text.upper()):
        return text
    from smtpcodes.files.source import SourceError
    from smtpcodes.redaction.redactor import redacted

    try:
        shown = b"".join(redacted([text.encode("utf-8", "surrogatepass")]))
    except SourceError:  # it begins like an archive
        return text
    return shown.decode("utf-8", "replace")


def masked(text: str) -> str:
    """The same by all the looks that there are."""
    from smtpcodes.grammar.secret import mask_text

    raw = text.encode("utf-8", "surrogatepass")
    covered = _COMMAND.sub(_after_mechanism, _ALONE.sub(_alone, mask_text(raw)))
    if covered.find(b"334") >= 0:
        covered = _ANSWER.sub(rb"\1" + MASK, covered)
    return text if covered == raw else covered.decode("utf-8", "replace")


def harmless(text: str) -> bool:
    """True for most texts of servers: one line of plain words, codes and addresses in angle
    brackets, none of which tells of a credential. The looks find nothing there, so they need not be
    imported."""
    if not text.isascii():
        return False
    low = text.lower()
    for word in _TELLING:
        if word in low:
            return False
    if GROUPS.search(text.encode()) is not None:
        return False
    at = 0
    for word in text.split(" "):
        at += len(word) + 1
        bare = word[:-1] if word[-1:] == ":" else word.rstrip(".,;!?")
        if not _plain(bare) or (word[-1:] == ":" and _names(bare, low[:at])):
            return False
    return low[:4] not in ("auth", "pass")


def _names(word: str, before: str) -> bool:
    """May a word with a colon name a user, or a password behind it? before: the text up to it."""
    return (
        word.lower() in _NAMES
        or _HEX.issuperset(word[-4:])  # a dump in hexadecimal begins its lines so
        or any(name in before for name in _TRIED)
        or not _OF.isdisjoint(before.replace(":", "").split(" "))
    )


def _plain(word: str) -> bool:
    """True for a word of a language, a code, an address in angle brackets."""
    if word.isalpha():
        small = word[1:].islower() and len(word) < 20 and not letters.by_chance(word.encode())
        return small or len(word) == 1 or (word.isupper() and len(word) < 9)
    if word[:1].isdigit():
        return word.replace(".", "").isdigit() and (len(word) < 5 or 1 < word.count(".") < 4)
    if word[:1] == "<" and word[-1:] == ">":
        name, _, host = word[1:-1].partition("@")
        return all(part.isalpha() and _plain(part) for part in (*name.split("."), *host.split(".")))
    return False


def _alone(line: re.Match[bytes]) -> bytes:
    value = line.group(2)
    if len(value) % 4 or WORD.fullmatch(value):
        return line.group()
    return line.group(1) + MASK


def _after_mechanism(line: re.Match[bytes]) -> bytes:
    value = line.group(2)
    from smtpcodes.grammar.credentials.values import is_placeholder

    if _PLAIN_WORD.fullmatch(value) or is_placeholder(value):
        return line.group()
    return line.group(1) + MASK

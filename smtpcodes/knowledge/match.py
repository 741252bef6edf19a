"""A reply's text to a signature: which provider's words are these?

Templates are compared chunk by chunk, left to right; an index over one telling word of each keeps
the candidates few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ENHANCED, text
from smtpcodes.knowledge import parsing, store
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CODE, _STATUS = text(ANY_CODE), text(ENHANCED)
HEAD = late(rf"^\s*(?:({_CODE})(?:[ -]|$))?\s*(?:#?({_STATUS})(?=[\s:;,]|$))?[ :-]*")
_INNER = late(rf"(?<=\s)({_CODE})[ -](?:({_STATUS})\s)")
# qmail puts it at the end, in parentheses; Exchange behind the name of a host, in angle brackets.
_APART = late(rf"\(#({_STATUS})\)|<[^<>\s]{{0,255}} ?#({_STATUS})(?=[\s>])")
BEGINNING = late(r"(?<![^\W_])(?=([^\W_]..))")  # of a word, and what stands next to it
PREFIXES = (12, 8, 5, 3, 1, 0)  # letters of a template that are looked up
WORD = late(r"[^\s<>\[\](){}\"',;:]{3,}")


class Signature(NamedTuple):
    """A template, ready to be compared.

    chunks: its literal parts; open_start: it may match in the middle. everyday: a few words that
    everybody uses are all that it has. shared: several servers use the words, they tell the cause
    and not whose reply it is.
    """

    id: str
    provider: str
    code: int | None
    enhanced: str | None
    chunks: tuple[str, ...]
    open_start: bool
    weight: int
    cause: str
    entry: dict[str, Any]
    everyday: bool = False
    shared: bool = False

    def matches(self, text: str) -> bool:
        """Does the normalised text begin with the template (with an open start: hold it)?"""
        at = 0
        for n, chunk in enumerate(self.chunks):
            if n == 0 and not self.open_start:
                if not text.startswith(chunk):
                    return False
                at = len(chunk)
                continue
            found = text.find(chunk, at if n == 0 else at + 1)
            if found < 0:
                return False
            at = found + len(chunk)
        return True


def split(reply: str) -> tuple[int | None, str | None, str]:
    """Code, enhanced code and normalised text of a reply given as lines or as one line."""
    code: int | None = None
    enhanced: str | None = None
    texts = []
    for line in reply.splitlines() or [""]:
        match = HEAD.match(line)
        rest = line
        if match is not None:
            if match.group(1):
                if code is not None and int(match.group(1)) != code:
                    match = None
                else:
                    code = int(match.group(1))
            if match is not None:
                enhanced = enhanced or match.group(2)
                rest = line[match.end() :]
        texts.append(rest)
    text = " ".join(texts)
    if enhanced is None and "#" in text and (apart := _APART.search(text)) is not None:
        enhanced = apart.group(1) or apart.group(2)
        text = (
            text if apart.group(1) else f"{text[: apart.start()]} {text[apart.end() :]}".strip(" >")
        )
    if code is not None and str(code) in text:
        text = _INNER.sub(lambda m: "" if int(m.group(1)) == code else m.group(), text)
    return code, enhanced, normalise(text)


def normalise(text: str) -> str:
    """Lower case, single blanks."""
    return " ".join(text.casefold().split())


_SOME = 4096  # numbers of signatures, and texts, that are remembered


@cache
def _begins() -> dict[str, list[int]]:
    return store.entry("index", "begins")


@cache
def _words() -> dict[str, list[tuple[str, int]]]:
    return store.entry("index", "words")


@lru_cache(_SOME)
def signature(number: int) -> Signature:
    """The signature of a text by the number of the text."""
    entry = parsing.loads(store.lines("texts")[number])
    code, enhanced, chunks, open_start, weight, everyday, shared = entry.pop("parts")
    return Signature(
        entry["id"],
        entry["provider"],
        code,
        enhanced,
        tuple(chunks),
        open_start,
        weight,
        entry["cause"],
        entry,
        everyday,
        shared,
    )


def candidates(text: str) -> Iterable[Signature]:
    """The signatures that match a normalised text."""
    begins, words = _begins(), _words()
    for size in PREFIXES:
        for number in begins.get(text[:size], ()):
            s = signature(number)
            if s.matches(text):
                yield s
    for word in dict.fromkeys(("", *WORD.findall(text))):
        for longest, number in words.get(word, ()):
            if longest in text and signature(number).matches(text):
                yield signature(number)


def best(code: int | None, enhanced: str | None, text: str) -> Signature | None:
    """The signature that says most of the text; one with the reply's own code goes before others of
    its class, or with its enhanced code."""
    found = None
    rank: tuple[int, int, int] = (0, 0, 0)
    for s in candidates(text):
        if (
            s.code is not None
            and code is not None
            and s.code != code
            and (s.code // 100 != code // 100 or s.weight < 12)
            and (enhanced is None or s.enhanced != enhanced)
        ):
            continue
        own = (
            int(s.code is None or code is None or s.code == code),
            s.weight,
            int(s.enhanced is None or s.enhanced == enhanced),
        )
        if own > rank:
            found, rank = s, own
    return found


def provider(text: str) -> str | None:
    """The provider that a mark in the text gives away."""
    low = normalise(text)
    known: dict[str, list[tuple[int, str, str]]] = store.entry("index", "marks")
    begun = {"", *BEGINNING.findall(low)} & known.keys()
    found = [x for key in begun for x in known[key] if x[1] in low and stands_alone(x[1], low)]
    return min(found)[2] if found else None


def of_host(host: str) -> str | None:
    """The provider whose host a name is: smtp.gmail.com, email-smtp.eu-west-1.amazonaws.com."""
    known: dict[str, str] = store.entry("index", "hosts")
    labels = host.split(".")
    return next(
        (known[name] for n in range(len(labels) - 1) if (name := ".".join(labels[n:])) in known),
        None,
    )


def stands_alone(mark: str, text: str) -> bool:
    """Does a mark stand in a text with no letter or digit before it, and none that makes a longer
    word of it behind it?

    Digits may follow: many marks are the beginning of a number ("LPN0", "[TSS").
    """
    at = text.find(mark)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(mark) : at + len(mark) + 1]
        if not (mark[0].isalnum() and before.isalnum()) and not (
            mark[-1].isalpha() and behind.isalpha()
        ):
            return True
        at = text.find(mark, at + 1)
    return False


def without_provider(s: Signature) -> Signature:
    """A signature that tells the cause, and nothing that its provider alone means or advises."""
    kept = {k: v for k, v in s.entry.items() if k not in ("means", "fix")}
    return s._replace(entry=kept)

"""A reply's text to a signature: which provider's words are these?

Templates are compared chunk by chunk, left to right; an index over one telling word of each keeps
the candidates few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ENHANCED, text
from smtpcodes.knowledge import store
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CODE, _STATUS = text(ANY_CODE), text(ENHANCED)
HEAD = late(rf"^\s*(?:({_CODE})(?:[ -]|$))?\s*(?:#?({_STATUS})(?=[\s:;,]|$))?[ :-]*")
_INNER = late(rf"(?<=\s)({_CODE})[ -](?:({_STATUS})\s)")
_APART = late(rf"\(#({_STATUS})\)")  # qmail puts it at the end
_HOLE = late(r"\{[^{}]*\}")
_DOMAIN = late(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}")
_BEGINNING = late(r"(?<![^\W_])(?=([^\W_]..))")  # of a word, and what stands next to it
_LETTERS = late(r"[a-z]{3,}")
_FEW = 8  # words of a template that may all be in everybody's use
_EVERYBODY = 4  # providers that use a word
_WORD = late(r"[^\s<>\[\](){}\"',;:]{3,}")


class Signature(NamedTuple):
    """A template, ready to be compared. chunks: its literal parts; open_start: it may match in the
    middle."""

    id: str
    provider: str
    code: int | None
    enhanced: str | None
    chunks: tuple[str, ...]
    open_start: bool
    weight: int
    cause: str
    entry: dict[str, Any]

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
    if enhanced is None and "(#" in text and (apart := _APART.search(text)) is not None:
        enhanced = apart.group(1)
    if code is not None and str(code) in text:
        text = _INNER.sub(lambda m: "" if int(m.group(1)) == code else m.group(), text)
    return code, enhanced, normalise(text)


def normalise(text: str) -> str:
    """Lower case, single blanks."""
    return " ".join(text.casefold().split())


def signature(entry: dict[str, Any]) -> Signature:
    """A template of the data, ready to be compared."""
    code, enhanced, text = split(entry["reply"])
    pieces = _HOLE.split(text) if "{" in text else (text,)
    chunks = tuple([piece for piece in map(str.strip, pieces) if piece])
    return Signature(
        entry["id"],
        entry["provider"],
        code,
        enhanced,
        chunks,
        text.startswith("{"),
        sum(map(len, chunks)),
        entry["cause"],
        entry,
    )


@cache
def _index() -> tuple[dict[str, list[Signature]], dict[str, list[tuple[str, Signature]]]]:
    """The signatures by how they begin, and those with an open start by a telling word, each beside
    its longest chunk."""
    begins: dict[str, list[Signature]] = {}
    words: dict[str, list[tuple[str, Signature]]] = {}
    made = [signature(entry) for entry in store.texts()]
    for s in made:
        if not s.open_start and s.chunks:
            begins.setdefault(_prefix(s.chunks), []).append(s)
        else:
            longest = max(s.chunks, key=len, default="")
            words.setdefault(_anchor(s.chunks), []).append((longest, s))
    return begins, words


def _prefix(chunks: tuple[str, ...]) -> str:
    """What is looked up of a template that begins with its first chunk."""
    first = chunks[0] if chunks else ""
    return first[: next(n for n in _PREFIXES if len(first) >= n)]


def _anchor(chunks: tuple[str, ...]) -> str:
    """The longest word of a template; one beside a hole may be a part of a longer one: it is
    none."""
    inner = [w for c in chunks for w in _WORD.findall(c)[1:-1]]
    return max(inner, key=len, default="")


_PREFIXES = (12, 8, 5, 3, 1, 0)


def candidates(text: str) -> Iterable[Signature]:
    """The signatures that match a normalised text."""
    begins, words = _index()
    for size in _PREFIXES:
        for s in begins.get(text[:size], ()):
            if s.matches(text):
                yield s
    for word in {"", *_WORD.findall(text)} & words.keys():
        for longest, s in words[word]:
            if longest in text and s.matches(text):
                yield s


def best(code: int | None, enhanced: str | None, text: str) -> Signature | None:
    """The signature that says most of the text; one with the reply's own code goes before others of
    its class."""
    found = None
    rank: tuple[int, int, int] = (0, 0, 0)
    for s in candidates(text):
        if (
            s.code is not None
            and code is not None
            and s.code != code
            and (s.code // 100 != code // 100 or s.weight < 12)
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


def by_kind(entry: tuple[str, dict[str, Any]]) -> tuple[bool, str]:
    """The order in which providers are asked for their marks: a provider before the server that it
    runs."""
    return entry[1].get("kind") == "server", entry[0]


@cache
def _marks() -> dict[str, list[tuple[int, str, str]]]:
    """Marks by how they begin: in which order they are asked for, the mark, and whose it is."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    marks = [
        (normalise(mark), name)
        for name, entry in sorted(store.entries()["providers"].items(), key=by_kind)
        for mark in entry.get("marks", ())
        if len(mark) >= 4
    ]
    for rank, (mark, name) in enumerate(marks):
        found.setdefault(mark[:3] if _BEGINNING.match(mark) else "", []).append((rank, mark, name))
    return found


def provider(text: str) -> str | None:
    """The provider that a mark in the text gives away."""
    low = normalise(text)
    known = _marks()
    begun = {"", *_BEGINNING.findall(low)} & known.keys()
    found = [x for key in begun for x in known[key] if x[1] in low and stands_alone(x[1], low)]
    return min(found)[2] if found else None


@cache
def _hosts() -> dict[str, str]:
    """Domains of providers' hosts, and whose they are."""
    found: dict[str, str] = {}
    for name, entry in store.entries()["providers"].items():
        host = entry.get("submission", {}).get("host", "")
        parent = host.partition(".")[2]
        marks = [m for m in entry.get("marks", ()) if _DOMAIN.fullmatch(m)]
        for domain in (host, parent if "." in parent else "", *marks):
            found.setdefault(domain, name)
    found.pop("", None)
    return found


def of_host(host: str) -> str | None:
    """The provider whose host a name is: smtp.gmail.com, email-smtp.eu-west-1.amazonaws.com."""
    known = _hosts()
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


@cache
def _of_several(chunks: tuple[str, ...]) -> bool:
    """True if a template stands in the files of more than one provider."""
    begins, words = _index()
    like = [*begins.get(_prefix(chunks), ()), *(s for _, s in words.get(_anchor(chunks), ()))]
    return len({s.provider for s in like if s.chunks == chunks}) > 1


@cache
def _users() -> dict[str, int]:
    """How many providers use a word in their templates."""
    of: dict[str, set[str]] = {}
    for entry in store.texts():
        for word in _LETTERS.findall(normalise(entry["reply"])):
            of.setdefault(word, set()).add(entry["provider"])
    return {word: len(names) for word, names in of.items()}


def everyday(s: Signature) -> bool:
    """True if a few words that everybody uses are all that a template has."""
    words = _LETTERS.findall(" ".join(s.chunks))
    return len(words) < _FEW and all(_users().get(word, 0) >= _EVERYBODY for word in words)


def _general(s: Signature) -> bool:
    """True if a provider's template (not a server's) is of everyday words."""
    kind = store.entries()["providers"].get(s.provider, {}).get("kind")
    return kind != "server" and everyday(s)


def shared(s: Signature) -> bool:
    """True if several servers use the words: they tell the cause, and not whose reply it is."""
    return bool(s.entry.get("shared")) or _of_several(s.chunks) or _general(s)


def without_provider(s: Signature) -> Signature:
    """A signature that tells the cause, and nothing that its provider alone means or advises."""
    kept = {k: v for k, v in s.entry.items() if k not in ("means", "fix")}
    return s._replace(entry=kept)

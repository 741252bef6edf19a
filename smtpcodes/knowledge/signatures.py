"""The signatures, ready to be looked up: made once, when the data is compiled.

``match`` reads what stands here: each text with its parts, and an index that keeps the candidates
few.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smtpcodes.grammar.late import late
from smtpcodes.knowledge.match import BEGINNING, PREFIXES, WORD, Signature, normalise, split

_HOLE = late(r"\{[^{}]*\}")
_DOMAIN = late(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}")
_LETTERS = late(r"[a-z]{3,}")
_FEW = 8  # words of a template that may all be in everybody's use
_EVERYBODY = 4  # providers that use a word


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


def ready(
    texts: list[dict[str, Any]], providers: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The texts, each with the parts of its signature beside it."""
    made = [signature(entry) for entry in texts]
    users = _users(texts)
    speakers: dict[tuple[str, ...], set[str]] = {}
    for s in made:
        speakers.setdefault(s.chunks, set()).add(s.provider)
    found = []
    for s in made:
        words = _LETTERS.findall(" ".join(s.chunks))
        everyday = len(words) < _FEW and all(users.get(w, 0) >= _EVERYBODY for w in words)
        of_provider = providers.get(s.provider, {}).get("kind") != "server"
        shared = (
            bool(s.entry.get("shared")) or len(speakers[s.chunks]) > 1 or (everyday and of_provider)
        )
        parts = [s.code, s.enhanced, s.chunks, s.open_start, s.weight, everyday, shared]
        found.append({**s.entry, "parts": parts})
    return found


def index(texts: list[dict[str, Any]], providers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What leads from words to signatures, by their number, and to providers.

    begins: signatures by how they begin. words: those with an open start by a telling word, each
    beside its longest chunk. marks: by how they begin, in which order they are asked for, the mark,
    and whose it is. hosts: domains of providers' hosts, and whose they are.
    """
    begins: dict[str, list[int]] = {}
    words: dict[str, list[tuple[str, int]]] = {}
    for number, s in enumerate(map(signature, texts)):
        if not s.open_start and s.chunks:
            begins.setdefault(_prefix(s.chunks), []).append(number)
        else:
            longest = max(s.chunks, key=len, default="")
            words.setdefault(_anchor(s.chunks), []).append((longest, number))
    return {
        "begins": begins,
        "words": words,
        "marks": _marks(providers),
        "hosts": _hosts(providers),
    }


def by_kind(entry: tuple[str, dict[str, Any]]) -> tuple[bool, str]:
    """The order in which providers are asked for their marks: a provider before the server that it
    runs."""
    return entry[1].get("kind") == "server", entry[0]


def _users(texts: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many providers use a word in their templates."""
    of: dict[str, set[str]] = {}
    for entry in texts:
        for word in _LETTERS.findall(normalise(entry["reply"])):
            of.setdefault(word, set()).add(entry["provider"])
    return {word: len(names) for word, names in of.items()}


def _prefix(chunks: tuple[str, ...]) -> str:
    """What is looked up of a template that begins with its first chunk."""
    return chunks[0][: next(n for n in PREFIXES if len(chunks[0]) >= n)]


def _anchor(chunks: tuple[str, ...]) -> str:
    """The longest word of a template; one beside a hole may be a part of a longer one: it is
    none."""
    inner = [w for c in chunks for w in WORD.findall(c)[1:-1]]
    return max(inner, key=len, default="")


def _marks(providers: dict[str, dict[str, Any]]) -> dict[str, list[tuple[int, str, str]]]:
    found: dict[str, list[tuple[int, str, str]]] = {}
    marks = [
        (normalise(mark), name)
        for name, entry in sorted(providers.items(), key=by_kind)
        for mark in entry.get("marks", ())
        if len(mark) >= 4
    ]
    for rank, (mark, name) in enumerate(marks):
        found.setdefault(mark[:3] if BEGINNING.match(mark) else "", []).append((rank, mark, name))
    return found


def _hosts(providers: dict[str, dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, entry in providers.items():
        host = entry.get("submission", {}).get("host", "")
        parent = host.partition(".")[2]
        marks = [m for m in entry.get("marks", ()) if _DOMAIN.fullmatch(m)]
        for domain in (host, parent if "." in parent else "", *marks):
            found.setdefault(domain, name)
    found.pop("", None)
    return found

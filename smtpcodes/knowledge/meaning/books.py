"""The phrase books of ``data/phrases``, each made when it is first asked.

``log-in``: where a reply is, or may be, one to AUTH. ``client``: what a client says of itself,
where no reply came; ``client-general``: that it failed, the reason often stands behind it.
``telling`` and ``vague``: everywhere, the vague one where nothing says it better.
"""

from __future__ import annotations

from functools import cache

from smtpcodes.knowledge import store
from smtpcodes.knowledge.meaning.language import Book


def _blocks(*names: str) -> list[tuple[str, str]]:
    """The blocks of books in their order; other languages first, since their words mean nothing
    else."""
    entries = store.entries()["phrases"]
    return [
        (entry["cause"], "\n".join(entry["says"]))
        for name in names
        for foreign in (True, False)
        for entry in entries
        if entry["book"] == name and ("language" in entry) is foreign
    ]


@cache
def log_in() -> Book:
    foreign = [
        (entry["cause"], "\n".join(entry["says"]))
        for entry in store.entries()["phrases"]
        if "language" in entry and entry["cause"].startswith("auth.")
    ]
    return Book(foreign + _blocks("log-in"))


@cache
def client() -> Book:
    return Book(_blocks("client", "client-general"))


@cache
def general() -> int:
    """The rank of the first general phrases in ``client``."""
    return len(_blocks("client"))


@cache
def everywhere() -> Book:
    return Book(_blocks("telling", "vague"))


@cache
def weak() -> int:
    """The rank of the first vague phrases in ``everywhere``."""
    return len(_blocks("telling"))

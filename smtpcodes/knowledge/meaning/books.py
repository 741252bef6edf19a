"""The phrase books of ``data/phrases``, each made when it is first asked.

``log-in``: where a reply is, or may be, one to AUTH. ``client``: what a client says of itself,
where no reply came; ``client-general``: that it failed, the reason often stands behind it.
``telling`` and ``vague``: everywhere, the vague one where nothing says it better.
"""

from __future__ import annotations

from functools import cache

from smtpcodes.knowledge import store
from smtpcodes.knowledge.meaning.language import Book, indexed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compiled(phrases: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The books by name, ready to be searched. phrases: the blocks of all books."""

    def blocks(*names: str) -> list[tuple[str, str]]:
        """Other languages first, since their words mean nothing else."""
        return [
            _block(entry)
            for name in names
            for foreign in (True, False)
            for entry in phrases
            if entry["book"] == name and ("language" in entry) is foreign
        ]

    foreign = [_block(p) for p in phrases if "language" in p and p["cause"].startswith("auth.")]
    return {
        "log-in": indexed(foreign + blocks("log-in")),
        "client": indexed(blocks("client", "client-general")) | {"general": len(blocks("client"))},
        "everywhere": indexed(blocks("telling", "vague")) | {"weak": len(blocks("telling"))},
    }


def _block(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["cause"], "\n".join(entry["says"])


@cache
def log_in() -> Book:
    return Book(store.entry("books", "log-in"))


@cache
def client() -> Book:
    return Book(store.entry("books", "client"))


@cache
def general() -> int:
    """The rank of the first general phrases in ``client``."""
    return int(store.entry("books", "client")["general"])


@cache
def everywhere() -> Book:
    return Book(store.entry("books", "everywhere"))


@cache
def weak() -> int:
    """The rank of the first vague phrases in ``everywhere``."""
    return int(store.entry("books", "everywhere")["weak"])

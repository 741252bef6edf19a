"""Phrases of other languages say nothing about English texts."""

from __future__ import annotations

from pathlib import Path

from smtpcodes.knowledge import match, store
from smtpcodes.knowledge.meaning.language import Book, indexed, words

WORDINGS = Path(__file__).parent.parent / "data" / "wordings"


def english() -> list[tuple[str, str]]:
    """Cause and text of the wordings in English."""
    found, cause = [], ""
    for file in (WORDINGS / "english.txt", WORDINGS / "log-in.txt"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                cause = line[1:-1]
            elif line.isascii() and line:
                found.append((cause, line))
    return found


def test_no_phrase_of_another_language_finds_another_cause_in_english() -> None:
    """They are asked first: "error .. local" of one language is "rejected by local policy" here."""
    blocks = [
        (entry["cause"], "\n".join(entry["says"]))
        for entry in store.entries()["phrases"]
        if "language" in entry
    ]
    book, wrong = Book(indexed(blocks)), []
    for cause, text in english():
        found = book.find(words(match.split(text)[2]))
        if found is not None and found[1] != cause:
            wrong.append((text, *found[1:]))
    assert not wrong

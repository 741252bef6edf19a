"""Phrases of words, found in a text: the small language in which the phrase book is written, and
its search.

A phrase is words with blanks between; ``exceed*`` is any word that begins so, ``mailbox|inbox`` one
of several, ``..`` up to five words between two others, ``^`` before the first word the beginning of
the text. Words are looked up in an index and each phrase has a bounded reach, so the search is
linear in the text. What a phrase means is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REACH = 5  # words that `..` may pass over
LIMIT = 120  # words of a text that are looked at
_MEMO = 20_000  # words whose atoms are remembered
_WORDS = late(r"[^\W_]+")
# A word of letters in square brackets is one of the text: "[SPF]".
_BRACKETS = late(
    r"<[^<>\s]{0,300}>|\[(?![a-z]{2,16}\])[^\[\]\s]{0,300}\]|\([^()\s@]{0,64}@[^()\s]{0,300}\)"
)
_HOST = late(
    r"[^\s.:'\"]{1,63}(?:\.[^\s.:'\"]{1,63}){0,12}\.(?:[a-z]{2,5}|example|online|network|systems|internal|domain|[a-z]{0,20}\d{1,5})"
)
_LISTS = late(
    r"spamhaus|spamcop|barracudacentral|sorbs|uceprotect|abuseat|dnsbl|senderscore|invaluement"
)
_ELISION = late(r"\b(?:[cdjlnst]|qu)'(?=[a-z]{2})")  # French: d'un, l'adresse


# Letters whose stroke or missing dot is no accent to Unicode.
_STROKES = {"\u2019": "'", "ł": "l", "Ł": "L", "ı": "i", "ø": "o", "Ø": "O", "đ": "d", "ß": "ss"}
_PLAIN = str.maketrans(_STROKES)


def plain(text: str) -> str:
    """A text without accents."""
    if text.isascii():
        return text
    import unicodedata

    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


@lru_cache(64)  # each step asks for the same
def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents; addresses, host names, numbers with dots
    and URLs are ``#``, but for those of block lists."""
    text = plain(text)
    text = text.lower()
    if "'" in text:
        text = _ELISION.sub("", text).replace("'", "")
    if "<" in text or "[" in text:
        text = text.replace("[eof]", " eof ")
        text = _BRACKETS.sub(" # ", text)
    found: list[str] = []
    for piece in text.replace("(", " (").replace("...", " ").split():
        if "@" in piece or "://" in piece or piece.startswith("www."):
            found.append(_name(piece))
        elif (
            "." in piece
            and piece[0] != "/"
            and _HOST.fullmatch(bare := piece.strip('.,;:!?()"'))
            and not bare.startswith("rfc")
        ):
            found.append(_name(bare))
        elif piece.isalpha() and piece.isascii():
            found.append(piece)
        else:
            parts = _WORDS.findall(piece) or (["#"] if piece == "#" else [])
            found += parts if piece.isascii() else _signs(parts)
        if len(found) >= LIMIT:
            break
    return found


def _signs(parts: Iterable[str]) -> list[str]:
    """Words, each sign of Chinese, Japanese and Korean a word of its own."""
    found: list[str] = []
    for part in parts:
        rest = ""
        for char in part:
            if "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af":
                found += [rest, char] if rest else [char]
                rest = ""
            else:
                rest += char
        found += [rest] if rest else []
    return found


def _name(host: str) -> str:
    """A block list is known by its host; any other host tells nothing."""
    listed = _LISTS.search(host) if "@" not in host else None
    return listed.group() if listed is not None else "#"


class Phrase(NamedTuple):
    """A phrase, ready to be searched. rank: the smaller, the more it tells. slots: atoms, and
    whether a gap goes before. needs: atoms that stand in each text that holds it."""

    rank: int
    slots: tuple[tuple[frozenset[str], bool], ...]
    at_start: bool
    meaning: str
    said: str
    needs: frozenset[str]


def indexed(blocks: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What a book is made of: all atoms, the phrases, a line each, and for each atom that begins
    phrases a line with their numbers, the most telling first. A line is read when it is asked for.

    blocks: meaning and phrases (separated by ``/`` or line ends), the most telling block first.
    """
    known: set[str] = set()
    phrases: list[Phrase] = []
    begins: dict[str, list[int]] = {}
    for rank, (meaning, text) in enumerate(blocks):
        text = plain(text).replace("/", "\n")
        known.update(text.replace("|", " ").split())
        for said in map(str.split, text.split("\n")):
            if said:
                phrase = _phrase(rank, meaning, " ".join(said))
                for atom in phrase.slots[0][0]:
                    begins.setdefault(atom, []).append(len(phrases))
                phrases.append(phrase)

    def order(number: int) -> tuple[int, int]:
        return phrases[number].rank, -len(phrases[number].slots)

    return {
        "known": " ".join(sorted(known)),
        "phrases": "\n".join(f"{p.rank} {p.meaning} {p.said}" for p in phrases),
        "begins": "".join(
            f"\n{atom} {' '.join(map(str, sorted(begins[atom], key=order)))}"
            for atom in sorted(begins)
        ),
    }


class Book:
    """Phrases, found by their first words. index: as ``indexed`` makes it."""

    def __init__(self, index: dict[str, Any]) -> None:
        self._known = set(index["known"].split())
        self._said: list[str] = index["phrases"].split("\n")
        self._begins: str = index["begins"] + "\n"
        self._first: dict[str, list[Phrase]] = {}  # those of them that were asked for
        self._memo: dict[str, tuple[str, ...]] = {}

    def _phrases(self, atom: str) -> list[Phrase]:
        """The phrases that begin with this atom, the most telling first."""
        found = self._first.get(atom)
        if found is None:
            at = self._begins.find(f"\n{atom} ")
            row = self._begins[at + 1 : self._begins.find("\n", at + 1)] if at >= 0 else ""
            entries = [self._said[int(number)].split(" ", 2) for number in row.split(" ")[1:]]
            found = [_phrase(int(rank), meaning, said) for rank, meaning, said in entries]
            self._first[atom] = found
        return found

    def _atoms(self, word: str) -> tuple[str, ...]:
        """The atoms of the book that a word is."""
        found = self._memo.get(word)
        if found is None:
            stems = [f"{word[:n]}*" for n in range(1, len(word) + 1)][:24]
            found = tuple(
                [s for s in stems if s in self._known] + ([word] if word in self._known else [])
            )
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            self._memo[word] = found
        return found

    def find(
        self, text: Sequence[str], below: int = 1 << 30, without: frozenset[str] = frozenset()
    ) -> tuple[int, str, str] | None:
        """Rank, meaning and words of the most telling phrase in the words of a text; None if there
        is none with a rank under `below`.

        without: meanings that do not come into question.
        """
        atoms = [self._atoms(word) for word in text]
        all_atoms = {atom for own in atoms for atom in own}
        best: Phrase | None = None
        for at, own in enumerate(atoms):
            for atom in own:
                for phrase in self._phrases(atom):
                    if phrase.rank >= below:
                        break
                    if (
                        phrase.needs <= all_atoms
                        and (not phrase.at_start or at == 0)
                        and phrase.meaning not in without
                        and _follows(phrase.slots, atoms, at)
                    ):
                        best, below = phrase, phrase.rank
                        break
        return None if best is None else (best.rank, best.meaning, best.said)


def _phrase(rank: int, meaning: str, said: str) -> Phrase:
    parts = said.split(" ")
    at_start = parts[0] == "^"
    slots: list[tuple[frozenset[str], bool]] = []
    gap = False
    for part in parts[1:] if at_start else parts:
        if part != "..":
            slots.append((frozenset(part.split("|")), gap))
        gap = part == ".."
    needs = frozenset(word for slot, _ in slots[1:] if len(slot) == 1 for word in slot)
    return Phrase(rank, tuple(slots), at_start, meaning, said, needs)


def _follows(
    slots: tuple[tuple[frozenset[str], bool], ...], atoms: Sequence[Iterable[str]], at: int
) -> bool:
    """Do the slots after the first one follow the word at `at`?

    Each takes the nearest word that fits.
    """
    for slot, gap in slots[1:]:
        last = min(at + 2 + REACH, len(atoms)) if gap else min(at + 2, len(atoms))
        for n in range(at + 1, last):
            if not slot.isdisjoint(atoms[n]):
                at = n
                break
        else:
            return False
    return True

"""Whether small letters are a word or were drawn by chance.

No language of those that logs are written in follows a letter with any other: what stands below
was seen in fewer than one of 1500 words of documents and logs in English, German, French and
others, on 2026-11-30.
"""

from __future__ import annotations

from itertools import pairwise

from smtpcodes.grammar.late import late

# A letter, and those that do not follow it
_PAIRS = (
    "aq bfgkqvwxz cbgjnqvwxz dkqxz fbcdghjkpqvwxz gbcdfjkpqvwxz hbcdfghjkpqvwxz iiw "
    "jbcdfghjklmnpqrtvwxyz kbcdfjmpqvxz ljqwxz mfghjnqrvwxz nx oq pbgjnqvwxz "
    "qabcdefghijkmnopqrstvwxyz rjqxz sjxz tjqvx uhjquvwy vbcdfghjklmnpqrtuvwxz "
    "wbcdfgjkmpqtuvwxyz xbdfghjklnoqruvwyz yfghjkqvwxyz zbcdfgjklmnpqrstuvwxy"
)
_RARE = frozenset(
    (first, second) for first, *others in map(str.encode, _PAIRS.split()) for second in others
)
_CLUSTER = late(rb"[bcdfghjklmnpqrstvwxz]{4}")
LEAST = 8  # letters that tell


def by_chance(word: bytes) -> bool:
    """True for small letters in an order that no word has."""
    if len(word) < LEAST or not word.isalpha() or not word.islower():
        return False
    rare = sum(pair in _RARE for pair in pairwise(word))
    return rare > 1 or (rare == 1 and _CLUSTER.search(word) is not None)

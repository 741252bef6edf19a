"""How lines and replies of a log are shown: cut, and without credentials.

Knows the words that a session has sent as credentials, where it is told; what looks like one is
masked as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from smtpcodes.record import NamedTuple
from smtpcodes.redaction import redact
from smtpcodes.report import Related, Shown
from smtpcodes.session.reply import Reply
from smtpcodes.span import Place, whole_line

TEXT = 2000  # octets of a line or a reply that are shown
LINES = 20  # lines of a reply that are shown
USUAL = 500  # octets of a line that many sessions may have
KEPT = 200  # lines and replies of a session that are remembered as they are shown
# of a credential: a line is masked this much further than it is shown, for half a credential looks
# like none
LONGEST = 16_384


class Known(NamedTuple):
    """What a session has sent as credentials.

    forms: as it may come again, and `begins`, one of which stands in each line that holds one of
    them; at: in the line with this number, as it was sent. free: lines that hold none. replies,
    columns: how replies and words in lines are shown, for several findings show the same.
    """

    forms: list[redact.Form]
    begins: frozenset[bytes]
    at: dict[int, list[bytes]]
    free: set[bytes]
    replies: dict[Reply, Shown]
    columns: dict[tuple[object, ...], tuple[str, int, int]]


def known_from(sent: Collection[bytes], at: dict[int, list[bytes]]) -> Known:
    """What is known of these credentials."""
    if not sent:
        return Known([], frozenset(), at, set(), {}, {})
    forms = redact.secrets(sent)
    begins = frozenset([begin for form in forms for begin in redact.begins(form)])
    return Known(forms, begins, at, set(), {}, {})


NOTHING_SENT = known_from((), {})


def text(raw: bytes) -> str:
    """Octets as text; what is no UTF-8 stays recognisable."""
    return raw.decode("utf-8", "surrogateescape")


@lru_cache(256)
def whole(reply: Reply) -> str:
    """A reply as it was sent, to be looked up."""
    return "\n".join(x.raw.decode("utf-8", "replace") for x in reply.lines[:LINES])[:TEXT]


def without(line: bytes, secrets: Iterable[bytes]) -> bytes:
    """The beginning of a line, without the credentials that stand in it."""
    line = line[: TEXT + LONGEST]
    for secret in secrets:
        line = redact.cut(line, secret)
    return line


def _may_hold(line: bytes, known: Known) -> bool:
    """May what was sent as a credential stand in a line?"""
    if not known.begins or line in known.free:
        return False
    if max(map(line.find, known.begins)) >= 0:
        return True
    if len(known.free) < KEPT:
        known.free.add(line)
    return False


def masked(line: bytes, known: Known, secrets: Iterable[bytes] = ()) -> bytes:
    """As much of a line as is shown, without what was sent as a credential or looks like one."""
    line = without(line, secrets)
    if _may_hold(line, known):
        line = redact.without(line, known.forms)
    return _usual(line) if len(line) <= USUAL else redact.mask(line)[:TEXT]


@lru_cache(2048)
def _usual(line: bytes) -> bytes:
    """A line of a session without credentials: many findings show the same."""
    return redact.mask(line)


def reply(found: Reply, known: Known) -> Shown:
    """A reply as a report shows it."""
    told = known.replies.get(found)
    if told is None:
        lines = [text(masked(x.text, known)) for x in found.lines[:LINES]]
        told = Shown(found.code, found.enhanced, "\n".join(lines))
        if len(known.replies) < KEPT:
            known.replies[found] = told
    return told


def columns(place: Place, mark: bytes, known: Known) -> tuple[str, int, int]:
    """The line masked, as it stands in its source, and the columns of `mark` in it."""
    raw, start = whole_line(place.line)
    secret = known.at.get(place.number, ())
    if len(raw) > USUAL:
        return _columns(raw, start, mark, known, secret)
    if not secret and not _may_hold(raw, known):
        return _usual_columns(raw, start, mark)
    key = raw, start, mark, *secret
    found = known.columns.get(key)
    if found is None:
        found = _columns(raw, start, mark, known, secret)
        if len(known.columns) < KEPT:
            known.columns[key] = found
    return found


def _columns(
    raw: bytes, start: int, mark: bytes, known: Known, secret: Iterable[bytes]
) -> tuple[str, int, int]:
    before = text(masked(raw[:start], known)) if start else ""
    line = before + text(masked(raw[start:], known, secret))
    word = text(mark)
    at = _find(line, word, len(before)) if word else len(before)
    if at < 0:  # what stood there is masked
        word = redact.MASK if redact.MASK in line else ""
        at = max(0, line.find(word))
    return line, at + 1, at + 1 + (len(word) or len(line[at:].rstrip()))


@lru_cache(2048)
def _usual_columns(raw: bytes, start: int, mark: bytes) -> tuple[str, int, int]:
    """Of a line of a session without credentials."""
    return _columns(raw, start, mark, NOTHING_SENT, ())


def _find(line: str, word: str, start: int) -> int:
    """Where the word stands; numbers that only hold a reply code are passed over (a time, a process
    id)."""
    if not word.isdigit():
        return line.find(word, start)
    alone = _alone(word).search(line, start)
    return alone.start() if alone is not None else line.find(word, start)


@lru_cache(1024)
def _alone(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.:\[-]){number}(?![\w.:\]])")


def related(path: str, place: Place, mark: bytes, message: str, known: Known) -> Related:
    """A line that a finding or a verdict points to."""
    line, column, end = columns(place, mark, known)
    return Related(path, place.number, message, line, column, end)

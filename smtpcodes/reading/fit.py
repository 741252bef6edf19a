"""How well the lines of a log fit the formats that are known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers import fitting
from smtpcodes.readers.base import Reader
from smtpcodes.reading.wrapping.base import Fit
from smtpcodes.session.events import Line

ODD = 3  # replies with no code that there is
REPLIES = 4  # lines that are all of one side
DOUBT = 0.05  # whoever is so unsure takes no line from others without a word
_SERVERS = late(CODE + rb"[ -]|(?i:S|server|C|client): ")


def measured(lines: Sequence[bytes], only: type[Reader] | None = None) -> Fit:
    """How surely the lines are of a known format, or of the only one that may be: one that takes a
    server's lines for a client's has not understood them."""
    best = Fit(0.0, 0)
    kinds = [only] if only is not None else [kind for kind in fitting(lines) if _told_bare(kind)]
    for score, kind in sorted(((kind().sniff(lines), kind) for kind in kinds), key=lambda x: -x[0]):
        if score <= best.score:
            break
        fit = understood(kind, lines)
        best = max(best, Fit(score * fit.score, fit.telling))
    return best


def _told_bare(kind: type[Reader]) -> bool:
    """Does it speak for a wrapping that lines are of this format without it?"""
    return kind.NAME != "jsonl" and (not kind.WEAK or kind.NAME == "telnet")


def _odd(event: object) -> bool:
    """Is it a reply with a code that is none?"""
    return isinstance(event, ReplyLine) and not 200 <= event.code <= 599


def understood(kind: type[Reader], lines: Sequence[bytes]) -> Fit:
    """How much of what a reader takes for a client's can be: a server's lines can't, nor can all be
    unknown where nobody answers."""
    reader = kind()
    reader.begin(lines)
    taken = [items for line in lines if (items := reader.take(line)) is not None]
    if not taken:
        return Fit(0.0, 0)
    if kind.LATE:
        taken.append(reader.finish())
    events = [event for items in taken for _, event in items]
    said = [event for event in events if isinstance(event, Line)]
    strange = sum(1 for event in said if _SERVERS.match(event.raw))
    replies = len(events) == len(taken) == len(lines) >= REPLIES and not said
    if kind.WEAK and not replies and not 0 < len(said) < len(events):
        # lines without marks are a dialogue only if both sides speak, or if all are replies
        return Fit(0.0, 0)
    odd = sum(1 for event in events if _odd(event))
    if odd >= ODD and 4 * odd > len(events) - len(said):
        return Fit(0.0, 0)  # numbers of something else before each line
    if kind.WEAK or len(said) == len(events):
        strange = max(strange, sum(1 for event in said if event.command.verb == "OTHER"))
    return Fit(1 - strange / max(1, len(said)), len(events) - strange)


def best_of(lines: Sequence[bytes], but: Collection[str]) -> tuple[float, type[Reader]]:
    """The reader that is surest of these lines, of those that are not named."""
    scores = [
        (kind().sniff(lines), kind.NAME, kind)
        for kind in fitting(lines)
        if kind.NAME not in but and (not kind.WEAK or kind.NAME == "telnet")
    ]
    score, _, kind = max(scores, key=lambda x: x[:2], default=(0.0, "", Reader))
    return score, kind


def rank(head: Sequence[bytes]) -> list[Reader]:
    """The readers for an input that begins with these lines, the best first, each as a fresh
    instance."""
    scores = []
    for kind in fitting(head):
        score = kind().sniff(head)
        fit = understood(kind, head).score if score > 0 and not kind.WEAK else 1.0
        if score > 0:
            scores.append((-max(0.01, score * fit) if fit < 1 else -score, kind.NAME, kind, fit))
    strong = [s for s in scores if not s[2].WEAK]
    best = max((-s[0] for s in strong), default=0.0)
    if best >= 0.3:
        # what a known format repeats in other words (an exception, a bounce) is no second reply,
        # and whoever has understood nothing is not asked beside it
        scores = [s for s in strong if s[3]]
    scores.sort(key=lambda s: s[:2])
    readers = []
    for score, _, kind, _ in scores:
        readers.append(kind())
        readers[-1].doubted = -score < DOUBT < best
    return readers

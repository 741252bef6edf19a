"""What a line says that no reader took: a reply of SMTP that stands alone, or a text that is known.

    {permanent_failure,"192.0.2.1",<<"535 5.7.8 Error: authentication failed\\r\\n">>}
    sendmail: recv:'535 Authentication failed'
    [503] 'bad sequence of commands'

The net is narrow: three digits in prose are seldom a reply. An enhanced status code, a word that
only mail has, or a text that is known makes them one; the mark of another protocol, or a count,
unmakes it. What a session has told is not told again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from smtpcodes.grammar import protocols, saying
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ENHANCED_CLASS, ENHANCED_PARTS, STRICT_FAILURE
from smtpcodes.grammar.textclass import TextClass, normalise, textclass
from smtpcodes.record import NamedTuple
from smtpcodes.redaction import redact, shown
from smtpcodes.report import Verdict
from smtpcodes.span import Place, Wrapped, whole_line
from smtpcodes.verdict import log_ins
from smtpcodes.verdict.explained import Explain, Explained, unexplained
from smtpcodes.verdict.failure import side_of
from smtpcodes.verdict.reasons import QUOTED

LONGEST = 4000  # octets of a line that are looked at
ASKED = 1000  # lines of an input that are looked up
CAUGHT = 200  # that are told
REPEATED = 15  # octets of a text that are no chance
_TEXT = rb"(?=#?" + ENHANCED_CLASS + rb"\d|[^\W\d]|[\x80-\xff<(])"  # 535 12 is a status and a size
_REPLY = late(
    rb"(?<![\w.:/@#+=-])(?P<code>"
    + STRICT_FAILURE
    + rb")(?P<mark>[ -]|: |\] ?['\"]?|, b?['\"])"
    + _TEXT
    + rb"|(?<=[:=>'\"{(])(?P<close>"
    + STRICT_FAILURE
    + rb")(?P<gap>[ -])"
    + _TEXT
)
_ENHANCED = late(rb"#?" + ENHANCED_PARTS + rb"(?![\d.])")
CLOSING = b" '\"`>}])\\\r\n"  # what may stand around a reply and is none of it
_END = {b"'": b"'", b'"': b'"', b"`": b"`", b"(": b")", b"[": b"]"}
# a field of a mail's header that says what was checked, or who sends: no failure of this mail
_FIELD = late(rb"(?:[A-Z][A-Za-z]{1,20}-[A-Za-z\-]{2,40}|From|Subject|Received): ")
_BREAK = late(rb"\\r\\n|\\n|\r\n|\n")
# No code of HTTP, so that a text that says something of a log-in or of mail is enough
_OURS_ALONE = frozenset((523, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556, 454, 455, 432))
HIDDEN = "log-in"  # a kind: the line tells that one failed, and hides the reply
_BARE = ("reply code", "enhanced code")  # what is known of a reply whose words say nothing
_VAGUE = frozenset(("unknown", "success", ""))


class Caught(NamedTuple):
    """A line that tells a failure. said: what is explained; reply: it is a reply; kind: what equal
    ones have in common."""

    number: int
    line: bytes
    said: str
    reply: bool
    kind: tuple[object, ...]


class Net:
    """The lines of one input that no reader took."""

    def __init__(self) -> None:
        self.caught: list[Caught] = []
        self.asked = 0
        self.replies = 0  # lines that hold a reply
        self.kinds: set[tuple[object, ...]] = set()  # of what is caught
        self.seen: set[tuple[object, ...]] = set()  # what sessions have told

    def told(self, code: int, text: bytes) -> None:
        """A session has told this reply."""
        if len(self.seen) < 10 * ASKED:
            self.seen.add(_kind(code, text))

    def line(self, number: int, line: bytes, before: bytes) -> None:
        """Looks at a line that no reader took; before: the line before it."""
        if len(self.caught) >= CAUGHT or self.asked >= ASKED:
            return
        raw = whole_line(line)[0][:LONGEST]
        line = line[:LONGEST]
        said = reply_in(line)
        if said is None and raw != line and (said := reply_in(raw)) is not None:
            line = raw  # the carrier tells more than the text that it carries
        log_in = said is None and log_ins.known(line)
        if (
            not log_in
            and said is None
            and not (
                saying.of_mail(line)
                and saying.refused(line)
                and not protocols.others(line, b"")
                and not _FIELD.match(line)
            )
        ):
            return
        self.asked += 1
        self.replies += said is not None
        bare = redact.mask_unknown(redact.mask_after(before, line))
        if raw != line:
            bare = Wrapped.of(bare, redact.mask_unknown(redact.mask_after(before, raw)))
        line = bare
        if said is not None:
            said = reply_in(line)
        kind = _kind(int(said[:3]), said[4:]) if said is not None else _kind(0, line)
        if log_in:
            kind = (HIDDEN, *log_ins.words(line, unexplained))
        if kind not in self.kinds:
            if len(self.kinds) >= 10 * ASKED:  # of a log that has no end
                self.kinds.clear()
            self.kinds.add(kind)
            text = (said or line).decode("utf-8", "replace")
            self.caught.append(Caught(number, line, text, said is not None, kind))

    def verdicts(self, path: str, explain: Explain, secrets: Collection[bytes]) -> list[Verdict]:
        """The verdicts of the lines that came since it was last asked, and say what no session has
        said."""
        found: list[Verdict] = []
        caught, self.caught, self.asked = self.caught, [], 0
        known, codes = shown.known_from(secrets, {}), self._codes()
        for number, line, said, reply, kind in caught:
            if kind in self.seen:
                continue
            words = log_ins.words(line, explain) if kind[0] is HIDDEN else None
            provider = None
            if words is None:
                e = explain(said)
                if e.cause in _VAGUE and not (reply and saying.of_mail(line)):
                    continue
                if reply and e.because in _BARE and kind[0] in codes:
                    continue  # the words add nothing to what a session has told
                if not reply and (not _sure(e) or self._repeats(line)):
                    continue
                title = e.title if e.title[1:2].isupper() else e.title[:1].lower() + e.title[1:]
                words = log_ins.Words(title, e.cause, side_of(e.cause), e.fix)
                provider = e.provider
            quoted = shown.text(redact.mask(said.encode("utf-8", "replace"), known.forms))
            quoted = f"{quoted[:QUOTED]} ..." if len(quoted) > QUOTED else quoted
            place = shown.related(
                path, Place(number, line), said[:3].encode() if reply else b"", "the cause", known
            )
            found.append(
                Verdict(
                    "",
                    path,
                    number,
                    words.cause,
                    words.side,
                    provider,
                    f'line {number}, outside any dialogue, says: "{quoted}": {words.said}',
                    words.fix,
                    places=(place,),
                    shape=words.cause,
                )
            )
        return found

    def told_outside(self) -> Iterator[tuple[int, str]]:
        """The replies that the lines hold, each with its line's number.

        Not those with a code that a session has told: a client says again, in part or in other
        words, why it gives up.
        """
        codes = self._codes()
        for caught in self.caught:
            if caught.reply and caught.kind[0] not in codes:
                yield caught.number, caught.said

    def _codes(self) -> set[object]:
        """The codes of the refusals that sessions have told."""
        return {kind[0] for kind in self.seen}

    def _repeats(self, line: bytes) -> bool:
        """Does a line with no code hold the text of a reply that a session has told?"""
        words = b" ".join(normalise(_ENHANCED.sub(b"", line).lower()).split())
        return any(
            len(kind[1]) >= REPEATED and kind[1].strip() in words
            for kind in self.seen
            if isinstance(kind[1], bytes)
        )


def reply_in(line: bytes) -> bytes | None:
    """The reply of SMTP that a line of prose holds, as code, blank and text;

    None if there is none, or it may be anything else.
    """
    words = protocols.ADDRESS.sub(b"", line)
    for match in _REPLY.finditer(line):
        code = match["code"] or match["close"]
        text = _text(line, match)
        said = code + b" " + text
        if protocols.others(line, said):
            continue
        status = _ENHANCED.match(text)
        if status is not None:
            if status[1] == code[:1]:
                return said
            continue
        if saying.of_mail(words) or (
            int(code) in _OURS_ALONE
            and textclass(text.decode("utf-8", "replace")) is not TextClass.NONE
        ):
            return said
    return None


def _text(line: bytes, match: re.Match[bytes]) -> bytes:
    """The text of a reply, up to the quote or bracket that closes what was opened before it."""
    text = line[match.end() :]
    before = line[max(0, match.start() - 1) : match.start()]
    mark = (match["mark"] or b"")[-1:]
    close = _END.get(mark if mark in (b"'", b'"') else before)
    if close is not None:
        text = text.partition(close)[0]
    return b" ".join(x for x in _BREAK.split(text) if x).strip(CLOSING)


@lru_cache(256)
def _kind(code: int, text: bytes) -> tuple[object, ...]:
    return code, normalise(_ENHANCED.sub(b"", text).strip(CLOSING).lower())[:60]


def _sure(e: Explained) -> bool:
    """Is a line without a reply code understood well enough to be told?

    What a client says of itself ("cannot open", "authentication failed") is said by programs of
    all kinds: only a known text counts, and words that similar texts bear out.
    """
    if e.confidence == "high":
        return e.because in ("signature", "text")
    borne_out = any(step["said"].startswith("agrees") for step in e.why)
    return e.because == "text" and e.confidence == "medium" and borne_out

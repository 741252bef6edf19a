"""Writes a log again without its credentials, byte for byte otherwise.

The session tells what is a credential: the line after a ``334`` has no keyword that a pattern could
find. The encoding stays (UTF-16 and a byte order mark, too), and so do line ends. A packet capture
is refused: octets taken out of its frames would leave a broken one.
"""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from smtpcodes.files.source import LINE, PACKED, SourceError, as_far_as, is_packed
from smtpcodes.grammar import sasl, secret
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.credentials import PASSWORD, RESPONSE, TOKEN, letters
from smtpcodes.grammar.credentials.runs import GROUPS
from smtpcodes.grammar.credentials.values import is_placeholder
from smtpcodes.readers._capture import is_capture
from smtpcodes.reading.road import Road, Step
from smtpcodes.redaction import redact
from smtpcodes.report import Input
from smtpcodes.session.follower import Follower
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.session.table import Table
from smtpcodes.span import Place

Tell = Callable[[str], None]
ECHO = "what was sent, repeated"
PIECES = 36  # forms of the last credentials, of which any part is taken out
BEGINNING = 65_536  # octets that tell what ends the lines
LEARNT = 96  # forms of credentials that a key gave away
KNOWN = 512  # the last forms of credentials, taken out wherever they come again
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF8 = b"\xef\xbb\xbf"


class _Watch:
    """Hears of credentials, of nothing else."""

    every = False

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.fresh: list[bytes] = []  # taken out of the line that is being read
        self.learnt: dict[bytes, None] = {}
        self.here: list[bytes] = []  # in the line that is being read
        self.known: dict[redact.Form, None] = {}
        self.begins: frozenset[bytes] = frozenset()  # without one of them a line repeats nothing
        self.names: deque[bytes] = deque(maxlen=4)  # of users, as LOGIN sends them
        self.pieces: deque[redact.Form] = deque(maxlen=PIECES)
        self.following = secret.Following()

    def exchange(self, seen: Seen) -> None:
        """Nothing to do."""

    def ended(self, session: Session, side: str | None) -> None:
        """Nothing to do."""

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        raw = command.raw[command.secret :].strip()
        self.here.append(raw)
        state = session.state
        self.learn(
            raw,
            command.mechanism == "LOGIN"
            if command.verb == "AUTH"
            else state.sasl == "LOGIN" and state.sasl_steps == 1,
        )

    def learn(self, raw: bytes, user: bool = False) -> None:
        """Remembers what is to be taken out wherever it comes again."""
        if user:
            self.names.append(sasl.Name(raw))
        for form in redact.secrets([*self.names, raw], user):
            if isinstance(form, bytes):
                self.known[form] = None
            else:
                self.pieces.append(form)
        while len(self.known) > KNOWN:
            del self.known[next(iter(self.known))]
        self._know()

    def tell(self, kind: str, what: bytes = b"") -> None:
        """Hears what is taken out of a line."""
        self._tell(kind)
        if kind in (PASSWORD, TOKEN) and len(self.learnt) < LEARNT and what not in self.learnt:
            if letters.drawn(what) or GROUPS.fullmatch(what) is not None:
                self.fresh.append(what)

    def remember(self) -> None:
        """What a key gave away is taken out of the lines that follow, wherever it stands."""
        for what in self.fresh:
            self.learnt[what] = None
            for form in redact.escaped(what):
                self.learnt[form] = None
        self.fresh.clear()
        self._know()

    def _know(self) -> None:
        self.begins = frozenset(
            x for form in (*self.known, *self.learnt, *self.pieces) for x in redact.begins(form)
        )

    def repeats(self, line: bytes) -> bool:
        """False for a line that holds nothing that was sent."""
        return not self.begins.isdisjoint(
            line[at : at + redact.BEGIN] for at in range(len(line) - redact.BEGIN + 1)
        )


def redacted(
    chunks: Iterable[bytes],
    reader: str | None = None,
    changed: Callable[[int], None] = lambda number: None,
    tell: Tell = lambda kind: None,
) -> Iterator[bytes]:
    """The octets of a log with every credential replaced. Raises SourceError as the chunks do, when
    what came before is written; and for what hides its text: a packet capture, compressed data.

    changed: called with the number of each line that is not as it was. tell: hears of the kind of
    all that is taken out.
    """
    failed: list[SourceError] = []
    yield from _redacted(as_far_as(chunks, failed.append), reader, changed, tell)
    if failed:
        raise failed[0]


def _redacted(
    chunks: Iterable[bytes],
    reader: str | None,
    changed: Callable[[int], None],
    tell: Tell,
) -> Iterator[bytes]:
    head, rest = _begun(filter(None, chunks))  # a pause is no end
    if is_capture(head):
        raise SourceError(
            "a packet capture cannot be redacted; "
            "redact what `smtpcodes parse` gives, or filter the capture"
        )
    if is_packed(head):
        raise SourceError(PACKED)
    encoding = _UTF16.get(head[:2])
    if encoding is None:
        if head[:3] == _UTF8:
            yield _UTF8
            head = head[3:]
        yield from _lines(_split(_all(head, rest)), reader, changed, tell)
        return
    yield head[:2]
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    text = (decoder.decode(part).encode("utf-8", "surrogatepass") for part in _all(head[2:], rest))
    try:
        for block in _lines(_split(text), reader, changed, tell):
            yield block.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        raise SourceError("begins as UTF-16 and is none") from None
    yield decoder.getstate()[0]  # half a character at the end


def _begun(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Enough octets to tell what they are, and the rest."""
    head = b""
    while len(head) < 24 and (chunk := next(chunks, b"")):
        head += chunk
    return head, chunks


def _all(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _split(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lists of lines with their ends, CR LF, LF or, in a log that begins without LF, CR; however
    the log is cut."""
    end = rest = b""
    for chunk in chunks:
        rest += chunk
        end = end or _end(rest, len(rest) >= BEGINNING)
        if not end:
            continue
        found, rest = _whole(rest, end)
        if found:
            yield found
    if rest:
        found, rest = _whole(rest, end or _end(rest, True))
        yield [*found, rest] if rest else found


def _end(text: bytes, enough: bool) -> bytes:
    """What ends the lines; empty if the beginning of the log does not tell yet."""
    head = text[:BEGINNING]
    if b"\n" in head:
        return b"\n"
    return b"" if not enough else b"\r" if head.count(b"\r") > 2 else b"\n"


def _whole(text: bytes, end: bytes) -> tuple[list[bytes], bytes]:
    """The lines that are whole, and what is left. A line that is too long is cut."""
    parts = text.split(end)
    rest = parts.pop()
    found = [line + end for line in parts]
    while len(rest) > LINE:
        found.append(rest[:LINE])
        rest = rest[LINE:]
    return found, rest


def _lines(
    blocks: Iterable[list[bytes]],
    reader: str | None,
    changed: Callable[[int], None],
    tell: Tell,
) -> Iterator[bytes]:
    """The lines, with their ends, without their credentials."""
    watch = _Watch(tell)
    follower = Follower(Table(lambda x: ((), ())), watch)
    road = Road(Input("-"), reader, silent=True)
    waiting: deque[tuple[bytes, bytes]] = deque()  # lines as they are, and without their ends

    def written(steps: Iterable[Step]) -> Iterator[bytes]:
        for step in steps:
            if not waiting:  # what a reader has left at the end of the input
                break
            line, text = waiting.popleft()
            shown = _line(text, step, follower, watch, len(text) < len(line))
            if shown != text:
                changed(step[0])
            yield shown + line[len(text) :]

    for block in blocks:
        texts = [line.rstrip(b"\r\n") for line in block]
        waiting.extend(zip(block, texts, strict=True))
        yield b"".join(shown for steps in road.feed(texts) for shown in written(steps))
    yield b"".join(written(road.finish()))


def _line(text: bytes, step: Step, follower: Follower, watch: _Watch, ended: bool) -> bytes:
    """A line without its credentials. What its dress keeps apart (colours, NULs) is written bare if
    it holds one.

    ended: it has its line end; a line that was cut may be one that no reader knows any more.
    """
    watch.here.clear()
    _, bare, items, reader = step
    follower.take((step,))
    hidden = reader.hidden(bare) if reader is not None else None
    if hidden and not is_placeholder(hidden):
        watch.here.append(hidden)
        watch.learn(hidden)
    if bare is not text and any(sent in bare and sent not in text for sent in watch.here):
        text = bare.replace(b"\n", b" ").replace(b"\x0b", b" ")
    if (row := watch.following.row(text, watch.tell)) is not None:
        return row
    for sent in watch.here:
        text = _told(watch, RESPONSE, text, redact.mask(redact.cut(text, sent)))
    if watch.begins and watch.repeats(text):
        known = redact.without(redact.without(text, watch.learnt), watch.known)
        text = _told(watch, ECHO, text, redact.without(known, watch.pieces))
    text = watch.following.beside(text, watch.tell)
    if watch.fresh:
        watch.remember()
    if watch.following.of_part or (items is not None and (items or ended)):
        return text
    return redact.mask_unknown(text, watch.tell)


def _told(watch: _Watch, kind: str, before: bytes, after: bytes) -> bytes:
    """`after`; what is masked in it and not in `before` is told."""
    for _ in range(after.count(secret.MASK) - before.count(secret.MASK)):
        watch.tell(kind)
    return after

"""Dialogues whose lines name their side.

    S: 220 mx.example.net ESMTP
    2024-10-26T00:00:00.017Z [80e38851] C: EHLO client9330.example
    10:41:12 AM - Server: 220 host.local ESMTP SubEthaSMTP null

RFC examples, MailKit's ProtocolLogger, SubEthaSMTP, Zimbra, test transcripts. "C: ", "Client: ",
"Sent: ", "-> ", ">>> " and their like; with or without a time stamp, a logger's name and a session
id before them. Logs that name the sides in other words, or behind other things, are read if many
lines do so in the same way and say what a side can say (``_labels``). "Sent" and arrows do not tell
whether the client or the server wrote the log: the first lines do. Further lines of a reply may
stand without their mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, ANY_DATE, CLOCK, DATE, DAY_FIRST, FIELD, MONTH_DAY
from smtpcodes.readers import _shell
from smtpcodes.readers._labels import Label, answered, inner, label
from smtpcodes.readers._marked import local
from smtpcodes.readers._sides import Sides
from smtpcodes.readers.base import DIALOGUE, NOTHING, Item, Reader, Sees
from smtpcodes.session.events import UNKNOWN, YES, Close, Connect, Line

_TIME = (
    rb"\[?(?:"
    + ANY_DATE
    + rb"(?:[T ]| - )"
    + CLOCK
    + rb"\S{0,16}(?: [+-]\d{4})?|"
    + DAY_FIRST
    + rb",? "
    + CLOCK
    + rb"\S{0,8}(?: [AP]M)?|"
    + CLOCK
    + rb"\S{0,16}(?: [AP]M)?|"
    + MONTH_DAY
    + rb" "
    + CLOCK
    + rb"(?: \S{1,64} [\w./-]{1,40}(?:\[\d{1,8}\])?:)?|1\d{9}(?:\.\d{1,9})?)\]?"
)
_LEVEL = (
    rb"\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FINE|FINER|FINEST|VERBOSE|NOTICE|[Dd]ebug"
    rb"|[Ii]nfo|[Tt]race|DBG|INF|VRB)\]?:?\s{1,4}"
)
_LOGGER = (
    rb"(?:"
    + _LEVEL
    + rb")?(?:\[(?P<thread>[^\]]{1,80})\]\s{1,4})?(?:\[[^\]]{1,80}\]\s{1,4})?(?:"
    + _LEVEL
    + rb")?(?:[A-Za-z_][\w.$]{2,100}\s{1,4})?[-:]\s{1,2}"
)
_NAMED = rb"(?:" + _LEVEL + rb")?[A-Za-z_][\w.$]{2,100}:\s{1,2}"
_PREFIX = (
    rb"(?:flutter: |"
    + _TIME
    + rb"[\s,|]{1,4}(?:"
    + _LOGGER
    + rb"|"
    + _NAMED
    + rb"|"
    + _LEVEL
    + rb")?|"
    + _LEVEL
    + rb"(?:- )?)?(?:(?:- )?[\[(#] {0,12}(?P<key>[^\])\s]{1,64})[\]):]?\s{1,4})?(?:- )?"
)
_FIRM = (
    rb"(?:(?P<C>C -->|(?:[Cc]|(?i:client)):)|(?P<S>S <--|(?:[Ss]|(?i:server)):))(?:[ \t]"
    rb"|\xc2\xa0|$|(?<=^[CS]:)(?=[A-Za-z0-9+*=.]))"
)
_LOOSE = (  # what is sent, and what is received
    rb"(?:(?P<sent>(?:Sent|SENT|sent|Send|SEND|send|Sending|TX|Out|OUT):|>>>putline>>>|>>>?|[=-]-?>"
    rb"|\[->\]|\xe2\x86\x92)"
    rb"|(?P<got>(?:Got|GOT|got|Recv|RECV|recv|RX|In|IN):"
    rb"|(?:Received|RECEIVED|received|Receiving):(?=\s?(?:"
    + ANY_CODE
    + rb"[ -]|(?i:EHLO|HELO|LHLO|AUTH|MAIL|RCPT|DATA|QUIT|RSET|STARTTLS|NOOP)\b))"
    rb"|<<<getline<<<|<<<?|<-?[=-]|\[<-\]|\xe2\x86\x90))(?:[ \t]|\xc2\xa0|$)"
)
_LINE = late(_PREFIX + rb"(?:" + _FIRM + rb"|" + _LOOSE + rb")")
_USUAL = late(DATE + rb"[T ]" + CLOCK + rb"[\d.,:+Z-]{0,14} (?:\[([^\]\s]{1,64})\] )?([CS]): ")
_BARE = late(ANY_CODE + rb"(?:-| (?=\S))")
_OTHER = late(rb"(?:H|E): |\s*$|\(server closed|!: |" + _PREFIX + rb"SMTP (?:connection|server) ")
_ZIMBRA = late(DATE + rb" " + CLOCK + rb",\d{3} [A-Z]{4,5} {1,2}\[[^\]]{1,200}\] \[[^\]]{0,400}\] ")
# MailKit; DokuWiki; SubEthaSMTP
_CONNECTED = late(
    rb"(?:"
    + _PREFIX
    + rb")(?:Connected to smtp(?P<tls>s?)://(?P<url>[^\s:/]{1,255})(?::(?P<a>\d{1,5}))?/"
    rb"|Connect(?:ing|ed) to (?P<host>[\w.:-]{1,255}) (?:at|port"
    rb"|on port) (?P<b>\d{1,5})"
    rb"|SMTP connection from (?P<peer>[^\s,]{1,255}), new connection count)"
)
_TWICE = b"IO: |"  # Exchange 5.5: what came in, before the line that it is part of
_SHELL = (b"telnet ", b"openssl ", b"nc ", b"ncat ", b"$ ")
_FIELD = late(FIELD)
OTHERS = 0.9  # what a line with a mark of another kind is worth
LONGEST = 2000  # octets of a line that are looked at for one


def _quoted(marks: Sequence[re.Match[bytes]]) -> bool:
    """Is the mark the same on all lines, though both sides speak? Then somebody quotes."""
    if (
        len({(match["sent"], match["got"]) for match in marks}) != 1
        or marks[0]["C"] is not None
        or marks[0]["S"] is not None
    ):
        return False
    texts = [match.string[match.end() :] for match in marks]
    replies = sum(1 for text in texts if _BARE.match(text))
    return any(
        _LINE.match(text) or (replies and commands.parse(text).verb in commands.HELLOS)
        for text in texts
    )


def _says(found: Label) -> str | None:
    """Whose words are these? None if both could say them."""
    return (
        "S"
        if _BARE.match(found.rest)
        else "C"
        if commands.parse(found.rest).verb != commands.OTHER
        else None
    )


def _others(
    lines: Sequence[bytes], marks: Sequence[re.Match[bytes] | None]
) -> frozenset[tuple[bytes, int]]:
    """Marks of another kind: behind one stands what one side says, and both sides speak."""
    said: dict[tuple[bytes, int], set[str | None]] = {}
    needed: set[tuple[bytes, int]] = set()
    message: tuple[bytes, int] | None = (
        None  # the mark that said 354; a message may say what it likes
    )
    for line, mark in zip(lines, marks, strict=True):
        found = label(line[:LONGEST])
        if found is not None:
            if message in (None, found.mark):
                said.setdefault(found.mark, set()).add(_says(found))
                message = found.mark if found.rest[:4] == b"354 " else None
            elif found.rest.rstrip() == b".":
                message = None
            if mark is None:
                needed.add(found.mark)
    sure = {mark: sides - {None} for mark, sides in said.items() if len(sides - {None}) == 1}
    both = {side for sides in sure.values() for side in sides} == {"C", "S"}
    return frozenset(needed & sure.keys()) if both and not answered(lines) else frozenset()


class Labelled(Reader):
    NAME = FAMILY = "labelled"
    TITLE = "dialogues whose lines name their side (C:, S:)"
    SHOWS = "commands, replies and SASL responses, in order"
    HIDES = "TLS from the start of a connection; who closed it"
    SEES = DIALOGUE | Sees.TRAILING
    STATELESS = True

    EXAMPLES = (
        b"S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n",
        b"Sep 16 13:18:18 mail Qsmtpd[1775]: > 220 2.0.0 ready for tls\n"
        b"Sep 16 13:18:18 mail Qsmtpd[1775]: <e ehlo client.example\n"
        b"Sep 16 13:18:18 mail Qsmtpd[1775]: >e 250 host.example\n",
        b"10:41:12 AM - Server: 220 host.example ESMTP\n"
        b"10:41:12 AM - Client: EHLO client.example\n"
        b"10:41:12 AM - Server: 250 host.example\n",
    )
    FORGED, CUT = (b"C: EHLO S: 535 5.7.8 no\n",), (b"S: 22\n",)

    def __init__(self) -> None:
        self.sides = Sides()
        self.key: object = None  # of the last line with a mark
        self.more = self.message = False  # it was the server's, and more follow; or its 354
        self.text = False  # lines of a message, up to its dot, whatever they look like
        self.quoted = False  # each line stands in quotes: Ruby's Net::SMTP
        self.others: frozenset[tuple[bytes, int]] = frozenset()  # marks of another kind

    def begin(self, head: Sequence[bytes]) -> None:
        """Lines with no mark, and marks that tell no side, are understood by what stands before."""
        marks = [_LINE.match(line) for line in head]
        self.others = _others(head, marks)
        rests = [match.string[match.end() :] for match in marks if match is not None]
        self.quoted = len(rests) > 1 and all(inner(rest) is not None for rest in rests)
        self.SEES = DIALOGUE if self.others else type(self).SEES  # others may cut blanks, too
        if any(b"Logging suppressed" in line for line in head):  # Thunderbird, for a command
            self.SEES &= ~(Sees.COMMANDS | Sees.ORDER | Sees.RESPONSES)
        self.STATELESS = not self.others and not any(
            _BARE.match(line) if mark is None else mark["sent"] or mark["got"]
            for line, mark in zip(head, marks, strict=True)
        )

    def take(self, line: bytes) -> Sequence[Item] | None:
        if self.text:  # a peer writes these lines: none of them is the other side's
            self.text = line.strip() != b"."
            return NOTHING
        mark = line[:3]
        if mark == b"C: " and not line.startswith(_SHELL, 3):
            self.more = self.message = False
            self.key = None
            return ((None, Line(line[3:])),)
        if mark == b"S: ":
            return self._server(None, line[3:])
        if not line:  # between two sessions
            return NOTHING
        match = _USUAL.match(line)
        if match is not None and match[2] == b"S":
            return self._server(match[1], line[match.end() :])
        match = _LINE.match(line)
        if match is not None:
            key = match["key"] or match["thread"]
            if self.others and (found := label(line)) is not None:
                key = found.key
            return self._marked(key, match.lastgroup or "", line[match.end() :])
        other = label(line) if self.others else None
        if other is not None and other.mark in self.others:
            return self._marked(other.key, other.side, other.rest)
        return self._unmarked(line)

    def _marked(self, key: object, side: str, rest: bytes) -> Sequence[Item]:
        """A line after its mark. side: "C", "S", "sent" or "got"."""
        rest = inner(rest) or rest if self.quoted else rest
        if side in ("C", "S"):
            client = side == "C"
        else:
            self.STATELESS = False
            received = side == "got"
            if rest[3:4] == b"-" and rest[:3].isdigit() and not self.sides.servers:
                client = False
            else:
                client = received is self.sides.is_server(key, received, rest.lstrip(), False)
        if not client:
            return self._server(key, rest)
        if rest.startswith(_TWICE):
            return NOTHING
        self.key, self.more, self.message = key, False, False
        begun = _shell.connection(rest) if rest.startswith(_SHELL) else None
        return ((key, begun),) if begun is not None else ((key, Line(rest)),)

    def _server(self, key: object, text: bytes) -> Sequence[Item]:
        parsed = reply.parse(text)
        if parsed is None:
            return ((key, Close()),) if text.startswith(b"Connection closed") else NOTHING
        self.key, self.more, self.message = key, parsed.more, parsed.code == 354
        return ((key, parsed),)

    def _unmarked(self, line: bytes) -> Sequence[Item] | None:
        if self.more:
            parsed = reply.parse(line) if _BARE.match(line) else None
            if parsed is not None:  # a further line of a reply
                self.STATELESS = False
                self.more = parsed.more
                return ((self.key, parsed),)
        if self.message and _FIELD.match(line):
            self.text, self.STATELESS = True, False
            return NOTHING
        if _OTHER.match(line) or _ZIMBRA.match(line):
            return self._connected(line)
        return NOTHING if self.message else self._connected(line) or None

    def _connected(self, line: bytes) -> Sequence[Item]:
        match = _CONNECTED.match(line)
        if match is None:
            return NOTHING
        host = match["url"] or match["host"] or match["peer"].rpartition(b"/")[2]
        local_end = local(host) if host != b"0:0:0:0:0:0:0:1" else YES
        return (
            (
                match["key"] or match["thread"],
                Connect(
                    int(match["a"] or match["b"] or 0), YES if match["tls"] else UNKNOWN, local_end
                ),
            ),
        )

    def sniff(self, head: Sequence[bytes]) -> float:
        lines = [line for line in head if line.strip()]
        marks = [match for line in lines if (match := _LINE.match(line)) is not None]
        bare = sum(1 for line in lines if _BARE.match(line))
        marked: float = 0 if _quoted(marks) or (bare and answered(lines)) else len(marks)
        if marked < 0.9 * len(lines):
            found = [_LINE.match(line) for line in lines]
            others = _others(lines, found)
            marked += OTHERS * sum(
                1
                for line, mark in zip(lines, found, strict=True)
                if others and mark is None and (x := label(line)) is not None and x.mark in others
            )
        if not marked:
            return 0.05 * sum(1 for line in lines if _ZIMBRA.match(line)) / max(1, len(lines))
        return (marked + min(bare, 12 * marked)) / len(lines)

    def leans(self, line: bytes) -> bool:
        return line[:3] not in (b"C: ", b"S: ")

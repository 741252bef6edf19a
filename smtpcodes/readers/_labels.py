"""Which words and arrows name the side of a line, and what may stand before them: for logs of any
program.

    mailnews.smtp: S: 220 mx.example ESMTP                               (Thunderbird)
    [SMTP] sending: EHLO client.example                                  (Evolution, Camel)
    Mon 2023-05-01 10:00:00.002: 03: [12345] --> 220 mx.example ESMTP    (MDaemon)
    Sep 16 13:18:18 mail Qsmtpd[1775]: >e 250-AUTH LOGIN PLAIN           (Qsmtpd, under TLS)

Read from the left: a few short pieces (times, levels, names, something in brackets), then the first
word that names a side; what stands behind it is the line. Knows nothing of what the line says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ANY_CODE, BEGUN_TIME
from smtpcodes.record import NamedTuple

_PIECE = (
    rb"(?>(?:\[[^\[\]]{0,80}\]){1,4}|\([^()]{0,80}\)"
    rb"|[A-Za-z_][\w.$/@#-]{0,60}(?:\[[^\[\]]{0,80}\])?|\d[\w:.,/+-]{0,40}|[#*-]{1,3})"
)
_MARK = (
    rb"(?:(?P<C>(?:[Cc]|(?i:client|request|command|cmd))[:>]"
    rb")|(?P<S>(?:[Ss]|(?i:server|response|reply|answer))[:>]"
    rb")|(?P<sent>(?i:sent|send|sending|out|outgoing|outbound|tx|write|writing|wrote):"
    rb"|<tx>|\[tx\]|[=~-]{1,3}>|>>>putline>>>|>>>?|>e?|\xe2\x86\x92|\xe2\x87\x92"
    rb")|(?P<got>(?i:received|receive|receiving|recv|rcvd|got|in|incoming|inbound|rx"
    rb"|read|reading):|<rx>|\[rx\]|<[=~-]{1,3}|<<<getline<<<|<<<?|<e?|\xe2\x86\x90|\xe2\x87\x90))"
)
_LINE = late(
    rb"(?P<prefix>(?:" + _PIECE + rb"[ \t:,|]{1,8}+){0,9}?)" + _MARK + rb"(?:[ \t]|\xc2\xa0|$)"
)
# Who speaks, by the word before a mark: "response to client: 250 ok", "client sent: QUIT"
_BEFORE = {
    b"to": {"C": "S", "S": "C"},
    b"client": {"sent": "C", "got": "S"},
    b"server": {"sent": "S", "got": "C"},
}
_QUOTED = late(rb"\"((?:[^\"\\]|\\.){0,4000}?)(?:\\r)?(?:\\n)?\"$", re.S)
_REPLY = late(ANY_CODE + rb"([ -])")
_ID = late(
    rb"[\[(](?=[^\])\d]{0,40}\d)(?!"
    + BEGUN_TIME
    + rb")((?:[\w-]{1,40}[:#= ]{1,2})?[\w-]{1,64})[\])]"
)


class Label(NamedTuple):
    """mark: the word in lower case, with how many pieces stand before it. side: "C", "S", "sent" or
    "got". key: an id in brackets."""

    mark: tuple[bytes, int]
    side: str
    key: bytes | None
    rest: bytes


def label(line: bytes) -> Label | None:
    """What names the side of a line; None if nothing does."""
    match = _LINE.match(line)
    if match is None:
        return None
    side = match.lastgroup or ""
    prefix = match["prefix"]
    if side == "sent" and prefix.lower().endswith(
        (b"message ", b"mail ")
    ):  # "Message sent: 250 Ok" is a sentence
        return None
    ids = _ID.findall(prefix)
    return Label(
        (match[side].lower(), len(prefix.split())),
        _named(side, prefix.lower().split()[-1:]),
        ids[-1] if ids else None,
        line[match.end() :],
    )


def _named(side: str, before: Sequence[bytes]) -> str:
    """The side that a mark tells with the word before it, if there is one."""
    return _BEFORE.get(before[0], {}).get(side, side) if before else side


def inner(rest: bytes) -> bytes | None:
    """What stands in quotes behind a mark, without the end of the line (Ruby's Net::SMTP)."""
    match = _QUOTED.match(rest.rstrip())
    return match[1] if match is not None else None


def answered(lines: Sequence[bytes]) -> bool:
    """Do replies without a mark stand among the marked lines, about as many as these? Then a client
    has written the marks: further lines of one reply are no answer."""
    marked = bare = 0
    more = False  # the reply of the last line goes on
    for line in lines:
        found = label(line[:2000])
        reply = _REPLY.match(line if found is None else found.rest)
        marked += found is not None
        bare += found is None and reply is not None and not more
        more = reply is not None and reply[1] == b"-"
    return 2 * bare > marked

"""Looks for two sessions that the follower takes for equal and that are not:
``python -m tests.shapes --seconds 60``.

A session that walks along edges must be at the point of a session that was fed the same events,
with as many exchanges and credentials. The same seed gives the same logs; what is wrong is printed
with its seed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Collection, Sequence
from functools import cache

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.session.events import DIALOGUE, Event, Line
from smtpcodes.session.follower import Follower, begins_anew
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.session.snapshot import snapshot
from smtpcodes.session.table import Cell, Table
from smtpcodes.span import Place

# lines that are alike at first sight
CLIENT = (
    b"EHLO c.example|EHLO [10.0.0.1]|EHLO bad_host!x|HELO c|LHLO c|STARTTLS|RSET|NOOP|QUIT|quit"
    b"|DATA|.||XYZZY|*|=|HELP|VRFY a|AUTH|AUTH PLAIN|AUTH PLAIN AGEAYg==|AUTH PLAIN AGEAYw=="
    b"|AUTH PLAIN ****|AUTH LOGIN|AUTH LOGIN PLAIN|AUTH LOGIN HELLO|AUTH FOO|AUTH BAR"
    b"|AUTH FOO abcd|AUTH CRAM-MD5|AUTH XOAUTH2 dXNlcj1h|abcd|xxxx|xxxxxxxx|********|dXNlcg=="
    b"|c2VjcmV0MQ==|c2VjcmV0Mg==|QmVhcmVyMTIz|MAIL FROM:<a@b.c>|MAIL FROM:<hidden@b.c>"
    b"|MAIL FROM:<a***@b.c>|MAIL FROM: <a@b.c>|MAIL FROM:<a@b.c> SIZE=100"
    b"|MAIL FROM:<a@b.c> SIZE=99999999|MAIL FROM:<a@b.c> BODY=BINARYMIME|RCPT TO:<a@b.c>"
    b"|RCPT TO: <d@e.f>|BDAT 10 LAST|BDAT 5|text of it|GET / HTTP/1.1"
).split(b"|")
SERVER = (
    b"220 mx.example ESMTP|220 x|220|250 ok|250-mx.example|250-SIZE 1000|250-SIZE 90000000"
    b"|250 SIZE 1000|250-AUTH PLAIN LOGIN|250 AUTH FOO|250-AUTH BAR|250-X_PIPE_CONNECT|250-XFOO"
    b"|250-SIZE\t1000|250-STARTTLS|250 PIPELINING|250 ENHANCEDSTATUSCODES|250 2.0.0 ok"
    b"|250 5.1.1 ok|334 |334    |334|334 VXNlcm5hbWU6|334 UGFzc3dvcmQ6|334 Username:"
    b"|334 eyJzdGF0dXMiOiI0MDAifQ==|235 2.7.0 ok|235 ok|530 5.7.0 Authentication required"
    b"|530 5.7.0 Must issue a STARTTLS command first|535 5.7.8 bad|535 no|503 bad sequence|421 bye"
    b"|354 go|221 bye|550 no|554 no SMTP here|454 later|501 syntax|502 unknown|504 mech|250-"
    b"|432 transition|553 x"
).split(b"|")


class Counts:
    """Hears of a session, and keeps count."""

    every = True

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.credentials = 0

    def exchange(self, seen: Seen) -> None:
        self.cells.append(seen.cell)

    def credential(self, session: Session, command: Command, place: Place | None) -> None:
        self.credentials += 1

    def ended(self, session: Session, side: str | None) -> None:
        """Nothing to count."""


class Dialogue:
    """A reader of lines with marks."""

    NAME, SEES = "dialogue", int(DIALOGUE)


@cache
def event(line: bytes) -> Event | None:
    return Line(line[3:]) if line.startswith(b"C: ") else reply.parse(line[3:])


def difference(sessions: Sequence[Sequence[bytes]], looked: Collection[int] = ()) -> str | None:
    """Follow the sessions one after the other; tell the first line after which one is not where it
    should be.

    looked: the sessions to look at; all by default.
    """
    table = Table(lambda x: ((x.verb,), ()))  # something is said of each exchange
    follower, reader, number = Follower(table, Counts(), wanted=lambda waking: False), Dialogue(), 0
    for at, lines in enumerate(sessions):
        looks = not looked or at in looked
        fed, counts = None, Counts()
        for line in lines:
            number += 1
            happened = event(line)
            if happened is None:
                continue
            if not looks:
                follower.take([(number, line, [(None, happened)], reader)])
                continue
            if fed is None or begins_anew(happened, *fed.begins_anew_on()):
                counts = Counts()
                fed = Session(None, 0, table, counts, reader.SEES, reader.NAME)
            follower.take([(number, line, [(None, happened)], reader)])
            fed.feed(happened, Place(number, line))
            followed = follower.open[None]
            if followed.session is not None:
                continue
            if followed.point is not follower._points.get(snapshot(fed)):
                return f"line {number}, {line!r}: the walk is at another point"
            if followed.waking != counts.cells:
                return f"line {number}, {line!r}: the walk meets another exchange"
            if followed.credentials != counts.credentials:
                return f"line {number}, {line!r}: the walk counts other credentials"
        follower.end(None, None)
    return None


def session(rng: random.Random) -> list[bytes]:
    """A session as it should be."""
    lines = [b"S: 220 mx.example ESMTP", b"C: EHLO c.example", b"S: 250-mx.example"]
    offers = (
        b"SIZE 1000",
        b"PIPELINING",
        b"STARTTLS",
        rng.choice((b"AUTH PLAIN LOGIN", b"AUTH FOO")),
    )
    lines += [b"S: 250-" + offer for offer in offers if rng.random() < 0.6]
    lines += [b"S: 250 HELP"]
    kind = rng.random()
    if kind < 0.3:
        lines += [b"C: AUTH LOGIN", b"S: 334 VXNlcm5hbWU6", b"C: dXNlcg==", b"S: 334 UGFzc3dvcmQ6"]
        lines += [b"C: c2VjcmV0MQ==", rng.choice((b"S: 235 ok", b"S: 535 5.7.8 bad"))]
    elif kind < 0.5:
        lines += [b"C: AUTH PLAIN AGEAYg==", rng.choice((b"S: 235 ok", b"S: 535 5.7.8 bad"))]
    for _ in range(rng.choice((0, 1, 1, 2))):
        lines += [b"C: MAIL FROM:<u@c.example>", b"S: 250 2.1.0 Ok", b"C: RCPT TO:<v@d.example>"]
        lines += [
            b"S: 250 2.1.5 Ok",
            b"C: DATA",
            b"S: 354 go",
            b"C: text",
            b"C: .",
            b"S: 250 2.0.0 Ok",
        ]
    lines += [b"C: QUIT", b"S: 221 bye"]
    return lines[rng.choice((0, 0, 0, 2)) :]


def mutated(lines: Sequence[bytes], rng: random.Random) -> list[bytes]:
    """The same with one line changed."""
    changed, at = list(lines), rng.randrange(len(lines))
    client = rng.random() < 0.5
    changed[at] = b"C: " + rng.choice(CLIENT) if client else b"S: " + rng.choice(SERVER)
    return changed


def alike(rng: random.Random, count: int = 6) -> list[list[bytes]]:
    """Sessions that differ in two lines at most, each of them one of three."""
    base = session(rng)
    for _ in range(rng.randrange(3)):
        base = mutated(base, rng)
    choices = []
    for _ in range(rng.choice((1, 2))):
        mark, pool = rng.choice(((b"C: ", CLIENT), (b"S: ", SERVER)))
        choices.append((rng.randrange(len(base)), [mark + text for text in rng.sample(pool, 3)]))
    sessions = []
    for _ in range(count):
        lines = list(base)
        for at, texts in choices:
            if rng.random() < 0.8:
                lines[at] = rng.choice(texts)
        sessions.append(lines)
    return sessions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    end, tried, wrong, seed = time.monotonic() + args.seconds, 0, 0, args.seed
    while time.monotonic() < end:
        said = difference(alike(random.Random(seed)))
        if said is not None:
            wrong += 1
            print(f"seed {seed}: {said}")
        tried += 1
        seed += 1
    print(f"shapes: {tried} logs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

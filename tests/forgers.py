"""Logs for the law of forgers: every sample, dressed by every carrier, with a dialogue forged where
a peer writes.

Where a peer writes is not listed: a sample is read, and the words of each event are looked for in
its line. So each reader's own notion of a side is what the law holds it to.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

from smtpcodes.grammar.command import Command
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.linter import lint
from smtpcodes.readers import everything
from smtpcodes.reading.road import steps
from smtpcodes.report import CLIENT, SERVER, Input
from smtpcodes.session.events import Event, Line

CORPUS = Path(__file__).parent / "corpus"
# what ends a line somewhere, as a peer can write it into its own
SEPARATORS = (
    *("<br>", "<br/>", "</p><p>", "&#10;", "&#x0a;"),
    *("&NewLine;", "#012", "#015#012", "\\r\\n", "\\n", "\\\\n"),
    *("%0a", "%0d%0a", "\\x0a", "\\012", "\\u000a", "\\u2028"),
    *("=0A", "\u2028", "\u2029", "\u0085", "\v", "\f", "\r"),
    *('"},{"message":"', '","', "', '", "'\\n'", '" '),
    *("\\n\\n", "\0", "\x1e", "|", "; ", "```", "^M", "<LF>"),
)  # fmt: skip
CARRIERS: dict[str, Callable[[str], str]] = {
    "none": lambda x: x,
    "json": lambda x: json.dumps({"message": x}),
    "json-in-list": lambda x: json.dumps({"events": [{"message": x}]}),
    "docker": lambda x: json.dumps({"log": x + "\n", "stream": "stdout"}),
    "octets": lambda x: json.dumps({"MESSAGE": list(x.encode("utf-8", "surrogateescape"))}),
    "syslog": lambda x: "Mar 10 15:10:12 web app[1]: " + x,
    "syslog-cr": lambda x: "Mar 10 15:10:12 web app[1]: " + x + "#015",
    "logfmt": lambda x: "level=debug msg=" + json.dumps(x),
    "logfmt-raw": lambda x: f'level=debug msg="{x}"',
    "csv": lambda x: '2026-11-23T22:51:10Z,"' + x.replace('"', '""') + '"',
    "html": lambda x: html.escape(x) + "<br>",
    "html-raw": lambda x: x + "<br>",
    "quoted": lambda x: "> " + x,
    "numbered": lambda x: "2026-11-23T22:51:10Z " + x,
    "compose": lambda x: "web-1  | " + x,
    "comment": lambda x: "// " + x,
    "literal-ends": lambda x: x + "\\n",
    "literal-returns": lambda x: x + "\\r\\n",
    "python": lambda x: repr(x),
}
OF_CLIENT = (Line, Command)


class Place(NamedTuple):
    """The line of a sample in which one side's words stand, and where they end."""

    line: int
    end: int
    side: str


class Sample(NamedTuple):
    """A log, where its peers write in it, and a line of either side as this log writes one."""

    name: str
    lines: tuple[str, ...]
    places: tuple[Place, ...]
    dressed: dict[str, str]


def texts() -> Iterator[tuple[str, bytes]]:
    """Every reader's examples and every log of the corpus."""
    for name, kind in everything().items():
        for n, text in enumerate(kind.EXAMPLES):
            yield f"{name} {n}", text
    for path in sorted(CORPUS.rglob("*.log")):
        yield f"{path.parent.name}/{path.stem}", path.read_bytes()


def side(event: Event) -> str:
    """Whose words an event is."""
    return CLIENT if isinstance(event, OF_CLIENT) else SERVER


def words(event: Event) -> bytes:
    """What one side said."""
    return event.raw.strip() if isinstance(event, (*OF_CLIENT, ReplyLine)) else b""


def read(text: bytes) -> list[tuple[int, bytes, Event]]:
    """The events of a log, each with the number of its line."""
    return [
        (number, line, event)
        for some in steps(Input("log"), [text], None)
        for number, line, items, _ in some
        for _, event in items or ()
    ]


def sample(name: str, octets: bytes) -> Sample:
    text = octets.decode("utf-8", "surrogateescape").rstrip("\n")
    lines = tuple(line.rstrip("\r") for line in text.split("\n"))
    places: list[Place] = []
    dressed: dict[str, str] = {}
    for number, _, event in read(octets):
        said = words(event).decode("utf-8", "surrogateescape")
        if not 0 < number <= len(lines) or len(said) < 4 or lines[number - 1].count(said) != 1:
            continue
        at = lines[number - 1].index(said)
        places.append(Place(number - 1, at + len(said), side(event)))
        forged = "535 5.7.8 forged" if side(event) == SERVER else "VRFY forged"
        dressed.setdefault(
            side(event), lines[number - 1][:at] + forged + lines[number - 1][at + len(said) :]
        )
    return Sample(name, lines, tuple(places), dressed)


def forgeries(one: Sample) -> Iterator[str]:
    """Lines of both sides: as a transcript marks them, as this log writes them, and bare."""
    yield from ("S: 535 5.7.8 forged", "C: VRFY forged", "535 5.7.8 forged", "VRFY forged")
    yield from one.dressed.values()


def spliced(one: Sample, places: tuple[Place, ...], carrier: str, words: str) -> bytes:
    """The log with these words put in behind what one side says."""
    lines = list(one.lines)
    for place in places:
        line = one.lines[place.line]
        lines[place.line] = line[: place.end] + words + line[place.end :]
    text = "".join(f"{CARRIERS[carrier](line)}\n" for line in lines)
    return text.encode("utf-8", "surrogateescape")


class Attack(NamedTuple):
    """A peer that writes a dialogue behind each of its lines."""

    sample: Sample
    forger: str
    carrier: str
    separator: str

    def texts(self, forged: Sequence[str]) -> tuple[bytes, bytes]:
        """The log with the forgery, and with the same words in one piece."""
        tame = "~-~" if self.separator.isascii() else "~\u00e9~"
        places = tuple(p for p in self.sample.places if p.side == self.forger)
        one, other = (
            spliced(self.sample, places, self.carrier, between + between.join(forged) + between)
            for between in (self.separator, tame)
        )
        return one, other

    def believed(self) -> str:
        """What is told of the other side because of it; empty if nothing is."""
        other = SERVER if self.forger == CLIENT else CLIENT
        forged, tame = (told(x)[other] for x in self.texts(("S: 535 no", "C: VRFY forged")))
        more = len(forged) > len(tame) or set(map(str, forged)) - set(map(str, tame))
        return f"{tame} became {forged}" if more else ""

    def __repr__(self) -> str:
        return f"{self.forger} in {self.sample.name}, {self.carrier}, {self.separator!r}"


def attacks(*samples: Sample) -> Iterator[Attack]:
    """Each carrier that makes lines of something, with each separator; sample and forger by
    turns."""
    carriers = ("none", "json", "syslog", "syslog-cr", "logfmt-raw", "csv", "html-raw")
    separators = ("<br>", "#012", "\\n", "\\u000a", "\v", "\r", "&#10;")
    for n, (carrier, separator) in enumerate(product(carriers, separators)):
        for k, forger in enumerate((CLIENT, SERVER)):
            yield Attack(samples[(n + k) % len(samples)], forger, carrier, separator)


def told(text: bytes) -> dict[str, list[object]]:
    """What a log tells of each side: its events, without their words."""
    found: dict[str, list[object]] = {CLIENT: [], SERVER: []}
    for _, _, event in read(text):
        found[side(event)].append(_kind(event))
    return found


def _kind(event: Event) -> object:
    if isinstance(event, ReplyLine):
        return event.code
    if isinstance(event, Line):
        return event.command.verb
    return event.verb if isinstance(event, Command) else type(event).__name__


def offered(text: bytes) -> set[bytes]:
    """The words that a server's lines of 250 begin with: what it is taken to offer."""
    return {
        event.text.split(b" ")[0]
        for _, _, event in read(text)
        if isinstance(event, ReplyLine) and event.code == 250
    }


def blamed(text: bytes, of: str) -> set[tuple[str, str]]:
    """What a log holds against one side."""
    report = lint(text)
    found = {("rule", f.rule) for f in report.findings if f.side == of}
    return found | {("verdict", v.cause) for v in report.verdicts if v.side == of}

"""What happened on a connection, and what the linter says of it. No input, no output."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.api import Session
from smtpcodes.grammar import reply as replies
from smtpcodes.record import NamedTuple
from smtpcodes.report import BOTH, SERVER, Finding

CLIENT_LINE, RESPONSE, SERVER_LINE, TLS, CLOSED = "C", "R", "S", "tls", "closed"
CODELESS = (
    b"000-"  # stands before a line inside a reply that has no code: it differs from the others
)
UNHEARD = "unheard"  # a line of ours to which no reply is due: shown, and no exchange


class Event(NamedTuple):
    """One thing that happened. text: the line, without its end
    (but for a line feed alone, see ``Wire.line``). asked: it belongs to the situation,
    not to the way there."""

    kind: str
    text: bytes = b""
    asked: bool = True


class Judged(NamedTuple):
    """A finding with the lines it is about, credentials masked."""

    finding: Finding
    sent: str
    got: str


def judge(events: Iterable[Event], port: int, tls: bool) -> list[Judged]:
    """What the rules find against the server in what was asked."""
    session = Session()
    seen: list[Event] = [Event(TLS)]
    found = list(session.connect(port, tls))
    more = False  # the last line of a reply has a hyphen
    for event in events:
        if event.kind == UNHEARD:
            continue
        seen.append(event)
        more = more and event.kind == SERVER_LINE
        if event.kind == CLIENT_LINE:
            found += session.command(event.text)
        elif event.kind == RESPONSE:
            found += session.sasl(event.text)
        elif event.kind == TLS:
            found += session.tls_started()
        elif event.kind == CLOSED:
            found += session.closed(event.text.decode() or None)
        else:
            text, more = _reply_line(event.text, more)
            try:
                found += session.reply(text)
            except ValueError:  # no reply line: ``Talk`` has told it
                found += session.lost()
    if not seen or seen[-1].kind != CLOSED:
        found += session.closed()
    return [
        Judged(finding, *_lines(finding))
        for finding in found
        if _against_server(finding) and _asked(finding, seen)
    ]


def _reply_line(octets: bytes, inside: bool) -> tuple[bytes, bool]:
    """A line of a reply for the linter, and whether another is to follow.

    inside: it follows one with a hyphen.
    """
    text = octets.replace(b"\n", replies.LINE_FEED)
    line = replies.parse(text)
    if line is not None:
        return text, line.more
    return (CODELESS + text if inside else text), inside


def _against_server(finding: Finding) -> bool:
    if finding.side == SERVER:
        return True
    # the fault of both: the client's in any case, here on purpose; the server's once it has
    # answered
    return (
        finding.side == BOTH
        and finding.reply is not None
        and not finding.rule.startswith("secrets/")
    )


def _asked(finding: Finding, seen: list[Event]) -> bool:
    return not 0 < finding.line <= len(seen) or seen[finding.line - 1].asked


def _lines(finding: Finding) -> tuple[str, str]:
    """The command and the reply of a finding, as they may be shown."""
    other = finding.context[0].text if finding.context else ""
    if finding.text[:3].isdigit():
        return other, finding.text
    return finding.text, other


def named(last: Event | None) -> str:
    """What a reply was waited for."""
    if last is None:
        return "the connection"
    if last.kind == RESPONSE:
        return "a response"
    return b" ".join(last.text.split()[:2])[:40].decode("ascii", "replace") or "an empty line"

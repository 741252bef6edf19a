"""One road: however a log comes in, whole, cut anywhere, line by line or as a file that grows, the
same is seen in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes import lint
from smtpcodes.api import Linter as Api
from smtpcodes.linter import Collector, Linter
from smtpcodes.reading import waiting
from smtpcodes.report import Finding, Input, Verdict
from smtpcodes.runs.follow import Count, Followed
from smtpcodes.session.observer import Seen

CORPUS = Path(__file__).parent / "corpus"
LOGS = sorted(
    path for path in CORPUS.rglob("*") if path.is_file() and path.suffix in (".log", ".txt")
)
BEGINNING = 80  # lines of each of two logs
SESSIONS = 14
GOOD = (
    b"S: 220 mx.example ESMTP\nC: EHLO c%d.example\nS: 250 mx.example\n"
    b"C: MAIL FROM:<u%d@c.example>\nS: 250 2.1.0 Ok\n"
    b"C: RCPT TO:<v%d@d.example>\nS: 250 2.1.5 Ok\nC: DATA\nS: 354 Go on\nC: text\nC: .\n"
    b"S: 250 2.0.0 Ok\nC: QUIT\nS: 221 2.0.0 Bye\n"
)
MUTANTS = (
    b"C: MAIL FROM: <a@c.example>",
    b"C: MAIL FROM:a@c.example",
    b"C: RCPT TO: <b@d.example>",
    b"C: EHLO bad_host!name",
    b"C: EHLO [10.0.0.1",
    b"S: 250 mx.example\x00",
    b"S: 220 5.7.8 mx.example",
    b"S: 250 5.1.1 Ok",
    b"S: 535 5.7.8 no",
    b"S: 530 5.7.0 Must issue a STARTTLS command first",
    b"C: AUTH PLAIN AGEAYg==",
    b"C: XYZZY",
    b"C: ",
    b"",
    b"S: 2500 Ok",
)


def whole(chunks: list[bytes], table: bool = True) -> tuple[list[Finding], list[object], Input]:
    collector = Collector()
    found = Linter(receiver=collector, table=table).lint_chunks("-", chunks)
    report = collector.report([found])
    return sorted(report.findings), [v.to_json() for v in report.verdicts], found


def plain(finding: Finding) -> tuple[object, ...]:
    return finding.line, finding.rule, finding.fingerprint, finding.session, finding.message


def followed(path: Path) -> tuple[list[Finding], list[object]]:
    collector = Collector()
    one = Followed(str(path), Linter(receiver=collector), Count(), None)
    while one.poll():
        pass
    one.finish()
    return sorted(collector.findings), [v.to_json() for v in collector.verdicts]


@pytest.mark.parametrize("path", LOGS, ids=lambda p: p.name)
def test_a_log_that_is_followed_or_streamed_says_what_it_says_whole(
    path: Path, tmp_path: Path
) -> None:
    data = path.read_bytes()
    findings, verdicts, found = whole([data])
    streamed = sorted(Api().stream(data.split(b"\n")))
    assert [plain(f) for f in streamed] == [plain(f) for f in findings]
    if found.readers.keys() != {"pcap"}:
        (tmp_path / "x.log").write_bytes(data)
        seen, told = followed(tmp_path / "x.log")
        assert [plain(f) for f in seen] == [plain(f) for f in findings]
        assert len(told) == len(verdicts)


def exchanges(chunks: list[bytes]) -> list[tuple[object, ...]]:
    """What ``parse`` is told."""
    found: list[tuple[object, ...]] = []

    def every(path: str, seen: Seen) -> None:
        x = seen.exchange
        lines = tuple(place.number for place in seen.places)
        found.append((seen.session.number, x.verb, x.code, seen.asked and seen.asked.number, lines))

    Linter(every=every, rules_on=False).lint_chunks("-", chunks)
    return found


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda line: line,
    "JSON": lambda line: json.dumps({"log": line.decode("latin-1")}).encode(),
    "container": lambda line: b"mail-1  | " + line,
    "quoted": lambda line: b"> " + line,
}


@given(
    st.sampled_from(LOGS),
    st.sampled_from(LOGS),
    st.sampled_from(sorted(WRAPPINGS)),
    st.lists(st.integers(0, 8_000), max_size=6),
)
@settings(max_examples=20, deadline=None)
def test_two_logs_after_each_other_say_the_same_however_they_are_cut(
    one: Path, two: Path, wrapping: str, cuts: list[int]
) -> None:
    lines = [*one.read_bytes().split(b"\n")[:BEGINNING], *two.read_bytes().split(b"\n")[:BEGINNING]]
    data = b"\n".join(map(WRAPPINGS[wrapping], lines))
    at = sorted({0, len(data), *(c for c in cuts if c < len(data))})
    chunks = [data[a:b] for a, b in pairwise(at)]
    findings, verdicts, found = whole([data])
    again, verdicts_again, found_again = whole(chunks)
    direct, verdicts_direct, found_direct = whole(chunks, table=False)
    assert again == findings == direct
    assert verdicts_again == verdicts == verdicts_direct
    assert found_again.to_json() == found.to_json() == found_direct.to_json()
    assert [plain(f) for f in sorted(Api().stream(data.split(b"\n")))] == [
        plain(f) for f in findings
    ]
    told = exchanges(chunks)
    assert told == exchanges([data]) and len(told) == found.exchanges, (
        "parse is told other exchanges than lint judges"
    )


def test_a_second_transcript_of_another_kind_is_read_by_a_stream_too() -> None:
    data = GOOD % (1, 1, 1) + (
        b"=== Connected to mx.example.\n<-  220 mx.example ESMTP\n -> EHLO c.example\n"
        b"<-  250 mx.example\n"
        b" -> MAIL FROM: <a@c.example>\n<-  250 ok\n -> QUIT\n<-  221 bye\n"
    )
    assert (
        [plain(f) for f in Api().stream(data.splitlines())]
        == [plain(f) for f in lint(data).findings]
        != []
    )


def test_a_stream_gives_the_verdicts_of_lint() -> None:
    told = set()
    for path in LOGS[::40]:
        data = path.read_bytes() + b"\nSMTP-Fehler [535] Authentifizierung fehlgeschlagen\n"
        heard: list[Verdict] = []
        for _ in Api().stream(data.splitlines(), heard.append):
            pass
        assert heard == lint(data).verdicts, path.name
        told |= {bool(verdict.session) for verdict in heard}
    assert told == {True, False}, "of sessions and of lines outside them"


@given(st.lists(st.tuples(st.integers(0, 14 * SESSIONS - 1), st.sampled_from(MUTANTS)), max_size=4))
@settings(max_examples=50, deadline=None)
def test_equal_sessions_that_are_judged_once_hide_no_line_that_differs(
    mutated: list[tuple[int, bytes]],
) -> None:
    lines = b"".join(GOOD % (n, n, n) for n in range(SESSIONS)).splitlines()
    for at, line in mutated:
        lines[at] = line
    data = b"\n".join(lines) + b"\n"
    findings, verdicts, found = whole([data])
    direct, verdicts_direct, found_direct = whole([data], table=False)
    assert findings == direct
    assert verdicts == verdicts_direct
    assert found.to_json() == found_direct.to_json()


def test_malformed_lines_after_many_regular_ones_are_found() -> None:
    bad = (GOOD % (9, 9, 9)).replace(b"FROM:<", b"FROM: <").replace(b"EHLO c9", b"EHLO bad_h!c9")
    few, many = (
        [
            f.rule
            for f in lint(b"".join(GOOD % (n, n, n) for n in range(count)) + bad * 2).findings
            if f.rule.startswith("command/")
        ]
        for count in (3, 5)
    )
    assert few == many != []


@given(
    st.lists(st.sampled_from((b"a", b"a" * 40, b"{" + b"a" * 90, b"}", b"a" * 300)), max_size=120),
    st.integers(1, 50),
)
@settings(max_examples=60, deadline=None)
def test_long_lines_do_not_wait_in_memory_however_they_come(lines: list[bytes], step: int) -> None:
    def pieces(step: int) -> list[int]:
        waits: list[bytes] = []
        found = []
        for at in range(0, len(lines), step):
            waits += lines[at : at + step]
            while count := waiting.due(waits, sum(map(len, waits)), 12):
                found.append(count)
                del waits[:count]
            assert sum(map(len, waits)) <= waiting.MOST
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "MOST", 1000)
        assert pieces(step) == pieces(1)

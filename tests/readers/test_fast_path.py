"""The fast path remembers lines and sessions; it reads every log as the plain one does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes.linter import Collector, Linter
from smtpcodes.reading.detection import HEAD_LINES
from tests.each import each
from tests.readers.test_dress import AS_A_WHOLE, LINE_BY_LINE, lines_of

CORPUS = sorted(
    path for path in (Path(__file__).parent.parent / "corpus").glob("*/*") if path.suffix != ".json"
)
FEW = [path for n, path in enumerate(CORPUS) if not n % 5]
BARE = [path for path in CORPUS if path.parent.name in ("telnet", "labelled")][:12]
Dress = Callable[[int, bytes], bytes]

# only one side has a mark, as where somebody typed what the client sent
ONE_SIDED: dict[str, Dress] = {
    f"{mark.decode()}before the {side}": lambda n, x, mark=mark, server=side == "server": (
        mark + x if (x[:3].isdigit() and x[3:4] in b" -") is server else x
    )  # type: ignore[misc]
    for mark in (b">>> ", b"> ", b"-> ", b"C: ", b"$ ", b"<<< ", b"S: ")
    for side in ("client", "server")
}
DRESSES = {**LINE_BY_LINE, **ONE_SIDED, "nothing": lambda n, x: x}


def read(raw: bytes, table: bool) -> dict[str, Any]:
    """All that a reading leads to."""
    collector = Collector()
    found = Linter(table=table, receiver=collector).lint_chunks("-", [raw])
    return {
        "readers": found.readers,
        "exchanges": found.exchanges,
        "sessions": found.sessions,
        "unread": found.unread_lines,
        "credentials": found.credentials,
        "findings": sorted(
            (f.rule, f.line, f.column, f.message, f.session, f.text) for f in collector.findings
        ),
        "verdicts": sorted((v.line, v.session, v.summary) for v in collector.verdicts),
    }


def dressed(dress: str, lines: list[bytes]) -> bytes:
    return b"".join(DRESSES[dress](n, line) + b"\n" for n, line in enumerate(lines, 1))


def alike(raw: bytes) -> None:
    assert read(raw, True) == read(raw, False)


@each("log", CORPUS)
def test_a_log_is_read_alike_with_the_table_and_without(log: Path) -> None:
    alike(log.read_bytes() * 2)  # once as it is new, once as it is known


@each("n, dress", enumerate(sorted(DRESSES)))
def test_a_dressed_log_is_read_alike_with_the_table_and_without(n: int, dress: str) -> None:
    """Each dress on another log, of a program or a dialogue in turn: all get several."""
    log = BARE[n // 2 % len(BARE)] if n % 2 else FEW[n // 2 % len(FEW)]
    alike(dressed(dress, lines_of(log)) * 2)


@each("n, form", enumerate(sorted(AS_A_WHOLE)))
def test_a_file_in_another_form_is_read_alike_with_the_table_and_without(n: int, form: str) -> None:
    for log in FEW[n % 4 :: 4]:
        try:
            raw = AS_A_WHOLE[form](lines_of(log))
        except UnicodeDecodeError:
            continue
        alike(raw)


@st.composite
def interleaved(draw: st.DrawFn) -> bytes:
    """Some logs, each in its dress, as a whole or part for part between each other."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        lines = lines_of(draw(st.sampled_from(CORPUS)))[: draw(st.integers(5, 60))]
        parts.append(
            dressed(draw(st.sampled_from(sorted(DRESSES))), lines).splitlines(keepends=True)
        )
    found = []
    while any(parts):
        part = draw(st.sampled_from([part for part in parts if part]))
        size = draw(st.sampled_from((1, 2, 5, 30, 200)))
        found += part[:size]
        del part[:size]
    return b"".join(found) * draw(st.integers(1, 2))


@given(interleaved())
@settings(max_examples=20, deadline=None)
def test_interleaved_logs_are_read_alike_with_the_table_and_without(raw: bytes) -> None:
    alike(raw)


LINES = st.sampled_from(
    [
        b"S: 220 mx.example ESMTP",
        b"C: EHLO client.example",
        b"S: 250-mx.example",
        b"S: 250 AUTH PLAIN",
        b"250-mx.example",
        b"250 AUTH PLAIN",
        b"C: MAIL FROM:<a@client.example>",
        b"C: RCPT TO:<b@mx.example>",
        b"S: 250 ok",
        b"C: DATA",
        b"S: 354 go",
        b"C: .",
        b"S: 530 5.7.0 no",
        b"535 5.7.8 no",
        b"S: 535 5.7.8 no",
        b"C: QUIT",
        b"S: 221 bye",
        b"text",
        b"",
        b"2026-01-02 03:04:05 [a] C: EHLO a.example",
        b"2026-01-02 03:04:05 [a] S: 250-mx.example",
        b"2026-01-02 03:04:05 [b] S: 530 5.7.0 no",
        b"-> EHLO client.example",
        b"<- 250 ok",
        b">>> QUIT",
        b"Sent: MAIL FROM:<a@client.example>",
        b"Got: 530 5.7.0 no",
        b"prose that stands between",
    ]
)


@given(st.lists(LINES, min_size=1, max_size=40), st.booleans())
@settings(max_examples=20, deadline=None)
def test_marks_of_many_kinds_after_a_long_log_with_one_are_read_alike_with_the_table_and_without(
    lines: list[bytes], keyed: bool
) -> None:
    """The head makes the reader one that needs no memory; what comes later may need one."""
    one = [
        b"S: 220 mx.example ESMTP",
        b"C: EHLO client.example",
        b"S: 250 mx.example",
        b"C: MAIL FROM:<a@client.example>",
        b"S: 530 5.7.0 Authentication required",
        b"C: QUIT",
        b"S: 221 bye",
    ]
    if keyed:
        one = [b"2026-01-02 03:04:05 [a] " + line for line in one]
    raw = b"\n".join(one * (HEAD_LINES // len(one) + 2) + lines + one + lines)
    alike(raw)

"""What holds for every reader of a server's log: see tests/corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smtpcodes.readers import everything
from tests.readers.server_logs import exchanges, reader_of

CORPUS = Path(__file__).parents[1] / "corpus"
SERVERS = (
    "aiosmtpd", "courier", "dovecot", "exchange", "exim", "exim-debug", "haraka", "hmailserver", "opensmtpd", "postfix", "qmail", "qpsmtpd",
    "sendmail", "stalwart", "zeek")
LOGS = sorted(p for name in SERVERS for p in (CORPUS / name).glob("*.log"))
NAMES = [f"{p.parent.name}/{p.stem}" for p in LOGS]


@pytest.mark.parametrize("path", LOGS, ids=NAMES)
def test_a_log_is_read_as_it_is_known_to_be(path: Path) -> None:
    known = json.loads(path.with_suffix(".json").read_text())
    assert [[list(x) for x in session] for session in exchanges(path.read_bytes())] == known
    assert reader_of(path.read_bytes()) == path.parent.name


@pytest.mark.parametrize("path", LOGS, ids=NAMES)
def test_line_ends_of_two_octets_change_nothing(path: Path) -> None:
    text = path.read_bytes()
    assert exchanges(text.replace(b"\n", b"\r\n")) == exchanges(text)


@pytest.mark.parametrize("path", LOGS, ids=NAMES)
def test_a_line_cut_anywhere_is_no_harm(path: Path) -> None:
    reader = everything()[path.parent.name]()
    for line in path.read_bytes().splitlines()[:60]:
        for end in range(0, len(line), 7):
            reader.take(line[:end])
            everything()[path.parent.name]().take(line[:end])


@pytest.mark.parametrize("name", (*SERVERS, "jsonl", "pcap"))
def test_strange_octets_are_no_harm(name: str) -> None:
    reader = everything()[name]()
    for line in (b"", b"\0", b"\xff" * 300, b"]: ", b": " * 500, b"<" * 5000, b'"' * 5000, b"\\" * 5000, b"[" * 5000, b" " * 5000, b"{}", b"#", b"- " * 3000):
        reader.take(line)
    reader.finish()


@pytest.mark.parametrize("name", (*SERVERS, "jsonl", "pcap"))
def test_a_reader_says_what_it_shows_and_hides(name: str) -> None:
    kind = everything()[name]
    assert kind.TITLE and kind.SHOWS and kind.HIDES
    module = __import__(kind.__module__, fromlist=["x"])
    assert len([line for line in (module.__doc__ or "").splitlines()[1:] if line.startswith("    ")]) >= 3

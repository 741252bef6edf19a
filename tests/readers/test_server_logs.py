"""What holds for every reader of a server's log: see tests/corpus."""

from __future__ import annotations

import json
import re
from pathlib import Path

from smtpcodes.readers import everything
from tests.each import each
from tests.readers.server_logs import exchanges, reader_of

CORPUS = Path(__file__).parents[1] / "corpus"
SERVERS = (
    "aiosmtpd",
    "courier",
    "dovecot",
    "exchange",
    "exim",
    "exim-debug",
    "haraka",
    "hmailserver",
    "opensmtpd",
    "postfix",
    "qmail",
    "qpsmtpd",
    "sendmail",
    "stalwart",
    "zeek",
)
LOGS = sorted(p for name in SERVERS for p in (CORPUS / name).glob("*.log"))
NAMES = [f"{p.parent.name}/{p.stem}" for p in LOGS]


@each("path", LOGS)
def test_a_log_is_read_as_it_is_known_to_be(path: Path) -> None:
    known = json.loads(path.with_suffix(".json").read_text())
    assert [[list(x) for x in session] for session in exchanges(path.read_bytes())] == known
    assert reader_of(path.read_bytes()) == path.parent.name


@each("path", LOGS)
def test_line_ends_of_two_octets_change_nothing(path: Path) -> None:
    text = path.read_bytes()
    assert exchanges(text.replace(b"\n", b"\r\n")) == exchanges(text)


KEYS = {  # what tells the sessions of a log apart
    "aiosmtpd/log-in-required": rb"', (\d{5})\)",
    "dovecot/log-in-required": rb"127\.0\.0\.1:(\d{5})",
    "exim/failed-login": rb"\]:(5\d{4})",
    "haraka/relay-refused": rb"\[([0-9A-F]{8}-[0-9A-F]{4})",
    "opensmtpd/trace": rb"(0x[0-9a-f]{12})",
    "postfix/verbose": rb"\[(\d{4,5})\]",
    "qpsmtpd/login-failed": rb"(?m)^(\d{5}) Accepted",
    "sendmail/log-in-required": rb"(?m)^(\d{5}) ",
}


@each("name", KEYS)
def test_sessions_at_the_same_time_are_kept_apart(name: str) -> None:
    text = (CORPUS / f"{name}.log").read_bytes()
    keys = set(re.findall(KEYS[name], text))
    assert keys
    other = text
    for key in keys:
        other = other.replace(key, key[:-1] + (b"1" if key[-1:] != b"1" else b"2"))
    known = exchanges(text)
    mixed = b"".join(
        a + b"\n" + b + b"\n" for a, b in zip(text.splitlines(), other.splitlines(), strict=True)
    )
    assert sorted(exchanges(mixed)) == sorted(known + known)


@each("path", LOGS)
def test_a_line_cut_anywhere_is_no_harm(path: Path) -> None:
    reader = everything()[path.parent.name]()
    for line in path.read_bytes().splitlines()[:60]:
        for end in range(0, len(line), 7):
            reader.take(line[:end])
            everything()[path.parent.name]().take(line[:end])


@each("name", (*SERVERS, "jsonl", "pcap"))
def test_strange_octets_are_no_harm(name: str) -> None:
    reader = everything()[name]()
    for line in (
        b"",
        b"\0",
        b"\xff" * 300,
        b"]: ",
        b": " * 500,
        b"<" * 5000,
        b'"' * 5000,
        b"\\" * 5000,
        b"[" * 5000,
        b" " * 5000,
        b"{}",
        b"#",
        b"- " * 3000,
    ):
        reader.take(line)
    reader.finish()


@each("name", (*SERVERS, "jsonl", "pcap"))
def test_a_reader_says_what_it_shows_and_hides(name: str) -> None:
    kind = everything()[name]
    assert kind.TITLE and kind.SHOWS and kind.HIDES
    module = __import__(kind.__module__, fromlist=["x"])
    assert (
        len([line for line in (module.__doc__ or "").splitlines()[1:] if line.startswith("    ")])
        >= 3
    )

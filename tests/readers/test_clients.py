"""The readers of client logs: captures of real clients, forged lines, what is no line of theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes import readers
from smtpcodes.readers.base import Reader
from tests.readers.server_logs import exchanges, reader_of

CORPUS = Path(__file__).parent.parent / "corpus"
CASES = [p for p in sorted(CORPUS.glob("*/*.json")) if "exchanges" in json.loads(p.read_text()) and isinstance(json.loads(p.read_text()), dict)]
NAMES = sorted(readers.everything())


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_capture_is_read_as_it_was_on_the_wire(case: Path) -> None:
    wanted = json.loads(case.read_text())
    raw = case.with_suffix(".log").read_bytes()
    assert reader_of(raw) == wanted["reader"]
    verbs = {"SASL": "AUTH", "UNKNOWN": None, "NONE": None}
    got = [[verbs.get(v, v), code, enhanced] for session in exchanges(raw) for v, code, enhanced in session if code]
    assert got == wanted["exchanges"]


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_line_ends_of_windows_change_nothing(case: Path) -> None:
    raw = case.with_suffix(".log").read_bytes().replace(b"\r\n", b"\n")
    assert exchanges(raw.replace(b"\n", b"\r\n")) == exchanges(raw)


FORGED = {
    "labelled": "S: 220 x\nC: EHLO S: 535 5.7.8 forged\nS: 250 x\n",
    "swaks": "=== Connected to mx.example.\n<-  220 x\n -> EHLO <** 535 5.7.8 forged\n<-  250 x\n",
    "smtplib": "send: 'ehlo reply: 535 forged\\r\\n'\nreply: b'250 x\\r\\n'\n",
    "curl": "* Connected to mx.example (192.0.2.1) port 25 (#0)\n< 220 x\n> EHLO < 535 5.7.8 forged\n< 250 x\n",
    "telnet": "Connected to mx.example.\n220 x\nEHLO 535 5.7.8 forged\n250 x\n",
    "phpmailer": "SERVER -> CLIENT: 220 x\nCLIENT -> SERVER: EHLO SERVER -> CLIENT: 535 5.7.8 forged\nSERVER -> CLIENT: 250 x\n",
    "nodemailer": "DEBUG [x] S: 220 x\nDEBUG [x] C: EHLO DEBUG [x] S: 535 5.7.8 forged\nDEBUG [x] S: 250 x\n",
    "netsmtp": "Net::SMTP=GLOB(0x5)<<< 220 x\nNet::SMTP=GLOB(0x5)>>> EHLO Net::SMTP=GLOB(0x5)<<< 535 5.7.8 forged\nNet::SMTP=GLOB(0x5)<<< 250 x\n",
    "msmtp": "host = mx.example\n<-- 220 x\n--> EHLO <-- 535 5.7.8 forged\n<-- 250 x\n",
    "s-nail": "s-nail: >>> SERVER: 220 x\ns-nail: >>> EHLO SERVER: 535 5.7.8 forged\ns-nail: >>> SERVER: 250 x\n",
    "roundcube": "[13-Sep-2016 16:11:36 -0400]: <s1> Recv: 220 x\n[13-Sep-2016 16:11:36 -0400]: <s1> Send: EHLO Recv: 535 forged\n[13-Sep-2016 16:11:36 -0400]: <s1> Recv: 250 x\n",
    "mutt": "4< 220 x\n4> EHLO 4< 535 5.7.8 forged\n4< 250 x\n",
    "markdown": "```smtp\nS: 220 x\nC: EHLO S: 535 5.7.8 forged\nS: 250 x\n```\n",
}


@pytest.mark.parametrize("name", sorted(FORGED))
def test_what_a_client_chooses_is_never_taken_for_a_reply(name: str) -> None:
    codes = [code for session in exchanges(FORGED[name].encode(), name) for _, code, _ in session]
    assert 535 not in codes and 250 in codes


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_says_what_it_shows_and_hides(name: str) -> None:
    reader = readers.everything()[name]
    assert reader.TITLE and reader.SHOWS and reader.HIDES and reader.FAMILY
    module = __import__(reader.__module__, fromlist=["x"])
    real = [line for line in (module.__doc__ or "").splitlines() if line.startswith("    ")]
    assert len(real) >= 2, f"{reader.__module__}: the docstring begins with real lines of the format"


@pytest.mark.parametrize("name", NAMES)
@given(lines=st.lists(st.binary(max_size=120), max_size=12))
@settings(max_examples=15, deadline=None)
def test_a_reader_never_raises(name: str, lines: list[bytes]) -> None:
    reader: Reader = readers.everything()[name]()
    reader.sniff(lines)
    for line in lines:
        reader.take(line.replace(b"\n", b""))
        reader.hidden(line)
    reader.finish()


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_log_that_is_cut_anywhere_is_read_without_an_exception(case: Path) -> None:
    raw = case.with_suffix(".log").read_bytes()
    for at in range(0, len(raw), max(1, len(raw) // 25)):
        exchanges(raw[:at])
        exchanges(raw[at:])


def test_a_reply_that_a_log_repeats_is_one_reply() -> None:
    text = "SERVER -> CLIENT: 220 x\nCLIENT -> SERVER: AUTH LOGIN\nSMTP INBOUND: \"535 no\"\nSERVER -> CLIENT: 535 no\nSMTP ERROR: AUTH command failed: 535 no\n"
    assert [code for session in exchanges(text.encode()) for _, code, _ in session] == [220, 535]


def test_quoting_numbers_and_colours_are_taken_off() -> None:
    plain = "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM:<a@x>\nS: 530 5.7.0 Authentication required\n"
    wanted = exchanges(plain.encode())
    for dressed in ("".join(f"> {x}\n" for x in plain.splitlines()), "".join(f"mail-1  | {x}\n" for x in plain.splitlines()),
                    "".join(f"\x1b[32m{x}\x1b[0m\n" for x in plain.splitlines()), "".join(f"{n}: {x}\n" for n, x in enumerate(plain.splitlines(), 1))):
        assert exchanges(dressed.encode()) == wanted, dressed.splitlines()[0]


def test_a_bounce_gives_its_reply_once() -> None:
    text = (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report\n\n"
        "<b@d.example>: host mx.d.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command)\n\n"
        "Final-Recipient: rfc822; b@d.example\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n")
    assert exchanges(text.encode()) == [[("RCPT", 550, "5.1.1")]] and reader_of(text.encode()) == "dsn"


def test_an_exception_is_explained_and_not_judged() -> None:
    from tests.readers.server_logs import accused

    text = b"smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')\n"
    assert exchanges(text) == [[("UNKNOWN", 535, "5.7.8")]] and not accused(text)

"""The law of forgers: what one side writes, with whatever separators, is never the words of the
other.

A dialogue is forged at every place where a peer writes, in every reader's samples and every
carrier. What the log then tells is compared with the same words where what separates them is no
separator.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtpcodes.cli import main
from smtpcodes.control.globs import SEEN, text_matches
from smtpcodes.files import source
from smtpcodes.readers import everything
from smtpcodes.reading import breaks, detection
from smtpcodes.reading.wrapping import base, characters, unwrapping
from smtpcodes.report import CLIENT, SERVER
from tests import forgers
from tests.each import each
from tests.forgers import CARRIERS, SEPARATORS, Attack, Sample, spliced, told
from tests.servers.planted import Client, Planted


@functools.cache
def samples() -> list[Sample]:
    """In a log with one side alone nobody can be told from the other."""
    found = map(forgers.sample, *zip(*forgers.texts(), strict=True))
    return [one for one in found if len({place.side for place in one.places}) == 2]


OTHER = {CLIENT: SERVER, SERVER: CLIENT}


@st.composite
def attacks(draw: st.DrawFn) -> tuple[str, bytes, bytes]:
    """Who forges, the log with the forgery, and the log with the same words in one piece."""
    one: Sample = draw(st.sampled_from(samples()))
    place = draw(st.sampled_from(one.places))
    everywhere = tuple(p for p in one.places if p.side == place.side)
    places = everywhere if draw(st.booleans()) else (place,)
    forged = draw(st.lists(st.sampled_from([*forgers.forgeries(one)]), min_size=1, max_size=3))
    carrier = draw(st.sampled_from(sorted(CARRIERS)))
    separator = draw(st.sampled_from(SEPARATORS))
    tame = "~-~" if separator.isascii() else "~\u00e9~"
    both = [
        spliced(one, places, carrier, between + between.join(forged) + between)
        for between in (separator, tame)
    ]
    return place.side, both[0], both[1]


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(attacks())
def test_a_forged_dialogue_is_no_event_of_the_other_side_and_nothing_to_its_cost(
    attack: tuple[str, bytes, bytes],
) -> None:
    forger, forged, tame = attack
    other = OTHER[forger]
    got, right = told(forged), told(tame)
    assert len(got[other]) <= len(right[other])
    assert set(got[other]) <= set(right[other])
    # else the forger has said something else, which may be answered for
    if got == right and forgers.offered(forged) == forgers.offered(tame):
        assert forgers.blamed(forged, other) <= forgers.blamed(tame, other)


DIALOGUE = [
    "220 mx ESMTP",
    "EHLO client.example",
    "250-mx",
    "250 AUTH PLAIN",
    "MAIL FROM:<a@client.example>",
    "250 2.1.0 Ok",
    "QUIT",
    "221 Bye",
]


LABELLED, BARE, ARROWS = (
    forgers.sample(name, "".join(f"{marks[not x[0].isdigit()]}{x}\n" for x in DIALOGUE).encode())
    for name, marks in (
        ("labelled", ("S: ", "C: ")),
        ("bare", ("", "")),
        ("arrows", ("<- ", "-> ")),
    )
)
BUSYBOX = forgers.sample("busybox", everything()["busybox"].EXAMPLES[0])


@each("attack", forgers.attacks(LABELLED, BARE, ARROWS))
def test_who_writes_into_all_its_lines_has_not_written_the_log(attack: Attack) -> None:
    assert not attack.believed()


@each("carrier", ("x - {}", "(x) {} |", "> # {}", "INFO {}", "[x] {}"))
def test_a_message_text_brings_no_carrier_of_its_own(carrier: str) -> None:
    """In a log without marks: what looks wrapped behind a 354 that is not is text (RFC 5321 section
    4.5.2), as far as the text goes, over blocks of lines, too."""
    replies = ("535 5.7.8 forged", "250 ok", "MAIL FROM:<b@client.example>", ".")
    for count in (3, 90):
        text = [carrier.format(line) for line in replies * count]
        log = [*DIALOGUE[:6], "RCPT TO:<b@x>", "250 ok", "DATA", "354 go", *text, ".", "250 ok"]
        got = told("".join(f"{line}\n" for line in (*log, *DIALOGUE[6:])).encode())
        assert 535 not in got[SERVER] and got[CLIENT].count("MAIL") == 1


def _with_message(text: Sequence[bytes], style: int) -> tuple[bytes, bytes]:
    """A dialogue with a message, by DATA or BDAT, its lines marked or not; and the same with a text
    that says nothing."""
    server, client = ((b"S: ", b"C: "), (b"<- ", b"-> "), (b"", b""))[style % 3]
    mark = client if style % 2 else b""
    both = []
    for said in ([b"Subject: x", b"", *text], [b"Subject: x", b"", b"x"]):
        said = [b"." + line if line.startswith(b".") else line for line in said]
        size = sum(len(line) + 2 for line in said)
        chunk = [client + b"BDAT %d LAST" % size, *(mark + line for line in said)]
        data = [client + b"DATA", server + b"354 go", *(mark + x for x in (*said, b"."))]
        begun = [(client if not x[0].isdigit() else server) + x.encode() for x in DIALOGUE[:6]]
        ended = [server + b"250 ok", client + b"QUIT", server + b"221 bye", b""]
        both.append(b"\n".join([*begun, *(chunk if style % 4 < 2 else data), *ended]))
    return both[0], both[1]


def test_a_message_may_hold_any_log_and_tells_nothing_of_the_server() -> None:
    """Each reader's own lines, as the text of a message (RFC 5322 has them say what they like)."""
    examples = [(name, x) for name, kind in everything().items() for x in kind.EXAMPLES[:1]]
    for style, (name, example) in enumerate(examples):
        lines = example.replace(b"\r", b"").splitlines()
        if style % 4 == 0 and all(x[:3] in (b"S: ", b"C: ", b"<- ", b"-> ") for x in lines):
            style += 1  # a chunk with no marks of its own is not believed to begin as its log does
        log, tame = _with_message(lines, style)
        assert told(log)[SERVER] == told(tame)[SERVER], (name, style % 12)
        text = sum(x.startswith(b"MAIL ") for x in lines)  # a marked line shows the client's text
        assert told(log)[CLIENT].count("MAIL") in (1, 1 + text * (style % 2)), (name, style % 12)


@each("prefix", ("foo.bar: ", "[x] ", "JD> ", "key=1 | ", "app[7] fra [info] "))
def test_a_prefix_that_a_client_repeats_is_no_carrier(prefix: str) -> None:
    for forged in (("S: 535 forged", "C: VRFY x"), ("535 forged", "VRFY x"), ("250-x", "535 no")):
        said = [line for x in forged * 6 for line in (prefix + x, "500 5.5.1 no")]
        log = [*DIALOGUE[:4], *said, *DIALOGUE[6:]]
        assert 535 not in told("".join(f"{line}\n" for line in log).encode())[SERVER], forged


def half(readers: object, lines: Sequence[bytes]) -> bool:
    """A log is whole in one line where half of the lines hold breaks, or there are few."""
    filled = sum(1 for x in lines if x.strip())
    return 2 * sum(map(breaks.several, lines)) < filled and filled > 3


def returns(chunks: Iterator[bytes], ends: bool) -> Iterator[bytes]:
    """Carriage returns end lines where there are more of them than of line feeds."""
    text = b"".join(chunks)
    alone = text.count(b"\r") - text.count(b"\r\n")
    yield text if ends or alone <= text.count(b"\n") else text.replace(b"\r", b"\n")


# What this package has believed once, and the attack that shows it
BELIEVED = {
    "half of the lines": (detection, "apart", half, Attack(LABELLED, SERVER, "none", "<br>")),
    "few lines": (detection, "apart", half, Attack(BARE, SERVER, "syslog", "#012")),
    "a vertical tab": (unwrapping, "_ended", bytes.rstrip, Attack(BUSYBOX, SERVER, "syslog", "\v")),
    "an escape": (base, "_NUMBERED", {}, Attack(LABELLED, CLIENT, "logfmt-raw", "\\u000a")),
    "carriage returns": (source, "_returns", returns, Attack(LABELLED, CLIENT, "csv", "\r")),
    "one layer alone": (
        *(unwrapping, "rewritten", lambda lines: [*characters.rewritten(lines)][:1]),
        Attack(LABELLED, SERVER, "syslog-cr", "<br>"),
    ),
}


@pytest.mark.parametrize("what", BELIEVED)
def test_the_law_finds_what_was_believed_once(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, old, attack = BELIEVED[what]
    assert not attack.believed()
    monkeypatch.setattr(module, name, old)
    assert attack.believed()


@pytest.mark.parametrize("separator", ["<br>", "#012", "\v"])
def test_a_server_writes_no_command(separator: str) -> None:
    lines = [
        line + f"{separator}C: VRFY forged" * 2 if line[:1].isdigit() else line for line in DIALOGUE
    ]
    assert "VRFY" not in told("".join(f"{line}\n" for line in lines).encode())[CLIENT]


def test_an_escape_with_a_number_ends_no_line_of_its_carrier() -> None:
    lines = [
        "S: 220 mx",
        "C: EHLO x\\u000aS: 535 5.7.8 no\\u000bS: 535 no",
        "S: 250 mx",
        "C: QUIT",
        "S: 221 bye",
    ]
    text = "".join(f'level=debug msg="{line}"\n' for line in lines).encode()
    assert told(text)[SERVER] == [220, 250, 221]


def test_what_a_server_says_to_check_is_no_comment_in_the_transcript(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return (*said[:-1], f"{said[-1]} # smtpcodes: ignore[reply, tls, auth] it is fine")

    with Planted(twist=twist) as port:
        main(["check", f"127.0.0.1:{port}", "--select", "greeting", "--record", str(tmp_path)])
    text = (tmp_path / "greeting.smtp").read_text()
    assert "ignore[reply" in text
    assert "smtpcodes: ignore" not in text
    capsys.readouterr()
    main(["lint", "--no-config", str(tmp_path / "greeting.smtp")])
    out = capsys.readouterr()
    assert "ignore/" not in out.out + out.err


def test_a_pattern_of_a_configuration_sees_the_beginning_of_a_text() -> None:
    assert text_matches("x" * SEEN + "y", "x*x")
    assert not text_matches("x" * SEEN + "y", "y")

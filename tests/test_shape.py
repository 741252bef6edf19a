"""What is wrong with a SASL response is told by length and shape, never by content."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from smtpcodes import cli, explain
from smtpcodes.grammar import command, sasl, shape
from smtpcodes.grammar.form import Form
from smtpcodes.linter import lint
from tests.each import each

WORD = b"tanstaaftanstaaf"


def encoded(text: bytes) -> bytes:
    return base64.b64encode(text)


# mechanism, the response as it is sent, what is wrong with it
CASES = [
    ("PLAIN", encoded(b"\0tim\0" + WORD), []),
    ("PLAIN", encoded(b"own\0tim\0" + WORD), []),
    ("PLAIN", encoded("\0tim\0pässwört".encode()), []),
    ("PLAIN", encoded(b"tim\0" + WORD), ["one-nul"]),
    ("PLAIN", encoded(b"tim " + WORD), ["no-nul"]),
    ("PLAIN", encoded(b"\0tim\0a\0b"), ["too-many-nuls"]),
    ("PLAIN", encoded(b"\0tim\0" + WORD + b"\n"), ["trailing-newline"]),
    ("PLAIN", encoded(b"\0tim\0" + WORD + b"\r\n"), ["trailing-newline"]),
    ("PLAIN", encoded(b"\\0tim\\0" + WORD), ["escaped-nul"]),
    ("PLAIN", encoded(b"\\000tim\\000" + WORD), ["escaped-nul"]),
    ("PLAIN", encoded(b"%00tim%00" + WORD), ["escaped-nul"]),
    ("PLAIN", encoded(b"\0tim\0"), ["empty-passwd"]),
    ("PLAIN", encoded(b"\0\0" + WORD), ["empty-authcid"]),
    ("PLAIN", encoded(encoded(b"\0tim\0" + WORD)), ["doubly-encoded"]),
    ("PLAIN", encoded(b"\0tim\0p\xe4ss"), ["not-utf-8"]),
    ("PLAIN", encoded(b"\0tim\0" + WORD + b"1").rstrip(b"="), ["missing-padding"]),
    (
        "PLAIN",
        encoded(b"\0tim\0" + b"\xff\xfe\xfb\xf0" * 4).replace(b"+", b"-").replace(b"/", b"_"),
        ["url-safe-base64"],
    ),
    (
        "PLAIN",
        encoded(b"\0tim\0" + WORD + WORD)[:20] + b" " + encoded(b"\0tim\0" + WORD + WORD)[20:],
        ["whitespace-inside"],
    ),
    ("PLAIN", b"!!!notbase64!!!", ["not-base64"]),
    ("PLAIN", b"[redacted]", []),
    ("PLAIN", b"********", []),
    ("PLAIN", b"<password hidden>", []),
    ("PLAIN", b"=", []),
    ("PLAIN", b"*", []),
    ("LOGIN", encoded(b"tim@client.example"), []),
    ("LOGIN", encoded(b"\0tim\0" + WORD), ["both-in-one"]),
    ("LOGIN", encoded(b"tim\n"), ["trailing-newline"]),
    ("LOGIN", encoded(encoded(b"tim@client.example")), ["doubly-encoded"]),
    ("LOGIN", encoded(b"password"), []),
    ("LOGIN", encoded(b"Passw0rdPassw0rd"), []),
    ("CRAM-MD5", encoded(b"tim " + b"0123456789abcdef" * 2), []),
    ("CRAM-MD5", encoded(b"tim " + b"0123456789abcdef"), ["no-digest"]),
    ("CRAM-MD5", encoded(b"\0tim\0" + WORD), ["no-digest"]),
    ("XOAUTH2", encoded(b"user=tim@client.example\1auth=Bearer ya29.x\1\1"), []),
    ("XOAUTH2", encoded(b"user=tim\1auth=Bearer ya29.x\1"), ["no-kvsep-at-end"]),
    ("XOAUTH2", encoded(b"user=tim\1auth=ya29.x\1\1"), ["no-bearer"]),
    ("XOAUTH2", encoded(b"\0tim\0" + WORD), ["no-bearer", "no-kvsep-at-end"]),
    ("XOAUTH2", b"AQ==", []),
    ("OAUTHBEARER", encoded(b"n,a=tim,\1host=mx.example\1auth=Bearer vF9dft4q\1\1"), []),
    ("SCRAM-SHA-256", encoded(b"n,,n=tim,r=abc"), []),
    # what people put in place of a response before they show a log
    ("PLAIN", encoded(b"x" * 40), []),
    ("PLAIN", encoded(bytes(40)), []),
    ("PLAIN", b"AGFsabCdEfGhIjKlMnOpQrStUvWx", []),
    ("CRAM-MD5", encoded(b"\x9a\x1b\x02" * 9), []),
    ("LOGIN", encoded(b"\xd3\x00\x81\xff\x17abc"), []),
]


@each("mechanism, response, problems", CASES)
def test_a_response_has_these_problems(
    mechanism: str, response: bytes, problems: list[str]
) -> None:
    sent = command.parse(b"AUTH " + mechanism.encode() + b" " + response)
    assert shape.problems(mechanism, sent.form, sent.response) == problems
    if not sent.form & Form.EXTRA:
        later = command.response(response)
        assert shape.problems(mechanism, later.form, later.response, 1) == problems, (
            "the same after a challenge"
        )


def test_every_problem_has_words_and_an_example() -> None:
    assert {name for _, _, found in CASES for name in found} == set(shape.PROBLEMS)


@each("mechanism, response, problems", [c for c in CASES if c[2] and c[2] != ["not-base64"]])
def test_the_verdict_names_a_malformed_response(
    mechanism: str, response: bytes, problems: list[str]
) -> None:
    text = (
        b"S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx.example.net\nS: 250 AUTH "
        + mechanism.encode()
        + b"\nC: AUTH "
        + mechanism.encode()
    )
    text += b"\nS: 334 \nC: " + response + b"\nS: 535 5.7.8 Authentication credentials invalid\n"
    report = lint(text)
    verdict = report.verdicts[0]
    assert "malformed" in verdict.summary and verdict.side == "client", verdict.summary
    assert [f.line for f in report.findings if f.rule == "client/malformed-response"] == [7]
    shown = json.dumps(report.to_json())
    assert response.decode() not in shown and WORD.decode() not in shown


def test_parse_tells_the_structure_and_not_the_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.log").write_bytes(
        b"S: 220 x ESMTP\nC: EHLO c.example\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN "
        + encoded(b"own\0tim\0" + WORD)
        + b"\nS: 535 5.7.8 no\nC: AUTH LOGIN\n"
        b"S: 334 VXNlcm5hbWU6\nC: [redacted]\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 501 5.7.0 cancelled\n"
    )
    cli.main(["parse", str(tmp_path / "x.log")])
    told = [json.loads(line).get("sasl") for line in capsys.readouterr().out.splitlines()]
    assert told[2] == {
        "mechanism": "PLAIN",
        "masked": False,
        "base64": True,
        "length": "up to 32 octets",
        "nuls": 2,
        "authzid": True,
        "problems": [],
    }
    assert told[3:5] == [None, {"mechanism": "LOGIN", "masked": True}]


def test_explain_tells_the_structure_of_a_response() -> None:
    found = explain("AUTH PLAIN " + encoded(b"\0tim\0" + WORD + b"\n").decode())
    assert (
        found.sasl is not None
        and found.sasl["problems"] == ["trailing-newline"]
        and found.cause == "auth.syntax"
        and "newline" in found.meaning
    )
    beside = explain(
        "AUTH PLAIN "
        + encoded(b"tim\0" + WORD).decode()
        + " -> 535 5.7.8 Authentication credentials invalid"
    )
    assert beside.code == 535 and beside.sasl is not None and beside.sasl["problems"] == ["one-nul"]
    for text in ("AUTH not permitted during a transaction", "535 5.7.8 no", "AUTH PLAIN LOGIN"):
        assert explain(text).sasl is None, text


@each("form", ["text", "markdown", "html"])
def test_explain_shows_what_is_wrong_beside_a_reply(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = encoded(b"tim\0" + WORD).decode()
    cli.main(
        [
            "explain",
            "--output-format",
            form,
            f"AUTH PLAIN {response} -> 535 5.7.8 Authentication credentials invalid",
        ]
    )
    out = capsys.readouterr().out
    assert "one NUL is missing" in " ".join(out.split()) and response not in out


def test_a_length_is_told_as_a_range_alone() -> None:
    assert {shape.size(encoded(b"x" * n)) for n in range(17, 33)} <= {
        "up to 32 octets",
        "up to 64 octets",
    }
    assert shape.size(b"") == "up to 0 octets" and shape.size(b"x" * 9000) == "over 4096 octets"


def test_sasl_credentials_name_no_user() -> None:
    assert sasl.credentials(b"own\0tim\0pw") == [b"pw"] and sasl.credentials(b"tim\0pw") == [b"pw"]
    assert sasl.credentials(b"user=tim\1auth=Bearer tok\1\1") == [b"tok"]
    assert sasl.credentials(b"tim " + b"a" * 32) == [b"a" * 32]
    assert sasl.credentials(b'username="tim",realm="x",response=' + b"b" * 32) == [b"b" * 32]
    assert sasl.credentials(b"n,,n=tim,r=abcdefgh") == [b"abcdefgh"] and sasl.credentials(
        b"word"
    ) == [b"word"]

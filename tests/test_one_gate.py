"""Whatever a command, a format or a plugin writes: no credential is in it, wherever the log had
it."""

from __future__ import annotations

import argparse
import base64
import json
from importlib import import_module
from pathlib import Path

import pytest

from smtpcodes import cli, explain, lint
from smtpcodes.check import transcript
from smtpcodes.check.events import CLIENT_LINE, RESPONSE, SERVER_LINE, Event
from smtpcodes.integrations import pytest_plugin
from tests.each import each

PASSWORD = "qW8-zorn!Kelp4"
TOKEN = "ya29.Zk3vQx7LmR2pTn9sWd4c"
PLAIN = base64.b64encode(f"\0anna\0{PASSWORD}".encode()).decode()
LOGIN = base64.b64encode(PASSWORD.encode()).decode()
XOAUTH2 = base64.b64encode(f"user=anna\1auth=Bearer {TOKEN}\1\1".encode()).decode()
GROUPS = "kzqv wmtx pjrh nbfc"  # as Google shows an app password
APP = base64.b64encode(f"\0anna\0{GROUPS}".encode()).decode()
SIGNS = "qW8?zorn>Kelp~~4"
ODD = base64.urlsafe_b64encode(f"\0anna\0{SIGNS}".encode()).decode()
HEAD = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx.example.net\n"
    "S: 250 AUTH PLAIN LOGIN XOAUTH2\n"
)
LOGS = {
    "plain": (
        f"{HEAD}C: AUTH PLAIN {PLAIN}\nS: 535 5.7.8 no: {PASSWORD} ({LOGIN})\nC: QUIT\n"
        f"S: 221 Bye {PASSWORD[3:]}\n"
    ),
    "login": (
        f"{HEAD}C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YW5uYQ==\nS: 334 UGFzc3dvcmQ6\n"
        f"C: {LOGIN}\nS: 535 5.7.8 {PASSWORD[:9]}...\n"
    ),
    "xoauth2": (
        f"{HEAD}C: AUTH XOAUTH2 {XOAUTH2}\nS: 334 e30=\nC: \nS: 535 5.7.8 {TOKEN[4:16]} expired\n"
    ),
    "refused": (
        f"{HEAD}C: AUTH LOGIN\nS: 538 5.7.11 Encryption required\nC: YW5uYQ==\n"
        f"S: 500 what?\nC: {LOGIN}\nS: 500 {LOGIN}?\n"
    ),
    "no base64": (
        f"{HEAD}C: AUTH PLAIN anna {PASSWORD}\nS: 501 5.5.2 cannot decode anna {PASSWORD}\n"
    ),
    "hello": (
        f"S: 220 mx.example.net ESMTP\nC: EHLO smtp://anna:{PASSWORD}@x\n"
        f"S: 501 5.5.4 smtp://anna:{PASSWORD}@x is no name\n"
    ),
    "path": (
        f"{HEAD}C: MAIL FROM:<a@client.example> AUTH=x password={PASSWORD}\n"
        f"S: 555 5.5.4 password={PASSWORD} not known\n"
    ),
    "unknown command": f"{HEAD}C: PASS {PASSWORD}\nS: 500 5.5.1 PASS {PASSWORD}: unknown\n",
    "unread": (
        f"SMTP_PASSWORD={PASSWORD}\nsmtp.login('anna', '{PASSWORD}')\n{HEAD}C: QUIT\n"
        f"S: 221 Bye\n?? {PLAIN}\n"
    ),
    "exception": (
        f"smtplib.SMTPAuthenticationError: (535, b'5.7.8 {LOGIN} password is {PASSWORD}')\n"
    ),
    "app password": (
        f"{HEAD}C: AUTH PLAIN {APP}\nS: 535 5.7.8 no: {GROUPS} {GROUPS.replace(' ', '')}\nC: QUIT\n"
        f"S: 221 Bye\n"
    ),
    "alphabet of URLs": f"{HEAD}C: AUTH PLAIN {ODD}\nS: 535 5.7.8 no: {SIGNS}\n",
    "hexadecimal": f"{HEAD}C: AUTH PLAIN {PLAIN}\nS: 535 5.7.8 no: {PASSWORD.encode().hex()}\n",
    "in JSON": json.dumps({"log": f"{HEAD}C: AUTH PLAIN {PLAIN}\nS: 535 5.7.8 {PASSWORD}\n"})
    + "\n",
    "sent at once": (
        "Nov 30 10:00:00 mx postfix/smtpd[7]: improper command pipelining after AUTH from "
        f"x[192.0.2.7]: {LOGIN}\\r\\n{PASSWORD}\\r\\nQUIT\n"
    ),
    "address": (
        f"{HEAD}C: MAIL FROM:<anna:{PASSWORD}@client.example>\n"
        f"S: 501 5.1.7 <anna:{PASSWORD}@client.example> is none\n"
    ),
    "comment": f"{HEAD}C: NOOP\nS: 250 ok <!-- smtpcodes: ignore no/such password={PASSWORD} -->\n",
}
MORE = (GROUPS, GROUPS.replace(" ", ""), SIGNS, ODD[12:], APP[12:], PASSWORD.encode().hex())
PIECES = sorted(
    {
        text[i : i + 8]
        for text in (
            PASSWORD,
            TOKEN[5:],
            LOGIN.rstrip("="),
            PLAIN[8:].rstrip("="),
            XOAUTH2[32:-8],
            *MORE,
        )
        for i in range(len(text) - 7)
    }
)
READING = [
    name
    for name in cli.available()
    if any(a.dest == "paths" for a in cli.parser(name)._actions[-1].choices[name]._actions)  # type: ignore[index,union-attr]
]
OPTIONS = {
    "lint": ["--pedantic", "--unread", "--no-config"],
    "parse": [],
    "summary": [],
    "redact": [],
}


def formats(command: str) -> list[str]:
    """What the command writes."""
    found = getattr(import_module(f"smtpcodes.cli.{command}"), "FORMATS", None)
    if found is None:
        sub = next(
            a for a in cli.parser(command)._actions if isinstance(a, argparse._SubParsersAction)
        )
        found = next(
            (
                a.choices
                for a in sub.choices[command]._actions
                if "--output-format" in a.option_strings
            ),
            None,
        )
    return [x for x in found or ("",) if (command, x) != ("redact", "json")]


def holds(text: str) -> list[str]:
    return [piece for piece in PIECES if piece in text]


def test_every_command_that_reads_logs_is_tried() -> None:
    assert set(READING) == set(OPTIONS)


@pytest.mark.parametrize(
    ("command", "form"), [(c, f) for c in sorted(OPTIONS) for f in formats(c)], ids=str
)
def test_no_command_writes_a_credential_in_any_format(
    command: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, log in LOGS.items():
        (tmp_path / f"{name}.log").write_text(log)
    out = tmp_path / "out"
    where = ["--output-format", form] if form else []
    paths = [str(tmp_path / f"{name}.log") for name in LOGS]
    cli.main([command, *OPTIONS[command], *where, "-o", str(out), *paths])
    said = capsys.readouterr()
    assert out.stat().st_size > 0
    assert holds(out.read_text() + said.out + said.err) == []


@pytest.mark.parametrize("name", LOGS)
def test_explain_shows_no_credential_of_its_query(name: str) -> None:
    """A whole dialogue is redacted as a log is: what a server repeats is known from the session."""
    assert holds(json.dumps(explain(LOGS[name]).to_json())) == []


@pytest.mark.parametrize("name", LOGS)
def test_the_plugin_of_pytest_shows_none(name: str, tmp_path: Path) -> None:
    report, said = pytest_plugin._lint(str(tmp_path), LOGS[name], [])
    assert holds(json.dumps(report.to_json()) + (said or "")) == []
    assert holds(json.dumps(lint(LOGS[name]).to_json())) == []


SAID = f"password={PASSWORD}"


@each(
    "words",
    [
        ["redact", SAID],
        ["lint", f"smtp://anna:{PASSWORD}@x.log"],
        ["lint", "--select", SAID, "-"],
        ["lint", "--reader", SAID, "-"],
        ["lint", "--output-format", SAID, "-"],
        ["lint", "--no-config", "-o", f"/nowhere/{SAID}", "-"],
        ["lint", f"--{SAID}"],
        ["compare", SAID, SAID],
        ["check", f"smtp://anna:{PASSWORD}@127.0.0.1:1"],
        [SAID],
    ],
)
def test_no_error_of_a_command_tells_one(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    said = capsys.readouterr()
    assert said.err and holds(said.out + said.err) == []


def test_no_error_of_a_file_tells_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    schema = json.dumps({"schema": "smtpcodes-baseline/1", "findings": [{"path": SAID}]})
    for text in (schema, SAID, "{" + SAID):
        bad.write_text(text)
        for option in ("--baseline", "--diff", "--config", "--rules"):
            assert cli.main(["lint", "--no-config", option, str(bad), "-"]) == 2
    assert holds(capsys.readouterr().err) == []


def test_an_exception_is_shown_without_its_credential() -> None:
    import smtplib

    error = smtplib.SMTPAuthenticationError(535, f"5.7.8 password={PASSWORD} refused".encode())
    assert holds(json.dumps(explain(error).to_json())) == []


def test_what_check_records_holds_none() -> None:
    events = [
        Event(CLIENT_LINE, f"AUTH PLAIN {PLAIN}".encode()),
        Event(SERVER_LINE, f"535 5.7.8 {PASSWORD} is wrong".encode()),
        Event(RESPONSE, LOGIN.encode()),
        Event(SERVER_LINE, f"501 {LOGIN[:12]}... # smtpcodes: ignore".encode()),
    ]
    forms = transcript.secrets("anna", PASSWORD, [PLAIN.encode(), LOGIN.encode()])
    out = "\n".join(transcript.lines(events, forms))
    assert holds(out) == [] and "smtpcodes: ignore" not in out

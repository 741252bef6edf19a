"""Logs for reports of every format, and what a run writes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtpcodes import cli

EVIL = (
    'x"><script>alert(1)</script>|`*[a](http://evil.example)* ::error::x %0A @all \x1b[31m \u202e '
    "\ufffe \x00 &amp; ]]>"
)
HEAD = (
    "S: 220 mx.example.net ESMTP Postfix\nC: EHLO client.example\nS: 250-mx.example.net\n"
    "S: 250 AUTH PLAIN LOGIN\n"
)
FAILED = HEAD + (
    "C: AUTH CRAM-MD5\nS: 504 5.5.4 no\nC: AUTH PLAIN AGJvYgBodW50ZXIyLWh1bnRlcjI=\n"
    "S: 535 5.7.8 Authentication failed\n"
    "C: MAIL FROM:<a@client.example>\nS: 530 5.7.0 Authentication required\nC: QUIT\n"
    "S: 221 2.0.0 Bye\n"
)
WRONG = HEAD + f"C: MAIL FROM:<a@client.example>\nS: 535 5.7.8 {EVIL}\nC: QUIT\nS: 221 2.0.0 Bye\n"
SENT = HEAD + (
    "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 ok\nC: MAIL FROM:<a@client.example>\nS: 250 2.1.0 Ok\n"
    "C: RCPT TO:<b@example.org>\nS: 250 2.1.5 Ok\nC: DATA\nS: 354 go\n"
    "C: Subject: love letter\nC: secret words\nC: .\nS: 530 5.7.0 Authentication required\n"
    "C: QUIT\nS: 221 Bye\n"
)
NAME = "a 'b' \"c\" <d>, e:f%|g.log"


def written(folder: Path) -> list[str]:
    """Three logs, one with an awkward name; and one that is not there."""
    (folder / "failed.log").write_text(FAILED)
    (folder / NAME).write_bytes(WRONG.encode("utf-8", "surrogatepass"))
    (folder / "sub").mkdir()
    (folder / "sub" / "sent.log").write_text(SENT)
    return ["failed.log", NAME, str(folder / "sub" / "sent.log"), "missing.log"]


def made(form: str, logs: list[str], capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What a run writes to standard output."""
    capsys.readouterr()
    status = cli.main(["lint", "--color", "never", "--output-format", form, *more, *logs])
    assert status == (2 if "missing.log" in logs else 1)
    return capsys.readouterr().out

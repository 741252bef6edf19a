"""The head of a session names what made it fail and whose move it is; findings beside the point
follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.knowledge.explain import explain

ROOT = Path(__file__).parent.parent
FAILED = (
    "S: 220 mail.example ESMTP\nC: EHLO client.example\nS: 250-mail.example\n"
    "S: 250-AUTH PLAIN LOGIN\n"
    "S: 250 ENHANCEDSTATUSCODES\nC: AUTH PLAIN [redacted]\n"
    "S: 535 5.7.8 Authentication failed\nC: MAIL FROM:<a@client.example>\n"
    "S: 530 5.7.0 Authentication required\nC: RCPT TO: <b@c.example>\nS: 503 5.5.1 MAIL first\n"
    "C: QUIT\nS: 221 2.0.0 Bye\n"
)


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_cause_and_the_move_stand_before_the_findings(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.write_text(FAILED, encoding="utf-8")
    assert cli.main(["lint", "--output-format", form, str(log)]) == 1
    out = capsys.readouterr().out
    found = out[out.index("<section") :] if form == "html" else out
    move = re.search(r"It is the client(?:'|&#x27;|&#39;)s move\.", found)
    assert move is not None
    at = [
        found.index("AUTH failed"),
        move.start(),
        found.index("command/space-around-colon"),
    ]
    assert at == sorted(at)


def test_the_example_in_the_paste_box_is_a_known_text() -> None:
    page = (ROOT / "site/theme/partials/paste.html").read_text(encoding="utf-8")
    example = re.search(r'placeholder="([^"]+)"', page)
    assert example is not None
    assert explain(example[1]).because == "signature"

"""A log in which one rule is broken, and what ``lint`` tells of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smtpcodes import cli

HEAD = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n"
CRIME = "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\n"
TAIL = "C: QUIT\nS: 221 Bye\n"
BAD = HEAD + CRIME + TAIL
RULE = "auth/failed-outside-auth"


def lint(*args: str, status: int | None = None) -> dict[str, Any]:
    found = cli.main(["lint", "--output-format", "json:report.json", *args])
    assert status is None or found == status
    report: dict[str, Any] = json.loads(Path("report.json").read_text())
    return report


def told(report: dict[str, Any]) -> list[str]:
    return [f["rule"] for f in report["findings"]]

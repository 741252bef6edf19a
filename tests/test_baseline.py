"""A baseline that version 0.1 has written stays valid: ``baseline_0_1.json`` is its own file of
``tests/corpus``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smtpcodes import cli

HERE = Path(__file__).parent
BASELINE = HERE / "baseline_0_1.json"
KNOWN = json.loads(BASELINE.read_text(encoding="utf-8"))["findings"]
WITHDRAWN = {  # what 0.1 has found and nobody should have been told
    # the log tells a group of commands one by one
    ("corpus/sendmail/log-in-required.log", "sequence/rcpt-before-mail"),
    ("corpus/sendmail/log-in-required.log", "sequence/data-before-rcpt"),
    # auth/temporary-says-other-4yz says the same with the right code
    ("corpus/exim/temporary-failure.log", "reply/unknown-code"),
}


def test_each_finding_of_0_1_has_the_fingerprint_that_it_had(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(HERE)
    paths = sorted({entry["path"] for entry in KNOWN})
    cli.main(
        ["lint", "--no-config", "--baseline", BASELINE.name, "--output-format", "json", *paths]
    )
    report = json.loads(capsys.readouterr().out)
    rules = {entry["rule"] for entry in KNOWN}
    assert [f for f in report["findings"] if f["rule"] in rules] == [], "not known any more"
    gone = {(entry["path"], entry["rule"]) for entry in report.get("stale", ())}
    assert gone == WITHDRAWN
    assert report["hidden"]["baseline"] >= sum(entry["count"] for entry in KNOWN) - len(WITHDRAWN)

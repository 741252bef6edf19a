"""What the paste box of the reference site asks: a transcript to its findings beside its lines, a
reply to its explanation.

Runs in the browser (Pyodide, in a worker); takes and gives text, for that is what passes between a
page and a worker.
Credentials are taken out by the session before a line is shown. Knows nothing of pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from smtpcodes import linter
from smtpcodes.redaction import redactor
from smtpcodes.report import Finding, Verdict

FIRST, PIECE = 512 * 1024, 64 * 1024
LIMIT = 2_000_000  # octets of a transcript; the page asks for less than it could bear


def check(text: str, progress: Callable[[float], object] | None = None) -> str:
    """The report of a transcript as JSON: the lines, masked, with the findings and verdicts in
    them.

    progress: called with how much is done, from 0 to 1. Raises ValueError for a text that is too
    long.
    """
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > LIMIT:
        raise ValueError(f"{len(raw)} octets are more than {LIMIT}")
    tell = progress or (lambda done: None)
    collector = linter.Collector()
    read = linter.Linter(receiver=collector, explain=linter.explainer()).lint_chunks(
        "-", _chunks(raw, lambda done: tell(done / 2))
    )
    masked = b"".join(redactor.redacted(_chunks(raw, lambda done: tell(0.5 + done / 2)))).decode(
        "utf-8", "replace"
    )
    report = collector.report([read])
    return json.dumps(
        {
            "input": read.to_json(),
            "lines": [line.rstrip("\r") for line in masked.split("\n")],
            "findings": [_finding(f) for f in report.findings],
            "verdicts": [_verdict(v) for v in report.verdicts],
        }
    )


def explain(query: str) -> str:
    """The explanation of a reply, as ``smtpcodes explain --output-format json`` gives it."""
    from smtpcodes.knowledge.explain import explain

    return json.dumps(explain(query).to_json())


def _chunks(raw: bytes, tell: Callable[[float], object]) -> Iterator[bytes]:
    """Octets piece by piece; the first one is as long as a file's, for the format is detected in
    it."""
    at = 0
    while at < len(raw):
        size = PIECE if at else FIRST
        yield raw[at : at + size]
        at += size
        tell(min(at / len(raw), 1.0))


def _finding(finding: Finding) -> dict[str, Any]:
    shown = finding.to_json()
    shown["suggest"] = str(finding.suggest) if finding.suggest is not None else None
    return {
        name: shown[name]
        for name in (
            "rule",
            "level",
            "confidence",
            "side",
            "message",
            "line",
            "column",
            "end_column",
            "session",
            "suggest",
            "related",
            "spec",
            "cause",
        )
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        **verdict.to_json(),
        "fix": verdict.fix,
        "places": [{"line": p.line, "message": p.message} for p in verdict.places],
    }

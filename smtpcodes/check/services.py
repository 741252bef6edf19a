"""Reports for the services of CI: JUnit XML and SARIF 2.1.0."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from smtpcodes.check.report import PASSED, CheckReport, Result
from smtpcodes.formats.dump import dump
from smtpcodes.formats.escape import terminal
from smtpcodes.formats.lint.sarif import SCHEMA
from smtpcodes.report import ERROR
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: CheckReport) -> str:
    """A test for each situation."""
    counts = report.counts()
    bad = counts["failed"] + counts["warned"]
    skipped = len(report.results) - bad - counts[PASSED]
    name = _value(f"{report.host}:{report.port}")
    head = f'tests="{len(report.results)}" failures="{bad}" errors="0" time="{report.seconds:.3f}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="smtpcodes check" {head}>',
        f'  <testsuite name={name} skipped="{skipped}" {head}>',
    ]
    for result in report.results:
        case = f"    <testcase classname={name} name={_value(result.id)}"
        inside = _inside(result)
        lines.append(f"{case}>{inside}</testcase>" if inside else f"{case}/>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _inside(result: Result) -> str:
    if not result.checks:
        return "" if result.status == PASSED else f"<skipped message={_value(said(result))}/>"
    first = result.checks[0]
    text = [*(_sentence(check) for check in result.checks), "", *result.transcript]
    kind, message = _value(first.rule), _value(first.message)
    return f"<failure type={kind} message={message}>{escape(_clean(chr(10).join(text)))}</failure>"


def said(result: Result) -> str:
    """The status with its reason."""
    return f"{result.status}: {result.reason}" if result.reason else result.status


def _sentence(check: Any) -> str:
    right = f" The right reply is {check.suggest}." if check.suggest else ""
    return f"{check.level}: {check.message} ({check.rule}; {', '.join(check.spec)}).{right}"


def _clean(text: str) -> str:
    return _NO_XML.sub("?", text)


def _value(text: str) -> str:
    return quoteattr(_clean(terminal(text)))


def sarif(report: CheckReport) -> str:
    """A result for each break of a rule. Its place is the server: there is no file."""
    from smtpcodes import __version__, rules

    ids = sorted(report.rules())
    uri = f"smtp://{report.host}:{report.port}"
    described = [
        {
            "id": id,
            "shortDescription": {"text": (rules.load(id).__doc__ or id).strip().splitlines()[0]},
            "defaultConfiguration": {"level": rules.load(id).level},
        }
        for id in ids
    ]
    results = [
        {
            "ruleId": check.rule,
            "ruleIndex": ids.index(check.rule),
            "level": "error" if check.level == ERROR else "warning",
            "message": {
                "text": f"{result.id}: {_sentence(check)} Sent: {check.sent} Got: {check.got}"
            },
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": {"uri": uri}},
                    "logicalLocations": [{"name": result.id, "kind": "situation"}],
                }
            ],
            "partialFingerprints": {"smtpcodes/v1": check.fingerprint},
        }
        for result in report.results
        for check in result.checks
    ]
    driver = {
        "name": "smtpcodes check",
        "version": __version__,
        "informationUri": SITE,
        "rules": described,
    }
    return (
        dump(
            {
                "$schema": SCHEMA,
                "version": "2.1.0",
                "runs": [{"tool": {"driver": driver}, "results": results}],
            }
        )
        + "\n"
    )

"""SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from smtpcodes.formats import rulepage
from smtpcodes.formats.dump import dump
from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import LintReceiver
from smtpcodes.report import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Lint(LintReceiver):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: list[Finding] = []

    def finding(self, finding: Finding) -> None:
        super().finding(finding)
        if self.shown(finding.level):
            self.found.append(finding)

    def close(self) -> None:
        if self.quiet:
            return
        from smtpcodes import __version__, rules

        self.found.sort(key=Finding.order)
        ids = sorted({f.rule for f in self.found})
        known = set(rules.ids())
        described = [_rule(rules.load(i)) if i in known else {"id": i} for i in ids]
        self.stream.write(dump({
            "$schema": SCHEMA, "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "smtpcodes", "version": __version__, "informationUri": "https://smtpcodes.readthedocs.io/", "rules": described}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(f, ids.index(f.rule)) for f in self.found]}]}) + "\n")


def _rule(rule: Any) -> dict[str, Any]:
    page = rulepage.to_json(rule)
    bad = "\n\n".join("    " + x.replace("\n", "\n    ") for x in page["bad"])
    return {
        "id": rule.id, "name": "".join(w.capitalize() for w in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": page["title"]}, "fullDescription": {"text": page["title"]},
        "help": {"text": f"{page['explanation']}\n\n{', '.join(rule.spec)}", "markdown": f"{page['explanation']}\n\n{bad}\n\n{', '.join(rule.spec)}"},
        "helpUri": page["url"], "defaultConfiguration": {"level": rule.level}, "properties": {"side": rule.side, "tags": ["smtp", rule.side]}}


def _result(f: Finding, index: int) -> dict[str, Any]:
    right = f" The right reply is {f.suggest}." if f.suggest else ""
    result: dict[str, Any] = {
        "ruleId": f.rule, "ruleIndex": index, "level": f.level, "message": {"text": f"{f.message}.{right}"},
        "locations": [_location(f.path, f.line, f.column, f.end_column)],
        "partialFingerprints": {"smtpcodes/v1": f.fingerprint}, "properties": {"confidence": f.confidence, "side": f.side, "session": f.session}}
    if f.related:
        result["relatedLocations"] = [
            {"id": n, **_location(r.path, r.line, r.column, r.end_column), "message": {"text": r.message}} for n, r in enumerate(f.related)]
    return result


def _location(path: str, line: int, column: int, end: int) -> dict[str, Any]:
    uri = quote(terminal(path).replace("\\", "/"), safe="/!~*'()")
    return {"physicalLocation": {
        "artifactLocation": {"uri": uri}, "region": {"startLine": line, "startColumn": column, "endColumn": max(end, column)}}}

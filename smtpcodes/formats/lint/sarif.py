"""SARIF 2.1.0: each finding a result, and a note for each session that failed, where no finding
stands at that line. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""

from __future__ import annotations

from urllib.parse import quote

from smtpcodes.formats import rulepage
from smtpcodes.formats.dump import dump
from smtpcodes.formats.escape import terminal
from smtpcodes.formats.receiver import Gathering
from smtpcodes.formats.words import case, fingerprint, local, move, right, sure
from smtpcodes.report import NOTE, Finding, Input, Verdict
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


class Lint(Gathering):
    def close(self) -> None:
        if self.quiet:
            return
        from smtpcodes import __version__, rules

        self.found.sort(key=Finding.order)
        untold = self.untold()
        known = set(rules.ids())
        described = {
            i: _rule(rules.load(i))
            if i in known
            else _strange(next(f for f in self.found if f.rule == i))
            for i in sorted({f.rule for f in self.found})
        }
        described |= {case(v): _cause(v) for v in sorted(untold, key=case)}
        index = {i: n for n, i in enumerate(described)}
        results = [_result(f, index[f.rule]) for f in self.found]
        results += [_failed(v, index[case(v)]) for v in untold]
        broken = [i for i in self.inputs if i.error is not None]
        invocation: dict[str, Any] = {"executionSuccessful": not broken, "exitCode": self.status}
        if broken:
            invocation["toolExecutionNotifications"] = [_notification(i) for i in broken]
        self.stream.write(
            dump(
                {
                    "$schema": SCHEMA,
                    "version": "2.1.0",
                    "runs": [
                        {
                            "tool": {
                                "driver": {
                                    "name": "smtpcodes",
                                    "version": __version__,
                                    "semanticVersion": __version__,
                                    "informationUri": SITE,
                                    "rules": list(described.values()),
                                }
                            },
                            "invocations": [invocation],
                            "columnKind": "unicodeCodePoints",
                            "results": results,
                        }
                    ],
                }
            )
            + "\n"
        )


def _rule(rule: Any) -> dict[str, Any]:
    page = rulepage.to_json(rule)
    bad = "\n\n".join("    " + x.replace("\n", "\n    ") for x in page["bad"])
    return {
        "id": rule.id,
        "name": "".join(w.capitalize() for w in rule.id.replace("/", "-").split("-")),
        "shortDescription": {"text": page["title"]},
        "fullDescription": {"text": page["explanation"] or page["title"]},
        "help": {
            "text": f"{page['explanation']}\n\n{', '.join(rule.spec)}",
            "markdown": f"{page['explanation']}\n\n{bad}\n\n{', '.join(rule.spec)}",
        },
        **({"helpUri": page["url"]} if page["url"] else {}),
        "defaultConfiguration": {"level": rule.level},
        "properties": {"side": rule.side, "tags": ["smtp", rule.side]},
    }


def _strange(finding: Finding) -> dict[str, Any]:
    """A rule that is not of the package."""
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.message},
        "help": {"text": ", ".join(finding.spec) or finding.message},
        "defaultConfiguration": {"level": finding.level},
    }


def _cause(verdict: Verdict) -> dict[str, Any]:
    """Why a session failed, described as a rule."""
    from smtpcodes.knowledge.store import entries

    entry = entries()["causes"].get(verdict.cause, {})
    title = entry.get("title", "A session failed")
    text = entry.get("messages", {}).get("developer", title)
    return {
        "id": case(verdict),
        "shortDescription": {"text": title},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "helpUri": f"{SITE}causes/{verdict.cause}/" if entry else SITE,
        "defaultConfiguration": {"level": NOTE},
        "properties": {"tags": ["smtp", "verdict"]},
    }


def _notification(entry: Input) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{terminal(entry.path)}: {terminal(entry.error or '')}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(entry.path)}}}],
    }


def _result(f: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": f.rule,
        "ruleIndex": index,
        "level": f.level,
        "message": {"text": f"{f.message}{sure(f)}. {right(f)}".rstrip()},
        "locations": [_location(f.path, f.line, f.column, f.end_column)],
        "partialFingerprints": {"smtpcodes/v1": f.fingerprint},
        "properties": {
            "confidence": f.confidence,
            "side": f.side,
            "session": f.session,
            **({"known": f.known} if f.known else {}),
        },
    }
    if f.related:
        result["relatedLocations"] = [
            {
                "id": n,
                **_location(r.path, r.line, r.column, r.end_column),
                "message": {"text": r.message},
            }
            for n, r in enumerate(f.related)
        ]
    return result


def _failed(v: Verdict, index: int) -> dict[str, Any]:
    """A session that failed."""
    first = next((p for p in v.places if p.line == v.line), None)
    column, end = (first.column, first.end_column) if first else (1, 1)
    return {
        "ruleId": case(v),
        "ruleIndex": index,
        "level": NOTE,
        "message": {"text": f"{v.summary}. {move(v)}".rstrip()},
        "locations": [_location(v.path, v.line, column, end)],
        "partialFingerprints": {"smtpcodes/v1": fingerprint(v)},
        "properties": {"side": v.side, **({"session": v.session} if v.session else {})},
    }


def _location(path: str, line: int, column: int, end: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(path)},
            "region": {"startLine": line, "startColumn": column, "endColumn": max(end, column)},
        }
    }


def _uri(path: str) -> str:
    """A path as a URI reference: relative where it can be."""
    shown = local(path)
    uri = quote(shown, safe="/!~*'()")
    return (
        f"file://{uri}" if uri.startswith("/") else f"file:///{uri}" if shown[1:3] == ":/" else uri
    )

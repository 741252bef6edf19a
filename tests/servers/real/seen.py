"""What real servers were seen to do: ``seen.toml``; the page of the site and the entries of
``data/implementations`` are made from it."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

from smtpcodes import rules
from smtpcodes.check.likeness import HELD_BACK
from smtpcodes.check.report import CheckReport
from smtpcodes.formats import rulepage
from smtpcodes.knowledge import store
from tests.servers.real.setups import Setup

FILE = Path(__file__).parent / "seen.toml"
PAGE = Path(__file__).parents[3] / "site" / "pages" / "guides" / "what-servers-do.md"
IMPLEMENTATIONS = Path(__file__).parents[3] / "data" / "implementations"
MADE = "# From here on: what `make check-servers` has seen, written by it."
Seen = dict[str, Any]


def load() -> dict[str, Seen]:
    """The set-ups by their names."""
    if not FILE.exists():
        return {}
    return {s["name"]: s for s in tomllib.loads(FILE.read_text(encoding="utf-8"))["setup"]}


def of(setup: Setup, version: str, date: datetime.date, report: CheckReport) -> Seen:
    """What a report says of a set-up: the situations of each rule, with one reply."""
    found: dict[str, Any] = {}
    for result in report.results:
        for check in result.checks:
            if check.rule not in HELD_BACK:
                entry = found.setdefault(
                    check.rule, {"level": check.level, "situations": [], "does": []}
                )
                entry["situations"] += [] if result.id in entry["situations"] else [result.id]
                does = check.message.partition(" (in ")[0]
                entry["does"] += [] if does in entry["does"] else [does]
    return {
        "name": setup.name,
        "implementation": setup.implementation,
        "version": version,
        "setting": setup.setting,
        "seen": date,
        "passed": report.counts()["passed"],
        "rules": found,
    }


def differences(old: Seen | None, new: Seen, report: CheckReport) -> list[str]:
    """What a server of the same version does otherwise now. What could not be tested is not
    compared."""
    if old is None or old["version"] != new["version"]:
        return []
    untested = {r.id for r in report.results if r.status == "not-tested"}

    def pairs(seen: Seen) -> set[tuple[str, str]]:
        found = {(s, rule) for rule, x in seen["rules"].items() for s in x["situations"]}
        return {pair for pair in found if pair[0] not in untested}

    lines = [f"no more: {s}: {rule}" for s, rule in sorted(pairs(old) - pairs(new))]
    return lines + [f"new: {s}: {rule}" for s, rule in sorted(pairs(new) - pairs(old))]


def write(known: dict[str, Seen]) -> None:
    """The file and the page."""
    lines = ["# What `make check-servers` has seen; written by it. Dates are those of the runs."]
    for setup in known.values():
        lines += ["", "[[setup]]"]
        for key in ("name", "implementation", "version", "setting"):
            lines.append(f"{key} = {json.dumps(setup[key])}")
        lines += [f"seen = {setup['seen']}", f"passed = {setup['passed']}", "[setup.rules]"]
        for rule, x in sorted(setup["rules"].items()):
            where = json.dumps(x["situations"])
            does = json.dumps(x.get("does", []))
            lines.append(
                f'"{rule}" = {{level = "{x["level"]}", situations = {where}, does = {does}}}'
            )
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    PAGE.write_text(page(known), encoding="utf-8")
    for stem in {s["implementation"] for s in known.values()}:
        file = IMPLEMENTATIONS / f"{stem}.toml"
        by_hand = file.read_text(encoding="utf-8").partition(MADE)[0].rstrip("\n")
        file.write_text(f"{by_hand}\n\n{entries(stem, known)}", encoding="utf-8")


def entries(stem: str, known: dict[str, Seen]) -> str:
    """The deviations of an implementation, as ``data/implementations`` has them."""
    setups = [s for s in known.values() if s["implementation"] == stem]
    server = tomllib.loads((IMPLEMENTATIONS / f"{stem}.toml").read_text(encoding="utf-8"))
    lines = [MADE]
    for rule in sorted({rule for s in setups for rule in s["rules"]}):
        where = [s for s in setups if rule in s["rules"]]
        version, day = where[-1]["version"], max(s["seen"] for s in where)
        does = list(dict.fromkeys(x for s in where for x in s["rules"][rule].get("does", [])))
        fields = {"rule": rule, "does": "; ".join(does)}
        others = [s for s in setups if s not in where]
        if others:
            few = where if len(where) <= len(others) else others
            settings = "; ".join(s["setting"] for s in few)
            fields["when"] = settings if few is where else f"all settings but: {settings}"
        short = ".".join(version.split(".")[:2]) if server["kind"] == "server" else version
        fields |= {"versions": short, "evidence": "recorded"}
        fields["source"] = f"seen on the wire: {server['name']} {version}"
        lines += ["", "[[deviation]]"]
        lines += [f"{key:<8} = {json.dumps(value)}" for key, value in fields.items()]
        lines.append(f"seen     = {day}")
    return "\n".join(lines) + "\n"


def page(known: dict[str, Seen]) -> str:
    """The page in Markdown: a table of the set-ups, then the rules of each implementation."""
    names = store.entries()["implementations"]
    lines = [HEAD]
    for s in known.values():
        count = {level: sum(x["level"] == level for x in s["rules"].values()) for level in LEVELS}
        lines.append(
            f"| {names[s['implementation']]['name']} {s['version']} | {s['setting']} | "
            f"{s['passed']} | {count['error']} | {count['warning']} | {s['seen']} |"
        )
    for stem in dict.fromkeys(s["implementation"] for s in known.values()):
        setups = [s for s in known.values() if s["implementation"] == stem]
        versions = ", ".join(dict.fromkeys(s["version"] for s in setups))
        lines += ["", f"## {names[stem]['name']} {versions}", "", TABLE]
        found = sorted({rule for s in setups for rule in s["rules"]})
        for rule in found:
            with_it = [s for s in setups if rule in s["rules"]]
            what = rulepage.title(rules.load(rule)).rstrip(".")
            where = list(dict.fromkeys(x for s in with_it for x in s["rules"][rule]["situations"]))
            settings = (
                "all" if len(with_it) == len(setups) else "; ".join(s["setting"] for s in with_it)
            )
            level = with_it[0]["rules"][rule]["level"]
            spec = ", ".join(rules.load(rule).spec)
            lines.append(
                f"| [{rule}](../rules/{rule}.md) | {what} | {level} | {spec} | {', '.join(where)} "
                f"| {settings} |"
            )
    return "\n".join(lines) + "\n"


LEVELS = ("error", "warning")
TABLE = (
    "| rule | what it does | level | sections | situations | settings |\n"
    "| --- | --- | --- | --- | --- | --- |"
)
HEAD = """---
title: What servers do
description: "SMTP servers driven through a hundred situations: \
what each does that the RFCs do not say, with its version, its setting and the date."
order: 90
---
# What servers do

Real servers, driven through the situations of [`smtpcodes check`](check-your-server.md) \
on loopback, each with the setting that is named. \
A server is more than its list: some of what stands here is a choice with a reason, \
and a setting changes much of it. \
Faults that endanger users stand in no table; they go to the maintainers.

Each run can be repeated: `make check-servers` starts the servers that are installed, \
and tells what has changed since.

| server | setting | passed | rules broken (MUST) | warned | seen |
| --- | --- | --- | --- | --- | --- |"""

"""A report for a terminal."""

from __future__ import annotations

from smtpcodes.check.report import FAILED, PASSED, STATUSES, WARNED, CheckReport, Result
from smtpcodes.formats.escape import terminal

COLOURS = {FAILED: "31;1", WARNED: "33", PASSED: "32"}


def written(report: CheckReport, colour: bool, quiet: bool) -> str:
    """The situations, a line each; under it what is wrong. quiet: only what is wrong."""
    wide = max((len(r.id) for r in report.chosen()), default=0)
    lines = [f"{report.host}:{report.port}  {report.greeting}", ""]
    for result in report.chosen():
        if quiet and not result.checks:
            continue
        paint = COLOURS.get(result.status, "2")
        word = f"{result.status:<14}"
        word = f"\x1b[{paint}m{word}\x1b[0m" if colour else word
        lines.append(f"{word}  {result.id:<{wide}}  {terminal(result.reason)}".rstrip())
        lines += _wrong(result)
    lines += ["", summary(report)]
    if report.like:
        lines.append(terminal(report.like))
    return "\n".join(lines) + "\n"


def _wrong(result: Result) -> list[str]:
    lines = []
    for check in result.checks:
        lines.append(f"    {check.level}: {check.message} ({check.rule})")
        lines += [f"      sent   {check.sent}"] if check.sent else []
        lines += [f"      got    {check.got}"] if check.got else []
        lines += [f"      right  {check.suggest}"] if check.suggest else []
        lines.append(f"      {', '.join(check.spec)}")
    return [terminal(line) for line in lines]


def summary(report: CheckReport) -> str:
    """How many of each, in one line."""
    counts = report.counts()
    parts = [f"{counts[s]} {s.replace('-', ' ')}" for s in STATUSES if counts[s]]
    return f"{', '.join(parts)} in {report.seconds:.1f} s"

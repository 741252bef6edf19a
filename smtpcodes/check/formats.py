"""Reports of a run: which format is where."""

from __future__ import annotations

from collections.abc import Callable

from smtpcodes.check.report import CheckReport
from smtpcodes.formats.dump import dump

NAMES = ("text", "json", "junit", "sarif", "markdown", "html")
Written = Callable[[CheckReport, bool, bool], str]


def written(name: str) -> Written:
    """The function that writes a report. Its arguments: the report, colour, only what is wrong."""
    if name == "json":
        return lambda report, colour, quiet: dump(report.to_json()) + "\n"
    from smtpcodes.check import pages, services, text

    found: dict[str, Written] = {
        "text": text.written,
        "junit": lambda report, colour, quiet: services.junit(report),
        "sarif": lambda report, colour, quiet: services.sarif(report),
        "markdown": lambda report, colour, quiet: pages.markdown(report),
        "html": lambda report, colour, quiet: pages.html(report),
    }
    return found[name]

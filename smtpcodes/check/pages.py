"""Reports to read and to send on: Markdown and HTML. Each failure with its sequence."""

from __future__ import annotations

from smtpcodes.check.formats.text import summary
from smtpcodes.check.report import CheckReport, Result
from smtpcodes.formats.escape import html as escaped
from smtpcodes.formats.escape import terminal

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem;"
    "border-bottom:1px solid #8884}pre{background:#8882;padding:.6rem;overflow:auto}"
    ".failed{color:#b00020}.warned{color:#8a5a00}.passed{color:#1b6e2f}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}.failed{color:#ff8a80}"
    ".warned{color:#ffcf70}.passed{color:#8bd99b}}"
)


def markdown(report: CheckReport) -> str:
    """For a comment on a pull request."""
    lines = [
        f"# smtpcodes check {report.host}:{report.port}",
        "",
        f"Greeting: `{_code(report.greeting)}`",
        "",
        summary(report),
        "",
        "| situation | status | rule | reason |",
        "| --- | --- | --- | --- |",
    ]
    for r in report.chosen():
        rules = ", ".join(sorted({c.rule for c in r.checks}))
        lines.append(f"| {r.id} | {r.status} | {rules} | {_cell(r.reason)} |")
    for r in report.results:
        if r.checks:
            lines += ["", f"## {r.id}: {r.title}", ""]
            for c in r.checks:
                right = f" The right reply is `{c.suggest}`." if c.suggest else ""
                lines.append(
                    f"- **{c.level}** {_cell(c.message)} ({c.rule}; {', '.join(c.spec)}).{right}"
                )
            lines += ["", *(f"    {line}" for line in r.transcript)]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return terminal(text).replace("`", "'")


def _cell(text: str) -> str:
    return (
        escaped(text).replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("`", "'")
    )


def html(report: CheckReport) -> str:
    """One page, with nothing from elsewhere: to send to the server's author."""
    title = escaped(f"smtpcodes check {report.host}:{report.port}")
    rows = "".join(
        f'<tr><td>{escaped(r.id)}</td><td class="{r.status}">{r.status}</td>'
        f"<td>{escaped(', '.join(sorted({c.rule for c in r.checks})) or r.reason)}</td></tr>"
        for r in report.chosen()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
        f"<p><code>{escaped(report.greeting)}</code></p>\n<p>{escaped(summary(report))}</p>\n"
        f"<p>{escaped(report.like)}</p>\n"
        + "".join(_failure(r) for r in report.results if r.checks)
        + "<h2>All situations</h2>\n<table><tr><th>situation</th><th>status</th>"
        + "<th>rule, or reason</th></tr>"
        + rows
        + "</table>\n</body></html>\n"
    )


def _failure(result: Result) -> str:
    items = "".join(
        f'<li><b class="{result.status}">{escaped(c.level)}</b> {escaped(c.message)} '
        f'(<a href="{escaped(c.url)}">{escaped(c.rule)}</a>; {escaped(", ".join(c.spec))}).'
        + (f" The right reply is <code>{escaped(c.suggest)}</code>." if c.suggest else "")
        + "</li>"
        for c in result.checks
    )
    lines = escaped("\n".join(result.transcript).replace("\n", "\0")).replace("\\x00", "\n")
    head = f"<h2>{escaped(result.id)}: {escaped(result.title)}</h2>"
    return f"{head}\n<ul>{items}</ul>\n<pre>{lines}</pre>\n"

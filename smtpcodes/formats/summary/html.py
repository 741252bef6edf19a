"""A summary as one self-contained page: tables with bars, and plots over time, drawn here as SVG.

Nothing is loaded from outside, and there is no script.
"""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.formats.escape import html
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ROWS = 20  # of a table
WIDE, HIGH = 720, 150  # of a plot
_SERIES = (
    ("failed", "failed log-ins"),
    ("succeeded", "successful log-ins"),
    ("refused", "other refusals"),
)
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#d0d7de;\
--failed:#b3261e;--succeeded:#1a7f37;--refused:#8a5a00;--bar:#0a5cad}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa5b1;--paper:#12161b;\
--line:#30363d;--failed:#ff8a80;--succeeded:#5fd37e;--refused:#e3b341;--bar:#6cb6ff}}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 3rem;font:16px/1.5 system-ui,sans-serif;\
color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem;\
border-bottom:1px solid var(--line);padding-bottom:.25rem}
p{margin:.25rem 0;color:var(--soft)}.figures{display:flex;flex-wrap:wrap;gap:.5rem 2rem;\
margin:1rem 0;padding:0;list-style:none}
.figures b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums;\
color:var(--ink)}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 2.5rem}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .4rem;text-align:left;\
vertical-align:top;overflow-wrap:anywhere}
th{font-weight:400;position:relative}td{width:1%;text-align:right;white-space:nowrap;\
font-variant-numeric:tabular-nums}
small{color:var(--soft)}.bar{display:block;height:.3rem;min-width:2px;background:var(--bar);\
border-radius:2px}
.plot{overflow-x:auto}svg{display:block;width:100%;min-width:30rem;height:auto;margin:.5rem 0}\
svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
svg .failed{fill:var(--failed)}svg .succeeded{fill:var(--succeeded)}\
svg .refused{fill:var(--refused)}svg .axis{stroke:var(--line);stroke-width:1}
.failed-key{color:var(--failed)}.succeeded-key{color:var(--succeeded)}\
.refused-key{color:var(--refused)}
@media(forced-colors:active){.bar{background:CanvasText}svg rect{fill:CanvasText}}
@media print{body{max-width:none}h2{break-after:avoid}table{break-inside:avoid}}
"""


def page(summary: dict[str, Any]) -> str:
    """The summary (``Summary.to_json``) as a page."""
    log_ins, refused, replies = summary["log_ins"], summary["refused"], summary["replies"]
    returned = summary["bounces"]
    inputs = summary["inputs"]
    name = inputs[0]["path"] if len(inputs) == 1 else f"{len(inputs)} inputs"
    period = (
        f"{summary['period']['first']} to {summary['period']['last']}" if summary["period"] else ""
    )
    figures = (
        (log_ins["failed"], "failed log-ins"),
        (log_ins["succeeded"], "successful log-ins"),
        (refused["count"], "other refusals"),
        (sum(i["sessions"] for i in inputs), "sessions"),
        (sum(i["lines"] for i in inputs), "lines"),
    )
    tables = (
        _table(
            "Failed log-ins by cause",
            ((c["title"], c["cause"], c["count"]) for c in log_ins["by_cause"]),
        ),
        _table(
            "Failed log-ins by mechanism",
            (
                (m, f"{n['succeeded']:,} succeeded" if n["succeeded"] else "", n["failed"])
                for m, n in log_ins["by_mechanism"].items()
                if n["failed"]
            ),
        ),
        _table(
            f"Failed log-ins by client, of {log_ins['clients']:,}",
            ((c["client"], "", c["failed"]) for c in log_ins["by_client"]),
        ),
        _table(
            f"Failed log-ins by user, of {log_ins['users']:,}",
            ((c["user"], "", c["failed"]) for c in log_ins["by_user"]),
        ),
        _table(
            "Other refusals by cause",
            ((c["title"], c["cause"], c["count"]) for c in refused["by_cause"]),
        ),
        _table(
            "Bounces by cause",
            ((c["title"], c["cause"], c["count"]) for c in returned["by_cause"]),
        ),
        *(
            _table(
                f"Bounces by {kind}, of {returned[f'{kind}s']:,}",
                ((c[kind], "", c["count"]) for c in returned[f"by_{kind}"]),
            )
            for kind in ("domain", "recipient")
        ),
        _table(
            "Replies that refuse",
            ((code, "", count) for code, count in replies["by_code"].items() if code[0] in "45"),
        ),
        _table(
            "Words of providers and servers",
            ((provider, "", count) for provider, count in replies["by_provider"].items()),
        ),
        _table("Findings", ((f["rule"], f["level"], f["count"]) for f in summary["findings"])),
    )
    note = (
        "<p>Clients, users, domains and recipients are pseudonyms, by rank.</p>"
        if summary["pseudonyms"]
        else ""
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src '
        "'unsafe-inline'\">"
        f"<title>Mail log summary: {html(name)}</title><style>{_STYLE}</style></head><body><main>\n"
        f"<h1>{html(name)}</h1><p>{html(period)}</p>\n"
        "<ul "
        'class="figures">'
        f"{''.join(f'<li><b>{count:,}</b>{html(what)}</li>' for count, what in figures)}</ul>\n"
        f'{_plots(summary["over_time"])}<div class="grid">{"".join(tables)}</div>{note}\n'
        "</main></body></html>\n"
    )


def _table(title: str, rows: Iterable[tuple[str, str, int]]) -> str:
    found = list(rows)
    if not found:
        return ""
    most = max(count for _, _, count in found) or 1
    shown = "".join(
        f'<tr><td>{count:,}</td><th scope="row">{html(what)}'
        f"{f' <small>{html(more)}</small>' if more else ''}"
        f'<span class="bar" style="width:{max(1, round(100 * count / most))}%"></span></th></tr>'
        for what, more, count in found[:ROWS]
    )
    rest = f"<p>and {len(found) - ROWS} more</p>" if len(found) > ROWS else ""
    return f"<section><h2>{html(title)}</h2><table>{shown}</table>{rest}</section>\n"


def _plots(over: list[dict[str, Any]]) -> str:
    """A plot of each series that has anything, over the same time."""
    if len(over) < 2:
        return ""
    plots = "".join(_plot(over, key, what) for key, what in _SERIES if any(p[key] for p in over))
    return f"<section><h2>Over time</h2>{plots}</section>\n" if plots else ""


def _plot(over: list[dict[str, Any]], key: str, what: str) -> str:
    step = -(-len(over) // 180)
    counts = [sum(p[key] for p in over[n : n + step]) for n in range(0, len(over), step)]
    most = max(counts)
    wide = (WIDE - 50) / len(counts)
    bars = "".join(
        f'<rect class="{key}" x="{46 + n * wide:.1f}" y="{HIGH - 20 - h:.1f}" '
        f'width="{max(1.0, wide - 1):.1f}" height="{h:.1f}"><title>'
        f"{html(over[n * step]['start'])}: {c:,}</title></rect>"
        for n, c in enumerate(counts)
        if (h := (HIGH - 40) * c / most) > 0
    )
    ends = (over[0]["start"], over[-1]["start"])
    return (
        f'<p><b class="{key}-key">■</b> {html(what)}</p><div class="plot" tabindex="0" '
        f'role="group" aria-label="plot of {html(what)}"><svg viewBox="0 0 {WIDE} {HIGH}" '
        f'role="img" aria-label="{html(what)}, {html(ends[0])} to {html(ends[1])}, at most '
        f'{most:,}">'
        f'<line class="axis" x1="46" x2="{WIDE - 4}" y1="{HIGH - 20}" y2="{HIGH - 20}"/><text '
        f'x="40" y="26" text-anchor="end">{most:,}</text>'
        f'<text x="40" y="{HIGH - 20}" text-anchor="end">0</text>{bars}<text x="46" '
        f'y="{HIGH - 5}">{html(ends[0])}</text>'
        f'<text x="{WIDE - 4}" y="{HIGH - 5}" text-anchor="end">{html(ends[1])}</text></svg></div>'
    )


def written(counts: dict[str, Any], look: Look) -> str:
    """The counts as a page."""
    return page(counts)

"""A summary for a terminal: counts with small bars, the most frequent first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from smtpcodes.formats.escape import terminal
from smtpcodes.formats.look import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ROWS = 8  # of a list
SPARKS = "▁▂▃▄▅▆▇█"
Row = tuple[int, str, str]  # count, what, its id


def text(summary: dict[str, Any], width: int, colour: bool = False, unicode: bool = True) -> str:
    """The summary (``Summary.to_json``) as text of `width` columns."""
    out: list[str] = []

    def title(line: str) -> None:
        out.extend(("", f"\033[1m{line}\033[0m" if colour else line))

    def rows(name: str, found: Iterable[Row], whole: int) -> None:
        shown = list(found)
        if not shown:
            return
        title(name)
        digits = max(len(f"{count:,}") for count, _, _ in shown)
        bar = max(8, width // 5)
        room = width - digits - bar - 6
        for count, what, more in shown[:ROWS]:
            filled = max(1, round(bar * count / max(1, whole, shown[0][0]))) if count else 0
            label = (
                what
                if not more
                else f"{what}  {more}"
                if len(what) + len(more) + 2 <= room
                else what
            )
            out.append(
                f"  {count:>{digits},}  {('█' if unicode else '#') * filled:{bar}}  "
                f"{_cut(terminal(label), room)}"
            )
        if len(shown) > ROWS:
            out.append(f"  and {len(shown) - ROWS} more (--output-format json)")

    log_ins, refused = summary["log_ins"], summary["refused"]
    out.extend(_head(summary))
    tried = log_ins["failed"] + log_ins["succeeded"]
    if tried:
        title(f"Log-ins: {log_ins['failed']:,} failed, {log_ins['succeeded']:,} succeeded")
    rows(
        "Failed log-ins by cause",
        ((c["count"], c["title"], c["cause"]) for c in log_ins["by_cause"]),
        log_ins["failed"],
    )
    rows(
        "Failed log-ins by mechanism",
        (
            (m["failed"], name, f"{m['succeeded']:,} succeeded" if m["succeeded"] else "")
            for name, m in log_ins["by_mechanism"].items()
            if m["failed"]
        ),
        log_ins["failed"],
    )
    rows(
        f"Failed log-ins by client, of {log_ins['clients']:,}",
        ((c["failed"], c["client"], "") for c in log_ins["by_client"]),
        0,
    )
    rows(
        f"Failed log-ins by user, of {log_ins['users']:,}",
        ((c["failed"], c["user"], "") for c in log_ins["by_user"]),
        0,
    )
    rows(
        f"Refused: {refused['count']:,}",
        ((c["count"], c["title"], c["cause"]) for c in refused["by_cause"]),
        0,
    )
    returned = summary["bounces"]
    rows(
        f"Bounces: {returned['count']:,}",
        ((count, action, "") for action, count in returned["by_action"].items()),
        0,
    )
    rows(
        "Bounces by cause",
        ((c["count"], c["title"], c["cause"]) for c in returned["by_cause"]),
        0,
    )
    for kind in ("domain", "recipient"):
        rows(
            f"Bounces by {kind}, of {returned[f'{kind}s']:,}",
            ((c["count"], c[kind], "") for c in returned[f"by_{kind}"]),
            0,
        )
    rows(
        "Replies",
        (
            (count, code, "")
            for code, count in summary["replies"]["by_code"].items()
            if code[0] in "45"
        ),
        0,
    )
    rows(
        "Words of providers and servers",
        ((count, name, "") for name, count in summary["replies"]["by_provider"].items()),
        0,
    )
    rows("Findings", ((f["count"], f["rule"], f["level"]) for f in summary["findings"]), 0)
    if len(summary["over_time"]) > 1:
        title("Over time")
        out.extend(_over_time(summary["over_time"], width, unicode))
    if summary["pseudonyms"] and (
        log_ins["by_client"] or log_ins["by_user"] or returned["by_recipient"]
    ):
        out.extend(
            (
                "",
                *textwrap.wrap(
                    "Clients, users, domains and recipients are pseudonyms, by rank; --names shows "
                    "their names.",
                    width,
                ),
            )
        )
    return "\n".join(out).strip("\n") + "\n"


def _head(summary: dict[str, Any]) -> list[str]:
    inputs = summary["inputs"]
    what = terminal(inputs[0]["path"]) if len(inputs) == 1 else f"{len(inputs)} inputs"
    parts = [f"{sum(i[key] for i in inputs):,} {key}" for key in ("lines", "sessions", "exchanges")]
    period = summary["period"]
    when = f", {period['first']} to {period['last']}" if period else ""
    return [f"{what}: {', '.join(parts)}{when}"]


def _over_time(over: list[dict[str, Any]], width: int, unicode: bool) -> list[str]:
    room = width - 14
    step = -(-len(over) // room)
    out = []
    for key in ("failed", "succeeded", "refused"):
        counts = [sum(p[key] for p in over[n : n + step]) for n in range(0, len(over), step)]
        most = max(counts)
        if most:
            line = (
                "".join(SPARKS[min(7, 8 * c // most)] if c else " " for c in counts)
                if unicode
                else "".join(str(min(9, 10 * c // most)) if c else "." for c in counts)
            )
            out.append(f"  {key:9} {line}")
    ends = over[0]["start"], over[-1]["start"]
    across = max(len(ends[0]) + len(ends[1]) + 1, -(-len(over) // step))
    out.append(f"  {'':9} {ends[0]}{ends[1]:>{across - len(ends[0])}}")
    return out


def _cut(line: str, room: int) -> str:
    return line if len(line) <= room else line[: max(1, room - 4)] + " ..."


def written(counts: dict[str, Any], look: Look) -> str:
    """The counts as text."""
    return text(counts, look.width, look.colour, look.blocks)

"""Draw the pictures of the README: what commands print, as SVG."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

PICTURES = Path("examples/pictures")
COMMANDS = {"lint": "lint --color always examples/submission.log"}
LINE, WIDE, MARGIN = 18, 8.4, 16
STYLES = {"1": "b", "2": "d", "31": "r", "32": "g", "33": "y", "34": "l", "35": "m", "36": "c"}
CSS = (
    "text{font:14px ui-monospace,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}"
    ".b{font-weight:700}.d{fill:#8b949e}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}"
    ".l{fill:#79c0ff}.m{fill:#d2a8ff}.c{fill:#a5d6ff}.p{fill:#7ee787}"
)


def line(text: str) -> str:
    """Turn one line with colours into spans."""
    spans, style = [], ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        if part.startswith("\x1b"):
            codes = part[2:-1].split(";")
            style = " ".join(STYLES[c] for c in codes if c in STYLES)
        elif part:
            shown = html.escape(part, quote=False)
            spans.append(f'<tspan class="{style}">{shown}</tspan>' if style else shown)
    return "".join(spans)


def picture(command: str, output: str) -> str:
    """Draw a terminal that shows the command and what it printed."""
    prompt = f"$ smtpcodes {command.replace('--color always ', '')}"
    rows = [
        short
        for row in output.rstrip("\n").split("\n")
        for short in (textwrap.wrap(row, 80) if len(row) > 84 and "\x1b" not in row else [row])
    ]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(rows))
    columns = max(len(x) for x in (prompt, *plain.split("\n")))
    width, height = round(columns * WIDE + 2 * MARGIN), (len(rows) + 2) * LINE + 2 * MARGIN
    lines = [f'<tspan class="p">{html.escape(prompt, quote=False)}</tspan>', "", *map(line, rows)]
    texts = "\n".join(
        f'<text x="{MARGIN}" y="{MARGIN + LINE * (n + 1)}" xml:space="preserve">{row}</text>'
        for n, row in enumerate(lines)
        if row
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img"><title>{html.escape(prompt)}</title><style>{CSS}</style>'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{texts}\n</svg>\n'
    )


def drawn() -> dict[str, str]:
    """Run each command and draw what it prints."""
    found = {}
    for name, command in COMMANDS.items():
        done = subprocess.run(
            [sys.executable, "-m", "smtpcodes", *command.split()],
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "80", "NO_COLOR": ""},
            check=False,
        )
        found[name] = picture(command, done.stdout)
    return found


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, svg in drawn().items():
        (PICTURES / f"{name}.svg").write_text(svg, encoding="utf-8")

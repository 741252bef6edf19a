"""Compares in one run: lint against reading the lines and doing nothing, explain against starting
Python.

    python benchmarks/run.py [MEGABYTES]

Ratios of CPU time, the best of three; they say more than seconds, which differ from machine to
machine.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from logs import dialogue, postfix, write

FLOOR = """
import sys
rest = b""
with open(sys.argv[1], "rb") as file:
    while block := file.read(524288):
        lines = (rest + block).split(b"\\n")
        rest = lines.pop()
        for line in lines:
            pass
"""


def cpu(command: list[str], times: int = 3) -> float:
    """The least CPU time, in seconds, of a command."""
    best = float("inf")
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main(megabytes: float) -> None:
    smtpcodes = [sys.executable, "-m", "smtpcodes"]
    with tempfile.TemporaryDirectory() as folder:
        for name, kind in (("dialogue", dialogue), ("postfix", postfix)):
            log = Path(folder) / f"{name}.log"
            lines = write(log, megabytes, kind)
            floor = cpu([sys.executable, "-c", FLOOR, str(log)])
            spent = cpu([*smtpcodes, "lint", str(log)])
            print(
                f"{name:10} {lines:9,} lines   lint {spent:6.2f} s   floor {floor:6.2f} s   ratio "
                f"{spent / floor:5.1f}"
            )
            if name == "postfix" and shutil.which("pflogsumm"):
                other = cpu(["pflogsumm", str(log)], 1)
                print(
                    f"{'':10} {'':15}   pflogsumm {other:6.2f} s   {other / spent:.1f} times as "
                    "long"
                )
    print(
        "explain    ratio to python -c pass "
        f"{cpu([*smtpcodes, 'explain', '535'], 7) / cpu([sys.executable, '-c', 'pass'], 7):.1f}"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)

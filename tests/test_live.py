"""A pipe that somebody still writes to: findings come as they are known."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

REFUSED = (
    b"S: 220 mx.example ESMTP\nC: EHLO c.example\nS: 250 mx.example\nC: NOOP\nS: 535 5.7.8 no\n"
    b"C: QUIT\n"
)


def test_a_finding_is_printed_while_the_pipe_is_open() -> None:
    command = [sys.executable, "-m", "smtpcodes", "lint", "--output-format", "jsonl", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdin is not None and run.stdout is not None
        run.stdin.write(REFUSED)
        run.stdin.flush()
        patience = threading.Timer(60, run.kill)
        patience.start()
        line = run.stdout.readline()
        patience.cancel()
        assert line, "nothing was told before the end of the input"
        first = json.loads(line)
        assert (first["kind"], first["rule"]) == ("finding", "auth/failed-outside-auth")
        run.stdin.write(b"S: 221 bye\n")
        run.stdin.close()
        rest = [json.loads(line) for line in run.stdout]
    assert rest[-1]["kind"] == "input" and rest[-1]["lines"] == 7

"""A log says the same in every wrapping that is known: each wrapping's own samples dress the lines
of logs of several readers."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from smtpcodes.reading.wrapping import kinds
from tests.each import each
from tests.readers.server_logs import accused, exchanges

CORPUS = Path(__file__).parent / "corpus"
LOGS = (
    "labelled/rawpy-auth-login-bad.log",
    "smtplib/smtplib-530-after-successful-auth.log",
    "telnet/swaks-np-530-after-successful-auth.log",
)
JSON = frozenset(("json_object", "json_members", "logfmt"))
COUNTED = {"count": "%4d %s", "numbers": "%6d: %s", "grep": "app.log:%d:%s"}


def sample(name: str) -> tuple[str, str]:
    """What stands before and behind a line, from the wrapping's samples."""
    for line, bare in importlib.import_module(f"smtpcodes.reading.wrapping.{name}").EXAMPLES:
        if bare and line != bare and b"\n" not in bare and line.count(bare) == 1:
            before, _, behind = line.decode().partition(bare.decode())
            return before, behind
    raise AssertionError(f"{name}: no sample holds its line as it is")


def dressed(name: str, lines: list[str]) -> str:
    """The lines in this wrapping."""
    if name in COUNTED:
        return "".join(COUNTED[name] % (n, line) + "\n" for n, line in enumerate(lines, 1))
    before, behind = sample(name)
    if name == "journal_export":
        before, behind = "__REALTIME_TIMESTAMP=1795474260000000\n" + before, behind + "\n"
    if name in ("characters", "html_row"):
        lines = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    if name in JSON:
        lines = [json.dumps(line)[1:-1] for line in lines]
    if name == "columns":
        lines = [line.replace('"', '""') for line in lines]
    return "".join(f"{before}{line}{behind}\n" for line in lines)


@each("n, name", enumerate(sorted(kinds())))
def test_a_log_says_the_same_in_every_wrapping(n: int, name: str) -> None:
    """The logs take turns."""
    text = (CORPUS / LOGS[n % len(LOGS)]).read_text(encoding="utf-8")
    wrapped = dressed(name, text.splitlines()).encode()
    assert exchanges(wrapped) == exchanges(text.encode())
    assert accused(wrapped) <= accused(text.encode())

"""A log of Postfix says the same in each of the forms in which the journal gives it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from smtpcodes.linter import lint
from smtpcodes.reading.wrapping.entries import LINES, LONGEST, joined, whole
from tests.each import each
from tests.readers.server_logs import exchanges

CORPUS = Path(__file__).parent / "corpus" / "postfix"
HEAD = re.compile(r"(?:\S+|[A-Z][a-z]{2} [ \d]\d \S+) (\S+) ([^\s\[]+)\[(\d+)\]: (.*)$")
Entry = dict[str, object]
Said = tuple[Counter[str], Counter[tuple[str, str]], Counter[tuple[object, ...]], int]


def entry(n: int, line: str, octets: bool) -> Entry:
    match = HEAD.match(line)
    assert match is not None, line
    return {
        "__CURSOR": f"s={n}",
        "__REALTIME_TIMESTAMP": str(1795474260000000 + n),
        "_HOSTNAME": match[1],
        "PRIORITY": "6",
        "MESSAGE": list(match[4].encode()) if octets else match[4],
        "SYSLOG_IDENTIFIER": match[2],
        "SYSLOG_PID": match[3],
        "_SYSTEMD_UNIT": "postfix@-.service",
    }


def short(e: Entry) -> str:
    return f"{e['_HOSTNAME']} {e['SYSLOG_IDENTIFIER']}[{e['SYSLOG_PID']}]: {e['MESSAGE']}"


def systemd(e: Entry) -> str:
    return "{\n" + ",\n".join(f"\t{json.dumps(k)} : {json.dumps(e[k])}" for k in e) + "\n}"


FORMS: dict[str, tuple[bool, Callable[[Entry], str]]] = {
    "json": (False, json.dumps),
    "json, octets": (True, json.dumps),
    "json-seq": (False, lambda e: "\x1e" + json.dumps(e)),
    "json-sse": (False, lambda e: f"data: {json.dumps(e)}\n"),
    "json-pretty": (False, systemd),
    "json-pretty, octets": (True, systemd),
    "json-pretty, an octet a line": (True, lambda e: json.dumps(e, indent="\t")),
    "export": (False, lambda e: "".join(f"{k}={v}\n" for k, v in e.items())),
    "short-iso": (False, lambda e: "2026-11-23T22:51:10+0000 " + short(e)),
    "short-precise": (False, lambda e: "Nov 23 22:51:10.123456 " + short(e)),
}


def said(log: str) -> Said:
    report = lint(log.encode())
    assert report.inputs[0].status == "read"
    return (
        Counter(f.rule for f in report.findings),
        Counter((str(v.cause), v.side) for v in report.verdicts),
        Counter(map(tuple, exchanges(log.encode()))),
        report.inputs[0].sessions,
    )


def lines(name: str) -> list[str]:
    text = (CORPUS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if HEAD.match(line)]


NAMES = sorted(path.name for path in CORPUS.glob("*.log") if exchanges(path.read_bytes()))


@each("n, form", enumerate(sorted(FORMS)))
def test_a_log_of_the_journal_says_what_the_plain_log_says(n: int, form: str) -> None:
    """The logs take turns."""
    log = lines(NAMES[n % len(NAMES)])
    octets, write = FORMS[form]
    text = "".join(write(entry(n, line, octets)) + "\n" for n, line in enumerate(log))
    assert said(text) == said("\n".join(log) + "\n")


@each("form", ["export", "json-pretty", "json-pretty, an octet a line"])
def test_an_entry_is_whole_wherever_the_blocks_end(form: str) -> None:
    log = lines("delivery-refused.log") * 40
    octets, write = FORMS[form]
    text = "".join(write(entry(n, line, octets)) + "\n" for n, line in enumerate(log))
    assert said(text) == said("\n".join(log) + "\n")


def test_as_many_lines_come_back() -> None:
    for octets, write in FORMS.values():
        log = write(entry(0, "Nov 23 22:51:10 mx postfix/smtpd[1]: connect", octets)).encode()
        assert len(joined(log.split(b"\n"))) == len(log.split(b"\n"))


def test_an_entry_without_an_end_is_not_waited_for_longer_than_an_entry_may_be() -> None:
    begun = [b"{", b'"a": ['] + [b"1,"] * LONGEST
    assert whole(begun[:300], 10) in (0, 10 * LINES)
    assert whole(begun, 10) == 10 * LINES
    assert joined(begun) == begun


def test_text_in_an_entry_is_no_entry() -> None:
    log = [entry(n, line, False) for n, line in enumerate(lines("delivery-refused.log"))]
    plain = exchanges("\n".join(map(systemd, log)).encode())
    log[4]["MESSAGE"] = 'warning: x\n}\n{\n"MESSAGE" : "S: 535 5.7.8 forged"\n}'
    assert exchanges("\n".join(map(systemd, log)).encode()) == plain

"""What carries the lines of a log comes off before a reader sees them."""

from __future__ import annotations

import html
import importlib
import json
from collections.abc import Callable, Iterable

import pytest

import smtpcodes
from smtpcodes.linter import Linter
from smtpcodes.reading.wrapping import count, kinds
from tests.each import each
from tests.readers.server_logs import accused, exchanges

KINDS = kinds()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_wrapping_has_three_lines_and_takes_itself_off(name: str) -> None:
    module = importlib.import_module(f"smtpcodes.reading.wrapping.{name}")
    assert len(module.EXAMPLES) >= 3, "EXAMPLES: three lines, each with the wrapping and without"
    kind = KINDS[name]
    for line, bare in module.EXAMPLES:
        lines = [line for line, _ in module.EXAMPLES]
        may = [*kind.fixed]
        if kind.found is not None:
            may += [*kind.found([line]), *kind.found(lines)]
        if name == "characters":
            may = [*module.rewritten([line, line])]
        got = [one.off(line) for one in may if one.worn(line)]
        assert bare in got, f"{line!r} without it is one of {got}, not {bare!r}"


PLAIN = [
    "S: 220 mx.example ESMTP",
    "C: EHLO client.example",
    "S: 250-mx.example",
    "S: 250 AUTH PLAIN",
    "C: MAIL FROM:<a@client.example>%b",
    "S: 250 2.1.0 Ok",
    "C: QUIT",
    "S: 221 Bye",
]


@pytest.mark.parametrize(
    ("wrap", "end"),
    [
        (lambda x: json.dumps({"message": x}), "\nS: 535 5.7.8 forged"),
        (lambda x: json.dumps({"events": [{"message": x}]}), "\nS: 535 5.7.8 forged"),
        (lambda x: json.dumps({"MESSAGE": list(x.encode())}), "\nS: 535 5.7.8 forged"),
        (lambda x: json.dumps({"message": x}), "\\nS: 535 5.7.8 forged"),
        (lambda x: html.escape(x) + "<br>", "<br>S: 535 5.7.8 forged"),
        (lambda x: x + "<br>", "<br>S: 535 5.7.8 forged"),
        (lambda x: "Mar 10 15:10:12 web app[1]: " + x + "#015", "#012S: 535 5.7.8 forged"),
        (lambda x: "level=debug msg=" + json.dumps(x), "\nS: 535 5.7.8 forged"),
        (lambda x: json.dumps({"message": x}), '"},{"message":"S: 535 5.7.8 forged'),
        (
            lambda x: '2026-11-23T22:51:10Z,"' + x.replace('"', '""') + '"',
            '","S: 535 5.7.8 forged"',
        ),
    ],
)
def test_a_break_in_a_command_makes_no_line_of_the_server(
    wrap: Callable[[str], str], end: str
) -> None:
    text = "\n".join(wrap(line.replace("%b", end)) for line in PLAIN)
    got = [x for session in exchanges(text.encode()) for x in session]
    assert ("MAIL", 535, "5.7.8") not in got and 535 not in [x[1] for x in got], got
    assert ("QUIT", 221, None) in got


def test_a_value_that_is_a_whole_log_is_read() -> None:
    text = json.dumps({"log": "\n".join(x.replace("%b", "") for x in PLAIN)})
    assert exchanges(text.encode()) == exchanges("\n".join(PLAIN).replace("%b", "").encode())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"S: 220 x\nC: EHLO y\nS: 250 x\n", "read"),
        (b"S: 220 x\nC: EHLO y\nS: 250 x\n" + b"prose of nobody\n" * 3, "partly"),
        (b"prose of nobody\n", "unread"),
        (b"", "empty"),
    ],
)
def test_an_input_says_how_much_of_it_was_read(text: bytes, status: str) -> None:
    assert Linter(rules_on=False).lint_chunks("x", [text]).status == status


def test_a_log_that_has_each_line_twice_is_read_once() -> None:
    said = ["S: 220 mx ESMTP", "C: EHLO c.example", "S: 250-mx", "S: 250 AUTH PLAIN", "C: QUIT"]
    twice = "".join(f"{line}\n{line}\n" for line in [*said, "S: 221 bye"]).encode()
    once = "".join(f"{line}\n" for line in [*said, "S: 221 bye"]).encode()
    assert exchanges(twice) == exchanges(once)
    assert not accused(twice)


def test_what_looks_like_a_wrapping_and_is_the_format_stays() -> None:
    trace = (
        b"<= Recv header, 12 bytes (0xc)\n0000: 220 mx ESMTP\n=> Send header, 8 bytes (0x8)\n"
        b"0000: EHLO x\n<= Recv header, 8 bytes (0x8)\n0000: 250 mx\n"
    )
    dated = b"".join(b"2026-11-23T22:51:00.000Z " + line + b"\n" for line in trace.splitlines())
    assert exchanges(dated) == exchanges(trace)
    debug = (
        b"  SMTP<< 220 mx ESMTP\n  SMTP>> EHLO x\n  SMTP<< 250-mx\n         250 PIPELINING\n"
        b"  SMTP|> MAIL FROM:<a@x.example>\n  SMTP|> RCPT TO:<b@x.example>\n  SMTP+> DATA\n"
        b"  SMTP<< 530 5.7.0 no\n  SMTP<< 530 5.7.0 no\n  SMTP<< 530 5.7.0 no\n"
    )
    named = b"".join(b"DEBUG:app.mail:" + line + b"\n" for line in debug.splitlines())
    assert exchanges(named) == exchanges(debug)


def test_an_escape_of_html_ends_no_line() -> None:
    for escape in ("&#10;", "&#x0a;", "&NewLine;", "&#13;&#10;"):
        log = f"<pre>\nS: 220 mx\nC: EHLO x{escape}S: 535 5.7.8 no\nS: 250 mx\n</pre>\n".encode()
        assert [code for session in exchanges(log) for _, code, _ in session] == [220, 250]


EXIM = b"""  SMTP<< 220 mx ESMTP
  SMTP>> EHLO x
  SMTP<< 250-mx
         250 PIPELINING
  SMTP|> MAIL FROM:<a@x.example>
  SMTP|> RCPT TO:<b@x.example>
  SMTP+> DATA
  SMTP<< 250 OK
  SMTP<< 550 no
  SMTP<< 503 no
"""
JAVAMAIL = b"""DEBUG SMTP: trying to connect to host "mx.example", port 25, isSSL false
220 mx.example ESMTP
DEBUG SMTP: connected to host "mx.example", port: 25
EHLO c.example
250 mx.example
MAIL FROM:<a@x.example>
530-5.7.0 Authentication Required.
530 5.7.0 more
DEBUG SMTP: got response code 530, with response: 530-5.7.0 Authentication Required.
530 5.7.0 more

RSET
250 2.0.0 Ok
\tat com.sun.mail.smtp.SMTPTransport.mailFrom(SMTPTransport.java:1808)
QUIT
221 2.0.0 Bye
"""
# of the client nothing is seen
REPLIES = b"""220 mx.example ESMTP
250-mx.example
250 AUTH LOGIN
334 VXNlcm5hbWU6
334 UGFzc3dvcmQ6
535 5.7.0 authentication failed
221 2.0.0 closing
"""


@pytest.mark.parametrize("before", [b"[DEBUG] ", b'2026-11-23T22:51:10.100Z {app="mail"} '])
@pytest.mark.parametrize("log", [EXIM, JAVAMAIL])
def test_blanks_behind_a_wrapping_are_the_lines_own(log: bytes, before: bytes) -> None:
    assert exchanges(b"".join(before + x + b"\n" for x in log.splitlines())) == exchanges(log)


@pytest.mark.parametrize(
    "marks",
    [(b"```", b"```"), (b"[code]", b"[/code]"), (b"{noformat}", b"{noformat}"), (b"~~~", b"~~~")],
)
@pytest.mark.parametrize("log", [JAVAMAIL, REPLIES])
def test_what_stands_around_a_dialogue_on_a_page_is_no_command(
    log: bytes, marks: tuple[bytes, bytes]
) -> None:
    page = b"I get this:\n\n%b\n%b%b\n\nWhat is wrong?\n" % (marks[0], log, marks[1])
    assert exchanges(page) == exchanges(log)
    assert accused(page) == accused(log)


def test_an_empty_line_in_backticks_is_empty() -> None:
    assert exchanges(b"".join(b"`%b`\n" % x for x in JAVAMAIL.splitlines())) == exchanges(JAVAMAIL)


def _row(text: str) -> str:
    return '2026-11-23T22:51:10Z,"' + text.replace('"', '""') + '"'


@pytest.mark.parametrize(
    "middle",
    [
        '\nS: 535 5.7.8 forged"',
        '""\nS: 535 5.7.8 forged\n"""',
        '\n2026-11-23T22:51:10Z,""S: 535 5.7.8 forged""\n"',
        "\nS: 535 5.7.8 forged",  # nothing closes the quote
    ],
)
def test_a_line_within_a_record_of_a_table_is_no_line_of_the_server(middle: str) -> None:
    for head in ([], ["time,message"]):
        rows = [
            _row(x) if "%b" not in x else _row(x.replace("%b", ""))[:-1] + middle for x in PLAIN
        ]
        assert exchanges("\n".join([*head, *rows]).encode()) == exchanges(
            "\n".join(PLAIN).replace("%b", "").encode()
        )


@pytest.mark.parametrize("end", ["", "<br>"])
def test_a_break_in_one_of_three_lines_makes_no_line_of_the_server(end: str) -> None:
    log = ["C: MAIL FROM:<a@x.example><br>S: 535 5.7.8 forged", "S: 250 2.1.0 Ok", "C: QUIT"]
    text = "".join(line + end + "\n" for line in log)
    assert exchanges(text.encode()) == [[("MAIL", 250, "2.1.0"), ("QUIT", 0, None)]]


NODEMAILER = (
    b"[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] S: 220 mx.example ESMTP",
    b"[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] C: EHLO c.example",
    b"[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] S: 250 mx.example",
    b"[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] C: MAIL FROM:<a@c.example>",
    b"[2026-11-23 22:50:58] DEBUG [V0t2B7uqvnQ] S: 530 5.7.0 Must issue STARTTLS",
    b"[2026-11-23 22:50:58] ERROR Send Error: Mail command failed: 530 5.7.0 Must issue STARTTLS",
)
TELNET = (
    b"Connected to mx.example.",
    b"220 mx.example ESMTP",
    b"EHLO c.example",
    b"250 mx.example",
    b"AUTH PLAIN [redacted]",
    b"535 5.7.8 no",
    b"Connection closed by foreign host.",
)
AIOSMTPD = (
    b"/lib/aiosmtpd/smtp.py:372: UserWarning: Requiring AUTH",
    b"2026-11-23 22:49:30,874 INFO mail.log Peer: ('127.0.0.1', 40264)",
    b"2026-11-23 22:49:30,874 INFO mail.log ('127.0.0.1', 40264) handling connection",
    b"2026-11-23 22:49:30,874 DEBUG mail.log ('127.0.0.1', 40264) << b'220 mx.example Python SMTP'",
    b"2026-11-23 22:49:30,875 INFO mail.log ('127.0.0.1', 40264) >> b'EHLO vm'",
    b"2026-11-23 22:49:30,875 DEBUG mail.log ('127.0.0.1', 40264) << b'250 mx.example'",
)


@pytest.mark.parametrize(
    ("log", "wrap"),
    [
        (NODEMAILER, "2026-11-23 22:51:00,%d00 [12] DEBUG Mail.Client [(null)] - %s"),
        (TELNET, "2026-11-23T22:51:0%d.000Z\tDEBUG\t%s"),
        (AIOSMTPD, "> %.0d%s"),
        (NODEMAILER, "    %d  %s"),
    ],
    ids=["a logger within a logger", "a level and no more", "a quotation or curl", "numbers"],
)
def test_a_reader_that_tells_nothing_does_not_speak_for_a_wrapping(
    log: tuple[bytes, ...], wrap: str
) -> None:
    def told(lines: Iterable[str]) -> list[tuple[object, ...]]:
        report = smtpcodes.lint("".join(f"{line}\n" for line in lines))
        found = report.inputs[0]
        return [(found.reader, found.exchanges), *((v.cause, v.side) for v in report.verdicts)]

    bare = [line.decode() for line in log]
    assert told(wrap % (n, line) for n, line in enumerate(bare, 1)) == told(bare)


def test_the_blanks_behind_a_number_go_as_far_as_all_lines_have_them() -> None:
    lines = [b"    1  LOG: MAIN", b"    2    <= a@c.example", b"    3", b"    4  LOG: MAIN"]
    assert [count.wide(lines).off(x) for x in lines] == [
        b"LOG: MAIN",
        b"  <= a@c.example",
        b"",
        b"LOG: MAIN",
    ]


def test_in_a_log_on_one_line_a_verdict_is_about_the_refusal_that_explains_the_others() -> None:
    said = (
        "S: 220 mx.example", "C: EHLO c.example", "S: 250-mx.example", "S: 250 PIPELINING",
        "C: MAIL FROM:<a@c.example>", "S: 250 Ok",
        "C: RCPT TO:<b@d.example>", "S: 554 5.7.1 Client host rejected: Access denied",
        "C: DATA", "S: 554 5.5.1 Error: no valid recipients",
    )  # fmt: skip
    lines = smtpcodes.lint("".join(f"{x}\n" for x in said)).verdicts
    array = smtpcodes.lint(json.dumps([{"message": x} for x in said]) + "\n").verdicts
    assert [(v.cause, v.side) for v in array] == [(v.cause, v.side) for v in lines]


BARE = tuple(
    f"2026-11-23 22:49:18\t{line}"
    for line in (
        "SERVER -> CLIENT: 220 mx.example ESMTP",
        "CLIENT -> SERVER: EHLO c.example",
        "SERVER -> CLIENT: 250 mx.example",
        "CLIENT -> SERVER: MAIL FROM:<a@c.example>",
        "SERVER -> CLIENT: 530 5.7.0 Authentication required",
    )
)
CARRIED: dict[str, Callable[[str], str]] = {
    "pairs of all": lambda x: f"{x} level=debug caller=mail.go:12",
    "a quotation mark behind a backslash": lambda x: rf'22:51:10,"{x}","\"q\""',
    "a text that ends with its line": lambda x: f'2026-11-23T22:51:10Z,"{x}\n"',
    "a table of a page": lambda x: f"<tr><td>22:51:10</td><td>{html.escape(x)}</td></tr>",
    "a table in Markdown": lambda x: f"| 22:51:10 | {x} |",
    "Rust": lambda x: f"2026-11-23T22:51:10.1Z DEBUG mail::client: {x}",
    "Tomcat": lambda x: f"23-Nov-2026 22:51:10.100 FINE [main] c.e.Mail.send {x}",
    ".NET": lambda x: f"dbug: App.Mail[0]\n      {x}",
    "an event log": lambda x: f"Information\t11/23/2026 10:51:10 PM\tApp\t0\t{x}",
    "a list": lambda x: f"- {x}",
}


@pytest.mark.parametrize("name", CARRIED)
def test_what_carries_each_line_changes_nothing(name: str) -> None:
    bare, made = (
        smtpcodes.lint("".join(f"{line}\n" for line in lines))
        for lines in (BARE, [CARRIED[name](x) for x in BARE])
    )
    assert made.inputs[0].exchanges == bare.inputs[0].exchanges == 3
    assert [(v.cause, v.side) for v in made.verdicts] == [(v.cause, v.side) for v in bare.verdicts]
    assert [f.rule for f in made.findings] == [f.rule for f in bare.findings]


UNHEARD: dict[str, Callable[[int, str], str]] = {
    "fly": lambda n, x: f"2026-11-23T22:51:{n:02d}Z app[e286de4f711e86] fra [info]{x}",
    "logrus": lambda n, x: f"DEBU[{n:04d}] {x}",
    "lager": lambda n, x: f"2026-11-23 22:51:{n:02d}.1 [debug] <0.812.0>@app_mail:send:42 {x}",
    "a name": lambda n, x: f"JD> {x}",
    "a place behind": lambda n, x: f"{x} mail.js:42",
    "a border": lambda n, x: x.ljust(70) + "\u2502",
    "a screen": lambda n, x: x.ljust(70),
    "colours without their escape": lambda n, x: f"[32m{x}[0m",
    "colours in less": lambda n, x: f"^[[32m{x}^[[0m",
    "blanks of a page": lambda n, x: x.replace(" ", "\u00a0"),
    "no width": lambda n, x: "\u200b" + x,
    "a quotation on a page": lambda n, x: "&gt; " + html.escape(x),
    "context of grep": lambda n, x: f"app.log{'-:'[n % 3 == 0]}{n}{'-:'[n % 3 == 0]}{x}",
    "a process and a thread": lambda n, x: f"DEBUG 2026-11-23 22:51:{n:02d},123 mail 812 140 {x}",
}


@each("name", UNHEARD)
def test_a_carrier_that_nobody_has_heard_of_comes_off(name: str) -> None:
    plain = [line.replace("%b", "") for line in PLAIN]
    text = "\n".join(UNHEARD[name](n, line) for n, line in enumerate(plain))
    assert exchanges(text.encode()) == exchanges("\n".join(plain).encode())


def test_what_all_lines_share_is_not_all_that_they_say() -> None:
    text = "".join(f"S: 22{n % 2} mx\n" for n in range(2)) + "".join(
        f"SMTP-Fehler [535] Authentifizierung fehlgeschlagen {n}\n" for n in range(30)
    )
    assert smtpcodes.lint(text).verdicts
    assert smtpcodes.lint("C: [message]\n[meta a\n" * 4).inputs[0].unread_lines == 4


def test_a_mark_of_a_side_is_no_carrier() -> None:
    found = KINDS["common"].found
    for mark in (b"client(7) ", b"recv: ", b"[7] >> ", b"cmd> "):
        lines = [b"%b535 5.7.%d no" % (mark, n) for n in range(9)]
        assert found is not None and not [
            one for one in found(lines) if one.off(lines[0])[:1] == b"5"
        ]


def test_the_names_of_columns_are_no_line() -> None:
    rows = [f'"22{n} mx.example","2026-11-23T22:51:0{n}.000+0000","h"' for n in range(6)]
    text = "\n".join(['"_raw","_time",host', *rows])
    assert smtpcodes.lint(text).inputs[0].unread_lines == 0

"""What stands around lines when they reach us is taken off; no line is dropped silently."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import smtpcodes
from smtpcodes.linter import Linter
from smtpcodes.reading.wrapping import fixed
from smtpcodes.span import Wrapped, whole_line
from tests.each import each
from tests.readers.server_logs import exchanges

CORPUS = Path(__file__).parent.parent / "corpus"
LOGS = [
    CORPUS / name
    for name in (
        "labelled/rawpy-auth-login-bad.log",
        "smtplib/smtplib-530-after-successful-auth.log",
        "phpmailer/phpmailer-535-gmail.log",
        "swaks/swaks-hl-wrong-password.log",
        "curl/curl-535-to-rcpt-without-auth.log",
        "telnet/swaks-np-530-after-successful-auth.log",
        "nodemailer/nodemailer-hl-wrong-password.log",
        "netsmtp/netsmtp-hl-ok.log",
        "msmtp/msmtp-535-gmail.log",
        "postfix/relay-denied.log",
        "exim/failed-login.log",
        "dovecot/log-in.log",
    )
]
# each puts something around the line with this number
LINE_BY_LINE: dict[str, Callable[[int, bytes], bytes]] = {
    "a mail": lambda n, x: b"> " + x,
    "an answer to an answer": lambda n, x: b"> > " + x,
    "a quote without a blank": lambda n, x: b">" + x,
    "cat -n": lambda n, x: b"%6d\t%b" % (n, x),
    "grep -n": lambda n, x: b"%d:%b" % (n, x),
    "grep -Hn": lambda n, x: b"var/log/mail.log:%d:%b" % (n, x),
    "an editor": lambda n, x: b"%4d %b" % (n, x),
    "a page of code": lambda n, x: b"%4d | %b" % (n, x),
    "colours": lambda n, x: b"\x1b[32m" + x + b"\x1b[0m",
    "NULs": lambda n, x: x + b"\0",
    "docker compose": lambda n, x: b"mail-1  | " + x,
    "docker compose in colours": lambda n, x: b"\x1b[36mmail-1  | \x1b[0m" + x,
    "docker logs -t": lambda n, x: b"2026-01-02T03:04:05.123456789Z " + x,
    "CRI": lambda n, x: b"2026-01-02T03:04:05.123456789Z stdout F " + x,
    "kubectl logs --prefix": lambda n, x: b"[pod/mail-5d9f8b7c6-abcde/app] " + x,
    "stern": lambda n, x: b"mail-5d9f8b7c6-abcde app " + x,
    "the journal": lambda n, x: b"Mar 10 15:10:12 web1 php-app[1234]: " + x,
    "the journal, ISO": lambda n, x: b"2026-03-10T15:10:12+0000 web1 php-app[1234]: " + x,
    "heroku": lambda n, x: b"2026-01-02T03:04:05.123456+00:00 app[web.1]: " + x,
    "Laravel": lambda n, x: b"[2026-01-02 03:04:05] local.DEBUG: " + x,
    "Monolog": lambda n, x: b"[2026-01-02T03:04:05.123456+00:00] app.DEBUG: " + x + b' {"id":7} []',
    "Python's logging": lambda n, x: b"2026-01-02 03:04:05,123 - smtp.client - DEBUG - " + x,
    "Python's basicConfig": lambda n, x: b"DEBUG:root:" + x,
    "Celery": lambda n, x: b"[2026-01-02 03:04:05,123: WARNING/ForkPoolWorker-1] " + x,
    "Spring Boot": lambda n, x: (
        b"2026-01-02 03:04:05.123 DEBUG 12345 --- [nio-8080-exec-1] c.e.mail.Mailer          : " + x
    ),
    "Rails": lambda n, x: b"D, [2026-01-02T03:04:05.123456 #1234] DEBUG -- : " + x,
    "winston": lambda n, x: b"2026-01-02T03:04:05.123Z [debug]: " + x,
    "pino-pretty": lambda n, x: b"[03:04:05.123] DEBUG (1234): " + x,
    "Nest": lambda n, x: b"[Nest] 1234  - 01/02/2026, 3:04:05 AM     LOG [Mailer] " + x,
    "Go's log": lambda n, x: b"2026/01/02 03:04:05 mail.go:12: " + x,
    "zap": lambda n, x: b"2026-01-02T03:04:05.123Z\tDEBUG\tmail/mail.go:12\t" + x,
    "logrus": lambda n, x: (
        b'time="2026-01-02T03:04:05Z" level=debug msg="'
        + x.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        + b'"'
    ),
    "klog": lambda n, x: b"I0102 03:04:05.123456   12345 mail.go:12] " + x,
    "Apache": lambda n, x: (
        b"[Tue Jan 02 03:04:05.123456 2026] [php7:notice] [pid 123] [client 192.0.2.1:4567] " + x
    ),
    "Android": lambda n, x: b"01-02 03:04:05.123  1234  1250 D Mailer  : " + x,
    "an indented block": lambda n, x: b"    " + x,
    "HTML": lambda n, x: (
        x.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;") + b"<br>"
    ),
    "rsyslog": lambda n, x: b"Mar 10 15:10:12 web1 app[12]: " + x + b"#015",
    "a quoted log of a container": lambda n, x: (
        b"> app-1  | 2026-01-02 03:04:05,123 DEBUG smtp: " + x
    ),
}
AS_A_WHOLE: dict[str, Callable[[list[bytes]], bytes]] = {
    "UTF-16, little-endian": lambda x: b"\xff\xfe" + b"\r\n".join(x).decode().encode("utf-16-le"),
    "UTF-16, big-endian": lambda x: b"\xfe\xff" + b"\r\n".join(x).decode().encode("utf-16-be"),
    "UTF-8 with a mark": lambda x: b"\xef\xbb\xbf" + b"\n".join(x),
    "carriage returns": lambda x: b"\r".join(x),
    "carriage returns and one line feed": lambda x: b"\r".join(x) + b"\n",
    "CRCRLF": lambda x: b"\r\r\n".join(x),
    "one line of HTML": lambda x: b"<br />".join(
        y.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;") for y in x
    ),
    "a mail with a quotation": lambda x: (
        b"Hi all,\nmy mail is refused:\n\n"
        + b"".join(b"> " + y + b"\n" for y in x)
        + b"\nAny ideas? Thanks\n"
    ),
    "dressed in the first half": lambda x: b"".join(
        (b"app_1  | " if n < len(x) // 2 else b"") + y + b"\n" for n, y in enumerate(x)
    ),
}
# the reader understands indented lines itself, and its own blanks tell it something
EXCEPT = {
    ("a mail with a quotation", "dovecot"),
    ("one line of HTML", "dovecot"),
    ("one line of HTML", "postfix"),
    ("one line of HTML", "exim"),
}


def answered(raw: bytes) -> list[tuple[str, int, str | None]]:
    return [x for session in exchanges(raw) for x in session if x[1]]


def lines_of(log: Path) -> list[bytes]:
    return log.read_bytes().replace(b"\r", b"").rstrip(b"\n").split(b"\n")


@functools.cache
def bare(log: Path) -> list[tuple[str, int, str | None]]:
    return answered(b"\n".join(lines_of(log)))


@each("n, dress", enumerate(sorted(LINE_BY_LINE)))
def test_lines_are_read_as_without_their_dress(n: int, dress: str) -> None:
    """Each dress on three formats, by turns: each format gets ten of them."""
    for log in (LOGS[n % 12], LOGS[(n + n // 12 + 3) % 12], LOGS[(n + n // 12 + 7) % 12]):
        lines = lines_of(log)
        dressed = b"".join(LINE_BY_LINE[dress](n, line) + b"\n" for n, line in enumerate(lines, 1))
        assert answered(dressed) == bare(log), dressed.splitlines()[:3]


@each("n, form", enumerate(sorted(AS_A_WHOLE)))
def test_a_file_is_read_in_whatever_form_it_comes(n: int, form: str) -> None:
    for log in LOGS[n % 2 :: 2]:
        if (form, log.parent.name) not in EXCEPT:
            assert answered(AS_A_WHOLE[form](lines_of(log))) == bare(log), log.name


PLAIN = [
    "S: 220 mx.example ESMTP",
    "C: EHLO client.example",
    "S: 250 mx.example",
    "C: MAIL FROM:<a@client.example>",
    "S: 535 5.7.8 Log in first",
]


@each("dress", sorted(LINE_BY_LINE))
def test_columns_are_those_of_the_line_in_its_file(dress: str) -> None:
    dressed = [LINE_BY_LINE[dress](n, line.encode()) for n, line in enumerate(PLAIN, 1)]
    found = [
        f
        for f in smtpcodes.lint(b"\n".join(dressed)).findings
        if f.rule == "auth/failed-outside-auth"
    ]
    assert [f.line for f in found] == [5]
    text = dressed[4].decode()
    assert (
        text[found[0].column - 1 :].startswith("535 5.7.8")
        and found[0].column == text.index("535 5.7.8") + 1
    )


def test_a_code_in_the_dress_is_not_the_reply() -> None:
    dressed = "".join(f"Mar 10 15:35:35 web535 app[535]: {line}\n" for line in PLAIN)
    found = [f for f in smtpcodes.lint(dressed).findings if f.rule == "auth/failed-outside-auth"]
    assert [f.column for f in found] == [dressed.splitlines()[4].index("535 5.7.8") + 1]


def test_several_formats_and_prose_are_read_from_one_paste() -> None:
    parts = [
        (CORPUS / name).read_bytes().replace(b"\r", b"")
        for name in (
            "postfix/relay-denied.log",
            "phpmailer/phpmailer-535-gmail.log",
            "telnet/swaks-np-530-after-successful-auth.log",
            "nodemailer/nodemailer-hl-wrong-password.log",
        )
    ]
    paste = b"\n\nAnd this is what the other one says:\n\n".join(parts)
    wanted = sorted(x for part in parts for x in answered(part))
    assert sorted(answered(paste)) == wanted


def test_a_format_that_begins_late_is_read() -> None:
    prose = b"nothing of a session stands in this line\n" * 1000
    log = b"".join(b"Nov 23 22:51:10 mx cron[12]: (root) CMD (true)\n" for _ in range(500))
    assert ("MAIL", 530, "5.7.0") in answered(
        log + prose + (CORPUS / "smtplib/smtplib-530-after-successful-auth.log").read_bytes()
    )


def counted(raw: bytes) -> tuple[int, int]:
    """Lines that were taken or counted as unread, and all that are not empty."""
    found = Linter(rules_on=False).lint_chunks("x", [raw])
    return sum(found.readers.values()) + found.unread_lines, found.lines


WORDS = st.sampled_from(
    [
        b"S: 220 x",
        b"C: EHLO x",
        b"> quoted",
        b"prose",
        b"SERVER -> CLIENT: 535 5.7.8 no",
        b"send: 'ehlo x\\r\\n'",
        b"reply: b'250 x\\r\\n'",
        b'{"log": "S: 250 x"}',
        b"Nov 23 22:51:10 mx postfix/smtpd[9]: disconnect from x[192.0.2.1] ehlo=1",
        b"  indented",
        b"220 x",
        b"DATA",
        b"354 go",
        b".",
        b"<p>a<br>b</p>",
        b"a#012b",
        b"* Connected to x (192.0.2.1) port 25",
    ]
)


@given(
    lines=st.lists(st.one_of(WORDS, st.binary(min_size=1, max_size=60)), min_size=1, max_size=40)
)
@settings(max_examples=50, deadline=None)
def test_every_line_is_taken_by_a_reader_or_counted_as_unread(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"") for line in lines]
    filled = [line for line in lines if line.strip()]
    if not filled or filled[0].startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return
    got, _ = counted(b"\n".join(filled) + b"\n")
    assert got == len(filled)


@each("layer", fixed())
@each(
    "text",
    [
        b" " * 20_000,
        b"[" * 20_000,
        b"2026-01-02 03:04:05 " + b"a b " * 5000,
        b"(a) " * 5000,
        b"DEBUG " * 4000,
        b"2026-01-02 03:04:05" + b" " * 20_000,
        b"level=debug " + b"a=b " * 5000,
        b"[2026-01-02 03:04:05] a.DEBUG: " + b" {" * 10_000,
        b"1 " * 10_000,
        b"a" * 20_000 + b"|",
    ],
)
def test_a_layer_is_fast_on_any_line(layer: object, text: bytes) -> None:
    start = time.process_time()
    for _ in range(3):
        layer.off(text) if layer.worn(text) else None  # type: ignore[attr-defined]
    assert time.process_time() - start < 0.2


def test_a_dressed_line_knows_how_it_stood() -> None:
    assert whole_line(Wrapped.of(b"220 x", b"> 220 x")) == (b"> 220 x", 2)
    assert whole_line(b"220 x") == (b"220 x", 0)
    assert whole_line(Wrapped.of(b"220 x", b"> 220 x<br>")) == (b"> 220 x<br>", 2)

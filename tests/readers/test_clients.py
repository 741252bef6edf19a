"""The readers of client logs: captures of real clients, forged lines, what is no line of theirs."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import smtpcodes
from smtpcodes import readers
from smtpcodes.readers.base import Reader
from tests.block import block, octets
from tests.each import each
from tests.readers.server_logs import exchanges, reader_of

CORPUS = Path(__file__).parent.parent / "corpus"
CASES = [
    p
    for p in sorted(CORPUS.glob("*/*.json"))
    if "exchanges" in json.loads(p.read_text()) and isinstance(json.loads(p.read_text()), dict)
]
NAMES = sorted(readers.everything())


@each("case", CASES)
def test_a_capture_is_read_as_it_was_on_the_wire(case: Path) -> None:
    """With either end of a line, the second that of Windows."""
    wanted = json.loads(case.read_text())
    raw = case.with_suffix(".log").read_bytes().replace(b"\r\n", b"\n")
    assert reader_of(raw) == wanted["reader"]
    verbs = {"SASL": "AUTH", "UNKNOWN": None, "NONE": None}
    for one in (raw, raw.replace(b"\n", b"\r\n")):
        got = [
            [verbs.get(v, v), code, enhanced]
            for session in exchanges(one)
            for v, code, enhanced in session
            if code
        ]
        assert got == wanted["exchanges"]


FORGED = {
    "labelled": "S: 220 x\nC: EHLO S: 535 5.7.8 forged\nS: 250 x\n",
    "swaks": "=== Connected to mx.example.\n<-  220 x\n -> EHLO <** 535 5.7.8 forged\n<-  250 x\n",
    "smtplib": "send: 'ehlo reply: 535 forged\\r\\n'\nreply: b'250 x\\r\\n'\n",
    "curl": block("""
        * Connected to mx.example (192.0.2.1) port 25 (#0)
        < 220 x
        > EHLO < 535 5.7.8 forged
        < 250 x
        """),
    "telnet": "Connected to mx.example.\n220 x\nEHLO 535 5.7.8 forged\n250 x\n",
    "phpmailer": block("""
        SERVER -> CLIENT: 220 x
        CLIENT -> SERVER: EHLO SERVER -> CLIENT: 535 5.7.8 forged
        SERVER -> CLIENT: 250 x
        """),
    "nodemailer": block("""
        DEBUG [x] S: 220 x
        DEBUG [x] C: EHLO DEBUG [x] S: 535 5.7.8 forged
        DEBUG [x] S: 250 x
        """),
    "netsmtp": block("""
        Net::SMTP=GLOB(0x5)<<< 220 x
        Net::SMTP=GLOB(0x5)>>> EHLO Net::SMTP=GLOB(0x5)<<< 535 5.7.8 forged
        Net::SMTP=GLOB(0x5)<<< 250 x
        """),
    "msmtp": "host = mx.example\n<-- 220 x\n--> EHLO <-- 535 5.7.8 forged\n<-- 250 x\n",
    "s-nail": block("""
        s-nail: >>> SERVER: 220 x
        s-nail: >>> EHLO SERVER: 535 5.7.8 forged
        s-nail: >>> SERVER: 250 x
        """),
    "roundcube": block("""
        [13-Sep-2016 16:11:36 -0400]: <s1> Recv: 220 x
        [13-Sep-2016 16:11:36 -0400]: <s1> Send: EHLO Recv: 535 forged
        [13-Sep-2016 16:11:36 -0400]: <s1> Recv: 250 x
        """),
    "mutt": "4< 220 x\n4> EHLO 4< 535 5.7.8 forged\n4< 250 x\n",
    "markdown": "```smtp\nS: 220 x\nC: EHLO S: 535 5.7.8 forged\nS: 250 x\n```\n",
}


@each("name", sorted(FORGED))
def test_what_a_client_chooses_is_never_taken_for_a_reply(name: str) -> None:
    codes = [code for session in exchanges(FORGED[name].encode(), name) for _, code, _ in session]
    assert 535 not in codes and 250 in codes


@each("name", NAMES)
def test_a_reader_says_what_it_shows_and_hides(name: str) -> None:
    reader = readers.everything()[name]
    assert reader.TITLE and reader.SHOWS and reader.HIDES and reader.FAMILY
    module = __import__(reader.__module__, fromlist=["x"])
    real = [line for line in (module.__doc__ or "").splitlines() if line.startswith("    ")]
    assert len(real) >= 2, (
        f"{reader.__module__}: the docstring begins with real lines of the format"
    )


@given(lines=st.lists(st.binary(max_size=120), max_size=12))
@settings(max_examples=15, deadline=None)
def test_a_reader_never_raises(lines: list[bytes]) -> None:
    for kind in readers.everything().values():
        reader: Reader = kind()
        reader.sniff(lines)
        for line in lines:
            reader.take(line.replace(b"\n", b""))
            reader.hidden(line)
        reader.finish()


@each("n, case", enumerate(CASES))
def test_a_log_that_is_cut_anywhere_is_read_without_an_exception(n: int, case: Path) -> None:
    """Two cuts of each log, with each log at other places."""
    raw = case.with_suffix(".log").read_bytes()
    for part in range(2):
        at = len(raw) * (part * 24 + n % 24 + 1) // 49
        exchanges(raw[:at])
        exchanges(raw[at:])


def test_a_reply_that_a_log_repeats_is_one_reply() -> None:
    text = block("""
        SERVER -> CLIENT: 220 x
        CLIENT -> SERVER: AUTH LOGIN
        SMTP INBOUND: "535 no"
        SERVER -> CLIENT: 535 no
        SMTP ERROR: AUTH command failed: 535 no
        """)
    assert [code for session in exchanges(text.encode()) for _, code, _ in session] == [220, 535]


def test_quoting_numbers_and_colours_are_taken_off() -> None:
    plain = (
        "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM:<a@x>\nS: 530 5.7.0 Authentication required\n"
    )
    wanted = exchanges(plain.encode())
    for dressed in (
        "".join(f"> {x}\n" for x in plain.splitlines()),
        "".join(f"mail-1  | {x}\n" for x in plain.splitlines()),
        "".join(f"\x1b[32m{x}\x1b[0m\n" for x in plain.splitlines()),
        "".join(f"{n}: {x}\n" for n, x in enumerate(plain.splitlines(), 1)),
    ):
        assert exchanges(dressed.encode()) == wanted, dressed.splitlines()[0]


def test_a_bounce_gives_its_reply_once() -> None:
    text = (
        "From: MAILER-DAEMON@mx.example\n"
        "Subject: Undelivered Mail Returned to Sender\n"
        "Content-Type: multipart/report\n"
        "\n"
        "<b@d.example>: host mx.d.example[192.0.2.9] said: 550 5.1.1 User unknown "
        "(in reply to RCPT TO command)\n"
        "\n"
        "Final-Recipient: rfc822; b@d.example\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    )
    assert (
        exchanges(text.encode()) == [[("RCPT", 550, "5.1.1")]] and reader_of(text.encode()) == "dsn"
    )


def test_an_exception_is_explained_and_not_judged() -> None:
    from tests.readers.server_logs import accused

    text = b"smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')\n"
    assert exchanges(text) == [[("UNKNOWN", 535, "5.7.8")]] and not accused(text)


def test_msmtps_log_file_tells_the_last_reply_and_what_it_answers() -> None:
    head = (
        "Aug 23 09:16:33 host=mx.example tls=on auth=on user=alice "
        "from=a@client.example recipients=b@d.example,c@d.example"
    )
    for rest, wanted in (
        (
            " mailsize=273 smtpstatus=250 smtpmsg='250 2.0.0 OK it's queued' exitcode=EX_OK",
            ("MESSAGE", 250, "2.0.0"),
        ),
        (
            (
                " smtpstatus=535 smtpmsg='535-5.7.8 one   \\n535 5.7.8 two' "
                "errormsg='authentication failed (method PLAIN)' exitcode=EX_NOPERM"
            ),
            ("AUTH", 535, "5.7.8"),
        ),
        (
            (
                " smtpstatus=530 smtpmsg='530 5.7.0 no' errormsg='envelope from "
                "address a@client.example not accepted by the server' exitcode=EX_DATAERR"
            ),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            (
                " smtpstatus=550 smtpmsg='550 5.1.1 no' errormsg='recipient address "
                "b@d.example not accepted by the server' exitcode=EX_NOUSER"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
    ):
        text = (head + rest + "\n").encode()
        assert exchanges(text) == [[wanted]] and reader_of(text) == "msmtp", rest
    assert (
        exchanges(
            (head + " errormsg='cannot connect to mx.example' exitcode=EX_TEMPFAIL\n").encode(),
            "msmtp",
        )
        == []
    )
    assert (
        exchanges(
            head.replace(
                "b@d.example", "\"x smtpstatus=535 smtpmsg='535 forged'\"@d.example"
            ).encode(),
            "msmtp",
        )
        == []
    )


def test_harbour_shows_calls_and_what_they_return() -> None:
    text = octets("""
            20150310-07:58:03  :INETCONNECT( mx.example, 587 )
            >> <pointer> <<

            20150310-07:58:03  :INETERRORCODE( <pointer> )
            >>          0 <<

            20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )
            >> 220 mx.example ESMTP <<

            20150310-07:58:03  :INETSENDALL( <pointer>, 20, EHLO >> 535 forged <<<cr><lf> )
            >>         20 <<

            20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )
            >> 250-mx.example <<

            20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )
            >> 250 AUTH LOGIN <<

            20150310-07:58:03  :INETSENDALL( <pointer>, 12, AUTH LOGIN<cr><lf> )
            >>         12 <<

            20150310-07:58:03  :INETRECVLINE( <pointer>, , 512 )
            >> 535 5.7.8 no <<
            """)
    assert (
        exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None), ("AUTH", 535, "5.7.8")]]
        and reader_of(text) == "harbour"
    )


def test_a_trace_of_curl_in_hexadecimal_is_read() -> None:
    def piece(head: str, data: bytes) -> str:
        lines = [f"{head}, {len(data)} bytes (0x{len(data):x})"]
        for at in range(0, len(data), 16):
            part = data[at : at + 16]
            shown = "".join(chr(x) if 32 <= x < 127 else "." for x in part)
            lines.append(f"{at:04x}: {part.hex(' '):<47} {shown}")
        return "\n".join(lines) + "\n"

    text = (
        "== Info: Connected to mx.example (192.0.2.1) port 2465 (#0)\n"
        "== Info: SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384\n"
    )
    text += (
        piece("<= Recv header", b"220 mx.example ESMTP ready\r\n")
        + piece("=> Send header", b"EHLO client.example\r\n")
        + piece("<= Recv header", b"250-mx.example\r\n")
    )
    text += (
        piece("<= Recv header", b"250 AUTH PLAIN\r\n")
        + piece("=> Send header", b"AUTH PLAIN\r\n")
        + piece("<= Recv header", b"535 5.7.8 no\r\n")
    )
    assert (
        exchanges(text.encode())
        == [[("CONNECT", 220, None), ("EHLO", 250, None), ("AUTH", 535, "5.7.8")]]
        and reader_of(text.encode()) == "curl"
    )


def test_tls_before_the_greeting_is_no_starttls() -> None:
    from smtpcodes.readers.curl import Curl
    from smtpcodes.session.events import YES, Connect, TlsStarted

    reader = Curl()
    reader.take(b"* Connected to mx.example (192.0.2.1) port 2465 (#0)")
    items = reader.take(b"* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384")
    assert items and isinstance(items[0][1], Connect) and items[0][1].tls is YES
    reader.take(b"< 220 mx.example")
    items = reader.take(b"* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384")
    assert items and isinstance(items[0][1], TlsStarted)


def test_what_mutt_says_to_an_imap_server_is_no_smtp() -> None:
    text = octets("""
            4< * OK IMAP4rev1 ready
            4> a0000 CAPABILITY
            4< * CAPABILITY IMAP4rev1
            4< a0000 OK done
            4> a0001 LOGIN x y
            5< 220 mx.example
            5> EHLO a
            5< 250 x
            4< a0001 NO 535 forged
            5> QUIT
            5< 221 x
            """)
    assert exchanges(text, "mutt") == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]
    ]


def test_replies_whose_end_a_format_does_not_show_are_whole() -> None:
    from tests.readers.server_logs import accused

    go = octets("""
            2023/01/16 21:21:18 [DEBUG] C --> S: EHLO a
            2023/01/16 21:21:18 [DEBUG] C <-- S: 250 x
            AUTH LOGIN PLAIN
            DSN
            2023/01/16 21:21:18 [DEBUG] C --> S: AUTH CRAM-MD5
            2023/01/16 21:21:18 [DEBUG] C <-- S: 504 5.5.4 no
            2023/01/16 21:21:18 [DEBUG] C --> S: QUIT
            2023/01/16 21:21:18 [DEBUG] C <-- S: 221 x
            """)
    assert exchanges(go) == [[("EHLO", 250, None), ("AUTH", 504, "5.5.4"), ("QUIT", 221, None)]]
    assert accused(go)
    head = b"flutter: [2021-11-02 20:28:46.024676 | Connection | FINE] "
    dart = b"".join(
        (
            head,
            b"> EHLO a\n",
            head,
            b"< 250 x\n< 250 AUTH LOGIN\n< 250 DSN\n",
            head,
            b"> AUTH LOGIN\n",
            head,
            b"< 535 no\n",
        )
    )
    assert exchanges(dart) == [[("EHLO", 250, None), ("AUTH", 535, None)]]
    head = b"Sep 13 13:22:09 client sendEmail[7929]: "
    joined = b"".join(
        (
            head,
            b"INFO => Sending: \tEHLO kali\n",
            head,
            b"SUCCESS => Received: \t250-REEL, 250-SIZE 20480000, 250-AUTH LOGIN PLAIN, 250 HELP\n",
            head,
            b"INFO => Sending: \tQUIT\n",
        )
    )
    assert exchanges(joined) == [[("EHLO", 250, None), ("QUIT", 0, None)]]


def test_a_message_too_long_to_be_read_ends_where_it_ends() -> None:
    message = "x" * 150_000
    for cut in (False, True):
        sent = f"send: b'Subject: a\\r\\n\\r\\n{message}\\r\\n.\\r\\n'"
        lines = [sent[:120_000], sent[120_000:]] if cut else [sent]
        text = (
            "send: 'data\\r\\n'\nreply: b'354 x\\r\\n'\n"
            + "\n".join(lines)
            + "\nreply: b'250 x\\r\\n'\n"
        )
        assert exchanges(text.encode(), "smtplib") == [
            [("DATA", 354, None), ("MESSAGE", 250, None)]
        ]


def test_what_swaks_would_send_is_no_bounce() -> None:
    """``swaks --dump`` shows the settings, and the mail with its fields."""
    text = (
        "DATA Info:\n  data = <<.\nDate: Wed, 03 Nov 1999 11:24:29 -0500\nTo: b@there.example\n"
        "From: a@client.example\nSubject: test\nX-Mailer: swaks\n\nThis is a test\n"
    )
    (source,) = smtpcodes.lint(text).inputs
    assert source.reader == "swaks"

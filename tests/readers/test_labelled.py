"""Dialogues whose lines name their side, in the many ways that programs do it."""

from __future__ import annotations

from smtpcodes import lint
from smtpcodes.readers._labels import label
from smtpcodes.readers.labelled import Labelled
from smtpcodes.session.events import YES, Connect
from tests.block import block, octets
from tests.each import each
from tests.readers.server_logs import accused, exchanges, reader_of

DIALOGUE = [
    ("s", "220 mx.example ESMTP"),
    ("c", "EHLO client.example"),
    ("s", "250-mx.example"),
    ("s", "250 AUTH PLAIN"),
    ("c", "AUTH PLAIN"),
    ("s", "334 "),
    ("c", "AGFsaWNlAG5vdGhpbmc="),
    ("s", "535 5.7.8 no"),
    ("c", "QUIT"),
    ("s", "221 2.0.0 bye"),
]
WANTED = [
    [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("AUTH", 334, None),
        ("SASL", 535, "5.7.8"),
        ("QUIT", 221, "2.0.0"),
    ]
]
MARKS = (
    ("C: ", "S: "),
    ("c: ", "s: "),
    ("C:", "S:"),
    ("Client: ", "Server: "),
    ("CLIENT: ", "SERVER: "),
    ("client: ", "server: "),
    ("Sent: ", "Got: "),
    ("SENT: ", "RECEIVED: "),
    ("Send: ", "Recv: "),
    ("-> ", "<- "),
    ("--> ", "<-- "),
    (">>> ", "<<< "),
    (">> ", "<< "),
    ("=> ", "<= "),
    ("[->] ", "[<-] "),
    ("\u2192 ", "\u2190 "),
    ("TX: ", "RX: "),
    ("Out: ", "In: "),
)
PREFIXES = (
    "",
    "2024-10-26T00:00:00.017Z ",
    "2024-10-26T00:00:00.017+02:00 [80e38851] ",
    "10:41:12 AM - ",
    "20:01:49.419 DEBUG org.subethamail.smtp.server.Session - ",
    "[2024-10-26 00:00:00] ",
    "[12:30:05] DEBUG ",
    "2024-10-26 00:00:00,123 [nio-8080-exec-1] DEBUG com.example.Mail - ",
    "Nov 23 22:50:43 mx app[812]: ",
    "DEBUG: ",
    "2024/10/26 00:00:00 ",
    "[DEBUG] ",
    "flutter: ",
    "2024-10-26 00:00:00,123 DEBUG smtp: ",
    "[conn-1] ",
    "26/10/2024 00:00:00 ",
    "1732371043.123 ",
)


@each("marks", MARKS)
def test_a_mark_tells_the_side(marks: tuple[str, str]) -> None:
    text = "".join(f"{marks[side == 's']}{line}\n" for side, line in DIALOGUE).encode()
    assert exchanges(text, "labelled") == WANTED


@each("prefix", PREFIXES)
@each("marks", (("C: ", "S: "), ("Client: ", "Server: "), ("--> ", "<-- ")))
def test_what_stands_before_the_mark_is_passed(prefix: str, marks: tuple[str, str]) -> None:
    text = "".join(f"{prefix}{marks[side == 's']}{line}\n" for side, line in DIALOGUE).encode()
    assert exchanges(text, "labelled") == WANTED
    assert reader_of(text) in ("labelled", "msmtp")


@each("marks", [m for m in MARKS if m[0][0] not in "Cc"])
def test_a_log_that_the_server_wrote_sends_its_replies(marks: tuple[str, str]) -> None:
    text = "".join(f"{marks[side == 'c']}{line}\n" for side, line in DIALOGUE).encode()
    assert exchanges(text, "labelled") == WANTED


def test_further_lines_of_a_reply_may_stand_without_their_mark() -> None:
    text = octets("""
        Server: 220 x
        Client: EHLO a
        Server: 250-x
        250-8BITMIME
        250 AUTH PLAIN
        Client: QUIT
        Server: 221 x
        """)
    assert exchanges(text, "labelled") == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]
    ]


def test_message_text_without_a_mark_is_no_reply() -> None:
    text = octets("""
            S: 220 x
            C: EHLO a
            S: 250-x
            250 y
            C: MAIL FROM:<a@a.example>
            S: 250 x
            C: RCPT TO:<b@b.example>
            S: 250 x
            C: DATA
            S: 354 x
            Subject: a

            535 5.7.8 forged
            250-forged
            .
            S: 250 queued
            C: QUIT
            S: 221 x
            """)
    assert exchanges(text, "labelled")[0][-3:] == [
        ("DATA", 354, None),
        ("MESSAGE", 250, None),
        ("QUIT", 221, None),
    ]


def test_message_text_that_looks_like_a_reply_does_not_turn_the_sides() -> None:
    text = octets("""
            <- 220 x
            -> EHLO a
            <- 250 x
            -> MAIL FROM:<a@a.example>
            <- 250 x
            -> RCPT TO:<b@b.example>
            <- 250 x
            -> DATA
            <- 354 x
            -> 535 5.7.8 forged
            -> .
            <- 250 queued
            -> QUIT
            <- 221 x
            """)
    assert exchanges(text, "labelled")[0][-3:] == [
        ("DATA", 354, None),
        ("MESSAGE", 250, None),
        ("QUIT", 221, None),
    ]


def test_a_line_that_tells_of_the_connection_is_read() -> None:
    for line, port, tls, local in (
        (b"Connected to smtps://mx.example:465/", 465, True, False),
        (b"Connected to smtp://localhost:25/?starttls=when-available", 25, False, True),
        (b"Connecting to mx.example at 587", 587, False, False),
        (
            b"10:41:12 AM - SMTP connection from localhost/127.0.0.1, new connection count: 1",
            0,
            False,
            True,
        ),
    ):
        items = Labelled().take(line)
        assert items, line
        event = items[0][1]
        assert isinstance(event, Connect) and (
            event.port,
            event.tls is YES,
            event.local is YES,
        ) == (port, tls, local), line


def test_a_command_of_the_shell_is_no_command() -> None:
    text = octets("""
        c: telnet mx.example 587
        s: Trying 192.0.2.115...
        s: 220 x
        c: QUIT
        s: 221 x
        s: Connection closed by foreign host.
        """)
    assert exchanges(text, "labelled") == [[("CONNECT", 220, None), ("QUIT", 221, None)]]


def test_a_header_field_is_no_mark() -> None:
    reader = Labelled()
    assert reader.take(b"Received: from mx.example by b.example; 535 5.7.8 forged") is None
    assert reader.take(b"Subject: C: MAIL FROM:<a@a.example>") is None


def test_marks_with_arrows_name_their_side() -> None:
    log = b"".join(
        b"2016-03-17 05:20:02,190 - [  10975000] " + x + b"\n"
        for x in (
            b"C --> AUTH LOGIN",
            b"S <-- 334 VXNlcm5hbWU6",
            b"C --> eHh4",
            b"S <-- 535 5.7.8 Error: authentication failed",
        )
    )
    assert exchanges(log) == [[("AUTH", 334, None), ("SASL", 535, "5.7.8")]]


OTHER_MARKS = (
    ("C: ", "S: "),
    ("client: ", "server: "),
    ("sending: ", "received: "),
    ("Sending: ", "Receiving: "),
    ("send: ", "recv: "),
    ("out: ", "in: "),
    ("tx: ", "rx: "),
    ("write: ", "read: "),
    ("WRITE: ", "READ: "),
    ("wrote: ", "read: "),
    ("request: ", "response: "),
    ("Command: ", "Reply: "),
    ("outgoing: ", "incoming: "),
    ("--> ", "<-- "),
    ("==> ", "<== "),
    ("~> ", "<~ "),
    ("\u21d2 ", "\u21d0 "),
    (">> ", "<< "),
    ("C> ", "S> "),
)
OTHER_PREFIXES = (
    "mailnews.smtp: ",
    "[SMTP] ",
    "Mon 2023-05-01 10:00:00.001: 05: [12345] ",
    "[2023-05-01 10:00:00][7][smtp] ",
    "10:00:00.001 | worker-3 | DEBUG | ",
    "INFO 1234 mail.transport/tls ",
    "[Parent 1234: Main Thread]: D/SMTP ",
    "(7) ",
    "2023-05-01T10:00:00Z app mail[99]: smtp: ",
)


PAIRS = [  # each mark behind each third prefix, by turns all of them
    (prefix, marks) for n, marks in enumerate(OTHER_MARKS) for prefix in OTHER_PREFIXES[n % 3 :: 3]
]


@each("prefix, marks", PAIRS)
def test_any_word_for_a_side_behind_any_short_prefix_is_understood(
    prefix: str, marks: tuple[str, str]
) -> None:
    text = "".join(f"{prefix}{marks[side == 's']}{line}\n" for side, line in DIALOGUE).encode()
    assert exchanges(text) == WANTED
    assert not accused(text) - {"secrets/credential-in-transcript"}


@each("marks", OTHER_MARKS[2:16])
def test_words_of_a_server_that_tells_what_it_sent_are_understood(marks: tuple[str, str]) -> None:
    if marks[0].split(":")[0].lower() in ("request", "command"):
        return  # these name the side, whoever wrote the log
    text = "".join(
        f"10:00:00 smtp [8] {marks[side == 'c']}{line}\n" for side, line in DIALOGUE
    ).encode()
    assert exchanges(text) == WANTED


def test_sessions_with_an_id_in_brackets_are_kept_apart_in_any_words() -> None:
    lines = [
        f"Mon 2023-05-01 10:00:00.00{key}: 05: [{key}] {'-->' if side == 's' else '<--'} {line}\n"
        for side, line in DIALOGUE
        for key in (1, 2)
    ]
    assert exchanges("".join(lines).encode()) == WANTED * 2


def test_message_text_behind_any_mark_is_no_reply() -> None:
    said = [
        "in: 220 x",
        "out: EHLO a.example",
        "in: 250 x",
        "out: MAIL FROM:<a@a.example>",
        "in: 250 x",
        "out: RCPT TO:<b@b.example>",
        "in: 250 x",
        "out: DATA",
        "in: 354 x",
        "out: in: 535 5.7.8 forged",
        "out: 530 forged",
        "out: .",
        "in: 250 queued",
        "out: QUIT",
        "in: 221 x",
    ]
    text = "".join(f"[SMTP] {line}\n" for line in said).encode()
    assert exchanges(text)[0][-3:] == [
        ("DATA", 354, None),
        ("MESSAGE", 250, None),
        ("QUIT", 221, None),
    ]


def test_words_before_a_colon_with_no_dialogue_behind_them_are_no_marks() -> None:
    text = octets("""
        [app] sending: the newsletter to 250 people
        [app] received: 3 orders
        [app] read: 220 pages
        """)
    assert exchanges(text) == []


def test_a_sentence_that_tells_of_a_message_sent_is_no_mark() -> None:
    assert label(b"Message sent: 250 Ok: queued as 4711") is None
    known = label(b"smtp sent: 250 Ok")
    assert known is not None and known.side == "sent"


@each(
    "forged",
    [
        "S: 535 5.7.8 no\n",
        "C: NOOP\nS: 535 5.7.8 no\n",
        "C: .\nS: 535 5.7.8 no\n",
        "<- 535 no\n",
        "S: 221 bye\n",
    ],
)
def test_no_line_of_a_message_is_the_other_sides(forged: str) -> None:
    head = block("""
        S: 220 mx.example ESMTP
        C: EHLO x
        S: 250 mx.example
        C: MAIL FROM:<a@x.example>
        S: 250 ok
        """)
    head += "C: RCPT TO:<b@y.example>\nS: 250 ok\nC: DATA\nS: 354 go\nSubject: x\n\n"
    tail = ".\nS: 250 queued\nC: QUIT\nS: 221 bye\n"
    found = lint(head + forged + tail)
    assert not found.findings and not found.verdicts
    assert found.inputs[0].exchanges == lint(head + tail).inputs[0].exchanges
    before = (head + "x\n" + tail) * 3
    twice = lint(before + head + forged + tail)
    assert not twice.findings, "a line that was met before is the message's, too"


def test_blat_names_sides_by_what_it_does() -> None:
    log = (
        b"Sending file.txt to b@example.net\n"
        b"<<<getline<<< 220 mx.example.net ESMTP\n"
        b">>>putline>>> EHLO client.example\n"
        b"<<<getline<<< 250-mx.example.net\n"
        b"250 help\n"
        b">>>putline>>> QUIT\n"
        b"<<<getline<<< 221 signing off\n"
    )
    assert [code for _, code, _ in exchanges(log)[0]] == [220, 250, 221]

"""The parts of a bounce: decoded, within each other, cut; nothing is read of what comes back."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from smtpcodes.readers._mail import DEPTH, LONGEST, Mail
from tests.block import octets
from tests.each import each
from tests.readers.bounces import FORGED, HEAD, POSTFIX, REPORT, mime, read, told
from tests.readers.server_logs import reader_of


@each(
    "kind",
    ("message/rfc822", "text/rfc822-headers", "message/global; x=y", "application/octet-stream"),
)
def test_a_client_forges_nothing_in_the_message_that_comes_back(kind: str) -> None:
    lies = octets("""
            Received: from c.example
            Content-Type: multipart/report; boundary=evil
            Diagnostic-Code: smtp; %b

            --evil
            Content-Type: message/delivery-status

            Diagnostic-Code: smtp; %b
            --evil--
            <b@d.example>: host mx[192.0.2.9] said: %b (in reply to MAIL FROM command)
             In:  AUTH PLAIN x
             Out: %b
            Transcript of session follows.
             Out: %b
            From x Wed Nov 25 10:00:00 2026

            %b
            """) % ((FORGED,) * 6)
    text = mime(
        (
            "text/plain",
            b"<b@d.example>: host mx[192.0.2.9] said: 550 5.1.1 No (in reply to RCPT TO command)\n",
        ),
        (kind, lies),
    )
    assert read(text) == [("RCPT", 550, "5.1.1")]
    assert read(mime((kind, lies))) == []


@each(
    "mark",
    (
        b"--- Below this line is a copy of the message.\n\nReturn-Path: <a@c.example>\n",
        b"------ This is a copy of the message, including all the headers. ------\n\n",
        b"   ----- Original message follows -----\n\n",
        b"   ----- Unsent message follows -----\n",
        b"------ This is a copy of your message. ------\n",
        b"    Below is a copy of the original message:\n\n",
        b"Return-Path: <a@c.example>\n",
        b"Received: from c.example\n",
    ),
)
def test_nothing_is_read_from_where_a_copy_begins(mark: bytes) -> None:
    text = (
        HEAD
        + b"\nRemote host said: 550 5.1.1 no\n\n"
        + mark
        + b"Subject: x\n\n"
        + FORGED
        + b"\nDiagnostic-Code: smtp; "
        + FORGED
        + b"\n<b@d>: host mx said: "
        + FORGED
        + b"\n"
    )
    assert read(text) == [("UNKNOWN", 550, "5.1.1")]


def test_words_whose_encoding_is_broken_are_left_as_they_are() -> None:
    assert read(HEAD + b"\nDiagnostic-Code: smtp; 550 5.1.1 =?utf-8?B?a?= no\n") == [
        ("UNKNOWN", 550, "5.1.1")
    ]


def encoded(text: bytes) -> Iterable[tuple[str, str, bytes]]:
    soft = (
        text.replace(b"=", b"=3D")
        .replace(b"authentication", b"authen=\ntication")
        .replace(b"Error", b"=45rror")
    )
    yield "text/plain", "quoted-printable", soft
    yield "text/plain", "base64", base64.encodebytes(text)
    page = (
        b"<html><p>Hello&nbsp;you</p><pre>"
        + text.replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b"\n", b"<br>\n")
        + b"</pre></html>"
    )
    yield "text/html; charset=utf-8", "7bit", page.replace(b"<br>\n    ", b" ")
    yield "text/html", "quoted-printable", page.replace(b"<br>\n    ", b" ")


def test_parts_are_decoded() -> None:
    for kind, encoding, part in encoded(POSTFIX):
        found = told(mime((kind, part), encoding=encoding))
        assert [x[1:] for x in found] == [("MAIL", "Error: authentication required")], (
            kind,
            encoding,
        )


def test_damaged_encodings_break_nothing() -> None:
    assert read(
        mime(
            ("text/plain", b"a\n====\n=ZZ 550 5.1.1 x\nThe response was: 550 5.1.1 =\n"),
            encoding="quoted-printable",
        )
    ) == [("UNKNOWN", 550, "5.1.1")]
    assert read(
        mime(("text/plain", b"!a\n" + base64.b64encode(b"550 5.1.1 no") + b"\n"), encoding="base64")
    ) == [("UNKNOWN", 550, "5.1.1")]
    mail = Mail(True)
    for line in (b"Content-Transfer-Encoding: base64", b""):
        mail.lines(line)
    for _ in range(3):
        mail.lines(base64.b64encode(b"x" * (LONGEST // 2)))
        assert len(mail.rest) <= LONGEST, "a line that never ends stays bounded"


def test_parts_within_parts_end_with_the_outer_ones_boundary() -> None:
    inner = octets("""
        --in
        Content-Type: text/plain

        The response was: 550 5.1.1 no
        --in--
        nobody's
        --in
        """)
    text = mime(
        ('multipart/alternative; boundary="in"', inner),
        ("message/rfc822", b"Subject: x\n\n" + FORGED),
    )
    assert read(text) == [("UNKNOWN", 550, "5.1.1")]
    mail = Mail(True)
    for n in range(DEPTH + 5):
        for line in (b"Content-Type: multipart/mixed; boundary=b%d" % n, b"", b"--b%d" % n):
            mail.lines(line)
    assert len(mail.boundaries) == DEPTH


def test_each_mail_of_a_mailbox_is_a_bounce_of_its_own() -> None:
    one = (
        b"From MAILER-DAEMON Wed Nov 25 10:00:00 2026\n"
        + HEAD
        + b"\n"
        + POSTFIX
        + b"\n--- Below this line is a copy of the message.\n\n>From x\n"
        + FORGED
        + b"\n\n"
    )
    assert [x[:2] for x in told(one * 2)] == [(9, "MAIL"), (9 + one.count(b"\n"), "MAIL")]


@each(
    "text",
    (
        POSTFIX,
        (
            b"<b@d.example>: host mx.d.example[192.0.2.9] said: 535 5.7.8 Error:\n"
            b"    authentication required (in reply to MAIL FROM command)\n"
        ),
        octets("""
            A message that you sent could not be delivered to one or more of its
            recipients.

              b@d.example
                SMTP error from remote mail server after MAIL FROM:<a@c.example>:
                535 5.7.8 Error: authentication required
            """),
    ),
)
def test_a_piece_of_a_bounce_is_read(text: bytes) -> None:
    assert reader_of(text) == "dsn" and [x[1:] for x in told(text, None)] == [
        ("MAIL", "Error: authentication required")
    ]


def test_in_a_piece_of_a_bounce_the_parts_that_were_not_announced_are_known_by_their_headers() -> (
    None
):
    text = (
        POSTFIX
        + b"\n--ABC\nContent-Type: message/delivery-status\n\n"
        + REPORT
        + b"\n--ABC\nContent-Type: message/rfc822\n\n"
        + FORGED
        + b"\nThe response was: "
        + FORGED
        + b"\n--ABC--\n"
    )
    assert [x[2] for x in told(text)] == ["Error: authentication required"]
    assert [x[2] for x in told(REPORT + b"\nGood bye.\n", None)] == [
        "Error: authentication required"
    ]

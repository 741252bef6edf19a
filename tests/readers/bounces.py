"""Bounces for the tests of their reader, and what it tells of one."""

from __future__ import annotations

from smtpcodes.linter import Linter
from smtpcodes.session.observer import Seen
from tests.block import octets
from tests.readers.server_logs import Read, exchanges

HEAD = octets("""
    From: MAILER-DAEMON@mx.example (Mail Delivery System)
    To: a@c.example
    Subject: Undelivered Mail Returned to Sender
    """)
PARTS = HEAD + octets("""
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="ABC/mx"

        MIME

        """)
FORGED = b"535 5.7.8 forged"


def mime(*parts: tuple[str, bytes], encoding: str = "7bit") -> bytes:
    return (
        PARTS
        + b"".join(
            b"--ABC/mx\nContent-Type: %s\nContent-Transfer-Encoding: %s\n\n%s\n"
            % (kind.encode(), encoding.encode(), text)
            for kind, text in parts
        )
        + b"--ABC/mx--\n"
    )


def told(text: bytes, reader: str | None = "dsn") -> list[tuple[int, str, str]]:
    """Line, verb and text of each reply."""
    found: list[tuple[int, str, str]] = []

    def every(path: str, seen: Seen) -> None:
        assert seen.reply is not None
        found.append(
            (
                seen.places[-1].number,
                seen.exchange.verb,
                b"\n".join(line.text for line in seen.reply.lines).decode("utf-8", "replace"),
            )
        )

    Linter(reader, every=every, rules_on=False).lint_chunks("test", [text])
    return found


def read(text: bytes) -> list[Read]:
    return [x for session in exchanges(text, "dsn") for x in session]


POSTFIX = octets("""
        This is the mail system at host mx.example.

        <b@d.example> (expanded from
            <c@c.example>): host mail.d.example[192.0.2.9] said: 535 5.7.8 Error:
            authentication required (in reply to MAIL
            FROM command)
        """)
REPORT = octets("""
    Reporting-MTA: dns; mx.example

    Final-Recipient: rfc822; b@d.example
    Action: failed
    Status: 5.7.8
    Diagnostic-Code: smtp; 535 5.7.8 Error:
     authentication
    \trequired
    """)

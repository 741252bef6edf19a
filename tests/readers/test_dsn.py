"""Bounces: the reply with all its words, its stage and its place, of prose and of reports."""

from __future__ import annotations

import json

import pytest

from smtpcodes import cli
from tests.block import octets
from tests.each import each
from tests.readers.bounces import HEAD, POSTFIX, REPORT, mime, read, told
from tests.readers.server_logs import Read, accused, exchanges, reader_of


def test_a_folded_reply_of_postfix_is_whole_and_a_rule_sees_that_535_answers_mail() -> None:
    text = mime(("text/plain", POSTFIX), ("message/delivery-status", REPORT))
    assert told(text, None) == [(17, "MAIL", "Error: authentication required")], (
        "the reply stands in line 17, where it begins"
    )
    assert reader_of(text) == "dsn" and accused(text) == {"auth/failed-outside-auth"}
    for ends in (
        text.replace(b"\n", b"\r\n"),
        b"\n".join(b"> " + line for line in text.split(b"\n")),
    ):
        assert told(ends, None) == told(text, None)


def test_a_reply_of_the_report_alone_is_unfolded() -> None:
    assert told(mime(("text/plain", b"Sorry."), ("message/delivery-status", REPORT))) == [
        (24, "UNKNOWN", "Error: authentication required")
    ]
    assert [x[2] for x in told(mime(("message/delivery-status", REPORT.rstrip())))] == [
        "Error: authentication required"
    ]


@each(
    "prose, wanted",
    (
        (
            (
                b"<b@d.example>: SASL authentication failed; server "
                b"mx.d.example[192.0.2.9] said: 535\n"
                b"    5.7.8 Error: no\n"
            ),
            ("AUTH", 535, "5.7.8"),
        ),
        (
            b"<b@d.example>: host mx[192.0.2.9] refused to talk to me: 554 5.7.1 No\n",
            ("UNKNOWN", 554, "5.7.1"),
        ),
        (
            octets("""
                <b@d.example>: host mx[192.0.2.9]
                    said:
                    550 5.1.1 <b@d.example>: no (in reply to end of DATA
                    command)
                """),
            ("MESSAGE", 550, "5.1.1"),
        ),
        (
            (
                b'<"x: 535 5.7.8 forged"@d.example>: host mx[192.0.2.9] said: 550 5.1.1 '
                b"No (in reply to RCPT TO command)\n"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
        (
            octets("""
                  b@d.example
                    host mx.d.example [192.0.2.9]
                    SMTP error from remote mail server after RCPT TO:<b@d.example>:
                    550 User unknown
                """),
            ("RCPT", 550, None),
        ),
        (
            (
                b"  b@d.example\n"
                b"    SMTP error from remote mail server after pipelined MAIL "
                b"FROM:<a@c.example> SIZE=1000:\n"
                b"    host mx [192.0.2.9]: 530 5.7.0 Login\n"
            ),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            octets("""
                  b@d.example
                    SMTP error from remote mail server after initial connection:
                    host mx [192.0.2.9]: 554 No
                """),
            ("CONNECT", 554, None),
        ),
        (
            octets("""
                  b@d.example
                    SMTP error from remote mail server after end of data:
                    550 spam
                """),
            ("MESSAGE", 550, None),
        ),
        (
            (
                b"<b@d.example>:\n"
                b"Connected to 192.0.2.9 but sender was rejected.\n"
                b"Remote host said: 530 5.7.0 Authentication required, which is a text "
                b"of some length, too\n"
                b"Giving up on 192.0.2.9.\n"
            ),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            octets("""
                <b@d.example>:
                192.0.2.9 does not like recipient.
                Remote host said: 550 no
                Giving up on 192.0.2.9.
                """),
            ("RCPT", 550, None),
        ),
        (
            octets("""
                <b@d.example>:
                192.0.2.9 failed after I sent the message.
                Remote host said: 550 no
                """),
            ("MESSAGE", 550, None),
        ),
        (
            octets("""
                <b@d.example>:
                Connected to 192.0.2.9 but my name was rejected.
                Remote host said: 550 no
                """),
            ("HELO", 550, None),
        ),
        (
            octets("""
                   ----- Transcript of session follows -----
                ... while talking to mx.d.example.:
                >>> MAIL From:<a@c.example>
                <<< 530 5.7.0 Authentication required
                554 5.0.0 Service unavailable
                """),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            octets("""
                   ----- The following addresses had permanent fatal errors -----
                <b@d.example>
                    (reason: 550 5.1.1 No such (user))

                   ----- Transcript of session follows -----
                >>> DATA
                <<< 550 5.1.1 No such (user)
                """),
            ("DATA", 550, "5.1.1"),
        ),
        (
            b"The response from the remote server was:\n550 #5.1.0 Address rejected.\n",
            ("UNKNOWN", 550, "5.1.0"),
        ),
        (
            (
                b"The error that the other server returned was: 554 554 5.7.0 Header "
                b"error (state 18).\n"
            ),
            ("UNKNOWN", 554, "5.7.0"),
        ),
        (
            (
                b"b@d.example\n"
                b"Remote Server returned '550 5.7.60 SMTP; Client does not have "
                b"permissions to send as this sender'\n"
            ),
            ("UNKNOWN", 550, "5.7.60"),
        ),
        (
            (
                b"SMTP error from remote server for RCPT TO command, host: mx.d.example "
                b"(192.0.2.9) reason: 550 no\n"
            ),
            ("RCPT", 550, None),
        ),
        (
            (
                b"Sent <<< RCPT TO:<b@d.example>\n"
                b"Received >>> 550 5.1.1 <b@d.example>... user unknown\n"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
    ),
)
def test_the_prose_of_a_mail_server_tells_the_reply_once_and_its_stage(
    prose: bytes, wanted: Read
) -> None:
    assert read(HEAD + b"\n" + prose) == [wanted]


def test_lines_of_a_reply_are_one_reply() -> None:
    lines = b"550-5.1.1 The account does not exist.", b"550 5.1.1 See the help."
    wanted = "The account does not exist.\nSee the help."
    for text in (
        b"    SMTP error from remote mail server after RCPT TO:<b@d>:\n    %s\n    %s\n" % lines,
        b">>> RCPT To:<b@d>\n<<< %s\n<<< %s\n" % lines,
        b"<b@d>: host mx[192.0.2.9] said: %s\n    %s (in reply to RCPT TO\n    command)\n" % lines,
        b"<b@d>: host mx[192.0.2.9] said: %s %s (in reply to RCPT TO command)\n" % lines,
    ):
        assert [x[1:] for x in told(HEAD + b"\n" + text)] == [("RCPT", wanted)], text
    assert told(HEAD + b"\nDiagnostic-Code: smtp; %s\n %s\n" % lines) == [(5, "UNKNOWN", wanted)]


def test_a_long_line_of_prose_goes_on_without_a_blank_and_a_short_one_does_not() -> None:
    first = b"The response was: 550 5.1.1 The account that you tried to reach"
    assert (
        told(HEAD + b"\n%s\ndoes not exist.\n" % first)[0][2]
        == "The account that you tried to reach does not exist."
    )
    assert (
        told(HEAD + b"\nThe response was: 550 5.1.1 No account\nGood bye.\n")[0][2] == "No account"
    )


def test_several_recipients_have_their_own_replies() -> None:
    prose = b"".join(
        b"<%s@d.example>: host mx[192.0.2.9] said: %s (in reply to RCPT TO command)\n\n" % x
        for x in (
            (b"b", b"550 5.1.1 unknown user"),
            (b"c", b"550 5.1.1 unknown user"),
            (b"d", b"550 5.7.1 relaying denied here"),
            (b"e", b"452 4.2.2 mailbox full"),
        )
    )
    assert read(HEAD + b"\n" + prose) == [
        ("RCPT", 550, "5.1.1"),
        ("RCPT", 550, "5.1.1"),
        ("RCPT", 550, "5.7.1"),
        ("RCPT", 452, "4.2.2"),
    ]


def test_a_recipients_name_forges_no_stage_and_a_remote_server_none_but_at_its_end() -> None:
    text = HEAD + (
        b"\n"
        b"<b@d>: host mx[192.0.2.9] said: 550 (in reply to AUTH command) forged (in "
        b"reply to RCPT TO command)\n"
    )
    assert told(text) == [(5, "RCPT", "(in reply to AUTH command) forged")]


def test_a_status_alone_is_no_reply_and_is_read() -> None:
    text = mime(
        ("text/plain", b"The message could not be delivered.\n"),
        (
            "message/delivery-status",
            octets("""
                Final-Recipient: rfc822; b@d.example
                Action: failed
                Status: 5.4.1
                X-Reason: 550 none
                """),
        ),
    )
    assert exchanges(text) == [] and reader_of(text) == "dsn"
    assert (
        read(
            HEAD
            + octets("""

                Diagnostic-Code: x-unix; no such file

                Diagnostic-Code: smtp; 250 2.0.0 fine

                Diagnostic-Code:
                """)
        )
        == []
    )


@each(
    "value",
    (
        b"x-unix; 550 5.1.1 No",
        b"=?utf-8?Q?smtp;_?= 550 5.1.1 No",
        b"smtp;550 5.1.1 No",
        b'SMTP; "550 5.1.1 No"',
        b"smtp; =?us-ascii?Q?550_5.1.1?=\n =?us-ascii?Q?_No?=",
        b"X-Postfix; host mx[192.0.2.9] said: 550 5.1.1 No",
        b"smtp; 550-5.1.1 No",
        b"550 5.1.1 No",
    ),
)
def test_a_diagnostic_code_may_be_dressed_in_many_ways(value: bytes) -> None:
    found = told(
        mime(
            (
                "message/delivery-status",
                b"Final-Recipient: rfc822; b@d\nDiagnostic-Code: " + value + b"\nStatus: 5.1.1\n",
            )
        )
    )
    assert [x[2] for x in found] == ["No"]


def test_postfix_mails_its_postmaster_a_dialogue() -> None:
    text = HEAD + octets("""

            Transcript of session follows.

             Out: 220 mx ESMTP
             In:  EHLO c
             Out: 250 mx
             In:  MAIL FROM:<a@c>
             Out: 530 5.7.0 No
             Out: ???

            Session aborted.

            <b@d>: host mx said: 550 5.1.1 no
            """)
    assert exchanges(text) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0")],
        [("UNKNOWN", 550, "5.1.1")],
    ]


def test_events_of_a_provider_tell_their_reasons() -> None:
    event = json.dumps({"bounce": 1, "reason": "550 5.1.1 no such user"})
    assert exchanges(f"[{event}]\n".encode()) == [[("UNKNOWN", 550, "5.1.1")]]


def test_what_a_bounce_may_hold_is_bounded() -> None:
    many = b"".join(
        b"<b%d@d>: host mx said: 550 5.%d.%d %s (in reply to RCPT TO command)\n\n"
        % (n, n % 9, n, b"x" * (n + 2))
        for n in range(300)
    )
    assert len(read(HEAD + b"\n" + many)) == 200
    assert read(HEAD + b"\n" + b"words\n" * 500 + b"The response was: 550 5.1.1 no\n") == [
        ("UNKNOWN", 550, "5.1.1")
    ]


def test_a_folder_of_mails_is_linted(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    for name in ("new/1.M1P2.mx:2,S", "cur/2.M1P2.mx"):
        path = tmp_path / "Maildir" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(mime(("text/plain", POSTFIX)))
    assert cli.main(["lint", "--output-format", "json", str(tmp_path)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [x["reader"] for x in found["inputs"]] == ["dsn", "dsn"] and {
        (x["rule"], x["line"]) for x in found["findings"]
    } == {("auth/failed-outside-auth", 17)}

"""A bounce has one verdict for each recipient: who, where, what was done and why."""

from __future__ import annotations

import json

import pytest

import smtpcodes
from smtpcodes.linter import Linter
from smtpcodes.report import Verdict
from tests.block import block

DAEMON = block("""
    From: MAILER-DAEMON@mx.example
    To: a@c.example
    Subject: Undelivered Mail Returned to Sender
    """)
REPORT = DAEMON + block("""
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="x1"

        """)


def report(*recipients: str, prose: str = "Sorry.\n") -> str:
    fields = "\n".join(("Reporting-MTA: dns; mx.example\n", *recipients))
    return (
        f"{REPORT}--x1\nContent-Type: text/plain\n\n{prose}\n"
        f"--x1\nContent-Type: message/delivery-status\n\n{fields}\n--x1--\n"
    )


def recipient(name: str, *fields: str) -> str:
    return "\n".join((f"Final-Recipient: rfc822; {name}", *fields, ""))


def verdicts(text: str) -> list[Verdict]:
    return smtpcodes.lint(text, reader="dsn").verdicts


def told(text: str) -> list[tuple[str, str | None]]:
    return [(v.recipient, v.cause) for v in verdicts(text)]


def test_each_recipient_of_a_report_has_its_verdict_with_all_that_the_report_says() -> None:
    text = report(
        recipient(
            "b@d.example",
            "Action: failed",
            "Status: 5.1.1",
            "Remote-MTA: dns; mx.d.example",
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        ),
        recipient("c@d.example", "Action: failed", "Status: 5.2.2"),
        recipient("d@d.example", "Action: delivered", "Status: 2.0.0"),
        recipient("e@d.example", "Action: relayed", "Status: 2.0.0"),
        recipient("f@d.example", "Action: expanded", "Status: 2.0.0"),
    )
    first, second = (v.to_json() for v in verdicts(text))
    assert [first[x] for x in ("recipient", "remote", "action", "status", "cause")] == [
        "b@d.example",
        "mx.d.example",
        "failed",
        "5.1.1",
        "recipient.unknown",
    ]
    assert [second[x] for x in ("recipient", "remote", "action", "status", "cause")] == [
        "c@d.example",
        None,
        "failed",
        "5.2.2",
        "recipient.mailbox-full",
    ]


def test_a_verdict_of_a_session_has_no_recipient() -> None:
    (verdict,) = smtpcodes.lint(
        block("""
            S: 220 mx
            C: EHLO c
            S: 250 mx
            C: MAIL FROM:<a@c>
            S: 530 5.7.0 Authentication required
            """)
    ).verdicts
    found = verdict.to_json()
    assert {found[x] for x in ("recipient", "remote", "action", "status")} == {None}


def test_what_is_delayed_is_said_to_be_still_tried() -> None:
    (verdict,) = verdicts(report(recipient("b@d.example", "Action: delayed", "Status: 4.2.2")))
    assert verdict.action == "delayed"
    assert verdict.summary.startswith("mail to b@d.example is delayed and still being tried: ")


def test_the_prose_and_the_report_of_one_recipient_are_one_verdict() -> None:
    reply = "550 Requested mail action not taken"
    text = report(
        recipient(
            "b@d.example", "Action: failed", "Status: 5.2.2", f"Diagnostic-Code: smtp; {reply}"
        ),
        prose=(
            f"<b@d.example>: host mx.d.example[192.0.2.9] said: {reply} (in reply to RCPT "
            "TO command)\n"
        ),
    )
    assert told(text) == [("b@d.example", "recipient.mailbox-full")]


@pytest.mark.parametrize(
    ("prose", "cause"),
    (
        ("<b@d.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n", "recipient.unknown"),
        (
            "<b@d.example>:\n550: 5.1.1 <b@d.example>: User unknown in relay recipient table\n",
            "recipient.unknown",
        ),
        (
            "<b@d.example>:\n550 - Requested action not taken: no such user here\n",
            "recipient.unknown",
        ),
        (
            "  b@d.example\n    ERROR_CODE :550, ERROR_CODE :5.1.1 User unknown\n",
            "recipient.unknown",
        ),
        (
            block("""
                <b@d.example>: host mx.d.example[192.0.2.9] said: 554 30
                    Sorry, your message to b@d.example cannot be delivered. This mailbox is
                    disabled (554.30). (in reply to end of DATA command)
                """),
            "recipient.disabled",
        ),
        (
            block("""
                The following message to <b@d.example> was undeliverable.
                The reason for the problem:
                5.1.0 - Unknown address error 550-'5.1.1 Recipient address rejected: User unknown'
                """),
            "recipient.unknown",
        ),
        (
            "   ----- The following addresses had permanent fatal errors -----\n<b@d.example>\n"
            "    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n"
            ">>> DATA\n<<< 550 5.1.1 User unknown\n550 5.1.1 <b@d.example>... User unknown\n"
            "<<< 503 5.0.0 Need RCPT (recipient)\n",
            "recipient.unknown",
        ),
        (
            block("""
                "b@d.example":
                SMTP error from remote server after RCPT command:
                5.2.2 <b@d.example>... Mailbox Full
                """),
            "recipient.mailbox-full",
        ),
        ("b@d.example: Mailbox full\n", "recipient.mailbox-full"),
    ),
)
def test_the_prose_of_a_mail_names_the_recipient_and_the_cause(prose: str, cause: str) -> None:
    assert told(f"{DAEMON}\n{prose}") == [("b@d.example", cause)]


def test_recipients_in_prose_are_told_one_by_one() -> None:
    text = (
        f"{DAEMON}\n"
        "<b@d.example>:\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\n"
        "\n"
        "<c@d.example>:\n"
        "Mailbox full (#5.2.2)\n"
    )
    assert told(text) == [
        ("b@d.example", "recipient.unknown"),
        ("c@d.example", "recipient.mailbox-full"),
    ]


def test_a_header_may_name_the_recipient() -> None:
    text = (
        f"X-Failed-Recipients: b@d.example\n{DAEMON}\nIt was not delivered: the mailbox is full.\n"
    )
    assert told(text) == [("b@d.example", "recipient.mailbox-full")]


@pytest.mark.parametrize(
    "header",
    (
        "From: b@d.example\nTo: a@c.example\nAuto-Submitted: auto-replied\nSubject: Away\n",
        block("""
            From: fbl@d.example
            To: a@c.example
            Subject: x
            Content-Type: multipart/report; report-type=feedback-report; boundary="x"
            """),
    ),
)
def test_an_automatic_reply_and_a_complaint_are_no_failure(header: str) -> None:
    assert told(f"{header}\nThe mailbox of b@d.example is full of 550 User unknown.\n") == []


def test_an_event_of_a_provider_tells_its_recipients() -> None:
    event = {
        "notificationType": "Bounce",
        "bounce": {
            "bouncedRecipients": [
                {
                    "emailAddress": "b@d.example",
                    "action": "failed",
                    "status": "5.1.1",
                    "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                },
                {
                    "emailAddress": "c@d.example",
                    "action": "failed",
                    "status": "5.2.2",
                    "diagnosticCode": "smtp; 552 mailbox full",
                },
            ]
        },
    }
    assert told(json.dumps(event) + "\n") == [
        ("b@d.example", "recipient.unknown"),
        ("c@d.example", "recipient.mailbox-full"),
    ]


def test_a_client_names_no_recipient_in_the_message_that_comes_back() -> None:
    text = (
        f"{DAEMON}\n"
        "<b@d.example>:\n"
        "550 5.1.1 User unknown\n"
        "\n"
        "--- Below this line is a copy of the message.\n"
        "\n"
        "Final-Recipient: rfc822; forged@d.example\n"
        "Action: failed\n"
        "Status: 5.7.8\n"
        "\n"
        "<forged@d.example>: 535 5.7.8 no\n"
    )
    assert told(text) == [("b@d.example", "recipient.unknown")]


def test_hostile_bounces_end_in_bounded_time_and_without_a_traceback() -> None:
    for piece in (
        "<a@b>: ",
        "deliver to ",
        "a@" * 40,
        "(expanded from ",
        '"a@b.c" ',
        "550 <",
        "Final-Recipient: ; ",
    ):
        smtpcodes.lint(DAEMON + "\n" + (piece * 2000 + "\n") * 20, reader="dsn")
    many = "".join(f"<u{n}@d.example>: 550 5.1.1 no\n\n" for n in range(1000))
    assert len(verdicts(f"{DAEMON}\n{many}")) <= 200


def test_what_delivery_made_of_an_address_is_not_whom_the_mail_was_for() -> None:
    routed = recipient("@mx.example:b@server", "Action: failed", "Status: 5.2.2").replace(
        "Final-", "Original-Recipient: rfc822; b@d.example\nFinal-", 1
    )
    piped = recipient("|/usr/bin/vacation b@d.example /home/b", "Action: failed", "Status: 5.3.0")
    assert [v.recipient for v in verdicts(report(routed))] == ["b@d.example"]
    assert [v.recipient for v in verdicts(report(piped))] == ["b@d.example"]


def test_a_transcript_of_an_old_sendmail_names_each_recipient() -> None:
    text = (
        DAEMON
        + "\n   ----- Transcript of session follows -----\nWhile talking to mx.d.example:\n"
        + block("""
            >>> RCPT To:<b@d.example>
            <<< 550 No such user here.
            550 <b@d.example>... User unknown
            """)
        + "554 <c@e.example>... 550 Host unknown (Authoritative answer from name server)\n"
    )
    assert told(text) == [
        ("b@d.example", "recipient.unknown"),
        ("c@e.example", "recipient.domain-unknown"),
    ]


def test_the_status_of_a_time_that_is_over_says_more_than_the_last_attempt() -> None:
    text = report(
        recipient("b@d.example", "Action: failed", "Status: 4.4.7"),
        prose="Message could not be delivered for too long\n",
    )
    assert told(text) == [("b@d.example", "delivery.expired")]


def test_two_addresses_with_a_text_behind_each_are_two_recipients() -> None:
    text = (
        DAEMON
        + "\nA message that you sent could not be delivered.\n\n"
        + (
            "b@d.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 "
            "<b@d.example>... User Unknown\n"
        )
        + (
            "c@d.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.2.2 "
            "<c@d.example>... Mailbox Full\n"
        )
    )
    assert told(text) == [
        ("b@d.example", "recipient.unknown"),
        ("c@d.example", "recipient.mailbox-full"),
    ]


def test_a_report_that_tells_of_no_failure_is_counted_as_what_it_is() -> None:
    report = (
        b"From: MAILER-DAEMON@mx.example\nSubject: Delivery report\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; a@d.example\nAction: delivered\nStatus: 2.0.0\n\n--b--\n"
    )
    assert Linter().lint_chunks("-", [report]).notices == {"delivered": 1}


SES = (
    '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType'
    '":"General","bouncedRecipients":[{"emailAddress":"b@d.example","action":"faile'
    'd","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}}'
)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"Type": "Notification", "Message": SES}),
        json.dumps({"Type": "Notification", "Message": SES}, indent=2),
        json.dumps(json.loads(SES), indent=2),
        f"{DAEMON}\n" + json.dumps({"Type": "Notification", "Message": SES}, indent=2) + "\n",
        f"{DAEMON}\n"
        + json.dumps({"Message": SES}, indent=2).replace("5.1.1 user", "5.1.1!\n  user"),
    ],
    ids=["in one line", "printed", "not carried", "in a mail", "in a mail that cut its lines"],
)
def test_a_notification_of_ses_is_read_however_sns_carries_it(text: str) -> None:
    assert told(text) == [("b@d.example", "recipient.unknown")]


@pytest.mark.parametrize(
    "event",
    [
        {"RecordType": "Bounce", "Details": "smtp;550 5.1.1 user unknown", "Email": "b@d.example"},
        [{"msys": {"m": {"rcpt_to": "b@d.example", "raw_reason": "550 5.1.1 user unknown"}}}],
    ],
    ids=["Postmark", "SparkPost"],
)
def test_an_event_that_is_printed_is_read_once(event: object) -> None:
    assert told(json.dumps(event, indent=2)) == [("b@d.example", "recipient.unknown")]


def test_the_id_of_the_message_is_no_recipient() -> None:
    text = (
        f"{DAEMON}\nThe message\n\n   Message-Id: <1@c.example>\n\n"
        "failed to reach following recipients:\n\n   <b@d.example> - 550 5.1.1 User unknown\n"
    )
    assert told(text) == [("b@d.example", "recipient.unknown")]


def test_a_notification_of_a_delivery_is_no_bounce() -> None:
    text = (
        '{"eventType":"Delivery","delivery":{"recipients":["b@d.example"],"smtpResponse'
        '":"250 2.6.0 Message received"}}'
    )
    made = smtpcodes.lint(text, reader="dsn")
    assert (made.verdicts, made.to_json()["inputs"][0]["notices"]) == ([], {"delivered": 1})


def test_what_a_server_said_belongs_to_the_recipient_whom_sendmail_then_names() -> None:
    text = (
        f"{DAEMON}\n"
        "   ----- Transcript of session follows -----\n"
        "While talking to mx.d.example:\n"
        ">>> MAIL From:<a@c.example>\n"
        "<<< 550 <a@c.example>... Insecure Mail Relay\n554 <b@d.example>... Remote protocol error\n"
    )
    assert told(text) == [("b@d.example", "relay.denied")]


@pytest.mark.parametrize(
    ("prose", "cause"),
    [
        ("b@d.example: Envelope expired\n\nBelow is more\n", "delivery.expired"),
        (
            "b@d.example: No MX found for domain\n\nIt is kept in the queue for up to 7 days.\n",
            "recipient.domain-unknown",
        ),
        (
            "Delivery failed 20 attempts: b@d.example\n\nOriginal message follows.\n\nspam virus\n",
            "delivery.expired",
        ),
        (
            block("""
                Error delivering your mail to <b@d.example>.

                DNS lookup failure: host d.example not found
                """),
            "recipient.domain-unknown",
        ),
    ],
)
def test_words_of_the_next_paragraph_are_not_said_of_a_recipient(prose: str, cause: str) -> None:
    assert told(f"{DAEMON}\n{prose}") == [("b@d.example", cause)]

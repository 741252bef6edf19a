"""The reader of Postfix logs."""

from __future__ import annotations

from smtpcodes.linter import Linter
from smtpcodes.readers.postfix import Postfix
from tests.block import octets
from tests.each import each
from tests.readers.server_logs import accused, exchanges, reader_of

HEAD = b"Feb  3 08:29:28 mx postfix/smtpd[2]: "
REJECT = (
    b"NOQUEUE: reject: RCPT from c.example[192.0.2.7]: 554 5.7.1 <b@d.example>: Relay "
    b"access denied; from=<a@c.example> to=<b@d.example> proto=ESMTP helo=<c>\n"
)
CONNECT = b"connect from c.example[192.0.2.7]\n"
DISCONNECT = b"disconnect from c.example[192.0.2.7] ehlo=1 quit=1 commands=2\n"
DELIVERY = b"Feb  3 08:29:28 mx postfix/smtp[9]: 4E74613FE76: "


def log(*texts: bytes) -> bytes:
    return b"".join(HEAD + text for text in texts)


@each(
    "head",
    (
        b"Feb  3 08:29:28 mx postfix/smtpd[2]: ",
        b"Feb 3 08:29:28 mx postfix/smtpd[2]: ",
        b"2024-08-25T10:04:35.051238+00:00 mx postfix/smtpd[2]: ",
        b"2024-08-25T10:04:35+0200 mx postfix/submission/smtpd[2]: ",
        b"mail_1  | Feb  3 08:29:28 mx postfix/smtpd[2]: ",
        b"mail | mx postfix/smtpd[2]: ",
        b"<22>Feb  3 08:29:28 mx postfix-out/smtpd[2]: ",
        b"postfix/smtpd[2]: ",
        b"Feb  3 2024 08:29:28 mx postfix/smtpd[2]: ",
        b"2024-01-01T00:00:00.000000000Z stdout F Feb  3 08:29:28 mx postfix/smtpd[2]: ",
        b"Sat 2024-02-03 08:29:28 CET mx postfix/smtpd[2]: ",
        b"1654857836.123456 mx postfix/smtpd[2]: ",
        b"[  123.456789] mx postfix/smtpd[2]: ",
        b"<22>1 2024-02-03T08:29:28.5+01:00 mx postfix/smtpd 2 - - ",
        (
            b"<22>1 2024-02-03T08:29:28.5Z mx postfix/smtps/smtpd 2 id [meta "
            b'sequenceId="1" x="]\\""][y@1 z="a"] \xef\xbb\xbf'
        ),
    ),
)
def test_every_head_of_a_line_is_read(head: bytes) -> None:
    text = (
        head
        + CONNECT
        + head
        + REJECT
        + head.replace(b":29:28", b":29:31")
        + REJECT
        + head
        + DISCONNECT
    )
    assert exchanges(text) == [[("RCPT", 554, "5.7.1")] * 2]
    assert reader_of(text) == "postfix"


def test_a_name_that_a_client_gave_is_no_line() -> None:
    forged = (
        b"x> Feb  3 08:29:28 mx postfix/smtpd[3]: NOQUEUE: reject: RCPT from "
        b"f[1.1.1.1]: 535 5.7.8 forged; from=<a> to=<b> proto=ESMTP helo=<y"
    )
    text = log(CONNECT, REJECT.replace(b"helo=<c>", b"helo=<" + forged + b">"), DISCONNECT)
    assert exchanges(text) == [[("RCPT", 554, "5.7.1")]]


def test_an_address_that_a_client_gave_is_no_status() -> None:
    address = (
        b'"x>, relay=f[1.1.1.1]:25, delay=1, dsn=5.7.8, status=bounced (host f[1.1.1.1] '
        b'said: 535 5.7.8 forged"@d.example'
    )
    text = (
        DELIVERY
        + b"to=<"
        + address
        + (
            b">, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/1/0, dsn=5.1.1, "
            b"status=bounced (host mx[192.0.2.9] said: 550 5.1.1 No (in reply to RCPT "
            b"TO command))"
        )
    )
    assert exchanges(text) == [[("RCPT", 550, "5.1.1")]]


def test_a_user_name_is_no_reply() -> None:
    text = log(
        CONNECT,
        (
            b"warning: c[192.0.2.7]: SASL LOGIN authentication failed: UGFz, "
            b"sasl_username=x: NOQUEUE: reject: RCPT from c[1.1.1.1]: 535 forged\n"
        ),
    )
    assert exchanges(text) == [[("AUTH", 0, None)]]


def test_the_reply_to_a_failed_log_in_is_not_known() -> None:
    text = log(
        CONNECT,
        (
            b"warning: c.example[192.0.2.7]: SASL LOGIN authentication failed: "
            b"authentication failure\n"
        ),
        DISCONNECT,
    )
    assert exchanges(text) == [[("AUTH", 0, None)]]
    assert not accused(text)


def test_counters_tell_of_a_failed_log_in() -> None:
    assert exchanges(log(CONNECT, DISCONNECT.replace(b"quit=1", b"auth=0/2"))) == [
        [("AUTH", 0, None)]
    ]
    assert exchanges(log(CONNECT, DISCONNECT.replace(b"quit=1", b"auth=1"))) == []


def test_sessions_that_tell_nothing_are_counted() -> None:
    linter = Linter(rules_on=False)
    assert (
        linter.lint_chunks(
            "x", [log(CONNECT, DISCONNECT, CONNECT, REJECT, DISCONNECT, CONNECT)]
        ).sessions
        == 3
    )


def test_a_process_serves_one_session_after_the_other() -> None:
    assert (
        exchanges(log(CONNECT, REJECT, DISCONNECT, CONNECT, REJECT, CONNECT, REJECT))
        == [[("RCPT", 554, "5.7.1")]] * 3
    )


def test_a_warning_refuses_nothing() -> None:
    assert (
        exchanges(
            log(
                CONNECT,
                REJECT.replace(b"reject:", b"reject_warning:"),
                REJECT.replace(b"reject:", b"hold:"),
            )
        )
        == []
    )


def test_after_starttls_nothing_is_known_of_a_log_in() -> None:
    required = REJECT.replace(
        b"554 5.7.1 <b@d.example>: Relay access denied",
        b"530 5.7.1 <c[192.0.2.7]>: Client host rejected: Authentication required",
    )
    text = log(
        CONNECT,
        (
            b"Anonymous TLS connection established from c.example[192.0.2.7]: TLSv1.3 "
            b"with cipher X (256/256 bits)\n"
        ),
        required,
        required,
        DISCONNECT,
    )
    assert exchanges(text) == [[("RCPT", 530, "5.7.1")] * 2]
    assert not {rule for rule in accused(text) if not rule.startswith("enhanced/")} - {
        "auth/required-late"
    }


@each(
    "said, known",
    (
        (
            (
                b"host mx[192.0.2.9] said: 530 5.7.0 Must issue a STARTTLS command "
                b"first (in reply to MAIL FROM command)"
            ),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            b"host mx[192.0.2.9] refused to talk to me: 450 4.3.2 try again later",
            ("UNKNOWN", 450, "4.3.2"),
        ),
        (
            b"SASL authentication failed; server mx[192.0.2.9] said: 535-5.7.8 No 535 5.7.8 really",
            ("AUTH", 535, "5.7.8"),
        ),
        (
            (
                b"host mx[192.0.2.9] said: 550-5.7.1 One 550-5.7.1 two 550 5.7.1 three "
                b"(in reply to end of DATA command)"
            ),
            ("MESSAGE", 550, "5.7.1"),
        ),
        (
            (
                b"SASL authentication failed; server mx[192.0.2.9] said: 534-5.7.9 "
                b"One?534-5.7.9 two?534 5.7.9 three?"
            ),
            ("AUTH", 534, "5.7.9"),
        ),
        (
            b"host mx[private/lmtp] said: 452 4.2.2 Full (in reply to RCPT TO command)",
            ("RCPT", 452, "4.2.2"),
        ),
        (
            b"TLS is required, but host mx[192.0.2.9] refused to start TLS: 454 4.7.0 Not now",
            ("STARTTLS", 454, "4.7.0"),
        ),
    ),
)
def test_what_a_remote_server_said_is_a_session_of_its_own(
    said: bytes, known: tuple[str, int, str]
) -> None:
    assert exchanges(DELIVERY + said) == [[known]]
    final = (
        (
            b"to=<b@d.example>, orig_to=<b@c.example>, relay=mx[192.0.2.9]:25, "
            b"conn_use=2, delay=1, dsn=5.0.0, status=bounced ("
        )
        + said
        + b")"
    )
    assert exchanges(DELIVERY + final) == [[known]]


def test_what_holds_a_destination_up_is_told_once() -> None:
    said = b"SASL authentication failed; server mx[192.0.2.9] said: 535 5.7.8 No"
    suspended = (
        (
            b"Feb  3 08:29:28 mx postfix/error[8]: 4E74613FE7%d: to=<b@d>, relay=none, "
            b"delay=1, dsn=4.7.8, status=deferred (delivery temporarily suspended: "
        )
        + said
        + b")\n"
    )
    assert exchanges(suspended % 1 + suspended % 2) == [[("AUTH", 535, "5.7.8")]]
    assert exchanges(DELIVERY + said + b"\n" + suspended % 1) == [[("AUTH", 535, "5.7.8")]]
    for other in (
        b"4E7: removed",
        (
            b"4E7: to=<b@d>, relay=none, delay=1, dsn=5.0.0, status=bounced (host "
            b"mx[192.0.2.9] said: 550 no)"
        ),
        (
            b"4E7: to=<b@d>, relay=none, status=deferred (delivery temporarily "
            b"suspended: connect to mx: timed out)"
        ),
        b"no queue id",
    ):
        assert exchanges(b"Feb  3 08:29:28 mx postfix/error[8]: " + other) == []


def test_deliveries_without_a_reply_tell_nothing() -> None:
    for other in (
        (
            b"to=<b@d>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to "
            b"mx[192.0.2.9]:25: Connection timed out)"
        ),
        b"to=<b@d>, delay=1",
        b"to=<b@d>, relay=mx, delay=1",
        b"host mx[192.0.2.9] said nothing",
        b"host mx[192.0.2.9] said: hello (in reply to RCPT TO command)",
        b"TLS is required, but was not offered by host mx[192.0.2.9]",
        b"enabling PIX workarounds: disable_esmtp for mx[192.0.2.9]:25",
    ):
        assert exchanges(DELIVERY + other) == [], other
    log_in = (
        b"SASL authentication failed; cannot authenticate to server mx[192.0.2.9]: bad protocol"
    )
    assert exchanges(DELIVERY + log_in) == [[("AUTH", 0, None)]], "a log-in without its reply"


def test_a_proxy_refuses_with_and_without_a_queue_id() -> None:
    text = (
        b"proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject, id=1-SPAM; from=<a@c> "
        b"to=<b@d> proto=ESMTP helo=<c>\n"
    )
    assert (
        exchanges(log(CONNECT, text))
        == exchanges(log(CONNECT, b"4E74613FE76: " + text))
        == [[("MESSAGE", 554, "5.7.0")]]
    )
    assert (
        exchanges(
            log(
                CONNECT,
                b"NOQUEUE: reject: RCPT 554 5.7.0 No\n",
                b"NOQUEUE: reject: RCPT from nobody: 554\n",
            )
        )
        == []
    )


def test_a_log_in_is_remembered() -> None:
    client = (
        b"4E74613FE76: client=c.example[192.0.2.7], sasl_method=PLAIN, sasl_username=a@c.example\n"
    )
    text = log(CONNECT, client, client, REJECT, DISCONNECT.replace(b"quit=1", b"auth=0/1"))
    assert exchanges(text) == [[("RCPT", 554, "5.7.1")]]
    assert (
        exchanges(
            log(
                CONNECT,
                client.replace(b", sasl", b" x, sasl"),
                b"4E7: client=c.example[192.0.2.7]\n",
            )
        )
        == []
    )


def test_an_aborted_log_in_is_no_failure() -> None:
    aborted = b"warning: c.example[192.0.2.7]: SASL LOGIN authentication aborted\n"
    assert (
        exchanges(
            log(
                CONNECT,
                aborted,
                b"warning: c.example[192.0.2.7]: SASL LOGIN sleeps\n",
                b"warning: hostname x does not resolve\n",
                DISCONNECT.replace(b"quit=1", b"auth=0/1"),
            )
        )
        == []
    )


def test_the_dialogue_of_v_is_told_once() -> None:
    text = log(
        CONNECT,
        b"> c.example[192.0.2.7]: 220 mx.example.net ESMTP\n",
        b"< c.example[192.0.2.7]: MAIL FROM:<a@c>\n",
        b"> c.example[192.0.2.7]: 530 5.7.0 Log in\n",
        b"> c.example[192.0.2.7]: no reply\n",
        b"> something else\n",
        b"proxy-reject: END-OF-MESSAGE: 554 no\n",
        REJECT,
        b"warning: c.example[192.0.2.7]: SASL LOGIN authentication failed: x\n",
        DISCONNECT,
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("MAIL", 530, "5.7.0")]]
    said = b"Feb  3 08:29:28 mx postfix/smtp[9]: "
    client = b"".join(
        said + x
        for x in (
            b"< mx[192.0.2.9]:25: 220 mx\n",
            b"> mx[192.0.2.9]:25: EHLO c\n",
            b"< mx[192.0.2.9]:25: 250-mx\n",
            b"< mx[192.0.2.9]:25: 250 STARTTLS\n",
            b"> mx[192.0.2.9]:25: STARTTLS\n",
            b"< mx[192.0.2.9]:25: 220 2.0.0 go\n",
        )
    )
    assert (
        exchanges(client * 2)
        == [[("CONNECT", 220, None), ("EHLO", 250, None), ("STARTTLS", 220, "2.0.0")]] * 2
    )


def test_the_lines_of_a_reply_come_back() -> None:
    text = DELIVERY + (
        b"host mx[192.0.2.9] said: 550-5.7.1 One 550-5.7.1 two 550 5.7.1 three (in "
        b"reply to end of DATA command)"
    )
    items = Postfix().take(text)
    assert items is not None
    assert [getattr(event, "text", None) for _, event in items[1:-1]] == [b"One", b"two", b"three"]
    again = Postfix().take(text.replace(b" 550", b"?550").replace(b"?550", b" 550", 1))
    assert again is not None
    assert [getattr(event, "text", None) for _, event in again[1:-1]] == [b"One", b"two", b"three"]


def test_a_mail_that_was_sent_tells_nothing() -> None:
    assert (
        exchanges(
            DELIVERY
            + (
                b"to=<b@d.example>, relay=mx[192.0.2.9]:25, delay=1, dsn=2.0.0, "
                b"status=sent (250 2.0.0 Ok)"
            )
        )
        == []
    )


def test_postscreen_has_many_sessions_in_a_process() -> None:
    head = b"Feb  3 08:29:28 mx postfix/postscreen[5]: "
    reject = (
        b"NOQUEUE: reject: RCPT from [192.0.2.7]:%d: 550 5.7.1 Service unavailable; "
        b"from=<a>, to=<b>, proto=ESMTP, helo=<c>\n"
    )
    text = (
        head
        + b"CONNECT from [192.0.2.7]:1 to [192.0.2.1]:25\n"
        + head
        + b"CONNECT from [192.0.2.7]:2 to [192.0.2.1]:25\n"
        + head
        + reject % 1
        + head
        + reject % 2
    )
    assert exchanges(text) == [[("RCPT", 550, "5.7.1")], [("RCPT", 550, "5.7.1")]]


def test_what_postscreen_tells_of_no_reply() -> None:
    head = b"Feb  3 08:29:28 mx postfix/postscreen[5]: "
    for text in (
        b"NOQUEUE: reject: CONNECT from [192.0.2.9]:4242: all screening ports busy",
        b"PREGREET 11 after 0.1 from [192.0.2.9]:1: EHLO x: 535",
        b"no queue: id",
        b"HANGUP after 1 from [192.0.2.9]:1",
    ):
        assert exchanges(head + text) == []


def test_a_milter_refuses_the_message() -> None:
    text = (
        b"Feb  3 08:29:28 mx postfix/cleanup[5]: 4104E3D: milter-reject: END-OF-MESSAGE "
        b"from c[192.0.2.7]: 5.7.1 Blocked; from=<a> to=<b> proto=ESMTP helo=<c>"
    )
    assert exchanges(text) == [[("MESSAGE", 550, "5.7.1")]]
    header = (
        b"Feb  3 08:29:28 mx postfix/cleanup[5]: 4104E3D: reject: header Subject: spam "
        b"from c[192.0.2.7]; from=<a> to=<b> proto=ESMTP helo=<c>: 4.7.1 Not now"
    )
    assert exchanges(header) == [[("MESSAGE", 451, "4.7.1")]]
    assert not accused(text + b"\n" + header)
    for other in (
        b"4104E3D: warning: header reject: 5.7.1",
        b"reject: x",
        b"4104E3D: reject: header x from c[192.0.2.7];",
        b"4104E3D: message-id=<reject: @x>",
    ):
        assert exchanges(b"Feb  3 08:29:28 mx postfix/cleanup[5]: " + other) == []


def test_the_transcript_for_the_postmaster_is_a_dialogue() -> None:
    text = octets("""
         Out: 220 mx.example ESMTP Postfix
         In:  EHLO c.example
         Out: 250 mx.example
         In:  VRFY b
         Out: 502 5.5.1 VRFY command is disabled
        """)
    assert exchanges(text, "postfix") == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("VRFY", 502, "5.5.1")]
    ]


def test_other_programs_of_a_mail_log_are_passed_over() -> None:
    reader = Postfix()
    assert reader.take(b"Feb  3 08:29:28 mx opendkim[77]: 4E74: DKIM-Signature field added") == ()
    assert reader.take(b"Feb  3 08:29:28 mx something[77]: hello") is None

"""The reader of Sendmail logs."""

from __future__ import annotations

from tests.block import octets
from tests.each import each
from tests.readers.server_logs import exchanges, reader_of

HEAD = b"Feb 25 03:01:10 mx sm-mta[27713]: "


@each(
    "text, known",
    (
        (
            (
                b"s1P819mk027712: ruleset=check_rcpt, arg1=<b@d>, relay=c [192.0.2.7], "
                b"reject=550 5.7.1 <b@d>... Relaying denied"
            ),
            ("RCPT", 550, "5.7.1"),
        ),
        (
            (
                b"s1P819mk027713: ruleset=check_mail, arg1=<a@c>, relay=[192.0.2.7], "
                b"reject=553 5.1.8 <a@c>... Domain of sender address a@c does not exist"
            ),
            ("MAIL", 553, "5.1.8"),
        ),
        (
            (
                b"ruleset=check_relay, arg1=c, arg2=192.0.2.7, relay=c [192.0.2.7], "
                b"reject=421 4.3.2 Connection rate limit exceeded."
            ),
            ("CONNECT", 421, "4.3.2"),
        ),
        (
            (
                b"ruleset=check_relay, arg1=c, arg2=192.0.2.7, relay=c [192.0.2.7], "
                b"reject=550 5.7.1 Rejected: 192.0.2.7 listed"
            ),
            ("UNKNOWN", 550, "5.7.1"),
        ),
        (b"s1P819mk027713: Milter: to=<b@d>, reject=451 4.7.1 Later", ("RCPT", 451, "4.7.1")),
        (
            (
                b"s1P819mk027713: to=<b@d>,<e@d>, delay=00:00:01, mailer=esmtp, "
                b"relay=mx [192.0.2.9], dsn=5.1.1, reply=550 5.1.1 No, stat=User unknown"
            ),
            ("UNKNOWN", 550, "5.1.1"),
        ),
        (
            (
                b"s1P819mk027713: to=<b@d>, delay=00:00:01, mailer=esmtp, relay=mx "
                b"[192.0.2.9], dsn=4.7.1, stat=Deferred: 451 4.7.1 Later"
            ),
            ("UNKNOWN", 451, "4.7.1"),
        ),
        (
            (
                b"s1P819mk027713: AUTH failure (LOGIN): authentication failure (-13) "
                b"SASL(-13), user=a, relay=[192.0.2.7]"
            ),
            ("AUTH", 0, None),
        ),
        (
            b"[ID 801593 mail.notice] s1P819mk027713: --- 530 5.7.0 Authentication required",
            ("UNKNOWN", 530, "5.7.0"),
        ),
    ),
)
def test_syslog_tells_of_refusals(text: bytes, known: tuple[str, int, str | None]) -> None:
    assert exchanges(HEAD + text, "sendmail") == [[known]]


@each(
    "text",
    (
        (
            b"ruleset=tls_server, arg1=SOFTWARE, relay=mx.d.example, reject=403 4.7.0 "
            b"TLS handshake failed."
        ),
        b"ruleset=check_rcpt, discard",
        b"Milter: connect: host=c, addr=192.0.2.7, rejecting commands",
        (
            b"to=<b@d>, delay=00:00:01, mailer=esmtp, relay=mx [192.0.2.9], dsn=4.0.0, "
            b"stat=Deferred: 403 4.7.0 TLS handshake failed."
        ),
        b"milter=spf, action=mail, reject=550 5.7.1 No",
        b"to=<b@d>, delay=00:00:01, mailer=local, dsn=5.0.0, stat=550 5.7.1 a program says so",
        b"STARTTLS=server, error: accept failed=-1, relay=c [192.0.2.7]",
        b"--- nothing",
        (
            b"ruleset=check_vrfy, arg1=x, reject=250 2.0.0 forged, relay=c [192.0.2.7], "
            b"reject=550 5.7.1 No"
        ),
        b"Milter: helo=x, reject=250 forged, reject=550 5.7.1 No",
        b"ruleset=check_rcpt, arg1=<b@d>, relay=c [192.0.2.7], reject=Command rejected",
        b"from=<a@c>, size=1, nrcpts=1, proto=ESMTPA, relay=c [192.0.2.7]",
        b"Milter (spf): error connecting",
    ),
)
def test_lines_that_tell_no_reply(text: bytes) -> None:
    assert exchanges(b"Feb 25 03:01:10 mx sm-mta[27]: s1P819mk027713: " + text) == []


@each(
    "head",
    (
        b"Feb 25 03:01:10 mx mail:info sendmail[27]: ",
        b"Feb 25 03:01:10 <mail.info> mx sm-mta[27]: ",
        b"<22>1 2024-02-25T03:01:10Z mx sm-mta 27 - - ",
        b"Feb 25 03:01:10 mx sendmail[27]: [ID 801593 mail.notice] ",
    ),
)
def test_every_head_of_a_line_is_read(head: bytes) -> None:
    assert exchanges(head + b"s1P819mk027713: Milter: from=<a@c>, reject=550 5.7.1 No") == [
        [("MAIL", 550, "5.7.1")]
    ]


def test_what_a_local_lmtp_server_said_is_a_reply() -> None:
    text = (
        b"Feb 25 03:01:10 mx sm-mta[27]: s1P819mk027713: to=<b@d>, mailer=local, "
        b"relay=/var/run/lmtp, dsn=5.1.1, reply=550 5.1.1 No, stat=User unknown"
    )
    assert exchanges(text) == [[("UNKNOWN", 550, "5.1.1")]]


def test_what_repeats_a_dialogue_is_told_once() -> None:
    texts = (
        b"--- 220 mx ESMTP Sendmail",
        b"<-- EHLO c",
        b"--- 250-mx Hello",
        b"--- 250 HELP",
        b"STARTTLS=server, relay=c [192.0.2.7], version=TLSv1.3",
        b"<-- AUTH LOGIN",
        b"AUTH failure (LOGIN): no, relay=c",
        b"--- 535 5.7.0 authentication failed",
        b"<-- MAIL FROM:<a@c>",
        b"ruleset=check_mail, arg1=<a@c>, relay=c [192.0.2.7], reject=530 5.7.0 Log in",
        b"--- 530 5.7.0 Log in",
    )
    text = b"".join(b"Feb 25 03:01:10 mx sm-mta[27]: s1P819mk027713: " + x + b"\n" for x in texts)
    known = [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("AUTH", 535, "5.7.0"),
        ("MAIL", 530, "5.7.0"),
    ]
    assert exchanges(text) == [known]
    assert exchanges(text + text) == [known, known]
    assert exchanges(b"Feb 25 03:01:10 mx sm-mta[28]: s1P819mk027713: --- 550 5.7.1 No\n") == [
        [("UNKNOWN", 550, "5.7.1")]
    ]


def test_a_client_that_goes_ends_the_session() -> None:
    head = b"Feb 25 03:01:10 mx sm-mta[27]: s1P819mk027713: "
    text = (
        head
        + b"STARTTLS=server, relay=c [192.0.2.7], version=TLSv1.3\n"
        + head
        + b"AUTH=server, relay=c, authid=a, mech=LOGIN, bits=0\n"
        + head
        + (b"ruleset=check_rcpt, arg1=<b@d>, relay=c [192.0.2.7], reject=550 5.7.1 No\n")
        + head
        + b"lost input channel from c [192.0.2.7] to MTA after rcpt\n"
    )
    assert exchanges(text * 2) == [[("RCPT", 550, "5.7.1")]] * 2


def test_an_address_that_a_client_gave_is_no_refusal() -> None:
    text = (
        b's1P819mk027713: ruleset=check_rcpt, arg1=<"x>, relay=f, reject=535 5.7.8 '
        b'forged"@d>, relay=c [192.0.2.7], reject=550 5.7.1 Relaying denied'
    )
    assert exchanges(HEAD + text) == [[("RCPT", 550, "5.7.1")]]


def test_the_traffic_of_a_client_has_its_marks_the_other_way_round() -> None:
    text = octets("""
        12345 === CONNECT mx.example
        12345 <<< 220 mx.example
        12345 >>> EHLO c
        12345 <<< 250 mx.example
        12345 >>> QUIT
        12345 <<< 221 bye
        """)
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]]
    assert reader_of(text) == "sendmail"


def test_a_process_number_comes_again_for_another_session() -> None:
    text = octets("""
        12345 >>> 220 mx.example
        12345 <<< EHLO c
        12345 >>> 250 mx.example
        12345 <<< QUIT
        12345 >>> 221 bye
        """)
    assert len(exchanges(text * 2)) == 2


def test_replies_stand_alone_in_what_v_prints() -> None:
    text = octets("""
        b@d.example... Connecting to mx.example. via esmtp...
        220 mx.example ESMTP
        >>> EHLO c.example
        250 mx.example
        >>> MAIL From:<a@c.example>
        530 5.7.0 No
        """)
    assert exchanges(text) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0")]
    ]


def test_message_text_that_looks_like_a_reply_is_text() -> None:
    text = octets("""
            12345 >>> 220 mx.example
            12345 <<< EHLO c
            12345 >>> 250 mx.example
            12345 <<< MAIL FROM:<a@c>
            12345 >>> 250 2.1.0 Ok
            12345 <<< RCPT TO:<b@d>
            12345 >>> 250 2.1.5 Ok
            12345 <<< DATA
            12345 >>> 354 go
            12345 <<< 530 and 535 are only words here
            12345 <<< .
            12345 >>> 250 2.0.0 Ok
            """)
    assert exchanges(text)[0][-2:] == [("DATA", 354, None), ("MESSAGE", 250, "2.0.0")]

"""The readers of small servers: OpenSMTPD, Haraka, Dovecot, Exchange, qmail and others."""

from __future__ import annotations

from smtpcodes.readers.exchange import Exchange
from smtpcodes.session.events import Close, Connect
from tests.block import octets
from tests.each import each
from tests.readers.server_logs import accused, exchanges, reader_of

DOVECOT = b"Nov 23 22:54:04 mx dovecot: submission-login: "
EXCHANGE = b"2023-01-11T15:59:%02d.000Z,EX\\C,08DA,%d,192.0.2.1:25,192.0.2.7:5,%s,%s,\n"
STALWART = (
    b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
    b'remote.ip="192.0.2.7" remote.port=%d}: smtp::inbound::session: event="%s" '
    b'data="%s" size=1\n'
)
HARAKA = b"2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] "
ZEEK = b"#path\tsmtp\n#fields\tts\tuid\tid.orig_h\tid.resp_p\thelo\tlast_reply\n"


@each(
    "reader, text, known",
    (
        (
            "opensmtpd",
            (
                b'mx smtpd[1]: 5829f3aff09c1a5e smtp failed-command command="AUTH PLAIN '
                b'(...)" result="535 Authentication failed"'
            ),
            ("AUTH", 535, None),
        ),
        (
            "opensmtpd",
            (
                b'smtp event=failed-command address=192.0.2.7 host=c command="RCPT '
                b'TO:<b@d>" result="550 Invalid recipient"'
            ),
            ("RCPT", 550, None),
        ),
        (
            "opensmtpd",
            (
                b'5829f3aff09c1a5e smtp failed-command command="EHLO x\\" result=\\"535 '
                b'5.7.8 forged" result="501 5.5.4 No"'
            ),
            ("EHLO", 501, "5.5.4"),
        ),
        (
            "opensmtpd",
            (
                b"mx smtpd[1]: 5829f3aff09c1a5e mta delivery evpid=1 from=<a@c> "
                b'to=<b@d> rcpt=<-> relay="mx" delay=1s result="PermFail" stat="550 5.1.1 No"'
            ),
            ("UNKNOWN", 550, "5.1.1"),
        ),
        (
            "opensmtpd",
            (
                b"Aug 14 10:15:25 mx smtpd[28]: smtp-in: Failed command on session "
                b'1f55bdcdf16e28a3: "AUTH [...]" => 535 Authentication failed'
            ),
            ("AUTH", 535, None),
        ),
        (
            "opensmtpd",
            (
                b'smtpd[28]: smtp-in: Failed command on session 1f55bdcdf16e28a3: "MAIL '
                b'FROM:<a@c>" => 421 4.3.0: Temporary Error'
            ),
            ("MAIL", 421, "4.3.0"),
        ),
        (
            "opensmtpd",
            b"smtpd[28]: smtp-in: Bad input on session 1f55bdcdf16e28a3: 500 5.5.1 No",
            ("UNKNOWN", 500, "5.5.1"),
        ),
        (
            "opensmtpd",
            (
                b'5829f3aff09c1a5e smtp bad-input result="500 5.5.1 Invalid command: '
                b'Pipelining not supported"'
            ),
            ("UNKNOWN", 500, "5.5.1"),
        ),
        (
            "opensmtpd",
            (
                b"smtpd[28]: relay: PermFail for 1f55bdcd4f6e28a3: session=1, "
                b"from=<a@c>, to=<b@d>, relay=192.0.2.9 (mx), delay=1s, stat=550 5.1.1 No"
            ),
            ("UNKNOWN", 550, "5.1.1"),
        ),
        (
            "opensmtpd",
            b"smtpd[28]: 1f55bdcd4f6e28a3 mta error reason=AUTH rejected: 535 5.7.8 No",
            ("AUTH", 535, "5.7.8"),
        ),
        (
            "opensmtpd",
            b"smtpd[28]: 1f55bdcd4f6e28a3 mta error reason=BANNER rejected: 554 No",
            ("CONNECT", 554, None),
        ),
        (
            "opensmtpd",
            b"smtp event=authentication user=test address=192.0.2.7 host=c result=permfail",
            ("AUTH", 0, None),
        ),
        (
            "opensmtpd",
            (
                b"<22>1 2024-02-25T03:01:10Z mx smtpd 27 - - 1f55bdcd4f6e28a3 mta error "
                b"reason=STARTTLS rejected: 454 4.7.0 No"
            ),
            ("STARTTLS", 454, "4.7.0"),
        ),
        (
            "dovecot",
            DOVECOT
            + (
                b"Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 "
                b"secs): user=<a>, method=PLAIN, rip=192.0.2.7"
            ),
            ("AUTH", 0, None),
        ),
        (
            "dovecot",
            DOVECOT
            + (
                b"Disconnected (auth failed, 1 attempts): user=<x>, method=NTLM, "
                b"rip=f>, method=LOGIN, rip=192.0.2.7"
            ),
            ("AUTH", 0, None),
        ),
        (
            "courier",
            (
                b"Aug 14 12:51:04 mx courieresmtpd[2]: "
                b'error,relay=::ffff:192.0.2.7,port=4,msg="535 Authentication '
                b'failed.",cmd: AUTH LOGIN'
            ),
            ("AUTH", 535, None),
        ),
        (
            "courier",
            (
                b"Aug 14 12:51:04 mx courieresmtpd: "
                b'error,relay=::ffff:192.0.2.7,from=<a@c>,to=<"x>: 535 5.7.8 '
                b'forged"@d>: 550 User unknown.'
            ),
            ("RCPT", 550, None),
        ),
        (
            "courier",
            b"Aug 14 12:51:04 mx courieresmtp: id=00AB.CD,from=<a@c>,addr=<b@d>: 550 5.1.1 No",
            ("UNKNOWN", 550, "5.1.1"),
        ),
        (
            "qmail",
            (
                b"@400000004c91b044077a9e94 delivery 1: failure: "
                b"192.0.2.9_does_not_like_recipient./Remote_host_said:_550-5.1.1_One/550"
                b"_5.1.1_https://x/y/Giving_up_on_192.0.2.9./"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
        (
            "qmail",
            (
                b"Sep  6 07:33:33 mx qmail: 1157520813.485077 rblsmtpd: 192.0.2.7 pid "
                b"19597: 451 http://www.example/"
            ),
            ("UNKNOWN", 451, None),
        ),
        (
            "zeek",
            ZEEK + b"1.0\tC1\t192.0.2.7\t25\tx\t530 5.7.0 Authentication required",
            ("UNKNOWN", 530, "5.7.0"),
        ),
        (
            "zeek",
            (
                b'{"ts":1.0,"uid":"C1","id.orig_h":"192.0.2.7","id.resp_p":25,"helo":"x"'
                b',"last_reply":"250 OK"}'
            ),
            ("UNKNOWN", 250, None),
        ),
    ),
)
def test_one_line_tells_one_refusal(
    reader: str, text: bytes, known: tuple[str, int, str | None]
) -> None:
    assert exchanges(text) == [[known]]
    assert reader_of(text) == reader


def test_imap_and_pop_are_no_smtp() -> None:
    text = (
        b"Nov 23 22:54:04 mx dovecot: imap-login: Disconnected (auth failed, 1 "
        b"attempts): user=<a>, method=PLAIN, rip=192.0.2.7\n"
    )
    assert exchanges(text) == []
    assert reader_of(text) == "dovecot"


def test_an_auth_that_failed_in_opensmtpd_is_told_once() -> None:
    failed = b"5829f3aff09c1a5e smtp authentication user=x result=permfail\n"
    answer = (
        b'5829f3aff09c1a5e smtp failed-command command="AUTH LOGIN (password)" '
        b'result="535 Authentication failed"\n'
    )
    connected = b"5829f3aff09c1a5e smtp connected address=192.0.2.7 host=c\n"
    end = b"5829f3aff09c1a5e smtp disconnected reason=quit\n"
    assert exchanges(connected + failed + answer + failed + end) == [
        [("AUTH", 535, None), ("AUTH", 0, None)]
    ]
    assert exchanges(connected + failed + failed) == [[("AUTH", 0, None)] * 2]
    assert not accused(
        connected + failed + answer.replace(b"password", b"username") + failed + answer + end
    )


def test_lines_of_opensmtpd_that_tell_no_reply() -> None:
    for text in (
        (
            b'smtpd[28]: smtp-in: Failed command on session 1f55bdcdf16e28a3: "EHLO x" '
            b'=> 250 forged" => 501 5.5.4 No'
        ),
        b"smtpd[28]: smtp-in: Failed command on session 1f55bdcdf16e28a3: x",
        (
            b'1f55bdcd4f6e28a3 mta delivery evpid=1 to=<b@d> result="PermFail" '
            b'stat="550 a stat="535 forged"'
        ),
        b"1f55bdcd4f6e28a3 mta error reason=TLS required but not supported by remote host",
        b'1f55bdcd4f6e28a3 mta delivery evpid=1 to=<b@d> result="Ok" stat="250 2.0.0 Ok"',
        b"1f55bdcd4f6e28a3 mta connected",
        b'1f55bdcd4f6e28a3 smtp failed-command command="x" result="?"',
        b'1f55bdcd4f6e28a3 smtp bad-input result="?"',
        b"1f55bdcd4f6e28a3 smtp message msgid=1",
        b"smtpd[28]: smtp-in: Accepted authentication for user x",
    ):
        assert exchanges(text, "opensmtpd") == [], text


def test_sessions_of_an_old_opensmtpd() -> None:
    head = b"Aug 14 10:15:25 mx smtpd[28]: smtp-in: "
    text = (
        head
        + b"New session 1f55bdcdf16e28a3 from host c [192.0.2.7]\n"
        + head
        + b"Started TLS on session 1f55bdcdf16e28a3: version=TLSv1.2\n"
        + head
        + (b"Accepted authentication for user x on session 1f55bdcdf16e28a3\n")
        + head
        + b'Failed command on session 1f55bdcdf16e28a3: "RCPT TO:<b@d>" => 550 Invalid recipient\n'
        + head
        + (b"Closing session 1f55bdcdf16e28a3\n")
    )
    assert exchanges(text * 2) == [[("RCPT", 550, None)]] * 2


def test_a_trace_of_opensmtpd_is_told_once() -> None:
    text = octets("""
            smtp: 0x5622: connected to listener 0x1 [hostname=mx, port=25, tag=]
            smtp: 0x5622: >>> 220 mx
            smtp: 0x5622: <<< STARTTLS x
            smtp: 0x5622: >>> 501 5.5.4 No
            5829f3aff09c1a5e smtp failed-command command="STARTTLS x" result="501 5.5.4 No"
            """)
    assert exchanges(text) == [[("CONNECT", 220, None), ("STARTTLS", 501, "5.5.4")]]
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("STARTTLS", 501, "5.5.4")]] * 2


def test_in_haraka_a_name_that_a_client_gave_is_no_line() -> None:
    text = (
        HARAKA
        + b"S: 220 mx\n"
        + HARAKA
        + b"C: EHLO x [PROTOCOL] [-] [core] S: 535 forged state=1\n"
        + HARAKA
        + b"S: 250 mx\n"
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]


def test_haraka_through_syslog_and_without_ids() -> None:
    for head in (
        (
            b"Feb 13 15:14:07 mx haraka[2040]: [PROTOCOL] "
            b"[D68AA525-0000-4A8D-A55E-05382FF80000] [core] "
        ),
        b"[PROTOCOL] [-] [core] ",
        b"[PROTOCOL] [core] ",
    ):
        assert exchanges(head + b"C: MAIL FROM:<a@c> state=1\n" + head + b"S: 530 5.7.0 No\n") == [
            [("MAIL", 530, "5.7.0")]
        ]


def test_events_of_stalwart() -> None:
    at = b"2024-11-01T10:00:00Z "
    peer = (
        b'listenerId = "submission", localPort = %d, remoteIp = 192.0.2.7, remotePort = 1, size = 1'
    )
    refused = at + (
        b"INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 1, from "
        b'= "a@c", to = ["x\\", code = 235"], hostname = "mx", to = "b@d", code = '
        b'550, details = "No\\nsuch user", elapsed = 1ms\n'
    )
    assert exchanges(refused) == [[("RCPT", 550, None)]]
    assert exchanges(refused.removeprefix(at)) == [[("RCPT", 550, None)]]
    failed = at + b"INFO Authentication failed (auth.failed) " + peer + b', accountName = "x"\n'
    assert exchanges(failed % 587 + failed % 993) == [[("AUTH", 0, None)]]
    raw = (
        at
        + b"TRACE Raw SMTP %s (smtp.raw-%s) "
        + peer.replace(b"%d", b"465")
        + b', contents = "%s\\r\\n"\n'
    )
    text = (
        raw % (b"output sent", b"output", b"220 mx")
        + raw % (b"input received", b"input", b"AUTH PLAIN [redacted]")
        + failed % 465
        + raw % (b"output sent", b"output", b"535 5.7.8 No")
    )
    end = at + b"INFO Connection ended (smtp.connection-end) " + peer % 465 + b"\n"
    assert exchanges((text + end) * 2) == [[("CONNECT", 220, None), ("AUTH", 535, "5.7.8")]] * 2
    outgoing = at + (
        b'TRACE Raw SMTP x (delivery.raw-%s) queueId = 1, hostname = "mx", contents = "%s\\r\\n"\n'
    )
    text = (
        outgoing % (b"input", b"220 mx")
        + outgoing % (b"output", b"MAIL FROM:<a@c>")
        + outgoing % (b"input", b"530 5.7.0 No")
        + refused
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("MAIL", 530, "5.7.0")]]
    for other in (
        b"INFO Authentication not allowed (smtp.auth-not-allowed) " + peer % 25,
        b"INFO Message rejected (delivery.message-rejected) code = x",
        b"INFO Authentication successful (auth.success) " + peer % 25,
        b"INFO DSN (delivery.dsn-perm-fail) code = 550",
        b"INFO TLS handshake (tls.handshake) x = 1",
        b"INFO TOO MUCH (delivery.auth-failed) code = 999999",
    ):
        assert exchanges(at + other, "stalwart") == [], other


def test_a_trace_of_stalwart_without_dialogue() -> None:
    at = (
        b'2023-12-15T10:45:21.602821Z DEBUG session{instance="submission" protocol=%s '
        b'remote.ip="192.0.2.7" remote.port=1}: smtp::inbound::spawn: '
    )
    assert (
        exchanges(
            at % b"Imap"
            + b'event="read" data="x"\n'
            + at % b"Smtp"
            + b'Connection closed by peer. event="disconnect" reason="peer"\n'
            + at % b"Smtp"
            + b'event="x"\n'
        )
        == []
    )
    assert (
        exchanges(b"2023-12-15T10:45:21.602821Z DEBUG delivery{id=1}: smtp::outbound: 535 5.7.8 x")
        == []
    )


def test_one_write_of_stalwart_holds_several_lines() -> None:
    text = (
        STALWART % (1, b"write", b"220 mx\\r\\n")
        + STALWART % (1, b"read", b'EHLO c\\" event=\\"write\\r\\n')
        + STALWART % (1, b"write", b"250-mx\\r\\n250 HELP\\r\\n")
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(text + text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2


def test_the_arrows_of_exchange_flip() -> None:
    receive = (
        EXCHANGE % (1, 0, b"+", b"")
        + EXCHANGE % (2, 1, b">", b"220 mx")
        + EXCHANGE % (3, 2, b"<", b"EHLO c")
        + EXCHANGE % (4, 3, b">", b"250  mx Hello")
    )
    known = [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(receive) == known
    send = receive.replace(b",>,", b",!,").replace(b",<,", b",>,").replace(b",!,", b",<,")
    assert exchanges(send) == known
    assert exchanges(b"#Log-type: SMTP Send Protocol Log\n" + send) == known


def test_the_header_of_exchange_names_the_columns() -> None:
    head = octets("""
        #Software: Microsoft Exchange Server
        #Log-type: SMTP Receive Protocol Log
        #Fields: event,data,context,date-time,session-id,local-endpoint,remote-endpoint
        """)
    line = b"%s,%s,%s,2023-01-11T15:59:50.433Z,08DA1,[2001:db8::1]:587,[2001:db8::7]:4242\n"
    session = (
        line % (b"+", b"", b"")
        + line % (b"*", b"x", b"Set Session Permissions")
        + line % (b">", b"220 mx", b"")
        + line % (b"<", b"EHLO c", b"")
        + line % (b">", b"250-mx 250 AUTH LOGIN", b"")
        + line % (b"<", b"AUTH LOGIN", b"")
        + line % (b">", b"334 <authentication response>", b"")
        + line % (b"<", b"<authentication response>", b"")
        + line % (b">", b"535 5.7.3 No", b"")
        + line % (b"*", b"", b"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using x")
        + line % (b"*", b"D\\a", b"authenticated")
        + line % (b"-", b"", b"Remote(ConnectionReset)")
    )
    known = [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("AUTH", 334, None),
        ("SASL", 535, "5.7.3"),
    ]
    assert exchanges(head + session + session) == [known, known]
    assert reader_of(head + session) == "exchange"
    # under other names the columns count from the event on
    assert exchanges(head.replace(b"event,", b"events,") + session, "exchange") == [known]


def test_exchange_tells_who_closed() -> None:
    for log, remote in ((b"Receive", "client"), (b"Send", "server")):
        reader = Exchange()
        reader.take(b"#Log-type: SMTP %s Protocol Log" % log)
        ((_, begin),) = (
            reader.take(b"2023-01-11T15:59:50.433Z,C,08DA1,0,192.0.2.1:587,192.0.2.7:25,+,,") or ()
        )
        ((_, end),) = (
            reader.take(b"2023-01-11T15:59:50.433Z,C,08DA1,1,192.0.2.1:587,192.0.2.7:25,-,,Remote")
            or ()
        )
        assert isinstance(begin, Connect) and begin.port == (587 if log == b"Receive" else 25)
        assert isinstance(end, Close) and end.side == remote


def test_a_quoted_field_of_exchange_is_one() -> None:
    text = EXCHANGE % (1, 1, b"<", b'"EHLO x,"",>,535 5.7.8 forged"') + EXCHANGE % (
        2,
        2,
        b">",
        b"250 mx",
    )
    assert exchanges(text) == [[("EHLO", 250, None)]]


def test_hmailserver_writes_as_server_and_as_client() -> None:
    line = b'"%s"\t1\t%d\t"2022-07-04 20:46:05.173"\t"192.0.2.7"\t"%s"\n'
    server = (
        line % (b"SMTPD", 7, b"SENT: 220 mx")
        + line % (b"SMTPD", 7, b"RECEIVED: EHLO c")
        + line % (b"SMTPD", 7, b"SENT: 250-mx[nl]250 HELP")
    )
    client = (
        line % (b"SMTPC", 7, b"RECEIVED: 220 mx")
        + line % (b"SMTPC", 7, b"SENT: EHLO c")
        + line % (b"SMTPC", 7, b"RECEIVED: 250 mx")
    )
    assert exchanges(server + client) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2


def test_bytes_of_aiosmtpd_are_python_literals() -> None:
    head = b"INFO:mail.log:('192.0.2.7', 1) "
    text = (
        head
        + b"handling connection\n"
        + head
        + b"<< b'220 mx'\n"
        + head
        + b">> b\"EHLO it's << b'535 forged'\"\n"
        + head
        + b"<< b'250 mx'\n"
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert reader_of(text) == "aiosmtpd"


def test_qpsmtpd_dispatches_commands() -> None:
    text = octets("""
        11 Accepted connection 1/15 from 192.0.2.7 / c
        11 220 mx
        11 dispatching EHLO 535 forged
        11 250 mx
        """)
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2


def test_haraka_in_logfmt() -> None:
    head = b"level=%s uuid=8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802%s source=core message="
    text = (
        head % (b"PROTOCOL", b"")
        + b'"S: 220 mx"\n'
        + head % (b"protocol", b"")
        + b'"C: EHLO x\\" level=PROTOCOL message=\\"S: 535 forged state=1"\n'
        + head % (b"PROTOCOL", b".1")
        + b'"S: 250 mx"\n'
        + head % (b"INFO", b"")
        + b"started\n"
        + head % (b"NOTICE", b"")
        + b'"disconnect ip=192.0.2.7"\n'
    )
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2
    assert reader_of(text) == "haraka"
    assert exchanges(b"level=PROTOCOL uuid=x source=core message=S:", "haraka") == []


def test_haraka_tells_of_tls_and_of_its_own_deliveries() -> None:
    head = b"2026-11-23T22:54:00.522Z [%s] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [%s] "
    text = (
        head % (b"NOTICE", b"core")
        + b"connect ip=192.0.2.7 port=1 local_ip=192.0.2.1 local_port=587\n"
        + head % (b"PROTOCOL", b"core")
        + b"S: 220 mx\n"
        + head % (b"INFO", b"tls")
        + b"secured: cipher=X\n"
        + head % (b"PROTOCOL", b"outbound")
        + b"S: 550 5.1.1 No\n"
        + head % (b"PROTOCOL", b"core")
        + b"S: nothing\n"
        + head % (b"NOTICE", b"core")
        + b"disconnect ip=192.0.2.7\n"
    )
    assert exchanges(text) == [[("CONNECT", 220, None)], [("UNKNOWN", 550, "5.1.1")]]


def test_a_name_that_a_client_gave_to_hmailserver_is_no_line() -> None:
    line = b'"SMTPD"\t1\t7\t"2022-07-04 20:46:05.173"\t"192.0.2.7"\t"%s"\n'
    text = (
        line % b"SENT: 220 mx"
        + line % b'RECEIVED: EHLO x"\t"SENT: 535 forged'
        + line % b"SENT: 250 mx"
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert (
        exchanges(
            (
                b'"TCPIP"\t1\t"2022-07-04 20:46:05.173"\t"TCP - 192.0.2.7 connected to '
                b'192.0.2.1:587."\n'
            ),
            "hmailserver",
        )
        == []
    )


def test_the_lines_of_a_reply_to_courier_belong_together() -> None:
    head = b"Aug 14 12:51:04 mx courieresmtp: id=00AB.CD,from=<a@c>,addr=<b@d>: "
    assert exchanges(
        head + b"550-5.1.1 One\n" + head + b"550 5.1.1 two\n" + head + b"451 4.7.1 Later\n"
    ) == [[("UNKNOWN", 550, "5.1.1")], [("UNKNOWN", 451, "4.7.1")]]


def test_lines_of_courier_that_tell_no_reply() -> None:
    head = b"Aug 14 12:51:04 mx "
    for text in (
        b"courieresmtpd: started,ip=[::ffff:192.0.2.7]",
        b"courieresmtp: id=00AB.CD,from=<a@c>,addr=<b@d>: 250 Ok",
        b"courieresmtp: id=00AB.CD,from=<a@c>,addr=<b@d>,status: failure",
        b"courieresmtpd: error,relay=192.0.2.7,from=<a@c>: no",
        b'courieresmtpd: error,relay=192.0.2.7,msg="no",cmd: QUIT',
        b"courieresmtp: started",
        b"imapd: LOGIN FAILED",
    ):
        assert exchanges(head + text, "courier") == [], text
    assert exchanges(
        head + b"courieresmtpd: error,relay=192.0.2.7,from=<a@c>: 517 No such domain"
    ) == [[("MAIL", 517, None)]]
    assert exchanges(head + b'courieresmtpd: error,relay=192.0.2.7,msg="535 No",cmd: dXNlcg==') == [
        [("AUTH", 535, None)]
    ]


def test_what_a_remote_server_said_to_qmail_is_only_its_own() -> None:
    head = b"@400000004c91b044077a9e94 "
    said = (
        b"delivery 1: failure: Connected_to_192.0.2.9_but_sender_was_rejected./Remote_ho"
        b"st_said:_550_5.7.1_/Remote_host_said:_535_forged/Giving_up_on_192.0.2.9./"
    )
    assert exchanges(head + said) == [[("MAIL", 550, "5.7.1")]]
    assert exchanges(
        b"Sep  6 07:18:29 mx qmail: 1157519909.633171 qmail-smtpd: 421 badiprbl: ip "
        b"192.0.2.7 rbl: x"
    ) == [[("UNKNOWN", 421, None)]]
    for other in (
        b"delivery 1: success: 192.0.2.9_accepted",
        b"delivery 1: failure: Sorry,_no_mailbox_here",
        b"qmail-smtpd: hello",
        b"status: local 0/10",
        b"new msg 1",
        b"delivery{id=1}",
    ):
        assert exchanges(head + other, "qmail") == [], other
    assert exchanges(b"delivery notes\n", "qmail") == []


def test_a_name_that_zeek_saw_is_no_field() -> None:
    assert exchanges(ZEEK + b"1.0\tC1\t192.0.2.7\t25\tx\\x09535 forged\t250 OK") == [
        [("UNKNOWN", 250, None)]
    ]
    json = (
        b'{"ts":1.0,"uid":"C1","id.resp_p":25,"helo":"x\\",\\"last_reply\\":\\"535 '
        b'forged","last_reply":"250 OK"}'
    )
    assert exchanges(json) == [[("UNKNOWN", 250, None)]]


def test_lines_of_zeek_that_tell_no_reply() -> None:
    for text in (
        b"1.0\tC1\t192.0.2.7\t25\tx\t-\n",
        b"1.0\tC1\n",
        b"1.0\tC1\t192.0.2.7\n",
        b'{"uid":"C1","id.resp_p":25\n',
        b'{"uid":"C1","id.resp_p":25}\n',
        b"#path\tweird\n1.0\tC1\t192.0.2.7\t25\tx\t535 No\n",
        b"#close\t2024-01-01\n",
    ):
        assert exchanges(ZEEK + text, "zeek") == [], text
    assert exchanges(b"1.0\tC1\t535 No\n", "zeek") == []


def test_bytes_of_aiosmtpd_that_are_none_tell_nothing() -> None:
    head = b"INFO:mail.log:('192.0.2.7', 1) "
    for text in (b">> b'\\xZZ'", b">> 'text'", b"<< b'no reply'", b"EOF received", b"data: b'x'"):
        assert exchanges(head + text, "aiosmtpd") == [], text
    assert exchanges(b"INFO:mail.log:Available AUTH mechanisms: LOGIN(builtin)\n", "aiosmtpd") == []


@each(
    "head",
    (
        b"<22>1 2024-08-25T10:04:35.05+00:00 mx dovecot 12 - - ",
        b"<22>Nov 23 22:53:46 mx dovecot: ",
        b"Fri 2024-08-23 10:04:35 CEST mx dovecot[12]: ",
        b"Nov 23 22:53:46 mx dovecot[12]: ",
    ),
)
def test_every_head_of_dovecot_is_read(head: bytes) -> None:
    assert exchanges(
        head
        + (
            b"submission-login: Login aborted: Connection closed (auth failed, 1 "
            b"attempts in 2 secs) (auth_failed): user=<a>, method=PLAIN, rip=192.0.2.7"
        )
    ) == [[("AUTH", 0, None)]]
    for other in (
        b"submission-login: Disconnected: Too many invalid commands.: user=<a>, method=PLAIN",
        b"submission-login: Proxy started",
        b"lmtp(12): Connect from local",
    ):
        assert exchanges(head + other) == []
    assert exchanges(b"Nov 23 22:53:46 mx dovecot: something else", "dovecot") == []

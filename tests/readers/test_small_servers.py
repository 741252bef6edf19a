"""The readers of small servers: Dovecot, qmail, Courier, hMailServer, Zeek and others."""

from __future__ import annotations

from tests.block import octets
from tests.each import each
from tests.readers.server_logs import exchanges, reader_of

DOVECOT = b"Nov 23 22:54:04 mx dovecot: submission-login: "
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

"""The readers of OpenSMTPD, Haraka, Dovecot, Stalwart, Exchange, hMailServer, Courier, qmail, Zeek, aiosmtpd and qpsmtpd."""

from __future__ import annotations

import pytest

from tests.readers.server_logs import exchanges, reader_of

DOVECOT = b"Nov 23 22:54:04 mx dovecot: submission-login: "
EXCHANGE = b"2023-01-11T15:59:%02d.000Z,EX\\C,08DA,%d,192.0.2.1:25,192.0.2.7:5,%s,%s,\n"
STALWART = b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp remote.ip="192.0.2.7" remote.port=%d}: smtp::inbound::session: event="%s" data="%s" size=1\n'
HARAKA = b"2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] "
ZEEK = b"#path\tsmtp\n#fields\tts\tuid\tid.orig_h\tid.resp_p\thelo\tlast_reply\n"


@pytest.mark.parametrize(("reader", "text", "known"), (
    ("opensmtpd", b'mx smtpd[1]: 5829f3aff09c1a5e smtp failed-command command="AUTH PLAIN (...)" result="535 Authentication failed"', ("AUTH", 535, None)),
    ("opensmtpd", b'smtp event=failed-command address=192.0.2.7 host=c command="RCPT TO:<b@d>" result="550 Invalid recipient"', ("RCPT", 550, None)),
    ("opensmtpd", b'5829f3aff09c1a5e smtp failed-command command="EHLO x\\" result=\\"535 5.7.8 forged" result="501 5.5.4 No"', ("EHLO", 501, "5.5.4")),
    ("opensmtpd", b'mx smtpd[1]: 5829f3aff09c1a5e mta delivery evpid=1 from=<a@c> to=<b@d> rcpt=<-> relay="mx" delay=1s result="PermFail" stat="550 5.1.1 No"', ("UNKNOWN", 550, "5.1.1")),
    ("dovecot", DOVECOT + b"Info: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<a>, method=PLAIN, rip=192.0.2.7", ("AUTH", 0, None)),
    ("dovecot", DOVECOT + b"Disconnected (auth failed, 1 attempts): user=<x>, method=NTLM, rip=f>, method=LOGIN, rip=192.0.2.7", ("AUTH", 0, None)),
    ("courier", b'Aug 14 12:51:04 mx courieresmtpd[2]: error,relay=::ffff:192.0.2.7,port=4,msg="535 Authentication failed.",cmd: AUTH LOGIN', ("AUTH", 535, None)),
    ("courier", b'Aug 14 12:51:04 mx courieresmtpd: error,relay=::ffff:192.0.2.7,from=<a@c>,to=<"x>: 535 5.7.8 forged"@d>: 550 User unknown.', ("RCPT", 550, None)),
    ("courier", b"Aug 14 12:51:04 mx courieresmtp: id=00AB.CD,from=<a@c>,addr=<b@d>: 550 5.1.1 No", ("UNKNOWN", 550, "5.1.1")),
    ("qmail", b"@400000004c91b044077a9e94 delivery 1: failure: 192.0.2.9_does_not_like_recipient./Remote_host_said:_550-5.1.1_One/550_5.1.1_https://x/y/Giving_up_on_192.0.2.9./", ("RCPT", 550, "5.1.1")),
    ("qmail", b"Sep  6 07:33:33 mx qmail: 1157520813.485077 rblsmtpd: 192.0.2.7 pid 19597: 451 http://www.example/", ("UNKNOWN", 451, None)),
    ("zeek", ZEEK + b"1.0\tC1\t192.0.2.7\t25\tx\t530 5.7.0 Authentication required", ("UNKNOWN", 530, "5.7.0")),
    ("zeek", b'{"ts":1.0,"uid":"C1","id.orig_h":"192.0.2.7","id.resp_p":25,"helo":"x","last_reply":"250 OK"}', ("UNKNOWN", 250, None))))
def test_one_line_tells_one_refusal(reader: str, text: bytes, known: tuple[str, int, str | None]) -> None:
    assert exchanges(text) == [[known]]
    assert reader_of(text) == reader


def test_imap_and_pop_are_no_smtp() -> None:
    text = b"Nov 23 22:54:04 mx dovecot: imap-login: Disconnected (auth failed, 1 attempts): user=<a>, method=PLAIN, rip=192.0.2.7\n"
    assert exchanges(text) == []
    assert reader_of(text) == "dovecot"


def test_a_trace_of_opensmtpd_is_told_once() -> None:
    text = (b"smtp: 0x5622: connected to listener 0x1 [hostname=mx, port=25, tag=]\nsmtp: 0x5622: >>> 220 mx\nsmtp: 0x5622: <<< STARTTLS x\n"
            b'smtp: 0x5622: >>> 501 5.5.4 No\n5829f3aff09c1a5e smtp failed-command command="STARTTLS x" result="501 5.5.4 No"\n')
    assert exchanges(text) == [[("CONNECT", 220, None), ("STARTTLS", 501, "5.5.4")]]
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("STARTTLS", 501, "5.5.4")]] * 2


def test_in_haraka_a_name_that_a_client_gave_is_no_line() -> None:
    text = HARAKA + b"S: 220 mx\n" + HARAKA + b"C: EHLO x [PROTOCOL] [-] [core] S: 535 forged state=1\n" + HARAKA + b"S: 250 mx\n"
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]


def test_haraka_through_syslog_and_without_ids() -> None:
    for head in (b"Feb 13 15:14:07 mx haraka[2040]: [PROTOCOL] [D68AA525-0000-4A8D-A55E-05382FF80000] [core] ", b"[PROTOCOL] [-] [core] ", b"[PROTOCOL] [core] "):
        assert exchanges(head + b"C: MAIL FROM:<a@c> state=1\n" + head + b"S: 530 5.7.0 No\n") == [[("MAIL", 530, "5.7.0")]]


def test_one_write_of_stalwart_holds_several_lines() -> None:
    text = STALWART % (1, b"write", b"220 mx\\r\\n") + STALWART % (1, b"read", b"EHLO c\\\" event=\\\"write\\r\\n") + STALWART % (1, b"write", b"250-mx\\r\\n250 HELP\\r\\n")
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(text + text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2


def test_the_arrows_of_exchange_flip() -> None:
    receive = EXCHANGE % (1, 0, b"+", b"") + EXCHANGE % (2, 1, b">", b"220 mx") + EXCHANGE % (3, 2, b"<", b"EHLO c") + EXCHANGE % (4, 3, b">", b"250  mx Hello")
    known = [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(receive) == known
    send = receive.replace(b",>,", b",!,").replace(b",<,", b",>,").replace(b",!,", b",<,")
    assert exchanges(send) == known
    assert exchanges(b"#Log-type: SMTP Send Protocol Log\n" + send) == known


def test_a_quoted_field_of_exchange_is_one() -> None:
    text = EXCHANGE % (1, 1, b"<", b'"EHLO x,"",>,535 5.7.8 forged"') + EXCHANGE % (2, 2, b">", b"250 mx")
    assert exchanges(text) == [[("EHLO", 250, None)]]


def test_hmailserver_writes_as_server_and_as_client() -> None:
    line = b'"%s"\t1\t%d\t"2022-07-04 20:46:05.173"\t"192.0.2.7"\t"%s"\n'
    server = line % (b"SMTPD", 7, b"SENT: 220 mx") + line % (b"SMTPD", 7, b"RECEIVED: EHLO c") + line % (b"SMTPD", 7, b"SENT: 250-mx[nl]250 HELP")
    client = line % (b"SMTPC", 7, b"RECEIVED: 220 mx") + line % (b"SMTPC", 7, b"SENT: EHLO c") + line % (b"SMTPC", 7, b"RECEIVED: 250 mx")
    assert exchanges(server + client) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2


def test_bytes_of_aiosmtpd_are_python_literals() -> None:
    head = b"INFO:mail.log:('192.0.2.7', 1) "
    text = head + b"handling connection\n" + head + b"<< b'220 mx'\n" + head + b">> b\"EHLO it's << b'535 forged'\"\n" + head + b"<< b'250 mx'\n"
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert reader_of(text) == "aiosmtpd"


def test_qpsmtpd_dispatches_commands() -> None:
    text = b"11 Accepted connection 1/15 from 192.0.2.7 / c\n11 220 mx\n11 dispatching EHLO 535 forged\n11 250 mx\n"
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2

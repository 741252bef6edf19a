"""The reader of OpenSMTPD: its old sessions, its failures, its traces."""

from __future__ import annotations

from tests.block import octets
from tests.readers.server_logs import accused, exchanges


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

"""The reader of Exim's debugging output."""

from __future__ import annotations

from smtpcodes.readers._sides import KEPT, Sides
from tests.block import octets
from tests.readers.server_logs import accused, exchanges, reader_of

AS_SERVER = octets("""
     8730 SMTP>> 220 mx.example ESMTP Exim 4.96
     8730 SMTP<< EHLO c.example
     8730 SMTP>> 250-mx.example
     8730        250 HELP
     8730 SMTP<< QUIT
     8730 SMTP>> 221 bye
    """)
AS_CLIENT = octets("""
      SMTP<< 220 mx.example ESMTP
      SMTP>> EHLO c.example
      SMTP<< 250-mx.example
             250 HELP
      SMTP|> MAIL FROM:<a@c.example>
      SMTP<< 530 5.7.0 Authentication required
    """)


def test_a_server_and_a_transport_write_the_same_marks() -> None:
    assert exchanges(AS_SERVER) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]
    ]
    assert exchanges(AS_CLIENT) == [
        [("CONNECT", 220, None), ("EHLO", 250, None), ("MAIL", 530, "5.7.0")]
    ]
    assert reader_of(AS_SERVER) == reader_of(AS_CLIENT) == "exim-debug"


def test_processes_are_kept_apart() -> None:
    other = AS_SERVER.replace(b" 8730 ", b" 8731 ")
    mixed = b"".join(
        a + b"\n" + b + b"\n"
        for a, b in zip(AS_SERVER.splitlines(), other.splitlines(), strict=True)
    )
    assert (
        exchanges(mixed) == [[("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]] * 2
    )


def test_a_process_number_may_come_again() -> None:
    assert len(exchanges(AS_SERVER + b" 8730 SMTP>>(close on process exit)\n" + AS_SERVER)) == 2


def test_the_client_of_the_test_suite_waits_with_question_marks() -> None:
    text = octets("""
        Connecting to 127.0.0.1 port 1225 ... connected
        ??? 220
        <<< 220 mx.example ESMTP
        >>> EHLO c.example
        ??? 250
        <<< 250 mx.example
        End of script
        """)
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]


def test_in_a_testing_session_three_marks_are_no_client() -> None:
    text = octets("""
        **** SMTP testing session as if from host 192.0.2.7
        >>> host in host_lookup? no (option unset)
        220 mx.example ESMTP Exim 4.96
        550 No
        """)
    assert exchanges(text, "exim-debug") == [[("CONNECT", 220, None), ("UNKNOWN", 550, None)]]


def test_three_marks_of_a_log_are_a_testing_session() -> None:
    text = octets("""
        >>> host in hosts_connection_nolog? no (option unset)
        >>> using ACL "x"
        220 mx.example ESMTP Exim 4.96
        """)
    assert exchanges(text) == [[("CONNECT", 220, None)]]
    assert reader_of(text) == "exim-debug"


def test_replies_that_are_not_shown_break_no_pairing() -> None:
    text = octets("""
            Connecting to 127.0.0.1 port 1225 ... connected
            ??? 220
            <<< 220 mx.example ESMTP
            >>> EHLO c.example
            ????250
            >>> STARTTLS
            ??? 220
            <<< 220 go
            Succeeded in starting TLS
            >>> EHLO c.example
            ????250
            >>> MAIL FROM:<a@c.example>
            ??? 530
            <<< 530 5.7.0 Log in
            """)
    assert [x for x in exchanges(text)[0] if x[1]] == [
        ("CONNECT", 220, None),
        ("STARTTLS", 220, None),
        ("MAIL", 530, "5.7.0"),
    ]


def test_one_write_of_the_test_client_holds_several_lines() -> None:
    text = octets("""
            ??? 220
            <<< 220 mx.example ESMTP
            >>> MAIL FROM:<a@c.example>\\r\\nRCPT TO:<b@d.example>\\r\\nBDAT 4\\r\\nno\\r\\nRSET
            <<< 250 OK
            <<< 550 No
            <<< 503 No
            <<< 250 Reset OK
            """)
    assert exchanges(text)[0][1:] == [
        ("MAIL", 250, None),
        ("RCPT", 550, None),
        ("BDAT", 503, None),
        ("RSET", 250, None),
    ]


def test_what_is_held_back_is_sent() -> None:
    text = (
        AS_SERVER.replace(b" 8730 ", b"").replace(b"SMTP>> 221", b"SMTP>| 221") + b"SMTP>- flush\n"
    )
    ended = b">>>>>>>>>>>>>>>> Exim pid=p1 (fresh-exec) terminating with rc=0 >>>>>>>>>>>>>>>>\n"
    assert (
        exchanges((text + ended) * 2)
        == [[("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]] * 2
    )
    assert len(exchanges(text.replace(b"SMTP<< QUIT\nSMTP>| 221 bye\n", ended) * 2)) == 2


def test_a_transport_that_ends_tls_begins_anew() -> None:
    hello = b"  SMTP>> EHLO c.example\n  SMTP<< 250-mx.example\n         250 STARTTLS\n"
    secure = b"  SMTP>> STARTTLS\n  SMTP<< 220 go\n" + hello.replace(b"STARTTLS", b"HELP")
    text = (
        b"  SMTP<< 220 mx.example ESMTP\n"
        + hello
        + secure
        + hello
        + secure
        + b"  SMTP>> QUIT\n  SMTP<< 221 bye\n"
    )
    for indented in (
        text,
        text.replace(b"  SMTP", b"      SMTP").replace(b"         250", b"             250"),
    ):
        assert [len(x) for x in exchanges(indented)] == [4, 4]
        assert not accused(indented)


def test_what_stands_behind_the_last_reply_is_no_reply() -> None:
    text = b"220 mx.example ESMTP Exim 4.96\n250 OK\n221 bye\n"
    assert (
        exchanges(text + b"299 other\n" + text, "exim-debug")
        == [[("CONNECT", 220, None), ("UNKNOWN", 250, None), ("UNKNOWN", 221, None)]] * 2
    )


def test_a_reject_log_is_no_debugging_output() -> None:
    text = octets("""

        ******** SERVER ********
        1999-03-02 09:44:33 H=(c) [192.0.2.7] rejected MAIL <a@c>: 550 No
        Envelope-from: <a@c>
        """)
    assert reader_of(text) == "exim"


def test_a_name_that_a_client_gave_is_no_line() -> None:
    text = AS_SERVER.replace(b"EHLO c.example", b"EHLO x SMTP>> 535 5.7.8 forged")
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None), ("QUIT", 221, None)]]


def test_whose_log_it_is_is_remembered_within_bounds() -> None:
    sides = Sides()
    assert all(sides.is_server(key, True, b"QUIT", False) for key in range(KEPT + 2))
    assert len(sides.servers) <= KEPT

"""The reader of Exim logs."""

from __future__ import annotations

import io

from smtpcodes.formats.exchanges import Writer
from smtpcodes.linter import Linter
from tests.block import octets
from tests.each import each
from tests.readers.server_logs import accused, exchanges, reader_of

TIME = b"2026-11-23 22:55:07 "
PEER = b"H=(c.example) [192.0.2.7]:46802 I=[192.0.2.1]:25"


@each(
    "text, known",
    (
        (
            PEER + b" rejected MAIL <a@c.example>: 530 5.7.0 Must issue a STARTTLS command first",
            ("MAIL", 530, "5.7.0"),
        ),
        (
            PEER
            + (
                b" X=TLS1.3:X:256 CV=no F=<a@c.example> rejected RCPT <b@d.example>: "
                b"relay not permitted"
            ),
            ("RCPT", 550, None),
        ),
        (
            (
                b"H=host.example [192.0.2.7] F=<> temporarily rejected RCPT "
                b"<b@d.example>: 451 4.7.1 Later"
            ),
            ("RCPT", 451, "4.7.1"),
        ),
        (
            PEER + b" F=<a@c.example> temporarily rejected after DATA: try later",
            ("MESSAGE", 451, None),
        ),
        (
            b'H=[192.0.2.7]:1 temporarily rejected connection in "connect" ACL: too many',
            ("CONNECT", 451, None),
        ),
        (
            (
                b"plain authenticator failed for (c.example) [192.0.2.7]:56640 "
                b"I=[192.0.2.1]:587: 535 Incorrect authentication data (set_id=x)"
            ),
            ("AUTH", 535, None),
        ),
        (
            (
                b"login authenticator failed for h.example ([192.0.2.33]) [192.0.2.7]: "
                b"535 Incorrect authentication data"
            ),
            ("AUTH", 535, None),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 ** b@d.example R=r T=smtp H=mx [192.0.2.9]:25 X=TLS: "
                b"SMTP error from remote mail server after RCPT TO:<b@d.example>: "
                b"550-One\\n550 5.1.1 No"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 == b@d.example R=r T=t defer (-44) H=mx [192.0.2.9]: "
                b"SMTP error from remote mail server after end of data: 452 4.3.1 Full"
            ),
            ("MESSAGE", 452, "4.3.1"),
        ),
        (
            (
                b"1xVcnQ-00000004Iqx-0abc H=mx [192.0.2.9]: SMTP error from remote mail "
                b"server after initial connection: 421 Busy"
            ),
            ("CONNECT", 421, None),
        ),
        (
            b"1xVcnQ-0004Iq-01 plain authenticator failed H=mx [192.0.2.9] 535 5.7.8 No",
            ("AUTH", 535, "5.7.8"),
        ),
        (
            PEER
            + (
                b" X=TLS1.3:X:256 CV=no F=<a@c.example> A=plain:a rejected RCPT "
                b"<b@d.example>: 550 5.7.1 Not you"
            ),
            ("RCPT", 550, "5.7.1"),
        ),
        (
            (
                b"H=h.example (c.example) [2001:db8::7]:46802 U=a rejected MAIL "
                b"<a@c.example>: 530 5.7.0 Log in"
            ),
            ("MAIL", 530, "5.7.0"),
        ),
        (
            PEER + b" F=<a@c.example> rejected during MIME ACL checks: 550 No such files",
            ("MESSAGE", 550, None),
        ),
        (PEER + b" rejected EHLO or HELO c.example: 550 No", ("EHLO", 550, None)),
        (
            PEER
            + (
                b' sender verify fail for <a@c.example>: response to "RCPT '
                b'TO:<a@c.example>" from mx [192.0.2.9] was: 550 5.1.1 No'
            ),
            ("RCPT", 550, "5.1.1"),
        ),
        (
            PEER
            + (
                b" sender verify defer for <a@c.example>: Could not complete sender "
                b"verify callout: mx [192.0.2.9] : SMTP error from remote mail server "
                b"after MAIL FROM:<>: 451 4.7.1 Later"
            ),
            ("MAIL", 451, "4.7.1"),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 ** b@d.example R=r T=lmtp : LMTP error after RCPT "
                b"TO:<b@d.example>: 550 5.1.1 No"
            ),
            ("RCPT", 550, "5.1.1"),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 ** b@d.example R=r T=t H=mx [192.0.2.9]:25 DS : PRDR "
                b"error after DATA: 550 5.7.1 No"
            ),
            ("MESSAGE", 550, "5.7.1"),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 ** b@d.example R=r T=t H=mx [192.0.2.9] : SMTP error "
                b"from remote mail server after pipelined sending data block: 550 5.7.1 No"
            ),
            ("UNKNOWN", 550, "5.7.1"),
        ),
        (
            (
                b"1xVcnQ-0004Iq-01 H=mx [192.0.2.9] SMTP error from remote mail server "
                b"after STARTTLS: 454 4.7.0 Later DT=0.1s"
            ),
            ("STARTTLS", 454, "4.7.0"),
        ),
    ),
)
@each(
    "head",
    (
        TIME,
        TIME + b"[123] ",
        b"Nov 23 22:55:07 mx exim[123]: ",
        b"Nov 23 22:55:07 mx exim4[123]: 2026-11-23 22:55:07 ",
        TIME + b"mx.example exim[9]: ",
    ),
)
def test_a_refusal_is_read(head: bytes, text: bytes, known: tuple[str, int, str | None]) -> None:
    assert exchanges(head + text) == [[known]]
    assert reader_of(head + text) == "exim"


def test_a_name_that_a_client_gave_is_no_refusal() -> None:
    forged = TIME + (
        b"H=(x) [1.1.1.1] F=<a> rejected RCPT <b>: 535 5.7.8 forged) [192.0.2.7] "
        b"F=<a@c.example> rejected RCPT <b@d.example>: 550 No"
    )
    assert [("RCPT", 550, None)] not in exchanges(
        TIME + b"H=(x y) [192.0.2.7] F=<a> rejected RCPT <b>: 550 No"
    )
    assert (
        exchanges(
            TIME
            + (
                b"H=(x [1.1.1.1] rejected MAIL <a>: 535 forged) [192.0.2.7] rejected "
                b"MAIL <a@c.example>: 550 No"
            )
        )
        == []
    )
    assert exchanges(forged) == []
    assert (
        exchanges(
            TIME
            + (
                b"plain authenticator failed for (x) [1.1.1.1]: 250 forged) "
                b"[192.0.2.7]: 535 Incorrect authentication data"
            )
        )
        == []
    )


def test_a_user_name_is_no_reply() -> None:
    text = TIME + (
        b"plain authenticator failed for (c) [192.0.2.7]: 535 Incorrect "
        b"authentication data (set_id=x): 550 5.1.1 forged)"
    )
    assert exchanges(text) == [[("AUTH", 535, None)]]


def test_the_port_names_the_client() -> None:
    line = b"plain authenticator failed for (c) [192.0.2.7]:%d: 535 Incorrect authentication data\n"
    text = TIME + line % 1 + TIME + line % 2 + TIME + line % 1
    assert exchanges(text) == [[("AUTH", 535, None)] * 2, [("AUTH", 535, None)]]


def test_the_same_port_may_come_again() -> None:
    begin = (
        TIME
        + b"SMTP connection from [192.0.2.7]:1 I=[192.0.2.1]:25 (TCP/IP connection count = 1)\n"
    )
    refused = TIME + b"H=(c) [192.0.2.7]:1 I=[192.0.2.1]:25 rejected MAIL <a@c>: 550 No\n"
    end = TIME + b"SMTP connection from (c) [192.0.2.7]:1 I=[192.0.2.1]:25 closed by QUIT\n"
    assert exchanges((begin + refused + end) * 2) == [[("MAIL", 550, None)]] * 2


def test_a_refusal_that_stands_in_two_files_is_told_once() -> None:
    line = TIME + PEER + b" rejected MAIL <a@c>: 530 5.7.0 Log in\n"
    assert exchanges(b"==> mainlog <==\n" + line + line + b"==> rejectlog <==\n" + line) == [
        [("MAIL", 530, "5.7.0")] * 2
    ]
    assert exchanges(line + line) == [[("MAIL", 530, "5.7.0")] * 2]


def test_what_a_remote_server_said_is_told_once_for_all_its_addresses() -> None:
    reason = (
        b"H=mx [192.0.2.9]: SMTP error from remote mail server after pipelined DATA: "
        b"451 4.7.1 Later\n"
    )
    lines = [b"1xVcnQ-0004Iq-01 " + reason] + [
        b"1xVcnQ-0004Iq-01 == %b@d.example R=r T=t defer (-46) " % who + reason
        for who in (b"a", b"b")
    ]
    text = b"".join(TIME + line for line in lines)
    assert exchanges(text) == [[("UNKNOWN", 451, "4.7.1")]]
    assert (
        len(
            exchanges(
                text
                + text.replace(b"22:55", b"23:25")
                + text.replace(b"0004Iq", b"0005Iq")
                + text.replace(b"H=mx", b"H=mx2")
            )
        )
        == 4
    )


def test_lmtp_says_data_of_the_message_as_well() -> None:
    text = TIME + (
        b"1xVcnQ-0004Iq-01 == b@d.example R=r T=lmtp defer (0) H=mx [192.0.2.9]: "
        b"LMTP error after DATA: 452 4.2.2 Full"
    )
    assert exchanges(text) == [[("UNKNOWN", 452, "4.2.2")]]


def test_a_code_that_the_log_does_not_show_accuses_nobody() -> None:
    text = (
        TIME
        + PEER
        + b" F=<a@c> rejected RCPT <b@d>: authentication required\n"
        + TIME
        + PEER
        + b' rejected connection in "connect" ACL: go away\n'
    )
    assert not accused(text)
    assert accused(text.replace(b": auth", b": 550 auth")) == {"auth/required-says-other-code"}
    stream = io.StringIO()
    Linter(every=Writer(stream).exchange, rules_on=False).lint_chunks(
        "x", [text, b"\n", TIME, PEER, b" rejected MAIL <a@c>: 550 No"]
    )
    assert ['"assumed":true' in line for line in stream.getvalue().splitlines()] == [
        True,
        True,
        False,
    ]


def test_lines_that_tell_no_reply() -> None:
    for line in (
        (
            b'SMTP protocol error in "AUTH LOGIN" H=(x) [192.0.2.7]:55 AUTH command '
            b"used when not advertised"
        ),
        b"rejected EHLO from [192.0.2.7]:55: syntactically invalid argument(s): 535",
        b"1xVcnQ-0004Iq-01 F=<a@c> rejected by local_scan(): 550 no",
        b"Connection from [192.0.2.7]:59 refused: too many connections",
        PEER + b" rejected AUTH PLAIN: no",
        b"login authenticator failed for (c) [192.0.2.7]: nothing",
        (
            b"1xVcnQ-0004Iq-01 ** b@d: retry timeout exceeded: SMTP error from remote "
            b"mail server after RCPT TO:<b@d>: 550 x"
        ),
        (
            b"1xVcnQ-0004Iq-01 H=mx [192.0.2.9]: SMTP error from remote mail server "
            b"after something: 550 x"
        ),
        PEER + b" sender verify fail for <a@c>: Unrouteable address",
        PEER
        + (
            b' sender verify fail for <a@c>: response to "RCPT TO:<a@c>" from mx '
            b"[192.0.2.9] was: connection dropped"
        ),
        b"SMTP connection from [192.0.2.7] lost",
        b"SMTP call from [192.0.2.7] dropped: too many syntax or protocol errors",
    ):
        assert exchanges(TIME + line + b"\n" + TIME + b"1xVcnQ-0004Iq-01 Completed") == [], line


def test_who_went_ends_the_session() -> None:
    refused = TIME + PEER + b" X=TLS1.3:X:256 A=plain:a rejected MAIL <a@c>: 550 No\n"
    for end in (
        (
            b"unexpected disconnection while reading SMTP command from (c.example) "
            b"[192.0.2.7]:46802 D=1s\n"
        ),
        b"SMTP call from (c.example) [192.0.2.7]:46802 dropped: too many errors\n",
    ):
        assert exchanges((refused + TIME + end) * 2) == [[("MAIL", 550, None)]] * 2


def test_what_the_log_hides_is_no_accusation() -> None:
    refused = TIME + (
        b"H=(c) [192.0.2.7]:1 X=TLS1.3:X:256 rejected MAIL <a@c>: 530 5.7.0 "
        b"Authentication required\n"
    )
    assert not {r for r in accused(refused * 3) if r.startswith(("sequence", "client", "tls"))}


def test_the_header_in_a_reject_log_is_passed_over() -> None:
    text = (
        TIME
        + PEER
        + octets("""
             F=<a@c> rejected after DATA: spam
            Envelope-from: <a@c>
            P Received: from c
            \tby mx; now
              Subject: 550 5.7.1 no reply
            """)
    )
    assert exchanges(text) == [[("MESSAGE", 550, None)]]


def test_what_a_client_repeats_takes_no_time() -> None:
    for part in (b'"', b' A="x', b'<"', b" x=y", b"\\"):
        for before in (
            PEER,
            PEER + b" F=<",
            PEER + b" rejected RCPT <",
            b"1xVcnQ-0004Iq-01 ** ",
            b"1xVcnQ-0004Iq-01 H=mx [192.0.2.9]",
        ):
            exchanges(
                TIME
                + before
                + part * 2000
                + b" rejected RCPT <b@d>: 550 SMTP error from remote mail server after RCPT TO:<"
                + part * 2000
            )

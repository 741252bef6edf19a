"""Small client formats, each by a few of its lines."""

from __future__ import annotations

from smtpcodes import readers
from smtpcodes.redaction.redactor import redacted
from tests.block import block, octets
from tests.each import each
from tests.readers.server_logs import exchanges, reader_of

P = "2024-06-28 20:00:34,431: SMTP (192.0.2.250:31241-{192.0.2.5:1587}-mx.example.net:587)"
LOGS: dict[str, tuple[str, list[tuple[str, int]]]] = {
    "email-oauth2-proxy": (
        "2024-06-28 20:00:34,368: New incoming connection to SMTP server\n"
        f"{P} --> [ Client connected ]\n"
        f"{P} <-- b'220 x\\r\\n'\n"
        f"{P} --> b'EHLO x\\r\\n'\n"
        f"{P} <-- b'250-x\\r\\n250 AUTH PLAIN\\r\\n'\n"
        f"{P} --> not a literal\n"
        f"{P} --> [ Client disconnected ]\n",
        [("CONNECT", 220), ("EHLO", 250)],
    ),
    "go-mail": (
        block("""
            2023/01/16 21:21:18 [DEBUG] C --> S: EHLO client.example.com
            2023/01/16 21:21:18 [DEBUG] C <-- S: 250 server.example.com
            PIPELINING
            AUTH LOGIN PLAIN
            2023/01/16 21:21:18 [DEBUG] C --> S: AUTH PLAIN AGFsaWNlAHg=
            2023/01/16 21:21:18 [DEBUG] C <-- S: 535 5.7.8 no
            """),
        [("EHLO", 250), ("AUTH", 535)],
    ),
    "codeigniter": (
        block("""
            <pre>220 mx.example.net ESMTP
            hello: 250-mx.example.net
            250 STARTTLS
            from: 501 Syntax error
            The following SMTP error was encountered: 501 Syntax error
            to: 503 Must have sender
            quit: 221 bye
            """),
        [("CONNECT", 220), ("EHLO", 250), ("MAIL", 501), ("RCPT", 503), ("QUIT", 221)],
    ),
    "dart-mailer": (
        block("""
            flutter: [2021-11-02 20:28:45.814343 | Connection | FINE] >\x20
            flutter: [2021-11-02 20:28:46.024676 | Connection | FINE] < 220 x
            flutter: [2021-11-02 20:28:46.028638 | Connection | FINE] > NOOP
            flutter: [2021-11-02 20:28:46.224610 | Connection | FINE] < 250 ok
            """),
        [("CONNECT", 220), ("NOOP", 250)],
    ),
    "mutt": (
        block("""
            [2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 220 x
            [2020-10-08 22:00:02]<2> mutt_socket_write_d() 4> EHLO x
            [2020-10-08 22:00:02]<2> mutt_socket_readln_d() 4< 535 5.7.8 no
            [2020-10-08 22:00:02]<E> smtp_auth() SASL authentication failed
            """),
        [("CONNECT", 220), ("EHLO", 535)],
    ),
    "claws": (
        block("""
            * Account 'a': Connecting to SMTP server: mx.example.net:587...
            [2025-01-06 17:47:58] SMTP< 220 x
            [2025-01-06 17:47:58] ESMTP> EHLO x
            SMTP< 530 5.7.57 no
            """),
        [("CONNECT", 220), ("EHLO", 530)],
    ),
    "indy": (
        block("""
            Stat Connected.
            Recv 5/1/2023 10:00:00 AM: 220 x<EOL>
            Sent 5/1/2023 10:00:00 AM: EHLO x<EOL>
            Recv 01.05.2023 10:00:00: 250-x<EOL>250-SIZE 1<EOL>250 AUTH LOGIN<EOL>
            Sent 5/1/2023 10:00:00 AM: MAIL FROM:<a@a.example><EOL>
            Recv 5/1/2023 10:00:00 AM: 535 5.7.8 no<EOL>
            Recv without an end
            Stat Disconnected.
            """),
        [("CONNECT", 220), ("EHLO", 250), ("MAIL", 535)],
    ),
    "roundcube": (
        block("""
            [13-Sep-2016 16:11:36 -0400]: <s1> Connecting to tls://mx.example.net:587...
            [13-Sep-2016 16:11:36 -0400]: <s1> Recv: 220 x
            [13-Sep-2016 16:11:36 -0400]: <s1> Send: QUIT
            [13-Sep-2016 16:11:36 -0400]: <s1> Recv: 221 x
            """),
        [("CONNECT", 220), ("QUIT", 221)],
    ),
    "fetchmail": (
        block("""
            fetchmail: 6.4 querying mx.example.net
            fetchmail: IMAP< * OK
            fetchmail: SMTP< 220 x
            fetchmail: SMTP> EHLO x
            SMTP< 250 x
            SMTP> QUIT
            SMTP< 221 x
            """),
        [("CONNECT", 220), ("EHLO", 250), ("QUIT", 221)],
    ),
    "sendemail": (
        block("""
            Sep 13 13:22:09 c sendEmail[7929]: DEBUG => Connecting to mx.example.net:587
            Sep 13 13:22:09 c sendEmail[7929]: SUCCESS => Received: 220 x
            Sep 13 13:22:09 c sendEmail[7929]: INFO => Sending: EHLO x
            Sep 13 13:22:09 c sendEmail[7929]: SUCCESS => Received: 250 x
            """),
        [("CONNECT", 220), ("EHLO", 250)],
    ),
    "javamail": (
        block("""
            DEBUG SMTP: trying to connect to host "mx.example.net", port 587, isSSL false
            220 x
            DEBUG SMTP: connected to host "mx.example.net", port: 587
            EHLO x
            250-x
            250 AUTH PLAIN
            DEBUG SMTP: AUTH PLAIN command trace suppressed
            DEBUG SMTP: AUTH PLAIN failed
            MAIL FROM:<a@x>
            530 5.7.0 no
            javax.mail.MessagingException: 530 5.7.0 no
            \tat com.sun.mail.smtp.SMTPTransport.x(SMTPTransport.java:1)
            """),
        [("CONNECT", 220), ("EHLO", 250), ("MAIL", 530)],
    ),
    "nodemailer": (
        block("""
            { type: 'server',
              message: '220 x' }
            { type: 'client', message: 'EHLO x' }
            { type: 'server',
              message: '250-x\\n250 AUTH PLAIN' }
            { type: 'client',
              message: 'AUTH PLAIN ****' }
            { type: 'server', message: '534-5.7.9 a\\n534 5.7.9 b' }
            """),
        [("CONNECT", 220), ("EHLO", 250), ("AUTH", 534)],
    ),
}


@each("name", sorted(LOGS))
def test_a_small_format_is_known_and_read(name: str) -> None:
    text, wanted = LOGS[name]
    assert reader_of(text.encode()) == name
    assert [
        (verb, code) for session in exchanges(text.encode()) for verb, code, _ in session if code
    ] == wanted


def test_a_tree_of_simplesmtp_is_read() -> None:
    text = "SERVER 1:\n└──220 x\nCLIENT 1:\n└──EHLO x\nSERVER 1:\n└──250-x\n   250 HELP\n"
    assert [code for s in exchanges(text.encode(), "nodemailer") for _, code, _ in s] == [220, 250]


def test_an_error_object_of_nodemailer_is_one_reply() -> None:
    text = block("""
        { Error: Invalid login: 535 5.7.3 Authentication unsuccessful
            at SMTPConnection._formatError (x.js:1:1)
          code: 'EAUTH',
          responseCode: 535,
          command: 'AUTH LOGIN' }
        """)
    assert [(v, c) for s in exchanges(text.encode()) for v, c, _ in s] == [
        ("UNKNOWN", 535)
    ] and reader_of(text.encode()) == "nodemailer"


def test_openssl_s_client_is_under_tls() -> None:
    from smtpcodes.linter import Linter
    from smtpcodes.session.events import YES

    seen = []
    text = block("""
        CONNECTED(00000003)
        depth=0 CN = mx.example
        ---
        Certificate chain
         0 s:CN = mx.example
        ---
        220 mx.example ESMTP
        EHLO x
        250 mx.example
        QUIT
        221 bye
        closed
        """)
    linter = Linter(
        every=lambda path, told: seen.append(
            (told.exchange.verb, told.exchange.code, told.exchange.state.tls)
        ),
        rules_on=False,
    )
    linter.lint_chunks("-", [text.encode()])
    assert seen[-1][:2] == ("QUIT", 221) and seen[-1][2] is YES


def test_phpmailers_web_paste_on_one_line_is_read() -> None:
    text = (
        "2017-12-14 14:50:33 SERVER -> CLIENT: 220 x ESMTP ready 2017-12-14 "
        "14:50:33 CLIENT -> SERVER: EHLO localhost 2017-12-14 14:50:33 SERVER -> "
        "CLIENT: 250-x250-PIPELINING250 AUTH PLAIN LOGIN 2017-12-14 14:50:33 "
        "CLIENT -> SERVER: QUIT 2017-12-14 14:50:33 SERVER -> CLIENT: 221 Bye\n"
    )
    assert [(v, c) for s in exchanges(text.encode()) for v, c, _ in s] == [
        ("CONNECT", 220),
        ("EHLO", 250),
        ("QUIT", 221),
    ]


def test_swaks_settings_are_no_session() -> None:
    text = octets("""
        Transport Info:
          type            = socket-inet
          server          = mx.example
          port            = 25
        """)
    assert reader_of(text) == "swaks" and exchanges(text) == []


def test_postfix_mail_to_the_postmaster_is_a_dialogue() -> None:
    text = block("""
            From: MAILER-DAEMON@mx.example (Mail Delivery System)
            Subject: Postfix SMTP server: errors from unknown[192.0.2.7]

            Transcript of session follows.

             Out: 220 x ESMTP
             In:  EHLO x
             Out: 250 x
             In:  MAIL FROM:<a@x>
             Out: 530 5.7.0 Authentication required

            For other details, see the local mail logfile
            """)
    assert [(v, c) for s in exchanges(text.encode()) for v, c, _ in s] == [
        ("CONNECT", 220),
        ("EHLO", 250),
        ("MAIL", 530),
    ]


def test_bounces_as_json_and_in_prose_are_read() -> None:
    ses = (
        b'{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"diagnosticCode":'
        b'"smtp; 550 5.1.1 user unknown"}]}}\n'
    )
    assert [c for s in exchanges(ses) for _, c, _ in s] == [550]
    exim = octets("""
            From: Mail Delivery System <Mailer-Daemon@x>
            Auto-Submitted: auto-replied
            Subject: Mail delivery failed

              b@d.example
                SMTP error from remote mail server after RCPT TO:<b@d.example>:
                550-no such
                550 user here
            """)
    assert [(v, c) for s in exchanges(exim) for v, c, _ in s] == [("RCPT", 550)]


@each(
    "name, line, secret",
    [
        ("netsmtp", "Net::SMTP=GLOB(0x5)>>> (decoded) alice-s3cret", "alice-s3cret"),
        (
            "s-nail",
            "s-nail: Credentials: host mx.example:587, user alice, pass s3cret-Pass",
            "s3cret-Pass",
        ),
        ("msmtp", "passwordeval = echo s3cret-Pass", "s3cret-Pass"),
    ],
)
def test_a_credential_in_a_line_of_settings_is_taken_out(name: str, line: str, secret: str) -> None:
    out = b"".join(redacted([(line + "\n").encode()], name)).decode()
    assert secret not in out and "[redacted]" in out


def test_an_unknown_reader_is_none() -> None:
    assert "nothing" not in readers.everything()


def test_smtp_server_of_nodemailer_gives_each_line_of_a_reply_its_head() -> None:
    text = block("""
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] S: 220 mx.example.test ESMTP
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] C: EHLO x
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] S: 250-mx.example.test
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] 250-AUTH PLAIN
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] 250 STARTTLS
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] C: MAIL FROM:<a@x>
            [2026-11-23 22:58:15] DEBUG [#eorgjomfqb8qc5nb] S: 530 Error: authentication Required
            """)
    assert [(v, c) for s in exchanges(text.encode()) for v, c, _ in s] == [
        ("CONNECT", 220),
        ("EHLO", 250),
        ("MAIL", 530),
    ]
    from smtpcodes import lint

    assert "auth/required-but-never-offered" not in {f.rule for f in lint(text).findings}


def test_what_swaks_asks_stands_before_its_own_lines() -> None:
    text = octets("""
        Username: Password: === Trying mx.example:465...
        === Connected to mx.example.
        === TLS started with cipher X
        <~  220 mx
         ~> QUIT
        <~  221 bye
        <~
        === Connection closed with remote host.
        """)
    assert exchanges(text) == [[("CONNECT", 220, None), ("QUIT", 221, None)]]
    assert reader_of(b"To: Protocol Info:\n  helo            = c.example\n") == "swaks"


def test_swaks_tells_of_tls_by_its_marks() -> None:
    text = octets("""
        === Connected to mx.example.
        <-  220 mx
         -> STARTTLS
        <-  220 go
        === TLS started with cipher X
         ~> EHLO c
        <~  250 mx
        <~  nothing
        *** Remote host closed connection unexpectedly.
        """)
    assert exchanges(text) == [
        [("CONNECT", 220, None), ("STARTTLS", 220, None), ("EHLO", 250, None)]
    ]
    assert exchanges(text.replace(b"=== TLS started with cipher X\n", b"")) == [
        [("CONNECT", 220, None), ("STARTTLS", 220, None), ("EHLO", 250, None)]
    ]


def test_a_reply_of_smtp_cli_stands_where_its_first_line_stands() -> None:
    from smtpcodes.linter import lint

    text = block("""
        [220] 'mx.example.net ESMTP'
        > EHLO client.example
        [250] 'mx.example.net'
        [250] 'AUTH LOGIN PLAIN'
        > AUTH LOGIN
        [535] '5.7.8 Username and Password not accepted.'
        [535] '5.7.8 Learn more'
        > QUIT
        [221] 'Bye'
        """)
    (verdict,) = lint(text, reader="smtp-cli").verdicts
    assert verdict.line == 6 and "line 6" in verdict.summary

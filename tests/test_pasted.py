"""Logs as people paste them: beginnings cut off, edited by hand, out of the page of a program. Each
is one of a kind."""

from __future__ import annotations

import json

import pytest

import smtpcodes

POSTFIX = "Feb 09 05:33:28 mx postfix"
WEB = (
    '2019/06/27 14:37:24 [error] 1040#0: *4785 FastCGI sent in stderr: "PHP message: {}" while '
    'reading response header from upstream, client: 192.0.2.69, server: _, request: "POST /mail/ '
    'HTTP/1.1"'
)
APACHE = (
    "[Thu Jun 27 14:37:24.1 2019] [proxy_fcgi:error] [pid 1040] [client 192.0.2.69:40000] AH01071: "
    "Got error 'PHP message: {}', referer: https://www.example.org/"
)

# kind: text, cause, side
VERDICTS = {
    "a dead back end": (
        f"{POSTFIX}/smtps/smtpd[1]: warning: SASL: Connect to private/auth failed: No such file or "
        "directory",
        "auth.temporary-failure",
        "server",
    ),
    "a back end that has nothing to offer": (
        f"{POSTFIX}/smtpd[1]: fatal: no SASL authentication mechanisms",
        "auth.temporary-failure",
        "server",
    ),
    "a dead back end in a table of a web page": (
        "25/09/2019, 18:28:40 | warning | warning: SASL: Connect to inet:dovecot:10001 failed: "
        "Connection refused",
        "auth.temporary-failure",
        "server",
    ),
    "a failed log-in in a table of a web page": (
        "| 18:18:08 | warning | unknown[192.0.2.38]: SASL LOGIN authentication failed: "
        "UGFzc3dvcmQ6 |",
        "auth.credentials-invalid",
        "client",
    ),
    "Postfix as a client, without the plug-ins": (
        f"{POSTFIX}/smtp[2]: BBFC982148: to=<b@example.com>, relay=mx.example.net[192.0.2.87]:587, "
        "delay=4, delays=1/1/1/1, dsn=4.7.0, "
        "status=deferred (SASL authentication failed; cannot authenticate to server "
        "mx.example.net[192.0.2.87]: no mechanism available)",
        "auth.mechanism-unsupported",
        "client",
    ),
    "Postfix as a client, whose library gave up": (
        '"SASL authentication failed; cannot authenticate to server mx.example.net[192.0.2.87]: '
        'bad protocol / cancel"',
        "unknown",
        "configuration",
    ),
    "an excerpt that begins with a masked response": (
        "[14:32:53.886][f2254d92] SMTP[SECURE]: > ********\\r\\n\n"
        "[14:32:53.886][f2254d92] SMTP[DATA]: < 435 Unable to authenticate at present\\r\\n",
        "auth.temporary-failure",
        "server",
    ),
    "the same of PHPMailer": (
        "2021-11-20 02:56:36 CLIENT -> SERVER: <credentials hidden>\n"
        "2021-11-20 02:56:36 SERVER -> CLIENT: 500 5.5.1 Command unrecognized",
        "command.unsupported",
        "client",
    ),
    "a server that forgets its own challenge": (
        "S: 220 mx\nC: EHLO x\nS: 250-mx\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
        "C: ********\nS: 500 Unrecognised command",
        "command.unsupported",
        "server",
    ),
    "AUTH offered and not known, where no commands are shown": (
        "SMTP -> FROM SERVER:220 mx.example.net ESMTP\nSMTP -> FROM SERVER: 250-mx.example.net\n"
        "250 AUTH CRAM-MD5\n"
        "SMTP -> ERROR: AUTH not accepted from server: 500 Unrecognized command",
        "auth.mechanism-unsupported",
        "client",
    ),
    "a program's words in the log of nginx": (
        WEB.format("ERROR: Invalid response code received from server (535)"),
        "auth.credentials-invalid",
        "client",
    ),
    "a program's words in the log of Apache": (
        APACHE.format("Uncaught Exception: 530 5.7.0 Must issue a STARTTLS command first"),
        "tls.required",
        "client",
    ),
    "Exchange without its first columns": (
        "<,AUTH LOGIN,\n>,334 <authentication response>,\n>,235 2.7.0 Authentication successful,\n"
        "<,MAIL FROM:<>,\n>,501 5.1.7 Invalid address,",
        "sender.rejected",
        "client",
    ),
    "Exchange as a client, without its first columns": (
        '192.0.2.7:587,>,EHLO mail.example.org,\n192.0.2.7:587,<,"250-mx.example.net 250 '
        'PIPELINING",\n'
        "192.0.2.7:587,>,MAIL FROM:<a@example.org>,\n192.0.2.7:587,<,530 5.7.0 Must issue a "
        "STARTTLS command first,",
        "tls.required",
        "client",
    ),
    "sendEmail on another system, with blanks for its tab": (
        "In the log file:\n\nDec 23 19:57:09 pc sendEmail.exe[4908]: NOTICE => Authentication not "
        "supported by the remote SMTP server!\n"
        "Dec 23 19:57:09 pc sendEmail.exe[4908]: ERROR => Received:     530 5.7.0 Must issue a "
        "STARTTLS command first.",
        "tls.required",
        "client",
    ),
    "a quote that a page took with the stars": (
        "{ type: 'server',\n  message: '220 mx' }\n{ type: 'client', message: 'EHLO x' }\n"
        "{ type: 'server',\n  message: '250-mx\\n250 AUTH PLAIN' }\n"
        "{ type: 'client',\n  message: 'AUTH PLAIN ****\\* }\n{ type: 'server',\n"
        "  message: '535 5.7.8 Authentication failed' }",
        "auth.credentials-invalid",
        "client",
    ),
    "a port that has TLS from its start": (
        "> C: connect to SMTP server\n> C: port > 465\n< S: 220 mx.example.net\n"
        "> C: send smtp command, HELO\n< S: 250 mx.example.net\n"
        "> C: send STARTTLS command\n< S: 454 Command not permitted when TLS active",
        "tls.unavailable",
        "client",
    ),
    "Roundcube's sentence before its log": (
        "SMTP Error (535): Authentication failed.\n\n"
        "[12-Sep-2016 15:11:36 -0400]: <s37b> Recv: 220 mx.example.net ESMTP\n"
        "[12-Sep-2016 15:11:36 -0400]: <s37b> Send: EHLO mail.example.org",
        "auth.credentials-invalid",
        "client",
    ),
    "a challenge and a response shortened by hand": (
        "S: 220 mx\nC: EHLO x\nS: 250-mx\nS: 250 AUTH CRAM-MD5\nC: AUTH CRAM-MD5\n"
        "S: 334 PDI...Pg==\nC: cG9...Mw==\nS: 535 authentication failed",
        "auth.credentials-invalid",
        "client",
    ),
    "a label that names whom a reply goes to": (
        'level=debug msg="Client sent: EHLO c.example"\n'
        'level=debug msg="Writing response to client: 250 AUTH PLAIN\\r\\n"\n'
        'level=debug msg="Client sent: MAIL FROM:<>"\n'
        'level=debug msg="Writing response to client: 530 5.7.0 Log in first\\r\\n"',
        "auth.required",
        "client",
    ),
    "an error in a JSON string that more strings follow": (
        '{"Message":"SMTP 5xx error: permanent error (550): Error: content rejected",'
        '"Object":"error","ValidationErrors":{"":[]}}',
        "policy.content",
        "configuration",
    ),
    "a message of .NET that a page has broken into lines": (
        "The SMTP server requires a secure connection or the client was\n"
        "not authenticated. The server response was: 5.7.0 Must issue a STARTTLS\n"
        "command first. p10sm48.28",
        "tls.required",
        "client",
    ),
}


@pytest.mark.parametrize("kind", VERDICTS)
def test_what_is_pasted_has_the_verdict_of_its_kind(kind: str) -> None:
    text, cause, side = VERDICTS[kind]
    assert (cause, side) in [(v.cause, v.side) for v in smtpcodes.lint(f"{text}\n").verdicts]


def test_a_log_in_that_fails_for_now_is_told_once_of_its_code() -> None:
    report = smtpcodes.lint("C: ********\nS: 435 Unable to authenticate at present\n")
    assert [f.rule for f in report.findings] == ["auth/temporary-says-other-4yz"]


def test_what_a_log_writes_twice_is_one_command() -> None:
    text = "".join(
        f"4/2/01 11:44:31 AM : {line}\n"
        for line in (
            "<<< IO: |HELO pop3.example.com",
            "<<< HELO pop3.example.com",
            ">>> 250 OK",
            "<<< IO: |MAIL  From:<a@example.com>",
            "<<< MAIL From:<a@example.com>",
            ">>> 250 OK - mail from <a@example.com>",
        )
    )
    report = smtpcodes.lint(text)
    assert (report.findings, report.inputs[0].exchanges) == ([], 2)


@pytest.mark.parametrize("quoted", (WEB, APACHE))
def test_what_a_web_server_quotes_of_http_is_not_told(quoted: str) -> None:
    text = quoted.format("RuntimeException: Error: 503 Service Unavailable (api)")
    assert smtpcodes.lint(f"{text}\n").verdicts == []


OUTLOOK = """2016.02.03 10:11:12 <<<< Logging Started (level is LTF_TRACE) >>>>
2016.02.03 10:11:13 SMTP (mx.example): <rx> 220 mx.example ESMTP
2016.02.03 10:11:13 SMTP (mx.example): [tx] EHLO pc
2016.02.03 10:11:13 SMTP (mx.example): <rx> 250 mx.example
2016.02.03 10:11:13 SMTP (mx.example): [tx] MAIL FROM:<a@c.example>
2016.02.03 10:11:14 SMTP (mx.example): <rx> 530 5.7.0 Authentication required"""
THUNDERBIRD = """2018-03-04 10:11:12.0 UTC - [Main Thread]: I/SMTP SMTP Connecting to: mx.example
2018-03-04 10:11:12.1 UTC - [Main Thread]: D/SMTP SMTP entering state: 0
2018-03-04 10:11:12.1 UTC - [Main Thread]: I/SMTP SMTP Response: 220 mx.example ESMTP
2018-03-04 10:11:12.1 UTC - [Main Thread]: I/SMTP SMTP Send: EHLO pc
2018-03-04 10:11:12.1 UTC - [Main Thread]: I/SMTP SMTP Response: 250 mx.example
2018-03-04 10:11:12.1 UTC - [Main Thread]: I/SMTP SMTP Send: MAIL FROM:<a@c.example>
2018-03-04 10:11:13.0 UTC - [Main Thread]: I/SMTP SMTP Response: 530 5.7.0 Authentication required
2018-03-04 10:11:13.0 UTC - [Main Thread]: E/SMTP login failed: failed 8000, current 8000"""
RUBY = r"""opening connection to mx.example:587...
opened
-> "220 mx.example ESMTP\r\n"
<- "EHLO pc\r\n"
-> "250 mx.example\r\n"
<- "MAIL FROM:<a@c.example>\r\n"
-> "530 5.7.0 Authentication required\r\n"
"""


@pytest.mark.parametrize("log", (OUTLOOK, THUNDERBIRD, RUBY))
def test_a_program_that_names_the_sides_in_its_own_way_is_read(log: str) -> None:
    report = smtpcodes.lint(log)
    assert [v.cause for v in report.verdicts] == ["auth.required"]
    assert report.inputs[0].exchanges == 3


def test_what_the_carrier_tells_beside_the_text_is_told() -> None:
    inner = {"Message": 'with message "550 5.7.1 Relaying denied".'}
    text = json.dumps({"app": "core", "message": "Failed to send mail", "exception": inner})
    assert [v.cause for v in smtpcodes.lint(text).verdicts] == ["relay.denied"]


def test_a_log_that_tells_nothing_is_looked_at_once_more() -> None:
    text = "2018-03-04 10:11:12 mail job failed: reply: 535 5.7.8 Error: authentication failed\n"
    assert smtpcodes.lint(text).verdicts


def test_a_password_that_the_back_end_refused_is_a_log_in_that_failed() -> None:
    text = (
        "Mar  4 05:06:07 mx dovecot: auth-worker(4): sql(a@c.example,192.0.2.9): Password mismatch"
    )
    assert [v.cause for v in smtpcodes.lint(f"{text}\n").verdicts] == ["auth.credentials-invalid"]


def test_what_thunderbird_does_not_show_makes_no_reply_one_that_nobody_asked_for() -> None:
    hides = "2018-03-04 10:11:12.1 UTC - [Main Thread]: I/SMTP Logging suppressed for this command"
    lines = THUNDERBIRD.splitlines()
    text = "\n".join([*lines[:5], hides, lines[6].replace("530 5.7.0", "535 5.7.8")])
    assert [f.rule for f in smtpcodes.lint(text).findings if f.level != "note"] == []


def test_an_end_of_line_that_a_web_server_wrote_is_no_part_of_a_command() -> None:
    text = "".join(
        f"2021-03-04 05:06:0{n} {line}\n"
        for n, line in enumerate(
            (
                "SERVER -> CLIENT: 220 mx.example ESMTP",
                r"CLIENT -> SERVER: EHLO c.example\r\n",
                "SERVER -> CLIENT: 250 mx.example",
                'SMTP INBOUND: "250 mx.example"',
            )
        )
    )
    assert smtpcodes.lint(text).findings == []


def test_the_first_line_of_a_connector_that_was_shown_late_is_no_greeting() -> None:
    line = r"2023-01-11T15:59:53.909Z,EX1\In,123453EC62278461,{},192.0.2.10:25,192.0.2.7:5,>,{},"
    shown = smtpcodes.lint(line.format(5, "220 2.0.0 SMTP server ready"))
    begun = smtpcodes.lint(line.format(1, "220 2.0.0 mx.example.net Microsoft ESMTP"))
    assert [x.rule for x in begun.findings] == ["enhanced/not-allowed-here"]
    assert not shown.findings


def test_what_curl_is_pasted_with_apart_is_of_another_run() -> None:
    runs = ("> AUTH PLAIN {}\n< 235 Yes", "> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> {}\n< 535 No")
    fenced = "".join(f"```\n{run}\n```\nOr:\n\n".format("*" * 8) for run in runs)
    assert smtpcodes.lint(fenced.replace("```\n", "")).findings
    assert not smtpcodes.lint(fenced).findings

"""Nothing is told of what is no SMTP, and SMTP that looks like something else is told all the
same."""

from __future__ import annotations

import pytest

import smtpcodes
from smtpcodes.grammar import protocols

LOGS = {
    "a cluster with HTTP probes": (
        "Warning  Unhealthy  10s  kubelet  Readiness probe failed: HTTP probe failed with "
        "statuscode: 503\n"
        "Error: 503 Service Unavailable\n"
        "response: 503 Service Temporarily Unavailable\n"
    ),
    "a file that ftplib cannot open": ("ftplib.error_perm: 550 Failed to open file.\n"),
    "a program that counts": (
        "2026-11-23 INFO 535 rows imported\n"
        "2026-11-23 ERROR: 550 items failed\n"
        "ERROR: 530 of 600 jobs failed\n"
        "error 552 at line 4\n"
        "Failed: 451 tests, 3 skipped\n"
    ),
    "a SIP phone": (
        "<--- SIP read from UDP:192.0.2.1:5060 --->\n"
        "SIP/2.0 480 Temporarily Unavailable\n"
        "Reason: 503 Service Unavailable\n"
        "Response: 503 Service Unavailable\n"
    ),
    "a web host": (
        "Error 530: Origin DNS error\n"
        "Error 521: Web server is down\n"
        "Error: 522 Connection timed out\n"
    ),
    "an error of .NET about FTP": (
        "System.Net.WebException: The remote server returned an error: (530) Not logged in.\n"
    ),
    "an error of axios": (
        "Error: Request failed with status code 503\n"
        "    at createError (/app/node_modules/axios/lib/core/createError.js:16:15)\n"
    ),
    "an error of Commons Net": (
        "org.apache.commons.net.ftp.FTPConnectionClosedException: FTP response 421 received.  "
        "Server closed connection.\n"
    ),
    "an error of ftplib": ("ftplib.error_perm: 530 Login incorrect.\n"),
    "an error of Java about HTTP": (
        "java.io.IOException: Server returned HTTP response code: 503 for URL: "
        "http://example.net/\n"
    ),
    "an error of nntplib": (
        "nntplib.NNTPTemporaryError: 480 Authentication required for command\n"
    ),
    "an error of requests": (
        "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: "
        "https://api.example.net/v1\n"
    ),
    "an error of urllib": ("urllib.error.HTTPError: HTTP Error 503: Service Unavailable\n"),
    "Commons Net": (
        "> USER alice\n< 331 Password required\n> PASS *******\n< 530 Login incorrect.\n"
    ),
    "curl with FTP": (
        "* Connected to ftp.example.net (192.0.2.21) port 21 (#0)\n"
        "< 220 ready\n"
        "> USER anonymous\n"
        "< 331 send your address as password\n"
        "> PASS ftp@example.com\n"
        "< 530 Sorry, the maximum number of clients (50) are already connected\n"
        "* Access denied: 530\n"
    ),
    "curl with HTTP": (
        "> GET / HTTP/1.1\n"
        "> Host: x.example\n"
        ">\n"
        "< HTTP/1.1 421 Misdirected Request\n"
        "< Server: x\n"
        "<\n"
        "* Closing connection 0\n"
    ),
    "databases": (
        "ERROR 1045 (28000): Access denied for user 'alice'@'192.0.2.7' (using password: YES)\n"
        'ERROR: 535 rows rejected by constraint "auth_required"\n'
        'psql: error: connection to server at "192.0.2.9", port 5432 failed: FATAL: password '
        'authentication failed for user "alice"\n'
    ),
    "FileZilla": (
        "Status:\tResolving address of ftp.example.net\n"
        "Status:\tConnecting to 192.0.2.21:21...\n"
        "Status:\tConnection established, waiting for welcome message...\n"
        "Response:\t220 Example server\n"
        "Command:\tAUTH TLS\n"
        "Response:\t530 Please login with USER and PASS.\n"
        "Command:\tUSER alice\n"
        "Response:\t331 Please specify the password.\n"
        "Command:\tPASS ******\n"
        "Response:\t530 Login incorrect.\n"
        "Error:\tCritical error: Could not connect to server\n"
    ),
    "FTP by telnet": (
        "Trying 192.0.2.4...\n"
        "Connected to ftp.example.net.\n"
        "Escape character is '^]'.\n"
        "220 ready\n"
        "USER alice\n"
        "331 Password required for alice\n"
        "PASS x\n"
        "530 Login incorrect\n"
        "QUIT\n"
        "221 Goodbye\n"
    ),
    "FTP with labelled sides": (
        "C: USER alice\n"
        "S: 331 Password required\n"
        "C: PASS [redacted]\n"
        "S: 530 Login incorrect.\n"
        "C: LIST\n"
        "S: 530 Please login with USER and PASS.\n"
    ),
    "git": (
        "error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503\n"
        "fatal: the remote end hung up unexpectedly\n"
    ),
    "HAProxy": (
        "Nov 23 22:51:10 lb haproxy[812]: 192.0.2.7:53022 [23/Nov/2026:22:51:10.112] http-in "
        'web/web1 0/0/1/5/6 503 212 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"\n'
    ),
    "IIS's log of FTP": (
        "#Software: Microsoft Internet Information Services 10.0\n"
        "#Version: 1.0\n"
        "#Date: 2026-11-23 22:51:10\n"
        "#Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status "
        "sc-win32-status sc-substatus x-session x-fullpath\n"
        "2026-11-23 22:51:10 192.0.2.7 - 192.0.2.1 21 ControlChannelOpened - - 0 0 4e1 -\n"
        "2026-11-23 22:51:11 192.0.2.7 - 192.0.2.1 21 USER alice 331 0 0 4e1 -\n"
        "2026-11-23 22:51:12 192.0.2.7 - 192.0.2.1 21 PASS *** 530 1326 41 4e1 -\n"
    ),
    "IIS's log of HTTP": (
        "#Software: Microsoft Internet Information Services 10.0\n"
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "
        "cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n"
        "2026-11-23 22:51:10 192.0.2.1 GET / - 80 - 192.0.2.7 curl/7 503 0 0 12\n"
        "2026-11-23 22:51:10 192.0.2.1 POST /mail - 80 - 192.0.2.7 curl/7 535 0 0 12\n"
    ),
    "IRC": (
        ":irc.example.net 451 * :You have not registered\n"
        ":irc.example.net 433 * alice :Nickname is already in use\n"
        ":irc.example.net 421 alice FOO :Unknown command\n"
    ),
    "lftp -d": (
        "---- Connecting to ftp.example.net (192.0.2.21) port 21\n"
        "<--- 220 Welcome\n"
        "---> FEAT\n"
        "<--- 530 Please login with USER and PASS.\n"
        "---> AUTH TLS\n"
        "<--- 530 Please login with USER and PASS.\n"
        "---> USER alice\n"
        "<--- 331 Please specify the password.\n"
        "---> PASS XXXX\n"
        "<--- 530 Login incorrect.\n"
        "---> QUIT\n"
    ),
    "NNTP by telnet": (
        "Trying 192.0.2.4...\n"
        "Connected to news.example.net.\n"
        "Escape character is '^]'.\n"
        "200 news.example.net ready, posting allowed\n"
        "GROUP misc.test\n"
        "480 Authentication required\n"
        "AUTHINFO USER alice\n"
        "381 more\n"
        "QUIT\n"
        "205 bye\n"
    ),
    "npm": ("npm ERR! 503 Service Unavailable: foo@latest\nnpm ERR! code E503\n"),
    "ProFTPD's log of commands": (
        '192.0.2.7 UNKNOWN nobody [23/Nov/2026:22:51:10 +0000] "USER alice" 331 -\n'
        '192.0.2.7 UNKNOWN nobody [23/Nov/2026:22:51:12 +0000] "PASS (hidden)" 530 -\n'
    ),
    "Python's ftplib with a debug level": (
        "*cmd* 'USER alice'\n"
        "*resp* '331 Please specify the password.'\n"
        "*cmd* 'PASS ******'\n"
        "*resp* '530 Login incorrect.'\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 3, in <module>\n'
        "ftplib.error_perm: 530 Login incorrect.\n"
    ),
}


def told(text: str) -> list[str | None]:
    """The rules that are broken, but for notes, and the causes of the verdicts."""
    report = smtpcodes.lint(text)
    found: list[str | None] = [f.rule for f in report.findings if f.level != "note"]
    return found + [v.cause or v.summary for v in report.verdicts]


@pytest.mark.parametrize("name", LOGS)
def test_nothing_is_told_of_another_protocol(name: str) -> None:
    assert told(LOGS[name]) == []


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("ValueError: response: 535 authentication failed\n", "auth.credentials-invalid"),
        ("smtplib.SMTPSenderRefused: (530, b'Authentication required')\n", "auth.required"),
        ("Error: 550 5.1.1 no such user, see https://example.net/help\n", "recipient.unknown"),
        ("mailer: message rejected: 550 items failed\n", "unknown"),
    ],
)
def test_a_reply_of_smtp_in_an_error_is_told(text: str, cause: str) -> None:
    assert told(text) == [cause]


def test_a_server_of_smtp_that_is_asked_in_another_protocol_is_judged() -> None:
    """It knows no USER, and what follows is SMTP."""
    text = (
        "C: USER alice\nS: 500 5.5.1 unknown command\nC: EHLO c.example\nS: 250 mx.example\n"
        "C: MAIL FROM:<a@c.example>\nS: 535 5.7.8 Authentication required\n"
    )
    assert "auth/failed-outside-auth" in told(text)


@pytest.mark.parametrize("times", (1, 3))
def test_a_session_of_another_protocol_counts_as_none(times: int) -> None:
    text = "S: 220 ready (vsFTPd 3.0.5)\nC: USER alice\nS: 331 Password\nC: QUIT\nS: 221 Bye\n"
    report = smtpcodes.lint(text * times)
    (source,) = report.inputs
    assert (source.status, source.sessions, source.exchanges) == ("unread", 0, 0)
    both = smtpcodes.lint(text * times + "S: 220 mx ESMTP\nC: EHLO x\nS: 250 mx\nC: QUIT\n")
    assert (both.inputs[0].status, both.inputs[0].sessions) == ("read", 1)


def test_a_hello_ends_what_was_no_smtp() -> None:
    text = (
        "S: 220 ready (vsFTPd 3.0.5)\nC: EHLO c.example\nS: 250 mx.example\n"
        "C: MAIL FROM:<a@c.example>\nS: 535 5.7.8 Authentication required\n"
    )
    assert "auth/failed-outside-auth" in told(text)


@pytest.mark.parametrize(
    "text",
    "FTP|vsFTPd 3.0|ProFTPD|Pure-FTPd|wu-ftp|glftpd|news NNRP|NNTP "
    "ok|InterNetNews|FileZilla|posting ok"
    "|Posting allowed|posting prohibited|No posting|Please login with USER and PASS".split("|"),
)
def test_each_name_of_another_protocol_is_seen_in_a_greeting(text: str) -> None:
    assert protocols.names(b"news.example " + text.encode() + b" ready")
    assert not protocols.names(b"ESMTP " + text.encode()), "a greeting that names SMTP is SMTP's"

"""Broken MUSTs, one by one: which situation shows it, after which line (a pattern), and the reply
in place of the right one."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.servers.planted import Client

MAIL_GOOD = rb"MAIL FROM:<alice@example\.test>\Z"
# situation: [(pattern of the client's last line, replies)]
BROKEN: dict[str, list[tuple[bytes, tuple[str, ...]]]] = {
    "greeting": [(rb"\Z", ("250 mx.example.test ESMTP",))],
    "ehlo": [
        (rb"EHLO ", ("502 5.5.1 Not implemented",)),
        (rb"EHLO ", ("250-mx.example.test", "250-PIPELINING")),
    ],
    "helo": [
        (rb"HELO ", ("502 5.5.1 Not implemented",)),
        (rb"HELO ", ("250-mx.example.test", "250 PIPELINING")),
    ],
    "ehlo-lowercase": [(rb"ehlo ", ("500 5.5.2 Unknown command",))],
    "quit": [(rb"QUIT", ("250 2.0.0 Ok",)), (rb"QUIT", ("503 5.5.1 Not now",))],
    "rset-twice": [(rb"RSET", ("500 5.5.2 Unknown command",))],
    "exempt-commands-unauthenticated": [
        (rb"NOOP", ("530 5.7.0 Authentication required",)),
        (rb"HELO", ("530 5.7.0 Authentication required",)),
        (rb"RSET", ("530 5.7.0 Authentication required",)),
        (rb"VRFY", ("500 5.5.2 Unknown command",)),
    ],
    "line-512": [(rb"NOOP x", ("500 5.5.2 Line too long",))],
    "bare-cr": [(rb"NOOP\r", ("250 2.0.0 Ok", "250 2.0.0 Ok"))],
    "bare-lf": [(rb"NOOP\n", ("250 2.0.0 Ok", "250 2.0.0 Ok"))],
    "line-5000": [(rb"NOOP x", ("500 5.5.2 Line too long", "500 5.5.2 Unknown command"))],
    "rcpt-without-mail": [
        (rb"RCPT", ("250 2.1.5 Ok",)),
        (rb"RCPT", ("502 5.5.1 Not implemented",)),
    ],
    "vrfy": [(rb"VRFY", ("250 2.0.0 Ok",)), (rb"VRFY", ("502 5.5.1 Switched off",))],
    "rcpt-postmaster": [
        (rb"RCPT TO:<Postm", ("501 5.1.3 No address",)),
        (rb"RCPT TO:<Postm", ("550 5.1.1 No such user",)),
    ],
    "quit-in-transaction": [(rb"QUIT", ("503 5.5.1 Finish first",))],
    "ehlo-in-transaction": [(rb"RCPT", ("250 2.1.5 Ok",))],
    "help": [(rb"HELP", ("500 5.5.2 Unknown command",))],
    "nested-mail": [
        (rb"RSET", ("250 2.0.0 Ok", "250 2.0.0 Ok")),
    ],
    "pipelined-group": [
        (rb"RCPT TO", ("250 2.1.5 Ok", "250 2.1.5 Ok")),
        (rb"NOOP", ()),
        (rb"MAIL FROM:<alice@example\.test>\Z|RCPT|NOOP", ()),
    ],
    "mail-lowercase": [
        (rb"mail from", ("500 5.5.2 Unknown command",)),
        (rb"rcpt to", ("502 5.5.1 Unknown command",)),
    ],
    "mail-listed-parameters": [(rb"MAIL .*SIZE=500", ("555 5.5.4 What is SIZE?",))],
    "auth-bad-base64-ir": [(rb"AUTH PLAIN !", ("535 5.7.8 Wrong credentials",))],
    "auth-bad-base64-response": [(rb"!!!", ("535 5.7.8 Wrong credentials",))],
    "auth-bad-base64-login": [(rb"%%%", ("535 5.7.8 Wrong credentials",))],
    "auth-bad-base64-login-user": [
        (rb"%%%", ("535 5.7.8 Wrong credentials",)),
        (rb"%%%", ("334 UGFzc3dvcmQ6",)),
    ],
    "auth-bad-base64-cram": [(rb"!!!", ("535 5.7.8 Wrong credentials",))],
    "auth-bad-padding": [(rb"QUJDRA=", ("535 5.7.8 Wrong credentials",))],
    "auth-cancel": [(rb"\*", ("535 5.7.8 Wrong credentials",))],
    "auth-cancel-cram": [
        (rb"\*", ("535 5.7.8 Wrong credentials",)),
        (rb"\*", ("235 2.7.0 Welcome",)),
    ],
    "auth-cancel-login-user": [(rb"\*", ("334 UGFzc3dvcmQ6",))],
    "auth-cancel-login-password": [(rb"\*", ("535 5.7.8 Wrong credentials",))],
    "auth-command-instead-of-response": [
        (rb"MAIL", ("250 2.1.0 Ok",)),
        (rb"MAIL", ("535 5.7.8 Wrong credentials",)),
        (rb"MAIL", ("530 5.7.0 Authentication required",)),
    ],
    "auth-cram": [(rb"AUTH CRAM", ("334 <1.2@mx.example.test>",))],
    "auth-login": [(rb"AUTH LOGIN", ("334 Username:",))],
    "auth-ir-server-first": [(rb"AUTH CRAM", ("334 PDEuMkBteD4=",))],
    "auth-lowercase-verb": [(rb"auth ", ("500 5.5.2 Unknown command",))],
    "auth-plain-two-steps": [
        (rb"AUTH PLAIN\Z", ("334 go on",)),
        (rb"AUTH PLAIN\Z", ("501 5.5.4 A response, please",)),
        (rb"AUTH PLAIN\Z", ("235 2.7.0 Welcome",)),
    ],
    "auth-right-password": [
        (rb"AUTH PLAIN ", ("250 2.7.0 Welcome",)),
        (rb"AUTH PLAIN ", ("235 2.7.0 Welcome", "235 2.7.0 Welcome")),
    ],
    "auth-line-1024": [(rb"AUTH PLAIN .{900}", ("500 5.5.6 Line too long",))],
    "auth-line-60000": [
        (rb"AUTH PLAIN .{900}", ("500 5.5.2 Unknown command", "500 5.5.2 Unknown command")),
    ],
    "auth-unknown-mechanism": [
        (rb"AUTH FROB", ("535 5.7.8 Wrong credentials",)),
        (rb"AUTH FROB", ("501 5.5.4 No such mechanism",)),
        (rb"AUTH FROB", ("235 2.7.0 Welcome",)),
    ],
    "auth-unknown-mechanism-ir": [(rb"AUTH FROB", ("500 5.5.4 No",))],
    "auth-twice": [(rb"AUTH PLAIN \S*\Z", ("235 2.7.0 Welcome",))],
    "auth-twice-unknown-mechanism": [(rb"AUTH FROB", ("504 5.5.4 Unknown mechanism",))],
    "auth-in-transaction-logged-in": [(rb"AUTH PLAIN ", ("235 2.7.0 Welcome",))],
    "mail-auth-parameter": [(rb"MAIL .*AUTH=", ("501 5.5.4 MAIL FROM:<path>",))],
    "mail-auth-parameter-unauthenticated": [(rb"MAIL .*AUTH=", ("555 5.5.4 Unknown parameter",))],
    "starttls-argument": [(rb"STARTTLS now", ("220 2.0.0 Go on",))],
    "starttls-ehlo": [(rb"EHLO", ("250-mx.example.test", "250 STARTTLS"))],
    "starttls-in-transaction": [(rb"RCPT", ("250 2.1.5 Ok",))],
    "command-after-quit": [(rb"QUIT", ("221 2.0.0 Bye", "250 2.0.0 Ok"))],
}


def twisted(pattern: bytes, replies: tuple[str, ...]) -> Callable[..., tuple[str, ...]]:
    """A server that answers lines of the pattern with the replies."""
    found = re.compile(pattern, re.DOTALL)

    def twist(client: Client, line: bytes, lines: tuple[str, ...]) -> tuple[str, ...]:
        return replies if found.match(line) else lines

    return twist

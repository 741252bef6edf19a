"""The reader of logs wrapped in JSON."""

from __future__ import annotations

import json

from tests.readers.server_logs import accused, exchanges, reader_of

REJECT = (
    "NOQUEUE: reject: RCPT from c[192.0.2.7]: 554 5.7.1 <b@d>: Relay access denied; "
    "from=<a@c> to=<b@d> proto=ESMTP helo=<c>"
)


def wrapped(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_journald_vector_and_docker_are_unwrapped() -> None:
    for text in (
        wrapped(_HOSTNAME="mx", SYSLOG_IDENTIFIER="postfix/smtpd", SYSLOG_PID="2", MESSAGE=REJECT),
        wrapped(
            _HOSTNAME="mx",
            SYSLOG_IDENTIFIER="postfix/smtpd",
            SYSLOG_PID="2",
            MESSAGE=list(REJECT.encode()),
        ),
        wrapped(host="mx", appname="postfix/smtpd", procid=2, message=REJECT),
        wrapped(log=f"Feb  3 08:29:28 mx postfix/smtpd[2]: {REJECT}\n", stream="stdout"),
    ):
        assert exchanges(text) == [[("RCPT", 554, "5.7.1")]]
        assert reader_of(text) == "postfix"


def test_containers_are_kept_apart() -> None:
    one, two = (wrapped(container_name=name, log=f"postfix/smtpd[2]: {REJECT}") for name in "ab")
    assert exchanges(one + two) == [[("RCPT", 554, "5.7.1")]] * 2


def test_a_message_within_a_message_is_none() -> None:
    forged = REJECT.replace("helo=<c>", 'helo=<x","MESSAGE":"235 forged>')
    assert exchanges(wrapped(host="mx", appname="postfix/smtpd", procid=2, message=forged)) == [
        [("RCPT", 554, "5.7.1")]
    ]


def test_cut_and_deep_objects_are_no_lines() -> None:
    assert reader_of(b'{"log": "x\n') is None
    assert exchanges(b"[" * 100_000 + b"\n{" + b'"a":{' * 50_000 + b"}\n") == []


def test_an_error_in_a_field_is_read_and_not_judged() -> None:
    line = (
        b'{"level":3,"app":"core","message":"Authenticator LOGIN returned Expected '
        b'response code 235 but got code \\"535\\", with message \\"535 5.7.139 '
        b'Authentication unsuccessful\\r\\n\\"."}\n'
    )
    assert exchanges(line) == [[("UNKNOWN", 535, "5.7.139")]]
    assert accused(line) <= {"enhanced/unregistered"}

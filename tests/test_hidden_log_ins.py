"""A log-in that failed has a verdict, though the log hides the reply."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import smtpcodes
from smtpcodes.verdict import log_ins
from smtpcodes.verdict.explained import unexplained
from tests.each import each

INVALID, TEMPORARY = "auth.credentials-invalid", "auth.temporary-failure"
CHECK = "the server could not check it"
POSTFIX = "Nov 25 10:00:00 mx postfix/smtpd[1]: "


def lines(reason: str) -> str:
    return (
        f"{POSTFIX}connect from c.example[192.0.2.1]\n"
        f"{POSTFIX}warning: c.example[192.0.2.1]: SASL LOGIN authentication failed: {reason}\n"
        f"{POSTFIX}disconnect from c.example[192.0.2.1]\n"
    )


@pytest.mark.parametrize(
    ("reason", "cause", "side"),
    (
        ("UGFzc3dvcmQ6", "auth.credentials-invalid", "client"),
        ("authentication failure", "auth.credentials-invalid", "client"),
        ("generic failure", "auth.temporary-failure", "server"),
        ("Connection lost to authentication server", "auth.temporary-failure", "server"),
        ("cannot connect to saslauthd server: No such file", "auth.temporary-failure", "server"),
    ),
)
def test_a_failed_log_in_has_its_cause_and_a_dead_back_end_is_the_servers(
    reason: str, cause: str, side: str
) -> None:
    (verdict,) = smtpcodes.lint(lines(reason)).verdicts
    assert (verdict.cause, verdict.side) == (cause, side)
    assert "UGFzc3dvcmQ6" not in verdict.summary


@each(
    "line, said, cause",
    [
        (b"x: SASL LOGIN authentication failed", "the credentials are not accepted", INVALID),
        (b"x: SASL LOGIN authentication failed: generic failure", CHECK, TEMPORARY),
        (b"SASL: Connect to private/auth failed", CHECK, TEMPORARY),
        (b"no SASL authentication mechanisms", CHECK, TEMPORARY),
    ],
)
def test_without_knowledge_the_words_of_a_log_tell_what_they_can(
    line: bytes, said: str, cause: str
) -> None:
    found = log_ins.words(line, unexplained)
    assert (found.said, found.cause, found.fix) == (said, cause, "")


@each(
    "title, said",
    [("TLS first", "TLS first"), ("Not so", "not so"), ("", "the credentials are not accepted")],
)
def test_what_is_known_of_the_words_is_told_in_the_middle_of_a_sentence(
    title: str, said: str
) -> None:
    known = SimpleNamespace(cause="tls.required", title=title, fix="mend it")
    texts = {"535 5.7.8 authentication failed: why": known}
    found = log_ins.words(b"x: SASL PLAIN authentication failed: why", texts.__getitem__)
    assert (found.said, found.cause, found.fix) == (said, "tls.required", "mend it")

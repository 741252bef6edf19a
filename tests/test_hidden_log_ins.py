"""A log-in that failed has a verdict, though the log hides the reply."""

from __future__ import annotations

import pytest

import smtpcodes

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

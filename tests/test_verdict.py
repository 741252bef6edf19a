"""The verdict of a session: the root cause, not its consequence, and not what was merely unwise."""

from __future__ import annotations

from smtpcodes.linter import lint

HEAD = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx.example.net\nS: 250-STARTTLS\nS: 250 AUTH PLAIN LOGIN\n"


def summary(text: str) -> str:
    verdicts = lint(text).verdicts
    assert len(verdicts) == 1
    return verdicts[0].summary


def test_a_530_after_a_failed_auth_is_only_the_consequence() -> None:
    text = HEAD + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication credentials invalid\nC: MAIL FROM:<a@x.example>\nS: 530 5.7.0 Authentication required\n"
    said = summary(text)
    assert "530 at line 9 is only the consequence" in said and "AUTH failed with 535" in said


def test_a_failed_log_in_matters_more_than_an_unwise_offer() -> None:
    assert "AUTH failed with 535" in summary(HEAD + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication credentials invalid\n")


def test_a_refusal_that_is_wrong_itself_is_the_verdict() -> None:
    assert summary(HEAD + "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\n").startswith("535 answers MAIL")


def test_the_provider_is_named() -> None:
    verdict = lint(HEAD + "C: AUTH PLAIN [redacted]\nS: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\n").verdicts[0]
    assert verdict.provider == "Microsoft" and verdict.side == "configuration" and verdict.cause == "auth.disabled-by-policy"


def test_a_second_mechanism_that_succeeds_leaves_nothing_to_blame() -> None:
    text = "C: AUTH CRAM-MD5\nS: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+\nC: [redacted]\nS: 535 5.7.8 no\nC: AUTH SCRAM-SHA-256 [redacted]\nS: 235 2.7.0 ok\n"
    verdict = lint(text).verdicts[0]
    assert verdict.side == "none" and verdict.cause is None and "AUTH CRAM-MD5 failed" in verdict.summary and "SCRAM-SHA-256 succeeded at line 6" in verdict.summary

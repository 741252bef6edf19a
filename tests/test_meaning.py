"""What a text says: each phrase's example, the steps, the vote, and answers that agree with
themselves."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from smtpcodes.knowledge import match, store
from smtpcodes.knowledge.explain import explain
from smtpcodes.knowledge.meaning import steps, subject, voter
from smtpcodes.knowledge.meaning.mojibake import restored, unescaped
from tests.each import each

OWN = ("client", "telling")  # books whose examples are found by them; signatures know others
EXAMPLES = [
    (entry["cause"], example)
    for entry in store.entries()["phrases"]
    if "language" in entry or entry["book"] in OWN
    for example in entry.get("examples", ())
]

_CHOICE = re.compile(r"\(([^()|]*)\|[^()]*\)")


def _wordings(file: Path) -> Iterator[tuple[str, str]]:
    """Text and cause of each wording, one with choices as its first reading."""
    for part in file.read_text(encoding="utf-8").split("\n\n"):
        cause, *lines = part.strip().splitlines()
        for line in lines if cause != "[unknown]" else ():  # of these the vote may be wrong
            yield " ".join(_CHOICE.sub(r"\1", line).split()), cause.strip("[]")


WORDINGS = [
    found
    for file in sorted((Path(__file__).parent.parent / "data" / "wordings").glob("*.txt"))
    for found in list(_wordings(file))[::7]
]


def test_a_wording_that_the_vote_learns_has_its_cause() -> None:
    """But for one in a hundred, where the vote is not sure enough to go before a phrase: then the
    answer is a guess."""
    found = [(cause, explain(text)) for text, cause in WORDINGS]
    wrong = [(e, cause) for cause, e in found if e.cause != cause]
    assert len(wrong) <= len(WORDINGS) / 100, wrong
    sure = [(e, cause) for e, cause in wrong if e.confidence != "low" and e.because != "signature"]
    assert not sure


@each("cause, example", EXAMPLES)
def test_the_example_beside_a_phrase_has_its_cause(cause: str, example: str) -> None:
    found = explain(example)
    assert found.cause == cause, found.why


def test_every_foreign_phrase_has_an_example() -> None:
    for entry in store.entries()["phrases"]:
        assert "language" not in entry or entry.get("examples"), entry


@each("code", (421, 450, 451, 500, 501, 503, 541, 550, 552, 554, 555, 599))
def test_a_code_of_general_use_says_nothing_against_a_text(code: int) -> None:
    assert explain(f"{code} zzqx vvkw").cause == "unknown"


@each(
    "text, cause",
    (
        ("535 zzqx vvkw", "auth.credentials-invalid"),
        ("530 zzqx vvkw", "auth.required"),
        ("550 5.1.1 zzqx vvkw", "recipient.unknown"),
    ),
)
def test_a_code_of_one_use_is_a_guess_where_the_text_is_not_understood(
    text: str, cause: str
) -> None:
    found = explain(text)
    assert (found.cause, found.confidence) == (cause, "low")


def test_a_code_alone_has_the_cause_of_its_page() -> None:
    assert explain(535).cause == "auth.credentials-invalid" and explain("554").known


def test_the_steps_are_told_in_their_order() -> None:
    names = {name for name, _ in steps.STEPS}
    found = explain("550 5.7.1 the anvil: relaying denied")
    assert found.why[0]["step"] in names and "relay" in found.why[0]["said"]
    assert found.to_json()["why"] == list(found.why)


def test_the_senders_address_is_no_recipient() -> None:
    assert "recipient.unknown" in subject.impossible(["invalid", "address"], "5.1.7", None)
    assert subject.impossible(["user", "unknown"], "5.1.1", None) == frozenset()
    assert explain("550 5.1.7 No such domain example.net").cause == "sender.rejected"


@each(
    "text, cause",
    (
        ("525 5.7.13 <a@example.com>: Recipient address rejected: Disabled", "recipient.disabled"),
        ("550 5.7.0 <a@example.com>: Recipient address rejected: Zzqx", "policy.rejected"),
        (
            "550 5.7.26 <a@example.com>: Recipient address rejected: authentication failed",
            "policy.",
        ),
        ("554 5.7.1 <a@example.com>: Data command rejected: limit reached", "rate.limited"),
    ),
)
def test_a_subject_that_is_named_before_the_complaint_is_no_log_in(text: str, cause: str) -> None:
    assert explain(text).cause.startswith(cause), explain(text).why


def test_chinese_that_was_garbled_is_read() -> None:
    said = "用户无权登陆"
    for garbled in (
        said.encode("gbk").decode("latin-1"),
        said.encode("gbk").decode("utf-8", "replace"),
    ):
        assert restored(f"550 {garbled}") == f"550 {said}"
    assert restored("550 Boîte pleine, éééé") == "550 Boîte pleine, éééé"


def test_octets_written_as_escapes_are_read() -> None:
    written = str("授权码".encode("gbk"))[2:-1]
    assert explain(f"(535, b'{written}')").cause == "auth.app-password-required"
    assert unescaped(r"C:\xampp\htdocs \xff\xff\xff\xff") == r"C:\xampp\htdocs \xff\xff\xff\xff"


@each(
    "text, cause",
    (
        ("could not connect to the host: STARTTLS failed", "tls.failed"),
        ("login failed: rate limit exceeded for this login", "auth.rate-limited"),
        ("authentication failure [STARTTLS failed (code: 220, response: go)]", "tls.failed"),
        ("could not connect to the host", "network.unreachable"),
    ),
)
def test_what_stands_behind_a_general_failure_tells_more(text: str, cause: str) -> None:
    assert explain(text).cause == cause, explain(text).why


@each(
    "text, cause",
    (
        ("550 5.7.1 Command rejected: please log in before sending anything", "auth.required"),
        ("535 5.7.8 such an account does not exist", "auth.credentials-invalid"),
        ("500 5.5.6 line too long", "auth.line-too-long"),
        ("500 5.5.2 line too long", "syntax.bad"),
        ("535 this mailbox was deactivated long ago", "auth.account-disabled"),
        ("303 and a number is no code: connection refused", "network.unreachable"),
        ("too much: the rate limit is exceeded: 334 from one host", "rate.limited"),
    ),
)
def test_what_says_little_yields_to_what_says_more(text: str, cause: str) -> None:
    assert explain(text).cause == cause, explain(text).why


def test_words_without_a_code_are_never_sure() -> None:
    for text in ("Sending failed: temporary server error, please try again later", "read error"):
        assert explain(text).confidence != "high", explain(text).why


def test_the_table_of_votes_names_causes_and_is_small() -> None:
    known = voter.table()
    assert set(known.causes) <= set(store.entries()["causes"])
    assert len(known.rows) == voter.BUCKETS * len(known.causes)
    with open(voter._TABLE, "rb") as file:
        assert len(zlib.compress(file.read(), 9)) <= 150_000, "what it takes in the wheel"
    found = voter.vote(["user", "unknown"], 550, "5.1.1")
    assert found.cause == "recipient.unknown" and 0 < found.share <= 1


@each(
    "text, cause",
    (
        ("550 Refused for its spam classification. To mend this set up SPF.", "policy.spam"),
        ("554 too many equal headers (X-Authentication-Results:)", "message.not-compliant"),
        (
            "451 Unable to switch to the mail directory. (#4.3.0) "
            "I'm not going to try again; this message has been in the queue too long.",
            "server.error",
        ),
        ("553 AUTH FAILED", "auth.credentials-invalid"),
    ),
)
def test_the_complaint_goes_before_the_advice_behind_it(text: str, cause: str) -> None:
    assert explain(text).cause == cause, explain(text).why


def test_words_that_everybody_uses_name_no_provider() -> None:
    plain = explain("535 Authentication failed: Bad username / password")
    assert plain.provider is None and "SendGrid" not in plain.fix
    marked = explain("535 Authentication failed: Bad username / password (smtp.sendgrid.net)")
    assert marked.cause == plain.cause


@each(
    "text, provider",
    (
        ("server smtp.gmail.com[192.0.2.1] said: 535 wrong password", "Google"),
        ("host email-smtp.eu-west-1.amazonaws.com[192.0.2.1] said: 554 no", "Amazon SES"),
        ("sending by smtp-hve.office365.com failed: 550 wrong password", "Microsoft"),
        ("to someone@gmail.com: 550 wrong password", None),
    ),
)
def test_the_host_of_a_wrapping_names_the_provider(text: str, provider: str | None) -> None:
    assert explain(text).provider == provider


def test_a_short_template_does_not_go_before_the_rest_of_a_sentence() -> None:
    found = explain("TLS is required, but was not offered by host mx.example.com[192.0.2.1]")
    assert found.cause == "tls.not-offered", found.why


SIGNATURES = [match.signature(number) for number in range(len(store.lines("texts")))]
LOG_INS = [
    s
    for s in SIGNATURES
    if s.cause.startswith(("auth.", "tls.", "sequence.", "session.", "relay."))
]
VOCABULARY = {
    atom.rstrip("*")
    for entry in store.entries()["phrases"]
    if "language" not in entry
    for said in entry["says"]
    for atom in said.replace("|", " ").split()
}


def test_a_template_of_a_few_words_in_everybodys_use_names_no_provider() -> None:
    """Software may be named, which many run; a provider needs a mark of its own."""
    wrong = []
    for s in LOG_INS:
        template = " ".join(s.chunks)
        words = template.replace("-", " ").split()
        if s.shared or store.entry("providers", s.provider).get("kind") == "server":
            continue
        if 1 < len(words) < 5 and VOCABULARY.issuperset(words):
            wrong.append(s.id)
    assert not wrong


def test_a_sentence_that_begins_like_a_short_template_is_not_surely_that_template() -> None:
    wrong = []
    for s in LOG_INS:
        if s.weight > steps.LONG or s.open_start or len(s.chunks) != 1 or s.code not in (None, 535):
            continue
        found = explain(f"535 {s.chunks[0]} since too many failed logins came from you")
        kept = found.cause == s.cause and s.cause not in ("auth.rate-limited", "tls.required")
        if kept and found.because == "signature" and found.confidence == "high":
            wrong.append(s.id)
    assert not wrong


@each(
    "text, cause",
    (
        ("503 AUTH not allowed twice", "sequence.bad"),
        ("SMTP Error (250) Authentication failed", "auth.credentials-invalid"),
        ("502 5.5.1 Unrecognized command: auth login", "auth.not-available"),
        ("500 unrecognized command STARTTLS", "tls.not-offered"),
        ("501 5.5.2 could not decode that", "auth.syntax"),
        ("<mail.example.com #4.4.7>", "delivery.expired"),
        ('{"response":"502 unknown command","command":"AUTH PLAIN"}', "auth.not-available"),
        ("454 4.7.0 Temporary authentication failure (rate-limit)", "auth.rate-limited"),
        ("454 4.7.0 Temporary authentication failure: generic failure", "auth.temporary-failure"),
        ("451 5.7.3 STARTTLS is required to send mail", "tls.required"),
        ("SMTPAuthenticationError: (550, b'User is locked')", "auth.account-disabled"),
        ("550 User is locked", "recipient.disabled"),
    ),
)
def test_what_follows_the_first_words_counts(text: str, cause: str) -> None:
    assert explain(text).cause == cause


@each(
    "text",
    (
        '334 {"status":"401","schemes":"bearer","scope":"mail"}',
        "334 eyJzdGF0dXMiOiI0MDAifQ==",
        "334 invalid_token",
        'code=400, response={"error":"invalid_request","error_description":"scope is missing"}',
        'token endpoint: 401 {"error": "invalid_client"}',
    ),
)
def test_a_token_that_is_refused_is_no_success_and_no_reply_400(text: str) -> None:
    """RFC 7628 section 3.2.3 sends the error in a 334; RFC 6749 section 5.2 over HTTP."""
    found = explain(text)
    assert found.cause == "auth.token-invalid" and found.code in (334, None), found.why

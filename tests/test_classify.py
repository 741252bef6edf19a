"""Texts to causes: the phrase book, its agreement with the class of a text, and the signatures of
the data."""

from __future__ import annotations

import os
import re
import sys
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes.grammar.textclass import TextClass, textclass
from smtpcodes.knowledge import explain, match, signatures, store
from smtpcodes.knowledge.meaning import told as classify
from smtpcodes.knowledge.meaning.language import Book, indexed, words
from tests.each import each

# of the texts of the data that the phrase book names without their signatures (0.87 measured)
SHARE = 0.85
AUTH_SHARE = 0.88  # in the families auth, tls and sequence (0.91 measured)
# What a class of the text may be the cause of. A text of another kind belongs into textclass or has
# another cause.
AGREES: dict[TextClass, tuple[str, ...]] = {
    TextClass.WANTS_AUTH: (
        "auth.required",
        "auth.web-login-required",
        "recipient.refuses",
        "relay.denied",
        "recipient.disabled",
    ),
    TextClass.WANTS_TLS: ("tls.", "auth.not-available"),
    TextClass.CREDENTIALS: ("auth.", "rate.limited", "recipient.unknown", "relay.denied"),
    TextClass.MECHANISM: (
        "auth.mechanism",
        "auth.syntax",
        "auth.credentials-invalid",
        "auth.not-available",
    ),
    TextClass.SENDER_AUTHENTICATION: (
        "policy.sender-authentication",
        "recipient.refuses",
        "auth.required",
    ),
    TextClass.SENDER_MISMATCH: ("auth.sender-mismatch", "auth.required", "sender.rejected"),
    TextClass.REVEALS_USER: ("recipient.unknown", "auth.credentials-invalid", "sender.rejected"),
    TextClass.TOO_LONG: ("auth.line-too-long", "syntax.bad", "message.not-compliant"),
    TextClass.QUOTA: ("quota.exceeded", "rate.limited", "recipient.mailbox-full"),
}


def real(entry: dict[str, object]) -> str:
    """A reply that the entry's template was made for."""
    examples = entry.get("examples")
    return (
        str(examples[0])
        if isinstance(examples, list) and examples
        else re.sub(r"\{[^{}]*\}", "ab12cd", str(entry["reply"]))
    )


TEXTS = {entry["id"]: entry for entry in store.texts()}
OLD_FRIENDS = {"qq/system-busy"}  # says "system busy" of a wrong password


@each("entry", TEXTS.values())
def test_the_cause_of_a_providers_text_agrees_with_its_class(entry: dict[str, str]) -> None:
    kind = textclass(match.split(real(entry))[2])
    causes = (entry["cause"], *entry.get("also", ()))
    if kind in AGREES:
        assert any(cause.startswith(AGREES[kind]) for cause in causes), (
            f"{kind.name}: {entry['reply']}"
        )
    if kind is TextClass.TEMPORARY and entry["id"] not in OLD_FRIENDS:
        assert "auth.credentials-invalid" not in causes[:1], entry["reply"]


@each("entry", TEXTS.values())
def test_a_providers_text_is_known_as_its_own(entry: dict[str, str]) -> None:
    found = explain.explain(real(entry))
    if entry["cause"] == "success":
        return
    assert found.because == "signature", entry["reply"]
    assert found.signature == entry["id"] or found.cause in (
        entry["cause"],
        *entry.get("also", ()),
    ), f"taken for {found.signature}"


def test_texts_that_no_signature_knows_are_mostly_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "_signature", lambda *_: None)
    family = ("auth.", "tls.", "sequence.")
    right: dict[bool, list[bool]] = {True: [], False: []}
    for entry in TEXTS.values():
        right[entry["cause"].startswith(family)].append(
            explain.explain(real(entry)).cause in (entry["cause"], *entry.get("also", ()))
        )
    both = right[True] + right[False]
    assert sum(both) / len(both) >= SHARE and sum(right[True]) / len(right[True]) >= AUTH_SHARE


def test_every_cause_of_the_phrase_book_is_in_the_data() -> None:
    assert {entry["cause"] for entry in store.entries()["phrases"]} <= set(
        store.entries()["causes"]
    )
    assert {name for name, _ in classify._CLASSES.values()} <= set(store.entries()["causes"])


@each(
    "phrase, text, found",
    [
        ("user unknown", "550 user unknown here", True),
        ("user unknown", "user is unknown", False),
        ("user .. unknown", "user is quite unknown", True),
        ("user .. unknown", "user a b c d e f unknown", False),
        ("exceed* .. quota", "it exceeds the quota", True),
        ("no such user|mailbox", "no such mailbox", True),
        ("^ ok", "ok then", True),
        ("^ ok", "not ok", False),
        ("over quota", "over-quota", True),
        ("dont", "we don't", True),
        ("refuse", "Refus\u00e9".lower(), True),
        ("\u6388 \u6743 \u7801", "\u8bf7\u4f7f\u7528\u6388\u6743\u7801\u767b\u5f55", True),
    ],
)
def test_a_phrase_is_found_as_it_is_written(phrase: str, text: str, found: bool) -> None:
    assert (Book(indexed([("x", phrase)])).find(words(text)) is not None) is found


def test_the_more_telling_block_wins_wherever_it_stands() -> None:
    book = Book(indexed([("first", "quota"), ("second", "recipient rejected")]))
    assert book.find(words("recipient rejected quota")) == (0, "first", "quota")
    assert book.find(words("recipient rejected")) == (1, "second", "recipient rejected")


def test_addresses_hosts_and_urls_are_no_words() -> None:
    assert words(
        "<a@b.example> mx.full.example said: see https://spam.example/x 5.7.1 [192.0.2.1]"
    ) == ["#", "#", "said", "see", "#", "#", "#"]


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_has_words_and_at_most_one_cause(text: str) -> None:
    assert all(word and not any(c.isspace() for c in word) for word in words(text))
    told = classify.told(550, None, text)
    assert told is None or told.cause in store.entries()["causes"]


@given(
    st.sampled_from(sorted(TEXTS)), st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=20)
)
@settings(deadline=None)
def test_what_fills_a_placeholder_does_not_matter(name: str, filling: str) -> None:
    entry = TEXTS[name]
    if "{" in entry["reply"] and filling.strip():
        made = signatures.signature(entry)
        reply = re.sub(r"\{[^{}]*\}", lambda _: filling.strip().replace(" ", ""), entry["reply"])
        assert made.matches(match.split(reply)[2])


COMPILER = os.path.dirname(re.__file__)


def test_a_known_reply_is_explained_in_few_calls() -> None:
    replies = [real(entry) for entry in TEXTS.values()]
    for reply in replies[::2]:
        explain.explain(reply)  # what is read, compiled or imported once costs no other reply
    replies, calls = replies[1::2], 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        code = frame.f_code
        # no call: a plain look of `any(x in text for x in ...)`; a pattern is compiled once
        calls += (
            event == "call"
            and code.co_name != "<genexpr>"
            and not code.co_filename.startswith(COMPILER)
        )

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for reply in replies:
            explain.explain(reply)
    finally:
        sys.setprofile(before)
    assert calls / len(replies) < 185, (
        "a reply goes through a step that most replies do not need: look for it with `--why`"
    )


@each(
    "text, cause",
    (
        ("502 5.5.1 VRFY command is disabled", "command.unsupported"),
        ("502 5.5.1 AUTH not supported", "auth.not-available"),
        ("535 Login failed, a secure connection is required", "tls.required"),
        ("451 You have exceeded your messaging limits", "quota.exceeded"),
        ("535 5.7.1 Log-in is disabled for the tenant", "auth.disabled-by-policy"),
    ),
)
def test_what_is_disabled_or_exceeded_decides(text: str, cause: str) -> None:
    from smtpcodes.knowledge.explain import explain

    assert explain(text).cause == cause


@each(
    "text, cause",
    (
        ("454 4.7.0 Authentication unavailable", "auth.temporary-failure"),
        ("454 Authentication failed", "auth.temporary-failure"),
        ("454 4.7.0 Invalid password", "auth.credentials-invalid"),
        ("550 authentication service failed", "auth.temporary-failure"),
        ("501 Invalid AUTH PLAIN", "auth.syntax"),
        ("501 5.7.0 Client must not start with this mechanism", "auth.syntax"),
        ("501 Authentication failed", "auth.credentials-invalid"),
        ("504 5.5.4 only PLAIN and LOGIN", "auth.mechanism-unsupported"),
        ("504 5.5.4 AUTH PLAIN required", "auth.mechanism-unsupported"),
        ("504 No auth type given", "auth.syntax"),
        ("503 Authentication not required", "auth.not-available"),
        ("550 Authentication is required for relay", "auth.required"),
        ("550 Relay denied", "relay.denied"),
        ("535 5.7.1 Unauthorized", "auth.credentials-invalid"),
        ("535 Account is temporarily locked", "auth.rate-limited"),
        ("530 Account disabled by policy", "auth.account-disabled"),
        ("454 TLS not supported", "tls.not-offered"),
        (
            "553 Sender address rejected: you are not authorized to send as <a@b.example>",
            "auth.sender-mismatch",
        ),
        ("451 4.3.0 Try again later", "server.unavailable"),
        ("451 4.7.1 Try again later", "rate.greylisted"),
        ("450 Please try again later", "rate.greylisted"),
        ("421 Try again later", "server.unavailable"),
        ("500 Line too long", "syntax.bad"),
        ("554 5.6.0 Line too long", "message.not-compliant"),
        ("501 malformed MAIL FROM", "syntax.bad"),
        ("501 5.5.4 Invalid MAIL FROM", "syntax.bad"),
        ("501 5.1.7 Invalid sender", "sender.rejected"),
        ("501 Unsupported parameter", "command.unsupported"),
        ("550 Service unavailable; 192.0.2.1 blocked", "policy.blocklisted"),
        ("550 5.7.0 message contains blocked MIME part", "policy.content"),
        ("451 4.6.0 x", "message.not-compliant"),
        ("535 The password is incorrect, or too many login attempts", "auth.credentials-invalid"),
        ("553 Access is denied - sender is in the blacklist", "sender.rejected"),
    ),
)
def test_the_reply_code_helps_where_words_fit_several_causes(text: str, cause: str) -> None:
    assert explain.explain(text).cause == cause


@each(
    "text, command, cause",
    (
        ("553 5.3.0 Auth failure", "AUTH", "auth.credentials-invalid"),
        ("500 Line too long", "AUTH", "auth.line-too-long"),
        ("500 Line too long", None, "syntax.bad"),
        ("501 header malformed", "MESSAGE", "message.not-compliant"),
        ("421 4.4.2 Error: timeout exceeded", "AUTH", "session.closed"),
        ("535 Authentication required", "MAIL", "auth.required"),
    ),
)
def test_the_command_that_was_answered_helps(text: str, command: str | None, cause: str) -> None:
    assert explain.explain(text, command).cause == cause


@each(
    "text",
    (
        "500 Unrecognized command",
        "501 Auth aborted",
        "530 Must issue a STARTTLS command first",
        "550 sender rejected",
        "554 5.7.1 Relay access denied",
    ),
)
def test_words_that_several_servers_use_name_none_of_them(text: str) -> None:
    found = explain.explain(text)
    assert found.provider is None and found.because == "signature" and found.fix
    marked = explain.explain(f"{text} x1-20 - gsmtp")
    assert marked.provider == "Google" or marked.signature != found.signature


@each(
    "mark, text, there",
    (
        ("nsmtp", "opensmtpd", False),
        ("nsmtp", "x9 - nsmtp", True),
        ("nsmtp", "opensmtpd x - nsmtp", True),
        ("lpn0", "lpn007_510", True),
        ("[tss", "[tss04]", True),
        ("exim", "eximious", False),
        ("qq.com", "foxqq.com", False),
        (".me.com", "x.me.com", True),
        ("postfix", "(postfix)", True),
    ),
)
def test_a_mark_is_no_part_of_a_longer_word(mark: str, text: str, there: bool) -> None:
    assert match.stands_alone(mark, text) is there

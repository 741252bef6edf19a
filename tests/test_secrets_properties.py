"""Whatever a log is dressed in and however it is cut: a credential never comes out, and what is
redacted reads as before."""

from __future__ import annotations

import base64
import io
import json
import random
import string
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smtpcodes.formats.exchanges import Writer
from smtpcodes.grammar import secret
from smtpcodes.knowledge import mask, store
from smtpcodes.knowledge.causes import Cause
from smtpcodes.linter import Linter, lint
from smtpcodes.readers import names
from smtpcodes.readers._capture import is_capture
from smtpcodes.redaction.redactor import redacted

PASSWORDS = st.text(
    string.ascii_letters + string.digits + "-_.!$%&*", min_size=8, max_size=24
).filter(lambda x: len(set(x)) > 4 and not x.isdigit())
# A report says these, whatever they stood for in the log
WORDS = {cause.value for cause in Cause}.union(store.entries()["providers"], names())
DRESSES = {
    "labelled": ("C: ", "S: ", ""),
    "swaks": (" -> ", "<-  ", ""),
    "curl": ("> ", "< ", ""),
    "smtplib": ("send: '", "reply: b'", "\\r\\n'"),
    "phpmailer": ("CLIENT -> SERVER: ", "SERVER -> CLIENT: ", ""),
    "haraka": (
        "2026-01-02T03:04:05.123Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] C: ",
        "2026-01-02T03:04:05.123Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] S: ",
        "",
    ),
    "docker": ("app-1  | C: ", "app-1  | S: ", ""),
    "unknown": ("?? client '", "?? server '", "'"),
}


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def dialogue(mechanism: str, password: str, dress: str, initial: bool) -> str:
    client, server, end = DRESSES[dress]
    said = [
        (server, "220 mx.example.net ESMTP"),
        (client, "EHLO client.example"),
        (server, "250-mx.example.net"),
        (server, "250 AUTH PLAIN LOGIN XOAUTH2"),
    ]
    if mechanism == "LOGIN":
        said += [
            (client, "AUTH LOGIN"),
            (server, "334 VXNlcm5hbWU6"),
            (client, b64("anna@client.example")),
            (server, "334 UGFzc3dvcmQ6"),
            (client, b64(password)),
        ]
    else:
        response = b64(
            f"\0anna@client.example\0{password}"
            if mechanism == "PLAIN"
            else f"user=anna@client.example\1auth=Bearer {password}\1\1"
        )
        said += (
            [(client, f"AUTH {mechanism} {response}")]
            if initial
            else [(client, f"AUTH {mechanism}"), (server, "334 "), (client, response)]
        )
    said += [
        (server, f"535 5.7.8 {password} and {b64(password)} are wrong"),
        (client, "QUIT"),
        (server, "221 Bye"),
    ]
    return "".join(f"{mark}{text}{end}\n" for mark, text in said)


def shown(text: bytes) -> str:
    out = io.StringIO()
    linter = Linter(every=Writer(out).exchange, rules_on=False, keep_unread=True)
    unread = linter.lint_chunks("-", [text]).unread
    return json.dumps(lint(text).to_json()) + out.getvalue() + str(unread)


@cache
def usual(mechanism: str, dress: str, initial: bool) -> str:
    """What comes out where the password is another one."""
    text = dialogue(mechanism, "~~~~", dress, initial).encode()
    return shown(text) + b"".join(redacted([text])).decode()


def forms(password: str) -> list[str]:
    return [
        password,
        password.encode().hex(),
        b64(password),
        b64(f"\0anna@client.example\0{password}"),
        b64(f"user=anna@client.example\1auth=Bearer {password}\1\1"),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["PLAIN", "LOGIN", "XOAUTH2"]),
    PASSWORDS,
    st.sampled_from(sorted(set(DRESSES) - {"unknown"})),
    st.booleans(),
)
def test_no_output_holds_a_credential(
    mechanism: str, password: str, dress: str, initial: bool
) -> None:
    # "findings" stands in every report, a reply that says "tls.failed" has the cause of this name,
    # and a text that names "aiosmtpd" may be read as its
    assume(password not in usual(mechanism, dress, initial) and password.lower() not in WORDS)
    text = dialogue(mechanism, password, dress, initial).encode()
    for out in (shown(text), b"".join(redacted([text])).decode()):
        for form in forms(password):
            assert form not in out, f"{form!r} stands in {out!r}"


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["PLAIN", "XOAUTH2"]), PASSWORDS, st.booleans())
def test_lines_that_nobody_reads_hold_no_response(
    mechanism: str, password: str, initial: bool
) -> None:
    text = dialogue(mechanism, password, "unknown", initial).encode()
    response = forms(password)[3 if mechanism == "PLAIN" else 4]
    assert response not in shown(text) and response.encode() not in b"".join(redacted([text]))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["PLAIN", "LOGIN", "XOAUTH2"]),
    PASSWORDS,
    st.sampled_from(sorted(DRESSES)),
    st.integers(1, 400),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
def test_how_the_octets_are_cut_does_not_matter(
    mechanism: str, password: str, dress: str, size: int, end: bytes
) -> None:
    text = dialogue(mechanism, password, dress, True).encode().replace(b"\n", end)
    whole = b"".join(redacted([text]))
    assert b"".join(redacted([text[i : i + size] for i in range(0, len(text), size)])) == whole
    assert b"".join(redacted([whole])) == whole, "redacting twice must be the same as once"


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["PLAIN", "LOGIN", "XOAUTH2"]),
    PASSWORDS,
    st.sampled_from(sorted(set(DRESSES) - {"unknown"})),
)
def test_what_is_redacted_is_judged_as_before(mechanism: str, password: str, dress: str) -> None:
    text = dialogue(mechanism, password, dress, True).encode()

    def judged(log: bytes) -> list[tuple[str, int]]:
        return sorted(
            (f.rule, f.line) for f in lint(log).findings if not f.rule.startswith("secrets/")
        )

    assert judged(b"".join(redacted([text]))) == judged(text)


@settings(max_examples=30, deadline=None)
@given(PASSWORDS, PASSWORDS, st.permutations(range(2)), st.integers(0, 3))
def test_sessions_that_run_at_the_same_time_hide_their_credentials(
    one: str, other: str, order: list[int], shift: int
) -> None:
    logs = [
        dialogue(mechanism, word, "haraka", False)
        .replace("8EFAAC37", f"8EFAAC3{n}")
        .splitlines(True)
        for n, (mechanism, word) in enumerate((("LOGIN", one), ("PLAIN", other)))
    ]
    mixed = []
    first, second = (logs[n] for n in order)
    mixed += first[:shift]
    for a, b in zip(first[shift:], second, strict=False):
        mixed += [a, b]
    text = "".join(mixed).encode()
    out = shown(text) + b"".join(redacted([text])).decode()
    for form in (*forms(one)[2:3], *forms(other)[3:4]):
        assert form not in out


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300).filter(lambda x: not is_capture(x)))
def test_octets_of_any_kind_are_redacted_and_come_out_the_same_twice(raw: bytes) -> None:
    once = secret.mask(raw)
    assert secret.mask(once) == once
    whole = b"".join(redacted([raw]))
    assert whole.count(b"\n") <= raw.count(b"\n") or raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def test_the_looks_find_nothing_in_a_text_that_is_called_harmless() -> None:
    """Words that are plain alone, in any order, with those that tell of credentials."""
    telling = (
        "user login log in account for with and as trying tried auth AUTH LOGIN PLAIN after SASL "
        "name id mail my 334 535 AUTHENTICATE bearer basic echo identified by set add create to "
        "from decode values SMTP hash crypt cram plain x y ab abcd deadbeef feed: face: jo: port: "
        "p: w: s: u: 587 5.7.8 1.2.3.4 <jo@example.org> <a.b@c.d>: xqzjvkwq hunter QWxhZGRp".split()
    )
    telling.append("pcrk qonr uemt tczz")
    texts = [text for entry in store.entries()["phrases"] for text in entry.get("examples", ())]
    known = [*{word: 0 for text in texts for word in text.split(" ") if mask.harmless(word)}]
    rng = random.Random(3)
    for _ in range(3000):
        words = rng.choices(rng.choice((telling, known)), k=rng.randrange(1, 4))
        words += rng.choices(telling, k=rng.randrange(4)) + rng.choices(known, k=rng.randrange(4))
        rng.shuffle(words)
        texts.append(" ".join(word + rng.choice(("", "", "", "", ".", ",", ":")) for word in words))
    harmless = [text for text in texts if mask.harmless(text)]
    assert 500 < len(harmless) < len(texts)
    assert [text for text in harmless if mask.masked(text) != text] == []

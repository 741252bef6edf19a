"""Laws: never raises, chunking does not matter, interleaving does not matter, the table does not
matter."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from smtpcodes.linter import Collector, Linter
from tests.dialogues import TRANSCRIPT

FEW = settings(max_examples=40, deadline=None)


def found(chunks: list[bytes], **options: Any) -> list[tuple[object, ...]]:
    collector = Collector()
    linter = Linter(receiver=collector, **options)
    linter.lint_chunks("-", chunks)
    return sorted((f.rule, f.line, f.message, f.session) for f in collector.findings) + [
        (v.line, v.summary) for v in collector.verdicts
    ]


@given(TRANSCRIPT)
@FEW
def test_a_linter_without_its_table_gives_the_same_findings(text: str) -> None:
    assert found([text.encode()], reader="labelled") == found(
        [text.encode()], reader="labelled", table=False
    )


@given(st.lists(TRANSCRIPT, min_size=1, max_size=6))
@FEW
def test_sessions_that_were_met_before_give_the_same_findings(texts: list[str]) -> None:
    text = "".join(f"S: 220 mx.example\n{t}" for t in texts for _ in range(2)).encode()
    assert found([text], reader="labelled") == found([text], reader="labelled", table=False)


@given(TRANSCRIPT, st.integers(1, 50))
@FEW
def test_how_the_input_is_cut_does_not_matter(text: str, size: int) -> None:
    raw = text.encode()
    assert found(
        [raw[i : i + size] for i in range(0, len(raw), size)] or [b""], reader="labelled"
    ) == found([raw], reader="labelled")


class Turns:
    """Whose turn it is, in an order that is given."""

    def __init__(self, turns: list[int]) -> None:
        self.turns = turns

    def choice(self, sides: list[int]) -> int:
        return self.turns.pop(0) if len(sides) > 1 else sides[0]


@given(TRANSCRIPT, TRANSCRIPT, st.randoms())
@example("S: 530 5.7.0 no\nC: EHLO a.example\n", "C: EHLO b.example\n", Turns([0, 1, 0]))
@example("C: EHLO a.example\n", "S: 530 5.7.0 no\n", Turns([1, 0]))
@FEW
def test_interleaved_sessions_do_not_touch_each_other(one: str, two: str, random: Any) -> None:
    def keyed(text: str, key: str) -> list[str]:
        return [f"2026-01-02T03:04:05Z [{key}] {line}" for line in text.splitlines() if line]

    def rules_of(lines: list[str]) -> dict[str, int]:
        collector = Collector()
        Linter(receiver=collector, reader="labelled").lint_chunks("-", ["\n".join(lines).encode()])
        counts: dict[str, int] = {}
        for finding in collector.findings:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
        return counts

    a, b = keyed(one, "a"), keyed(two, "b")
    mixed, rest = [], [a[:], b[:]]
    while rest[0] or rest[1]:
        side = random.choice([i for i in (0, 1) if rest[i]])
        mixed.append(rest[side].pop(0))
    assert rules_of(mixed) == rules_of(a + b)


@given(st.binary(max_size=400))
@FEW
def test_any_octets_are_read_without_an_exception(raw: bytes) -> None:
    found([raw])
    found([raw], reader="labelled")


@given(
    st.text(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=40
    ).map(lambda s: "Zq9x" + s)
)  # no word that a message could hold
@FEW
def test_a_credential_never_comes_out(secret: str) -> None:
    import base64

    from smtpcodes.formats.dump import dump
    from smtpcodes.linter import lint
    from smtpcodes.redaction.redactor import redacted

    plain = base64.b64encode(b"\0alice@example.com\0" + secret.encode()).decode()
    single = base64.b64encode(secret.encode()).decode()
    text = (
        f"S: 220 mx\nC: EHLO x\nS: 250 AUTH\nC: AUTH PLAIN {plain}\nS: 535 5.7.8 no: {plain}\n"
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
        f"C: YWxpY2VAZXhhbXBsZS5jb20=\nS: 334 UGFzc3dvcmQ6\nC: {single}\n"
        f"S: 550 5.7.1 {secret} is wrong\nC: MAIL FROM:<a@x>\nS: 535 no {single}\n"
    )
    out = dump(lint(text).to_json()) + b"".join(redacted([text.encode()])).decode()
    for form in (secret, plain, single):
        assert form not in out, f"{form} came out"

"""The library's own ways in: a stream of findings, and a session for people with their own wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import smtpcodes

TEXT = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\n"
    "C: MAIL FROM:<a@x.example>\nS: 535 5.7.8 Authentication required\nC: QUIT\nS: 221 Bye\n"
)


def test_findings_come_as_soon_as_they_are_known() -> None:
    read = []

    def lines():  # type: ignore[no-untyped-def]
        for line in (TEXT + "\n").splitlines() * 200:
            read.append(line)
            yield line

    found = smtpcodes.Linter(min_level="error").stream(lines())
    first = next(found)
    assert first.rule == "auth/failed-outside-auth" and len(read) < 600, (
        "the format is told by the first lines, then each finding comes as it is known"
    )
    assert {f.rule for f in found} == {first.rule}


def test_a_short_stream_is_linted_at_its_end() -> None:
    assert [
        f.rule
        for f in smtpcodes.Linter(select=["auth"]).stream(["C: NOOP\n", b"S: 235 2.7.0 ok\n"])
    ] == ["auth/success-without-auth"]


def test_a_session_tells_what_is_wrong_as_it_happens() -> None:
    session = smtpcodes.Session()
    assert (
        session.connect(587, tls=False, local=True) == []
        and session.reply("220 mx.example.net") == []
    )
    assert session.command("EHLO client.example") == []
    session.reply("250-mx.example.net\n250 AUTH LOGIN")
    session.command("AUTH LOGIN")
    session.reply("334 VXNlcm5hbWU6")
    session.sasl("*")
    assert [f.rule for f in session.reply("535 5.7.8 no") if f.level == "error"] == [
        "auth/cancel-not-501"
    ]
    session.tls_started()
    session.lost()
    session.message()
    assert session.closed("server") is not None
    with pytest.raises(ValueError, match="no reply line"):
        session.reply("hello")


def test_lint_takes_text_octets_lines_and_files(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.log").write_text(TEXT)
    for source in (TEXT, TEXT.encode(), TEXT.splitlines(), tmp_path / "x.log"):
        report = smtpcodes.lint(source)
        assert (
            not report.ok and report.findings and report.to_json()["schema"] == "smtpcodes-report/1"
        )
    with pytest.raises(OSError, match="No such file"):
        smtpcodes.lint(tmp_path / "none.log")


def test_a_stream_tells_at_a_pause_what_it_knows() -> None:
    """Without one it waits for as many lines as tell the format."""
    log = ["S: 220 mx.example ESMTP", "C: EHLO client.example", "S: 250 mx.example"]
    log += ["C: MAIL FROM:<a@client.example>", "S: 535 5.7.8 no", "C: QUIT", "S: 221 Bye"]
    told: list[str] = []
    before: list[int] = []

    def lines() -> Iterator[str | None]:
        yield from log[:-1]
        before.append(len(told))
        yield None
        before.append(len(told))
        yield log[-1]

    for finding in smtpcodes.Linter().stream(lines()):
        told.append(finding.rule)
    assert before == [0, len(told)] and told
    assert sorted(told) == sorted(f.rule for f in smtpcodes.lint("\n".join(log)).findings)

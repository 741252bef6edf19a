"""``smtpcodes check`` against a server in whose faults we believe, because we planted them."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smtpcodes.check.report import CheckReport
from smtpcodes.check.runner import Plan, Refused, preview, run
from smtpcodes.check.situations import everything
from smtpcodes.cli import main
from smtpcodes.knowledge.recommend import recommend
from tests.servers.broken import BROKEN, twisted
from tests.servers.planted import FAULTS, PASSWORD, USER, Client, Planted

NOT_OURS = {"tls/plaintext-mechanisms-offered"}  # the small server offers PLAIN in clear
FOUND_BY = {
    "two-replies": "reply/unsolicited",
    "535-to-mail": "auth/failed-outside-auth",
    "plain-challenge": "auth/challenge-not-base64",
    "auth-twice": "sequence/auth-after-success-not-503",
    "bare-mail": "command/missing-argument-accepted",
    "keeps-login": "auth/state-kept-across-starttls",
    "keeps-input": "tls/pipelined-after-starttls",
}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: no certificate to test with")
    folder = tmp_path_factory.mktemp("tls")
    files = [str(folder / name) for name in ("key.pem", "cert.pem")]
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    subprocess.run(
        [*command.split(), "-keyout", files[0], "-out", files[1]], check=True, capture_output=True
    )
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(files[1], files[0])
    return made


def checked(port: int, **more: Any) -> CheckReport:
    plan = Plan("127.0.0.1", port, user=USER.decode(), password=PASSWORD.decode(), timeout=2.0)
    return run(plan._replace(**more))


def told(report: CheckReport) -> set[str]:
    return set(report.rules()) - NOT_OURS


def test_a_server_without_faults_gets_no_finding(context: ssl.SSLContext) -> None:
    with Planted(context=context) as port:
        report = checked(port)
    assert told(report) == set()
    assert report.counts()["not-tested"] == 0 and report.counts()["passed"] > 70


@pytest.mark.parametrize("fault", FOUND_BY)
def test_each_planted_fault_is_found_first_in_its_session(
    fault: str, context: ssl.SSLContext
) -> None:
    with Planted(fault, context=context) as port:
        report = checked(port)
    firsts = [r.checks[0].rule for r in report.results if r.checks]
    assert set(firsts) - NOT_OURS == {FOUND_BY[fault]}


@pytest.mark.parametrize(
    ("situation", "pattern", "replies"),
    [(s, *fault) for s, faults in BROKEN.items() for fault in faults],
)
def test_each_broken_must_fails_its_situation(
    situation: str, pattern: bytes, replies: tuple[str, ...], context: ssl.SSLContext
) -> None:
    with Planted(context=context, twist=twisted(pattern, replies)) as port:
        report = checked(port, select=(situation,), timeout=1.0)
    (result,) = (r for r in report.results if r.id == situation)
    assert result.status == "failed", (result.reason, result.transcript)


def test_all_faults_at_once_are_found_and_no_credential_comes_out(
    context: ssl.SSLContext,
) -> None:
    with Planted(*FAULTS, context=context) as port:
        report = checked(port)
    assert told(report) == set(FOUND_BY.values())
    text = json.dumps(report.to_json())
    for secret in (PASSWORD.decode(), "czNjcmV0LVBhc3M", "AGFsaWNl"):
        assert secret not in text


def test_every_situation_has_a_preview_and_a_right_reply_that_is_in_the_table() -> None:
    shown = preview(Plan("127.0.0.1", 1, user="u@x.example", password="secret-word", deliver=True))
    assert [s.id for s, _ in shown] == list(everything())
    for situation, lines in shown:
        assert lines or situation.id == "greeting" or "not-offered" in situation.id, situation.id
        assert not any("secret-word" in line for line in lines)
        if situation.truth:
            assert recommend(situation=situation.truth).line


def test_a_server_elsewhere_is_left_alone() -> None:
    with pytest.raises(Refused, match="i-run-this-server"):
        run(Plan("192.0.2.1", 25))


def scripted(*lines: bytes) -> Callable[[socket.socket], None]:
    def talk(client: socket.socket) -> None:
        file = client.makefile("rb")
        client.sendall(lines[0])
        for line in lines[1:]:
            if not file.readline():
                return
            client.sendall(line)
        file.readline()

    return talk


@pytest.fixture
def served() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    listeners = []

    def serve(talk: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def accept() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    try:
                        talk(client)
                    except OSError:
                        pass

        threading.Thread(target=accept, daemon=True).start()
        return int(listener.getsockname()[1])

    yield serve
    for listener in listeners:
        listener.close()


def status(report: CheckReport, id: str) -> tuple[str, str]:
    result = next(r for r in report.results if r.id == id)
    return result.status, result.reason


def test_a_server_that_refuses_service_makes_the_rest_not_applicable(served) -> None:  # type: ignore[no-untyped-def]
    report = run(Plan("127.0.0.1", served(scripted(b"554 5.3.2 No service\r\n"))))
    assert status(report, "greeting")[0] == "passed"
    assert status(report, "auth-wrong-password")[0] == "not-applicable"
    assert report.ok


def test_silence_is_told_as_such_and_is_no_failure(served) -> None:  # type: ignore[no-untyped-def]
    port = served(scripted(b"220 mx.example ESMTP\r\n", b"250 mx.example\r\n", b""))
    report = run(Plan("127.0.0.1", port, timeout=0.2, select=("rset-twice", "unknown-command")))
    assert status(report, "rset-twice") == ("not-tested", "no reply to RSET in 0.2 s")
    assert status(report, "unknown-command") == ("not-tested", "no reply to XYZZY in 0.2 s")
    assert status(report, "helo") == ("not-tried", "not selected")


def test_tls_that_cannot_be_made_is_not_tested(served) -> None:  # type: ignore[no-untyped-def]
    port = served(
        scripted(
            b"220 mx.example ESMTP\r\n", b"250-mx.example\r\n250 STARTTLS\r\n", b"220 Go\r\n", b"x"
        )
    )
    report = run(Plan("127.0.0.1", port, timeout=0.5, select=("starttls-ehlo",)))
    assert status(report, "starttls-ehlo")[0] == "not-tested"


@pytest.mark.parametrize(
    ("octets", "reason"), [(b"\x15\x03\x01", None), (b"250 2.0.0 Ok\r\n", "goes on in clear")]
)
def test_clear_text_in_place_of_the_handshake_ends_nothing_but_the_situation(  # type: ignore[no-untyped-def]
    served, octets: bytes, reason: str | None
) -> None:
    port = served(
        scripted(
            b"220 mx.example ESMTP\r\n",
            b"250-mx.example\r\n250 STARTTLS\r\n",
            b"220 Go\r\n",
            octets,
        )
    )
    report = run(Plan("127.0.0.1", port, timeout=0.5, select=("starttls-client-closes",)))
    found, told = status(report, "starttls-client-closes")
    assert found == "passed" and (reason or "") in (told or "")


def test_a_server_that_takes_any_password_does_not_pass(served) -> None:  # type: ignore[no-untyped-def]
    port = served(
        scripted(
            b"220 mx.example ESMTP\r\n", b"250-mx.example\r\n250 AUTH PLAIN\r\n", b"235 Ok\r\n"
        )
    )
    report = run(Plan("127.0.0.1", port, timeout=0.5, select=("auth-unknown-user",)))
    assert status(report, "auth-unknown-user")[0] == "not-tested"
    assert "takes any password" in status(report, "auth-unknown-user")[1]


def test_after_a_354_that_must_not_come_nothing_is_sent(served) -> None:  # type: ignore[no-untyped-def]
    heard: list[bytes] = []

    def talk(client: socket.socket) -> None:
        client.sendall(b"220 mx.example ESMTP\r\n")
        file = client.makefile("rb")
        while line := file.readline():
            heard.append(line)
            client.sendall(b"354 Go on\r\n" if line == b"DATA\r\n" else b"250 mx.example\r\n")

    run(Plan("127.0.0.1", served(talk), select=("data-without-mail", "data-without-rcpt")))
    assert heard.count(b"DATA\r\n") == 2
    assert heard[-1] == b"DATA\r\n"


@pytest.mark.parametrize(
    "octets",
    [b"\xff\x00\n", b"999999\r\n", b"220-" + b"x" * 70_000],
    ids=["noise", "digits", "endless"],
)
def test_octets_that_are_no_smtp_end_a_situation_and_nothing_else(served, octets: bytes) -> None:  # type: ignore[no-untyped-def]
    report = run(
        Plan("127.0.0.1", served(scripted(octets)), timeout=0.2, select=("greeting", "ehlo"))
    )
    assert status(report, "ehlo")[0] == "not-tested"


def test_a_server_that_says_nothing_at_all_is_told_once(served) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused, match="nothing came: 0"):
        run(Plan("127.0.0.1", served(scripted(b"")), timeout=0.05))


def test_a_refused_recipient_gets_no_message() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("550 5.1.1 Unknown",) if line.startswith(b"RCPT") else said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=("delivery",), deliver=True).chosen()
    assert result.status == "passed" and "C: DATA" not in result.transcript, result
    assert any(line.startswith("C: RCPT") for line in result.transcript)


def test_a_port_where_nobody_listens_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert main(["check", f"127.0.0.1:{port}"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["check", "localhost"],
        ["check", "[::1]:0"],
        ["check", "192.0.2.7:25"],
        ["check", "127.0.0.1:2", "--select", "nothing-like-it"],
        ["check", "127.0.0.1:2", "--user", "x", "--password-file", "/nowhere"],
        ["check", "127.0.0.1:2", "--password-file", "/dev/null"],
        ["check", "127.0.0.1:2", "--baseline", "/dev/null"],
        ["check", "127.0.0.1:2", "--timeout", "nan"],
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["text", "json", "junit", "sarif", "markdown", "html"])
def test_every_format_tells_what_is_wrong(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SMTPCODES_PASSWORD", PASSWORD.decode())
    words = ["--user", USER.decode(), "--select", "greeting,auth-login,starttls-ehlo"]
    with Planted("plain-challenge") as port:
        target = f"127.0.0.1:{port}"
        assert main(["check", target, *words, "--output-format", name]) == 1
        out = capsys.readouterr().out
        assert "auth/challenge-not-base64" in out and PASSWORD.decode() not in out
        if name == "json":
            (tmp_path / "old.json").write_text(out)
            again = [*words, "--baseline", str(tmp_path / "old.json")]
            assert main(["check", target, *again]) == 0
        elif name == "text":
            assert main(["check", target, *words, "--record", str(tmp_path / "r")]) == 1
            capsys.readouterr()
            transcript = tmp_path / "r" / "auth-login.smtp"
            assert "[redacted]" in transcript.read_text()
            assert main(["lint", "--no-config", str(transcript)]) == 0
            assert "1 session" in capsys.readouterr().out


def test_the_situations_and_what_is_sent_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list"]) == 0
    assert "auth-wrong-password" in capsys.readouterr().out
    assert main(["check", "127.0.0.1:2", "--dry-run"]) == 0
    assert "C: MAIL TO:<a@client.example.net>" in capsys.readouterr().out


def test_the_report_has_what_its_schema_asks_for() -> None:
    from smtpcodes.knowledge.schema import schemas

    def holds(value: Any, schema: dict[str, Any]) -> bool:
        options = schema.get("anyOf", [schema])
        if len(options) > 1:
            return any(holds(value, x) for x in options)
        if "enum" in schema or "const" in schema:
            return value in schema.get("enum", [schema.get("const")])
        if isinstance(value, dict) and "properties" in schema:
            named = schema["properties"]
            return set(schema["required"]) <= set(value) <= set(named) and all(
                holds(v, named[k]) for k, v in value.items()
            )
        if isinstance(value, list):
            return all(holds(x, schema.get("items", {})) for x in value)
        return True

    with Planted("auth-twice") as port:
        report = checked(port, select=("auth-twice", "noop"))
    made = json.loads(json.dumps(report.to_json()))
    assert holds(made, schemas()["output-check"])
    assert not holds({**made, "schema": "another/1"}, schemas()["output-check"])


def test_a_fault_of_many_replies_is_told_once() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("250 Ok",) if line[:4].upper() in (b"NOOP", b"RSET") else said

    with Planted(twist=twist) as port:
        both = checked(port, select=("noop-argument", "rset-twice", "enhanced-codes"))
        one = checked(port, select=("noop-argument",))
    found = {r.id: r.status for r in both.chosen()}
    assert found == {"noop-argument": "passed", "rset-twice": "passed", "enhanced-codes": "failed"}
    checks = next(r for r in both.results if r.id == "enhanced-codes").checks
    assert any(c.message.endswith("(in noop-argument)") for c in checks)
    assert [r.status for r in one.chosen()] == ["failed"]

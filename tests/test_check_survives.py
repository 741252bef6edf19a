"""What ``smtpcodes check`` meets on real servers, and must not take for a fault."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import pytest

from smtpcodes.check import lanes
from smtpcodes.check.lines import Patience
from smtpcodes.check.report import CheckReport
from smtpcodes.check.runner import Plan, run
from tests.servers.planted import PASSWORD, USER, Client, Planted
from tests.test_check import context as context

SOME = ("noop-argument", "auth-wrong-password", "auth-unknown-user", "auth-cancel", "nested-mail")


def checked(port: int, **more: Any) -> CheckReport:
    plan = Plan("127.0.0.1", port, user=USER.decode(), password=PASSWORD.decode(), timeout=1.0)
    return run(plan._replace(**more))


def statuses(report: CheckReport) -> dict[str, str]:
    return {r.id: r.status for r in report.chosen()}


def test_where_no_auth_is_offered_its_situations_are_not_applicable() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if line.startswith(b"AUTH"):
            return ("502 5.5.1 No AUTH here",)
        if line.startswith(b"MAIL"):
            client.login = True
        return tuple(x for x in said if " AUTH" not in x and "-AUTH" not in x)

    with Planted(twist=twist) as port:
        found = statuses(checked(port))
    auth = {id: s for id, s in found.items() if id.startswith("auth-")}
    assert auth.pop("auth-not-offered") == "passed"
    assert auth.pop("auth-before-ehlo") == auth.pop("auth-after-helo") == "passed"
    assert set(auth.values()) == {"not-applicable"}
    assert "failed" not in found.values()


def test_a_close_after_three_errors_is_no_failure(context: ssl.SSLContext) -> None:
    errors: dict[Client, int] = {}

    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        errors[client] = errors.get(client, 0) + (said[-1][:1] == "5")
        if errors[client] < 3:
            return said
        client.server.loop.call_later(0.01, client.writer.close)
        return ("421 4.7.0 Too many errors",)

    with Planted(context=context, twist=twist) as port:
        report = checked(port)
    assert not report.fails("error")
    assert report.counts()["passed"] > 60


def test_auth_that_is_refused_in_clear_is_tried_under_tls(context: ssl.SSLContext) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        early = line.startswith(b"AUTH") and not client.tls
        return ("538 5.7.11 Encryption required",) if early else said

    with Planted(context=context, twist=twist) as port:
        found = statuses(
            checked(port, select=(*SOME, "auth-right-password", "starttls-after-auth"))
        )
    assert found.pop("starttls-after-auth") == "not-applicable"
    assert set(found.values()) <= {"passed", "warned"}, found


class Slow(Planted):
    """Answers a failed log-in late. alone: serves one connection at a time; the others wait, or are
    turned away."""

    def __init__(self, alone: str) -> None:
        super().__init__()
        self.alone = alone
        self.now = self.most = 0
        self.free = asyncio.Lock()

    async def serve(self, reader: Any, writer: Any) -> None:
        if self.alone == "421" and self.now:
            writer.write(b"421 4.7.0 Too many connections\r\n")
            return writer.close()
        if self.alone == "wait":
            await self.free.acquire()
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await super().serve(reader, writer)
        finally:
            self.now -= 1
            if self.alone == "wait":
                self.free.release()


@pytest.mark.parametrize("alone", ["", "wait", "421"])
def test_a_server_that_waits_with_a_refusal_is_checked_to_the_end(
    alone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "ALONE", 0.05)
    said = Client.say

    async def late(self: Client, *lines: str) -> None:
        if lines[0].startswith("535"):
            await asyncio.sleep(0.6)
        await said(self, *lines)

    monkeypatch.setattr(Client, "say", late)
    server = Slow(alone)
    with server as port:
        some = [id for id in SOME if id != "auth-unknown-user"]  # one refusal is waited for
        found = statuses(checked(port, select=tuple(some), timeout=0.5))
    assert set(found.values()) == {"passed"}, found
    assert (server.most > 1) == (not alone)


def test_commands_that_are_refused_in_clear_are_asked_under_tls(context: ssl.SSLContext) -> None:
    free = (b"EHLO", b"NOOP", b"QUIT", b"STAR")

    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if line[:4] == b"VRFY" and client.tls:
            return ("502 5.5.1 Not here",)
        refused = line and not client.tls and line[:4] not in free
        return ("530 5.7.0 Must issue a STARTTLS command first",) if refused else said

    with Planted(context=context, twist=twist) as port:
        found = statuses(checked(port, select=("vrfy", "rset-twice", "line-512")))
    assert found == {"vrfy": "failed", "rset-twice": "passed", "line-512": "passed"}


def test_a_second_reply_on_the_way_tests_nothing() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return (*said, "250 2.0.0 Ok") if line.startswith(b"EHLO") else said

    with Planted(twist=twist) as port:
        found = statuses(checked(port, select=("unknown-command", "auth-no-mechanism")))
    assert set(found.values()) == {"not-tested"}, found


def test_two_replies_are_told_once_and_nothing_after_them_is_judged() -> None:
    with Planted("two-replies") as port:
        report = checked(port, select=("noop-argument",))
    (result,) = report.chosen()
    assert [c.rule for c in result.checks] == ["reply/unsolicited"]
    assert result.reason == "a second reply came: nothing after it was judged"


def test_where_tls_cannot_be_made_what_works_in_clear_is_tried_there() -> None:
    with Planted(context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as port:
        found = statuses(checked(port, select=(*SOME, "auth-login", "starttls-ehlo")))
    assert found.pop("starttls-ehlo") == "not-tested"
    assert set(found.values()) <= {"passed", "warned"}, found


@pytest.mark.parametrize("closes", [True, False])
def test_nothing_after_quit_is_asked_of_a_server_that_takes_one_command_at_a_time(
    closes: bool,
) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if line == b"QUIT" and not closes:
            client.talk_on = True
        if client.reader._buffer:
            return ("500 5.5.1 One at a time",)
        return said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=("command-after-quit",)).chosen()
    assert (result.status, [c.rule for c in result.checks]) == (
        ("passed", []) if closes else ("failed", ["reply/unsolicited"])
    )


def test_a_hello_without_a_name_may_be_unknown() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("500 5.5.2 Unknown command",) if line == b"EHLO" else said

    with Planted(twist=twist) as port:
        assert statuses(checked(port, select=("ehlo-no-argument",))) == {
            "ehlo-no-argument": "passed"
        }


def test_a_server_that_knows_no_ehlo_is_met_with_helo() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if line.startswith(b"EHLO"):
            client.hello, client.login = False, True
            return ("502 5.5.1 Not implemented",)
        return said

    some = ("vrfy", "rcpt-without-mail", "auth-cancel", "pipelined-group", "starttls-ehlo")
    with Planted(twist=twist) as port:
        found = statuses(checked(port, select=some))
    assert found.pop("vrfy") == found.pop("rcpt-without-mail") == "passed"
    assert set(found.values()) == {"not-applicable"}, found


def test_a_temporary_failure_of_auth_shows_nothing() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("454 4.7.0 Try again later",) if line.startswith(b"AUTH") else said

    with Planted(twist=twist) as port:
        found = statuses(checked(port, select=("auth-cancel", "auth-wrong-password")))
    assert set(found.values()) == {"not-tested"}, found


def test_a_log_in_that_was_put_off_is_tried_again_at_the_end() -> None:
    attempts: list[bytes] = []

    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        attempts.extend([line] if line.startswith(b"AUTH PLAIN ") else [])
        busy = line.startswith(b"AUTH PLAIN ") and len(attempts) == 1
        return ("454 4.7.0 The back end is busy",) if busy else said

    with Planted(twist=twist) as port:
        found = statuses(checked(port, select=("auth-wrong-password", "auth-bad-base64-ir")))
    assert set(found.values()) == {"passed"}, found


@pytest.mark.parametrize(("verb", "status"), [(b"VRFY", "failed"), (b"NOOP\n", "passed")])
def test_a_close_in_place_of_a_reply_is_a_fault_where_nothing_excuses_it(
    verb: bytes, status: str
) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if line.startswith(verb):
            client.writer.close()
            return ()
        return said

    wanted = "vrfy" if verb == b"VRFY" else "bare-lf"
    with Planted(twist=twist) as port:
        (result,) = checked(port, select=(wanted,)).chosen()
    assert result.status == status, result


def test_a_reply_that_comes_late_belongs_to_what_was_asked() -> None:
    before: dict[Client, bytes] = {}

    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        late = line == b"QUIT" and before.get(client) == b"TURN"
        before[client] = line
        return ("250 2.0.0 Ok", *said) if late else said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=("turn",)).chosen()
    assert [c.rule for c in result.checks] == ["reply/unsolicited"]


@pytest.mark.parametrize(
    ("situation", "reply"),
    [
        ("unknown-command", "500 5.5.2 Unknown"),
        ("auth-cram", "235"),
        ("auth-plain-two-steps", "235"),
    ],
)
def test_a_close_after_the_first_unknown_command_or_a_log_in_is_a_fault(
    situation: str, reply: str
) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        if said[0].startswith(reply):
            client.server.loop.call_later(0.001, client.writer.close)
        return said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=(situation,)).chosen()
    assert [c.rule for c in result.checks] == ["reply/closed-without-reply"]


def test_a_right_password_that_is_refused_passes_nothing() -> None:
    with Planted() as port:
        found = statuses(checked(port, select=("auth-right-password",), password="another"))
    assert found == {"auth-right-password": "not-tested"}


def test_a_line_feed_that_is_echoed_breaks_a_line_of_the_reply() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return (f'500 5.5.2 Error: "{line.decode()}" not recognized',) if b"\n" in line else said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=("bare-lf",)).chosen()
    assert [c.rule for c in result.checks] == ["reply/bare-line-feed"]


def test_a_line_without_a_code_inside_a_reply_differs_from_the_others() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("214-2.0.0 These:", "  HELO MAIL", "214 2.0.0 End") if line == b"HELP" else said

    with Planted(twist=twist) as port:
        (result,) = checked(port, select=("help",)).chosen()
    assert [c.rule for c in result.checks] == ["reply/codes-differ-between-lines"]
    assert result.status == "failed" and result.transcript[-1].startswith("S: 221")


def test_replies_that_end_with_a_line_feed_alone_are_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Client, "end", "\n")
    with Planted() as port:
        report = checked(port, select=("greeting", "noop-argument", "auth-cram", "bare-lf"))
    assert {id for id, s in statuses(report).items() if s != "passed"} == {"bare-lf"}
    assert set(report.rules()) == {"reply/bare-line-feed"}
    shown = next(r.transcript for r in report.results if r.id == "noop-argument")
    assert all(line.endswith("\\x0a") for line in shown if line.startswith("S: "))


@pytest.mark.parametrize("reply", ["500 5.5.1 Unknown command", "530 5.7.0 Log in first"])
def test_a_command_that_is_missing_is_told_where_it_is_asked_about(reply: str) -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return (reply,) if line.upper() == b"NOOP" else said

    with Planted(twist=twist) as port:
        report = checked(port, select=("auth-cancel", "noop-argument", "exempt"))
    found = statuses(report)
    assert {id for id, x in found.items() if x == "failed"} == {
        "noop-argument",
        "exempt-commands-unauthenticated",
    }
    assert found["auth-cancel"] == "passed"


def test_a_command_that_is_known_with_its_address_alone_is_known() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        known = line not in (b"MAIL", b"RCPT") and b"MAIL TO" not in line and line.isascii()
        return said if known else ("500 5.5.2 Unknown",)

    with Planted(twist=twist) as port:
        found = statuses(checked(port, select=("mail", "rcpt")))
    assert "failed" not in found.values()


def test_a_421_that_no_close_follows_is_told() -> None:
    def twist(client: Client, line: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
        return ("421 4.7.0 Closing",) if line == b"XYZZY" else said

    with Planted(twist=twist) as port:
        report = checked(port, select=("unknown-command",))
    assert report.rules() == {"sequence/reply-after-421": 1}
    assert statuses(report) == {"unknown-command": "warned"}


def test_a_server_that_is_silent_again_and_again_is_waited_for_less() -> None:
    patience = Patience(5.0)
    assert (patience.seconds(slow=False), patience.seconds(slow=True)) == (5.0, 30.0)
    told = [patience.failed(patience.seconds(slow=True)) for _ in range(3)]
    assert told == ["30 s", "30 s", "5 s (others: 30 s, in vain)"]
    patience.came(9.0)  # who is slow is no silent one
    assert patience.seconds(slow=True) == 18.0

"""A run: each situation in a connection of its own, within a budget."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from smtpcodes.check import transcript
from smtpcodes.check.events import CLIENT_LINE, RESPONSE, SERVER_LINE, Event, judge
from smtpcodes.check.ideal import Ideal
from smtpcodes.check.report import NOT_SELECTED, PASSED, Check, CheckReport, Result, status
from smtpcodes.check.situations import Situation, everything
from smtpcodes.check.talk import NOT_TESTED, NOT_TRIED, Account, Over, Talk
from smtpcodes.check.wire import Wire
from smtpcodes.formats.escape import terminal
from smtpcodes.knowledge.recommend import Recommendation, recommend
from smtpcodes.redaction.redact import Form
from smtpcodes.report import NOTE


class Refused(Exception):
    """The run can't be made: one line says why."""


class Plan(NamedTuple):
    """What to run. user None: no log-in. verify: check the server's certificate. mine: it need not be on this machine."""

    host: str
    port: int
    user: str | None = None
    password: str = ""
    sender: str = ""
    recipient: str = ""
    deliver: bool = False
    implicit_tls: bool = False
    verify: bool = False
    mine: bool = False
    timeout: float = 5.0
    connections: int = 200
    seconds: float = 120.0
    select: tuple[str, ...] = ()


Progress = Callable[[int, int, str], None]
Keep = Callable[[str, list[str]], None]


def run(
    plan: Plan,
    progress: Progress = lambda n, of, id: None,
    keep: Keep = lambda id, lines: None,
    clock: Callable[[], float] = time.monotonic,
) -> CheckReport:
    """Drives the server through the situations. keep: gets the transcript of each. Raises Refused."""
    private = loopback(plan.host, plan.port)
    if not private and not plan.mine:
        raise Refused(f"{plan.host} is not this machine: --i-run-this-server, if you run it")
    context, account = _context(plan.verify), _account(plan)
    wanted = chosen(plan.select)
    began, used, greeting = clock(), 0, ""
    results: list[Result] = []
    for situation in everything().values():
        progress(len(results), len(everything()), situation.id)
        if situation.id not in wanted:
            results.append(_left(situation, NOT_SELECTED))
            continue
        if used >= plan.connections or clock() - began > plan.seconds:
            results.append(_left(situation, "the budget of connections or seconds is used up"))
            continue
        used += 1
        try:
            wire = Wire(plan.host, plan.port, plan.timeout, context if plan.implicit_tls else None)
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or str(error) or type(error).__name__
            if used == 1:
                raise Refused(f"{plan.host}:{plan.port}: {what}") from None
            results.append(_left(situation, f"no connection: {what}", NOT_TESTED))
            continue
        talk = Talk(wire, account, context, private)
        talk.secure = plan.implicit_tls
        result = _tried(situation, talk, plan)
        greeting = greeting or next(
            (e.text.decode("utf-8", "replace") for e in talk.events if e.kind == SERVER_LINE), ""
        )
        keep(situation.id, list(result.transcript))
        results.append(result)
    from smtpcodes.check.likeness import like

    return CheckReport(
        plan.host,
        plan.port,
        terminal(greeting),
        tuple(results),
        clock() - began,
        like(greeting, results),
    )


def preview(plan: Plan) -> list[tuple[Situation, list[str]]]:
    """What would be sent in each situation, if the server does everything right."""
    wanted = chosen(plan.select)
    found = []
    for situation in everything().values():
        if situation.id in wanted:
            talk = Talk(Ideal(), _account(plan), ssl.create_default_context(), True)
            _act(situation, talk)
            sent = [e for e in talk.events if e.kind in (CLIENT_LINE, RESPONSE)]
            found.append((situation, transcript.lines(sent)))
    return found


def chosen(select: Iterable[str]) -> list[str]:
    """The situations that are asked for: ids, or what ids begin with. Raises Refused for a name that fits none."""
    every = everything()
    names = list(select)
    found = []
    for name in names:
        fits = [id for id in every if id == name or id.startswith(f"{name}-")]
        if not fits:
            raise Refused(f"--select: no situation {name!r}; --list shows them")
        found += fits
    return found if names else list(every)


def loopback(host: str, port: int) -> bool:
    """Is every address of the host on this machine? Raises Refused if it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"{host}: {getattr(error, 'strerror', None) or error}") from None
    return all(ipaddress.ip_address(str(x[4][0]).partition("%")[0]).is_loopback for x in found)


def _act(situation: Situation, talk: Talk) -> tuple[str | None, str]:
    """Runs it. How it ended, if not at its end, and why."""
    try:
        situation.act(talk)
    except Over as over:
        return over.status, over.reason
    finally:
        talk.wire.close()
    return None, ""


def _tried(situation: Situation, talk: Talk, plan: Plan) -> Result:
    ended, reason = _act(situation, talk)
    checks = tuple(
        Check(
            x.finding.rule,
            x.finding.level,
            x.finding.message,
            x.finding.spec,
            _plain(x.sent, talk),
            _plain(x.got, talk),
            str(x.finding.suggest or ""),
            x.finding.known,
            x.finding.url,
            x.finding.fingerprint,
            x.finding,
        )
        for x in judge(talk.events, plan.port, plan.implicit_tls)
        if x.finding.level != NOTE
    )
    found = status(checks)
    right = _right(situation)
    return Result(
        situation.id,
        situation.title,
        ended if ended is not None and found == PASSED else found,
        reason,
        checks,
        tuple(transcript.lines(talk.events, _forms(talk))),
        right.line if right else "",
        tuple(right.spec) if right else (),
    )


def _right(situation: Situation) -> Recommendation | None:
    return recommend(situation=situation.truth) if situation.truth else None


def _left(situation: Situation, reason: str, how: str = NOT_TRIED) -> Result:
    return Result(situation.id, situation.title, how, reason, (), (), "", ())


def _forms(talk: Talk) -> list[Form]:
    sent: list[bytes] = [e.text for e in talk.events if e.kind == RESPONSE and len(e.text) > 8]
    sent += [
        e.text.split(b" ", 2)[2]
        for e in talk.events
        if e.kind == CLIENT_LINE and e.text.upper().startswith(b"AUTH ") and e.text.count(b" ") > 1
    ]
    return transcript.secrets(talk.account.user, talk.account.password, [x for x in sent if x])


def _plain(text: str, talk: Talk) -> str:
    """A line of a finding, which the linter has masked, for a terminal."""
    event = Event(CLIENT_LINE, text.encode("utf-8", "surrogateescape"))
    return transcript.lines([event], _forms(talk))[0][3:]


def _context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _account(plan: Plan) -> Account:
    name = f"no-such-user-{secrets.token_hex(6)}"
    domain = (plan.user or "").partition("@")[2]
    sender = plan.sender or (plan.user if domain else "") or "check@client.example.net"
    return Account(
        plan.user,
        plan.password,
        f"{name}@{domain}" if domain else name,
        str(sender),
        plan.recipient or str(sender),
        plan.deliver,
    )

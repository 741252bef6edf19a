"""The server that is checked, and one situation with it."""

from __future__ import annotations

import secrets
import ssl
import time

from smtpcodes import rules
from smtpcodes.check import transcript
from smtpcodes.check.events import CLIENT_LINE, RESPONSE, SERVER_LINE, Event, judge
from smtpcodes.check.lines import PATIENCE, Patience
from smtpcodes.check.report import PASSED, Check, Result, status
from smtpcodes.check.situations import CERTAIN, COUNTED, Situation
from smtpcodes.check.talk import NOT_TESTED, NOT_TRIED, Account, Over, Talk
from smtpcodes.check.wire import Wire
from smtpcodes.knowledge.recommend import Recommendation, recommend
from smtpcodes.record import NamedTuple
from smtpcodes.redaction.redact import Form
from smtpcodes.report import ERROR, NOTE, WARNING, Finding


class Refused(Exception):
    """The run can't be made: one line says why."""


class Plan(NamedTuple):
    """What to run. user None: no log-in. verify: check the server's certificate. mine: it need not
    be on this machine."""

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
    known: str = ""


class Server:
    """How to reach it, and what was learnt of it. deadline: when the run ends, by
    ``time.monotonic``."""

    def __init__(self, plan: Plan, private: bool, deadline: float) -> None:
        self.plan = plan
        self.private = private
        self.deadline = deadline
        self.used = 0  # connections
        self.tls_first = self.tls_needed = False
        self.no_tls = ""
        self._patience = Patience(plan.timeout)
        self._context, self._account = _context(plan.verify), account_of(plan)

    def probe(self) -> str:
        """The greeting; learns whether AUTH waits for TLS, and whether TLS can be made.

        Raises Refused if nobody is there, or says anything.
        """
        try:
            talk = self.connect()
        except (OSError, ValueError) as error:
            raise Refused(f"{self.plan.host}:{self.plan.port}: {_why(error)}") from None
        try:
            talk.start()
            if talk.lists("STARTTLS") and not talk.secure and "PLAIN" in talk.mechanisms():
                answer = talk.ask(b"AUTH PLAIN")
                self.tls_first = answer.code in (530, 538, 523)
                if answer.code == 334:
                    talk.respond(b"*")
            if talk.lists("STARTTLS") and not talk.secure:
                self.tls_needed = talk.ask(b"RSET").code == 530
            talk.quit()
        except Over:
            self._alive(talk)
        finally:
            talk.wire.close()
        if talk.lists("STARTTLS"):
            self._probe_tls()
        lines = (e.text for e in talk.events if e.kind == SERVER_LINE)
        return next(lines, b"").strip().decode("utf-8", "replace")

    def _alive(self, talk: Talk) -> None:
        """Raises Refused if nothing came, neither here nor in a second connection."""
        if talk.events or talk.wire.waiting(0) or self.spent():
            return
        talk.wire.close()
        try:
            again = self.connect()
        except (OSError, ValueError):
            return
        seconds = self.plan.timeout
        heard = again.wire.waiting(seconds)
        again.wire.close()
        if not heard:
            first = f"{seconds * PATIENCE:g} s in one connection, {seconds:g} s in another"
            raise Refused(f"{self.plan.host}:{self.plan.port}: nothing came: {first}")

    def _probe_tls(self) -> None:
        """Where TLS is broken, what works in clear is tried in clear."""
        try:
            talk = self.connect()
        except (OSError, ValueError):
            return
        try:
            talk.start()
            talk.need_starttls()
            talk.starttls()
        except Over as over:
            self.no_tls = over.reason if over.status == NOT_TESTED else ""
        finally:
            talk.wire.close()

    def spent(self) -> bool:
        """Is the budget used up?"""
        return self.used >= self.plan.connections or time.monotonic() > self.deadline

    def connect(self) -> Talk:
        """A fresh connection. Raises OSError or ValueError."""
        plan = self.plan
        self.used += 1
        context = self._context if plan.implicit_tls else None
        wire = Wire(plan.host, plan.port, plan.timeout, context)
        wire.deadline = self.deadline
        talk = Talk(wire, self._account, self._context, self.private)
        talk.secure, talk.tls_first = plan.implicit_tls, self.tls_first
        talk.tls_needed = self.tls_needed
        talk.no_tls, talk.patience = self.no_tls, self._patience
        return talk


class Try(NamedTuple):
    """How it went. greeted: the server gave service. put_off: it said "later" to a log-in."""

    result: Result
    greeted: bool
    put_off: bool = False


def tried(situation: Situation, server: Server, wires: list[Wire]) -> Try:
    """One situation. wires: takes the connection while it lasts."""
    try:
        talk = server.connect()
    except (OSError, ValueError) as error:
        return Try(left(situation, f"no connection: {_why(error)}", NOT_TESTED), False)
    wires.append(talk.wire)
    try:
        return Try(_tried(situation, talk, server.plan), talk.greeted, talk.put_off)
    finally:
        wires.remove(talk.wire)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def act(situation: Situation, talk: Talk) -> tuple[str | None, str]:
    """Runs it. How it ended, if not at its end, and why."""
    try:
        situation.act(talk)
    except Over as over:
        return over.status, over.reason
    finally:
        talk.wire.close()
    return None, ""


def _tried(situation: Situation, talk: Talk, plan: Plan) -> Result:
    ended, reason = act(situation, talk)
    checks = tuple(
        Check(
            x.finding.rule,
            _level(x.finding, situation),
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
        if x.finding.level != NOTE or x.finding.rule in _counted(situation)
    )
    found = status(checks)
    right = _right(situation)
    return Result(
        situation.id,
        situation.title,
        ended if ended is not None and found == PASSED else found,
        reason or talk.remark,
        checks,
        tuple(transcript.lines(talk.events, _forms(talk))),
        right.line if right else "",
        tuple(right.spec) if right else (),
    )


def _counted(situation: Situation) -> tuple[str, ...]:
    return (*CERTAIN, *COUNTED, *situation.fails, *situation.warns)


def _level(finding: Finding, situation: Situation) -> str:
    """A broken MUST is an error here: what was sent is known."""
    certain = finding.rule in (*CERTAIN, *situation.fails)
    if finding.level == NOTE and not certain:
        return WARNING
    rests = bool(rules.load(finding.rule).must) and finding.rule not in situation.warns
    must = finding.level == WARNING and rests
    return ERROR if certain or must else finding.level


def _right(situation: Situation) -> Recommendation | None:
    return recommend(situation=situation.truth) if situation.truth else None


def left(situation: Situation, reason: str, how: str = NOT_TRIED) -> Result:
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
    if verify:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def account_of(plan: Plan) -> Account:
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
        plan.known,
    )

"""The states of a session and the replies that lead from one to the next, found by stepping
``session.state.advance``.

An edge is an exchange that the table of commands has and that no rule finds fault with. So the
diagram says what the session and the rules do; only where a state stands in the picture is decided
here. Knows nothing of pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smtpcodes import rules
from smtpcodes.grammar.ehlo import Offers
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.knowledge import store
from smtpcodes.session.events import DIALOGUE, NO, UNKNOWN, YES
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import Hello, State, Transaction
from smtpcodes.session.state import advance, begin

NAMES = {
    "connected": "connected",
    "greeted": "greeted",
    "hello": "hello",
    "tls": "TLS",
    "secure": "hello, under TLS",
    "auth": "AUTH step",
    "authenticated": "authenticated",
    "mail": "MAIL",
    "rcpt": "RCPT",
    "data": "DATA",
    "closed": "closed",
}
_COMMANDS = ("EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT")
_KEPT = frozenset(
    (
        "greeting",
        "hello",
        "offers",
        "tls",
        "authenticated",
        "sasl",
        "transaction",
        "starttls",
        "after_starttls",
        "quit",
        "closing",
    )
)
_FORGOTTEN = State()
_TEXTS = {530: (TextClass.WANTS_AUTH, TextClass.WANTS_TLS), 235: (TextClass.SUCCESS,)}


class Edge(NamedTuple):
    """An exchange that leads from a state to a state, perhaps the same."""

    start: str
    verb: str
    code: int
    end: str


def edges(submission: bool) -> list[Edge]:
    """All of them. submission: a submission server (RFC 6409), which wants TLS and a log-in; else
    one that takes mail from others (port 25)."""
    name = place if submission else _plainly
    first = begin(int(DIALOGUE), 587 if submission else 25, NO)
    met = {first}
    todo = [first]
    found: dict[Edge, None] = {}
    while todo:
        state = todo.pop(0)
        for x in _exchanges(state, submission):
            after = _simple(advance(state, x))
            found[
                Edge(
                    name(state),
                    "AUTH-RESPONSE" if x.verb == "SASL" else x.verb,
                    x.code,
                    name(after),
                )
            ] = None
            if after not in met:
                met.add(after)
                todo.append(after)
    order = list(NAMES)
    return sorted(found, key=lambda e: (order.index(e.start), order.index(e.end)))


def place(state: State) -> str:
    """The state's name in the diagram."""
    if state.quit or state.closing:
        return "closed"
    if isinstance(state.transaction, Transaction):
        return state.transaction.name.lower()
    if state.sasl_due:
        return "auth"
    if state.authenticated is YES:
        return "authenticated"
    if isinstance(state.hello, Hello):
        return "secure" if state.tls is YES else "hello"
    return (
        "tls" if state.tls is YES else "greeted" if state.greeting is not UNKNOWN else "connected"
    )


def _plainly(state: State) -> str:
    """The same for mail between servers: whether TLS is on decides nothing there."""
    where = place(state)
    return "hello" if where == "secure" else where


def _simple(state: State) -> State:
    """The state without what only rules remember: counters, and what was refused before."""
    return state._replace(
        **{
            name: getattr(_FORGOTTEN, name)
            for name in state._fields
            if name not in _KEPT | {"sees", "whole", "port", "local"}
        }
    )


def _exchanges(state: State, submission: bool) -> Iterator[Exchange]:
    """What may happen in a state."""
    for verb in _due(state):
        for code in _codes(verb):
            for text in _TEXTS.get(code, (TextClass.NONE,)):
                fit = next(
                    (x for x in _tried(state, verb, code, text, submission) if _right(x)), None
                )
                if fit is not None:
                    yield fit


def _due(state: State) -> tuple[str, ...]:
    """What the client's next line can be."""
    where = place(state)
    return {"connected": ("CONNECT",), "auth": ("SASL",), "data": ("MESSAGE",), "closed": ()}.get(
        where, _COMMANDS
    )


def _codes(verb: str) -> list[int]:
    """The replies that standards have for the command, 421 left out: it leads from everywhere to
    the end."""
    entry = store.entries()["commands"]["AUTH-RESPONSE" if verb == "SASL" else verb]
    return [
        a["code"]
        for kind in ("success", "intermediate", "errors")
        for a in entry.get(kind, ())
        if not a.get("practice") and a["code"] != 421
    ]


def _tried(
    state: State, verb: str, code: int, text: TextClass, submission: bool
) -> Iterator[Exchange]:
    """The exchange in the forms that it may have: which mechanism, what is offered."""
    if (
        submission
        and verb in ("MAIL", "STARTTLS")
        and code < 300
        and (state.authenticated is YES) is (verb == "STARTTLS")
    ):
        return  # RFC 6409 section 4.3; and TLS comes before the log-in
    for mechanism, initial in (
        (("PLAIN", Form.INITIAL), ("LOGIN", 0)) if verb == "AUTH" else (("", 0),)
    ):
        form = Form.ARGUMENT | initial if verb in ("EHLO", "HELO", "AUTH", "MAIL", "RCPT") else 0
        if verb == "AUTH":
            form |= (
                Form.OFFERED
                if state.offers is not UNKNOWN and mechanism in state.offers.mechanisms
                else Form.NOT_OFFERED
            )
        yield Exchange(
            state,
            (verb, mechanism, form, 0, 0),
            (code, None, text, 0),
            _offers(state, submission) if verb == "EHLO" and code == 250 else None,
        )


def _offers(state: State, submission: bool) -> Offers:
    """What a server lists that keeps passwords out of clear text."""
    if state.tls is not YES:
        return Offers(frozenset(("STARTTLS",)), frozenset(), False, False, False)
    mechanisms = frozenset(("PLAIN", "LOGIN")) if submission else frozenset[str]()
    return Offers(frozenset(), mechanisms, bool(mechanisms), False, False)


def _right(x: Exchange) -> bool:
    """No rule finds fault with it."""
    return not any(
        f.rule.level != "note" for r in rules.everything() if r.wakes_on.on(x) for f in r.judge(x)
    )

"""A run: each situation in a connection of its own, within a budget."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable

from smtpcodes.check import transcript
from smtpcodes.check.events import CLIENT_LINE, RESPONSE
from smtpcodes.check.gathered import gathered
from smtpcodes.check.ideal import Ideal
from smtpcodes.check.lanes import drive
from smtpcodes.check.report import NOT_SELECTED, CheckReport, Result
from smtpcodes.check.server import Plan as Plan
from smtpcodes.check.server import Refused as Refused
from smtpcodes.check.server import Server, account_of, act, left
from smtpcodes.check.situations import Situation, everything
from smtpcodes.check.talk import Talk
from smtpcodes.formats.escape import terminal

Progress = Callable[[int, int, str], None]
Keep = Callable[[str, list[str]], None]


def run(
    plan: Plan,
    progress: Progress = lambda n, of, id: None,
    keep: Keep = lambda id, lines: None,
) -> CheckReport:
    """Drives the server through the situations. keep: gets the transcript of each.

    Raises Refused.
    """
    private = loopback(plan.host, plan.port)
    if not private and not plan.mine:
        raise Refused(f"{plan.host} is not this machine: --i-run-this-server, if you run it")
    wanted, every = chosen(plan.select), everything()
    began = time.monotonic()
    server = Server(plan, private, began + plan.seconds)
    greeting = server.probe()
    found = {id: left(x, NOT_SELECTED) for id, x in every.items() if id not in wanted}

    def done(result: Result) -> None:
        found[result.id] = result
        keep(result.id, list(result.transcript))
        progress(len(found), len(every), result.id)

    drive([x for id, x in every.items() if id in wanted], server, done)
    results = gathered(found[id] for id in every)
    from smtpcodes.check.likeness import like

    return CheckReport(
        plan.host,
        plan.port,
        terminal(greeting),
        results,
        time.monotonic() - began,
        like(greeting, results),
    )


def preview(plan: Plan) -> list[tuple[Situation, list[str]]]:
    """What would be sent in each situation, if the server does everything right."""
    wanted = chosen(plan.select)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # of no use: nothing is connected
    found = []
    for situation in everything().values():
        if situation.id in wanted:
            talk = Talk(Ideal(), account_of(plan), context, True)
            act(situation, talk)
            sent = [e for e in talk.events if e.kind in (CLIENT_LINE, RESPONSE)]
            found.append((situation, transcript.lines(sent)))
    return found


def chosen(select: Iterable[str]) -> list[str]:
    """The situations that are asked for: ids, or what ids begin with.

    Raises Refused for a name that fits none.
    """
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

"""Situations one after the other; those that wait for a slow reply overlap with the next ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from smtpcodes.check.report import Result
from smtpcodes.check.server import Server, Try, left, tried
from smtpcodes.check.situations import Situation
from smtpcodes.check.wire import Wire

LANES = 8
SPENT = "the budget of connections or seconds is used up"
ALONE = 1.0  # seconds that a situation has the server for itself
Lane = Future[Try]


def drive(situations: Iterable[Situation], server: Server, done: Callable[[Result], None]) -> None:
    """Runs them.

    A server that is fast gets one connection at a time; who was turned away beside others is tried
    again alone. So is who was put off: a server that slows down whoever fails to log in, and so
    loses its own back end, has had time.
    """
    lanes: dict[Lane, Situation] = {}
    again: list[Situation] = []
    wires: list[Wire] = []

    def collect(seconds: float | None) -> None:
        beside = len(lanes) > 1
        for lane in wait(lanes, seconds, FIRST_COMPLETED).done:
            situation = lanes.pop(lane)
            x = lane.result()
            if (beside and not x.greeted) or (x.put_off and len(again) < LANES):
                again.append(situation)
            else:
                done(x.result)

    with ThreadPoolExecutor(LANES) as pool:
        try:
            for situation in situations:
                while len(lanes) >= LANES:
                    collect(None)
                if server.spent():
                    done(left(situation, SPENT))
                    continue
                lanes[pool.submit(tried, situation, server, wires)] = situation
                collect(ALONE)
            while lanes:
                collect(None)
            for situation in again:
                spent = server.spent()
                done(left(situation, SPENT) if spent else tried(situation, server, wires).result)
        finally:
            for wire in list(wires):
                wire.stop()

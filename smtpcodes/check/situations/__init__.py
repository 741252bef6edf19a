"""The situations that a server is brought into, one file a group; found by walking the folder."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable

from smtpcodes.check.talk import Talk
from smtpcodes.record import NamedTuple

GROUPS = (
    "commands",
    "sequence",
    "limits",
    "extensions",
    "auth",
    "auth_lines",
    "challenge",
    "starttls",
)


CERTAIN = ("reply/unterminated",)  # a hint in a log, and certain where its end was waited for
COUNTED = ("sequence/reply-after-421",)  # a note in a log, and seen to the end here
MANDATORY = (  # what NOOP and its like must never get
    "command/mandatory-not-implemented",
    "auth/required-sent-to-exempt-command",
    "tls/required-sent-to-exempt-command",
)


class Situation(NamedTuple):
    """One situation. truth: the entry of ``data/situations.toml`` with the right reply, where there
    is one.

    fails: rules that are a hint in a log, and certain here, where what was sent is known.
    warns: rules that rest on a MUST, which is not about this situation; and notes that count here.
    collects: rules about replies of any kind; what they find elsewhere is told here, once. A
        situation that names the rule in ``fails`` asks about it, and keeps what it has found.
    """

    id: str
    title: str
    truth: str
    act: Callable[[Talk], None]
    fails: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    collects: tuple[str, ...] = ()


_found: dict[str, Situation] = {}
Act = Callable[[Talk], None]


def situation(
    id: str,
    title: str,
    truth: str = "",
    fails: tuple[str, ...] = (),
    warns: tuple[str, ...] = (),
    collects: tuple[str, ...] = (),
) -> Callable[[Act], Act]:
    """Makes a function a situation."""

    def made(act: Act) -> Act:
        _found[id] = Situation(id, title, truth, act, fails, warns, collects)
        return act

    return made


def everything() -> dict[str, Situation]:
    """All situations, by id, in the order in which they run."""
    assert {*GROUPS} <= {name[:-3] for name in os.listdir(os.path.dirname(__file__))}
    for name in GROUPS:
        importlib.import_module(f"{__name__}.{name}")
    return _found

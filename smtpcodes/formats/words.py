"""Words that several formats share."""

from __future__ import annotations

import os

from smtpcodes.formats.escape import terminal
from smtpcodes.report import FAILED, NOBODY, UNANSWERED, Attempt, Finding

NO_SIDE = NOBODY


def number(count: int, noun: str) -> str:
    """A count with its noun: 1 session, 2,000 sessions."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def right(finding: Finding) -> str:
    """The reply that would have been right, as a sentence."""
    return f"The right reply is {finding.suggest}." if finding.suggest else ""


def sure(finding: Finding) -> str:
    """How sure a finding is, behind its rule; nothing if it is."""
    return "" if finding.confidence == "high" else f" ({finding.confidence} confidence)"


def attempt(found: Attempt) -> str:
    """How a log-in went, in few words."""
    if found.reply is not None:
        return f"{found.reply.code} {found.reply.enhanced}" if found.reply.enhanced else str(found.reply.code)
    return {UNANSWERED: "no reply", FAILED: "failed, without the reply"}.get(found.outcome, found.outcome)


def local(path: str) -> str:
    """A path as services want it: relative to where the run began if it lies there, with slashes."""
    if os.path.isabs(path):
        here = os.getcwd()
        if path.startswith(here.rstrip(os.sep) + os.sep):
            path = os.path.relpath(path, here)
    return terminal(path.replace(os.sep, "/").removeprefix("./"))

"""Words that several formats share."""

from __future__ import annotations

import os

from smtpcodes.formats.escape import terminal
from smtpcodes.report import (
    CLIENT,
    CONFIGURATION,
    FAILED,
    NETWORK,
    NOBODY,
    SERVER,
    UNANSWERED,
    Attempt,
    Finding,
    Input,
    Told,
    Verdict,
)

NO_SIDE = NOBODY
LISTED = 20  # kinds of findings that are gone, and entries of a baseline, that are listed


def number(count: int, noun: str) -> str:
    """A count with its noun: 1 session, 2,000 sessions."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def right(finding: Finding) -> str:
    """The reply that would have been right, as a sentence."""
    return f"The right reply is {finding.suggest}." if finding.suggest else ""


def known(finding: Finding) -> str:
    """What is known of the server or the client that did it, as a sentence."""
    return f"Known: {finding.known}." if finding.known else ""


def sure(finding: Finding) -> str:
    """How sure a finding is, behind its rule; nothing if it is."""
    return "" if finding.confidence == "high" else f" ({finding.confidence} confidence)"


def case(verdict: Verdict) -> str:
    """What a verdict has where a finding has its rule: verdict/auth.required."""
    return f"verdict/{verdict.cause or 'unknown'}"


def fingerprint(verdict: Verdict) -> str:
    """What is the same of a verdict in the next run, too."""
    return Finding.hashed(f"{case(verdict)}|{verdict.shape}")


def move(verdict: Verdict) -> str:
    """Whose move it is, and what to do, as sentences; "" if there is nothing to say."""
    whose = _MOVES.get(verdict.side, "")
    return f"{whose} {verdict.fix}".strip()


_MOVES = {
    CLIENT: "It is the client's move.",
    SERVER: "It is the server's move.",
    CONFIGURATION: "It is a matter of settings.",
    NETWORK: "It is a matter of the network.",
}


def about(verdict: Verdict, finding: Finding) -> bool:
    """Is a finding about what the verdict tells, and not beside the point?"""
    return finding.line == verdict.line or (
        finding.cause is not None and finding.cause == verdict.cause
    )


def attempt(found: Attempt) -> str:
    """How a log-in went, in few words."""
    if found.reply is not None:
        return (
            f"{found.reply.code} {found.reply.enhanced}"
            if found.reply.enhanced
            else str(found.reply.code)
        )
    return {UNANSWERED: "no reply", FAILED: "failed, without the reply"}.get(
        found.outcome, found.outcome
    )


def unread(inputs: list[Input]) -> list[str]:
    """Sentences about the inputs in which no session was read, though they have lines."""
    found = [i for i in inputs if i.error is None and i.status == "unread"]
    said = [
        f"{i.path}: no session was read in {number(i.lines, 'line')}"
        + (", though reply codes stand in it" if i.codes else "")
        + (": they are of another protocol" if i.others else "")
        for i in found[:LISTED]
    ]
    rest = len(found) - len(said)
    return said + ([f"and {number(rest, 'more input')} in which none was read"] if rest else [])


def local(path: str) -> str:
    """A path as services want it, with slashes: from where the run began, if it lies there."""
    if os.path.isabs(path):
        here = os.getcwd()
        if path.startswith(here.rstrip(os.sep) + os.sep):
            path = os.path.relpath(path, here)
    return terminal(path.replace(os.sep, "/").removeprefix("./"))


def left_out(told: Told) -> list[tuple[str, list[str]]]:
    """What the baseline, ignores and an earlier report have kept back: sentences, each with what it
    lists."""
    found: list[tuple[str, list[str]]] = []
    parts = [f"{number(told.baseline, 'finding')} of the baseline"] if told.baseline else []
    parts += [f"{number(told.ignored, 'finding')} ignored"] if told.ignored else []
    if parts:
        found.append((f"Not shown: {' and '.join(parts)}.", []))
    if told.compared:
        found.append(
            (
                f"Since the earlier report: {told.new:,} new, {told.stayed:,} as before, "
                f"{number(len(told.gone), 'kind')} gone.",
                [
                    f"gone: {g.path}:{g.line}: {g.rule}: {g.message}{_times(g.times)}"
                    for g in told.gone[:LISTED]
                ],
            )
        )
    if told.stale:
        count = sum(n for _, _, n in told.stale)
        found.append(
            (
                f"{number(count, 'finding')} of the baseline {'is' if count == 1 else 'are'} met "
                "no more; write it anew with --write-baseline:",
                [f"{path}: {rule}{_times(n)}" for path, rule, n in told.stale[:LISTED]],
            )
        )
    return found


def _times(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""

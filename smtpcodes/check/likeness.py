"""Which implementation a server says that it is, and how it differs from it."""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.check.report import Result
from smtpcodes.knowledge import implementations

# Faults that endanger users stand under no name (SECURITY.md), so nothing can be said of who has
# them.
HELD_BACK = frozenset(
    (
        "auth/state-kept-across-starttls",
        "auth/success-without-auth",
        "command/bare-line-feed-accepted",
        "secrets/echoed-by-server",
        "tls/pipelined-after-starttls",
    )
)


def like(greeting: str, results: Iterable[Result]) -> str:
    """A sentence; "" where the greeting names nobody.

    What was not brought about is not compared.
    """
    stem = implementations.of_greeting(greeting)
    known = [d for each in implementations.deviations().values() for d in each if d.id == stem]
    if not known:
        return ""
    versions = [d.versions for d in known if d.versions]
    who = " ".join((known[0].name, *([max(versions, key=versions.count)] if versions else ())))
    found = {check.rule for result in results for check in result.checks} - HELD_BACK
    more = sorted(found - {d.rule for d in known})
    if more and len(more) == len(found):
        return f"Greets as {known[0].name}; nothing that is known of it was found."
    return f"Answers as {who} does{', but for ' + ', '.join(more) if more else ''}."

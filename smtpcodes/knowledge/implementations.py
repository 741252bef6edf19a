"""Which servers and clients are known to do what a rule finds, with version, source and date; and
who speaks in a greeting.

Facts from ``data/implementations``. Whether the rule is right to find it is not known here.
"""

from __future__ import annotations

from functools import cache

from smtpcodes.knowledge import store
from smtpcodes.knowledge.match import stands_alone
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Deviation(NamedTuple):
    """What an implementation does. id: the stem of its file; does: what it sends or does; when:
    under which condition."""

    id: str
    name: str
    rule: str
    does: str
    when: str
    versions: str
    evidence: str
    source: str
    seen: str

    def __str__(self) -> str:
        """One line: "Postfix 3.7: 530 at RCPT (smtpd_delay_reject = yes); recorded 2026-11-25"."""
        head = f"{self.name} {self.versions}" if self.versions else self.name
        when = f" ({self.when})" if self.when else ""
        return f"{head}: {self.does}{when}; {self.evidence}, {self.seen}"


@cache
def deviations() -> dict[str, list[Deviation]]:
    """All of them, by the id of the rule."""
    found: dict[str, list[Deviation]] = {}
    for stem, entry in store.entries()["implementations"].items():
        for d in entry.get("deviation", ()):
            found.setdefault(d["rule"], []).append(_made(stem, entry["name"], d))
    return found


def of_rule(rule: str) -> list[Deviation]:
    """Who is known to do what the rule finds."""
    return deviations().get(rule, [])


@cache
def _marks() -> list[tuple[str, str]]:
    """What gives an implementation away, the longest marks first, in lower case."""
    found = [
        (mark.lower(), stem)
        for stem, entry in store.entries()["implementations"].items()
        for mark in entry.get("marks", ())
    ]
    return sorted(found, key=lambda x: -len(x[0]))


def of_greeting(text: str) -> str | None:
    """The id of the implementation that a greeting names, or None.

    A greeting may lie: it is what the server says of itself.
    """
    low = text.lower()
    return next((stem for mark, stem in _marks() if mark in low and stands_alone(mark, low)), None)


@cache
def _readers() -> dict[str, str]:
    return {
        entry["reader"]: stem
        for stem, entry in store.entries()["implementations"].items()
        if entry.get("reader")
    }


def known(rule: str, side: str, greeting: str, reader: str) -> Deviation | None:
    """The deviation from `rule` that is known of this server or client, or None.

    side: who is at fault. greeting: the server's, "" if the log has none. reader: of the log, which
    a client may have written.
    """
    if not of_rule(rule):
        return None
    stem = _readers().get(reader) if side == "client" else of_greeting(greeting)
    return next((d for d in of_rule(rule) if d.id == stem), None) if stem is not None else None


def _made(stem: str, name: str, d: dict[str, Any]) -> Deviation:
    return Deviation(
        stem,
        name,
        d["rule"],
        d["does"],
        d.get("when", ""),
        d.get("versions", ""),
        d["evidence"],
        d["source"],
        d["seen"],
    )

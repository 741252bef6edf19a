"""Counts what bounces tell: how many of which kind, and whom the mail did not reach, by cause and
domain."""

from __future__ import annotations

from collections import Counter

from smtpcodes.session.events import Bounced

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES = 200_000  # recipients and domains that are told apart; the others are counted together
OTHERS = "others"
ACTIONS = frozenset(
    ("failed", "delayed", "delivered", "relayed", "expanded", "complaint", "auto-reply")
)


class Bounces:
    """The counts of a run.

    actions: of all recipients that a report speaks of (RFC 3464 section 2.3.3), complaints and
    automatic replies.
    causes, recipients, domains: of mail that did not arrive, or not yet.
    """

    def __init__(self) -> None:
        self.actions: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self.domains: Counter[str] = Counter()

    def add(self, bounced: Bounced, cause: str) -> None:
        """Counts one recipient."""
        action = bounced.action or "failed"
        self.actions[action if action in ACTIONS else OTHERS] += 1
        if not bounced.failed:
            return
        self.causes[cause] += 1
        local, at, domain = bounced.recipient.rpartition("@")
        for counter, name in (
            (self.recipients, f"{local}@{domain.lower()}" if at else domain),
            (self.domains, domain.lower() if at else ""),
        ):
            if name:
                counter[name if name in counter or len(counter) < NAMES else OTHERS] += 1

    def to_json(self, titles: dict[str, str], names: bool, most: int) -> dict[str, Any]:
        """The counts. names: true names in place of pseudonyms; most: rows of a list."""
        return {
            "count": self.actions.total(),
            "by_action": dict(self.actions.most_common()),
            "by_cause": [
                {"cause": cause, "title": titles.get(cause, cause), "count": count}
                for cause, count in self.causes.most_common()
            ],
            "domains": len(self.domains),
            "by_domain": ranked(self.domains, "domain", "count", names, most),
            "recipients": len(self.recipients),
            "by_recipient": ranked(self.recipients, "recipient", "count", names, most),
        }


def ranked(
    counter: Counter[str], kind: str, key: str, names: bool, most: int
) -> list[dict[str, Any]]:
    """The most frequent ones; under a pseudonym each is known by its rank."""
    return [
        {kind: name if names or name == OTHERS else f"{kind} {n}", key: count}
        for n, (name, count) in enumerate(counter.most_common(most), 1)
    ]

"""A refusal, why it was given, and the side that a cause lies on."""

from __future__ import annotations

from smtpcodes.record import NamedTuple
from smtpcodes.report import CLIENT, CONFIGURATION, NETWORK, NOBODY, SERVER, Related
from smtpcodes.session.exchange import Exchange

SIDES = {
    "auth.credentials-invalid": CLIENT,
    "auth.required": CLIENT,
    "auth.syntax": CLIENT,
    "auth.line-too-long": CLIENT,
    "auth.mechanism-unsupported": CLIENT,
    "auth.temporary-failure": SERVER,
    "auth.rate-limited": CLIENT,
    "tls.required": CLIENT,
    "tls.unavailable": SERVER,
    "tls.failed": NETWORK,
    "server.unavailable": SERVER,
    "server.error": SERVER,
    "server.storage-full": SERVER,
    "routing.failed": NETWORK,
    "routing.loop": CONFIGURATION,
    "delivery.expired": NETWORK,
    "delivery.delayed": NOBODY,
    "recipient.suppressed": CONFIGURATION,
    "rate.greylisted": NOBODY,
    "policy.reverse-dns": CONFIGURATION,
    "success": NOBODY,
    "unknown": NOBODY,
}
_FAMILIES = {
    "auth": CONFIGURATION,
    "tls": CONFIGURATION,
    "policy": CONFIGURATION,
    "sender": CONFIGURATION,
    "quota": CONFIGURATION,
    "network": NETWORK,
}


class Failure(NamedTuple):
    """A refusal, with what is known of the reply. text: the whole reply, masked. place: its first
    line."""

    x: Exchange
    text: str
    place: Related
    cause: str
    provider: str | None
    title: str
    fix: str

    @property
    def code(self) -> int:
        return self.x.code


class Reason(NamedTuple):
    """The end of a sentence, the cause, the side that it lies on, and what to do."""

    text: str
    cause: str
    side: str
    fix: str


def side_of(cause: str) -> str:
    """The side that a cause lies on, of a verdict's sides."""
    return SIDES.get(cause) or _FAMILIES.get(cause.split(".", 1)[0], CLIENT)

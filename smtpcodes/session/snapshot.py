"""What decides how a session goes on, with no text and no place."""

from __future__ import annotations

from collections.abc import Callable

from smtpcodes.session.known import Hello
from smtpcodes.session.session import Session

# What a snapshot holds of each field of a session. None: what follows does not depend on the field,
# or not where a snapshot is taken.
SNAPSHOT: dict[str, Callable[[Session], object] | None] = {
    "node": lambda s: s.node.state,
    "queue": lambda s: tuple([(command.token, command.shape) for command, _ in s.queue]),
    "partial": lambda s: tuple([line.shape for line in s.partial]),
    "pending": lambda s: s.pending and s.pending[0].token,
    "held": lambda s: tuple([(r.token, r.listed() if r.code == 250 else None) for r, _ in s.held]),
    "begun": lambda s: s.begun,
    "again": lambda s: s.again,
    "twin": lambda s: s.twin and (s.twin[0].token, s.twin[0].shape),
    "client_seen": lambda s: s.client_seen,
    "credentials": lambda s: s.credentials.shape,
    "chunk": None,  # no snapshot is taken within a chunk,
    "recipients": None,  # nor where they count (LMTP)
    "bounced": None,  # a bounce is read by its words, and so without a snapshot
    "landmarks": None,  # places
    "places": None,
    "exchanges": None,
    "key": None,  # who it is, and who listens
    "number": None,
    "reader": None,
    "table": None,
    "observer": None,
    "memo": None,
}
_LOOKS = [look for look in SNAPSHOT.values() if look is not None]


def snapshot(session: Session) -> tuple[object, ...] | None:
    """Give what decides how the session goes on; None where a text or a place decides."""
    if (
        session.chunk > 0
        or session.state.hello is Hello.LHLO
        or session.place_decides
        or len(session.queue) > 8
        or len(session.partial) > 40
    ):
        return None
    return tuple([look(session) for look in _LOOKS])

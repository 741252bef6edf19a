"""Whose line is it? For logs whose marks say "sent" and "received", and not which side wrote the
log.

A reply and a command tell it by their words, once; from then on lines may say what they like
(message text may begin with "530"). Only what the writer of the log can't have done tells that the
first guess was wrong: a server sends no commands, a client receives none.
"""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CODE

_REPLY = late(CODE + rb"(?:[ -]|$)")
KEPT = 20_000


class Sides:
    """Remembers, for each key, whether the log is the server's."""

    def __init__(self) -> None:
        self.servers: dict[object, bool] = {}

    def is_server(self, key: object, received: bool, text: bytes, default: bool) -> bool:
        """Is the log's writer the server? `default`, if neither the words nor earlier lines tell
        it."""
        known = self.servers.get(key)
        if known is not None and known is received:
            return known  # a client's line, whatever it says
        if _REPLY.match(text):
            found = not received
        elif commands.parse(text).verb != commands.OTHER:
            found = received
        else:
            return default if known is None else known
        if len(self.servers) >= KEPT:
            self.servers.clear()
        self.servers[key] = found
        return found

    def forget(self, key: object) -> None:
        self.servers.pop(key, None)

"""Whose line is it? For logs whose marks say "sent" and "received", and not which side wrote the log.

A reply and a command tell it by their words; what could be either (a SASL response, message text) follows what the same
process told before.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import command as commands

_REPLY = re.compile(rb"[2-5][0-9]{2}(?:[ -]|$)")
KEPT = 20_000


class Sides:
    """Remembers, for each key, whether the log is the server's."""

    def __init__(self) -> None:
        self.servers: dict[object, bool] = {}

    def is_server(self, key: object, received: bool, text: bytes, default: bool) -> bool:
        """Is the log's writer the server? `default`, if neither the words nor earlier lines tell it."""
        if _REPLY.match(text):
            found = not received
        elif commands.parse(text).verb != commands.OTHER:
            found = received
        else:
            return self.servers.get(key, default)
        if len(self.servers) >= KEPT:
            self.servers.clear()
        self.servers[key] = found
        return found

    def forget(self, key: object) -> None:
        self.servers.pop(key, None)

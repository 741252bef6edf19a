"""What stands around a reply: the command that it answers, the host that gave it, the exception that carries it."""

from __future__ import annotations

from typing import NamedTuple


class Context(NamedTuple):
    """What stands around a reply. host: the server that a wrapping names; error: the class of an exception."""

    command: str | None = None
    host: str | None = None
    error: str | None = None

    @property
    def in_log_in(self) -> bool:
        return self.command in ("AUTH", "SASL") or bool(
            self.error and "Authentication" in self.error
        )


NOWHERE = Context()

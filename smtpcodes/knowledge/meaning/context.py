"""What stands around a reply: the command that it answers, the host that gave it, the exception
that carries it."""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple

# Replies that are for AUTH alone: RFC 4954 sections 4 and 6, RFC 5248 section 2.4, and codes that
# circulate.
AUTH_CODES = frozenset((235, 334, 432, 435, 454, 525, 526, 534, 535, 538))
GENERALLY = "no reply came, the client says in general"  # a step's words: others may tell why
# Those of them that servers also send of other things: 454 4.3.0 tells of the system.
OTHERS_TOO = frozenset((432, 454, 525, 526))
_NOT_OF_LOG_IN = (".1.", ".2.", ".3.", ".4.")  # RFC 3463 section 4: addresses, mailbox, system, net

_FAILS = late(r"(?i)\b(?:fail|exceed|reject|refus|denied|unable|couldn|cannot|can't)")


def fails(text: str) -> bool:
    """Does a text say that something failed?"""
    return _FAILS.search(text) is not None


def of_log_in(code: int | None, enhanced: str | None) -> bool:
    """Do the codes alone say that a reply is one to AUTH?"""
    if code in OTHERS_TOO and enhanced is not None and enhanced[1:4] in _NOT_OF_LOG_IN:
        return False
    return code in AUTH_CODES


class Context(NamedTuple):
    """What stands around a reply. host: the server that a wrapping names; error: the class of an
    exception."""

    command: str | None = None
    host: str | None = None
    error: str | None = None

    @property
    def in_log_in(self) -> bool:
        return self.command in ("AUTH", "SASL") or bool(
            self.error and "Authentication" in self.error
        )


NOWHERE = Context()

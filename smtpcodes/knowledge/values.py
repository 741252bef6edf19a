"""``Retry``, ``ClientAction``, ``Confidence``: what a program may lean on, as enums whose members
are equal to their words.

A field of that kind is typed as ``OfRetry`` and so on: a member or its word. ``e.retry == "later"``
and
``e.retry == Retry.LATER`` are the same, and ``e.retry == "latre"`` is an error of type checkers
with strict equality.
``_OPEN`` is no member when a program runs: without it mypy would widen the list of all members to
``str``.
"""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias


class Retry(StrEnum):
    """Whether to try again with nothing changed.

    AFTER_CHANGE: the same fails until something changes.
    """

    NOW = "now"
    LATER = "later"
    AFTER_CHANGE = "after-change"
    NEVER = "never"
    NONE = "none"
    if TYPE_CHECKING:
        _OPEN = ""


class Confidence(StrEnum):
    """How sure a cause is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    if TYPE_CHECKING:
        _OPEN = ""


class ClientAction(StrEnum):
    """What a program may do with nobody at hand."""

    NONE = "none"
    RETRY_LATER = "retry-later"
    ASK_FOR_LOGIN = "ask-for-login"
    ASK_FOR_PASSWORD = "ask-for-password"
    ASK_FOR_APP_PASSWORD = "ask-for-app-password"
    RENEW_TOKEN = "renew-token"
    START_TLS = "start-tls"
    USE_OTHER_MECHANISM = "use-other-mechanism"
    USE_OTHER_PORT = "use-other-port"
    USE_OTHER_SENDER = "use-other-sender"
    USE_PLAIN_UNDER_TLS = "use-plain-under-tls"
    SPLIT_RECIPIENTS = "split-recipients"
    CORRECT_RECIPIENT = "correct-recipient"
    CHANGE_MESSAGE = "change-message"
    FIX_CLIENT = "fix-client"
    TELL_USER = "tell-user"
    TELL_ADMIN = "tell-admin"
    if TYPE_CHECKING:
        _OPEN = ""


if TYPE_CHECKING:
    Because: TypeAlias = Literal["signature", "enhanced code", "reply code", "text"]
    OfConfidence: TypeAlias = Literal[
        Confidence.HIGH, "high", Confidence.MEDIUM, "medium", Confidence.LOW, "low"
    ]
    OfRetry: TypeAlias = Literal[
        Retry.NOW,
        "now",
        Retry.LATER,
        "later",
        Retry.AFTER_CHANGE,
        "after-change",
        Retry.NEVER,
        "never",
        Retry.NONE,
        "none",
    ]
    OfAction: TypeAlias = Literal[
        ClientAction.NONE,
        "none",
        ClientAction.RETRY_LATER,
        "retry-later",
        ClientAction.ASK_FOR_LOGIN,
        "ask-for-login",
        ClientAction.ASK_FOR_PASSWORD,
        "ask-for-password",
        ClientAction.ASK_FOR_APP_PASSWORD,
        "ask-for-app-password",
        ClientAction.RENEW_TOKEN,
        "renew-token",
        ClientAction.START_TLS,
        "start-tls",
        ClientAction.USE_OTHER_MECHANISM,
        "use-other-mechanism",
        ClientAction.USE_OTHER_PORT,
        "use-other-port",
        ClientAction.USE_OTHER_SENDER,
        "use-other-sender",
        ClientAction.USE_PLAIN_UNDER_TLS,
        "use-plain-under-tls",
        ClientAction.SPLIT_RECIPIENTS,
        "split-recipients",
        ClientAction.CORRECT_RECIPIENT,
        "correct-recipient",
        ClientAction.CHANGE_MESSAGE,
        "change-message",
        ClientAction.FIX_CLIENT,
        "fix-client",
        ClientAction.TELL_USER,
        "tell-user",
        ClientAction.TELL_ADMIN,
        "tell-admin",
    ]


def retry(word: str) -> OfRetry:
    """The member of a word. Raises ValueError if there is none."""
    member: Any = Retry(word)  # type checkers do not know that the list is whole
    found: OfRetry = member
    return found


def confidence(word: str) -> OfConfidence:
    """The member of a word. Raises ValueError if there is none."""
    member: Any = Confidence(word)  # type checkers do not know that the list is whole
    found: OfConfidence = member
    return found


def action(word: str) -> OfAction:
    """The member of a word. Raises ValueError if there is none."""
    member: Any = ClientAction(word)  # type checkers do not know that the list is whole
    found: OfAction = member
    return found

"""``Cause``: the causes as an enum, for programs to branch on.

The ids and what they say stand in ``data/causes.toml``.
"""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias


class Cause(StrEnum):
    """Why a reply came. Each is equal to its id: ``Cause.AUTH_REQUIRED == "auth.required"``."""

    AUTH_REQUIRED = "auth.required"
    AUTH_CREDENTIALS_INVALID = "auth.credentials-invalid"
    AUTH_APP_PASSWORD_REQUIRED = "auth.app-password-required"
    AUTH_WEB_LOGIN_REQUIRED = "auth.web-login-required"
    AUTH_DISABLED_BY_POLICY = "auth.disabled-by-policy"
    AUTH_ACCOUNT_DISABLED = "auth.account-disabled"
    AUTH_PASSWORD_POLICY = "auth.password-policy"
    AUTH_TOKEN_INVALID = "auth.token-invalid"
    AUTH_TEMPORARY_FAILURE = "auth.temporary-failure"
    AUTH_RATE_LIMITED = "auth.rate-limited"
    AUTH_MECHANISM_UNSUPPORTED = "auth.mechanism-unsupported"
    AUTH_MECHANISM_TOO_WEAK = "auth.mechanism-too-weak"
    AUTH_PASSWORD_TRANSITION = "auth.password-transition"
    AUTH_SYNTAX = "auth.syntax"
    AUTH_LINE_TOO_LONG = "auth.line-too-long"
    AUTH_NOT_AVAILABLE = "auth.not-available"
    AUTH_SENDER_MISMATCH = "auth.sender-mismatch"
    TLS_REQUIRED = "tls.required"
    TLS_UNAVAILABLE = "tls.unavailable"
    TLS_FAILED = "tls.failed"
    TLS_NOT_OFFERED = "tls.not-offered"
    SEQUENCE_BAD = "sequence.bad"
    SYNTAX_BAD = "syntax.bad"
    COMMAND_UNSUPPORTED = "command.unsupported"
    RELAY_DENIED = "relay.denied"
    RECIPIENT_UNKNOWN = "recipient.unknown"
    RECIPIENT_DISABLED = "recipient.disabled"
    RECIPIENT_MAILBOX_FULL = "recipient.mailbox-full"
    RECIPIENT_MOVED = "recipient.moved"
    RECIPIENT_REFUSES = "recipient.refuses"
    RECIPIENT_UNAVAILABLE = "recipient.unavailable"
    SENDER_REJECTED = "sender.rejected"
    POLICY_SPAM = "policy.spam"
    POLICY_BLOCKLISTED = "policy.blocklisted"
    POLICY_REPUTATION = "policy.reputation"
    POLICY_SENDER_AUTHENTICATION = "policy.sender-authentication"
    POLICY_REVERSE_DNS = "policy.reverse-dns"
    POLICY_CONTENT = "policy.content"
    POLICY_VIRUS = "policy.virus"
    POLICY_REJECTED = "policy.rejected"
    RATE_LIMITED = "rate.limited"
    RATE_GREYLISTED = "rate.greylisted"
    MESSAGE_TOO_LARGE = "message.too-large"
    MESSAGE_NOT_COMPLIANT = "message.not-compliant"
    SERVER_UNAVAILABLE = "server.unavailable"
    SERVER_ERROR = "server.error"
    SERVER_STORAGE_FULL = "server.storage-full"
    ROUTING_FAILED = "routing.failed"
    QUOTA_EXCEEDED = "quota.exceeded"
    SUCCESS = "success"
    UNKNOWN = "unknown"
    SESSION_CLOSED = "session.closed"
    RECIPIENT_DOMAIN_UNKNOWN = "recipient.domain-unknown"
    RECIPIENT_DOMAIN_TAKES_NO_MAIL = "recipient.domain-takes-no-mail"
    RECIPIENT_SUPPRESSED = "recipient.suppressed"
    RECIPIENT_MEMBERSHIP = "recipient.membership"
    RATE_TOO_MANY_RECIPIENTS = "rate.too-many-recipients"
    NETWORK_UNREACHABLE = "network.unreachable"
    NETWORK_HOST_UNKNOWN = "network.host-unknown"
    NETWORK_DISCONNECTED = "network.disconnected"
    TLS_CERTIFICATE = "tls.certificate"
    TLS_WRONG_PORT = "tls.wrong-port"
    DELIVERY_EXPIRED = "delivery.expired"
    DELIVERY_DELAYED = "delivery.delayed"
    ROUTING_LOOP = "routing.loop"
    if TYPE_CHECKING:
        _OPEN = ""


if TYPE_CHECKING:
    # What may stand beside a cause in a comparison: a member, or its id; a misspelt id is an error
    # of type checkers.
    OfCause: TypeAlias = Literal[
        Cause.AUTH_REQUIRED,
        "auth.required",
        Cause.AUTH_CREDENTIALS_INVALID,
        "auth.credentials-invalid",
        Cause.AUTH_APP_PASSWORD_REQUIRED,
        "auth.app-password-required",
        Cause.AUTH_WEB_LOGIN_REQUIRED,
        "auth.web-login-required",
        Cause.AUTH_DISABLED_BY_POLICY,
        "auth.disabled-by-policy",
        Cause.AUTH_ACCOUNT_DISABLED,
        "auth.account-disabled",
        Cause.AUTH_PASSWORD_POLICY,
        "auth.password-policy",
        Cause.AUTH_TOKEN_INVALID,
        "auth.token-invalid",
        Cause.AUTH_TEMPORARY_FAILURE,
        "auth.temporary-failure",
        Cause.AUTH_RATE_LIMITED,
        "auth.rate-limited",
        Cause.AUTH_MECHANISM_UNSUPPORTED,
        "auth.mechanism-unsupported",
        Cause.AUTH_MECHANISM_TOO_WEAK,
        "auth.mechanism-too-weak",
        Cause.AUTH_PASSWORD_TRANSITION,
        "auth.password-transition",
        Cause.AUTH_SYNTAX,
        "auth.syntax",
        Cause.AUTH_LINE_TOO_LONG,
        "auth.line-too-long",
        Cause.AUTH_NOT_AVAILABLE,
        "auth.not-available",
        Cause.AUTH_SENDER_MISMATCH,
        "auth.sender-mismatch",
        Cause.TLS_REQUIRED,
        "tls.required",
        Cause.TLS_UNAVAILABLE,
        "tls.unavailable",
        Cause.TLS_FAILED,
        "tls.failed",
        Cause.TLS_NOT_OFFERED,
        "tls.not-offered",
        Cause.SEQUENCE_BAD,
        "sequence.bad",
        Cause.SYNTAX_BAD,
        "syntax.bad",
        Cause.COMMAND_UNSUPPORTED,
        "command.unsupported",
        Cause.RELAY_DENIED,
        "relay.denied",
        Cause.RECIPIENT_UNKNOWN,
        "recipient.unknown",
        Cause.RECIPIENT_DISABLED,
        "recipient.disabled",
        Cause.RECIPIENT_MAILBOX_FULL,
        "recipient.mailbox-full",
        Cause.RECIPIENT_MOVED,
        "recipient.moved",
        Cause.RECIPIENT_REFUSES,
        "recipient.refuses",
        Cause.RECIPIENT_UNAVAILABLE,
        "recipient.unavailable",
        Cause.SENDER_REJECTED,
        "sender.rejected",
        Cause.POLICY_SPAM,
        "policy.spam",
        Cause.POLICY_BLOCKLISTED,
        "policy.blocklisted",
        Cause.POLICY_REPUTATION,
        "policy.reputation",
        Cause.POLICY_SENDER_AUTHENTICATION,
        "policy.sender-authentication",
        Cause.POLICY_REVERSE_DNS,
        "policy.reverse-dns",
        Cause.POLICY_CONTENT,
        "policy.content",
        Cause.POLICY_VIRUS,
        "policy.virus",
        Cause.POLICY_REJECTED,
        "policy.rejected",
        Cause.RATE_LIMITED,
        "rate.limited",
        Cause.RATE_GREYLISTED,
        "rate.greylisted",
        Cause.MESSAGE_TOO_LARGE,
        "message.too-large",
        Cause.MESSAGE_NOT_COMPLIANT,
        "message.not-compliant",
        Cause.SERVER_UNAVAILABLE,
        "server.unavailable",
        Cause.SERVER_ERROR,
        "server.error",
        Cause.SERVER_STORAGE_FULL,
        "server.storage-full",
        Cause.ROUTING_FAILED,
        "routing.failed",
        Cause.QUOTA_EXCEEDED,
        "quota.exceeded",
        Cause.SUCCESS,
        "success",
        Cause.UNKNOWN,
        "unknown",
        Cause.SESSION_CLOSED,
        "session.closed",
        Cause.RECIPIENT_DOMAIN_UNKNOWN,
        "recipient.domain-unknown",
        Cause.RECIPIENT_DOMAIN_TAKES_NO_MAIL,
        "recipient.domain-takes-no-mail",
        Cause.RECIPIENT_SUPPRESSED,
        "recipient.suppressed",
        Cause.RECIPIENT_MEMBERSHIP,
        "recipient.membership",
        Cause.RATE_TOO_MANY_RECIPIENTS,
        "rate.too-many-recipients",
        Cause.NETWORK_UNREACHABLE,
        "network.unreachable",
        Cause.NETWORK_HOST_UNKNOWN,
        "network.host-unknown",
        Cause.NETWORK_DISCONNECTED,
        "network.disconnected",
        Cause.TLS_CERTIFICATE,
        "tls.certificate",
        Cause.TLS_WRONG_PORT,
        "tls.wrong-port",
        Cause.DELIVERY_EXPIRED,
        "delivery.expired",
        Cause.DELIVERY_DELAYED,
        "delivery.delayed",
        Cause.ROUTING_LOOP,
        "routing.loop",
    ]


def cause(name: str) -> OfCause:
    """The cause with an id. Raises ValueError if there is none."""
    member: Any = Cause(name)  # type checkers do not know that the list is whole
    found: OfCause = member
    return found

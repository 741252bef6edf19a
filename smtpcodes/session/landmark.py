"""Places of a session that messages point back to: the greeting, the log-in, the first 530."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.session.exchange import Exchange


class Landmark(StrEnum):
    """What stands there; a session keeps the last place of each."""

    AUTHENTICATED = "authenticated"
    BOUNCED = "bounced"
    CHALLENGE = "challenge"
    DOUBT = "doubt"
    FAILED = "failed"
    GREETING = "greeting"
    HELLO = "hello"
    MAIL = "mail"
    MAIL_REFUSED = "mail refused"
    QUIT = "quit"
    RECIPIENT = "recipient"
    REQUIRED = "required"
    REQUIRED_TLS = "required tls"
    STARTTLS = "starttls"


def marks(x: Exchange) -> tuple[Landmark, ...]:
    """Give the landmarks that an exchange sets."""
    if x.code == 0:
        return ()
    found = []
    if x.verb == "CONNECT":
        found.append(Landmark.GREETING)
    elif x.hello and x.accepted:
        found.append(Landmark.HELLO)
    elif x.verb == "STARTTLS" and x.code == 220:
        found.append(Landmark.STARTTLS)
    elif x.in_auth and x.code == 334:
        found.append(Landmark.CHALLENGE)
    elif x.in_auth and x.code == 235:
        found.append(Landmark.AUTHENTICATED)
    elif x.final and x.refused:
        found.append(Landmark.FAILED)
    elif x.verb == "MAIL":
        found.append(Landmark.MAIL if x.accepted else Landmark.MAIL_REFUSED)
    elif x.verb == "QUIT":
        found.append(Landmark.QUIT)
    elif x.verb == "RCPT" and x.accepted:
        found.append(Landmark.RECIPIENT)
    if x.code == 530 and not x.in_auth:
        found.append(Landmark.REQUIRED_TLS if x.requires_tls else Landmark.REQUIRED)
    return tuple(found)

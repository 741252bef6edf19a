"""AUTH with long lines: 12,288 octets are called sufficient for a response (RFC 4954 section 4)."""

from __future__ import annotations

import base64

from smtpcodes.check.situations import situation
from smtpcodes.check.situations.auth import taken
from smtpcodes.check.situations.shapes import after
from smtpcodes.check.talk import Talk


def _long(talk: Talk, octets: int) -> bytes:
    """A response of so many octets, for a user that was made up."""
    head = b"\0%s\0" % talk.account.made_up.encode()
    return base64.b64encode(head + b"p" * max(1, octets // 4 * 3 - len(head)))


@situation(
    "auth-line-1024",
    "The longest PLAIN that every server must take: three names of 255 octets",
    fails=("auth/legal-line-rejected",),
)
def _line_1024(talk: Talk) -> None:
    """RFC 4616 section 2: up to 255 octets each; RFC 4954 section 4: the server handles them."""
    talk.to_auth("PLAIN")
    talk.now()
    name = talk.account.made_up.encode()[:255]
    parts = (b"z" * 255, name + b"u" * (255 - len(name)), b"p" * 255)
    taken(talk.fail(b"AUTH PLAIN " + base64.b64encode(b"\0".join(parts))))
    after(talk)


@situation("auth-line-3000", "An AUTH line of 3,000 octets")
def _line_3000(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    taken(talk.fail(b"AUTH PLAIN " + _long(talk, 2984)))
    after(talk)


@situation("auth-line-12288", "An AUTH line of 12,288 octets")
def _line_12288(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    taken(talk.fail(b"AUTH PLAIN " + _long(talk, 12272)))
    after(talk)


@situation("auth-response-12288", "A response of 12,288 octets")
def _response_12288(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    if talk.ask(b"AUTH PLAIN").code == 334:
        taken(talk.fail(_long(talk, 12284)))
    after(talk)


@situation(
    "auth-line-60000",
    "An AUTH line of 60,000 octets",
    "auth-line-too-long",
    warns=("reply/closed-without-reply",),  # RFC 5321 section 7.8: it may be an attack
)
def _line_60000(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    talk.send(b"AUTH PLAIN " + _long(talk, 60_000))
    talk.failures += 1
    taken(talk.answer(0.1))
    after(talk)

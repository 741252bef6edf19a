"""STARTTLS, and what must not outlive it."""

from __future__ import annotations

from smtpcodes.check.events import CLIENT_LINE, UNHEARD
from smtpcodes.check.situations import situation
from smtpcodes.check.situations.shapes import after, reset, wrong_plain
from smtpcodes.check.talk import LATE, NAME, NOT_APPLICABLE, Over, Talk


@situation("starttls-not-offered", "STARTTLS where it is not offered", "starttls-not-implemented")
def _not_offered(talk: Talk) -> None:
    talk.start()
    if talk.lists("STARTTLS") or talk.secure:
        raise Over(NOT_APPLICABLE, "STARTTLS is offered, or TLS is active")
    talk.now()
    if talk.ask(b"STARTTLS").code == 220:
        raise Over(None, "the server accepts STARTTLS that it does not offer")
    after(talk)


@situation(
    "starttls-ehlo",
    "EHLO after STARTTLS",
    "ehlo-accepted",
    collects=("tls/starttls-offered-after-tls",),
)
def _ehlo(talk: Talk) -> None:
    _to_tls(talk)
    talk.now()
    talk.hello()
    talk.quit()


@situation("starttls-auth", "A log-in after STARTTLS", "auth-accepted")
def _auth(talk: Talk) -> None:
    _to_tls(talk)
    talk.hello()
    if "PLAIN" not in talk.mechanisms():
        raise Over(NOT_APPLICABLE, "PLAIN is not offered")
    talk.need_account()
    talk.now()
    talk.right()
    talk.quit()


@situation(
    "starttls-argument",
    "STARTTLS with an argument",
    "starttls-argument",
    ("tls/starttls-reply-code",),
)
def _argument(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    talk.now()
    if talk.ask(b"STARTTLS now").code == 220:
        raise Over(None, "the server starts TLS: nothing more is sent")
    after(talk)


@situation("starttls-before-ehlo", "STARTTLS before EHLO")
def _before_ehlo(talk: Talk) -> None:
    talk.greet()
    if talk.secure:
        raise Over(NOT_APPLICABLE, "TLS is active from the start")
    talk.now()
    answer = talk.ask(b"STARTTLS")
    if answer.code == 220:
        talk.handshake()
        talk.hello()
    talk.quit()


@situation("starttls-twice", "STARTTLS under TLS", "starttls-twice")
def _twice(talk: Talk) -> None:
    _to_tls(talk)
    talk.hello()
    talk.now()
    if talk.ask(b"STARTTLS").code == 220:
        raise Over(None, "the server starts TLS inside TLS: nothing more is sent")
    after(talk)


@situation("starttls-then-mail-without-ehlo", "MAIL after STARTTLS, without EHLO")
def _mail(talk: Talk) -> None:
    _to_tls(talk)
    talk.now()
    talk.ask(talk.sender())
    reset(talk)


@situation(
    "starttls-then-auth-without-ehlo", "AUTH after STARTTLS, without EHLO", "auth-before-ehlo"
)
def _auth_first(talk: Talk) -> None:
    _to_tls(talk)
    talk.now()
    talk.fail(wrong_plain(talk))
    after(talk)


@situation("starttls-injection", "A command in the same flight as STARTTLS")
def _injection(talk: Talk) -> None:
    """What the server does with it shows under TLS: one reply more than was asked for."""
    talk.start()
    talk.need_starttls()
    talk.send(b"STARTTLS", b"\r\nNOOP injected\r\n")
    talk.now()  # a server may refuse such a group
    talk.note(UNHEARD, b"NOOP injected")
    place = len(talk.events)
    answer = talk.read()
    if answer.code != 220:
        raise Over(None, f"STARTTLS got {answer.code}")
    talk.handshake()
    start = len(talk.events) - 1
    if not talk.wire.waiting(LATE):
        talk.send(b"EHLO " + NAME)
    ours = talk.events[start:]  # TLS, EHLO
    first = talk.read()
    if len(ours) == 1 and first.code == 220:  # it answers nothing
        raise Over(None, "the server greets again under TLS")
    if len(ours) == 1 or talk.wire.waiting(LATE):  # what was read answers what was injected
        talk.events[place - 1] = talk.events[place - 1]._replace(kind=CLIENT_LINE)
        talk.events[start:] = [*talk.events[start + len(ours) :], *ours]
        if len(ours) > 1:
            talk.read()
    talk.quit()


@situation("starttls-client-closes", "Clear text in place of the TLS handshake")
def _client_closes(talk: Talk) -> None:
    """RFC 3207 section 4: after 220 there is TLS or nothing."""
    talk.start()
    talk.need_starttls()
    talk.now()
    if talk.ask(b"STARTTLS").code != 220:
        raise Over(None, "STARTTLS is refused")
    talk.way()
    talk.send(b"NOOP")
    if talk.heard(1.0)[:3].isdigit():  # the MUST is the client's, so this is no fault
        raise Over(None, "the server goes on in clear after its 220 to STARTTLS")


@situation("starttls-in-transaction", "A transaction does not outlive STARTTLS", "rcpt-before-mail")
def _transaction(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    accepted = talk.ask(talk.sender()).good
    if not accepted and talk.private and talk.mechanisms() and not talk.tls_first:
        talk.login()
        accepted = talk.ask(talk.sender()).good
    if not accepted:
        raise Over(NOT_APPLICABLE, "MAIL is refused in clear")
    answer = talk.ask(b"STARTTLS")
    if answer.code != 220:  # a server may refuse it here
        raise Over(NOT_APPLICABLE, f"STARTTLS in a transaction got {answer.code}")
    talk.handshake()
    talk.now()
    talk.ask(talk.recipient())
    talk.way()
    talk.hello()
    talk.now()
    talk.ask(talk.recipient())
    reset(talk)


@situation(
    "starttls-after-auth",
    "A log-in does not outlive STARTTLS",
    "starttls-after-auth",
    ("auth/sequence-error-without-cause",),  # 503 to AUTH that is listed again: it remembers
)
def _after_auth(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    if not talk.mechanisms() or talk.tls_first:
        raise Over(NOT_APPLICABLE, "AUTH is not offered in clear, or refused there")
    before = talk.ask(talk.sender())
    if before.good:
        talk.ask(b"RSET")
    talk.login()
    talk.now()
    talk.starttls()
    talk.hello()
    talk.ask(talk.sender())
    talk.ask(b"RSET")
    if "PLAIN" in talk.mechanisms():
        talk.by("PLAIN")
    talk.quit()


def _to_tls(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    talk.starttls()

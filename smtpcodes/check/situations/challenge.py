"""AUTH in steps: challenges and responses, cancelling."""

from __future__ import annotations

import base64

from smtpcodes.check.situations import situation
from smtpcodes.check.situations.auth import taken
from smtpcodes.check.situations.shapes import WRONG, Said, after, said
from smtpcodes.check.talk import Answer, Talk

SKIPPED = ("auth/exchange-skipped",)


def _user(talk: Talk) -> bytes:
    return base64.b64encode(talk.account.made_up.encode())


def _ask(talk: Talk, mechanism: bytes, *responses: bytes) -> Answer:
    """AUTH, and responses for as long as challenges come. The last one is to fail."""
    answer = talk.ask(b"AUTH " + mechanism)
    for response in responses:
        if answer.code != 334:
            break
        answer = talk.fail(response) if response is responses[-1] else talk.respond(response)
    return answer


def _answered(
    id: str,
    title: str,
    truth: str,
    mechanism: str,
    *responses: Said,
    fails: tuple[str, ...] = (),
    collects: tuple[str, ...] = (),
) -> None:
    """A situation of one AUTH and responses, of which the last is to fail."""

    @situation(id, title, truth, fails, collects=collects)
    def act(talk: Talk) -> None:
        talk.to_auth(mechanism)
        talk.now()
        _ask(talk, mechanism.encode(), *(said(response, talk) for response in responses))
        talk.ask(b"NOOP")  # the exchange has ended
        talk.quit()


_answered(
    "auth-bad-base64-response",
    "A response that is no base64",
    "auth-bad-base64",
    "PLAIN",
    b"!!!not*base64",
)


_answered(
    "auth-bad-padding", "A response with wrong padding", "auth-bad-base64", "PLAIN", b"QUJDRA="
)


_answered(
    "auth-bad-base64-login",
    "A password that is no base64, in LOGIN",
    "auth-bad-base64",
    "LOGIN",
    _user,
    b"%%%",
)


_answered(
    "auth-bad-base64-login-user",
    "A user name that is no base64, in LOGIN",
    "auth-bad-base64",
    "LOGIN",
    b"%%%",
    b"*",
)


_answered(
    "auth-bad-base64-cram",
    "A response that is no base64, in CRAM-MD5",
    "auth-bad-base64",
    "CRAM-MD5",
    b"!!!not*base64",
)


CANCELLED = ("auth/cancel-not-501",)

_answered(
    "auth-cancel",
    "PLAIN is cancelled with *",
    "auth-cancelled",
    "PLAIN",
    b"*",
    collects=CANCELLED,
)


_answered(
    "auth-cancel-login-user",
    "LOGIN is cancelled at the user name",
    "auth-cancelled",
    "LOGIN",
    b"*",
    fails=CANCELLED,
)


_answered(
    "auth-cancel-login-password",
    "LOGIN is cancelled at the password",
    "auth-cancelled",
    "LOGIN",
    _user,
    b"*",
    fails=CANCELLED,
)


_answered(
    "auth-cancel-cram",
    "CRAM-MD5 is cancelled with *",
    "auth-cancelled",
    "CRAM-MD5",
    b"*",
    fails=CANCELLED,
)


_answered("auth-empty-response", "An empty response", "", "PLAIN", b"")


_answered(
    "auth-command-instead-of-response",
    "A command where a response is due",
    "",
    "PLAIN",
    Talk.sender,
)


@situation("auth-login-ir", "LOGIN with the user name in its line")
def _login_initial(talk: Talk) -> None:
    talk.to_auth("LOGIN")
    talk.now()
    _ask(talk, b"LOGIN " + _user(talk), b"*")
    talk.quit()


@situation("auth-wrong-password-login", "A wrong password, in LOGIN", "credentials-invalid")
def _wrong_login(talk: Talk) -> None:
    talk.to_auth("LOGIN")
    talk.now()
    taken(_ask(talk, b"LOGIN", _user(talk), base64.b64encode(WRONG.encode())))
    after(talk)


@situation("auth-wrong-password-cram", "A wrong password, in CRAM-MD5", "credentials-invalid")
def _wrong_cram(talk: Talk) -> None:
    talk.to_auth("CRAM-MD5")
    talk.now()
    digest = base64.b64encode(talk.account.made_up.encode() + b" " + b"0" * 32)
    taken(_ask(talk, b"CRAM-MD5", digest))
    after(talk)


@situation(
    "auth-plain-two-steps",
    "PLAIN after an empty challenge",
    "auth-accepted",
    SKIPPED,
    ("auth/challenge-without-space",),
)
def _two_steps(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    if talk.account.user is None or not (talk.private or talk.secure):
        _ask(talk, b"PLAIN", b"*")
    elif talk.ask(b"AUTH PLAIN").code == 334:
        talk.welcome(talk.respond(talk.plain()))
    talk.quit()


@situation("auth-login", "LOGIN with its challenges", "auth-challenge", SKIPPED)
def _login(talk: Talk) -> None:
    talk.to_auth("LOGIN")
    talk.now()
    if talk.account.user is None or not (talk.private or talk.secure):
        _ask(talk, b"LOGIN", _user(talk), b"*")
    else:
        talk.right("LOGIN")
    talk.quit()


@situation("auth-cram", "CRAM-MD5 with its challenge", "auth-challenge", SKIPPED)
def _cram(talk: Talk) -> None:
    talk.to_auth("CRAM-MD5")
    talk.need_account()
    talk.now()
    talk.right("CRAM-MD5")
    talk.quit()

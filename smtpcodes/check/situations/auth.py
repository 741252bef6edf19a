"""AUTH: before a log-in and after one. Wrong passwords go to a name that was made up."""

from __future__ import annotations

from smtpcodes.check.situations import situation
from smtpcodes.check.situations.shapes import (
    WRONG,
    after,
    cancelled,
    failed_auth,
    reset,
    wrong_plain,
)
from smtpcodes.check.talk import NAME, NOT_APPLICABLE, NOT_TESTED, Answer, Over, Talk


def taken(answer: Answer) -> None:
    """A made-up user who gets in: nothing can be said of wrong passwords here."""
    if answer.code == 235:
        raise Over(NOT_TESTED, "the server takes any password: 235 to a user that was made up")


@situation("auth-not-offered", "AUTH where it is not offered", "auth-not-offered")
def _not_offered(talk: Talk) -> None:
    talk.start()
    if talk.mechanisms():
        raise Over(NOT_APPLICABLE, "AUTH is offered")
    talk.now()
    taken(talk.fail(wrong_plain(talk)))
    after(talk)


@situation(
    "plaintext-offered-in-clear",
    "EHLO offers PLAIN or LOGIN in clear",
    "mechanism-needs-tls",
    collects=("tls/plaintext-mechanisms-offered",),
)
def _offered_in_clear(talk: Talk) -> None:
    talk.greet()
    if talk.secure:
        raise Over(NOT_APPLICABLE, "TLS is active from the start")
    talk.now()
    talk.hello()
    talk.quit()


@situation(
    "auth-in-clear-where-tls-required", "AUTH in clear, offered only under TLS", "tls-required"
)
def _in_clear(talk: Talk) -> None:
    talk.start()
    talk.need_starttls()
    if talk.mechanisms() and not talk.tls_first:
        raise Over(NOT_APPLICABLE, "AUTH is offered in clear")
    talk.now()
    taken(talk.fail(wrong_plain(talk)))
    after(talk)


@situation("auth-before-ehlo", "AUTH before EHLO", "auth-before-ehlo")
def _before_ehlo(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.fail(wrong_plain(talk))
    talk.quit()


@situation("auth-after-helo", "AUTH after HELO", "auth-before-ehlo")
def _after_helo(talk: Talk) -> None:
    talk.greet()
    talk.ask(b"HELO " + NAME)
    talk.now()
    talk.fail(wrong_plain(talk))
    talk.quit()


@situation(
    "auth-unknown-mechanism",
    "AUTH with an unknown mechanism",
    "mechanism-unsupported",
    ("auth/unknown-mechanism-not-504",),
)
def _unknown(talk: Talk) -> None:
    talk.to_auth()
    talk.now()
    cancelled(talk, b"AUTH FROBNICATE")
    after(talk)


@situation(
    "auth-unknown-mechanism-ir",
    "An unknown mechanism, with a response",
    "mechanism-unsupported",
    ("auth/unknown-mechanism-not-504",),
)
def _unknown_ir(talk: Talk) -> None:
    talk.to_auth()
    talk.now()
    cancelled(talk, b"AUTH FROBNICATE dGVzdA==")
    after(talk)


failed_auth("auth-no-mechanism", "AUTH without a mechanism", "auth-without-mechanism", b"AUTH")


failed_auth(
    "auth-bad-base64-ir",
    "An initial response that is no base64",
    "auth-bad-base64",
    b"AUTH PLAIN !!!not*base64",
    "PLAIN",
)


failed_auth(
    "auth-empty-initial-response", "An empty initial response: =", "", b"AUTH PLAIN =", "PLAIN"
)


failed_auth(
    "auth-plain-malformed",
    "PLAIN without its NULs",
    "credentials-invalid",
    b"AUTH PLAIN bm9udWw=",
    "PLAIN",
)


@situation("auth-extra-argument", "AUTH with a word too many", "bad-argument")
def _extra(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    taken(talk.fail(wrong_plain(talk) + b" extra"))
    after(talk)


@situation(
    "auth-ir-server-first",
    "An initial response to CRAM-MD5, in which the server speaks first",
    "auth-unexpected-initial-response",
)
def _server_first(talk: Talk) -> None:
    talk.to_auth("CRAM-MD5")
    talk.now()
    cancelled(talk, b"AUTH CRAM-MD5 ZWFybHk=")
    after(talk)


@situation(
    "auth-wrong-password",
    "A wrong password",
    "credentials-invalid",
    ("auth/mail-accepted-unauthenticated",),  # where it was refused before
)
def _wrong(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    if talk.ask(talk.sender()).good:
        talk.ask(b"RSET")
    talk.now()
    taken(talk.fail(wrong_plain(talk)))
    talk.ask(talk.sender())
    reset(talk)


@situation("auth-unknown-user", "A user that is not there", "credentials-invalid")
def _unknown_user(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    answer = talk.fail(wrong_plain(talk))
    taken(answer)
    if talk.account.known:
        other = talk.fail(b"AUTH PLAIN " + talk.plain(talk.account.known, WRONG))
        if other.lines != answer.lines:
            talk.remark = "the reply to a wrong password is another one: it tells which users exist"
    after(talk)


def _three_times(talk: Talk) -> None:
    """Three wrong passwords."""
    for n in range(3):
        taken(talk.fail(b"AUTH PLAIN " + talk.plain(talk.account.made_up, f"{WRONG} {n}")))


@situation("auth-many-wrong", "Three wrong passwords, then NOOP", "credentials-invalid")
def _three(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.now()
    _three_times(talk)
    after(talk)


@situation("auth-three-wrong-then-right", "Three wrong passwords, then the right one")
def _three_right(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.need_account()
    talk.now()
    _three_times(talk)
    talk.by("PLAIN")
    talk.quit()


@situation("auth-right-password", "The right password", "auth-accepted")
def _right(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.need_account()
    talk.now()
    talk.right()
    talk.quit()


@situation("auth-lowercase-verb", "AUTH in small letters", "auth-accepted")
def _lower_verb(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.need_account()
    talk.now()
    talk.ask(b"auth PLAIN " + talk.plain())
    talk.quit()


@situation("auth-lowercase-mechanism", "A mechanism in small letters", "auth-accepted")
def _lower_mechanism(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.need_account()
    talk.now()
    talk.ask(b"AUTH plain " + talk.plain())
    talk.quit()


@situation("auth-twice", "AUTH after a log-in", "auth-twice")
def _twice(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.login()
    talk.now()
    talk.by("PLAIN")
    after(talk)


@situation("auth-twice-unknown-mechanism", "An unknown mechanism after a log-in", "auth-twice")
def _twice_unknown(talk: Talk) -> None:
    talk.to_auth()
    talk.login()
    talk.now()
    talk.fail(b"AUTH FROBNICATE")
    after(talk)


@situation("auth-in-transaction", "AUTH inside a transaction", "auth-in-transaction")
def _in_transaction(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    answer = talk.ask(talk.sender())
    if not answer.good:
        raise Over(NOT_APPLICABLE, f"MAIL needs a log-in: {answer.code}")
    talk.now()
    if talk.account.user is not None and (talk.private or talk.secure):
        talk.by("PLAIN")
    else:
        talk.fail(wrong_plain(talk))
    reset(talk)


@situation(
    "auth-in-transaction-logged-in", "AUTH inside a transaction, after a log-in", "auth-twice"
)
def _in_transaction_after(talk: Talk) -> None:
    talk.to_auth("PLAIN")
    talk.login()
    talk.mail()
    talk.now()
    talk.by("PLAIN")
    reset(talk)


@situation("auth-kept-after-rset-ehlo", "A log-in outlives RSET and EHLO", "mail-accepted")
def _kept(talk: Talk) -> None:
    talk.to_auth()
    talk.login()
    talk.now()
    talk.ask(b"RSET")
    talk.ask(talk.sender())
    talk.ask(b"RSET")
    talk.ask(b"EHLO " + NAME)
    talk.ask(talk.sender())
    talk.quit()

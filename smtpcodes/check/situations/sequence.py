"""The order of commands."""

from __future__ import annotations

from smtpcodes.check.situations import MANDATORY, situation
from smtpcodes.check.situations.shapes import after, refused, reset
from smtpcodes.check.talk import NAME, NOT_APPLICABLE, NOT_TRIED, Over, Talk


@situation("mail-before-ehlo", "MAIL before EHLO", "mail-before-ehlo")
def _mail_first(talk: Talk) -> None:
    talk.greet()
    talk.now()
    talk.ask(talk.sender())
    reset(talk)


@situation(
    "rcpt-without-mail",
    "RCPT without MAIL",
    "rcpt-before-mail",
    ("sequence/misorder-not-503",),  # RFC 5321 section 3.3
)
def _rcpt(talk: Talk) -> None:
    talk.to_mail()
    talk.now()
    talk.ask(talk.recipient())
    after(talk)


@situation("data-without-mail", "DATA without MAIL", "data-without-recipients")
def _data(talk: Talk) -> None:
    talk.to_mail()
    talk.now()
    refused(talk)
    talk.quit()


@situation("data-without-rcpt", "DATA without RCPT", "data-without-recipients")
def _no_recipient(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    talk.now()
    refused(talk)
    reset(talk)


@situation("bdat-without-rcpt", "BDAT without RCPT", "bdat-without-recipients")
def _bdat(talk: Talk) -> None:
    talk.to_mail()
    if not talk.lists("CHUNKING"):
        raise Over(NOT_APPLICABLE, "CHUNKING is not offered")
    talk.mail()
    talk.now()
    talk.ask(b"BDAT 0 LAST")
    reset(talk)


@situation(
    "nested-mail",
    "MAIL inside a transaction",
    "nested-mail",
    # RFC 5321 sections 4.1.4, 4.1.1.5
    ("sequence/misorder-not-503", "sequence/mail-refused-after-reset"),
    warns=("sequence/misorder-accepted",),  # 503 MUST be said where MAIL cannot be processed
)
def _nested(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    talk.now()
    talk.ask(talk.sender())
    talk.ask(b"RSET")
    talk.ask(talk.sender())
    talk.quit()


@situation(
    "ehlo-in-transaction",
    "EHLO ends a transaction, as RSET does",
    "rcpt-before-mail",
    ("sequence/mail-refused-after-reset",),  # RFC 5321 section 4.1.4
)
def _hello_again(talk: Talk) -> None:
    talk.to_mail()
    talk.mail()
    answer = talk.ask(b"EHLO " + NAME)
    if not answer.good:
        raise Over(NOT_APPLICABLE, f"a second EHLO got {answer.code}")
    talk.now()
    if not talk.ask(talk.recipient()).good:
        talk.ask(talk.sender())
    reset(talk)


@situation("quit-in-transaction", "QUIT inside a transaction", "quit", MANDATORY)
def _quit(talk: Talk) -> None:
    """RFC 5321 section 4.1.1.10: at any time; the transaction is given up."""
    talk.to_mail()
    talk.mail()
    talk.now()
    talk.ask(b"QUIT")


@situation("delivery", "A message", "message-accepted")
def _delivery(talk: Talk) -> None:
    if not talk.account.deliver:
        raise Over(NOT_TRIED, "it sends a message: --deliver ADDRESS")
    talk.to_mail()
    talk.now()
    talk.ask(talk.sender())
    if talk.ask(talk.recipient()).good and talk.ask(b"DATA").code == 354:
        text = b"From: <%s>\r\nSubject: a test of this server by smtpcodes check\r\n\r\n..dot"
        talk.text(text % talk.account.sender.encode() + b"\r\n")
        talk.ask(b".")
    talk.quit()

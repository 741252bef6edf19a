"""``explain`` of exceptions: their class, what they stand for, their recipients, and what a client
says without a reply."""

from __future__ import annotations

import asyncio
import errno
import smtplib
import socket
import ssl

from smtpcodes import Cause, Explanation, explain
from smtpcodes.knowledge import exceptions
from smtpcodes.knowledge.exceptions import MOST
from tests.each import each


# The shapes of aiosmtplib 4: positional arguments, `code` and `message`.
class SMTPException(Exception):
    def __init__(self, message: str = "", /) -> None:
        super().__init__(message)
        self.message = message


class SMTPServerDisconnected(SMTPException, ConnectionError): ...


class SMTPConnectError(SMTPException, ConnectionError): ...


class SMTPTimeoutError(SMTPException, TimeoutError): ...


class SMTPConnectTimeoutError(SMTPTimeoutError, SMTPConnectError): ...


class SMTPReadTimeoutError(SMTPTimeoutError): ...


class SMTPResponseException(SMTPException):
    def __init__(self, code: int, message: str, /, *more: object) -> None:
        super().__init__(message)
        self.code, self.message, self.args = code, message, (code, message, *more)


class SMTPAuthenticationError(SMTPResponseException): ...


class SMTPRecipientRefused(SMTPResponseException):
    def __init__(self, code: int, message: str, recipient: str, /) -> None:
        super().__init__(code, message, recipient)
        self.recipient = recipient


class SMTPRecipientsRefused(SMTPException):
    def __init__(self, recipients: list[SMTPRecipientRefused], /) -> None:
        super().__init__("")
        self.recipients, self.args = recipients, (recipients,)


class EndOfStream(Exception): ...  # anyio


class Retry(Exception):  # Celery
    def __init__(self, exc: BaseException) -> None:
        super().__init__("Retry in 180s")
        self.exc = exc


DENIED = smtplib.SMTPAuthenticationError(535, b"5.7.8 Error: authentication failed")


def raised(
    outer: BaseException,
    *,
    cause: BaseException | None = None,
    context: BaseException | None = None,
    hidden: bool = False,
) -> BaseException:
    if context is not None:
        outer.__context__ = context
    if cause is not None or hidden:
        outer.__cause__ = cause  # sets __suppress_context__
    return outer


@each(
    "error, cause",
    (
        (smtplib.SMTPAuthenticationError(550, b"denied"), "auth.credentials-invalid"),
        (smtplib.SMTPAuthenticationError(554, b"Access denied"), "auth.credentials-invalid"),
        (SMTPAuthenticationError(550, "denied"), "auth.credentials-invalid"),
        (smtplib.SMTPSenderRefused(550, b"Invalid user", "a@x.example"), "sender.rejected"),
        (
            smtplib.SMTPRecipientsRefused({"b@x.example": (550, b"Invalid user")}),
            "recipient.unknown",
        ),
    ),
)
def test_the_class_tells_which_command_was_answered(error: Exception, cause: str) -> None:
    found = explain(error)
    assert found.cause == cause, found.why


@each(
    "error",
    (
        raised(RuntimeError("mail failed"), cause=DENIED),
        raised(RuntimeError("mail failed"), context=DENIED),
        raised(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), context=DENIED),
        raised(RuntimeError("job failed"), cause=raised(ValueError("task failed"), context=DENIED)),
        ExceptionGroup("many", [ValueError("x"), ExceptionGroup("more", [DENIED])]),
        raised(RuntimeError("x"), cause=ExceptionGroup("many", [DENIED])),
        Retry(DENIED),
        RuntimeError("mail failed", DENIED),
        raised(KeyError("x"), cause=Retry(DENIED), context=ValueError("535"), hidden=False),
    ),
)
def test_what_an_exception_stands_for_is_found(error: BaseException) -> None:
    found = explain(error)
    assert (found.code, found.enhanced) == (535, "5.7.8")


def test_from_none_hides_the_context() -> None:
    found = explain(raised(RuntimeError("settings are wrong"), context=DENIED, hidden=True))
    assert found.code is None and found.cause == "unknown"


def test_the_nearest_reply_counts() -> None:
    later = smtplib.SMTPSenderRefused(530, b"5.7.0 Authentication required", "a@x.example")
    assert explain(raised(later, context=DENIED)).code == 530


REFUSED = {
    "full@x.example": (452, b"4.2.2 Mailbox full"),
    "gone@x.example": (550, b"5.1.1 User unknown"),
    "odd@x.example": (550, b"zzqx vvkw"),
}


@each(
    "error",
    (
        smtplib.SMTPRecipientsRefused(REFUSED),
        SMTPRecipientsRefused(
            [SMTPRecipientRefused(c, t.decode(), a) for a, (c, t) in REFUSED.items()]
        ),
        raised(RuntimeError("x"), cause=smtplib.SMTPRecipientsRefused(REFUSED)),
        ExceptionGroup(
            "all", [SMTPRecipientRefused(c, t.decode(), a) for a, (c, t) in REFUSED.items()]
        ),
    ),
)
def test_each_recipient_has_its_cause_and_the_whole_the_worst(error: BaseException) -> None:
    found = explain(error)
    told = [
        (r.address, r.reply.code, str(r.cause), str(r.retry), str(r.client_action))
        for r in found.recipients
    ]
    assert told == [
        ("full@x.example", 452, "recipient.mailbox-full", "later", "retry-later"),
        ("gone@x.example", 550, "recipient.unknown", "never", "correct-recipient"),
        ("odd@x.example", 550, "unknown", "after-change", "none"),
    ]
    assert found.cause is Cause.RECIPIENT_UNKNOWN and found.retry == "never"
    assert [one["address"] for one in found.to_json()["recipients"]] == list(REFUSED)


def test_the_worst_that_can_be_acted_on_is_no_unknown() -> None:
    found = explain(smtplib.SMTPRecipientsRefused({"a": (550, b"zzqx"), "b": (450, b"4.2.2 full")}))
    assert found.cause == "recipient.mailbox-full"


CERTIFICATE = ssl.SSLCertVerificationError(
    1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1006)"
)
VERSION = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)")


@each(
    "error, cause",
    (
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "network.disconnected"),
        (smtplib.SMTPServerDisconnected("zzqx"), "network.disconnected"),
        (
            smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server."),
            "auth.not-available",
        ),
        (
            smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
            "tls.not-offered",
        ),
        (
            smtplib.SMTPException("No suitable authentication method found."),
            "auth.mechanism-unsupported",
        ),
        (SMTPServerDisconnected("Connection lost"), "network.disconnected"),
        (SMTPConnectError("zzqx"), "network.unreachable"),
        (
            raised(
                SMTPConnectError("Error connecting to mx.example on port 465: zzqx"), cause=VERSION
            ),
            "tls.wrong-port",
        ),
        (
            SMTPConnectError(
                "Error connecting to mx.example on port 465: [SSL: WRONG_VERSION_NUMBER] wrong "
                "version number (_ssl.c:1000)"
            ),
            "tls.wrong-port",
        ),
        (
            SMTPConnectTimeoutError("Timed out connecting to mx.example on port 25"),
            "network.unreachable",
        ),
        (SMTPTimeoutError("Timed out"), "network.unreachable"),
        (CERTIFICATE, "tls.certificate"),
        (raised(RuntimeError("x"), cause=CERTIFICATE), "tls.certificate"),
        (VERSION, "tls.wrong-port"),
        (
            ssl.SSLError(
                1,
                "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure (_ssl.c:1000)",
            ),
            "tls.failed",
        ),
        (ssl.SSLError(1, "[SSL: ZZQX] zzqx (_ssl.c:1000)"), "tls.failed"),
        (
            ssl.SSLEOFError(8, "EOF occurred in violation of protocol (_ssl.c:2427)"),
            "network.disconnected",
        ),
        (socket.gaierror(-2, "Name or service not known"), "network.host-unknown"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "network.unreachable"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "network.unreachable"),
        (OSError(errno.EHOSTUNREACH, "Brak trasy do hosta"), "network.unreachable"),
        (TimeoutError("timed out"), "network.unreachable"),
        (TimeoutError(), "network.unreachable"),
        (raised(TimeoutError(), cause=asyncio.CancelledError()), "network.unreachable"),
        (
            ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"),
            "network.disconnected",
        ),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "network.disconnected"),
        (asyncio.IncompleteReadError(b"", 4), "network.disconnected"),
        (EndOfStream(), "network.disconnected"),
        (
            ExceptionGroup("unhandled errors in a TaskGroup", [EndOfStream()]),
            "network.disconnected",
        ),
        (ValueError("zzqx"), "unknown"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "unknown"),
        (asyncio.CancelledError(), "unknown"),
    ),
)
def test_what_a_client_says_without_a_reply(error: BaseException, cause: str) -> None:
    found = explain(error)
    assert found.cause == cause, found.why
    assert found.code is None and found.why and (found.fix or cause == "unknown")


def test_an_exception_that_defends_itself_is_no_failure() -> None:
    class Bad(Exception):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

        def __str__(self) -> str:
            raise ValueError

    assert explain(Bad()).cause == "unknown"


def test_endless_chains_and_crowds_end() -> None:
    chain: BaseException = DENIED
    for _ in range(5000):
        chain = raised(RuntimeError("x"), cause=chain)
    assert isinstance(explain(chain), Explanation)
    ring = raised(RuntimeError("a"), cause=RuntimeError("b"))
    assert ring.__cause__ is not None
    ring.__cause__.__cause__ = ring
    assert explain(ring).cause == "unknown"
    crowd = {f"a{n}@x.example": (550, b"5.1.1 no") for n in range(3 * MOST)}
    assert len(explain(smtplib.SMTPRecipientsRefused(crowd)).recipients) == MOST


def test_octets_of_a_reply_lose_nothing() -> None:
    said = "550 用户无权登陆"
    for raw in (said.encode("gbk"), said.encode()):
        assert explain(raw).text == said[4:]
        assert explain(smtplib.SMTPAuthenticationError(550, raw[4:])).text == said[4:]


def test_a_password_in_an_exception_does_not_come_out() -> None:
    error = smtplib.SMTPRecipientsRefused(
        {"a@x.example": (550, b"AUTH PLAIN AGFsaWNlAGNvcnJlY3QgaG9yc2U=")}
    )
    assert "AGFsaWNlAGN" not in str(explain(error).to_json())


def test_the_names_of_causes_in_the_tables_are_those_of_the_enum() -> None:
    for table in (exceptions._CERTAIN, exceptions._USUAL, exceptions._ERRORS):
        assert all(isinstance(cause, Cause) for cause in table.values())

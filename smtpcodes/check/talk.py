"""A conversation with the server: one connection, one situation.

Notes every line; stops where going on would mislead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl

from smtpcodes.check.events import TLS
from smtpcodes.check.lines import LATE as LATE
from smtpcodes.check.lines import Lines
from smtpcodes.check.terms import NOT_APPLICABLE as NOT_APPLICABLE
from smtpcodes.check.terms import NOT_TESTED as NOT_TESTED
from smtpcodes.check.terms import NOT_TRIED as NOT_TRIED
from smtpcodes.check.terms import Account as Account
from smtpcodes.check.terms import Answer as Answer
from smtpcodes.check.terms import Over as Over
from smtpcodes.check.wire import Wire
from smtpcodes.grammar import ehlo

NAME = b"client.example.net"


class Talk(Lines):
    """What a situation may do.

    ``asked`` tells whether lines belong to the situation; the way there does not.
    """

    def __init__(self, wire: Wire, account: Account, context: ssl.SSLContext, private: bool):
        super().__init__(wire)
        self.account = account
        self.offers: ehlo.Offers | None = None
        self.size = 0  # the limit that SIZE announces
        self.secure = False
        self.failures = 0
        self.remark = ""  # what is to be told, though no rule is broken
        self.greeted = False  # the server gave service
        self.tls_first = False  # AUTH is offered in clear, and refused there
        self.tls_needed = False  # in clear even RSET is refused
        self.no_tls = ""  # why TLS can't be made, though it is offered
        self.context = context
        self.private = private  # the connection stays on this machine

    def way(self) -> None:
        """From here on lines only lead to the situation, or away from it."""
        self.asked = False

    def now(self) -> None:
        """From here on lines are the situation's own."""
        self.asked = True

    def greet(self) -> Answer:
        """Reads the greeting."""
        answer = self.answer()
        if not answer.good:
            if self.asked:
                raise Over(None, f"greeted with {answer.code}")
            raise Over(NOT_APPLICABLE, f"the server greets with {answer.code}: it gives no service")
        self.greeted = True
        return answer

    def hello(self, line: bytes = b"EHLO " + NAME) -> Answer:
        """EHLO, and what it offers."""
        answer = self.ask(line)
        if answer.code == 250:
            keywords = [x[4:] for x in answer.lines[1:]]
            self.offers = ehlo.parse(keywords)
            sizes = [k.split() for k in keywords if k.upper().startswith(b"SIZE ")]
            self.size = int(sizes[0][1]) if sizes and sizes[0][1].isdigit() else 0
        elif not self.asked:
            if answer.code not in (500, 502) or not self.ask(b"HELO " + NAME).good:
                raise Over(NOT_TESTED, f"EHLO got {answer.code}")
            self.offers = ehlo.parse(())  # RFC 5321 section 3.2: the older hello
        return answer

    def start(self) -> None:
        """The greeting and EHLO."""
        self.greet()
        self.hello()

    def start_served(self) -> None:
        """The greeting and EHLO, under TLS where no command is served in clear."""
        self.start()
        if self.tls_needed and self.can_start_tls():
            self.starttls()
            self.hello()

    def lists(self, keyword: str) -> bool:
        return self.offers is not None and keyword in self.offers.keywords

    def can_start_tls(self) -> bool:
        return self.lists("STARTTLS") and not self.secure and not self.no_tls

    def mechanisms(self) -> frozenset[str]:
        return self.offers.mechanisms if self.offers is not None else frozenset()

    def starttls(self, line: bytes = b"STARTTLS") -> None:
        """STARTTLS and the handshake."""
        answer = self.ask(line)
        if answer.code != 220:
            if self.asked:
                raise Over(None, f"STARTTLS got {answer.code}")
            raise Over(NOT_TESTED, f"TLS can't be made: STARTTLS got {answer.code}")
        self.handshake()

    def handshake(self) -> None:
        """The TLS handshake; both sides forget what they knew."""
        try:
            self.wire.secure(self.context)
        except (OSError, ValueError) as error:
            why = getattr(error, "reason", None) or type(error).__name__
            raise Over(NOT_TESTED, f"TLS can't be made: {why}") from None
        self.note(TLS)
        self.secure, self.offers = True, None

    def need_starttls(self) -> None:
        """Ends the situation where STARTTLS is not offered."""
        if self.secure:
            raise Over(NOT_APPLICABLE, "TLS is active from the start")
        if not self.lists("STARTTLS"):
            raise Over(NOT_APPLICABLE, "STARTTLS is not offered")

    def to_auth(self, *wanted: str) -> None:
        """To where AUTH is offered: under TLS if not before. wanted: one of these mechanisms is
        needed."""
        self.start()
        remote = not self.private or self.tls_first
        if self.can_start_tls() and (remote or not self.offered_here(wanted)):
            self.starttls()
            self.hello()
        if self.no_tls and (self.tls_first or not self.offered_here(wanted)):
            raise Over(NOT_TESTED, self.no_tls)
        if self.offers is None or not self.offers.auth:
            raise Over(NOT_APPLICABLE, "AUTH is not offered")
        if wanted and not self.mechanisms() & set(wanted):
            raise Over(NOT_APPLICABLE, f"{' or '.join(wanted)} is not offered")

    def offered_here(self, wanted: tuple[str, ...]) -> bool:
        have = self.mechanisms()
        return bool(have & set(wanted)) if wanted else bool(have)

    def need_account(self) -> None:
        """Ends the situation where no credentials are given."""
        if self.account.user is None:
            raise Over(NOT_TRIED, "it needs credentials: --user")
        if not self.private and not self.secure:
            raise Over(NOT_TRIED, "credentials never cross a network in clear")

    def plain(self, user: str | None = None, password: str | None = None) -> bytes:
        """PLAIN's response (RFC 4616), in base64; the account's own without arguments."""
        name = self.account.user if user is None else user
        word = self.account.password if password is None else password
        return base64.b64encode(b"\0%s\0%s" % ((name or "").encode(), word.encode()))

    def login(self) -> None:
        """Logs in with the account's credentials, by the way."""
        self.need_account()
        for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5"):
            if mechanism in self.mechanisms():
                answer = self.by(mechanism)
                break
        else:
            raise Over(NOT_APPLICABLE, "none of PLAIN, LOGIN and CRAM-MD5 is offered")
        if answer.code == 334:
            raise Over(NOT_TESTED, "the log-in did not end")
        if not answer.good:
            raise Over(NOT_TESTED, f"the log-in got {answer.code}: are the credentials right?")

    def by(self, mechanism: str) -> Answer:
        """AUTH with the account's credentials."""
        user, password = (self.account.user or "").encode(), self.account.password.encode()
        if mechanism == "PLAIN":
            return self.ask(b"AUTH PLAIN " + self.plain())
        answer = self.ask(b"AUTH " + mechanism.encode())
        if mechanism == "CRAM-MD5" and answer.code == 334:
            try:
                challenge = base64.b64decode(answer.text, validate=True)
            except ValueError:
                raise Over(None, "the challenge is no base64") from None
            digest = hmac.new(password, challenge, hashlib.md5).hexdigest().encode()
            return self.respond(base64.b64encode(user + b" " + digest))
        for word in (user, password):
            if answer.code == 334:
                answer = self.respond(base64.b64encode(word))
        return answer

    def right(self, mechanism: str = "PLAIN") -> None:
        """AUTH with the account's credentials, which must be right."""
        self.welcome(self.by(mechanism))

    def welcome(self, answer: Answer) -> None:
        """What the right credentials got; a server that let somebody in stays there."""
        if answer.code == 535:
            raise Over(NOT_TESTED, "the log-in got 535: are the credentials right?")
        if answer.good:
            self.ask(b"NOOP")

    def to_mail(self) -> None:
        """To where MAIL may be sent: logged in, if AUTH is offered and there are credentials."""
        self.start()
        if (self.account.user is not None or not self.mechanisms()) and self.can_start_tls():
            if not self.mechanisms() or not self.private or self.tls_first:
                self.starttls()
                self.hello()
        if self.account.user is not None and self.mechanisms():
            self.login()

    def sender(self, rest: bytes = b"") -> bytes:
        """A MAIL command."""
        return b"MAIL FROM:<%s>%s" % (self.account.sender.encode(), rest)

    def recipient(self, rest: bytes = b"") -> bytes:
        """A RCPT command."""
        return b"RCPT TO:<%s>%s" % (self.account.recipient.encode(), rest)

    def mail(self) -> Answer:
        """MAIL, by the way; ends the situation where it is refused."""
        answer = self.ask(self.sender())
        if answer.code == 530:
            raise Over(NOT_TRIED, "MAIL needs a log-in or TLS: --user")
        if not answer.good:
            raise Over(NOT_APPLICABLE, f"MAIL got {answer.code}")
        return answer

    def fail(self, line: bytes) -> Answer:
        """An AUTH or a response that is to fail; never more than three in a connection."""
        self.failures += 1
        if self.failures > 3:
            raise Over(NOT_TRIED, "three log-ins have failed")
        return self.ask(line) if line.upper().startswith(b"AUTH") else self.respond(line)

    def quit(self) -> None:
        """Leaves, by the way."""
        self.way()
        self.ask(b"QUIT")

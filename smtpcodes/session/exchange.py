"""The abstract exchange: what a rule may look at.

A command with its reply, and the state before; no text and nothing that a hostile log could make
endless, but for codes, which are bounded by the grammar.
"""

from __future__ import annotations

from smtpcodes.grammar import protocols, sasl, shape
from smtpcodes.grammar.command import HELLOS, Token
from smtpcodes.grammar.form import Envelope, Form, Response
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.session.events import NO, UNKNOWN, YES, Known, Sees
from smtpcodes.session.reply import ReplyForm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.grammar.ehlo import Offers
    from smtpcodes.session.known import State

_UNREADABLE = Form.MASKED | Form.EMPTY | Form.CANCEL | Form.BAD_BASE64 | Form.ASSUMED
# flags that came after 0.1: fingerprints, and so baselines, are made without them
_LATER = (
    Form.BARE_LINE_FEED
    | Form.LINE_FEED_END
    | Form.OTHER_PROTOCOL
    | Form.DROPPED
    | Form.FIRST
    | Envelope.LARGE
    | Envelope.UNKNOWN_PARAMETER
)
_REPLY_LATER = (
    ReplyForm.BLANKS | ReplyForm.SPACED | ReplyForm.OTHER_PROTOCOL | ReplyForm.BARE_LINE_FEED
)
_GROUP = frozenset(("RCPT", "DATA", "BDAT"))  # what may follow MAIL in one group
_FIELD = {Form: "form", Envelope: "envelope", Response: "response", ReplyForm: "reply_form"}
NO_COMMAND = "NONE"  # the verb of a reply that nothing was outstanding for


class Exchange:
    """A command and its reply, judged in a state.

    state: before the exchange. verb: of the command; CONNECT, MESSAGE, SASL, OTHER, UNKNOWN (the
    log does not show it) and NONE (no command was outstanding) as well. mechanism: of the AUTH
    exchange, "?" if it is no known one, "" outside.
    form, envelope, response, reply_form: flags of ``Form``, ``Envelope``, ``Response`` and
    ``ReplyForm``. code: the reply's, 0 if there was no reply. enhanced: "5.7.8", or None.
    text: the class of the text. offers: of a 250 to EHLO or LHLO.
    """

    __slots__ = (
        "_shape",
        "code",
        "enhanced",
        "envelope",
        "form",
        "mechanism",
        "offers",
        "reply_form",
        "response",
        "state",
        "text",
        "verb",
    )

    def __init__(
        self,
        state: State,
        command: Token,
        reply: tuple[int, str | None, TextClass, int],
        offers: Offers | None,
    ) -> None:
        self.state = state
        self.verb, self.mechanism, self.form, self.envelope, self.response = command
        self.code, self.enhanced, self.text, self.reply_form = reply
        self.offers = offers
        self._shape = ""
        if self.verb == "SASL":
            self.mechanism = state.mechanism or self.mechanism

    # --- the command
    @property
    def in_auth(self) -> bool:
        """The command is AUTH or a SASL response."""
        return self.verb in ("AUTH", "SASL")

    @property
    def hello(self) -> bool:
        return self.verb in HELLOS

    @property
    def other_protocol(self) -> bool:
        """A command that only another protocol has, and it was understood; or a reply that names
        that protocol."""
        return (self.has(Form.OTHER_PROTOCOL) and self.code not in protocols.UNKNOWN_COMMAND) or (
            self.has(ReplyForm.OTHER_PROTOCOL)
            and self.verb in ("CONNECT", "UNKNOWN", NO_COMMAND, "OTHER")
        )

    @property
    def shown(self) -> bool:
        """The log shows which command the reply answers, or the reply can answer no other."""
        return self.verb not in ("UNKNOWN", NO_COMMAND)

    @property
    def offered(self) -> Known:
        """Is AUTH's mechanism in the last EHLO reply?"""
        return YES if self.form & Form.OFFERED else NO if self.form & Form.NOT_OFFERED else UNKNOWN

    @property
    def plaintext(self) -> bool:
        return self.mechanism in sasl.PLAINTEXT

    @property
    def readable_credential(self) -> bool:
        """The command carries a response that whoever has the log can read."""
        return (
            self.verb == "SASL" or (self.verb == "AUTH" and bool(self.form & Form.INITIAL))
        ) and not self.form & _UNREADABLE

    @property
    def problems(self) -> list[str]:
        """What is wrong with the response, as names of ``shape.PROBLEMS``."""
        steps = self.state.sasl_steps if self.verb == "SASL" else 0
        return shape.problems(self.mechanism, self.form, self.response, steps)

    @property
    def malformed(self) -> bool:
        """Tell whether the response is base64 of what can be no message of its mechanism."""
        return self.problems not in ([], ["not-base64"])

    @property
    def in_batch(self) -> bool:
        """May the command have been sent together with those before it (RFC 2920 section 3.1)? A
        server writes them into its log one by one, each with its reply; where the log may be a
        client's, the same 530 to the whole group tells it."""
        if self.form & Form.PIPELINED:
            return True
        state = self.state
        if self.verb not in _GROUP or state.lists("PIPELINING") is not YES:
            return False
        again = self.code == 530 and (state.required or state.required_tls)
        return (again and state.shows(Sees.EITHER)) or not state.shows(Sees.ORDER)

    # --- the reply
    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def refused(self) -> bool:
        return 400 <= self.code < 600

    @property
    def enhanced_class(self) -> str:
        return self.enhanced[0] if self.enhanced else ""

    @property
    def requires_tls(self) -> bool:
        """530 with the meaning of RFC 3207 section 4: STARTTLS first."""
        return self.code == 530 and self.text is TextClass.WANTS_TLS

    @property
    def requires_auth(self) -> bool:
        """530 with the meaning of RFC 4954 section 6: authenticate first."""
        return self.code == 530 and self.text is TextClass.WANTS_AUTH

    @property
    def wants_log_in(self) -> bool:
        """Refused for want of a log-in: 530, 535 without AUTH, or words that say so."""
        if self.in_auth or self.requires_tls:
            return False
        return self.code in (530, 535) or (self.refused and self.text is TextClass.WANTS_AUTH)

    @property
    def final(self) -> bool:
        """The reply ends an AUTH exchange."""
        return self.in_auth and self.code != 334 and self.code != 0

    def has(self, flag: Form | Envelope | Response | ReplyForm) -> bool:
        flags: int = getattr(self, _FIELD[type(flag)])
        return bool(flags & flag)

    def __repr__(self) -> str:
        if self._shape:
            return self._shape
        form = (self.form | self.envelope | self.response) & ~_LATER
        reply_form = self.reply_form & ~_REPLY_LATER
        asked = f"{self.verb} {self.mechanism} {form:#x}"
        answered = f"{self.code} {self.enhanced} {self.text!r} {reply_form:#x}"
        self._shape = f"Exchange({asked} -> {answered})"
        return self._shape

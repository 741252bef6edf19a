"""One line of a client: a command with its argument.

    command = verb [ SP argument ] CRLF               ; RFC 5321 section 4.1.1
    auth-command = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF
                   initial-response = base64 / "="    ; RFC 4954 section 8

Verbs are case-insensitive (RFC 5321 section 2.4). Whether a line is a command, a SASL response or
message text is for
``session`` to decide.
"""

from __future__ import annotations

import re
from enum import IntFlag
from sys import intern

from smtpcodes.grammar import envelope, protocols, sasl, shape

CONNECT, MESSAGE, UNKNOWN, OTHER = "CONNECT", "MESSAGE", "UNKNOWN", "OTHER"
SASL = "SASL"
VERBS = frozenset(
    map(
        intern,
        (
            "EHLO",
            "HELO",
            "LHLO",
            "AUTH",
            "STARTTLS",
            "MAIL",
            "RCPT",
            "DATA",
            "BDAT",
            "BURL",
            "RSET",
            "NOOP",
            "QUIT",
            "VRFY",
            "EXPN",
            "HELP",
            "ETRN",
            "TURN",
            "ATRN",
            "SEND",
            "SOML",
            "SAML",
            "XCLIENT",
            "XFORWARD",
        ),
    )
)
HELLOS = frozenset(("EHLO", "HELO", "LHLO"))


class Form(IntFlag):
    """What the form of a client's line tells, without its words."""

    ARGUMENT = 1  # there is an argument
    INITIAL = 2  # AUTH with an initial response
    BAD_BASE64 = 4  # the response is no base64, and the log shows it as it was sent
    CANCEL = 8  # the response is "*"
    LONG = 16  # over 512 octets, the limit of a command line (RFC 5321 section 4.5.3.1.4)
    TOO_LONG = 32  # over 12288 octets, sufficient for a SASL response (RFC 4954 section 4)
    AUTH_PARAMETER = 64  # MAIL with AUTH=
    LIKE_COMMAND = 128  # a SASL response that can only be meant as a command
    MASKED = 256  # the log hides the response
    EXTRA = 512  # AUTH with more than mechanism and initial response
    EMPTY = 1024  # an empty response, or "="
    # BAD_BASE64, but words such as a log that decodes, or a person who hides, puts in its place
    WORD = 2048
    # set by the session, which knows what stands before:
    PIPELINED = 1 << 16  # sent before the reply to the command before it had arrived
    AFTER_AUTH = 1 << 17  # sent before the reply to an AUTH, or to a SASL response, had arrived
    AFTER_STARTTLS = 1 << 18
    SAME_CREDENTIALS = 1 << 19
    OFFERED = 1 << 20  # AUTH: the mechanism stands in the last EHLO reply
    NOT_OFFERED = 1 << 21  # AUTH: it does not, and the whole reply was seen
    AFTER_TOKEN_ERROR = 1 << 22
    ASSUMED = 1 << 23  # the log does not show the command; the reply tells it
    AFTER_ONE_STEP_AUTH = 1 << 25  # AFTER_AUTH, and all that AUTH needs stood in its line
    LAST = 1 << 24  # BDAT with LAST
    # bits 12 to 15 and 26 to 35: ``grammar.envelope``; from 40 on: ``grammar.shape``
    BAD_CHUNK = 1 << 36  # BDAT without a size, or with something else than LAST after it
    AFTER_END_OF_GROUP = (
        1 << 37
    )  # sent before the reply to a command that ends a group (RFC 2920 section 3.1)
    EARLY = 1 << 38  # sent before the greeting
    TOLD_FAILED = 1 << 62  # of AUTH: the log tells that it failed, and hides the reply
    OTHER_PROTOCOL = 1 << 60  # a command of another protocol, which SMTP does not have
    BARE_LINE_FEED = 1 << 59  # a line feed inside the line; ``check`` writes it as \\x0a


class Command:
    """A line of a client, immutable, shared by all lines with the same text.

    verb: one of VERBS, or OTHER.
    raw: the line as it stood.
    argument: what follows the verb.
    form: the flags of ``Form``, as an int.
    mechanism: AUTH's mechanism in capitals, or "".
    secret: where a credential begins in raw (-1: none); it ends with the line.
    """

    __slots__ = ("argument", "form", "mechanism", "raw", "secret", "token", "verb")

    def __init__(
        self,
        raw: bytes,
        verb: str,
        argument: bytes,
        form: int = 0,
        mechanism: str = "",
        secret: int = -1,
    ) -> None:
        self.raw = raw
        self.verb = verb
        self.argument = argument
        self.form = form
        self.mechanism = mechanism
        self.secret = secret
        self.token = (
            verb,
            mechanism if mechanism in sasl.MECHANISMS or not mechanism else sasl.UNKNOWN,
            form,
        )

    def having(self, form: int) -> Command:
        """The same line, with what the session knows of it."""
        return Command(
            self.raw, self.verb, self.argument, self.form | form, self.mechanism, self.secret
        )

    @property
    def shape(self) -> object:
        """What the line is, without its words; None if a session has to see the words."""
        return None if self.verb == "BDAT" else (self.token, self.secret >= 0)

    def __repr__(self) -> str:
        return f"Command({self.verb}, {self.mechanism or '-'}, {self.form:#x})"


def parse(raw: bytes) -> Command:
    """`raw` as a command; never fails: what is no known verb is OTHER."""
    word, _, argument = raw.strip().partition(b" ")
    verb = word.upper().decode("latin-1")
    if verb not in VERBS:
        if b"\t" in word:
            word, _, argument = raw.strip().partition(b"\t")
            verb = word.upper().decode("latin-1")
        if verb not in VERBS:
            form = Form.ARGUMENT if argument else 0 if word else Form.EMPTY
            form |= Form.BARE_LINE_FEED if b"\n" in raw or b"\\x0a" in raw else 0
            form |= Form.OTHER_PROTOCOL if word.upper() in protocols.VERBS else 0
            return Command(raw, OTHER, argument, int(form))
    if verb == "AUTH":
        return _auth(raw, argument.strip())
    form = _ARGUMENT if argument else 0
    argument = argument.strip()
    if verb in HELLOS:
        form |= envelope.hello(argument)
    elif verb in ("MAIL", "RCPT"):
        form |= envelope.path(verb, argument)
        if verb == "MAIL" and b" AUTH=" in argument.upper():
            form |= Form.AUTH_PARAMETER
    elif verb == "BDAT":
        form |= Form.LAST if argument.upper().endswith(b" LAST") else 0
        form |= 0 if _CHUNK.match(argument) else Form.BAD_CHUNK
    elif verb == "STARTTLS" and len(raw) > 8:
        form = _ARGUMENT if raw[8:].strip() else 0
    return Command(raw, intern(verb), argument, int(form | length(raw)))


def _auth(raw: bytes, argument: bytes) -> Command:
    if not argument:
        return Command(raw, "AUTH", b"")
    parts = argument.split(None, 1)
    mechanism = parts[0].upper().decode("latin-1")[:64]
    if len(parts) == 1:
        form = _ARGUMENT | (Form.OTHER_PROTOCOL if mechanism in protocols.TLS else 0)
        return Command(raw, "AUTH", argument, int(form), mechanism)
    response = parts[1]
    form = _ARGUMENT | Form.INITIAL | sasl.form(response)
    if b" " in response and not form & Form.MASKED:
        form |= Form.EXTRA
    if not form & _NO_SHAPE:
        form |= shape.shape(response)
    listed = all(x.decode("latin-1") in sasl.MECHANISMS for x in response.split())
    at = -1 if listed else raw.rindex(response)
    return Command(raw, "AUTH", argument, int(form | length(raw)), mechanism, at)


def response(raw: bytes) -> Command:
    """`raw` as a SASL response (RFC 4954 section 4)."""
    text = raw.strip()
    form = sasl.form(text) | length(raw)
    if form & Form.BAD_BASE64 and like_command(text):
        form |= Form.LIKE_COMMAND
    elif not form & _NO_SHAPE:
        form |= shape.shape(text)
    return Command(raw, SASL, text, int(form), secret=0 if text and text != b"*" else -1)


def like_command(text: bytes) -> bool:
    """True if `text` can only be meant as a command: a known verb with its argument, or one of the
    verbs that have none.

    Four letters are base64 too: QUIT, RSET, DATA and NOOP are told by the reply, see ``session``.
    """
    word, blank, _ = text.partition(b" ")
    return word.upper().decode("latin-1") in VERBS and (blank == b" " or len(word) % 4 != 0)


def length(raw: bytes) -> int:
    """LONG, TOO_LONG or 0; the two octets of CRLF are counted (RFC 5321 section 4.5.3.1.4)."""
    size = len(raw) + 2
    return 0 if size <= 512 else Form.LONG if size <= 12288 else Form.TOO_LONG


_ARGUMENT = int(Form.ARGUMENT)
_CHUNK = re.compile(rb"(?i)[0-9]{1,20}(?: LAST)?\Z")  # RFC 3030 section 2
_NO_SHAPE = int(Form.MASKED | Form.EMPTY | Form.CANCEL)

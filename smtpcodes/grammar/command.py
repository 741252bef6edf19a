"""One line of a client: a command with its argument.

    command = verb [ SP argument ] CRLF               ; RFC 5321 section 4.1.1
    auth-command = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64])
                   [CRLF cancel-response] CRLF
                   initial-response = base64 / "="    ; RFC 4954 section 8

Verbs are case-insensitive (RFC 5321 section 2.4). Whether a line is a command, a SASL response or
message text is for
``session`` to decide.
"""

from __future__ import annotations

import re
from sys import intern

from smtpcodes.grammar import envelope, protocols, sasl, shape
from smtpcodes.grammar.form import Form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

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
_BY_WORDS = frozenset(("AUTH", SASL, OTHER))  # what they are rests on more than their form
HELLOS = frozenset(("EHLO", "HELO", "LHLO"))
Token: TypeAlias = tuple[str, str, int, int, int]  # verb, mechanism, three sets of flags


class Command:
    """A line of a client, immutable, shared by all lines with the same text.

    verb: one of VERBS, or OTHER.
    raw: the line as it stood.
    argument: what follows the verb.
    form, envelope, response: the flags of ``Form``, ``Envelope`` and ``Response``.
    mechanism: AUTH's mechanism in capitals, or "".
    secret: where a credential begins in raw (-1: none); it ends with the line.
    token: what rules may look at, all of it finite.
    """

    __slots__ = (
        "argument",
        "envelope",
        "form",
        "mechanism",
        "raw",
        "response",
        "secret",
        "token",
        "verb",
    )

    def __init__(
        self,
        raw: bytes,
        verb: str,
        argument: bytes,
        form: int = 0,
        mechanism: str = "",
        secret: int = -1,
        *,
        envelope: int = 0,
        response: int = 0,
    ) -> None:
        self.raw = raw
        self.verb = verb
        self.argument = argument
        self.form = form
        self.envelope = envelope
        self.response = response
        self.mechanism = mechanism
        self.secret = secret
        self.token: Token = (
            verb,
            mechanism if mechanism in sasl.MECHANISMS or not mechanism else sasl.UNKNOWN,
            form,
            envelope,
            response,
        )

    def having(self, form: int) -> Command:
        """The same line, with what the session knows of it."""
        return Command(
            self.raw,
            self.verb,
            self.argument,
            self.form | form,
            self.mechanism,
            self.secret,
            envelope=self.envelope,
            response=self.response,
        )

    @property
    def shape(self) -> object:
        """What the line is, without its words; None if a session has to see the words."""
        if self.verb == "BDAT":
            return None
        if self.verb not in _BY_WORDS:
            return self.token, self.secret >= 0
        raw = self.raw.strip()
        said = raw.upper().decode("latin-1")
        return (
            self.token,
            self.secret >= 0,
            self.mechanism,  # where it has no name here, EHLO may offer it all the same
            not raw,
            sasl.stray(raw),
            said if said in VERBS else "",
            response(raw).token if self.verb == OTHER else None,
        )

    def __repr__(self) -> str:
        return f"Command({self.verb}, {self.mechanism or '-'}, {self.form:#x})"


def parse(raw: bytes) -> Command:
    """`raw` as a command; never fails: what is no known verb is OTHER."""
    word, _, argument = raw.strip().partition(b" ")
    verb = word.upper().decode("latin-1")
    if verb not in VERBS:
        if word.find(b"\t") >= 0:
            word, _, argument = raw.strip().partition(b"\t")
            verb = word.upper().decode("latin-1")
        if verb not in VERBS:
            form: int = Form.ARGUMENT if argument else 0 if word else Form.EMPTY
            form |= Form.BARE_LINE_FEED if raw.find(b"\n") >= 0 or raw.find(b"\\x0a") >= 0 else 0
            form |= Form.LINE_FEED_END if raw.endswith(b"\\x0a") else 0
            form |= Form.OTHER_PROTOCOL if word.upper() in protocols.VERBS else 0
            return Command(raw, OTHER, argument, form)
    if verb == "AUTH":
        return _auth(raw, argument.strip())
    form = Form.ARGUMENT if argument else 0
    form |= Form.LINE_FEED_END if raw.endswith(b"\\x0a") else 0
    flags = 0
    argument = argument.strip()
    if verb in HELLOS:
        flags = envelope.hello(argument)
    elif verb in ("MAIL", "RCPT"):
        flags = envelope.path(verb, argument)
        if verb == "MAIL" and argument.upper().find(b" AUTH=") >= 0:
            form |= Form.AUTH_PARAMETER
    elif verb == "BDAT":
        form |= Form.LAST if argument.upper().endswith(b" LAST") else 0
        form |= 0 if _CHUNK.match(argument) else Form.BAD_CHUNK
    elif verb == "STARTTLS" and len(raw) > 8:
        form = Form.ARGUMENT if raw[8:].strip() else 0
    return Command(raw, intern(verb), argument, form | length(raw), envelope=flags)


def _auth(raw: bytes, argument: bytes) -> Command:
    if not argument:
        return Command(raw, "AUTH", b"")
    parts = argument.split(None, 1)
    mechanism = parts[0].upper().decode("latin-1")[:64]
    if len(parts) == 1:
        form = Form.ARGUMENT | (Form.OTHER_PROTOCOL if mechanism in protocols.TLS else 0)
        return Command(raw, "AUTH", argument, form, mechanism)
    response = parts[1]
    form = Form.ARGUMENT | Form.INITIAL | sasl.form(response)
    if b" " in response and not form & Form.MASKED:
        form |= Form.EXTRA
    flags = 0 if form & _HIDDEN else shape.shape(response)
    listed = all(x.decode("latin-1") in sasl.MECHANISMS for x in response.split())
    at = -1 if listed else raw.rindex(response)
    return Command(raw, "AUTH", argument, form | length(raw), mechanism, at, response=flags)


def response(raw: bytes) -> Command:
    """`raw` as a SASL response (RFC 4954 section 4)."""
    text = raw.strip()
    form = sasl.form(text) | length(raw)
    flags = 0
    if form & Form.BAD_BASE64 and like_command(text):
        form |= Form.LIKE_COMMAND
    elif not form & _HIDDEN:
        flags = shape.shape(text)
    secret = 0 if text and text != b"*" else -1
    return Command(raw, SASL, text, form, secret=secret, response=flags)


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


_CHUNK = re.compile(rb"(?i)[0-9]{1,20}(?: LAST)?\Z")  # RFC 3030 section 2
_HIDDEN = Form.MASKED | Form.EMPTY | Form.CANCEL

"""The reply to EHLO or LHLO: what the server offers.

ehlo-ok-rsp  = ( "250-" Domain [ SP ehlo-greet ] CRLF *( "250-" ehlo-line CRLF ) "250" SP ehlo-line
CRLF ) ehlo-line    = ehlo-keyword *( SP ehlo-param )    ; RFC 5321 section 4.1.1.1
auth-line    = "AUTH" *( SP sasl-mech )           ; RFC 4954 section 3
"""

from __future__ import annotations

from collections.abc import Iterable

from smtpcodes.grammar import sasl
from smtpcodes.grammar.late import late

_KEPT = frozenset(
    (
        "STARTTLS",
        "PIPELINING",
        "ENHANCEDSTATUSCODES",
        "CHUNKING",
        "8BITMIME",
        "SMTPUTF8",
        "DSN",
        "SIZE",
        "REQUIRETLS",
        "BURL",
        "BINARYMIME",
        "ETRN",
        "VRFY",
        "EXPN",
        "HELP",
        "PIPECONNECT",
    )
)
# what Exim called it before it was PIPECONNECT
_OLD = {"X_PIPE_CONNECT": "PIPECONNECT", "PIPE_CONNECT": "PIPECONNECT"}


class Offers:
    """What an EHLO reply lists; immutable.

    keywords: the known extension keywords.
    mechanisms: of all AUTH lines, in capitals.
    auth: True if there is an AUTH line (or the old form "AUTH=").
    """

    __slots__ = (
        "_hash",
        "auth",
        "auth_without_mechanisms",
        "keywords",
        "legacy_auth",
        "local",
        "malformed",
        "mechanisms",
        "repeated",
        "size",
        "unknown",
    )

    def __init__(
        self,
        keywords: frozenset[str],
        mechanisms: frozenset[str],
        auth: bool,
        legacy_auth: bool,
        bare: bool,
        local: bool = False,
        malformed: bool = False,
        repeated: bool = False,
        size: int = 0,
        unknown: bool = False,
    ) -> None:
        self.keywords = keywords
        self.mechanisms = mechanisms
        self.auth = auth
        self.legacy_auth = legacy_auth
        self.auth_without_mechanisms = bare
        self.local = local  # the server greets the client by an address of its own machine
        self.malformed = malformed  # a line does not begin with a keyword
        self.repeated = repeated  # a keyword stands twice
        self.size = size  # the most octets of a message; 0 if it is not told
        self.unknown = unknown  # a keyword stands there that is not known here
        self._hash = hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (
            self.keywords,
            self.mechanisms,
            self.auth,
            self.legacy_auth,
            self.auth_without_mechanisms,
            self.local,
            self.malformed,
            self.repeated,
            self.size,
            self.unknown,
        )

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Offers) and self._key() == other._key())

    @property
    def starttls(self) -> bool:
        return "STARTTLS" in self.keywords

    @property
    def pipelining(self) -> bool:
        return "PIPELINING" in self.keywords

    @property
    def enhanced(self) -> bool:
        return "ENHANCEDSTATUSCODES" in self.keywords

    @property
    def plaintext(self) -> bool:
        """PLAIN or LOGIN is offered."""
        return not sasl.PASSWORD.isdisjoint(self.mechanisms)


_LOOPBACK = late(rb"\[(?:127\.|::1\]|IPv6:::1\])")


def loopback(text: bytes) -> bool:
    """True if the first line of an EHLO reply names the client by an address of the server's own
    machine."""
    return text.find(b"[") >= 0 and _LOOPBACK.search(text) is not None


def keyword(text: bytes) -> bool:
    """True if the line of an EHLO reply begins with a known keyword."""
    words = text.split(None, 1)
    word = words[0].decode("latin-1").upper() if words else ""
    return word in _KEPT or word in _OLD or word == "AUTH" or word.startswith("AUTH=")


def malformed(text: bytes) -> bool:
    """True if a line begins with no keyword; with "=" after it, as the old form of AUTH has it, it
    is one."""
    return bool(text) and _KEYWORD.match(text) is None


_KEYWORD = late(
    rb"[A-Za-z0-9][A-Za-z0-9\-]{0,80}(?:[ \t=]|\Z)|[*<\[(]"
)  # the last: what a person hides


def parse(texts: Iterable[bytes], local: bool = False) -> Offers:
    """What the lines after the first one of an EHLO reply offer.

    texts: the lines without code and mark.
    """
    keywords: set[str] = set()
    mechanisms: set[str] = set()
    auth = legacy = bare = strange = repeated = unknown = False
    size = 0
    for text in texts:
        words = text.decode("latin-1").upper().split()
        if not words:
            continue
        strange |= malformed(text.strip())
        word = _OLD.get(words[0], words[0])
        if word == "AUTH":
            auth = True
            mechanisms.update(words[1:65])
            bare |= len(words) == 1
        elif word.startswith("AUTH="):
            auth = legacy = True
            mechanisms.update(w for w in (word[5:], *words[1:65]) if w)
        elif word in _KEPT:
            repeated |= word in keywords
            keywords.add(word)
            if word == "SIZE" and len(words) > 1 and words[1].isascii() and words[1].isdigit():
                size = int(words[1][:20])
        else:
            unknown = True
    return Offers(
        frozenset(keywords),
        frozenset(mechanisms),
        auth,
        legacy,
        bare and not mechanisms,
        local,
        strange,
        repeated,
        size,
        unknown,
    )

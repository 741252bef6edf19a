"""The arguments of MAIL, RCPT and the hellos: what their form tells, without their words.

    mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF          ; RFC 5321 section 4.1.1.2
    rcpt = "RCPT TO:" Forward-path [SP Rcpt-parameters] CRLF            ; RFC 5321 section 4.1.1.3
    Path = "<" [ A-d-l ":" ] Mailbox ">"                                ; RFC 5321 section 4.1.2
    ehlo = "EHLO" SP ( Domain / address-literal ) CRLF                  ; RFC 5321 section 4.1.1.1

Logs hide addresses and pages lose what stands in angle brackets: where no address is to be seen,
nothing is said of it.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.form import Envelope
from smtpcodes.grammar.late import late

# What most lines look like; their form is ARGUMENT and nothing else.
REGULAR = late(
    rb"(?:(?:EHLO|HELO|LHLO) (?:(?=[0-9.\-]{0,255}[A-Za-z])[A-Za-z0-9.\-]+|\[[A-Za-z0-9.:]+\])"
    rb"|MAIL FROM:<>|(?:MAIL FROM|RCPT TO):<(?!@)[!-;=?-~]+>)\Z"
)
_PREFIX = {
    "MAIL": late(rb"(?i)FROM([ \t]*):([ \t]*)"),
    "RCPT": late(rb"(?i)TO([ \t]*):([ \t]*)"),
}
_ADDRESS = late(rb"[!#-'*+\-/-9=?A-Z^-~.]{1,64}@[A-Za-z0-9.\-]{1,255}(?= |\Z)")
_NAKED = late(
    rb"(?:[Ff][Rr][Oo][Mm] |[Tt][Oo] )?<?[!#-'*+\-/-9=?A-Z^-~.]{1,64}@[A-Za-z0-9.\-]{1,255}>?"
    rb"(?= |\Z)"
)
_HIDDEN = late(
    rb"[*<>\[\](){}$]|&[a-z]{2,4};|\.\.\.|redacted|removed|hidden|masked|%s|\A([a-z])\1+\Z"
    rb"|\A(?-i:(?:MY|YOUR|OUR)_[A-Z_]+|[A-Z_]*(?:HOST|DOMAIN|FQDN)_?(?:NAME)?)\Z",
    re.IGNORECASE,
)
_DOCUMENTATION = late(rb"(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}\Z")
_DOMAIN = late(rb"(?=[0-9.\-]{0,255}[A-Za-z])[A-Za-z0-9.\-]+\Z|\[[A-Za-z0-9.:\-]+\]\Z")
_FLAGS: dict[bytes, int] = {
    b"SIZE": Envelope.SIZE,
    b"SMTPUTF8": Envelope.SMTPUTF8,
    b"REQUIRETLS": Envelope.REQUIRETLS,
    b"RET": Envelope.DSN,
    b"ENVID": Envelope.DSN,
    b"NOTIFY": Envelope.DSN,
    b"ORCPT": Envelope.DSN,
}
_BODY: dict[bytes, int] = {
    b"8BITMIME": Envelope.BODY_8BITMIME,
    b"BINARYMIME": Envelope.BODY_BINARYMIME,
    b"7BIT": 0,
}
# those that have no flag: RFC 4954, 2852, 4865, 3865, 3885, 4141, 6710, 7293, 4405
_OTHERS = frozenset(
    (
        b"AUTH",
        b"BY",
        b"HOLDFOR",
        b"HOLDUNTIL",
        b"SOLICIT",
        b"TRANSID",
        b"MTRK",
        b"CONPERM",
        b"CONNEG",
        b"MT-PRIORITY",
        b"RRVS",
        b"SUBMITTER",
    )
)
_KEYWORD = late(rb"[A-Za-z0-9][A-Za-z0-9-]{0,60}=[!-<>-~]{1,500}\Z")
LARGE = 10_000_000  # octets
_NOTIFY = frozenset((b"SUCCESS", b"FAILURE", b"DELAY"))


def path(verb: str, argument: bytes) -> int:
    """The flags of the argument of MAIL or RCPT."""
    match = _PREFIX[verb].match(argument)
    if match is None:
        return Envelope.NO_PREFIX if _NAKED.match(argument) else 0
    form: int = Envelope.SPACED if match.group(1) or match.group(2) else 0
    rest = argument[match.end() :]
    if not rest.startswith(b"<"):
        form |= Envelope.BARE if _ADDRESS.match(rest) else 0
        return form | _parameters(verb, rest.partition(b" ")[2])
    end = rest.find(b"> ")
    address = rest[1:end] if end > 0 else rest[1:].rstrip()
    if end < 0 and address.endswith(b">"):
        address = address[:-1]
    if not address.isascii():
        form |= Envelope.NON_ASCII
    elif address.startswith(b"@") and b":" in address:
        form |= Envelope.SOURCE_ROUTE
    elif not address and verb == "RCPT" and rest.startswith(b"<>"):
        form |= Envelope.NO_RECIPIENT
    return form | _parameters(verb, rest[end + 2 :] if end > 0 else b"")


def _parameters(verb: str, text: bytes) -> int:
    form = 0
    for word in text.split()[:20]:
        name, equals, value = word.partition(b"=")
        name = name.upper()
        if name == b"BODY":
            flag = _BODY.get(value.upper())
            form |= (
                Envelope.BAD_PARAMETER if flag is None and not _HIDDEN.search(value) else flag or 0
            )
        elif name in _FLAGS:
            form |= _FLAGS[name] | (
                Envelope.BAD_PARAMETER if _malformed(verb, name, equals, value) else 0
            )
            if name == b"SIZE" and value.isdigit() and (len(value) > 8 or int(value) >= LARGE):
                form |= Envelope.LARGE
        elif name not in _OTHERS and _KEYWORD.match(word) and not _HIDDEN.search(word):
            form |= Envelope.UNKNOWN_PARAMETER
    return form


def _malformed(verb: str, name: bytes, equals: bytes, value: bytes) -> bool:
    """Is the value none that the parameter has, or the parameter one of another command?"""
    if _HIDDEN.search(value):
        return False
    if name == b"SIZE":  # size-value ::= 1*20DIGIT (RFC 1870 section 3)
        return not value.isdigit() or len(value) > 20
    if name in (b"SMTPUTF8", b"REQUIRETLS"):  # RFC 6531 section 3.1, RFC 8689 section 2: no value
        return bool(equals)
    if name == b"RET":  # RFC 3461 section 4.3
        return value.upper() not in (b"FULL", b"HDRS")
    if name == b"NOTIFY":  # RFC 3461 section 4.1: NEVER stands alone
        return value.upper() != b"NEVER" and not _NOTIFY.issuperset(value.upper().split(b","))
    if name == b"ORCPT":  # addr-type ";" xtext (RFC 3461 section 4.2)
        return b";" not in value
    return not value


def hello(argument: bytes) -> int:
    """The flags of the argument of EHLO, HELO or LHLO.

    Behind an address for documentation (RFC 5737 section 3) somebody hid, most likely, another.
    """
    if not argument or _DOMAIN.match(argument) or _HIDDEN.search(argument.strip(b"[]")):
        return 0
    return 0 if _DOCUMENTATION.match(argument) else Envelope.BAD_DOMAIN

"""SASL mechanisms and the form of SASL responses in SMTP (RFC 4422, RFC 4954 section 4, RFC 4648
section 4).

Knows the form of a response, never keeps its content.
"""

from __future__ import annotations

import binascii
import re

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late

UNKNOWN = "?"
# https://www.iana.org/assignments/sasl-mechanisms, and the private ones that mail servers offer
MECHANISMS = frozenset(
    (
        "9798-M-DSA-SHA1",
        "ANONYMOUS",
        "CRAM-MD5",
        "CRAM-SHA1",
        "DIGEST-MD5",
        "EXTERNAL",
        "GSSAPI",
        "GSS-SPNEGO",
        "KERBEROS_V4",
        "LOGIN",
        "NTLM",
        "OAUTHBEARER",
        "OAUTH10A",
        "OTP",
        "PLAIN",
        "PLAIN-CLIENTTOKEN",
        "SCRAM-SHA-1",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-512",
        "SCRAM-SHA-512-PLUS",
        "SCRAM-SHA-224",
        "SCRAM-SHA-384",
        "SKEY",
        "SRP",
        "XOAUTH",
        "XOAUTH2",
        "X-EXPS",
        "XGSSAPI",
    )
)
# The password, or a token as good as one, crosses the wire readable by whoever sees it.
PLAINTEXT = frozenset(("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "PLAIN-CLIENTTOKEN", "XOAUTH"))
PASSWORD = frozenset(("PLAIN", "LOGIN"))
TOKEN = frozenset(("XOAUTH2", "OAUTHBEARER"))
# An initial response and one round trip are enough: commands may follow in the same group (RFC 4954
# section 4).
ONE_STEP = frozenset(
    ("PLAIN", "EXTERNAL", "ANONYMOUS", "XOAUTH2", "OAUTHBEARER", "PLAIN-CLIENTTOKEN")
)
# The server speaks first, so an initial response is an error (RFC 4954 section 4; RFC 2195, RFC
# 2222 section 7.1). LOGIN,
# where most servers take the user name at once, and DIGEST-MD5, which knows it from RFC 2831
# section 2.2 on, are not here.
SERVER_FIRST = frozenset(("CRAM-MD5", "CRAM-SHA1", "KERBEROS_V4"))

_BASE64 = late(rb"[A-Za-z0-9+/]*={0,2}")
_WORDS = late(rb"[\w.@+ -]+")
_MASK = late(
    rb"(?:\*{2,}|[xX]{3,}$|\.{3}$|\xe2\x80[\x93\x94\xa6]|[<\[({][^<>\[\](){}]{0,80}[>\])}]?$|\[|#{3,}|.{0,12}\*{3}|.{0,40}(?:redact|hidden|omitted|masked|suppress|removed|obfuscat|anonymi[sz]|elided|snipped|secret\b|credential)"
    rb"|\"?/\*.{0,60}\*/"
    rb"|[A-Za-z0-9+/]{1,8}(?:\.{3}|\xe2\x80\xa6)[A-Za-z0-9+/]{0,8}={0,2}$)",
    re.I,
)


class Name(bytes):
    """A response that tells who logs in, and no secret: the first of LOGIN."""


def is_base64(text: bytes) -> bool:
    """True if `text` is base64 with its padding (RFC 4648 section 4); the empty string is."""
    return len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None


def is_masked(text: bytes) -> bool:
    """True if a log or a person has put a placeholder where the response stood."""
    return _MASK.match(text) is not None


def form(text: bytes) -> int:
    """The flags of ``command.Form`` for a response:

    BAD_BASE64 (and WORD), CANCEL, MASKED, EMPTY or none.
    """
    if not text or text == b"=":
        return Form.EMPTY
    if text == b"*":
        return Form.CANCEL
    if is_base64(text):
        # nodemailer writes "/* secret */" in place of the password, and encodes that
        return Form.MASKED if (decode(text) or b"").endswith(b"/* secret */") else 0
    return (
        Form.MASKED
        if is_masked(text)
        else Form.BAD_BASE64 | (Form.WORD if _WORDS.fullmatch(text) else 0)
    )


def decode(text: bytes) -> bytes | None:
    """The octets of a base64 text, or None."""
    if not is_base64(text):
        return None
    try:
        return binascii.a2b_base64(text)
    except binascii.Error:
        return None


def credentials(decoded: bytes) -> list[bytes]:
    """What is secret in a decoded response: not who logs in (RFC 4616, RFC 7628, RFC 2195, RFC
    2831, RFC 5802)."""
    if b"\1" in decoded:
        return [
            part.split(b" ", 1)[-1] for part in decoded.split(b"\1") if part[:5].lower() == b"auth="
        ]
    if b"\0" in decoded:
        return [
            part for part in decoded.split(b"\0")[1 if decoded.count(b"\0") == 1 else 2 :] if part
        ]
    digest = _DIGEST.search(decoded)
    if digest is not None:
        return [digest.group(1)]
    pairs = _PAIRS.findall(decoded)
    return list(pairs) if pairs else [decoded]


_DIGEST = late(rb" ([0-9a-fA-F]{32,128})\Z")
_PAIRS = late(rb"(?:\A|,)(?:response|cnonce|c|r|p)=\"?([^\",]{6,})")


def stray(text: bytes) -> bool:
    """True if a line that is no command may be a response that went astray: base64 with the look of
    chance."""
    return (
        len(text) >= 8
        and text[0] != 0x2F  # no UTF-8 text begins so; a path does
        and is_base64(text)
        and not text.isalpha()
        and not text.isdigit()
        and text != text.upper()
    )

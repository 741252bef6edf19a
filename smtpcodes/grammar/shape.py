"""What is wrong with a SASL response, by length and shape: for ``parse``, ``explain`` and a rule.
Never its content.

    message   = [authzid] UTF8NUL authcid UTF8NUL passwd             ; PLAIN, RFC 4616 section 2
    client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep            ; OAUTHBEARER, RFC 7628 section 3.1; kvsep = %x01
    response  = user-name SP 32(%x30-39 / %x61-66)                    ; CRAM-MD5, RFC 2195 section 2

LOGIN has no standard: the user name, then the password. What a response would have to be is known
from the mechanism; what it is, from its octets. So the flags of ``Shape`` are taken without the
mechanism, and ``problems`` puts both together.
"""

from __future__ import annotations

import re
from enum import IntFlag

from smtpcodes.grammar import sasl

_BAD_BASE64, _CANCEL, _LIKE_COMMAND, _MASKED, _EMPTY, _WORD = (
    4,
    8,
    128,
    256,
    1024,
    2048,
)  # of command.Form


class Shape(IntFlag):
    """What the decoded octets are like; shares an integer with ``command.Form``."""

    NUL = 1 << 40  # one NUL, or more
    NULS = 1 << 41  # two, or more
    MORE_NULS = 1 << 42
    NEWLINE = 1 << 43  # they end with a line feed or a carriage return
    ENCODED = 1 << 44  # they are base64 themselves
    ESCAPED = 1 << 45  # "\\0" and its like in letters, and no NUL
    NO_AUTHCID = 1 << 46  # nothing before the last NUL
    NO_PASSWD = 1 << 47  # nothing after it
    KVSEP = 1 << 48  # %x01 somewhere
    KVEND = 1 << 49  # two of them at the end, or one alone
    BEARER = 1 << 50  # auth=Bearer and a token
    DIGEST = 1 << 51  # a name, a blank and 32 hexadecimal digits
    NOT_UTF8 = 1 << 52
    SPACED = 1 << 53  # no base64: blanks within
    URL_SAFE = 1 << 54  # no base64: "-" and "_" in place of "+" and "/"
    UNPADDED = 1 << 55  # no base64: "=" is missing at the end
    AUTHZID = 1 << 56  # octets before the first of two NULs
    ALTERED = (
        1 << 57
    )  # somebody has put other letters in: the same one throughout, or what no client would send


# The names of what can be wrong, for ``parse``, with words for people.
PROBLEMS = {
    "not-base64": "it is no base64",
    "url-safe-base64": "it is base64 of another alphabet, with - and _",
    "missing-padding": "the = at its end is missing",
    "whitespace-inside": "there are blanks in it",
    "doubly-encoded": "it is encoded twice",
    "trailing-newline": "a newline is encoded at its end",
    "escaped-nul": "a backslash and digits are encoded in place of NUL",
    "no-nul": "no NUL parts user and password",
    "one-nul": "one NUL is missing in it",
    "too-many-nuls": "there are more than two NULs in it",
    "empty-authcid": "the user is empty",
    "empty-passwd": "the password is empty",
    "both-in-one": "it holds user and password; they go apart",
    "no-digest": "there is no user, blank and 32 hexadecimal digits in it",
    "no-bearer": "there is no auth=Bearer and token in it",
    "no-kvsep-at-end": "two octets %x01 are missing at its end",
    "not-utf-8": "it is not UTF-8",
}
_ESCAPED = re.compile(rb"\\(?:0{1,3}|x00|u0000)|%00|\^@|<NUL>", re.I)
_DIGEST = re.compile(rb"[^\x00]{1,1000} [0-9a-fA-F]{32}[\r\n]{0,2}\Z")
_BEARER = re.compile(rb"(?:\A|\x01)auth=bearer [^\s\x01]", re.I)
_CONTROLS = re.compile(rb"[\x02-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PRINTED = re.compile(rb"[\x00\x01\t\r\n\x20-\x7e]{3,}")


def shape(text: bytes) -> int:  # noqa: C901
    """The flags of ``Shape`` for a response as it was sent."""
    decoded = sasl.decode(text)
    if decoded is None:
        return _undecoded(text)
    form = 0
    if len(set(decoded)) < 3 and len(decoded) > 3:
        return Shape.ALTERED
    nuls = decoded.count(b"\0")
    if nuls:
        form |= Shape.NUL | (Shape.NULS if nuls > 1 else 0) | (Shape.MORE_NULS if nuls > 2 else 0)
        fields = decoded.split(b"\0")
        if not fields[-2]:
            form |= Shape.NO_AUTHCID
        if not fields[-1].rstrip(b"\r\n"):
            form |= Shape.NO_PASSWD
        if nuls == 2 and fields[0]:
            form |= Shape.AUTHZID
    elif b"\\" in decoded or b"%" in decoded or b"^" in decoded or b"<" in decoded:
        if len(_ESCAPED.findall(decoded[:2000])) > 1:
            form |= Shape.ESCAPED
    if decoded[-1:] in (b"\n", b"\r"):
        form |= Shape.NEWLINE
    if _encoded(decoded.strip()):
        form |= Shape.ENCODED
    if b"\1" in decoded:
        form |= Shape.KVSEP
        if decoded.rstrip(b"\r\n").endswith(b"\1\1") or decoded == b"\1":
            form |= Shape.KVEND
    if _BEARER.search(decoded) or decoded == b"\1":
        form |= Shape.BEARER
    if _DIGEST.match(decoded):
        form |= Shape.DIGEST
    if not _is_utf8(decoded):
        form |= (
            Shape.NOT_UTF8
            if nuls == 2 and _is_utf8(decoded[: decoded.rindex(b"\0")])
            else Shape.ALTERED
        )
    elif _CONTROLS.search(decoded):
        form |= Shape.ALTERED
    return int(form)


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undecoded(text: bytes) -> int:
    bare = text.rstrip(b"=")
    if len(bare) < 8:
        return 0
    if b" " in bare or b"\t" in bare:
        return Shape.SPACED if sasl.is_base64(b"".join(text.split())) else 0
    if (b"-" in bare or b"_" in bare) and sasl.is_base64(
        bare.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(bare) % 4)
    ):
        return Shape.URL_SAFE
    return (
        Shape.UNPADDED
        if len(bare) % 4 != 1 and sasl.is_base64(bare + b"=" * (-len(bare) % 4))
        else 0
    )


def _encoded(decoded: bytes) -> bool:
    """Is it base64 of something that can be read? A password of letters is none."""
    if len(decoded) < 8 or not (decoded.endswith(b"=") or len(decoded) >= 20):
        return False
    inner = sasl.decode(decoded)
    return inner is not None and _PRINTED.fullmatch(inner) is not None


def problems(mechanism: str, form: int, step: int = 0) -> list[str]:
    """What is wrong with a response, as names of PROBLEMS; step: of the AUTH exchange, 0 the
    initial response.

    Nothing where the log hides it, where somebody seems to have altered it, where the client gave
    up, and for mechanisms whose responses are not looked into.
    """
    if (
        form & (_MASKED | _CANCEL | _EMPTY | _LIKE_COMMAND | Shape.ALTERED)
        or mechanism not in _WRONG
    ):
        return []
    if form & _BAD_BASE64:
        named = [name for flag, name in _UNDECODED if form & flag]
        return named or ([] if form & _WORD else ["not-base64"])
    if form & Shape.ENCODED and not form & Shape.NUL:
        return ["doubly-encoded"]
    return _WRONG[mechanism](form, step) + (["trailing-newline"] if form & Shape.NEWLINE else [])


_UNDECODED = (
    (Shape.SPACED, "whitespace-inside"),
    (Shape.URL_SAFE, "url-safe-base64"),
    (Shape.UNPADDED, "missing-padding"),
)


def _plain(form: int, step: int) -> list[str]:
    found = []
    if not form & Shape.NULS:
        found.append(
            "one-nul" if form & Shape.NUL else "escaped-nul" if form & Shape.ESCAPED else "no-nul"
        )
    elif form & Shape.MORE_NULS:
        found.append("too-many-nuls")
    if form & Shape.NUL and not form & Shape.MORE_NULS:
        if form & Shape.NO_AUTHCID:
            found.append("empty-authcid")
        if form & Shape.NO_PASSWD:
            found.append("empty-passwd")
    return found + (["not-utf-8"] if form & Shape.NOT_UTF8 else [])


def _login(form: int, step: int) -> list[str]:
    return ["both-in-one"] if form & Shape.NUL else []


def _digest(form: int, step: int) -> list[str]:
    return [] if form & Shape.DIGEST else ["no-digest"]


def _token(form: int, step: int) -> list[str]:
    if step > 1:  # what follows the server's error is not looked into (RFC 7628 section 3.2.3)
        return []
    return ([] if form & Shape.BEARER else ["no-bearer"]) + (
        [] if form & Shape.KVEND else ["no-kvsep-at-end"]
    )


_WRONG = {
    "PLAIN": _plain,
    "LOGIN": _login,
    "CRAM-MD5": _digest,
    "XOAUTH2": _token,
    "OAUTHBEARER": _token,
}
LOOKED_INTO = frozenset(_WRONG)


def size(text: bytes) -> str:
    """How long a response is, decoded, as a range: the exact length would tell that of a password."""
    length = len(text) if not sasl.is_base64(text) else len(text) // 4 * 3
    for most in (0, 8, 16, 32, 64, 128, 256, 512, 1024, 4096):
        if length <= most:
            return f"up to {most} octets"
    return "over 4096 octets"


def facts(mechanism: str, text: bytes, form: int, step: int) -> dict[str, object]:
    """What ``parse`` and ``explain`` tell of a response."""
    if form & _MASKED:
        return {"mechanism": mechanism or None, "masked": True}
    found: dict[str, object] = {
        "mechanism": mechanism or None,
        "masked": False,
        "base64": not form & _BAD_BASE64,
        "length": size(text),
    }
    if form & _CANCEL:
        found["cancelled"] = True
    elif mechanism in ("PLAIN", "LOGIN") and not form & _BAD_BASE64:
        found["nuls"] = (
            3
            if form & Shape.MORE_NULS
            else 2
            if form & Shape.NULS
            else 1
            if form & Shape.NUL
            else 0
        )
        if mechanism == "PLAIN":
            found["authzid"] = bool(form & Shape.AUTHZID)
    found["problems"] = problems(mechanism, form, step)
    return found

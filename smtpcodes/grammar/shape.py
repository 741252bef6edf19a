"""What is wrong with a SASL response, by length and shape: for ``parse``, ``explain`` and a rule.
Never its content.

    message     = [authzid] UTF8NUL authcid UTF8NUL passwd     ; PLAIN, RFC 4616 section 2
    client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep     ; OAUTHBEARER, RFC 7628 section 3.1
    kvsep       = %x01
    response    = user-name SP 32(%x30-39 / %x61-66)           ; CRAM-MD5, RFC 2195 section 2

LOGIN has no standard: the user name, then the password. What a response would have to be is known
from the mechanism; what it is, from its octets. So the flags of ``Response`` are taken without the
mechanism, and ``problems`` puts both together.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form, Response
from smtpcodes.grammar.late import late

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
_ESCAPED = late(rb"\\(?:0{1,3}|x00|u0000)|%00|\^@|<NUL>", re.I)
_DIGEST = late(rb"[^\x00]{1,1000} [0-9a-fA-F]{32}[\r\n]{0,2}\Z")
_BEARER = late(rb"(?:\A|\x01)auth=bearer [^\s\x01]", re.I)
_CONTROLS = late(rb"[\x02-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PRINTED = late(rb"[\x00\x01\t\r\n\x20-\x7e]{3,}")


def shape(text: bytes) -> int:
    """The flags of ``Response`` for a response as it was sent."""
    decoded = sasl.decode(text)
    if decoded is None:
        return _undecoded(text)
    if len(set(decoded)) < 3 and len(decoded) > 3:
        return Response.ALTERED
    form = 0
    nuls = decoded.count(b"\0")
    if nuls:
        form |= _of_fields(decoded.split(b"\0"))
    elif b"\\" in decoded or b"%" in decoded or b"^" in decoded or b"<" in decoded:
        if len(_ESCAPED.findall(decoded[:2000])) > 1:
            form |= Response.ESCAPED
    if decoded[-1:] in (b"\n", b"\r"):
        form |= Response.NEWLINE
    if _encoded(decoded.strip()):
        form |= Response.ENCODED
    if b"\1" in decoded:
        form |= Response.KVSEP
        if decoded.rstrip(b"\r\n").endswith(b"\1\1") or decoded == b"\1":
            form |= Response.KVEND
    if _BEARER.search(decoded) or decoded == b"\1":
        form |= Response.BEARER
    if _DIGEST.match(decoded):
        form |= Response.DIGEST
    return form | _of_text(decoded, nuls)


def _of_fields(fields: list[bytes]) -> int:
    """What NULs part, as PLAIN has it."""
    nuls = len(fields) - 1
    form = (
        Response.NUL | (Response.NULS if nuls > 1 else 0) | (Response.MORE_NULS if nuls > 2 else 0)
    )
    if not fields[-2]:
        form |= Response.NO_AUTHCID
    if not fields[-1].rstrip(b"\r\n"):
        form |= Response.NO_PASSWD
    if nuls == 2 and fields[0]:
        form |= Response.AUTHZID
    return form


def _of_text(decoded: bytes, nuls: int) -> int:
    """Is it text, but for a password in another encoding?"""
    if _is_utf8(decoded):
        return Response.ALTERED if _CONTROLS.search(decoded) else 0
    if nuls == 2 and _is_utf8(decoded[: decoded.rindex(b"\0")]):
        return Response.NOT_UTF8
    return Response.ALTERED


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
        return Response.SPACED if sasl.is_base64(b"".join(text.split())) else 0
    if (b"-" in bare or b"_" in bare) and sasl.is_base64(
        bare.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(bare) % 4)
    ):
        return Response.URL_SAFE
    return (
        Response.UNPADDED
        if len(bare) % 4 != 1 and sasl.is_base64(bare + b"=" * (-len(bare) % 4))
        else 0
    )


def _encoded(decoded: bytes) -> bool:
    """Is it base64 of something that can be read? A password of letters is none."""
    if len(decoded) < 8 or not (decoded.endswith(b"=") or len(decoded) >= 20):
        return False
    inner = sasl.decode(decoded)
    return inner is not None and _PRINTED.fullmatch(inner) is not None


def problems(mechanism: str, form: int, response: int, step: int = 0) -> list[str]:
    """What is wrong with a response, as names of PROBLEMS.

    form, response: the flags of ``Form`` and ``Response``. step: of the AUTH exchange, 0 the
    initial response.

    Nothing where the log hides it, where somebody seems to have altered it, where the client gave
    up, and for mechanisms whose responses are not looked into.
    """
    if (
        form & (Form.MASKED | Form.CANCEL | Form.EMPTY | Form.LIKE_COMMAND)
        or response & Response.ALTERED
        or mechanism not in _WRONG
    ):
        return []
    if form & Form.BAD_BASE64:
        named = [name for flag, name in _UNDECODED if response & flag]
        return named or ([] if form & Form.WORD else ["not-base64"])
    if response & Response.ENCODED and not response & Response.NUL:
        return ["doubly-encoded"]
    return _WRONG[mechanism](response, step) + (
        ["trailing-newline"] if response & Response.NEWLINE else []
    )


_UNDECODED = (
    (Response.SPACED, "whitespace-inside"),
    (Response.URL_SAFE, "url-safe-base64"),
    (Response.UNPADDED, "missing-padding"),
)


def _plain(response: int, step: int) -> list[str]:
    found = []
    if not response & Response.NULS:
        found.append(
            "one-nul"
            if response & Response.NUL
            else "escaped-nul"
            if response & Response.ESCAPED
            else "no-nul"
        )
    elif response & Response.MORE_NULS:
        found.append("too-many-nuls")
    if response & Response.NUL and not response & Response.MORE_NULS:
        if response & Response.NO_AUTHCID:
            found.append("empty-authcid")
        if response & Response.NO_PASSWD:
            found.append("empty-passwd")
    return found + (["not-utf-8"] if response & Response.NOT_UTF8 else [])


def _login(response: int, step: int) -> list[str]:
    return ["both-in-one"] if response & Response.NUL else []


def _digest(response: int, step: int) -> list[str]:
    return [] if response & Response.DIGEST else ["no-digest"]


def _token(response: int, step: int) -> list[str]:
    if step > 1:  # what follows the server's error is not looked into (RFC 7628 section 3.2.3)
        return []
    return ([] if response & Response.BEARER else ["no-bearer"]) + (
        [] if response & Response.KVEND else ["no-kvsep-at-end"]
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
    """How long a response is, decoded, as a range.

    The exact length would tell that of a password.
    """
    length = len(text) if not sasl.is_base64(text) else len(text) // 4 * 3
    for most in (0, 8, 16, 32, 64, 128, 256, 512, 1024, 4096):
        if length <= most:
            return f"up to {most} octets"
    return "over 4096 octets"


def facts(mechanism: str, text: bytes, form: int, response: int, step: int) -> dict[str, object]:
    """What ``parse`` and ``explain`` tell of a response."""
    if form & Form.MASKED:
        return {"mechanism": mechanism or None, "masked": True}
    found: dict[str, object] = {
        "mechanism": mechanism or None,
        "masked": False,
        "base64": not form & Form.BAD_BASE64,
        "length": size(text),
    }
    if form & Form.CANCEL:
        found["cancelled"] = True
    elif mechanism in ("PLAIN", "LOGIN") and not form & Form.BAD_BASE64:
        found["nuls"] = (
            3
            if response & Response.MORE_NULS
            else 2
            if response & Response.NULS
            else 1
            if response & Response.NUL
            else 0
        )
        if mechanism == "PLAIN":
            found["authzid"] = bool(response & Response.AUTHZID)
    found["problems"] = problems(mechanism, form, response, step)
    return found

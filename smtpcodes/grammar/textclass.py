"""The class of a reply's text: what it says, whatever the code says."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class TextClass(IntEnum):
    NONE = 0
    WANTS_AUTH = 1
    WANTS_TLS = 2
    TEMPORARY = 3
    CREDENTIALS = 4
    MECHANISM = 5
    SENDER_AUTHENTICATION = 6
    RELAY = 7
    SUCCESS = 8
    RELAY_DENIED = 9


_TLS = re.compile(r"must issue (?:a )?starttls|starttls (?:command )?(?:is )?(?:required|first)|(?:tls|ssl|encrypt\w*)[^.]{0,40}(?:required|needed|first)|requires? (?:a )?(?:tls|ssl|starttls|encrypt)|must (?:use|start|enable) (?:tls|starttls)")
_AUTH = re.compile(r"auth\w* (?:is )?(?:required|needed|first|necessary)|must (?:be )?(?:auth\w*|log ?in)|(?:please|need to) (?:auth\w*|log ?in|turn on smtp auth)|not (?:been )?(?:authenticated|logged in)|auth\w* before|requires? auth|log ?in (?:first|required)|unauthenticated senders not allowed|authorization required")
_SENDER = re.compile(r"unauthenticated (?:email|sender|mail)|\b(?:spf|dkim|dmarc)\b")
_RELAY = re.compile(r"relay")
_TEMP = re.compile(r"temporar\w*|connection lost to authentication|system busy|service unavailable|try again later|internal (?:server )?error|backend")
_MECH = re.compile(r"mechanism|auth\w* type|unrecognized authentication")
_CRED = re.compile(r"(?:bad|invalid|incorrect|wrong)[^.]{0,20}(?:credential|password|user)|(?:credential|password|user)\w*[^.]{0,30}(?:invalid|incorrect|wrong|not accepted|fail)|auth\w*[^.]{0,12} (?:fail|unsuccess|rejected)|login fail")


@lru_cache(8192)
def textclass(text: str) -> TextClass:
    low = " ".join(text.lower().split())
    if _SENDER.search(low): return TextClass.SENDER_AUTHENTICATION
    if _TLS.search(low): return TextClass.WANTS_TLS
    if _RELAY.search(low): return TextClass.RELAY
    if _TEMP.search(low): return TextClass.TEMPORARY
    if _AUTH.search(low): return TextClass.WANTS_AUTH
    if _MECH.search(low): return TextClass.MECHANISM
    if _CRED.search(low): return TextClass.CREDENTIALS
    if re.search(r'auth\w* success', low): return TextClass.SUCCESS
    return TextClass.NONE


_VARIES = re.compile(rb"<[^<>]*>|\[[^\[\]]*\]|\S*[0-9@]\S*")


def normalise(text: bytes) -> bytes:
    """The text without what varies from reply to reply: addresses, names in brackets, words with digits."""
    return _VARIES.sub(b"#", text)


_DOUBT = (b"fail", b"den", b"reject", b"invalid", b"require", b"must", b"unsucc", b"wrong", b"incorrect", b"first", b"error", b"relay")


def of_success(text: bytes) -> TextClass:
    """The class of a text that stands behind a code of success: of interest only where it speaks of failure."""
    low = text.lower()
    for word in _DOUBT:
        if word in low:
            return textclass(text.decode("latin-1"))
    return TextClass.NONE

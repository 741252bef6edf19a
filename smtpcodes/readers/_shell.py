"""What stands around a bare dialogue in a terminal: the command that began it, and what ``openssl
s_client`` prints of TLS.

$ openssl s_client -connect mx.example.net:587 -starttls smtp -crlf
depth=0 CN = mx.example.net                     (OpenSSL 3.0)
---
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.readers._marked import local
from smtpcodes.session.events import UNKNOWN, YES, Connect

_PROMPT = rb"(?:[\w.@:~\[\]()/-]{0,60} ?[$#%>] ?)?(?:sudo )?"
_TELNET = late(
    _PROMPT + rb"(?i:telnet|nc|ncat|netcat|socat)(?: -[A-Za-z46]{1,8})* "
    rb"(?P<host>[\w.:$<>{}\[\]-]{1,255}) (?P<port>\d{1,5}|smtps?|submission)\s*$"
)
_SCLIENT = late(
    _PROMPT + rb"openssl s_client(?= )[^\r\n]{0,400}?(?: -connect (?P<host>[\w.\[\]-]{1,255}"
    rb"|\[[\w:.]{2,45}\]):(?P<port>\d{1,5}|smtps?|submission)(?= |$))"
)
_PORTS = {b"smtp": 25, b"smtps": 465, b"submission": 587}

# apps/s_client.c of OpenSSL 1.0.2 to 3.4
_TLS_SIGN = late(
    rb"depth=\d{1,3} |verify (?:return|error):|New, (?:TLS|SSL|\(NONE\))"
    rb"|Reused, (?:TLS|SSL)|SSL handshake has read [1-9]|Server certificate$"
)
_PRINTED = late(
    rb"CONNECTED\(|Connecting to |depth=\d|verify (?:return|error|depth)"
    rb"|Can't use SSL_get_servername|---$|-----(?:BEGIN|END) |Certificate chain$"
    rb"|Server certificate$"
    rb"| {0,3}\d{1,3} s:| {2,4}[iav]:|subject=|issuer="
    rb"|No client certificate CA names sent|Acceptable client certificate CA names"
    rb"|Client Certificate Types: "
    rb"|(?:Shared )?Requested Signature Algorithms: |Peer sign"
    rb"|(?:Server|Peer) Temp Key: |Negotiated TLS1\.3 group: |SSL handshake has read "
    rb"|Verification(?:: | error)|Verified peer"
    rb"|(?:New|Reused), (?:TLS|SSL|\()|Server public key is |Protocol ?: "
    rb"|This TLS version forbids |Secure Renegotiation IS |Compression: |Expansion: "
    rb"|No ALPN negotiated|ALPN protocol: "
    rb"|Early data was |Verify return code: |Post-Handshake New Session Ticket"
    rb"|SSL-Session:$|OCSP response: |[TS]LS client extension|SCTs present"
    rb"|Extended master secret: | {4}\S"
    rb"|read R BLOCK|write W BLOCK|(?:[0-9A-F]{1,20}:)?error:[0-9A-F]{1,10}:"
    rb"|Didn't find STARTTLS|Next protocol: |Client-side SSL"
    rb"|no peer certificate available|DANE |GnuTLS|Hostname "
)


def connection(line: bytes) -> Connect | None:
    """The connection that a line of the shell, with or without its prompt, begins."""
    if b" " not in line[:80] or len(line) > 600:
        return None
    match = _TELNET.match(line)
    if match is not None:
        return Connect(_port(match["port"]), UNKNOWN, local(match["host"]))
    match = _SCLIENT.match(line)
    if match is not None:
        return Connect(_port(match["port"]), YES, local(match["host"]))
    return None


def _port(text: bytes) -> int:
    return _PORTS.get(text.lower()) or int(text)


class Sclient:
    """Tells what ``openssl s_client`` prints from what it was sent. active: it speaks; secure: TLS
    is active."""

    def __init__(self) -> None:
        self.active = False
        self.secure = False
        self.certificate = False  # between BEGIN and END

    def begins(self, line: bytes) -> bool:
        return line.startswith((b"CONNECTED(", b"depth=", b"Connecting to ", b"verify "))

    def take(self, line: bytes) -> bool:
        """Is the line s_client's? A dialogue may stand in the middle of what it prints."""
        self.active = True
        if self.certificate:
            self.certificate = not line.startswith(b"-----END ")
            return True
        if _PRINTED.match(line) is None:
            return False
        self.certificate = line.startswith(b"-----BEGIN ")
        return True

    def handshake(self, line: bytes) -> bool:
        """Does the line tell that TLS is active, and did none before?"""
        if self.secure or _TLS_SIGN.match(line) is None:
            return False
        self.secure = True
        return True

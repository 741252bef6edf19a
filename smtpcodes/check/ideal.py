"""A server that does everything right, without a network: what would be sent to it can be shown
first."""

from __future__ import annotations

import ssl

from smtpcodes.check.wire import Gone, Silent, Wire

OFFERED = (
    b"mx.example", b"PIPELINING", b"SIZE 10000000", b"STARTTLS", b"AUTH PLAIN LOGIN CRAM-MD5",
    b"CHUNKING", b"ENHANCEDSTATUSCODES",
)  # fmt: skip


class Ideal(Wire):
    """Answers as the situations hope for, so that each goes to its end."""

    def __init__(self) -> None:
        self.timeout = 1.0
        self._replies: list[bytes] = [b"220 mx.example ESMTP"]
        self._secure = False
        self._logged_in = False
        self._mechanism = b""
        self._closed = False

    def secure(self, context: ssl.SSLContext) -> None:
        self._secure, self._logged_in, self._replies = True, False, []

    def close(self) -> None:
        self._closed = True

    def waiting(self, seconds: float) -> bool:
        return bool(self._replies)

    def line(self, seconds: float) -> bytes:
        if not self._replies:
            raise Gone if self._closed else Silent
        return self._replies.pop(0)

    def send(self, octets: bytes) -> None:
        lines = octets.removesuffix(b"\r\n").split(b"\r\n")
        for line in lines[:1] if lines[0] in (b"QUIT", b"STARTTLS") else lines:
            self._replies += self._response(line) if self._mechanism else self._command(line)

    def _response(self, line: bytes) -> list[bytes]:
        mechanism, self._mechanism = self._mechanism, b""
        if line == b"*" or not line.rstrip(b"=").isalnum():
            return [b"501 5.5.2 Cancelled, or no base64"]
        if mechanism == b"LOGIN":
            self._mechanism = b"PASSWORD"
            return [b"334 UGFzc3dvcmQ6"]
        self._logged_in = True
        return [b"235 2.7.0 Welcome"]

    def _command(self, line: bytes) -> list[bytes]:
        verb, _, rest = line.partition(b" ")
        verb = verb.upper()
        if verb == b"EHLO":
            lines = [x for x in OFFERED if not (self._secure and x == b"STARTTLS")]
            return [b"250%s%s" % (b" " if x is lines[-1] else b"-", x) for x in lines]
        if verb == b"AUTH":
            return [self._auth(rest)]
        if verb == b"STARTTLS":
            return [b"220 2.0.0 Go on" if not rest else b"501 5.5.4 No argument"]
        if verb in (b"DATA", b"BDAT"):
            return [b"503 5.5.1 RCPT first"]
        return [b"221 2.0.0 Bye" if verb == b"QUIT" else b"250 2.0.0 Ok"]

    def _auth(self, rest: bytes) -> bytes:
        mechanism, _, response = rest.partition(b" ")
        if self._logged_in:
            return b"503 5.5.1 Already authenticated"
        if mechanism.upper() not in (b"PLAIN", b"LOGIN", b"CRAM-MD5"):
            return b"504 5.5.4 Unknown mechanism"
        if response and mechanism.upper() == b"PLAIN":
            self._logged_in = b"*" not in response
            return b"235 2.7.0 Welcome" if self._logged_in else b"501 5.5.2 No base64"
        self._mechanism = b"PASSWORD" if response else mechanism
        return {b"CRAM-MD5": b"334 PDEyMzRAbXguZXhhbXBsZT4=", b"LOGIN": b"334 VXNlcm5hbWU6"}.get(
            mechanism, b"334 "
        )

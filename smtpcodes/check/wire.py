"""The octets: a blocking socket with time-outs, and TLS by ``ssl``. Knows lines, not SMTP."""

from __future__ import annotations

import select
import socket
import ssl
import time

LONGEST = 65_536  # octets of a line that are kept


class Silent(Exception):
    """Nothing came in time."""


class Gone(Exception):
    """The other side has closed, or the connection broke."""


class Wire:
    """One connection. context: TLS from the first octet on, where it is given."""

    def __init__(
        self, host: str, port: int, timeout: float, context: ssl.SSLContext | None = None
    ) -> None:
        self.timeout = timeout
        self.deadline = float("inf")  # by the clock of ``time.monotonic``: the run ends
        self._host = host
        self._rest = b""
        self._socket: socket.socket = socket.create_connection((host, port), timeout)
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context is not None:
                self.secure(context)
        except (OSError, ValueError):
            self.close()
            raise

    def secure(self, context: ssl.SSLContext) -> None:
        """The TLS handshake. What came in clear before it is thrown away."""
        self._rest = b""
        self._socket = context.wrap_socket(self._socket, server_hostname=self._host)

    def send(self, octets: bytes) -> None:
        """Sends all of it. Raises Gone or Silent."""
        try:
            self._socket.settimeout(self.timeout)
            self._socket.sendall(octets)
        except TimeoutError:
            raise Silent from None
        except (OSError, ValueError):
            raise Gone from None

    def line(self, seconds: float) -> bytes:
        """A line without its end; a line feed alone, which ends no line, stays.

        Raises Gone or Silent.
        """
        until = min(time.monotonic() + seconds, self.deadline)
        while b"\n" not in self._rest:
            left = until - time.monotonic()
            if left <= 0:
                raise Silent
            if len(self._rest) > LONGEST:
                line, self._rest = self._rest[:LONGEST], b""
                return line
            self._more(left)
        line, _, self._rest = self._rest.partition(b"\n")
        return line[:-1] if line.endswith(b"\r") else line + b"\n"

    def waiting(self, seconds: float) -> bool:
        """True if octets are there, or come within the time;

        False if not, or if the other side has closed.
        """
        until = time.monotonic() + seconds
        while not self._rest:
            left = max(0.0, until - time.monotonic())
            try:
                ready = self._pending() or bool(select.select([self._socket], [], [], left)[0])
                if not ready:
                    return False
                self._more(max(left, 0.05))
            except (Silent, Gone, OSError, ValueError):
                return False
        return True

    def stop(self) -> None:
        """Ends it from another thread: who waits for a line gets Gone."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except (OSError, ValueError):
            pass

    def close(self) -> None:
        """Closes, whatever state it is in."""
        try:
            self._socket.close()
        except OSError:
            pass

    def _pending(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    def _more(self, seconds: float) -> None:
        try:
            self._socket.settimeout(seconds)
            octets = self._socket.recv(65_536)
        except TimeoutError:
            raise Silent from None
        except (OSError, ValueError):
            raise Gone from None
        if not octets:
            raise Gone
        self._rest += octets

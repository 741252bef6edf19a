"""Logs wrapped in JSON, one object a line: journald, Vector, Fluent Bit, Docker. Unwraps the
message and hands it on.

    {"__REALTIME_TIMESTAMP":"1700000000000000","_HOSTNAME":"mx","SYSLOG_IDENTIFIER":"postfix/smtpd\
","SYSLOG_PID":"123","MESSAGE":"connect from c.example[192.0.2.7]"}
    {"appname":"postfix/smtpd","host":"mx","procid":123,"message":"disconnect from \
c.example[192.0.2.7] ehlo=1 auth=0/1","timestamp":"2024-01-01T00:00:00Z"}
    {"log":"2024-01-01T00:00:00+00:00 mx postfix/smtpd[123]: lost connection after AUTH from \
c.example[192.0.2.7]\\n","stream":"stdout","time":"2024-01-01T00:00:00Z"}

systemd 252 (journalctl -o json), Vector's syslog source, Docker's json-file driver. Where program
and process stand in fields of their own, the head of a syslog line is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from smtpcodes.readers.base import NOTHING, Item, Reader, Sees

MESSAGES = ("MESSAGE", "message", "log", "msg", "short_message")
PROGRAMS = ("SYSLOG_IDENTIFIER", "appname", "ident", "program", "syslog_identifier", "app-name")
PIDS = ("SYSLOG_PID", "_PID", "procid", "pid")
HOSTS = ("_HOSTNAME", "hostname", "host")
STREAMS = ("CONTAINER_NAME", "container_name", "container_id", "pod")
KEPT = 50  # streams with readers of their own


class Jsonl(Reader):
    NAME = FAMILY = "jsonl"
    MARKS = (b"\n{",)
    TITLE = "logs wrapped in JSON lines (journald, Vector, Fluent Bit, Docker)"
    SHOWS = "what the wrapped log shows"
    HIDES = "what the wrapped log hides"
    SEES = Sees(0)
    MARKED = True

    def __init__(self) -> None:
        self.streams: dict[str, _Stream] = {}

    def take(self, line: bytes) -> Sequence[Item] | None:
        if line[:1] != b"{" or line[-1:] != b"}":
            return None
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict):
            return None
        message = _first(found, MESSAGES)
        if message is None:
            return None
        program = _first(found, PROGRAMS)
        head = b""
        if (
            program
            and b" " not in program
            and b"[" not in program
            and not message.startswith(program)
        ):
            head = b"%b %b[%b]: " % (
                (_first(found, HOSTS) or b"-").replace(b" ", b"-"),
                program,
                _first(found, PIDS) or b"0",
            )
        name = (_first(found, STREAMS) or b"").decode("utf-8", "replace")
        stream = self.streams.get(name)
        if stream is None:
            if len(self.streams) >= KEPT:
                self.streams.pop(next(iter(self.streams)))
            stream = self.streams[name] = _Stream()
        told: list[Item] = []
        taken = False
        for raw in message.split(b"\n"):
            items = stream.take(head + raw.rstrip(b"\r")) if raw.strip() else None
            taken |= items is not None
            if items:
                told += [((name, key), event) for key, event in items]
        if stream.took is not None:
            self.SEES = stream.took.SEES
        return told if taken else None

    def finish(self) -> Sequence[Item]:
        told = [
            ((name, key), event)
            for name, s in self.streams.items()
            for r in s.readers
            for key, event in r.finish()
        ]
        self.quiet = sum(r.quiet for s in self.streams.values() for r in s.readers)
        return told


class _Stream:
    """The readers of one wrapped log; as in ``detect``, the one that took the last line is asked
    first."""

    def __init__(self) -> None:
        from smtpcodes.readers import everything

        self.readers = [
            kind() for kind in everything().values() if not kind.WEAK and kind is not Jsonl
        ]
        self.error = everything()["exception"]()  # what an error tells is read if nobody else can
        self.current: Reader | None = None
        self.took: Reader | None = None  # the last line

    def take(self, line: bytes) -> Sequence[Item] | None:
        if self.current is not None:
            items = self.current.take(line)
            if items is not None:
                self.took = self.current
                return items
        empty = None
        for reader in self.readers:
            if reader is not self.current:
                items = reader.take(line)
                if items:
                    self.current = self.took = reader
                    return items
                if items is not None and empty is None:
                    empty = reader
        told = self.error.take(line)
        if told:
            self.took = self.error
            return [(("error", key), event) for key, event in told]
        if empty is None:
            return None
        self.current = self.current or empty
        return NOTHING


def _first(found: dict[str, object], names: tuple[str, ...]) -> bytes | None:
    """The first of the fields that is a text or a number; journald writes what is no UTF-8 as a
    list of octets."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str):
            return value.encode("utf-8", "surrogatepass")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value).encode()
        if (
            isinstance(value, list)
            and value
            and all(isinstance(x, int) and 0 <= x < 256 for x in value)
        ):
            return bytes(value)
    return None

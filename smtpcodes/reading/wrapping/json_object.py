"""JSON of any logger and carrier, an object or an array a line: the field with the text is found by
trying, the known names first.

    {"log":"S: 220 mx\\n","stream":"stdout","time":"2024-01-01T00:00:00Z"}
    {"timeUnixNano":"1795474260000000000","body":{"stringValue":"S: 220 mx"}}
    {"events":[{"message":"S: 220 mx"},{"message":"C: EHLO x"}]}

Docker, journald (which writes octets as numbers), Vector, Fluent Bit, GELF, pino, zap, Serilog,
CloudWatch, Loki, OpenTelemetry, Google.
Where a program of a mail server stands in a field of its own, the head of a line of syslog is made
of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from smtpcodes.reading.wrapping.base import BREAK, Kind, Wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]

KNOWN = (
    *("MESSAGE", "message", "log", "msg", "short_message", "textPayload", "stringValue", "@m"),
    *("@message", "_raw", "line", "text", "body", "Message", "event", "renderedMessage"),
    "RenderedMessage",
)
PROGRAMS = ("SYSLOG_IDENTIFIER", "appname", "ident", "program", "syslog_identifier", "app-name")
PIDS = ("SYSLOG_PID", "_PID", "procid", "pid")
HOSTS = ("_HOSTNAME", "hostname", "host")
STREAMS = ("CONTAINER_NAME", "container_name", "container_id", "pod")
BEFORE = 200  # octets that may stand before the object
PATHS = 6  # fields that are tried
DEPTH = 8
EACH = -1  # in a path: each of a list
_HOLE = re.compile(r"\{[@$]?(\w{1,60})[^{}]{0,30}\}")


@lru_cache(256)
def _value(line: bytes) -> Any:
    """The object or array that a line ends with; None if it has none."""
    line = line.rstrip(b" \t\r,").lstrip(b"\x1e \t")
    if line[-1:] not in (b"}", b"]"):
        return None
    begin = line.find(b'{"', 0, BEFORE)
    for at in (0, begin) if line[:1] in (b"{", b"[") else (begin,):
        try:
            found = json.loads(line[at:]) if at >= 0 else None
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
        if isinstance(found, list) and found and isinstance(found[0], (dict, list)):
            return found
    return None


def _octets(value: object) -> bytes | None:
    """A value as text; journald writes what is no UTF-8 as a list of octets."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).encode()
    if isinstance(value, list) and value and all(type(x) is int and 0 <= x < 256 for x in value):
        return bytes(value)
    return None


def _rendered(owner: dict[str, Any], template: str) -> str:
    """A message template (messagetemplates.org) with its holes filled."""
    return _HOLE.sub(lambda m: str(owner.get(m[1], m[0])), template)


def _leaves(value: Any, path: Path = (), depth: int = 0) -> Iterator[tuple[Path, bytes]]:
    """The texts within a value, with their places."""
    if isinstance(value, str):
        yield path, value.encode("utf-8", "surrogatepass")
    elif depth > DEPTH:
        return
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, (*path, name), depth + 1)
    elif isinstance(value, list):
        octets = _octets(value)
        if octets is not None:
            yield path, octets
        elif value and isinstance(value[0], (dict, list)):
            for one in value[:50]:
                yield from _leaves(one, (*path, EACH), depth + 1)
        else:
            for n, one in enumerate(value[:8]):
                yield from _leaves(one, (*path, n), depth + 1)


def _at(value: Any, path: Path, owner: Any = None) -> Iterator[tuple[Any, bytes]]:
    """The texts at a place, each with the object that it stands in."""
    if not path:
        text = _octets(value)
        if text is not None:
            yield owner, text
    elif isinstance(value, dict):
        one = value.get(str(path[0]))
        if len(path) == 1 and isinstance(one, str) and path[0] == "@mt":
            one = _rendered(value, one)
        yield from _at(one, path[1:], value)
    elif isinstance(value, list):
        if path[0] == EACH:
            for one in value:
                yield from _at(one, path[1:], owner)
        elif isinstance(path[0], int) and path[0] < len(value):
            yield from _at(value[path[0]], path[1:], owner)


def _first(found: object, names: Sequence[str]) -> bytes:
    if isinstance(found, dict):
        for name in names:
            text = _octets(found.get(name))
            if text is not None:
                return text
    return b""


def _head(owner: object, whole: object) -> bytes:
    """The head of a line of syslog, where its parts stand in fields; else nothing."""
    program = _first(owner, PROGRAMS) or _first(whole, PROGRAMS)
    if not program or b" " in program or b"[" in program:
        return b""
    host = _first(owner, HOSTS) or _first(whole, HOSTS) or b"-"
    return b"%b %b[%b]: " % (
        host.replace(b" ", b"-"),
        program,
        _first(owner, PIDS) or _first(whole, PIDS) or b"0",
    )


def _off(path: Path, headed: bool, line: bytes) -> bytes:
    value = _value(line)
    if value is None:
        return line
    found = []
    for owner, text in _at(value, path):
        head = _head(owner, value) if headed else b""
        found.append(
            BREAK.join(
                head + one.rstrip(b"\r")
                for one in text.replace(BREAK, b" ").rstrip(b"\r\n").split(b"\n")
            )
        )
    return b"\n".join(found)


def _rank(item: tuple[Path, list[bytes]]) -> tuple[int, int]:
    names = [name for name in item[0] if isinstance(name, str)]
    name = names[-1] if names else ""
    return (KNOWN.index(name) if name in KNOWN else len(KNOWN), -len(set(item[1])))


def _found(lines: Sequence[bytes]) -> Iterable[Wrapping]:
    """The fields of these objects that hold texts."""
    values = [value for line in lines[:40] if (value := _value(line)) is not None]
    if 2 * len(values) < len(lines[:40]):
        return
    streams = {name for value in values if (name := _first(value, STREAMS))}
    if len(streams) > 1:
        return  # several containers, which are kept apart by the reader of such lines
    texts: dict[Path, list[bytes]] = {}
    for value in values:
        for path, text in _leaves(value):
            texts.setdefault(path, []).append(text)
    headed = any(_head(value, value) for value in values)
    for place, _ in sorted(texts.items(), key=_rank)[:PATHS]:
        for with_head in (True, False) if headed else (False,):
            label = ".".join(map(str, place))
            yield Wrapping(f"JSON {label}", _is_json, partial(_off, place, with_head), None, True)


def _is_json(line: bytes) -> bool:
    return line.rstrip(b" \t\r,")[-1:] in (b"}", b"]") and _value(line) is not None


KIND = Kind(found=_found)
EXAMPLES = (
    (b'{"log":"S: 220 mx\\n","stream":"stdout","time":"2024-01-01T00:00:00Z"}', b"S: 220 mx"),
    (b'{"timeUnixNano":"1795474260000000000","body":{"stringValue":"S: 220 mx"}}', b"S: 220 mx"),
    (b'{"events":[{"message":"S: 220 mx"},{"message":"C: EHLO x"}]}', b"S: 220 mx\nC: EHLO x"),
)

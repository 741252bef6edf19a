"""The head of a syslog line: time, host, program, process id.

    Mar 10 15:10:12 mx1 postfix/smtpd[123]: ...                     RFC 3164 section 4.1
    2024-08-25T10:04:35.051238+00:00 mx1 postfix/smtpd[123]: ...    RFC 3339 time; journalctl -o short-iso
    mail_1  | Mar 10 15:10:12 mx1 postfix/smtpd[123]: ...           docker compose, with or without the time

Reads only what stands before the text: nothing of it comes from an SMTP client.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ISO = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?:Z| ?[+-][0-9]{2}:?[0-9]{2})?"
_BSD = rb"[A-Z][a-z]{2} {1,2}[0-9]{1,2} (?:[0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?: [0-9]{4})?"
_HEADER = re.compile(
    rb"(?:<[0-9]{1,3}>)?(?:1 )?"
    rb"(?:[A-Za-z0-9_.-]{1,64} {0,40}\| )?"                             # docker compose
    rb"(?:" + _ISO + rb" (?:std(?:out|err) [FP] )?)?"                   # docker logs -t, containerd
    rb"(?:(?:" + _BSD + rb"|" + _ISO + rb") )?"
    rb"(?:(?P<host>[^\s\[\]|]{1,255}) )??"
    rb"(?:[a-z0-9]{3,8}\.[a-z]{3,7} )?"                                 # busybox: facility and level
    rb"(?P<program>[A-Za-z][A-Za-z0-9_./-]{0,127})(?:\[(?P<pid>[0-9]{1,10})\])?: ")


class Head(NamedTuple):
    """host, program, pid: as they stand; b"" if the line has none. start: where the text begins."""

    host: bytes
    program: bytes
    pid: bytes
    start: int


def head(line: bytes) -> Head | None:
    """The head of a line; None if it has none."""
    match = _HEADER.match(line)
    if match is None:
        return None
    return Head(match["host"] or b"", match["program"], match["pid"] or b"", match.end())

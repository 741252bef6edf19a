"""The head of a syslog line: time, host, program, process id.

    Mar 10 15:10:12 mx1 postfix/smtpd[123]: ...                     RFC 3164 section 4.1
    2024-08-25T10:04:35.051238+00:00 mx1 postfix/smtpd[123]: ...    RFC 3339 time; journalctl -o \
short-iso
    Sun 2024-08-25 10:04:35 CEST mx1 postfix/smtpd[123]: ...        journalctl -o short-full; \
"short-unix" and "short-monotonic", too
    <22>1 2024-08-25T10:04:35.051Z mx1 postfix/smtpd 123 - - ...    RFC 5424 section 6
    mail_1  | Mar 10 15:10:12 mx1 postfix/smtpd[123]: ...           docker compose, with or \
without the time

Reads only what stands before the text: nothing of it comes from an SMTP client.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, DATE, LOOSE_MONTH_DAY, LOOSE_OFFSET
from smtpcodes.record import NamedTuple

_ISO = DATE + rb"[T ]" + CLOCK + rb"(?:[.,][0-9]{1,9})?(?:Z| ?" + LOOSE_OFFSET + rb")?"
_BSD = LOOSE_MONTH_DAY + rb" (?:[0-9]{4} )?" + CLOCK + rb"(?:\.[0-9]{1,9})?(?: [0-9]{4})?"
_JOURNAL = (
    rb"[A-Z][a-z]{2} "
    + _ISO
    + rb"(?: [A-Z]{1,5})?|[0-9]{9,10}\.[0-9]{6}|\[ {0,8}[0-9]{1,9}\.[0-9]{6}\]"
)
_HEADER = late(
    rb"(?:<[0-9]{1,3}>)?"
    rb"(?:[A-Za-z0-9_.-]{1,64} {0,40}\| )?"  # docker compose
    rb"(?:" + _ISO + rb" (?:std(?:out|err) [FP] )?)?"  # docker logs -t, containerd
    rb"(?:(?:" + _BSD + rb"|" + _ISO + rb"|" + _JOURNAL + rb") )?"
    rb"(?:<[a-z0-9]{3,8}\.[a-z]{3,7}> )?"  # FreeBSD: facility and level
    rb"(?:(?P<host>[^\s\[\]|]{1,255}) )??"
    rb"(?:[a-z0-9]{3,8}[.:][a-z]{3,7} )?"  # busybox, AIX: facility and level
    rb"(?P<program>[A-Za-z][A-Za-z0-9_./-]{0,127})(?:\[(?P<pid>[0-9]{1,10})\])?: "
)
_ELEMENT = rb"\[(?:[^\]\"]|\"(?:[^\"\\]|\\.){0,500}\"){1,100}\]"
_PROTOCOL_1 = late(
    rb"<[0-9]{1,3}>1 (?:-|"
    + _ISO
    + rb") (?P<host>[^\s]{1,255}) (?P<program>[A-Za-z][A-Za-z0-9_./-]{0,127}) (?:-"
    rb"|(?P<pid>[0-9]{1,10})) [^\s]{1,32} "
    rb"(?:-|(?:" + _ELEMENT + rb"){1,10}) (?:\xef\xbb\xbf)?"
)


class Head(NamedTuple):
    """host, program, pid: as they stand; b"" if the line has none. start: where the text begins."""

    host: bytes
    program: bytes
    pid: bytes
    start: int


def head(line: bytes) -> Head | None:
    """The head of a line; None if it has none."""
    match = (_PROTOCOL_1.match(line) if line[:1] == b"<" else None) or _HEADER.match(line)
    if match is None:
        return None
    return Head(match["host"] or b"", match["program"], match["pid"] or b"", match.end())

"""Of whom a line of a server's log speaks: the client's address and the user name, where the format
tells them.

    ... postfix/smtpd[21023]: warning: unknown[192.0.2.8]: SASL LOGIN authentication failed: no, \
sasl_username=alice
    ... login authenticator failed for (c.example) [192.0.2.8]: 535 Incorrect authentication data \
(set_id=alice)
    ... dovecot: submission-login: Aborted login (auth failed, 1 attempts): user=<alice>, \
method=PLAIN, rip=192.0.2.8, lip=...

For a summary, which counts; nothing is judged by it. Read from the left: what a client may write
stands behind the address, and the user name is the client's own word in any case.
"""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.record import NamedTuple

_ADDRESS = rb"(?P<address>[0-9A-Fa-f:.]{2,45})"
_HOST = rb"[^\s()\[\]=:]{1,255}"
_SYSLOG = rb"[^\]]{0,200}\]: "  # to the first "]: ", which closes the process id
_PATTERNS: dict[str, re.Pattern[bytes]] = {
    "postfix": late(
        _SYSLOG + rb"(?:[0-9A-Za-z]{6,20}: |NOQUEUE: )?(?:warning: "
        rb"|(?:milter-|proxy-)?reject: [A-Z-]{3,15} from |client="
        rb"|(?:dis)?connect from )?"
        + _HOST
        + rb"\["
        + _ADDRESS
        + rb"\](?=[:, ]|$)(?:(?:, sasl_method=(?P<mechanism>[A-Z0-9_-]{1,30}))?"
        rb"[^<>]{0,2000}, sasl_username=(?P<user>[^\s,]{1,320})$)?"
    ),
    "exim": late(
        rb"[^\[(]{0,120}(?:\[[0-9]{1,10}\][: ]{1,2})?[^\[(]{0,200}(?:\([^\s()]{0,255}\) )?\["
        + _ADDRESS
        + rb"\]"
        rb"(?:.{0,2000}\(set_id=(?P<user>[^()]{1,320})\))?",
        re.S,
    ),
    "dovecot": late(
        rb".{0,400}?: user=<(?P<user>[^<>]{0,320})>, "
        rb"(?:method=(?P<mechanism>[A-Z0-9_-]{1,30}), )?rip=" + _ADDRESS,
        re.S,
    ),
    "sendmail": late(
        _SYSLOG
        + rb"[^,\[]{1,400}, (?:user=(?P<user>[^\s,]{1,320}), )?relay=(?:"
        + _HOST
        + rb" )?\["
        + _ADDRESS
        + rb"\]"
    ),
    "opensmtpd": late(
        rb".{0,200}?event=authentication user=(?P<user>[^\s]{1,320}) address=" + _ADDRESS
    ),
    "courier": late(rb".{0,200}?courieresmtpd(?:\[[0-9]{1,10}\])?: error,relay=" + _ADDRESS),
    "hmailserver": late(
        rb"\"[A-Z0-9]{2,12}\"(?:\t[0-9]{1,10}){1,2}\t\"[0-9 :.-]{10,30}\"\t\"" + _ADDRESS + rb"\""
    ),
    "stalwart": late(rb".{0,300}?remote\.?[iI]p ?= ?\"?" + _ADDRESS),
    "exchange": late(
        rb"[^,]{1,40},[^,]{0,200},[0-9A-F]{1,20},[0-9]{1,10},[^,]{0,60},\[?"
        + _ADDRESS
        + rb"\]?:[0-9]{1,5},"
    ),
    "aiosmtpd": late(rb"[^'\"()]{0,80}mail\.log[\]: -]{1,4}\('" + _ADDRESS + rb"'"),
    "zeek": late(
        rb"[0-9.]{10,25}\t[A-Za-z0-9]{10,20}\t"
        + _ADDRESS
        + rb"\t|\{\"ts\":[0-9.]{10,25},\"uid\":\"[A-Za-z0-9]{10,20}\",\"id\.orig_h\":\""
        rb"(?P<other>[0-9A-Fa-f:.]{2,45})\""
    ),
}


class Who(NamedTuple):
    """address: the client's, as the log writes it; user, mechanism: of a log-in. "" where the line
    does not tell."""

    address: str
    user: str
    mechanism: str = ""


NOBODY = Who("", "")


def who(reader: str, line: bytes) -> Who:
    """Of whom a line of this reader's format speaks."""
    pattern = _PATTERNS.get(reader)
    match = pattern.match(line) if pattern is not None else None
    if match is None:
        return NOBODY
    found = match.groupdict()
    address = found.get("address") or found.get("other") or b""
    return Who(
        address.decode("ascii").removeprefix("::ffff:"),
        (found.get("user") or b"").decode("utf-8", "replace"),
        (found.get("mechanism") or b"").decode("ascii"),
    )

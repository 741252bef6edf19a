"""The time at the beginning of a log line, for the few rules that need the distance of two lines,
and for summaries.

RFC 3339 and its kin, RFC 3164 (no year), a bare time of day. Anchored: a time inside the text is
none.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late

_DATE = (
    rb"(?:(?P<year>\d{4})[-/](?P<month>\d\d)[-/](?P<day>\d\d)[T ]"
    rb"|(?P<name>[A-Z][a-z]{2}) {1,2}(?P<mday>\d{1,2}) )?"
)
_TIME = late(rb"[\[(]?" + _DATE + rb"(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)(?P<f>[.,]\d{1,9})?")
_MONTHS = (
    b"Jan",
    b"Feb",
    b"Mar",
    b"Apr",
    b"May",
    b"Jun",
    b"Jul",
    b"Aug",
    b"Sep",
    b"Oct",
    b"Nov",
    b"Dec",
)


def seconds(line: bytes) -> float | None:
    """Seconds since some fixed moment, equal for lines of one log;

    None if the line does not begin with a time.
    """
    match = _TIME.match(line)
    if match is None:
        return None
    days = 0
    if match["year"]:
        days = int(match["year"]) * 372 + int(match["month"]) * 31 + int(match["day"])
    elif match["name"]:
        if match["name"] not in _MONTHS:
            return None
        days = _MONTHS.index(match["name"]) * 31 + int(match["mday"])
    fraction = float(match["f"].replace(b",", b".")) if match["f"] else 0.0
    return days * 86400 + int(match["h"]) * 3600 + int(match["m"]) * 60 + int(match["s"]) + fraction


def moment(line: bytes) -> tuple[int, int, int, int] | None:
    """Year (0 where the log has none), month, day, hour; None if the line does not begin with a
    date and a time.

    Seconds since 1970 with a fraction, as Zeek writes them, are read as UTC.
    """
    match = _TIME.match(line)
    if match is None:
        epoch = _EPOCH.match(line)
        if epoch is None:
            return None
        from datetime import UTC, datetime

        at = datetime.fromtimestamp(int(epoch.group(1)), UTC)
        return at.year, at.month, at.day, at.hour
    if match["year"]:
        return int(match["year"]), int(match["month"]), int(match["day"]), int(match["h"])
    if match["name"] in _MONTHS:
        return 0, _MONTHS.index(match["name"]) + 1, int(match["mday"]), int(match["h"])
    return None


_EPOCH = late(rb"(?:\{\"ts\":)?(1[0-9]{9})\.[0-9]{1,9}[\t,]")

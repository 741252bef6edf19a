"""The findings that are known already: a JSON file with their fingerprints, counted.

Knows no finding in itself, only path, rule, fingerprint and how many. Paths are relative to the
file's folder, so that it may be committed and used from anywhere.
"""

from __future__ import annotations

import json
from collections import Counter

from smtpcodes.record import NamedTuple
from smtpcodes.report import Gone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-baseline/1"
SIZE = 64 << 20  # octets of a file that is read


class BaselineError(Exception):
    """The file can't be used; the message is one line."""


class Entry(NamedTuple):
    """A kind of finding in a file."""

    path: str
    rule: str
    fingerprint: str


def read(path: str) -> Counter[Entry]:
    """The findings of a baseline. Raises BaselineError."""
    data = load(path, "baseline")
    found: Counter[Entry] = Counter()
    if (
        not isinstance(data, dict)
        or data.get("schema") != SCHEMA
        or not isinstance(data.get("findings"), list)
    ):
        raise BaselineError(
            f"{path}: no baseline of smtpcodes ({SCHEMA}); --write-baseline writes one"
        )
    for entry in data["findings"]:
        try:
            count = entry["count"]
            if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                raise ValueError
            found[
                Entry(_string(entry["path"]), _string(entry["rule"]), _string(entry["fingerprint"]))
            ] += count
        except (KeyError, TypeError, ValueError):
            raise BaselineError(f"{path}: an entry is no finding: {str(entry)[:80]}") from None
    return found


def write(path: str, found: Counter[Entry], messages: dict[Entry, str]) -> None:
    """Writes a baseline: sorted, one finding a line, the same for the same findings.

    Raises BaselineError.
    """
    from smtpcodes.files.atomic import replace

    lines = [
        json.dumps(
            {**entry._asdict(), "count": found[entry], "message": messages[entry]},
            ensure_ascii=True,
        )
        for entry in sorted(found)
    ]
    body = "[\n" + ",\n".join(f"  {line}" for line in lines) + "\n]" if lines else "[]"
    try:
        replace(path, f'{{"schema": "{SCHEMA}", "findings": {body}}}\n'.encode("ascii"))
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from None


def load(path: str, what: str) -> Any:
    """A JSON file. Raises BaselineError."""
    try:
        with open(path, "rb") as file:
            octets = file.read(SIZE + 1)  # a device has no size
        if len(octets) > SIZE:
            raise BaselineError(f"{path}: over {SIZE >> 20} MB, too much for a {what}")
        return json.loads(octets)
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"{path}: no JSON") from None


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def read_report(path: str) -> dict[str, Gone]:
    """The findings of an earlier report of ``lint --output-format json``, by fingerprint.

    Raises BaselineError.
    """
    data = load(path, "report")
    findings = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(findings, list) or not str(data.get("schema")).startswith(
        "smtpcodes-report/"
    ):
        raise BaselineError(
            f"{path}: no report of smtpcodes; `smtpcodes lint --output-format json` writes one"
        )
    found: dict[str, Gone] = {}
    for entry in findings:
        try:
            old = Gone(
                _string(entry["rule"]),
                _string(entry["path"]),
                int(entry["line"]),
                _string(entry["message"]),
                1,
            )
            fingerprint = _string(entry["fingerprint"])
        except (KeyError, TypeError, ValueError):
            raise BaselineError(f"{path}: an entry is no finding: {str(entry)[:80]}") from None
        first = found.get(fingerprint)
        found[fingerprint] = old if first is None else first._replace(times=first.times + 1)
    return found

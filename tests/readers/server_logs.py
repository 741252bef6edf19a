"""What a log is read as, for the tests of the readers of server logs."""

from __future__ import annotations

from smtpcodes.linter import Linter, lint
from smtpcodes.session.observer import Seen

Read = tuple[str, int, str | None]


def exchanges(text: bytes, reader: str | None = None) -> list[list[Read]]:
    """The sessions of a log: verb, reply code (0: none) and enhanced code of each exchange."""
    found: dict[int, list[Read]] = {}

    def every(path: str, seen: Seen) -> None:
        x = seen.exchange
        found.setdefault(seen.session.number, []).append((x.verb, x.code, x.enhanced))

    Linter(reader, every=every, rules_on=False).lint_chunks("test", [text])
    return [found[number] for number in sorted(found)]


def reader_of(text: bytes) -> str | None:
    """The reader that took most lines."""
    return lint(text).inputs[0].reader


def accused(text: bytes, reader: str | None = None) -> set[str]:
    """The rules that were broken."""
    return {f.rule for f in lint(text, reader).findings}

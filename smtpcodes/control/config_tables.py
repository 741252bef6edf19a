"""What may stand in the tables of a configuration, and what is wrong there: ``file:line: what``."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable

from smtpcodes.control.config import Config, ConfigError, Ignore, PerPath
from smtpcodes.report import LEVELS
from smtpcodes.rules.names import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEYS = (
    "select",
    "ignore",
    "levels",
    "min-level",
    "fail-on",
    "reader",
    "output-format",
    "per-path",
    "baseline",
    "rules",
    "allow-inline-ignores",
)
PER_PATH = ("paths", "select", "ignore", "levels", "reader")
IGNORE = ("rule", "match", "reason", "until")


class Tables:
    """The tables of one file. shown: its name, as a person says it. text: what stands in it."""

    def __init__(
        self,
        shown: str,
        text: str,
        ids: Iterable[str],
        readers: Iterable[str],
        added: Callable[[tuple[str, ...]], Iterable[str]] | None,
    ) -> None:
        self.shown = shown
        self.lines = text.splitlines()
        self.added = added
        self.learn(ids)
        self.readers = list(readers)

    def learn(self, ids: Iterable[str]) -> None:
        self.ids = list(ids)
        self.names = sorted({*self.ids, *(i.split("/", 1)[0] for i in self.ids)})

    def error(self, message: str, *words: str, after: int = 0) -> ConfigError:
        line = self.line(*words, after=after)
        return ConfigError(
            f"{self.shown}:{line}: {message}" if line else f"{self.shown}: {message}"
        )

    def line(self, *words: str, after: int = 0) -> int:
        """The first line, past `after`, with a word as a key, in a table's name or in quotes; 0 if
        there is none."""
        for word in words:
            w = re.escape(word)
            key = re.compile(
                rf"\s*[\"']?{w}[\"']?\s*[=.]|\s*\[.*(?<![\w-]){w}(?![\w-]).*\]\s*(?:#|$)|"
                rf"[^#]*[\"']{w}[\"']|[^#]*[{{,]\s*{w}\s*="
            )
            for number, line in enumerate(self.lines, 1):
                if number > after and key.match(line):
                    return number
        return 0

    def header(self, name: str, n: int) -> int:
        """The line of the n-th ``[[... name]]``, or 0."""
        pattern = re.compile(rf"\s*\[\[.*(?<![\w-]){re.escape(name)}[\"']?\s*\]\]")
        found = [number for number, line in enumerate(self.lines, 1) if pattern.match(line)]
        return found[n] if n < len(found) else 0

    def config(self, table: dict[str, Any], path: str) -> Config:
        config = Config(os.path.abspath(path))
        self.known(table, KEYS, "")
        config.keys = tuple(table)
        files = table.get("rules", [])
        config.rules = tuple(
            os.path.join(config.root, x)
            for x in self.strings([files] if isinstance(files, str) else files, "rules")
        )
        if config.rules and self.added is None:
            raise self.error(
                "rules: a file of rules is a program; name this configuration with --config,"
                " or the file with --rules",
                "rules",
            )
        if config.rules and self.added is not None:
            self.learn(self.added(config.rules))
        if "select" in table:
            config.select = self.rules(table["select"], "select")
        config.ignore, config.ignores = self.ignore(table.get("ignore", []))
        config.levels = self.levels(table.get("levels", {}), "levels", 0)
        if "min-level" in table:
            config.min_level = self.choice(table["min-level"], "min-level", LEVELS)
        if "fail-on" in table:
            config.fail_on = self.choice(table["fail-on"], "fail-on", (*LEVELS, "never"))
        if "reader" in table:
            config.reader = self.choice(table["reader"], "reader", self.readers)
        formats = table.get("output-format", [])
        config.output_format = self.strings(
            [formats] if isinstance(formats, str) else formats, "output-format"
        )
        written = [x for x in config.output_format if ":" in x]
        if written and self.added is None:
            raise self.error(
                f"output-format: {written[0]!r} writes a file; name this configuration with "
                "--config,"
                " or the file with --output-format",
                "output-format",
            )
        config.per_path = tuple(
            self.per_path(x, n)
            for n, x in enumerate(self.list(table.get("per-path", []), "per-path"))
        )
        if "baseline" in table:
            config.baseline = self.baseline(config.root, self.string(table["baseline"], "baseline"))
        allowed = table.get("allow-inline-ignores", False)
        if not isinstance(allowed, bool):
            raise self.error("allow-inline-ignores: true or false", "allow-inline-ignores")
        config.allow_inline_ignores = allowed
        return config

    def baseline(self, root: str, name: str) -> str:
        """The baseline's path. A configuration that was found reads no file of another folder, and
        waits for no pipe."""
        path = os.path.join(root, name)
        real, folder = os.path.realpath(path), os.path.realpath(root)
        inside = real.startswith(os.path.join(folder, ""))
        if self.added is None and not (
            inside and (os.path.isfile(real) or not os.path.exists(real))
        ):
            raise self.error(
                f"baseline: {name!r} is no file below this folder; name this configuration with"
                " --config, or the file with --baseline",
                "baseline",
            )
        return path

    def per_path(self, table: Any, n: int) -> PerPath:
        at = self.header("per-path", n) or self.line("per-path")
        after = max(0, at - 1)
        if not isinstance(table, dict):
            raise self.error("per-path: tables, as in [[tool.smtpcodes.per-path]]", "per-path")
        self.known(table, PER_PATH, "per-path", after)
        paths = self.strings(table.get("paths", []), "paths", after)
        if not paths:
            raise self.error('per-path: needs paths = ["PATTERN"]', "per-path", after=after)
        ids, blocks = self.ignore(table.get("ignore", []), after)
        if blocks:
            raise self.error(
                "per-path: ignore takes names of rules; tables with a reason stand at the top, "
                "with a match on the path",
                "ignore",
                after=after,
            )
        return PerPath(
            paths,
            self.rules(table["select"], "select", after) if "select" in table else None,
            ids,
            self.levels(table.get("levels", {}), "levels", after),
            self.choice(table["reader"], "reader", self.readers, after)
            if "reader" in table
            else None,
        )

    def ignore(self, value: Any, after: int = 0) -> tuple[tuple[str, ...], tuple[Ignore, ...]]:
        names: list[Any] = []
        tables: list[Ignore] = []
        for entry in self.list(value, "ignore", after):
            if isinstance(entry, dict):
                tables.append(self.ignore_table(entry, len(tables)))
            else:
                names.append(entry)
        return self.rules(names, "ignore", after), tuple(tables)

    def ignore_table(self, table: dict[str, Any], n: int) -> Ignore:
        rule = table.get("rule")
        at = (
            self.header("ignore", n)
            or (self.line(rule) if isinstance(rule, str) else 0)
            or self.line("ignore")
        )
        after = max(0, at - 1)
        self.known(table, IGNORE, "ignore", after)
        if rule is None:
            raise self.error('ignore: needs rule = "ID", a rule or a family', "ignore", after=after)
        self.rules([rule], "ignore", after)
        reason = table.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            raise self.error(f"ignore: {rule} needs a reason", str(rule), "ignore", after=after)
        until = table.get("until")
        if isinstance(until, datetime.datetime):
            until = until.date()
        elif isinstance(until, str):
            try:
                until = datetime.date.fromisoformat(until)
            except ValueError:
                raise self.error(
                    f"until: {until!r} is no date, as in 2027-01-31", "until", after=after
                ) from None
        if until is not None and not isinstance(until, datetime.date):
            raise self.error("until: a date, as in 2027-01-31", "until", after=after)
        return Ignore(
            str(rule),
            self.string(table.get("match", ""), "match", after, empty=True),
            reason.strip(),
            until,
            self.shown,
            at or 1,
            self.lines[at - 1].strip() if at else "",
        )

    # --- values
    def known(self, table: dict[str, Any], keys: Iterable[str], where: str, after: int = 0) -> None:
        for key in table:
            if key not in keys:
                raise self.error(
                    f"{where + ': ' if where else ''}no key {key!r}{nearest(key, keys)}",
                    key,
                    after=after,
                )

    def list(self, value: Any, key: str, after: int = 0) -> list[Any]:
        if not isinstance(value, list):
            raise self.error(f"{key}: a list is wanted", key, after=after)
        return value

    def string(self, value: Any, key: str, after: int = 0, empty: bool = False) -> str:
        if not isinstance(value, str) or not (value or empty):
            raise self.error(f"{key}: a string is wanted", key, after=after)
        return value

    def strings(self, value: Any, key: str, after: int = 0) -> tuple[str, ...]:
        return tuple(self.string(x, key, after) for x in self.list(value, key, after))

    def rules(self, value: Any, key: str, after: int = 0) -> tuple[str, ...]:
        found = self.strings(value, key, after)
        for name in found:
            if name not in self.names:
                raise self.error(
                    f"{key}: no rule or family {name!r}{nearest(name, self.names)}",
                    name,
                    key,
                    after=after,
                )
        return found

    def choice(self, value: Any, key: str, among: Iterable[str], after: int = 0) -> str:
        among = list(among)
        if self.string(value, key, after) not in among:
            listed = nearest(value, among) or (
                f"; there are {', '.join(among)}" if len(among) < 10 else ""
            )
            raise self.error(f"{key}: no {value!r}{listed}", key, after=after)
        return str(value)

    def levels(self, value: Any, key: str, after: int) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self.error(
                f'{key}: a table is wanted, as in "auth/required-late" = "note"', key, after=after
            )
        self.rules(list(value), key, after)
        return {name: self.choice(level, name, LEVELS, after) for name, level in value.items()}

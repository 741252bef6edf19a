"""What is wrong in ``data/``: each error as ``file:line: what``, all of them at once."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from smtpcodes.knowledge import drafts

TOML_LINE = re.compile(r"\(at line (\d+)")


class Problem(NamedTuple):
    """An error in a file of ``data/``."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class Problems(list[Problem]):
    """The errors of the files, and what stands beside them.

    drafts: entries that have an error, with the rest of their fields, by path. unread: files in
    which no entry was read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[tuple[str, BaseModel]] = []
        self.unread: set[str] = set()


def field_line(facts_text: str, first: int, key: str) -> int:
    """The line of a key in a TOML text that begins at line `first`; `first` if it is not found."""
    pattern = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:=|\]|\.)")
    for n, line in enumerate(facts_text.splitlines()):
        if pattern.match(line):
            return first + n
    return first


def validated(
    model: type[BaseModel],
    values: dict[str, Any],
    path: str,
    text: str,
    first: int,
    problems: Problems,
) -> Any:
    """The model of the values, or None; each error of a field becomes a problem at its line."""
    try:
        return model.model_validate(values)
    except ValidationError as errors:
        if path in problems.unread:
            return None  # said already
        found = errors.errors()
        near = {
            str(error["loc"][-1]): close[0]
            for error in found
            if error["type"] == "extra_forbidden"
            and (close := get_close_matches(str(error["loc"][-1]), list(model.model_fields), 1))
        }
        for error in found:
            keys = [str(k) for k in error["loc"] if not isinstance(k, int)]
            what = error["msg"].removeprefix("Value error, ")
            if error["type"] == "missing" and keys[-1] in near.values():
                continue  # it is there, misspelt
            if error["type"] == "extra_forbidden":
                meant = near.get(str(error["loc"][-1]))
                what = "no such key" + (f"; did you mean {meant!r}?" if meant else "")
            line = field_line(text, first, keys[-1] if keys else "")
            problems.append(Problem(path, line, f"{'.'.join(keys)}: {what}" if keys else what))
        values = {**{near[key]: values[key] for key in near if key in values}, **values}
        problems.drafts.append((path, drafts.draft(model, values, [e["loc"] for e in found])))
        return None

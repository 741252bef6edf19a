"""Models to the compiled form that programs read: a JSON file for each kind of entry.

The build calls it for the wheel; a checkout calls it when a file of ``data/`` has changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from smtpcodes.knowledge import signatures
from smtpcodes.knowledge.meaning import books
from smtpcodes.knowledge.source import Data, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compiled(data: Data) -> dict[str, Any]:
    """The content of each file by its name: a kind of entries each, the texts of providers, and
    what leads to them."""
    texts = [{**_dump(t), "provider": name} for name, p in data.providers.items() for t in p.text]
    providers = {
        name: {k: v for k, v in _dump(entry).items() if k != "text"}
        for name, entry in data.providers.items()
    }
    phrases = [{"book": book, **_dump(entry)} for book, entry in data.phrases]
    return {
        "replies": {str(code): _dump(entry) for code, entry in sorted(data.replies.items())},
        "enhanced": {code: _dump(entry) for code, entry in sorted(data.enhanced.items())},
        "comparisons": {name: _dump(entry) for name, entry in sorted(data.comparisons.items())},
        "causes": {name: _dump(entry) for name, entry in data.causes.items()},
        "commands": {name: _dump(entry) for name, entry in data.commands.items()},
        "situations": [_dump(entry) for entry in data.situations.values()],
        "registry": {name: _dump(entry) for name, entry in data.registry.items()},
        "providers": providers,
        "implementations": {name: _dump(entry) for name, entry in data.implementations.items()},
        "phrases": phrases,
        "index": signatures.index(texts, providers),
        "books": books.compiled(phrases),
        "texts": signatures.ready(texts, providers),
    }


def _dump(entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    if getattr(entry, "spec", None) and not isinstance(entry.spec[0], str):
        found["spec"] = [str(s) for s in entry.spec]
    return found


def as_lines(value: dict[str, Any] | list[Any]) -> str:
    """The content of a file: JSON, an entry a line, so that one can be read alone."""
    if isinstance(value, dict):
        rows = [f"{_json(key)}:{_json(entry)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}"
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write(root: Path, target: Path) -> list[str]:
    """Compiles the folder `root` into JSON files in `target`; returns the errors of the data."""
    data = load(root)
    write_values(compiled(data), str(target))
    return [str(problem) for problem in data.problems]


def write_values(values: dict[str, Any], target: str) -> None:
    """Writes the compiled form, the texts last. Raises OSError."""
    for name, value in values.items():
        temporary = os.path.join(target, f".{name}.{os.getpid()}.tmp")
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(as_lines(value))
        os.replace(temporary, os.path.join(target, f"{name}.json"))

"""Models to the compiled form that programs read: a JSON file for each kind of entry.

The build calls it for the wheel; a checkout calls it when a file of ``data/`` has changed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from smtpcodes.knowledge.source import Data, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compiled(data: Data) -> dict[str, Any]:
    """The content of each file by its name: a kind of entries each, and the texts of providers."""
    return {
        "replies": {str(code): _dump(entry) for code, entry in sorted(data.replies.items())},
        "enhanced": {code: _dump(entry) for code, entry in sorted(data.enhanced.items())},
        "comparisons": {name: _dump(entry) for name, entry in sorted(data.comparisons.items())},
        "causes": {name: _dump(entry) for name, entry in data.causes.items()},
        "commands": {name: _dump(entry) for name, entry in data.commands.items()},
        "situations": [_dump(entry) for entry in data.situations.values()],
        "registry": {name: _dump(entry) for name, entry in data.registry.items()},
        "providers": {
            name: {k: v for k, v in _dump(entry).items() if k != "text"}
            for name, entry in data.providers.items()
        },
        "implementations": {name: _dump(entry) for name, entry in data.implementations.items()},
        "phrases": [{"book": book, **_dump(entry)} for book, entry in data.phrases],
        "texts": [
            {**_dump(t), "provider": name} for name, p in data.providers.items() for t in p.text
        ],
    }


def _dump(entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    if getattr(entry, "spec", None) and not isinstance(entry.spec[0], str):
        found["spec"] = [str(s) for s in entry.spec]
    return found


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
            json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        os.replace(temporary, os.path.join(target, f"{name}.json"))

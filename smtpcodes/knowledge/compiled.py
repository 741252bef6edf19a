"""Models to the compiled form that programs read: two JSON objects, ``entries`` and ``texts``.

The build calls it for the wheel; a checkout calls it when a file of ``data/`` has changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from smtpcodes.knowledge.source import Data, load

VERSION = 1


def compiled(data: Data) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two objects: what is known of codes, causes, situations; and the texts of providers."""
    entries = {
        "version": VERSION,
        "replies": {str(code): _dump(entry) for code, entry in sorted(data.replies.items())},
        "enhanced": {code: _dump(entry) for code, entry in sorted(data.enhanced.items())},
        "comparisons": {name: _dump(entry) for name, entry in sorted(data.comparisons.items())},
        "causes": {name: _dump(entry) for name, entry in data.causes.items()},
        "commands": {name: _dump(entry) for name, entry in data.commands.items()},
        "situations": [_dump(entry) for entry in data.situations.values()],
        "registry": {name: _dump(entry) for name, entry in data.registry.items()},
        "providers": {name: {k: v for k, v in _dump(entry).items() if k != "text"} for name, entry in data.providers.items()},
    }
    texts = {"version": VERSION, "texts": [{**_dump(t), "provider": name} for name, p in data.providers.items() for t in p.text]}
    return entries, texts


def _dump(entry: Any) -> dict[str, Any]:
    found: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    if getattr(entry, "spec", None) and not isinstance(entry.spec[0], str):
        found["spec"] = [str(s) for s in entry.spec]
    return found


def write(root: Path, target: Path) -> list[str]:
    """Compiles the folder `root` into ``entries.json`` and ``texts.json`` in `target`; returns the errors of the data."""
    data = load(root)
    target.mkdir(parents=True, exist_ok=True)
    for name, value in zip(("entries", "texts"), compiled(data), strict=True):
        temporary = target / f".{name}.tmp"
        temporary.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=False), encoding="utf-8")
        temporary.replace(target / f"{name}.json")
    return [str(problem) for problem in data.problems]

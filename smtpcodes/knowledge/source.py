"""``data/`` to models: Markdown with a TOML block, and TOML. Every error is told as ``file:line:
what``, all at once.

Knows the grammar of the files (``data/README.md``); what the fields may hold is for ``models``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from smtpcodes.knowledge import entries, models
from smtpcodes.knowledge.problems import TOML_LINE, Problem, Problems, field_line, validated


class Data(NamedTuple):
    """Everything that ``data/`` holds. lines: where each entry's facts begin, by file."""

    replies: dict[int, models.ReplyCode]
    enhanced: dict[str, models.EnhancedStatusCode]
    comparisons: dict[str, models.Comparison]
    providers: dict[str, models.Provider]
    causes: dict[str, models.Cause]
    commands: dict[str, models.Command]
    situations: dict[str, models.Situation]
    registry: dict[str, models.RegisteredCode]
    implementations: dict[str, models.Implementation]
    phrases: list[tuple[str, models.Phrases]]  # the book, and what stands in it
    problems: Problems


def _toml(root: Path, file: Path, problems: Problems) -> tuple[str, str, dict[str, Any]]:
    name = file.relative_to(root.parent).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
        return name, text, tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, 1, f"cannot be read: {error}"))
    except tomllib.TOMLDecodeError as error:
        where = TOML_LINE.search(str(error))
        problems.append(Problem(name, int(where.group(1)) if where else 1, str(error)))
    problems.unread.add(name)
    return name, "", {}


def _table(
    root: Path, path: str, key: str, model: type[BaseModel], by: str, problems: Problems
) -> dict[str, Any]:
    file = root / path
    if not file.exists():
        problems.append(Problem(f"{root.name}/{path}", 1, "the file is missing"))
        problems.unread.add(f"{root.name}/{path}")
        return {}
    name, text, values = _toml(root, file, problems)
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{key}]]"]
    found: dict[str, Any] = {}
    for extra in sorted(set(values) - {key, "any"}):
        problems.append(Problem(name, field_line(text, 1, extra), f"{extra}: no such key"))
    entries = values.get(key, [])
    if not isinstance(entries, list):
        problems.append(
            Problem(name, field_line(text, 1, key), f"{key}: an entry begins with [[{key}]]")
        )
        entries = []
    for n, entry in enumerate(entries):
        first = starts[n] if n < len(starts) else 1
        last = starts[n + 1] - 1 if n + 1 < len(starts) else None
        part = "\n".join(text.splitlines()[first - 1 : last])
        made = validated(model, entry, name, part, first, problems)
        if made is not None:
            if getattr(made, by) in found:
                problems.append(Problem(name, first, f"{getattr(made, by)}: stands twice"))
            found[getattr(made, by)] = made
    if key == "command" and isinstance(values.get("any"), dict):
        codes = values["any"].get("errors") or values["any"].get("codes") or []
        codes = codes if isinstance(codes, list) else [codes]
        made = validated(
            models.Command,
            {"verb": "any", "errors": [c if isinstance(c, dict) else {"code": c} for c in codes]},
            name,
            text,
            1,
            problems,
        )
        if made is not None:
            found["any"] = made
    return found


def _files(
    root: Path,
    folder: str,
    model: type[BaseModel],
    key: str,
    part: type[BaseModel],
    problems: Problems,
) -> Iterator[tuple[str, str, Any, list[tuple[int, Any]]]]:
    """The TOML files of a folder with tables `[[key]]`: path, the file's stem, its model, the
    tables' lines and models."""
    for file in sorted((root / folder).glob("*.toml")):
        name, text, values = _toml(root, file, problems)
        if not values:
            continue
        tables = values.pop(key, [])
        if not isinstance(tables, list):
            problems.append(
                Problem(name, field_line(text, 1, key), f"{key}: an entry begins with [[{key}]]")
            )
            tables = []
        made = validated(model, values, name, text, 1, problems)
        starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{key}]]"]
        good = []
        for n, table in enumerate(tables):
            first = starts[n] if n < len(starts) else 1
            last = starts[n + 1] - 1 if n + 1 < len(starts) else None
            entry = validated(
                part, table, name, "\n".join(text.splitlines()[first - 1 : last]), first, problems
            )
            if entry is not None:
                good.append((first, entry))
        yield name, file.stem, made, good


def _providers(root: Path, problems: Problems) -> dict[str, models.Provider]:
    found: dict[str, models.Provider] = {}
    for name, stem, made, texts in _files(
        root, "providers", models.Provider, "text", models.ProviderText, problems
    ):
        problems += [
            Problem(name, first, f"id: begins with {stem}/")
            for first, text in texts
            if not text.id.startswith(stem + "/")
        ]
        if made is not None:
            found[stem] = made.model_copy(update={"text": [text for _, text in texts]})
    return found


def _implementations(root: Path, problems: Problems) -> dict[str, models.Implementation]:
    return {
        stem: made.model_copy(update={"deviation": [d for _, d in deviations]})
        for _, stem, made, deviations in _files(
            root, "implementations", models.Implementation, "deviation", models.Deviation, problems
        )
        if made is not None
    }


def _phrases(root: Path, problems: Problems) -> list[tuple[str, models.Phrases]]:
    return [
        (made.book, entry)
        for _, _, made, entries in _files(
            root, "phrases", models.PhraseFile, "phrases", models.Phrases, problems
        )
        if made is not None
        for _, entry in entries
    ]


def load(root: Path) -> Data:
    """Everything in `root`; never raises for what a file holds: its errors are in ``problems``."""
    problems = Problems()
    data = Data(
        entries.replies(root, problems),
        entries.enhanced(root, problems),
        entries.comparisons(root, problems),
        _providers(root, problems),
        _table(root, "causes.toml", "cause", models.Cause, "id", problems),
        _table(root, "commands.toml", "command", models.Command, "verb", problems),
        _table(root, "situations.toml", "situation", models.Situation, "id", problems),
        _table(root, "registry/enhanced.toml", "code", models.RegisteredCode, "code", problems),
        _implementations(root, problems),
        _phrases(root, problems),
        problems,
    )
    return data

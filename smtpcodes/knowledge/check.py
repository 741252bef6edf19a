"""What a curator's check tells beyond the fields: entries that contradict each other, signatures
that catch too much.

Every error at once, as ``file:line: what``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from smtpcodes.knowledge import drafts, models
from smtpcodes.knowledge.match import Signature, split
from smtpcodes.knowledge.problems import Problem
from smtpcodes.knowledge.signatures import signature
from smtpcodes.knowledge.source import Data, load

_FOLDERS: dict[str, type[BaseModel]] = {
    "replies": models.ReplyCode,
    "enhanced": models.EnhancedStatusCode,
    "comparisons": models.Comparison,
    "providers": models.Provider,
}
_TABLES: dict[str, tuple[str, type[BaseModel], str]] = {
    "causes": ("causes.toml", models.Cause, "id"),
    "commands": ("commands.toml", models.Command, "verb"),
    "situations": ("situations.toml", models.Situation, "id"),
    "registry": ("registry/enhanced.toml", models.RegisteredCode, "code"),
}
_FILLED = "placeholder1"  # stands for what varies where a template has no example


def check(root: Path) -> list[Problem]:
    """The errors of the data in `root`, ordered by file and line."""
    data = load(root)
    found = list(data.problems)
    data = _with_drafts(root, data)
    found += _causes(root, data)
    found += _codes(root, data)
    found += _signatures(root, data)
    return sorted(set(found))


class _Unread(dict[Any, Any]):
    """A table whose file can't be read: whatever is asked for may stand there."""

    def __contains__(self, key: object) -> bool:
        return True


def _with_drafts(root: Path, data: Data) -> Data:
    """Add the entries that have an error: they are there, and may have other errors."""
    unread = {name.removeprefix(f"{root.name}/") for name in data.problems.unread}
    whole: dict[str, Any] = {
        field: _Unread(getattr(data, field)) if path in unread else dict(getattr(data, field))
        for field, (path, _, _) in _TABLES.items()
    }
    whole |= {field: dict(getattr(data, field)) for field in _FOLDERS}
    named = [(path.removeprefix(f"{root.name}/"), x) for path, x in data.problems.drafts]
    for field, model in _FOLDERS.items():
        found = [path for path in unread if path.startswith(f"{field}/")]
        named += [(path, drafts.draft(model, {}, ())) for path in found]
        for path, entry in named:
            if isinstance(entry, model):
                stem = Path(path).stem
                key = int(stem) if field == "replies" and stem.isdigit() else stem
                whole[field].setdefault(key, entry)
    for field, (_, model, key) in _TABLES.items():
        for _, entry in named:
            if isinstance(entry, model):
                whole[field].setdefault(getattr(entry, key), entry)
    return data._replace(**whole)


def _line(root: Path, path: str, text: str) -> int:
    """The line of `path` in which `text` stands first; 1 if it does not."""
    try:
        lines = (root.parent / path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1
    return next((n for n, line in enumerate(lines, 1) if text in line), 1)


def _causes(root: Path, data: Data) -> list[Problem]:
    """Every cause that is named exists."""
    found = []
    named: list[tuple[str, str]] = []
    for code, entry in data.replies.items():
        path = f"{root.name}/replies/{code}.md"
        named += [(path, c.cause) for c in entry.causes] + (
            [(path, entry.cause)] if entry.cause else []
        )
    for name, enhanced in data.enhanced.items():
        path = f"{root.name}/enhanced/{name}.md"
        named += [(path, v.cause) for v in enhanced.vendor] + (
            [(path, enhanced.cause)] if enhanced.cause else []
        )
        known = set(data.providers)
        found += [
            Problem(
                path,
                _line(root, path, v.provider),
                f"provider: no file providers/{v.provider}.toml",
            )
            for v in enhanced.vendor
            if v.provider not in known
        ]
        if enhanced.provider and enhanced.provider not in known:
            found.append(
                Problem(
                    path,
                    _line(root, path, enhanced.provider),
                    f"provider: no file providers/{enhanced.provider}.toml",
                )
            )
    for name, provider in data.providers.items():
        path = f"{root.name}/providers/{name}.toml"
        named += [(path, c) for t in provider.text for c in (t.cause, *t.also)]
    found += [
        Problem(path, _line(root, path, cause), f"cause: {cause} stands not in causes.toml")
        for path, cause in named
        if cause not in data.causes
    ]
    return found


def _answers(root: Path, data: Data, code: int, entry: models.ReplyCode) -> list[Problem]:
    """The commands that an entry names exist, and list its code."""
    path = f"{root.name}/replies/{code}.md"
    line = _line(root, path, "answers")
    found = []
    for verb in entry.answers:
        if verb != "any" and verb not in data.commands:
            found.append(Problem(path, line, f"answers: no command {verb} in commands.toml"))
        elif (command := data.commands.get(verb)) and entry.status in ("standard", "extension"):
            listed = [*command.success, *command.intermediate, *command.errors]
            anywhere = data.commands.get("any")
            listed += anywhere.errors if anywhere is not None else []
            if code not in {answer.code for answer in listed}:
                said = f"answers: commands.toml does not list {code} for {verb}"
                found.append(Problem(path, line, said))
    return found


def _codes(root: Path, data: Data) -> list[Problem]:
    """Codes that entries name exist, and go with ``commands.toml`` and the registry."""
    found = []
    for code, entry in data.replies.items():
        path = f"{root.name}/replies/{code}.md"
        found += [
            Problem(path, _line(root, path, "see "), f"see: no entry {other}")
            for other in entry.see
            if other not in data.replies
        ]
        found += _answers(root, data, code, entry)
        for enhanced in entry.enhanced:
            if "X" + enhanced[1:] not in data.registry:
                found.append(
                    Problem(
                        path,
                        _line(root, path, enhanced),
                        f"enhanced: {enhanced} is not in the registry",
                    )
                )
            if enhanced[0] != str(code)[0]:
                found.append(
                    Problem(
                        path,
                        _line(root, path, enhanced),
                        f"enhanced: the class of {enhanced} is not that of {code}",
                    )
                )
    for name, status in data.enhanced.items():
        path = f"{root.name}/enhanced/{name}.md"
        if (status.status == "registered") != ("X" + name[1:] in data.registry):
            found.append(
                Problem(
                    path,
                    _line(root, path, "status"),
                    f"status: {name} {'is not' if status.status == 'registered' else 'is'} in "
                    f"the registry",
                )
            )
        tails = {c[1:] for c in data.enhanced}
        found += [
            Problem(path, _line(root, path, other), f"see: no entry {other}")
            for other in status.see
            if other[1:] not in tails
        ]
    for name, comparison in data.comparisons.items():
        path = f"{root.name}/comparisons/{name}.md"
        for compared in comparison.codes:
            if compared not in data.replies and str(compared) not in data.enhanced:
                found.append(
                    Problem(path, _line(root, path, "codes"), f"codes: no entry {compared}")
                )
    for situation in data.situations.values():
        path = f"{root.name}/situations.toml"
        if situation.enhanced and situation.enhanced[0] != str(situation.code)[0]:
            found.append(
                Problem(
                    path,
                    _line(root, path, f'"{situation.id}"'),
                    f"{situation.id}: the class of {situation.enhanced} is not that of "
                    f"{situation.code}",
                )
            )
        found += [
            Problem(
                path,
                _line(root, path, f'"{situation.id}"'),
                f"{situation.id}: no command {verb} in commands.toml",
            )
            for verb in situation.commands
            if verb not in data.commands and verb != "any"
        ]
    return found


def _signatures(root: Path, data: Data) -> list[Problem]:
    """Each template matches its own examples, and no example of another."""
    found = []
    made: list[Signature] = []
    for name, provider in data.providers.items():
        for text in provider.text:
            made.append(signature({**text.model_dump(mode="json"), "provider": name}))
    ids: dict[str, int] = {}
    for s in made:
        ids[s.id] = ids.get(s.id, 0) + 1
        path = f"{root.name}/providers/{s.provider}.toml"
        if ids[s.id] == 2:
            found.append(Problem(path, _line(root, path, f'"{s.id}"'), f"id: {s.id} stands twice"))
        for example in s.entry.get("examples") or [_filled(s.entry["reply"])]:
            code, _, plain = split(example)
            if not s.matches(plain):
                found.append(
                    Problem(
                        path,
                        _line(root, path, f'"{s.id}"'),
                        f"{s.id}: its template does not match its own example",
                    )
                )
                continue
            rivals = [
                o
                for o in made
                if o is not s
                and o.weight == s.weight
                and (o.code == code or o.code is None)
                and o.matches(plain)
            ]
            found += [
                Problem(
                    path,
                    _line(root, path, f'"{s.id}"'),
                    f"{s.id}: its example is caught by {o.id} as well",
                )
                for o in rivals
                if o.cause != s.cause
            ]
    return found


def _filled(reply: str) -> str:
    """A template with its placeholders filled."""
    out, depth = [], 0
    for char in reply:
        if char == "{":
            depth += 1
            out.append(_FILLED if depth == 1 else "")
        elif char == "}" and depth:
            depth -= 1
        elif not depth:
            out.append(char)
    return "".join(out)

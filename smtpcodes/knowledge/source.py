"""``data/`` to models: Markdown with a TOML block, and TOML. Every error is told as ``file:line:
what``, all at once.

Knows the grammar of the files (``data/README.md``); what the fields may hold is for ``models``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, ValidationError

from smtpcodes.grammar import reply
from smtpcodes.knowledge import drafts, models

REPLY_SECTIONS = ("When you see it", "Causes", "For client authors", "For server authors")
ENHANCED_SECTIONS = ("By class", "What to do", "For server authors")
COMPARISON_SECTIONS = (
    "Key differences",
    "When you see each",
    "For client authors",
    "For server authors",
)
_TOML_LINE = re.compile(r"\(at line (\d+)")


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


class Section(NamedTuple):
    title: str
    line: int
    text: str
    parts: list[tuple[str, int, str]]  # H3: title, line, text


class Page(NamedTuple):
    """A Markdown file in its parts. facts_line: of the first line inside the TOML block."""

    title: str
    facts: dict[str, Any]
    facts_line: int
    facts_text: str
    intro: str
    sections: dict[str, Section]
    examples: list[tuple[int, str, str]]  # line, info string, text
    links: list[tuple[int, str]]


def page(path: str, text: str, allowed: tuple[str, ...], problems: Problems) -> Page | None:  # noqa: C901
    """Takes a Markdown file apart; problems are added to the list."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    lines = text.splitlines()
    title, facts, facts_line, facts_text = "", {}, 0, ""
    examples: list[tuple[int, str, str]] = []
    links: list[tuple[int, str]] = []
    marks: list[tuple[int, int, str]] = []  # level, line, text
    after_facts = 0
    for i, token in enumerate(tokens):
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            marks.append((int(token.tag[1]), line, tokens[i + 1].content))
        elif token.type == "fence" and token.info == "toml" and not facts_line:
            facts_line, facts_text, after_facts = line + 1, token.content, (token.map or [0, 0])[1]
            try:
                facts = tomllib.loads(token.content)
            except tomllib.TOMLDecodeError as error:
                where = _TOML_LINE.search(str(error))
                problems.append(
                    Problem(path, line + int(where.group(1)) if where else line, str(error))
                )
                problems.unread.add(path)
        elif token.type == "fence" and token.info.split(" ")[0] == "smtp":
            examples.append((line, token.info, token.content))
        elif token.type in ("html_block",) or _has_html(token):
            problems.append(Problem(path, line, "raw HTML is refused: write Markdown"))
        for child in token.children or ():
            if child.type == "link_open":
                links.append((line, str(child.attrGet("href") or "")))
            elif child.type == "image":
                problems.append(Problem(path, line, "images are refused"))
    if not marks or marks[0][0] != 1:
        problems.append(Problem(path, 1, "the file begins with a title: # ..."))
        return None
    title = marks[0][2]
    if not facts_line:
        problems.append(
            Problem(path, marks[0][1], "the facts are missing: a ```toml block after the title")
        )
        return None
    heads = [m for m in marks if m[0] == 2]
    intro = "\n".join(lines[after_facts : heads[0][1] - 1 if heads else None]).strip()
    sections: dict[str, Section] = {}
    order = []
    for n, (_, line, name) in enumerate(heads):
        end = heads[n + 1][1] - 1 if n + 1 < len(heads) else len(lines)
        if name not in allowed:
            problems.append(
                Problem(path, line, f"## {name}: no such section; there are {', '.join(allowed)}")
            )
            continue
        order.append(allowed.index(name))
        inner = [m for m in marks if m[0] == 3 and line < m[1] <= end]
        body = "\n".join(lines[line : inner[0][1] - 1 if inner else end]).strip()
        parts = []
        for k, (_, at, sub) in enumerate(inner):
            stop = inner[k + 1][1] - 1 if k + 1 < len(inner) else end
            parts.append((sub, at, "\n".join(lines[at:stop]).strip()))
        sections[name] = Section(name, line, body, parts)
    if order != sorted(order):
        problems.append(
            Problem(path, heads[0][1], f"the sections stand in this order: {', '.join(allowed)}")
        )
    return Page(title, facts, facts_line, facts_text, intro, sections, examples, links)


def _has_html(token: Token) -> bool:
    return any(child.type == "html_inline" for child in token.children or ())


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


def _markdown(
    root: Path, folder: str, problems: Problems, allowed: tuple[str, ...]
) -> Iterator[tuple[str, Path, Page]]:
    for file in sorted((root / folder).glob("*.md")):
        name = file.relative_to(root.parent).as_posix()
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 1, f"cannot be read: {error}"))
            problems.unread.add(name)
            continue
        found = page(name, text, allowed, problems)
        if found is None:
            problems.unread.add(name)
        else:
            _links(root, file, name, found, problems)
            _examples(name, found, problems)
            yield name, file, found


def _links(root: Path, file: Path, name: str, found: Page, problems: Problems) -> None:
    for line, link in found.links:
        if link.startswith(("http://", "https://", "mailto:", "#")):
            continue
        target = link.split("#", 1)[0]
        if target and not (file.parent / target).exists():
            problems.append(Problem(name, line, f"dead link: {link}"))


def _replies(root: Path, problems: Problems) -> dict[int, models.ReplyCode]:
    found: dict[int, models.ReplyCode] = {}
    for name, file, entry in _markdown(root, "replies", problems, REPLY_SECTIONS):
        causes = []
        section = entry.sections.get("Causes")
        for title, line, text in section.parts if section else ():
            cause = _cause(name, title, line, text, problems)
            if cause is not None:
                causes.append(cause)
        code, _, title = entry.title.partition(" ")
        if not code.isdigit():
            problems.append(Problem(name, 1, "the title begins with the code"))
        sections = {
            key: s.text + "".join(f"\n\n### {t}\n\n{x}" for t, _, x in s.parts)
            for key, s in entry.sections.items()
        }
        values = {
            **entry.facts,
            "title": title.strip() or entry.title,
            "meaning": entry.intro,
            "causes": causes,
            "when": sections.get("When you see it", ""),
            "for_clients": sections.get("For client authors", ""),
            "for_servers": sections.get("For server authors", ""),
            "examples": [text for _, info, text in entry.examples if "breaks=" not in info],
        }
        model = validated(
            models.ReplyCode, values, name, entry.facts_text, entry.facts_line, problems
        )
        if model is not None:
            if str(model.code) != code or file.stem != code:
                problems.append(
                    Problem(
                        name,
                        1,
                        f"the code is {model.code} in the facts, {code} in the title, {file.stem} in the file's name",
                    )
                )
            found[model.code] = model
            if 400 <= model.code < 600:
                _required(
                    name, entry, ("When you see it", "Causes", "For server authors"), problems
                )
    return found


def _required(name: str, entry: Page, sections: tuple[str, ...], problems: Problems) -> None:
    problems += [
        Problem(name, 1, f"the section is missing: ## {title}")
        for title in sections
        if title not in entry.sections
    ]


def _examples(name: str, entry: Page, problems: Problems) -> None:
    """Each line of an `smtp` fence is one command or reply line, with its side."""
    for line, _, text in entry.examples:
        for n, shown in enumerate(text.splitlines(), 1):
            if shown.strip() and shown not in ("C:", "S:") and not shown.startswith(("C: ", "S: ")):
                problems.append(
                    Problem(
                        name,
                        line + n,
                        f"a line of an smtp fence begins with 'C: ' or 'S: ': {shown[:40]!r}",
                    )
                )
            elif shown.startswith("S: ") and reply.parse(shown[3:].encode()) is None:
                problems.append(Problem(name, line + n, f"no reply line: {shown[3:][:40]!r}"))


def _cause(
    name: str, title: str, line: int, text: str, problems: Problems
) -> dict[str, str] | None:
    paragraphs = re.split(r"\n\s*\n", text)
    head = re.fullmatch(r"Cause: `?([a-z.-]+)`?", paragraphs[0].strip()) if paragraphs else None
    if head is None:
        problems.append(
            Problem(name, line, f"### {title}: its first paragraph is `Cause: <id>` alone")
        )
        return None
    fixes = [p for p in paragraphs[1:] if p.startswith("**Fix:**")]
    if len(fixes) != 1:
        problems.append(Problem(name, line, f"### {title}: one paragraph begins with **Fix:**"))
        return None
    rest = "\n\n".join(p for p in paragraphs[1:] if not p.startswith("**Fix:**"))
    return {
        "cause": head.group(1),
        "title": title,
        "text": rest,
        "fix": fixes[0].removeprefix("**Fix:**").strip(),
    }


def _enhanced(root: Path, problems: Problems) -> dict[str, models.EnhancedStatusCode]:
    found: dict[str, models.EnhancedStatusCode] = {}
    for name, file, entry in _markdown(root, "enhanced", problems, ENHANCED_SECTIONS):
        code, _, title = entry.title.partition(" ")
        todo = entry.sections.get("What to do")
        fix = ""
        if todo is not None:
            fixes = [p for p in re.split(r"\n\s*\n", todo.text) if p.startswith("**Fix:**")]
            if len(fixes) != 1:
                problems.append(
                    Problem(name, todo.line, "What to do: one paragraph begins with **Fix:**")
                )
            fix = "\n\n".join(re.split(r"\n\s*\n", todo.text)).replace("**Fix:**", "").strip()
        text = {key: s.text for key, s in entry.sections.items()}
        values = {
            **entry.facts,
            "title": title.strip() or entry.title,
            "meaning": entry.intro,
            "by_class": text.get("By class", ""),
            "fix": fix,
            "for_servers": text.get("For server authors", ""),
        }
        model = validated(
            models.EnhancedStatusCode, values, name, entry.facts_text, entry.facts_line, problems
        )
        if model is not None:
            if model.code != code or file.stem != code:
                problems.append(
                    Problem(
                        name,
                        1,
                        f"the code is {model.code} in the facts, {code} in the title, {file.stem} in the file's name",
                    )
                )
            found[model.code] = model
    return found


def _comparisons(root: Path, problems: Problems) -> dict[str, models.Comparison]:
    found: dict[str, models.Comparison] = {}
    for name, file, entry in _markdown(root, "comparisons", problems, COMPARISON_SECTIONS):
        each = entry.sections.get("When you see each")
        text = {key: s.text for key, s in entry.sections.items()}
        values = {
            **entry.facts,
            "title": entry.title,
            "summary": entry.intro,
            "differences": text.get("Key differences", ""),
            "when": {title.strip("` "): body for title, _, body in each.parts} if each else {},
            "for_clients": text.get("For client authors", ""),
            "for_servers": text.get("For server authors", ""),
        }
        model = validated(
            models.Comparison, values, name, entry.facts_text, entry.facts_line, problems
        )
        if model is not None:
            wanted = "-vs-".join(str(c) for c in model.codes)
            if file.stem != wanted:
                problems.append(Problem(name, 1, f"the file's name is {wanted}.md"))
            found[file.stem] = model
            _required(name, entry, ("Key differences", "When you see each"), problems)
            missing = [str(c) for c in model.codes if str(c) not in model.when]
            if each is not None and missing:
                problems.append(
                    Problem(
                        name, each.line, f"When you see each: one ### for {' and '.join(missing)}"
                    )
                )
    return found


def _toml(root: Path, file: Path, problems: Problems) -> tuple[str, str, dict[str, Any]]:
    name = file.relative_to(root.parent).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
        return name, text, tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, 1, f"cannot be read: {error}"))
    except tomllib.TOMLDecodeError as error:
        where = _TOML_LINE.search(str(error))
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
        _replies(root, problems),
        _enhanced(root, problems),
        _comparisons(root, problems),
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

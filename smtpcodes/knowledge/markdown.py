"""The Markdown files of ``data/`` taken apart: title, a TOML block of facts, sections, examples,
links. Which sections there may be is for ``entries``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from smtpcodes.grammar import reply
from smtpcodes.knowledge.problems import TOML_LINE, Problem, Problems
from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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


def page(path: str, text: str, allowed: tuple[str, ...], problems: Problems) -> Page | None:
    """Takes a Markdown file apart; problems are added to the list."""
    seen = _Seen(path, problems)
    seen.walk(MarkdownIt("commonmark").enable("table").parse(text))
    lines, marks = text.splitlines(), seen.marks
    if not marks or marks[0][0] != 1:
        problems.append(Problem(path, 1, "the file begins with a title: # ..."))
        return None
    if not seen.facts_line:
        problems.append(
            Problem(path, marks[0][1], "the facts are missing: a ```toml block after the title")
        )
        return None
    heads = [m for m in marks if m[0] == 2]
    intro = "\n".join(lines[seen.after_facts : heads[0][1] - 1 if heads else None]).strip()
    return Page(
        marks[0][2],
        seen.facts,
        seen.facts_line,
        seen.facts_text,
        intro,
        _sections(path, lines, marks, allowed, problems),
        seen.examples,
        seen.links,
    )


class _Seen:
    """What the tokens of a Markdown file hold. marks: the headings, as level, line, text."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.path, self.problems = path, problems
        self.facts: dict[str, Any] = {}
        self.facts_line, self.after_facts = 0, 0
        self.facts_text = ""
        self.examples: list[tuple[int, str, str]] = []
        self.links: list[tuple[int, str]] = []
        self.marks: list[tuple[int, int, str]] = []

    def walk(self, tokens: list[Token]) -> None:
        """Looks at each token."""
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            line = (token.map or [0])[0] + 1
            if token.type == "heading_open" and following is not None:
                self.marks.append((int(token.tag[1]), line, following.content))
            elif token.type == "fence":
                self._fence(token, line)
            elif token.type == "html_block" or _has_html(token):
                self.problems.append(
                    Problem(self.path, line, "raw HTML is refused: write Markdown")
                )
            for child in token.children or ():
                if child.type == "link_open":
                    self.links.append((line, str(child.attrGet("href") or "")))
                elif child.type == "image":
                    self.problems.append(Problem(self.path, line, "images are refused"))

    def _fence(self, token: Token, line: int) -> None:
        if token.info.split(" ")[0] == "smtp":
            self.examples.append((line, token.info, token.content))
        if token.info != "toml" or self.facts_line:
            return
        self.facts_line, self.facts_text = line + 1, token.content
        self.after_facts = (token.map or [0, 0])[1]
        try:
            self.facts = tomllib.loads(token.content)
        except tomllib.TOMLDecodeError as error:
            where = TOML_LINE.search(str(error))
            at = line + int(where.group(1)) if where else line
            self.problems.append(Problem(self.path, at, str(error)))
            self.problems.unread.add(self.path)


def _sections(
    path: str,
    lines: list[str],
    marks: list[tuple[int, int, str]],
    allowed: tuple[str, ...],
    problems: Problems,
) -> dict[str, Section]:
    """The sections of a page that may stand in it."""
    heads = [m for m in marks if m[0] == 2]
    found: dict[str, Section] = {}
    for n, (_, line, name) in enumerate(heads):
        end = heads[n + 1][1] - 1 if n + 1 < len(heads) else len(lines)
        if name not in allowed:
            problems.append(
                Problem(path, line, f"## {name}: no such section; there are {', '.join(allowed)}")
            )
            continue
        inner = [m for m in marks if m[0] == 3 and line < m[1] <= end]
        body = "\n".join(lines[line : inner[0][1] - 1 if inner else end]).strip()
        stops = [m[1] - 1 for m in inner[1:]] + [end]
        parts = [
            (sub, at, "\n".join(lines[at:stop]).strip())
            for (_, at, sub), stop in zip(inner, stops, strict=False)  # without inner none
        ]
        found[name] = Section(name, line, body, parts)
    order = [allowed.index(name) for _, _, name in heads if name in allowed]
    if order != sorted(order):
        problems.append(
            Problem(path, heads[0][1], f"the sections stand in this order: {', '.join(allowed)}")
        )
    return found


def _has_html(token: Token) -> bool:
    return any(child.type == "html_inline" for child in token.children or ())


def pages(
    root: Path, folder: str, problems: Problems, allowed: tuple[str, ...]
) -> Iterator[tuple[str, Path, Page]]:
    """The Markdown files of a folder: path, file, page."""
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


def required(name: str, entry: Page, sections: tuple[str, ...], problems: Problems) -> None:
    """The sections that a page must have."""
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

"""Markdown: which lines stand in an smtp fence is what markdown-it-py says."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from smtpcodes.linter import Linter, lint
from smtpcodes.readers.markdown import Markdown
from tests.block import block

SESSION = block("""
    S: 220 mx.example.net ESMTP
    C: MAIL FROM:<a@client.example>
    S: 535 5.7.8 Authentication required
    """)


def fenced(
    prefix: str = "", mark: str = "```", info: str = "smtp", first: str | None = None
) -> str:
    lines = [f"{mark}{info}", *SESSION.splitlines(), mark]
    return "".join(
        f"{prefix if n or first is None else first}{line}\n" for n, line in enumerate(lines)
    )


DOCUMENTS = {
    "a fence": "# Title\n\n" + fenced() + "\nProse.\n",
    "tildes": fenced(mark="~~~"),
    "a longer fence holds a shorter one": "````smtp\n" + SESSION + "```\n````\n",
    "a fence of another language": fenced(info="text") + "\n" + fenced(),
    "words behind the language": fenced(info="smtp breaks=auth/failed-outside-auth"),
    "in a list": "- First:\n\n" + fenced("  ") + "- Second.\n",
    "in a numbered list": "1. First:\n\n" + fenced("   ") + "\n",
    "behind a list's mark": fenced("  ", first="- "),
    "in a quote": fenced("> ") + "\nProse.\n",
    "a quote that ends the fence": "> ```smtp\n> S: 220 mx.example.net ESMTP\n\nS: 535 5.7.8 no\n",
    "three blanks before it": fenced("   "),
    "four blanks make it code, not a fence": fenced("    "),
    "code with four blanks after a quoted fence": fenced("> ") + "\n" + fenced("    "),
    "left open": "```smtp\n" + SESSION,
    "two of them": fenced() + "\n" + fenced(),
    "an inline code that looks like one": "```smtp``` is a fence.\n\n" + fenced(),
    "a mark in the text of another fence": "```text\n  ```smtp\n```\n\n" + fenced(),
}


def wanted(text: str) -> list[int]:
    """The lines in smtp fences, by markdown-it-py."""
    found: list[int] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.map and token.info.split(" ")[0] == "smtp":
            first = token.map[0] + 2
            found += [
                first + n
                for n, line in enumerate(token.content.splitlines())
                if line[:3] in ("C: ", "S: ")
            ]
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_lines_of_fences_are_those_of_markdown_it(name: str) -> None:
    reader = Markdown()
    found = []
    for number, line in enumerate(DOCUMENTS[name].encode().splitlines(), 1):
        items = reader.take(line) or ()
        if any(type(event).__name__ in ("Line", "ReplyLine") for _, event in items):
            found.append(number)
    assert found == wanted(DOCUMENTS[name])


@pytest.mark.parametrize(
    "name", ("a fence", "tildes", "in a list", "in a quote", "behind a list's mark")
)
def test_a_finding_has_its_line_in_the_file(name: str) -> None:
    text = DOCUMENTS[name]
    finding = next(
        f for f in lint(text, "markdown").findings if f.rule == "auth/failed-outside-auth"
    )
    assert text.splitlines()[finding.line - 1].endswith("S: 535 5.7.8 Authentication required")


def test_each_fence_is_a_session() -> None:
    source = Linter("markdown").lint_chunks("-", [DOCUMENTS["two of them"].encode()])
    assert source.sessions == 2

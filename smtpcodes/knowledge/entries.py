"""The Markdown files of ``data/`` to models: reply codes, enhanced status codes, comparisons."""

from __future__ import annotations

import re
from pathlib import Path

from smtpcodes.knowledge import models
from smtpcodes.knowledge.markdown import pages, required
from smtpcodes.knowledge.problems import Problem, Problems, validated

REPLY_SECTIONS = ("When you see it", "Causes", "For client authors", "For server authors")
ENHANCED_SECTIONS = ("By class", "What to do", "For server authors")
COMPARISON_SECTIONS = (
    "Key differences",
    "When you see each",
    "For client authors",
    "For server authors",
)


def replies(root: Path, problems: Problems) -> dict[int, models.ReplyCode]:
    """The reply codes."""
    found: dict[int, models.ReplyCode] = {}
    for name, file, entry in pages(root, "replies", problems, REPLY_SECTIONS):
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
                        f"the code is {model.code} in the facts, {code} in the title, "
                        f"{file.stem} in the file's name",
                    )
                )
            found[model.code] = model
            if 400 <= model.code < 600:
                required(name, entry, ("When you see it", "Causes", "For server authors"), problems)
    return found


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


def enhanced(root: Path, problems: Problems) -> dict[str, models.EnhancedStatusCode]:
    """The enhanced status codes."""
    found: dict[str, models.EnhancedStatusCode] = {}
    for name, file, entry in pages(root, "enhanced", problems, ENHANCED_SECTIONS):
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
                        f"the code is {model.code} in the facts, {code} in the title, "
                        f"{file.stem} in the file's name",
                    )
                )
            found[model.code] = model
    return found


def comparisons(root: Path, problems: Problems) -> dict[str, models.Comparison]:
    """The comparisons of two codes."""
    found: dict[str, models.Comparison] = {}
    for name, file, entry in pages(root, "comparisons", problems, COMPARISON_SECTIONS):
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
            required(name, entry, ("Key differences", "When you see each"), problems)
            missing = [str(c) for c in model.codes if str(c) not in model.when]
            if each is not None and missing:
                problems.append(
                    Problem(
                        name, each.line, f"When you see each: one ### for {' and '.join(missing)}"
                    )
                )
    return found

"""The page on which reply a server should send."""

from __future__ import annotations

from typing import Any

from smtpcodes.formats.escape import html
from smtpcodes.integrations.pages import markup
from smtpcodes.integrations.pages.commands import NAMES, USUAL, note_of, sentence, state_of
from smtpcodes.integrations.pages.markup import Page
from smtpcodes.knowledge import store
from smtpcodes.knowledge.recommend import Recommendation


def send() -> Page:
    """The table as questions: command, state, case. Folds do it, no script."""
    by_command: dict[str, list[dict[str, Any]]] = {}
    for verb in store.entries()["commands"]:
        found = [s for s in store.entries()["situations"] if verb in s["commands"]]
        if found:
            by_command[verb] = found
    asked: dict[str, str] = {}
    for verb, found in by_command.items():
        states: dict[str, list[dict[str, Any]]] = {}
        for entry in found:
            states.setdefault(state_of(entry, False) or "in any state", []).append(entry)
        if len(states) == 1:
            inner = "".join(_answer(e) for e in found)
        else:
            inner = "".join(
                f"<details><summary>{_who(state)}</summary>{''.join(_answer(e) for e in group)}</de"
                "tails>"
                for state, group in states.items()
            )
        question = "What is the case?" if len(states) == 1 else "What does the session look like?"
        name = NAMES.get(verb) or _hint(store.entries()["commands"][verb].get("syntax", ""))
        asked[verb] = (
            f'<details name="command"><summary><b>{html(verb)}</b> '
            f'<span>{html(name)}</span></summary><p class="ask">{question}</p>{inner}</details>'
        )
    torn = (
        (f"~/comparisons/{n}/", e["title"].rstrip("?"), html(markup.bare(e["summary"])), "")
        for n, e in store.entries()["comparisons"].items()
        if "." not in n
    )
    body = [
        "# What should my server send?",
        "",
        "Two or three questions, and the reply with its section. Open what fits.",
        "",
        "## Which command do you answer? {#command}",
        "",
        f'<div class="ask">{"".join(asked[v] for v in USUAL if v in asked)}</div>',
        "",
        "### Another command",
        "",
        f'<div class="ask">{"".join(a for v, a in asked.items() if v not in USUAL)}</div>',
        "",
        "## Torn between two? {#torn}",
        "",
        markup.listing(torn, "pairs"),
        "",
        "## All at once {#all}",
        "",
        'The same as one table: <a href="~/truth/">which reply is right</a>. By command: <a '
        'href="~/commands/">commands and their replies</a>. In a program: '
        '`smtpcodes recommend --command MAIL`, `smtpcodes.recommend(command="MAIL", '
        "authenticated=False)`.",
    ]
    return Page(
        "What should my SMTP server send?",
        "For authors of SMTP servers: answer two questions and get the right reply, 503 or 530, "
        "530 or 535, 550 or 554, with its RFC section.",
        "\n".join(body),
    )


def _hint(syntax: str) -> str:
    """What follows the verb."""
    return "domain" if syntax.startswith("EHLO ") else syntax.partition(" ")[2]


def _who(state: str) -> str:
    return "The state does not matter" if state == "in any state" else f"The client is {state}"


def _answer(entry: dict[str, Any]) -> str:
    r = Recommendation(entry)
    note = f"<p>{note_of(r)}</p>" if r.note else ""
    see = f"{markup.reply(r.code)}{' ' + markup.enhanced(r.enhanced) if r.enhanced else ''}"
    return (
        f"<details><summary>{sentence(r.says)}</summary>{markup.dialogue('S: ' + r.line)}{note}"
        f'<p class="meta">{see} &middot; {markup.spec(r.spec)}</p></details>'
    )

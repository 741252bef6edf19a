"""A wrong call, said in one line, with what was probably meant. argparse finds the mistake; the
words are ours."""

from __future__ import annotations

import argparse
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_CHOICE = re.compile(
    r"argument (?P<name>.*): invalid choice: (?P<wrong>.*?) \(choose from (?P<right>.*)\)$", re.S
)
_UNKNOWN = "unrecognized arguments: "


def said(parser: argparse.ArgumentParser, message: str) -> str:
    """The line for a mistake that `parser` has found."""
    chosen = _chosen(parser)
    if message.startswith(_UNKNOWN):
        words = message.removeprefix(_UNKNOWN).split(" ")
        option = next((w for w in words if w.startswith("-") and w != "-"), None)
        if option is None:
            return _line(chosen, f"too many arguments: {words[0]!r}")
        name = option.partition("=")[0]
        return _line(
            chosen,
            f"no option {name}",
            _near(name, chosen._option_string_actions) if len(name) > 2 else "",
        )
    match = _CHOICE.match(message)
    if match is not None:
        wrong, right = (
            match["wrong"].strip("'\""),
            [w.strip(" '\"") for w in match["right"].split(",")],
        )
        what = "command" if match["name"] == "COMMAND" else match["name"]
        return _line(
            chosen,
            f"no {what} {wrong!r}" if what == "command" else f"{what}: no {wrong!r}",
            _near(wrong, right),
            right,
        )
    return _line(chosen, message.removeprefix("argument "))


def _line(
    parser: argparse.ArgumentParser, what: str, near: str = "", among: Iterable[str] = ()
) -> str:
    if not near and among:
        near = f"; there are {', '.join(among)}"
    return f"smtpcodes: {what}{near or f'; see `{parser.prog} --help`'}"


def _near(word: str, among: Iterable[str]) -> str:
    from smtpcodes.rules.names import nearest

    return nearest(word, among)


def _chosen(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of the command that was given: the only one with options of its own."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            made: list[argparse.ArgumentParser] = [
                p for p in action.choices.values() if p.get_default("run") is not None
            ]
            if len(made) == 1:
                return made[0]
    return parser

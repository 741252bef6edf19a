"""The command line as data, from its parsers: commands, options, what an option takes.

For completions and the manual page.
"""

from __future__ import annotations

import argparse

from smtpcodes.cli import available, parser
from smtpcodes.record import NamedTuple

FILE, WORDS, ANY, NONE = "file", "words", "any", "none"
_FILES = frozenset(
    ("output", "config", "baseline", "write_baseline", "diff", "state", "paths", "folder", "rules")
)


class Takes(NamedTuple):
    """What an option or an argument takes. words: those that it may be."""

    kind: str
    words: tuple[str, ...] = ()


class Option(NamedTuple):
    """names: as they are written, the short one first."""

    names: tuple[str, ...]
    metavar: str
    help: str
    takes: Takes


class Argument(NamedTuple):
    metavar: str
    help: str
    takes: Takes


class Command(NamedTuple):
    """name: empty for the program itself."""

    name: str
    help: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]


def commands() -> list[Command]:
    """All commands; the program itself comes first."""
    top = parser()
    found = [_command("", str(top.description), top)]
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [
                _command(name, available()[name], sub) for name, sub in action.choices.items()
            ]
    return found


def _command(name: str, text: str, made: argparse.ArgumentParser) -> Command:
    options, arguments = [], []
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            arguments.append(Argument("COMMAND", "what to do", Takes(WORDS, tuple(action.choices))))
        elif action.option_strings:
            takes = _takes(action) if action.nargs != 0 else Takes(NONE)
            metavar = (
                ""
                if takes.kind == NONE
                else str(action.metavar or "|".join(takes.words) or action.dest.upper())
            )
            options.append(Option(tuple(action.option_strings), metavar, str(action.help), takes))
        else:
            arguments.append(
                Argument(str(action.metavar or action.dest), str(action.help or ""), _takes(action))
            )
    return Command(name, text, tuple(options), tuple(arguments))


def _takes(action: argparse.Action) -> Takes:
    if action.choices is not None:
        return Takes(WORDS, tuple(str(c) for c in action.choices))
    if action.dest == "output_format":  # FORMAT[:FILE]
        return Takes(WORDS, tuple(str(action.help).partition(";")[0].split(", ")))
    if action.dest in ("select", "ignore", "id"):
        from smtpcodes.cli.settings import ids

        known = ids()
        return Takes(
            WORDS,
            tuple(known)
            if action.dest == "id"
            else (*sorted({i.split("/")[0] for i in known}), *known),
        )
    if action.dest == "reader":
        from smtpcodes import readers

        return Takes(WORDS, readers.names())
    return Takes(FILE if action.dest in _FILES else ANY)

"""The command line: one file a command, imported only when it is asked for.

Exit status: 0 nothing to say, 1 findings, 2 usage, configuration or input/output error.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys

TYPE_CHECKING = False  # typing takes longer to import than most commands to run
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn

CYCLES = 10_000  # objects, then cycles are looked for: a log makes many objects, and no cycles
COMMANDS = {
    "explain": "what a reply means, why it comes, what to do",
    "compare": "two codes side by side",
    "recommend": "which reply a server should send",
    "lint": "findings in transcripts and logs",
    "parse": "sessions and exchanges as read, as JSON lines",
    "summary": "causes, clients, mechanisms, findings, counted",
    "redact": "the same log with every credential replaced",
    "rule": "a rule's page",
    "readers": "the log formats that are read",
    "check": "drives a running server through situations and judges its replies",
    "data": "checks the curated data",
    "completion": "completions for a shell",
    "man": "the manual page",
}


class Usage(Exception):
    """A wrong call, a wrong configuration, an input/output error: one line, exit status 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        from smtpcodes.cli.errors import shown
        from smtpcodes.cli.mistakes import said

        sys.stderr.write(f"{shown(said(self, message))}\n")
        raise SystemExit(2)


class _Command(_Parser):
    """The parser of one command: its options may stand before, between and behind its arguments."""

    def parse_known_args(
        self, args: Iterable[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        return super().parse_known_args(self._ordered(args or ()), namespace)

    def _ordered(self, words: Iterable[str]) -> list[str]:
        """The options with what they take, then the arguments: argparse takes those only where
        they stand together."""
        known = self._option_string_actions
        options: list[str] = []
        arguments: list[str] = []
        rest = iter(words)
        for word in rest:
            if word == "--":
                arguments += rest
            elif word[:1] != "-" or word == "-" or " " in word or word[1:].isdigit():
                arguments.append(word)
            else:
                options.append(word)
                if word in known and known[word].nargs != 0:
                    options += [value for value in [next(rest, None)] if value is not None]
        return [*options, "--", *arguments] if arguments else options


class _Help(argparse.HelpFormatter):
    """As wide as the terminal.

    Without a width ``argparse`` imports the packers of ``shutil`` to ask, for every option.
    """

    def __init__(self, prog: str) -> None:
        from smtpcodes.cli.output import width

        super().__init__(prog, width=width(sys.stdout) - 2)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from smtpcodes import __version__

        sys.stdout.write(f"smtpcodes {__version__}\n")
        raise SystemExit(0)


def available() -> dict[str, str]:
    """The commands with their one-line help."""
    here = os.path.dirname(__file__)
    return {
        name: text
        for name, text in COMMANDS.items()
        if os.path.exists(os.path.join(here, f"{name}.py"))
    }


def parser(command: str | None = None, alone: bool = False) -> argparse.ArgumentParser:
    """The parser, with the options of `command`, or of all commands. alone: no other command is
    there to choose."""
    top = _Parser(
        prog="smtpcodes",
        description="Explains SMTP replies and lints SMTP sessions.",
        allow_abbrev=False,
        formatter_class=_Help,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    subparsers = top.add_subparsers(
        prog="smtpcodes", dest="command", metavar="COMMAND", parser_class=_Command
    )
    for name, text in available().items():
        if alone and name != command:
            continue
        sub = subparsers.add_parser(
            name, help=text, description=text, allow_abbrev=False, formatter_class=_Help
        )
        if command in (None, name):
            module = importlib.import_module(f"smtpcodes.cli.{name}")
            module.configure(sub)
            sub.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line. Returns the exit status; never a traceback."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv) or ["--help"])
    except SystemExit as stop:
        return _quiet(stop.code if isinstance(stop.code, int) else 2)
    except KeyboardInterrupt:
        return _quiet(130)
    except Exception as error:
        return _ended(error)
    finally:
        if "smtpcodes.files.atomic" in sys.modules:
            from smtpcodes.files import atomic

            atomic.abandon()


def _run(words: list[str]) -> int:
    """Runs the command that the words call."""
    _streams()
    gc.set_threshold(CYCLES, 20, 20)
    # Messages are English: gettext would look for a catalogue in each folder, for each of them.
    vars(argparse)["_"] = str
    command = next((w for w in words if not w.startswith("-")), None)
    args = parser(command if command in COMMANDS else None, alone=words[0] in COMMANDS).parse_args(
        words
    )
    if not hasattr(args, "run"):
        raise SystemExit(2)
    status = int(args.run(args))
    if "smtpcodes.cli.output" in sys.modules:
        from smtpcodes.cli import output

        output.finish()
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _ended(error: Exception) -> int:
    """Says in one line what went wrong; of a fault of ours, all of it to us."""
    if isinstance(error, BrokenPipeError):
        return _quiet(0)
    if isinstance(error, Usage) or getattr(error, "usage", False):  # see ``rules.plugins``
        return _fail(str(error))
    if isinstance(error, OSError):
        return _fail(error.strerror or str(error))
    if os.environ.get("SMTPCODES_DEBUG"):
        raise error
    return _fail(f"internal error, please report it: {type(error).__name__}: {error}"[:300])


def _fail(message: str) -> int:
    from smtpcodes.cli.errors import shown

    try:
        sys.stderr.write(f"smtpcodes: {shown(message)}\n")
    except (OSError, AttributeError):
        pass
    return _quiet(2)


def _quiet(status: int) -> int:
    """Nothing more is written: an interpreter that ends flushes, and would complain."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
        except OSError:
            pass
    return status


def _streams() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")

"""``smtpcodes man``: the manual page, made of the command line itself;

``smtpcodes man | man -l -`` shows it.
"""

from __future__ import annotations

import argparse

from smtpcodes.cli import output
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.cli.tree import Command

_ENDS = """\
.SH "EXIT STATUS"
.TP
.B 0
Nothing at or over the level of \\fB\\-\\-fail\\-on\\fR.
.TP
.B 1
Findings.
.TP
.B 2
A wrong call, a wrong configuration, or something that could not be read; all else was done.
.SH ENVIRONMENT
.TP
.B NO_COLOR
No colour, unless \\fB\\-\\-color\\fR asks for it.
.TP
.B FORCE_COLOR
Colour, even if the output goes to no terminal.
.TP
.B COLUMNS
The width of text.
.SH FILES
.TP
.I smtpcodes.toml
The configuration; the nearest one in the working directory or above it.
.TP
.I pyproject.toml
The same, in its table \\fB[tool.smtpcodes]\\fR.
.SH "SEE ALSO"
.UR {SITE}
The reference site
.UE ,
.BR swaks (1),
.BR openssl\\-s_client (1)
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE")


def run(args: argparse.Namespace) -> int:
    from smtpcodes.cli.tree import commands

    stream = output.open_file(args.output, args)
    stream.write(page(commands()))
    return 0


def page(commands: list[Command]) -> str:
    """The page in roff, with the macros of man(7)."""
    from smtpcodes import __version__

    top, *rest = commands
    lines = [
        f'.TH SMTPCODES 1 "" "smtpcodes {__version__}" "User Commands"',
        ".SH NAME",
        "smtpcodes \\- explains SMTP replies and lints SMTP sessions",
        ".SH SYNOPSIS",
        ".B smtpcodes",
        ".I COMMAND",
        "[options] [arguments]",
        ".SH DESCRIPTION",
        "What does an SMTP reply mean, why does it come, and is it the right one? "
        "\\fBsmtpcodes\\fR explains replies, down to the texts of",
        "single providers, and reads logs and transcripts of mail servers and clients to say which "
        "reply is out of place, and by which RFC.",
        "A credential is never printed.",
        ".SH OPTIONS",
        *_options(top),
        ".SH COMMANDS",
    ]
    for command in rest:
        words = " ".join(f"[\\fI{_text(a.metavar)}\\fR]" for a in command.arguments)
        lines += [
            f".SS \\fBsmtpcodes {_text(command.name)}\\fR {words}".rstrip(),
            f"{_text(command.help[:1].upper() + command.help[1:])}.",
        ]
        for argument in command.arguments:
            if argument.help:
                lines += [".TP", f".I {_text(argument.metavar)}", _text(argument.help)]
        lines += _options(command)
    return "\n".join(lines) + "\n" + _ENDS.replace("{SITE}", SITE)


def _options(command: Command) -> list[str]:
    lines = []
    for option in command.options:
        value = f" \\fI{_text(option.metavar)}\\fR" if option.metavar else ""
        lines += [
            ".TP",
            ", ".join(f"\\fB{_text(name)}\\fR{value}" for name in option.names),
            _text(option.help),
        ]
    return lines


def _text(text: str) -> str:
    """Text in which nothing is a request."""
    shown = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + shown if shown.startswith((".", "'")) else shown

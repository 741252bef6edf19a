"""Where output goes: standard output or a file, with colour or without."""

from __future__ import annotations

import argparse
import os
import sys

from smtpcodes.cli import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


def configure(parser: argparse.ArgumentParser, formats: tuple[str, ...] = ("text", "json")) -> None:
    """The options that every command has."""
    parser.add_argument("--output-format", default=formats[0], choices=formats, metavar="FORMAT", help=", ".join(formats))
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour in text output")


def open_file(path: str | None) -> IO[str]:
    """The file to write to; standard output without a path. Raises Usage if it can't be opened."""
    if path is None or path == "-":
        if sys.stdout is None:
            raise Usage("standard output is closed")
        return sys.stdout
    try:
        return open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None


def colour(choice: str, stream: IO[str]) -> bool:
    """Whether text is coloured: --color, then NO_COLOR and FORCE_COLOR, then whether it goes to a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width(stream: IO[str]) -> int:
    """Columns of the terminal; 80 where there is none, at least 60, at most 120."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit():
        return min(120, max(60, int(columns)))
    try:
        return min(120, max(60, os.get_terminal_size(stream.fileno()).columns))
    except (OSError, ValueError, AttributeError):
        return 80

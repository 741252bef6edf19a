"""Where output goes: standard output or a file, with colour or without."""

from __future__ import annotations

import argparse
import os
import stat
import sys

from smtpcodes.cli import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, BinaryIO


def configure(
    parser: argparse.ArgumentParser,
    formats: tuple[str, ...] = ("text", "json"),
    several: bool = False,
) -> None:
    """The options that every command has. several: --output-format may come again, with a file for
    each."""
    if several:
        parser.add_argument(
            "--output-format",
            action="append",
            default=[],
            metavar="FORMAT[:FILE]",
            help=", ".join(formats) + "; FORMAT:FILE writes to FILE; may come several times",
        )
    else:
        parser.add_argument(
            "--output-format",
            default=formats[0],
            choices=formats,
            metavar="FORMAT",
            help=", ".join(formats),
        )
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour in text output"
    )


def targets(
    values: list[str], formats: tuple[str, ...], file: str | None
) -> list[tuple[str, str | None]]:
    """What --output-format and -o ask for: formats, each with its file. Raises Usage for what can't
    be meant.

    With nothing but FORMAT:FILE, standard output stays empty.
    """
    found: list[tuple[str, str | None]] = []
    for value in values or formats[:1]:
        name, colon, path = value.partition(":")
        if name not in formats:
            from smtpcodes.rules.names import nearest

            raise Usage(
                f"--output-format: no format {name!r}"
                + (nearest(name, formats) or f"; there are {', '.join(formats)}")
            )
        if colon and not path:
            raise Usage(f"--output-format: {value!r} names no file")
        found.append((name, path or None))
    alone = [i for i, (_, path) in enumerate(found) if path in (None, "-")]
    if len(alone) > 1:
        raise Usage(
            "--output-format: give all formats but one a file, as in "
            + " ".join(f"{name}:FILE" for name, _ in found[1:])
        )
    if file is not None:
        if not alone:
            raise Usage("-o: every format has a file of its own; -o is for one that has none")
        found[alone[0]] = found[alone[0]][0], file
    paths = [os.path.abspath(path) for _, path in found if path not in (None, "-")]
    for path in paths:
        if paths.count(path) > 1:
            raise Usage(f"{path}: two formats for one file")
    return found


def open_file(path: str | None, args: argparse.Namespace, live: bool = False) -> IO[str]:
    """The text file to write to; standard output without a path.

    Raises Usage as ``open_octets``.
    """
    import io

    if path is None or path == "-":
        if sys.stdout is None:
            raise Usage("standard output is closed")
        return sys.stdout
    stream = io.TextIOWrapper(
        open_octets(path, args, live), encoding="utf-8", errors="backslashreplace", newline="\n"
    )
    _OPENED.append(stream)
    return stream


_OPENED: list[IO[str]] = []


def finish() -> None:
    """Close what was opened and is open still: only now does it take its place."""
    while _OPENED:
        _OPENED.pop().close()


def open_octets(path: str, args: argparse.Namespace, live: bool = False) -> BinaryIO:
    """Open the file that a command writes, in the one place where files are opened for writing.

    args: of the command; what it reads is never written over. live: others read along, so it is
    written where it is;
    otherwise a regular file is there at once when it is closed, with the mode of the old one.
    Raises Usage.
    """
    from smtpcodes.files import atomic

    refuse(path, args)
    try:
        return open(path, "wb") if live else atomic.open_(path)
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None


def refuse(path: str | None, args: argparse.Namespace) -> None:
    """Raise Usage if a file that is to be written is one of those that the command reads, by any
    name or link."""
    if path is None or not os.path.isfile(path):
        return
    there = os.stat(path)
    if any(os.path.samestat(there, other) for other in _read(args)):
        raise Usage(f"{path}: is read; writing to it would destroy it")


def refuse_own(args: argparse.Namespace) -> None:
    """Raise Usage if standard output is a file that the command reads: it would never come to the
    end of what it writes."""
    try:
        there = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
    if stat.S_ISREG(there.st_mode) and any(os.path.samestat(there, x) for x in _read(args)):
        raise Usage("standard output is a file that is read")


def _read(args: argparse.Namespace) -> Iterator[os.stat_result]:
    """The files that a command reads: its paths, standard input, and what its options name."""
    from smtpcodes.files.source import STDIN, walk

    paths = getattr(args, "paths", None)
    named = [
        *(
            getattr(args, name, None)
            for name in ("config", "diff", "baseline", "path", "password_file")
        )
    ]
    folder = getattr(args, "folder", None)
    for path in (
        *walk(paths or ()),
        *walk([folder] if folder else ()),
        *named,
        *getattr(args, "rules", ()),
    ):
        if path is not None and path != STDIN:
            try:
                yield os.stat(path)
            except (OSError, ValueError):
                continue
    if sys.stdin is not None:
        try:
            yield os.fstat(sys.stdin.fileno())
        except (OSError, ValueError):
            return


def unreadable(path: str, error: str) -> None:
    """Says on standard error, in one line, that an input could not be read."""
    from smtpcodes.cli.errors import shown

    sys.stderr.write(f"smtpcodes: {shown(path)}: {shown(error)}\n")


def colour(choice: str, stream: IO[str]) -> bool:
    """Whether text is coloured: --color, then NO_COLOR and FORCE_COLOR, then whether it goes to a
    terminal."""
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

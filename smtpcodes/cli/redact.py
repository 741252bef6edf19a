"""``smtpcodes redact``: the same log with every credential replaced, byte for byte otherwise."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from smtpcodes.cli import Usage, output
from smtpcodes.cli.lint import inputs
from smtpcodes.cli.output import unreadable
from smtpcodes.cli.settings import reader_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

TOLD = 100  # lines of a file that --check names


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files and folders; - is standard input; compressed files come out unpacked",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    where.add_argument("--in-place", action="store_true", help="write each file again where it is")
    where.add_argument(
        "--check",
        action="store_true",
        help="write nothing, name the lines that hold a credential; exit status 1 if there are any",
    )
    parser.add_argument(
        "--output-format",
        default="text",
        choices=("text", "json"),
        metavar="FORMAT",
        help="of --check: text, json",
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write to FILE, as JSON, what was taken out, by kind and number",
    )
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")


def run(args: argparse.Namespace) -> int:
    from smtpcodes.files.source import STDIN, SourceError, walk

    reader = reader_name(args.reader)
    paths = inputs(args.paths)
    if args.in_place and STDIN in paths:
        raise Usage("--in-place needs files")
    if args.output_format == "json" and not args.check:
        raise Usage("--output-format json goes with --check: what is written is the log itself")
    files = list(walk(paths))
    report = None if args.report is None else output.open_file(args.report, args)
    taken: list[tuple[str, Counter[str]]] = []
    found: list[dict[str, object]] = []
    stream = None if args.in_place or args.check else _stream(args)
    broken = dirty = False
    for path in files:
        lines: list[int] = []
        kinds: Counter[str] = Counter()
        taken.append((path, kinds))
        try:
            octets = _redacted(path, reader, lines.append, kinds)
            if args.in_place:
                _rewrite(path, octets, lines)
            else:
                _write(octets, stream)
        except SourceError as error:
            broken = True
            unreadable(path, str(error))
        dirty = dirty or (args.check and bool(lines))
        if args.output_format == "json":
            found.append({"path": path, "lines": lines})
        elif args.check:
            _warn(path, lines)
    if args.output_format == "json":
        from smtpcodes.formats.dump import dump

        sys.stdout.write(dump(found) + "\n")
    _tell(taken, report)
    if stream is not None:
        stream.flush()
        if args.output is not None:
            stream.close()
    return 2 if broken else 1 if dirty else 0


def _write(octets: Iterable[bytes], stream: IO[bytes] | None) -> None:
    """Reads all, and writes it if there is a place for it."""
    for block in octets:
        if stream is not None:
            stream.write(block)


def _warn(path: str, lines: list[int]) -> None:
    """Says which lines hold a credential."""
    from smtpcodes.formats.escape import terminal

    for number in lines[:TOLD]:
        sys.stdout.write(f"{terminal(path)}:{number}: holds a credential\n")
    if len(lines) > TOLD:
        sys.stdout.write(f"{terminal(path)}: and {len(lines) - TOLD} more lines\n")


def _tell(taken: list[tuple[str, Counter[str]]], report: IO[str] | None) -> None:
    """Says in one line on standard error what was taken out, and writes the report."""
    total = sum((kinds for _, kinds in taken), Counter())
    if report is not None:
        from smtpcodes.formats.dump import dump

        report.write(
            dump([{"path": path, "taken": dict(sorted(kinds.items()))} for path, kinds in taken])
            + "\n"
        )
    if total:
        said = ", ".join(f"{kind} {n}" for kind, n in total.most_common())
        sys.stderr.write(f"smtpcodes: taken out: {said}\n")


def _stream(args: argparse.Namespace) -> IO[bytes]:
    if args.output is None or args.output == "-":
        if sys.stdout is None:
            raise Usage("standard output is closed")
        output.refuse_own(args)
        return sys.stdout.buffer
    return output.open_octets(args.output, args)


def _redacted(
    path: str, reader: str | None, changed: Callable[[int], None], kinds: Counter[str]
) -> Iterator[bytes]:
    from smtpcodes.files.archives import SUFFIXES
    from smtpcodes.files.source import SourceError, blocks
    from smtpcodes.redaction.redactor import redacted

    if path.lower().endswith(SUFFIXES):
        raise SourceError("an archive cannot be redacted; unpack it first")
    return redacted(blocks(path), reader, changed, lambda kind: kinds.update((kind,)))


class _Unchanged(Exception):
    """There was nothing to take out."""


def _rewrite(path: str, octets: Iterator[bytes], changed: list[int]) -> None:
    """Writes the file again in one step, if there is something to take out."""
    from smtpcodes.files import atomic
    from smtpcodes.files.source import SourceError, decompressed

    def content() -> Iterator[bytes]:
        yield from octets
        if not changed:
            raise _Unchanged

    try:
        with open(path, "rb") as raw:
            if decompressed(raw) is not raw:
                raise SourceError("is compressed: unpack it, or write to another file with -o")
        atomic.replace(path, content())
    except _Unchanged:
        pass
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from None

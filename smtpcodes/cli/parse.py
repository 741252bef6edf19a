"""``smtpcodes parse``: the sessions and exchanges as read, one JSON object a line."""

from __future__ import annotations

import argparse
import sys

from smtpcodes.cli import output
from smtpcodes.cli.lint import inputs
from smtpcodes.cli.settings import reader_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; - is standard input"
    )
    output.configure(parser, ("json", "text"))
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")
    parser.add_argument("--unread", action="store_true", help="show the lines that no reader took")


def run(args: argparse.Namespace) -> int:
    from smtpcodes import linter
    from smtpcodes.files.archives import opened
    from smtpcodes.files.source import walk
    from smtpcodes.formats.escape import terminal
    from smtpcodes.formats.exchanges import Writer

    stream = output.open_file(args.output, args)
    if stream is sys.stdout:
        output.refuse_own(args)
    writer = Writer(stream, args.output_format == "text")
    run = linter.Linter(
        reader_name(args.reader),
        every=writer.exchange,
        rules_on=False,
        keep_unread=args.unread,
        outside=writer.outside,
    )
    broken = False
    for path, chunks in (entry for given in walk(inputs(args.paths)) for entry in opened(given)):
        found: Any = run.lint_chunks(path, chunks)
        for number, line in found.unread:
            sys.stderr.write(f"{terminal(path)}:{number}: not read: {terminal(line)[:200]}\n")
        if found.error is not None:
            broken = True
            output.unreadable(path, found.error)
    if stream is not sys.stdout:
        stream.close()
    return 2 if broken else 0

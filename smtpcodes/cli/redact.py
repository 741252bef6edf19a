"""``smtpcodes redact``: the same log with every credential replaced, byte for byte otherwise."""

from __future__ import annotations

import argparse
import sys

from smtpcodes.cli import Usage
from smtpcodes.cli.lint import inputs
from smtpcodes.cli.settings import reader_name


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files; - is standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE")
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")


def run(args: argparse.Namespace) -> int:
    from smtpcodes.formats.escape import terminal
    from smtpcodes.redactor import redacted
    from smtpcodes.source import SourceError, blocks, walk

    reader = reader_name(args.reader)
    if args.output is None:
        if sys.stdout is None:
            raise Usage("standard output is closed")
        stream = sys.stdout.buffer
    else:
        try:
            stream = open(args.output, "wb")
        except OSError as error:
            raise Usage(f"{args.output}: {error.strerror}") from None
    broken = False
    for path in walk(inputs(args.paths)):
        try:
            for block in redacted(blocks(path), reader):
                stream.write(block)
        except SourceError as error:
            broken = True
            sys.stderr.write(f"smtpcodes: {terminal(path)}: {terminal(str(error))}\n")
    stream.flush()
    if args.output is not None:
        stream.close()
    return 2 if broken else 0

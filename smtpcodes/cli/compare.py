"""``smtpcodes compare``: two codes side by side."""

from __future__ import annotations

import argparse
import re

from smtpcodes import formats
from smtpcodes.cli import Usage, output
from smtpcodes.formats import compare as written
from smtpcodes.formats.look import Look
from smtpcodes.grammar import pieces


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs=2, metavar="CODE", help="reply codes or enhanced codes")
    output.configure(parser, formats.names(written))


def run(args: argparse.Namespace) -> int:
    from smtpcodes.knowledge.compare import compare

    for code in args.codes:
        if not re.fullmatch(pieces.text(pieces.ANY_CODE + b"|" + pieces.ENHANCED), code):
            raise Usage(f"{code!r} is neither a reply code (535) nor an enhanced code (5.7.8)")
    found = compare(*args.codes)
    stream = output.open_file(args.output, args)
    look = Look(output.width(stream), output.colour(args.color, stream))
    stream.write(formats.load(written, args.output_format).written(found, look))
    return 0

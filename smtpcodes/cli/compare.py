"""``smtpcodes compare``: two codes side by side."""

from __future__ import annotations

import argparse
import re

from smtpcodes.cli import Usage, output
from smtpcodes.grammar import pieces


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs=2, metavar="CODE", help="reply codes or enhanced codes")
    output.configure(parser, ("text", "json", "markdown", "html"))


def run(args: argparse.Namespace) -> int:
    from smtpcodes.knowledge.compare import compare

    for code in args.codes:
        if not re.fullmatch(pieces.text(pieces.ANY_CODE + b"|" + pieces.ENHANCED), code):
            raise Usage(f"{code!r} is neither a reply code (535) nor an enhanced code (5.7.8)")
    found = compare(*args.codes)
    stream = output.open_file(args.output, args)
    if args.output_format == "json":
        from smtpcodes.formats.dump import dump

        stream.write(dump(found.to_json()) + "\n")
    else:
        from smtpcodes.formats.explained import comparison

        stream.write(
            comparison(
                found, args.output_format, output.width(stream), output.colour(args.color, stream)
            )
        )
    return 0

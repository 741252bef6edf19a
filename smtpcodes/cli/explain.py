"""``smtpcodes explain``: what a reply means, why it comes, what to do."""

from __future__ import annotations

import argparse
import sys

from smtpcodes import formats
from smtpcodes.cli import Usage, output
from smtpcodes.formats import explain as written
from smtpcodes.formats.look import Look

STDIN = 1 << 20  # characters of standard input that are read


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "queries",
        nargs="+",
        metavar="QUERY",
        help="a code, an enhanced code, a reply, an exception's text; - reads one from standard "
        "input",
    )
    parser.add_argument(
        "--audience",
        choices=("user", "developer", "postmaster"),
        help="only what one of them should do",
    )
    parser.add_argument("--why", action="store_true", help="the steps that led to the cause")
    output.configure(parser, formats.names(written))


def run(args: argparse.Namespace) -> int:
    from smtpcodes.knowledge.explain import explain

    queries = []
    for query in args.queries:
        if query == "-":
            if sys.stdin is None:
                raise Usage("standard input is closed")
            query = sys.stdin.buffer.read(STDIN).decode("utf-8", "replace")
        queries.append(query)
    found = [explain(query) for query in queries]
    stream = output.open_file(args.output, args)
    look = Look(
        output.width(stream),
        output.colour(args.color, stream),
        audience=args.audience,
        why=args.why,
    )
    stream.write(formats.load(written, args.output_format).written(found, look))
    if stream is not sys.stdout:
        stream.close()
    return 0

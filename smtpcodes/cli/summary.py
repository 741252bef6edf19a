"""``smtpcodes summary``: for a postmaster: failed log-ins, refusals, replies, findings, counted."""

from __future__ import annotations

import argparse
import sys

from smtpcodes import formats
from smtpcodes.cli import output, progress
from smtpcodes.cli.lint import inputs
from smtpcodes.cli.settings import reader_name
from smtpcodes.formats import summary as written
from smtpcodes.formats.look import Look


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; - is standard input"
    )
    output.configure(parser, formats.names(written))
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")
    parser.add_argument(
        "--names",
        action="store_true",
        help="the names of clients, users, domains and recipients, in place of pseudonyms",
    )
    parser.add_argument(
        "--top", type=int, default=20, metavar="N", help="how many clients and users (default: 20)"
    )


def run(args: argparse.Namespace) -> int:
    from smtpcodes import linter
    from smtpcodes.files.archives import opened
    from smtpcodes.files.source import walk
    from smtpcodes.summary import Summary

    summary = Summary(linter.explainer())
    run = summary.linter(reader_name(args.reader))
    stream = output.open_file(args.output, args)
    broken = False
    for path, chunks in (entry for given in walk(inputs(args.paths)) for entry in opened(given)):
        found = run.lint_chunks(path, progress.shown(path, chunks))
        if found.error is not None:
            broken = True
            output.unreadable(path, found.error)
        summary.inputs.append(found)
    counts = summary.to_json(args.names, max(1, args.top))
    encoding = str(getattr(stream, "encoding", "") or "").lower().replace("-", "")
    look = Look(output.width(stream), output.colour(args.color, stream), encoding.startswith("utf"))
    stream.write(formats.load(written, args.output_format).written(counts, look))
    if stream is not sys.stdout:
        stream.close()
    return 2 if broken else 0

"""``smtpcodes data check``: validates the curated data; every error as ``file:line: what``, all at
once."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from smtpcodes.cli import Usage, output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.knowledge.problems import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("check", "schema"),
        help="check: tell every error; schema: print the JSON Schemas",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        default="data",
        metavar="DIR|FILE",
        help="the folder (default: data), or a file in it: its errors alone",
    )
    parser.add_argument(
        "--stale",
        type=int,
        metavar="DAYS",
        help="list what nobody has reviewed in so many days",
    )
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    from smtpcodes.formats.dump import dump
    from smtpcodes.formats.escape import terminal

    stream = output.open_file(args.output, args)
    if args.action == "schema":
        from smtpcodes.knowledge.schema import schemas

        stream.write(dump(schemas()) + "\n")
        return 0
    from smtpcodes.knowledge.check import check

    asked = Path(args.folder).resolve()
    if not asked.exists():
        raise Usage(f"{args.folder}: no such file or folder")
    root = next((p for p in (asked, *asked.parents) if (p / "causes.toml").is_file()), asked)
    if not root.is_dir():
        raise Usage(f"{args.folder}: stands in no folder of data: there is no causes.toml above it")
    found = check(root)
    old: list[Problem] = []
    if args.stale is not None:
        from smtpcodes.knowledge.stale import stale

        old = stale(root, args.stale, date.today())
    if asked != root:
        below = asked.relative_to(root.parent)
        found, old = ([p for p in ps if Path(p.path).is_relative_to(below)] for ps in (found, old))
    if args.output_format == "json":
        stream.write(
            dump([{"path": p.path, "line": p.line, "message": p.what} for p in (*found, *old)])
            + "\n"
        )
    else:
        for problem in (*found, *old):
            stream.write(terminal(str(problem)) + "\n")
        stream.write(
            f"{len(found)} error{'s' if len(found) != 1 else ''}\n"
            if found
            else "the data is in order\n"
        )
    return 1 if found else 0

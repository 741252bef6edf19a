"""``smtpcodes readers``: the log formats that are read, what each shows and hides."""

from __future__ import annotations

import argparse
import textwrap

from smtpcodes.cli import output


def configure(parser: argparse.ArgumentParser) -> None:
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    from smtpcodes import readers
    from smtpcodes.formats.dump import dump
    from smtpcodes.session.events import Sees

    stream = output.open_file(args.output, args)
    found = readers.everything()
    if args.output_format == "json":
        stream.write(
            dump(
                [
                    {
                        "name": r.NAME,
                        "family": r.FAMILY or r.NAME,
                        "title": r.TITLE,
                        "shows": r.SHOWS,
                        "hides": r.HIDES,
                        "sees": [str(flag.name).lower() for flag in Sees if flag in r.SEES],
                    }
                    for r in found.values()
                ]
            )
            + "\n"
        )
        return 0
    wide = max(len(name) for name in found)
    room = output.width(stream) - wide - 2
    for reader in found.values():
        parts = [reader.TITLE, f"shows: {reader.SHOWS}", f"hides: {reader.HIDES}"]
        for i, line in enumerate(x for part in parts if part for x in textwrap.wrap(part, room)):
            stream.write(f"{reader.NAME if i == 0 else '':{wide}}  {line}\n")
    return 0

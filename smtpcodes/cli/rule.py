"""``smtpcodes rule``: a rule's page."""

from __future__ import annotations

import argparse

from smtpcodes.cli import Usage, output, settings


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id",
        nargs="?",
        metavar="ID",
        help="a rule, as in auth/failed-outside-auth; without it all are listed",
    )
    parser.add_argument("--all", action="store_true", help="the pages of all rules")
    settings.rules_option(parser)
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    from smtpcodes import rules
    from smtpcodes.formats import rulepage
    from smtpcodes.formats.dump import dump

    settings.added(tuple(args.rules))
    stream = output.open_file(args.output, args)
    if args.id is None and not args.all and args.output_format == "text":
        stream.write(rulepage.listing(rules.everything(), output.width(stream)))
        return 0
    if args.id is None:
        chosen = list(rules.everything())
    else:
        try:
            chosen = [rules.load(args.id)]
        except KeyError:
            from smtpcodes.control.remarks import PAGES
            from smtpcodes.rules.names import nearest

            if args.id not in PAGES:
                raise Usage(
                    f"no rule {args.id!r}"
                    + (nearest(args.id, rules.ids()) or "; `smtpcodes rule` lists them")
                ) from None
            chosen = [PAGES[args.id]]
    if args.output_format == "json":
        pages = [rulepage.to_json(rule) for rule in chosen]
        stream.write(dump(pages) + "\n")
    else:
        stream.write(
            "\n\n".join(
                rulepage.text(rule, output.width(stream), output.colour(args.color, stream))
                for rule in chosen
            )
        )
    return 0

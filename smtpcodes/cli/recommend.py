"""``smtpcodes recommend``: which reply a server should send."""

from __future__ import annotations

import argparse
import textwrap

from smtpcodes.cli import Usage, output


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--command", dest="verb", metavar="VERB", help="the command to be answered")
    parser.add_argument("--authenticated", action="store_true", help="the client has authenticated")
    parser.add_argument("--tls", action="store_true", help="TLS is active")
    parser.add_argument(
        "--situation",
        metavar="ID",
        help="what went wrong; without it the situations of the command are listed",
    )
    output.configure(parser)


def run(args: argparse.Namespace) -> int:
    from smtpcodes.knowledge.recommend import situations

    state = {} if args.situation else {"authenticated": args.authenticated, "tls": args.tls or None}
    found = situations(args.verb, situation=args.situation, **state)
    if not found:
        known = sorted({s.situation for s in situations()})
        if args.situation and args.situation not in known:
            from difflib import get_close_matches

            near = get_close_matches(args.situation, known, 1, 0.4)
            raise Usage(
                f"no situation {args.situation!r}"
                + (f"; did you mean {near[0]!r}?" if near else "")
            )
        raise Usage(
            f"no situation is known for {args.verb}"
            if args.verb
            else "give --command or --situation"
        )
    stream = output.open_file(args.output, args)
    if args.output_format == "json":
        from smtpcodes.formats.dump import dump

        stream.write(dump([s.to_json() for s in found]) + "\n")
        return 0
    width = output.width(stream)
    for n, s in enumerate(found):
        stream.write(f"S: {s.line}\n")
        stream.write(
            "".join(
                f"   {line}\n"
                for line in textwrap.wrap(
                    f"{s.situation}: {s.says}. {', '.join(s.spec)}", width - 3
                )
            )
        )
        if s.note and (n == 0 or args.situation):
            stream.write("".join(f"   {line}\n" for line in textwrap.wrap(s.note, width - 3)))
        stream.write("\n")
    return 0

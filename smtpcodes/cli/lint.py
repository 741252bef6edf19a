"""``smtpcodes lint``: findings in transcripts and logs."""

from __future__ import annotations

import argparse
import sys

from smtpcodes.cli import Usage, output, progress
from smtpcodes.report import LEVELS

FORMATS = ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders; - is standard input")
    output.configure(parser, FORMATS, several=True)
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")
    parser.add_argument("--select", action="append", default=[], metavar="RULES", help="only these rules or families")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULES", help="not these rules or families")
    parser.add_argument("--min-level", choices=LEVELS, default=None, help="leave out weaker findings")
    parser.add_argument("--pedantic", action="store_true", help="the same as --min-level note")
    parser.add_argument("--fail-on", choices=(*LEVELS, "never"), default="warning", help="the weakest level that gives exit status 1")
    parser.add_argument("--unread", action="store_true", help="show the lines that no reader took")
    parser.add_argument("-q", "--quiet", action="store_true", help="nothing but the exit status")


def names(values: list[str], what: str) -> list[str]:
    """Ids and families of rules, from options. Raises Usage for an unknown one, with the nearest name."""
    from smtpcodes import rules

    known = set(rules.ids())
    known |= {x.split("/", 1)[0] for x in known}
    found = [name.strip() for value in values for name in value.split(",") if name.strip()]
    for name in found:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, sorted(known), 1, 0.5)
            raise Usage(f"{what}: no rule or family {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return found


def reader_name(name: str | None) -> str | None:
    """The reader's name. Raises Usage for an unknown one."""
    if name is not None:
        from smtpcodes import readers

        if name not in readers.everything():
            from difflib import get_close_matches

            near = get_close_matches(name, list(readers.everything()), 1, 0.5)
            raise Usage(f"--reader: no reader {name!r}" + (f"; did you mean {near[0]!r}?" if near else "; see `smtpcodes readers`"))
    return name


def inputs(paths: list[str]) -> list[str]:
    """The paths to read: standard input without one, if it is no terminal."""
    if paths:
        return paths
    if sys.stdin is None or sys.stdin.isatty():
        raise Usage("nothing to read: give a PATH, or - for standard input")
    return ["-"]


def run(args: argparse.Namespace) -> int:
    from smtpcodes import linter
    from smtpcodes.archives import opened
    from smtpcodes.formats import lint_receiver
    from smtpcodes.formats.several import Several
    from smtpcodes.source import walk

    level = "note" if args.pedantic else args.min_level or "warning"
    paths = inputs(args.paths)
    select, ignore = names(args.select, "--select"), names(args.ignore, "--ignore")
    reader = reader_name(args.reader)
    receivers = []
    for name, file in output.targets(args.output_format, FORMATS, args.output):
        stream = output.open_file(file, paths)
        quiet = args.quiet and stream is sys.stdout
        receivers.append(lint_receiver(name)(stream, output.colour(args.color, stream), output.width(stream), level, quiet))
    receiver = receivers[0] if len(receivers) == 1 else Several(receivers)
    run = linter.Linter(reader, select, ignore, receiver=receiver, explain=linter.explainer(), keep_unread=args.unread)
    broken = False
    for path, chunks in (entry for given in walk(paths) for entry in opened(given)):
        found = run.lint_chunks(path, progress.shown(path, chunks, args.quiet))
        if found.error is not None:
            broken = True
            from smtpcodes.formats.escape import terminal

            sys.stderr.write(f"smtpcodes: {terminal(path)}: {terminal(found.error)}\n")
        receiver.input(found)
    receiver.close()
    for one in receivers:
        if one.stream is not sys.stdout:
            one.stream.close()
    if broken:
        return 2
    worst = max((LEVELS.index(name) for name, count in receiver.levels.items() if count), default=-1)
    return 1 if args.fail_on != "never" and worst >= LEVELS.index(args.fail_on) else 0

"""``smtpcodes lint``: findings in transcripts and logs."""

from __future__ import annotations

import argparse
import sys

from smtpcodes import formats
from smtpcodes.cli import Usage, follow, output, progress, settings
from smtpcodes.formats import lint as written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from smtpcodes.formats.receiver import LintReceiver
    from smtpcodes.report import Input
    from smtpcodes.runs.runner import Runner

FORMATS = formats.names(written)

NO_SESSION = {  # what --require-sessions says of an input with this status
    "unread": "no session was read (`smtpcodes readers` lists the formats)",
    "empty": "it is empty",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; - is standard input"
    )
    output.configure(parser, FORMATS, several=True)
    parser.add_argument("--reader", metavar="NAME", help="the log format (default: detected)")
    parser.add_argument("--unread", action="store_true", help="show the lines that no reader took")
    parser.add_argument(
        "--require-sessions",
        action="store_true",
        help="exit status 2 if there is an input in which no session was read",
    )
    parser.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule (text or json)"
    )
    parser.add_argument(
        "-j",
        "--jobs",
        type=jobs,
        default=1,
        metavar="N",
        help="read several files at once, in N processes (auto: one for each processor)",
    )
    parser.add_argument(
        "--follow",
        action="store_true",
        help="go on as the files grow, through rotation, until Ctrl-C",
    )
    parser.add_argument(
        "--state",
        metavar="FILE",
        help="with --follow: begin where the last run ended, and tell nothing twice",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="nothing but the exit status")
    settings.configure(parser)


def inputs(paths: list[str]) -> list[str]:
    """The paths to read: standard input without one, if it is no terminal."""
    if paths:
        return paths
    if sys.stdin is None or sys.stdin.isatty():
        raise Usage("nothing to read: give a PATH, or - for standard input")
    return ["-"]


def jobs(text: str) -> int:
    """How many processes: a number, or as many as there are processors."""
    if text.isascii() and text.isdigit() and len(text) < 5:
        count = int(text)
    elif text == "auto":
        count = 0
    else:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of processes; auto, or 0, is one for each processor"
        )
    if count == 0:
        from smtpcodes.runs.parallel import cores

        return cores()
    return count


def _inputs(runner: Runner, paths: list[str], jobs: int, quiet: bool) -> Iterator[Input]:
    """Lints what the paths hold: in several processes, if they are asked for and there is more than
    one thing to do."""
    jobs = min(jobs, len(paths))
    if jobs > 1 and "-" not in paths and len(set(paths)) == len(paths):
        from smtpcodes.runs import parallel

        try:
            yield from parallel.lint(runner, paths, jobs)
        except parallel.Broken as error:
            raise Usage(str(error)) from None
        return
    for path in paths:
        yield from runner.lint(path, lambda path, chunks: progress.shown(path, chunks, quiet))


def _kind(name: str, args: argparse.Namespace) -> type[LintReceiver]:
    """The class that writes a format as the options want it. Raises Usage if the format can't."""
    kind, why = ("Statistics", "") if args.statistics else ("Lint", "")
    if args.follow:
        kind, why = "Follow", ", which needs the end"
    found = formats.lint_receiver(name, kind)
    if found is None:
        able = [other for other in FORMATS if formats.lint_receiver(other, kind)]
        *most, last = able
        listed = f"{', '.join(most)} or {last}" if most else last
        raise Usage(f"--{kind.lower()}: as {listed}, not {name}{why}")
    return found


def _check(args: argparse.Namespace, paths: list[str]) -> None:
    """Raises Usage for what can't be meant, and for files that would be written over."""
    output.refuse(args.state, args)
    if args.write_baseline is not None:
        output.refuse(args.write_baseline, argparse.Namespace(**{**vars(args), "baseline": None}))
    if args.follow:
        follow.check(args, paths)
        if args.require_sessions:
            raise Usage("--require-sessions: not with --follow, which has no end")
    elif args.state is not None:
        raise Usage("--state: only with --follow")


def _receivers(args: argparse.Namespace, wanted: list[str], level: str) -> list[LintReceiver]:
    """A receiver for each format, with the file that it writes open."""
    receivers = []
    for name, file in output.targets(wanted, FORMATS, args.output):
        stream = output.open_file(file, args, args.follow)
        if stream is sys.stdout and (args.follow or name == "jsonl"):
            output.refuse_own(args)
        quiet = (args.quiet or args.write_baseline is not None) and stream is sys.stdout
        kind = _kind(name, args)
        receivers.append(
            kind(stream, output.colour(args.color, stream), output.width(stream), level, quiet)
        )
    return receivers


def run(args: argparse.Namespace) -> int:
    from smtpcodes.files.source import STDIN, live, walk
    from smtpcodes.formats.escape import terminal
    from smtpcodes.formats.several import Several
    from smtpcodes.runs.runner import Runner

    paths = inputs(args.paths)
    config = settings.config(args)
    wanted = settings.settings(args, config)
    level = settings.least(args, config)
    _check(args, paths)
    receivers = _receivers(args, args.output_format or list(config.output_format), level)
    if args.follow:
        return follow.run(args, paths, wanted, receivers)
    for one in receivers:
        one.live = one.LIVE and STDIN in paths and live(sys.stdin.buffer)
    receiver = Several(receivers)
    runner = Runner(wanted, receiver)
    broken = False
    for found in _inputs(runner, list(walk(paths)), args.jobs, args.quiet):
        if found.error is not None:
            broken = True
            output.unreadable(found.path, found.error)
        elif args.require_sessions and found.status in NO_SESSION:
            broken = True
            output.unreadable(found.path, NO_SESSION[found.status])
    runner.finish()
    receiver.status = (
        2
        if broken
        else 1
        if settings.failed(receiver.levels, args.fail_on or config.fail_on or "warning")
        else 0
    )
    receiver.close()
    for one in receivers:
        if one.stream is not sys.stdout:
            one.stream.close()
    if broken:
        return 2
    if args.write_baseline is not None:
        count = settings.write_baseline(args.write_baseline, runner.control.counts)
        if not args.quiet:
            sys.stdout.write(
                f"{terminal(args.write_baseline)}: {count} finding{'s' if count != 1 else ''}\n"
            )
        return 0
    return receiver.status

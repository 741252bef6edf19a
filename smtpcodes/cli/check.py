"""``smtpcodes check``: drives a running server through situations, and judges its replies."""

from __future__ import annotations

import argparse
import os
import sys

from smtpcodes.check import formats
from smtpcodes.cli import Usage, output
from smtpcodes.formats import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from smtpcodes.check.report import CheckReport
    from smtpcodes.check.runner import Plan

FORMATS = names(formats)
PASSWORD = "SMTPCODES_PASSWORD"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target", nargs="?", metavar="HOST:PORT", help="the server; on this machine, unless ..."
    )
    add = parser.add_argument
    add(
        "--i-run-this-server",
        dest="mine",
        action="store_true",
        help="the server is not on this machine, and it is yours",
    )
    add("--list", action="store_true", help="list the situations, and do nothing")
    add("--dry-run", action="store_true", help="show what would be sent, and send nothing")
    add("--select", action="append", default=[], metavar="IDS", help="only these situations")
    add("--ignore", action="append", default=[], metavar="RULES", help="nothing of these rules")
    add("--user", metavar="NAME", help="log in with this name")
    add(
        "--password-file",
        metavar="FILE",
        help=f"the password is this file's first line (default: the environment's {PASSWORD})",
    )
    add("--from", dest="sender", default="", metavar="ADDRESS", help="the sender in MAIL")
    add("--to", dest="recipient", default="", metavar="ADDRESS", help="the recipient in RCPT")
    add(
        "--known-user",
        default="",
        metavar="NAME",
        help="one wrong password may be sent to this name, to compare the replies",
    )
    add("--deliver", metavar="ADDRESS", help="one message may be sent, to this address")
    add("--tls", action="store_true", help="TLS from the first octet on (port 465)")
    add("--verify", action="store_true", help="check the server's certificate")
    add("--timeout", type=_seconds, default=5.0, metavar="S", help="seconds to wait for a reply")
    add("--max-seconds", type=_seconds, default=300.0, metavar="S", help="seconds for the run")
    add("--max-connections", type=_count, default=200, metavar="N", help="connections of the run")
    add("--record", metavar="DIR", help="write each session to DIR, as a transcript for lint")
    add("--baseline", metavar="FILE", help="an earlier JSON report: what it has is not told again")
    add(
        "--fail-on",
        choices=("error", "warning", "never"),
        default="warning",
        help="exit status 1 from this level on",
    )
    add("-q", "--quiet", action="store_true", help="only what is wrong (text)")
    output.configure(parser, FORMATS, several=True)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of connections")
    return int(text)


def address(text: str) -> tuple[str, int]:
    """HOST:PORT, [::1]:PORT. Raises Usage."""
    host, colon, port = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    right = port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65_536
    if not colon or not host or not right:
        raise Usage(f"{text!r}: give HOST:PORT, as in 127.0.0.1:2525")
    return host, int(port)


def run(args: argparse.Namespace) -> int:
    from smtpcodes.check import runner
    from smtpcodes.formats import load

    if args.list:
        return _list()
    if args.target is None:
        raise Usage("give HOST:PORT, as in 127.0.0.1:2525")
    plan = _plan(args)
    try:
        if args.dry_run:
            return _preview(plan)
        targets = output.targets(args.output_format, FORMATS, args.output)
        known = _baseline(args.baseline)
        streams = [(name, output.open_file(file, args)) for name, file in targets]
        report = runner.run(plan, _progress(), _keeper(args.record))
    except runner.Refused as error:
        raise Usage(str(error)) from None
    finally:
        _wipe()
    from smtpcodes.check.report import without

    ignored = tuple(x for part in args.ignore for x in part.replace(",", " ").split())
    report = without(_without(report, known), ignored)
    for name, stream in streams:
        stream.write(
            load(formats, name).written(report, output.colour(args.color, stream), args.quiet)
        )
        if stream is not sys.stdout:
            stream.close()
    return 1 if report.fails(args.fail_on) else 0


def _plan(args: argparse.Namespace) -> Plan:
    from smtpcodes.check.runner import Plan

    host, port = address(args.target)
    password = _password(args)
    for name in (args.user, args.known_user, args.sender, args.recipient, args.deliver):
        if name and not name.isprintable():
            raise Usage(f"{name!r}: no name or address")
    return Plan(
        host,
        port,
        user=args.user,
        password=password,
        sender=args.sender,
        recipient=args.deliver or args.recipient,
        deliver=args.deliver is not None,
        implicit_tls=args.tls,
        verify=args.verify,
        known=args.known_user,
        mine=args.mine,
        timeout=args.timeout,
        connections=args.max_connections,
        seconds=args.max_seconds,
        select=tuple(x for part in args.select for x in part.replace(",", " ").split()),
    )


def _password(args: argparse.Namespace) -> str:
    if args.user is None:
        if args.password_file is not None:
            raise Usage("--password-file: only with --user")
        return ""
    if args.password_file is None:
        found = os.environ.get(PASSWORD)
        if not found:
            raise Usage(f"--user: give --password-file FILE, or set {PASSWORD}")
        return found
    try:
        with open(args.password_file, encoding="utf-8") as file:
            found = file.readline(4096).rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise Usage(
            f"{args.password_file}: {getattr(error, 'strerror', None) or 'no text'}"
        ) from None
    if not found:
        raise Usage(f"{args.password_file}: its first line is empty")
    return found


def _list() -> int:
    from smtpcodes.check.situations import everything

    found = everything().values()
    wide = max(len(x.id) for x in found)
    for x in found:
        sys.stdout.write(f"{x.id:<{wide}}  {x.title}\n")
    return 0


def _preview(plan: Plan) -> int:
    from smtpcodes.check import runner

    for situation, lines in runner.preview(plan):
        sys.stdout.write(f"{situation.id}\n" + "".join(f"    {line}\n" for line in lines))
    return 0


def _progress() -> Callable[[int, int, str], None]:
    def quiet(n: int, of: int, id: str) -> None:
        pass

    def shown(n: int, of: int, id: str) -> None:
        sys.stderr.write(f"\r\x1b[K{n}/{of} {id}")
        sys.stderr.flush()

    return shown if sys.stderr is not None and sys.stderr.isatty() else quiet


def _wipe() -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _keeper(folder: str | None) -> Callable[[str, list[str]], None]:
    if folder is not None:
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise Usage(f"{folder}: {error.strerror}") from None

    def keep(id: str, lines: list[str]) -> None:
        if folder is not None:
            path = os.path.join(folder, f"{id}.smtp")
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write("".join(f"{line}\n" for line in lines if line[:3] in ("C: ", "S: ")))

    return keep


def _baseline(path: str | None) -> set[tuple[str, str]]:
    """What an earlier report holds: situations, each with a rule."""
    if path is None:
        return set()
    import json

    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        return {(s["id"], c["rule"]) for s in found["situations"] for c in s["checks"]}
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Usage(f"{path}: no report of smtpcodes check as JSON") from None


def _without(report: CheckReport, known: set[tuple[str, str]]) -> CheckReport:
    from smtpcodes.check.report import PASSED, status

    if not known:
        return report
    results = []
    for r in report.results:
        kept = tuple(c for c in r.checks if (r.id, c.rule) not in known)
        if kept != r.checks:
            r = r._replace(
                checks=kept,
                status=status(kept),
                reason=r.reason if status(kept) != PASSED else "as in the baseline",
            )
        results.append(r)
    return report._replace(results=tuple(results))

"""What a run of ``lint`` wants: the options of the command line over those of the configuration
file.

An option takes the place of the file's key; ``--ignore`` adds to it.
"""

from __future__ import annotations

import argparse
import os
import sys

from smtpcodes.cli import Usage
from smtpcodes.report import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from smtpcodes.control.config import Config
    from smtpcodes.runs.runner import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options that say what is told."""
    add = parser.add_argument_group("what is told").add_argument
    add(
        "--select",
        action="append",
        default=[],
        metavar="RULES",
        help="only these rules or families",
    )
    add(
        "--ignore", action="append", default=[], metavar="RULES", help="not these rules or families"
    )
    rules_option(parser)
    add(
        "--min-level",
        choices=LEVELS,
        default=None,
        help="leave out weaker findings (default: warning)",
    )
    add("--pedantic", action="store_true", help="the same as --min-level note")
    add(
        "--fail-on",
        choices=(*LEVELS, "never"),
        default=None,
        help="the weakest level that gives exit status 1 (default: warning)",
    )
    add(
        "--config",
        metavar="FILE",
        help="the configuration (default: the nearest smtpcodes.toml, or pyproject.toml with "
        "[tool.smtpcodes]; only one that is named here may name files of rules)",
    )
    add("--no-config", action="store_true", help="read no configuration")
    add("--baseline", metavar="FILE", help="leave out the findings that FILE holds")
    add(
        "--write-baseline",
        metavar="FILE",
        help="write the findings to FILE instead of telling them",
    )
    add(
        "--diff",
        metavar="OLD.json",
        help="tell what is new since an earlier report (--output-format json)",
    )
    add(
        "--allow-inline-ignores",
        action="store_true",
        help="comments that ignore count in every format; only for files that you wrote",
    )


def rules_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="FILE.py",
        help="rules of your own, in a Python file that is run",
    )


def names(values: list[str], what: str) -> tuple[str, ...]:
    """Ids and families of rules, from options.

    Raises Usage for an unknown one, with the nearest name.
    """
    from smtpcodes.rules.names import nearest

    found = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if found:
        known = set(ids())
        known |= {x.split("/", 1)[0] for x in known}
        for name in found:
            if name not in known:
                raise Usage(f"{what}: no rule or family {name!r}{nearest(name, known)}")
    return found


def added(files: tuple[str, ...]) -> list[str]:
    """Adds rules of others, of files and installed packages.

    Returns all rules that may be named.
    """
    from smtpcodes.rules import plugins

    plugins.add(files)
    return ids()


def ids() -> list[str]:
    """The rules that may be named."""
    from smtpcodes import rules
    from smtpcodes.control import control

    return control.known(rules.ids())


def reader_name(name: str | None) -> str | None:
    """The reader's name. Raises Usage for an unknown one."""
    if name is not None:
        from smtpcodes import readers
        from smtpcodes.rules.names import nearest

        if name not in readers.names():
            raise Usage(
                f"--reader: no reader {name!r}"
                + (nearest(name, readers.names()) or "; see `smtpcodes readers`")
            )
    return name


def config(args: argparse.Namespace, folder: str | None = None) -> Config:
    """The configuration that is asked for; an empty one if there is none. Raises Usage.

    folder: where one is looked for that is not named (default: the working directory).
    """
    from smtpcodes import readers
    from smtpcodes.control import config

    path = args.config
    added(tuple(args.rules))
    if args.no_config:
        if path is not None:
            raise Usage("--config and --no-config: one of them")
        return config.Config()
    try:
        if path is not None:
            return config.load(path, ids(), readers.names(), added)
        path = config.find(folder)
        if path is None:
            return config.Config()
        found = config.load(path, ids(), readers.names())
    except config.ConfigError as error:
        raise Usage(str(error)) from None
    if found.keys and not getattr(args, "quiet", False):
        from smtpcodes.cli.errors import shown

        said = f"{config.shown(path)} sets {', '.join(found.keys)} (--no-config leaves it out)"
        sys.stderr.write(f"smtpcodes: {shown(said)}\n")
    return found


def least(args: argparse.Namespace, config: Config) -> str:
    """The weakest level that is shown."""
    return "note" if args.pedantic else args.min_level or config.min_level or "warning"


def settings(args: argparse.Namespace, config: Config) -> Settings:
    """The settings of a run. Raises Usage."""
    import datetime

    from smtpcodes.control.baseline import BaselineError, read, read_report
    from smtpcodes.control.control import Options
    from smtpcodes.runs.runner import Profile, Settings

    fail_on = args.fail_on or config.fail_on or "warning"
    levels = [least(args, config), *([fail_on] if fail_on != "never" else [])]
    base = args.baseline or (None if args.write_baseline else config.baseline)
    where = args.write_baseline or base
    if args.write_baseline and args.diff:
        raise Usage("--write-baseline and --diff: one of them")
    try:
        control = Options(
            root=config.root,
            ignores=config.ignores,
            baseline=None if base is None or args.write_baseline else read(base),
            base_root=os.path.dirname(_absolute(where)) if where else "",
            old=None if args.diff is None else read_report(args.diff),
            least=min(levels, key=LEVELS.index),
            collect=args.write_baseline is not None,
            trusted=args.allow_inline_ignores or config.allow_inline_ignores,
            ids=tuple(ids()),
            today=datetime.date.today(),
        )
    except BaselineError as error:
        raise Usage(str(error)) from None
    profile = Profile(
        reader_name(args.reader) or config.reader,
        names(args.select, "--select") or config.select or (),
        (*config.ignore, *names(args.ignore, "--ignore")),
        tuple(config.levels.items()),
    )
    return Settings(
        profile, control, config.per_path, config.root, args.unread, (*config.rules, *args.rules)
    )


def _absolute(path: str) -> str:
    try:
        return os.path.abspath(path)
    except OSError:  # the working directory is gone
        return path


def failed(worst: dict[str, int], fail_on: str) -> bool:
    """Is there a finding at or over the level? worst: how many of each level."""
    return fail_on != "never" and any(
        n for level, n in worst.items() if LEVELS.index(level) >= LEVELS.index(fail_on)
    )


def write_baseline(path: str, counts: Any) -> int:
    """Writes the findings that were met. Returns how many. Raises Usage."""
    from smtpcodes.control.baseline import BaselineError, write

    try:
        write(path, counts.entries, counts.messages)
    except BaselineError as error:
        raise Usage(str(error)) from None
    return int(sum(counts.entries.values()))

"""For pytest: the fixtures ``smtp_lint`` and ``smtp_check``; each ``*.smtp`` is a test, and so is
what ``--smtpcodes PATH`` names.

    def test_login_is_asked_for(smtp_lint):
        smtp_lint(server.transcript)    # str: the text itself; a Path: a file; else its lines

    def test_the_server_keeps_to_the_rfcs(smtp_check):
        smtp_check("127.0.0.1", server.port, user="alice", password="...")

The configuration is the one of ``smtpcodes lint``, from pytest's root folder.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from smtpcodes.check.report import CheckReport
    from smtpcodes.report import Finding, Report, Verdict

MESSAGE = 20_000  # characters of what a failing test says


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("smtpcodes").addoption(
        "--smtpcodes",
        action="append",
        default=[],
        metavar="PATH",
        help="lint the SMTP transcripts in PATH, a file or a folder; each is a test",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    paths = config.getoption("--smtpcodes")
    if paths:
        from smtpcodes.files.source import walk

        items += [
            _Transcript.from_parent(
                session, name=path, nodeid=f"{path}::smtpcodes", transcript=path
            )
            for path in walk(paths)
        ]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix == ".smtp":
        return _File.from_parent(parent, path=file_path)
    return None


@pytest.fixture
def smtp_check() -> SmtpCheck:
    """Drives a running server through its situations; the test fails if one goes wrong."""
    return SmtpCheck()


class SmtpCheck:
    """What the fixture gives:

    ``smtp_check(host, port, ...)``. The arguments are the options of ``smtpcodes check``.
    """

    def __call__(
        self,
        host: str,
        port: int,
        *,
        ignore: Iterable[str] = (),
        fail_on: str = "warning",
        select: Iterable[str] = (),
        **options: Any,
    ) -> CheckReport:
        """The report. ignore: rules, or families of rules. options: user, password, sender,
        recipient, implicit_tls, timeout and more, as in ``Plan``."""
        __tracebackhide__ = True
        from smtpcodes.check.report import without
        from smtpcodes.check.runner import Plan, Refused, run

        try:
            plan = Plan(host, port, select=tuple(select), **options)
            report = without(run(plan), tuple(ignore))
        except (Refused, TypeError) as error:
            raise pytest.UsageError(str(error)) from None
        assert_clean(report, fail_on)
        return report


def assert_clean(report: Report | CheckReport, fail_on: str = "warning") -> None:
    """Fails the test if a report of ``lint`` or ``check`` has something at or over `fail_on`
    ("note", "warning", "error"; "never")."""
    __tracebackhide__ = True
    from smtpcodes.check.report import CheckReport
    from smtpcodes.report import LEVELS

    if isinstance(report, CheckReport):
        if report.fails(fail_on):
            from smtpcodes.check.formats.text import written

            pytest.fail(written(report, False, True)[:MESSAGE], pytrace=False)
        return
    least = LEVELS.index(fail_on) if fail_on in LEVELS else len(LEVELS)
    bad = [f for f in report.findings if LEVELS.index(f.level) >= least]
    if bad:
        from smtpcodes.formats.escape import terminal

        lines = [terminal(f"{f.path}:{f.line}: {f.level}: {f.message} ({f.rule})") for f in bad]
        pytest.fail("\n".join(lines)[:MESSAGE], pytrace=False)


@pytest.fixture
def smtp_lint(request: pytest.FixtureRequest) -> SmtpLint:
    """Lints a transcript; the test fails if something is wrong with it."""
    return SmtpLint(os.fspath(request.config.rootpath))


class SmtpLint:
    """What the fixture gives:

    ``smtp_lint(source)``. root: the folder that the configuration is looked for from.
    """

    def __init__(self, root: str) -> None:
        self._root = root

    def __call__(
        self,
        source: str | bytes | os.PathLike[str] | Iterable[str | bytes],
        *,
        reader: str | None = None,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        fail_on: str | None = None,
    ) -> Report:
        """The report.

        Fails the test on a finding at or over `fail_on` ("note", "warning", "error"; "never": only
        report).
        """
        __tracebackhide__ = True
        options = [
            f"--{name}={value}"
            for name, value in (
                ("reader", reader),
                ("select", ",".join(select)),
                ("ignore", ",".join(ignore)),
                ("fail-on", fail_on),
            )
            if value
        ]
        report, failure = _lint(self._root, source, options)
        if failure is not None:
            pytest.fail(failure, pytrace=False)
        return report


class _File(pytest.File):
    """A ``*.smtp`` file: one test."""

    def collect(self) -> Iterator[pytest.Item]:
        yield _Transcript.from_parent(self, name="transcript", transcript=os.fspath(self.path))


class _Transcript(pytest.Item):
    """A file as a test."""

    def __init__(self, *, transcript: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.transcript = transcript

    def runtest(self) -> None:
        _, failure = _lint(os.fspath(self.config.rootpath), Path(self.transcript), [])
        if failure is not None:
            pytest.fail(failure, pytrace=False)

    def reportinfo(self) -> tuple[str, int | None, str]:
        return self.transcript, None, f"smtpcodes: {self.transcript}"


def _lint(root: str, source: Any, options: list[str]) -> tuple[Report, str | None]:
    """The report, and what a failing test says: the findings as ``smtpcodes lint`` shows them."""
    from smtpcodes import cli
    from smtpcodes.cli import settings
    from smtpcodes.files.archives import opened
    from smtpcodes.runs.runner import Runner

    args = cli.parser("lint", alone=True).parse_args(["lint", "-q", *options])
    try:
        config = settings.config(args, root)
        wanted = settings.settings(args, config)
    except cli.Usage as error:
        raise pytest.UsageError(str(error)) from None
    least = args.fail_on or config.fail_on or "warning"
    shown = _shown("note" if least == "note" else settings.least(args, config))
    runner = Runner(wanted, shown)
    inputs = [
        runner.lint_chunks(name, chunks)
        for name, chunks in (
            opened(os.fspath(source))
            if isinstance(source, os.PathLike)
            else [("-", _chunks(source))]
        )
    ]
    runner.finish()
    shown.close()
    broken = [f"{i.path}: {i.error}" for i in inputs if i.error is not None]
    failed = broken or settings.failed(shown.levels, least)
    return shown.kept.report(inputs), "\n".join([*broken, shown.stream.getvalue()])[
        :MESSAGE
    ] if failed else None


def _shown(level: str) -> Any:
    """Text, and all that was found."""
    from smtpcodes.formats.lint.text import Lint
    from smtpcodes.linter import Collector

    class Shown(Lint):
        limit = 0

        def __init__(self) -> None:
            super().__init__(io.StringIO(), False, 100, level)
            self.kept = Collector()

        def finding(self, finding: Finding) -> None:
            super().finding(finding)
            self.kept.finding(finding)

        def verdict(self, verdict: Verdict) -> None:
            super().verdict(verdict)
            self.kept.verdict(verdict)

    return Shown()


def _chunks(source: Any) -> Iterable[bytes]:
    from smtpcodes.linter import as_line

    if isinstance(source, str):
        return [source.encode("utf-8", "surrogateescape")]
    return (
        [bytes(source)] if isinstance(source, (bytes, bytearray)) else (as_line(x) for x in source)
    )

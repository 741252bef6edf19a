"""The plugin for pytest, run by a pytest of its own."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from smtpcodes import cli
from tests.crime import BAD, HEAD, TAIL
from tests.inner import OPTIONS, inner

ROOT = Path(__file__).parent.parent


def test_the_plugin_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "bad.smtp").write_text(BAD)
    call = [sys.executable, "-m", "pytest", *OPTIONS]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(call, cwd=tmp_path, text=True, capture_output=True, timeout=120, env=env)
    assert done.returncode == 1 and "auth/failed-outside-auth" in done.stdout, done.stdout


def test_the_fixture_fails_a_test_with_what_lint_shows(tmp_path: Path) -> None:
    (tmp_path / "bad.log").write_text(BAD)
    (tmp_path / "test_x.py").write_text(
        "from pathlib import Path\n"
        f"BAD, GOOD = {BAD!r}, {HEAD + TAIL!r}\n"
        "def test_good(smtp_lint): assert smtp_lint(GOOD).ok\n"
        "def test_bytes_and_lines(smtp_lint): assert smtp_lint(GOOD.encode()).ok and "
        "smtp_lint(GOOD.splitlines()).ok\n"
        "def test_reports(smtp_lint): assert [f.rule for f in smtp_lint(BAD, "
        "fail_on='never').findings if f.level == 'error'] == ['auth/failed-outside-auth']\n"
        "def test_options(smtp_lint): smtp_lint(BAD, select=['tls']); smtp_lint(BAD, "
        "ignore=['auth'], fail_on='error', reader='labelled')\n"
        "def test_bad(smtp_lint): smtp_lint(BAD)\n"
        "def test_bad_file(smtp_lint): smtp_lint(Path('bad.log'))\n"
        "def test_no_file(smtp_lint): smtp_lint(Path('missing.log'))\n"
        "def test_note(smtp_lint): smtp_lint(BAD, ignore=['auth'], fail_on='note')\n"
    )
    done = inner(tmp_path, "-q")
    failed = {
        line.split("::")[1].split(" ")[0]
        for line in done.stdout.splitlines()
        if line.startswith("FAILED")
    }
    assert failed == {"test_bad", "test_bad_file", "test_no_file", "test_note"}, done.stdout
    for text in (
        "auth/failed-outside-auth",
        "535 answers MAIL: no AUTH was sent",
        "bad.log, session 1",
        "missing.log: No such file",
        "enhanced/not-offered",
    ):
        assert text in done.stdout
    assert "pytest_plugin.py" not in done.stdout, "the traceback is not ours to show"


def test_each_transcript_is_a_test_if_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "bad.log").write_text(BAD)
    (tmp_path / "logs" / "good.log").write_text(HEAD + TAIL)
    done = inner(tmp_path, "-v", "--smtpcodes", "logs")
    assert done.returncode == 1, done.stdout
    assert (
        "logs/bad.log::smtpcodes FAILED" in done.stdout
        and "logs/good.log::smtpcodes PASSED" in done.stdout
        and "session 1" in done.stdout
    )
    assert inner(tmp_path, "-v", "--smtpcodes", "logs", "-k", "good").returncode == 0
    assert inner(tmp_path).returncode == 5, "nothing is collected unless it is asked for"


def test_the_configuration_counts(tmp_path: Path) -> None:
    (tmp_path / "bad.log").write_text(BAD)
    (tmp_path / "smtpcodes.toml").write_text('[[ignore]]\nrule = "auth"\nreason = "known"\n')
    assert inner(tmp_path, "--smtpcodes", "bad.log").returncode == 0
    (tmp_path / "smtpcodes.toml").write_text('ingore = ["auth"]\n')
    done = inner(tmp_path, "--smtpcodes", "bad.log")
    assert (
        done.returncode == 1
        and "no key 'ingore'; did you mean 'ignore'?" in done.stdout
        and "Traceback" not in done.stdout
    )


def test_the_plugin_is_found_by_pytest() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module = project["entry-points"]["pytest11"]["smtpcodes"]
    assert importlib.import_module(module).smtp_lint, module


def test_a_server_is_checked_by_the_fixture(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "import pytest\n"
        "from tests.servers.planted import PASSWORD, USER, Planted\n"
        "from smtpcodes.integrations.pytest_plugin import assert_clean\n"
        "SELECT = ['noop', 'vrfy', 'auth-twice']\n"
        "OPTIONS = {'user': USER.decode(), 'password': PASSWORD.decode(), 'select': SELECT}\n"
        "def test_good(smtp_check):\n"
        "    with Planted() as port: assert smtp_check('127.0.0.1', port, **OPTIONS).ok\n"
        "def test_ignored(smtp_check):\n"
        "    with Planted('auth-twice') as port: smtp_check('127.0.0.1', port, "
        "ignore=['sequence'], **OPTIONS)\n"
        "def test_reports(smtp_check):\n"
        "    with Planted('auth-twice') as port: report = smtp_check('127.0.0.1', port, "
        "fail_on='never', **OPTIONS)\n"
        "    assert not report.ok and set(report.rules()) == "
        "{'sequence/auth-after-success-not-503'}\n"
        "    assert_clean(report, 'never')\n"
        "    with pytest.raises(pytest.fail.Exception): assert_clean(report, 'error')\n"
        "def test_bad(smtp_check):\n"
        "    with Planted('auth-twice') as port: smtp_check('127.0.0.1', port, **OPTIONS)\n"
        "def test_nobody(smtp_check): smtp_check('127.0.0.1', 1)\n"
        "def test_lint(smtp_lint):\n"
        f"    assert_clean(smtp_lint({BAD!r}, fail_on='never'))\n"
    )
    done = inner(tmp_path, "-q")
    assert "3 passed" in done.stdout and "3 failed" in done.stdout, done.stdout
    assert "failed" in done.stdout and "sequence/auth-after-success-not-503" in done.stdout
    assert "Connection refused" in done.stdout
    assert "auth/failed-outside-auth" in done.stdout


def test_each_smtp_file_is_a_test(tmp_path: Path) -> None:
    (tmp_path / "good.smtp").write_text(HEAD + TAIL)
    (tmp_path / "bad.smtp").write_text(BAD)
    (tmp_path / "bad.log").write_text(BAD)
    done = inner(tmp_path, "-q")
    assert "1 failed, 1 passed" in done.stdout, done.stdout
    assert "auth/failed-outside-auth" in done.stdout


def test_the_hooks_of_pre_commit_call_commands_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["id"] for hook in hooks} == {"smtpcodes-lint", "smtpcodes-data-check"}
    for hook in hooks:
        program, *words = hook["entry"].split()
        assert program == "smtpcodes"
        assert cli.main([*words, "--help"]) == 0
        assert re.compile(hook["files"])

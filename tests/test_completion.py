"""Completions and the manual page, and what is said of a wrong call: all made of the command line
itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from smtpcodes import cli, rules
from smtpcodes.cli.tree import commands


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


def complete(*words: str, capsys: pytest.CaptureFixture[str], cwd: Path) -> set[str]:
    """What bash offers for the last word."""
    line = " ".join(f"'{w}'" for w in ("smtpcodes", *words))
    code = (
        f"{script('bash', capsys)}\nCOMP_WORDS=({line}); COMP_CWORD={len(words)}; _smtpcodes; "
        f"printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, cwd=cwd)
    assert not done.stderr, done.stderr
    return set(done.stdout.split())


def test_bash_completes_commands_options_and_values(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.log").write_text("")

    def given(*words: str) -> set[str]:
        return complete(*words, capsys=capsys, cwd=tmp_path)

    assert given("li") == {"lint"} and "explain" in given("")
    assert given("lint", "--sel") == {"--select"} and given("--ver") == {"--version"}
    assert (
        given("lint", "--min-level", "")
        == {"note", "warning", "error"}
        == given("lint", "--min-level", "=")
    )
    assert given("lint", "--min-level", "=", "n") == {"note"}
    assert given("lint", "--reader", "sw") == {"swaks"}
    assert (
        given("lint", "--select", "auth/required-l")
        == {"auth/required-late"}
        == given("rule", "auth/required-l")
    )
    assert given("lint", "--select", "tls,auth/required-l") == {"tls,auth/required-late"}
    assert given("lint", "--output-format", "sa") == {"sarif"}
    assert given("lint", "") == {"a.log"} == given("lint", "--config", "a")
    assert given("explain", "5") == set()


def test_every_option_of_every_command_is_completed(capsys: pytest.CaptureFixture[str]) -> None:
    found = commands()
    assert {c.name for c in found} == {"", *cli.available()}
    for shell in ("bash", "zsh", "fish"):
        text = script(shell, capsys)
        for option in (o for c in found for o in c.options):
            assert option.names[-1].lstrip("-") in text, f"{shell}: {option.names}"
        assert "auth/failed-outside-auth" in text


@pytest.mark.parametrize("shell", [s for s in ("bash", "zsh", "fish") if shutil.which(s)])
def test_the_shell_can_read_its_completions(
    shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "script").write_text(script(shell, capsys))
    done = subprocess.run([shell, "-n", str(tmp_path / "script")], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_the_manual_page_tells_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["man"]) == 0
    page = capsys.readouterr().out
    for command in commands():
        for name in (command.name, *(n for o in command.options for n in o.names)):
            assert name.replace("-", "\\-") in page, name


@pytest.mark.parametrize(
    "tool",
    [
        t
        for t in (
            ["groff", "-man", "-ww", "-z", "-Tutf8"],
            ["mandoc", "-T", "lint", "-W", "warning"],
        )
        if shutil.which(t[0])
    ],
    ids=lambda t: t[0],
)
def test_the_manual_page_is_well_formed(
    tool: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["man"])
    done = subprocess.run(tool, input=capsys.readouterr().out, capture_output=True, text=True)
    said = [
        line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line
    ]  # the same page from every build
    assert not said, "\n".join(said)


WRONG = {
    "lnit": "no command 'lnit'; did you mean 'lint'?",
    "zzzzzz": "no command 'zzzzzz'; there are explain, compare",
    "lint --selct auth": "no option --selct; did you mean '--select'?",
    "lint --selct=auth x": "no option --selct; did you mean '--select'?",
    "lint -x": "no option -x; see `smtpcodes lint --help`",
    "--vresion": "no option --vresion; did you mean '--version'?",
    "lint --min-level notes x": "--min-level: no 'notes'; did you mean 'note'?",
    "lint --select auht x": "--select: no rule or family 'auht'; did you mean 'auth'?",
    "lint --reader swak x": "--reader: no reader 'swak'; did you mean 'swaks'?",
    "lint --output-format sarf x": "--output-format: no format 'sarf'; did you mean 'sarif'?",
    "rule auth/required-lat": "no rule 'auth/required-lat'; did you mean 'auth/required-late'?",
    "explain": "the following arguments are required: QUERY",
    "compare 1 2 3": "too many arguments: '3'",
    "data chek": "no 'chek'; did you mean 'check'?",
    "recommend --situation zz": "no situation 'zz'",
    "explain --audience usr 535": "--audience: no 'usr'; did you mean 'user'?",
}


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_one_line_with_what_was_meant(
    call: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(call.split()) == 2
    done = capsys.readouterr()
    assert (
        done.err.startswith("smtpcodes: ")
        and WRONG[call] in done.err
        and done.err.count("\n") == 1
        and not done.out
    )


def test_every_rule_can_be_selected() -> None:
    words = next(
        o.takes.words
        for c in commands()
        if c.name == "lint"
        for o in c.options
        if "--select" in o.names
    )
    assert set(rules.ids()) <= set(words)

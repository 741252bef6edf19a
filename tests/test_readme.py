"""Every command in the README does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smtpcodes import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.S)
    for line in block.splitlines()
    if line
]


def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, **options
    )  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("smtpcodes ")])
def test_a_command_of_the_readme_runs(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    status = cli.main(shlex.split(command)[1:])
    done = capsys.readouterr()
    assert status == (1 if " lint " in command else 0), done.err
    assert done.out.strip()


def test_every_command_of_the_readme_is_known_to_this_test() -> None:
    unknown = [
        c
        for c in COMMANDS
        if not c.startswith("smtpcodes ") and c not in ("make demo", "pip install .")
    ]
    assert not unknown, f"give {unknown} a test here"


@pytest.mark.skipif(
    shutil.which("make") is None,
    reason="make is what a reader of the README has, not every machine with Python",
)
def test_make_demo_lints_explains_and_says_where_the_site_is() -> None:
    # that it also makes .venv is proved by every other target of the Makefile
    folder = Path(sys.executable).parent
    made = ["-o", ".venv/.ready", f"BIN={folder}"] if (folder / "smtpcodes").exists() else []
    done = run(["make", *made, "demo"])
    assert done.returncode == 0, done.stderr
    for text in (
        "auth/required-after-success",
        "basic authentication is disabled",
        "auth.disabled-by-policy",
        "build/site",
    ):
        assert text in done.stdout


def test_the_python_of_the_readme_is_true() -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.S)[0]
    names: dict[str, object] = {}
    for line in code.splitlines():
        statement, _, said = line.partition("# ")
        if not statement.strip():
            continue
        if said:
            assert repr(eval(statement, names)) == said.strip().replace('"', "'"), line
        else:
            exec(statement, names)

"""What the guides of control show is true: their commands run, their configurations can be read,
their examples do what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from smtpcodes import cli, readers, rules
from smtpcodes.control import config
from smtpcodes.control.config_tables import KEYS
from smtpcodes.control.remarks import PAGES
from tests.crime import BAD, HEAD, TAIL
from tests.inner import inner

ROOT = Path(__file__).parent.parent
GUIDES = {
    name: (ROOT / "site" / "pages" / "guides" / f"{name}.md").read_text(encoding="utf-8")
    for name in ("ci", "configuration", "lint-your-logs")
}


def blocks(kind: str) -> list[tuple[str, str]]:
    """The fences of a kind, with the name of their guide."""
    return [
        (name, body)
        for name, text in GUIDES.items()
        for body in re.findall(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)
    ]


def commands(body: str) -> list[tuple[str, list[str]]]:
    """The commands of a console, each with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("transcripts", "logs"):
        (tmp_path / name).mkdir()
        for n in range(3):
            (tmp_path / name / f"{n}.log").write_text(BAD)
        (tmp_path / name / "good.log").write_text(HEAD + TAIL)
    return tmp_path


@pytest.mark.parametrize(
    "body",
    [pytest.param(body, id=f"{name} {n}") for n, (name, body) in enumerate(blocks("console"))],
)
def test_the_commands_of_a_console_run(
    body: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for command, lines in commands(body):
        status, out, err = called(shlex.split(command), folder, capsys)
        assert status in (0, 1) and "Traceback" not in err, f"{command}: {err}"
        assert out.strip() or "json" in command, command
        for line in lines:
            assert line in out.splitlines(), f"{command} prints {out}"


def called(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """The status, the output and the errors of a command of a guide."""
    if words[0] == "smtpcodes":
        status = cli.main(words[1:])
        shown = capsys.readouterr()
        return status, shown.out, shown.err
    if words[0] == "pytest":
        return *inner(folder, *words[1:]), ""
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, done.stdout, done.stderr


def test_every_command_line_of_a_guide_can_be_meant() -> None:
    found = [
        line
        for text in GUIDES.values()
        for line in re.findall(
            r"(?:^|[\s/'])(smtpcodes (?:lint|summary|redact|readers)\b[^\n`']*)", text
        )
    ]
    assert len(found) > 15
    for line in found:
        words = shlex.split(line.split(";")[0])[1:]
        cli.parser(words[0], alone=True).parse_args(words)


@pytest.mark.parametrize("body", [body for _, body in blocks("toml")])
def test_a_configuration_of_a_guide_can_be_read(body: str, tmp_path: Path) -> None:
    (tmp_path / "smtpcodes.toml").write_text(body)
    found = config.load(str(tmp_path / "smtpcodes.toml"), rules.ids(), readers.everything())
    assert found.ignores or found.per_path


def test_the_guide_names_every_key_and_every_remark() -> None:
    for name in (*KEYS, *PAGES):
        assert f"`{name}`" in GUIDES["configuration"], f"configuration.md says nothing of {name}"


def test_the_transcript_of_the_guide_hides_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (transcript,) = [body for _, body in blocks("smtp")]
    Path("a.log").write_text(transcript)
    assert cli.main(["lint", "--pedantic", "--select", "auth,ignore", "a.log"]) == 0
    assert "1 finding ignored" in capsys.readouterr().out


@pytest.mark.parametrize("body", [body for _, body in blocks("yaml")])
def test_the_yaml_of_a_guide_is_yaml(body: str) -> None:
    assert yaml.safe_load(body)


def test_the_test_of_the_guide_passes(tmp_path: Path) -> None:
    (body,) = [body for _, body in blocks("python")]
    (tmp_path / "test_guide.py").write_text(body)
    done = inner(tmp_path)
    assert done.returncode == 0, done.stdout

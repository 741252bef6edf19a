"""The configuration file: where it is found, what may stand there, and that a mistake is one line
with its place."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest

from smtpcodes import cli, rules
from smtpcodes.control import config, config_tables
from smtpcodes.control.globs import path_matches, text_matches

READERS = ("labelled", "swaks", "postfix")


def read(tmp_path: Path, text: str, name: str = "smtpcodes.toml") -> config.Config:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return config.load(str(tmp_path / name), rules.ids(), READERS, lambda files: rules.ids())


ALL = """
select = ["auth", "sequence/no-greeting"]
ignore = ["policy", {rule = "auth/required-late", reason = "known", until = 2027-01-31}]
min-level = "note"
fail-on = "error"
reader = "swaks"
output-format = ["text", "json:out.json"]
baseline = "known.json"
rules = ["own.py"]
allow-inline-ignores = true

[levels]
"auth/required-late" = "note"

[[per-path]]
paths = ["tests/**"]
ignore = ["tls"]
reader = "labelled"
levels = {auth = "warning"}
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    ids = set(rules.ids())
    text = (
        ALL
        if "sequence/no-greeting" in ids
        else ALL.replace("sequence/no-greeting", sorted(ids)[-1])
    )
    found = read(tmp_path, text)
    assert set(config_tables.KEYS) == {
        line.split("=")[0].strip() for line in ALL.split("[levels]")[0].splitlines() if "=" in line
    } | {"levels", "per-path"}, "a key that ALL does not have: add it there"
    assert (
        found.select
        and found.select[0] == "auth"
        and found.ignore == ("policy",)
        and found.levels == {"auth/required-late": "note"}
    )
    assert (found.min_level, found.fail_on, found.reader) == (
        "note",
        "error",
        "swaks",
    ) and found.output_format == ("text", "json:out.json")
    assert (
        found.baseline == str(tmp_path / "known.json")
        and found.rules == (str(tmp_path / "own.py"),)
        and found.allow_inline_ignores
    )
    (known,) = found.ignores
    assert (known.rule, known.reason, known.until, known.line) == (
        "auth/required-late",
        "known",
        datetime.date(2027, 1, 31),
        3,
    )
    (one,) = found.per_path
    assert one == config.PerPath(("tests/**",), None, ("tls",), {"auth": "warning"}, "labelled")


def test_pyproject_holds_the_same_in_its_table(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\n\n[tool.smtpcodes]\nselect = ["auth"]\n\n'
        '[[tool.smtpcodes.ignore]]\nrule = "auth"\nreason = "one"\n\n[[tool.smtpcodes.ignore]]\n'
        'rule = "tls"\nreason = "two"\n'
    )
    found = read(tmp_path, text, "pyproject.toml")
    assert found.select == ("auth",) and [(i.rule, i.line) for i in found.ignores] == [
        ("auth", 7),
        ("tls", 11),
    ]


WRONG = {
    'selct = ["auth"]': ":1: no key 'selct'; did you mean 'select'?",
    'select = ["auht"]': ":1: select: no rule or family 'auht'; did you mean 'auth'?",
    'select = "auth"': ":1: select: a list is wanted",
    "reader = 3": ":1: reader: a string is wanted",
    'reader = "swak"': ":1: reader: no 'swak'; did you mean 'swaks'?",
    'x = 1\nmin-level = "note"': ":1: no key 'x'",
    '\nmin-level = "notes"': ":2: min-level: no 'notes'; did you mean 'note'?",
    'fail-on = "zzz"': ":1: fail-on: no 'zzz'; there are note, warning, error, never",
    '[levels]\n"auth/required-lat" = "note"': (
        ":2: levels: no rule or family 'auth/required-lat'; did you mean 'auth/required-late'?"
    ),
    '[levels]\nauth = "off"': ":2: auth: no 'off'",
    "levels = 3": ":1: levels: a table is wanted",
    '[[ignore]]\nrule = "auth"': ":2: ignore: auth needs a reason",
    '[[ignore]]\nreason = "x"': ":1: ignore: needs rule",
    '[[ignore]]\nrule = "auth"\nreason = "x"\nuntil = "soon"': ":4: until: 'soon' is no date",
    '[[ignore]]\nrule = "auth"\nreason = "x"\nuntil = 3': ":4: until: a date",
    '[[ignore]]\nrule = "auth"\nreason = "x"\n\n[[ignore]]\nrule = "auth"\n'
    'reson = "x"': ":7: ignore: no key 'reson'; did you mean 'reason'?",
    'per-path = ["tests"]': ":1: per-path: tables",
    '[[per-path]]\nignore = ["auth"]': ":1: per-path: needs paths",
    '[[per-path]]\npaths = ["x"]\nignore = [{rule = "auth", reason = '
    '"x"}]': ":3: per-path: ignore takes names",
    'allow-inline-ignores = "yes"': ":1: allow-inline-ignores: true or false",
    "a = [\n1\n": ":2: ",
    "a = 1\na = 2": ":2: ",
    'ignore = ["auth"]\n[[ignore]]\nrule = "tls"\nreason = "x"': "names and tables go in one list",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_one_line_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError) as error:
        read(tmp_path, text)
    said = str(error.value)
    assert WRONG[text] in said and re.search(r"smtpcodes\.toml:\d+: ", said) and "\n" not in said


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = " + b"[" * 5000])
def test_a_file_that_is_no_toml_is_one_line(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "smtpcodes.toml").write_bytes(content)
    with pytest.raises(config.ConfigError):
        config.load(str(tmp_path / "smtpcodes.toml"), rules.ids(), READERS)


def test_the_nearest_file_that_speaks_of_us_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.smtpcodes]\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n# smtpcodes\n")
    assert config.find(str(inner)) == str(tmp_path / "pyproject.toml")
    (tmp_path / "smtpcodes.toml").write_text("")
    assert config.find(str(inner)) == str(tmp_path / "smtpcodes.toml")
    (inner / "pyproject.toml").write_text("[tool.smtpcodes]\nbroken =\n")
    assert config.find(str(inner)) == str(inner / "pyproject.toml"), (
        "a broken file that is ours is not passed over in silence"
    )


def test_a_mistake_ends_the_run_with_2_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "smtpcodes.toml").write_text("mni-level = 1\n")
    (tmp_path / "a.log").write_text("S: 220 x\n")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lint", "a.log"]) == 2
    assert (
        capsys.readouterr().err
        == "smtpcodes: smtpcodes.toml:1: no key 'mni-level'; did you mean 'min-level'?\n"
    )
    assert cli.main(["lint", "--no-config", "a.log"]) == 0
    assert cli.main(["lint", "--config", "no.toml", "a.log"]) == 2
    assert cli.main(["lint", "--config", "smtpcodes.toml", "--no-config", "a.log"]) == 2


@pytest.mark.parametrize(
    ("path", "glob", "wanted"),
    [
        ("tests/a.log", "tests/**", True),
        ("tests/x/a.log", "tests/**", True),
        ("tests/x/a.log", "tests/*.log", False),
        ("a/tests/b.log", "tests", True),
        ("tests", "tests/**", True),
        ("x/a.log", "*.log", True),
        ("x/a.log", "./x/*.log", False),
        ("x/y/z.log", "x/**/z.log", True),
        ("x/z.log", "x/**/z.log", True),
        ("logs.tar!a/b.log", "*.log", True),
        ("ab.log", "a?.log", True),
        ("a/.log", "a?.log", False),
        ("a+b.log", "a+b.log", True),
    ],
)
def test_a_pattern_of_paths(path: str, glob: str, wanted: bool) -> None:
    assert path_matches(path, (glob,)) is wanted


@pytest.mark.parametrize(
    ("text", "match", "wanted"),
    [
        ("535 5.7.8 no such user", "5.7.8", True),
        ("535 5.7.8 no", "535*", True),
        ("x 535", "535*", False),
        ("a[b]c", "*[b]*", True),
        ("ab", "a?", True),
    ],
)
def test_a_match_on_text(text: str, match: str, wanted: bool) -> None:
    assert text_matches(text, match) is wanted


@pytest.mark.parametrize("name", ["../known.json", "/dev/stdin", "pipe", "link.json"])
def test_a_found_configuration_reads_no_baseline_but_a_file_below_it(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "known.json").write_text("[]")
    (folder / "link.json").symlink_to(tmp_path / "known.json")
    os.mkfifo(folder / "pipe")
    (folder / "smtpcodes.toml").write_text(f'\nbaseline = "{name}"\n')
    path = str(folder / "smtpcodes.toml")
    with pytest.raises(config.ConfigError, match=r"toml:2: baseline: .* no file below this folder"):
        config.load(path, rules.ids(), READERS)
    named = config.load(path, rules.ids(), READERS, lambda files: ())
    assert named.baseline == str(folder / name)

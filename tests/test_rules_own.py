"""Rules of your own: files and entry points; the guide's example works, and what is broken is told
in one line."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpcodes import readers, rules
from smtpcodes.cli import main
from smtpcodes.rules import names, plugins
from smtpcodes.session.landmark import Landmark

from .examples import example

GUIDE = Path(__file__).parent.parent / "site" / "pages" / "guides" / "write-a-rule.md"
RULE = textwrap.dedent('''
    from smtpcodes.rules.base import CLIENT, Rule, commands

    class NoHelp(Rule):
        """HELP is sent."""

        id = "house/no-help"
        side = CLIENT
        wakes_on = commands("HELP")

        def judge(self, x):
            yield self.found("HELP: nobody reads the answer")
    ''')
LOG = (
    "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 mx.example.net\nC: HELP\n"
    "S: 214 no help\n"
)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test adds is gone after it."""
    monkeypatch.setattr(rules, "_added", {})
    monkeypatch.setattr(plugins, "_read", {})
    rules.everything.cache_clear()
    yield
    rules.everything.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "session.log").write_text(LOG)
    return tmp_path


def test_the_guides_rule_finds_what_its_example_marks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert code, f"{GUIDE}: no python block"
    (folder / "house.py").write_text(code[1])
    plugins.add(["house.py"])
    rule = rules.load("house/mail-without-tls")
    for marked in (*rule.bad, *rule.good):
        wanted = example(marked)
        (folder / "session.log").write_text(wanted.text)
        main(["lint", "--rules", "house.py", "--output-format", "json", "session.log"])
        found = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["rule"] == rule.id]
        assert [(f["line"], f["column"]) for f in found] == wanted.at
        assert [(r["line"], 4) for f in found for r in f["related"]] == wanted.related


def test_the_guides_commands_work(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code
    (folder / "house.py").write_text(code[1])
    commands = re.findall(r"(?m)^smtpcodes ((?:lint|rule) .*)$", text)
    assert len(commands) == 2
    for line in commands:
        assert main(line.split()) == 0, line
    assert "MAIL is sent in clear." in capsys.readouterr().out


def test_a_rule_of_a_file_is_found_selected_ignored_and_has_a_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "house.py").write_text(RULE)
    assert main(["lint", "--rules", "house.py", "session.log"]) == 1
    assert "house/no-help" in capsys.readouterr().out
    assert main(["lint", "--rules", "house.py", "--ignore", "house", "session.log"]) == 0
    assert main(["lint", "--rules", "house.py", "--select", "house/no-help", "session.log"]) == 1
    capsys.readouterr()
    assert main(["rule", "--rules", "house.py", "house/no-help"]) == 0
    assert "HELP is sent." in capsys.readouterr().out
    assert main(["rule", "--rules", "house.py"]) == 0
    assert "house/no-help" in capsys.readouterr().out


def test_several_processes_know_the_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "house.py").write_text(RULE)
    names = [f"{n}.log" for n in range(4)]
    for name in names:
        (folder / name).write_text(LOG * 30)
    told = []
    for jobs in ("1", "2"):
        assert main(["lint", "--rules", "house.py", "-j", jobs, *names]) == 1
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] and "house/no-help" in told[0]
    assert rules.ids().count("house/no-help") == 1


def test_a_rule_of_others_has_no_page_on_the_reference_site(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "house.py").write_text(RULE)
    (folder / "wiki.py").write_text(
        RULE.replace("no-help", "asks-help").replace(
            "side = CLIENT", 'url = "https://wiki.example/help"\n    side = CLIENT'
        )
    )
    main(
        [
            "lint",
            "--rules",
            "house.py",
            "--rules",
            "wiki.py",
            "--output-format",
            "json",
            "session.log",
        ]
    )
    assert {f["rule"]: f["url"] for f in json.loads(capsys.readouterr().out)["findings"]} == {
        "house/no-help": "",
        "house/asks-help": "https://wiki.example/help",
    }
    main(["lint", "--rules", "house.py", "--output-format", "sarif", "session.log"])
    described = {
        r["id"]: r
        for r in json.loads(capsys.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    }
    assert (
        "helpUri" not in described["house/no-help"]
        and described["house/asks-help"]["helpUri"] == "https://wiki.example/help"
    )


def test_the_configuration_names_files_relative_to_itself(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "house.py").write_text(RULE)
    (folder / "smtpcodes.toml").write_text(
        'rules = ["house.py"]\n[levels]\n"house/no-help" = "error"\n'
    )
    (folder / "logs").mkdir()
    monkeypatch.chdir(folder / "logs")
    named = ["--config", "../smtpcodes.toml"]
    assert main(["lint", *named, "--output-format", "json", "../session.log"]) == 1
    assert [(f["rule"], f["level"]) for f in json.loads(capsys.readouterr().out)["findings"]] == [
        ("house/no-help", "error")
    ]


@pytest.mark.parametrize("name", ["smtpcodes.toml", "pyproject.toml"])
def test_a_configuration_that_is_found_runs_no_code(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (folder / "evil.py").write_text("open('ran', 'w').close()\n")
    table = "[tool.smtpcodes]\n" if name == "pyproject.toml" else ""
    (folder / name).write_text(table + 'rules = ["evil.py"]\n')
    (folder / "logs").mkdir()
    monkeypatch.chdir(folder / "logs")
    for words in (["lint", "../session.log"], ["rule"], ["rule", "house/no-help"]):
        main(words)
    assert not list(folder.rglob("ran")), "a file of rules was run that nobody named"
    assert main(["lint", "../session.log"]) == 2
    said = capsys.readouterr().err
    assert f"{name}:" in said and "--config" in said and "--rules" in said


@pytest.mark.parametrize("value", ['"json:taken"', '["text", "json:../taken"]'])
def test_a_configuration_that_is_found_writes_no_file(
    folder: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    (folder / "smtpcodes.toml").write_text(f"output-format = {value}\n")
    assert main(["lint", "session.log"]) == 2
    assert "--config" in capsys.readouterr().err
    assert not list(folder.parent.rglob("taken"))


def test_what_a_found_configuration_sets_is_said_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "smtpcodes.toml").write_text('ignore = ["policy"]\nfail-on = "never"\n')
    assert main(["lint", "session.log"]) == 0
    assert capsys.readouterr().err == (
        "smtpcodes: smtpcodes.toml sets ignore, fail-on (--no-config leaves it out)\n"
    )
    for words in (["-q"], ["--no-config"], ["--config", "smtpcodes.toml"]):
        main(["lint", *words, "session.log"])
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("from smtp", "from smptp"),
            "house.py:2: ModuleNotFoundError: No module named 'smptpcodes'",
        ),
        (("class NoHelp(Rule):", "class NoHelp(Rule:"), "house.py:4: SyntaxError: "),
        (
            ("yield self.found(", "yield x.kode, self.found("),
            "house.py:12: AttributeError: 'Exchange' object has no attribute 'kode'",
        ),
        (
            ("yield self.found(", "return str("),
            "house.py:11: TypeError: NoHelp.judge gives str: yield self.found(...)",
        ),
        (("house/no-help", "no-help"), "house.py:4: NoHelp: id is 'no-help': a family and a name"),
        (
            ("house/no-help", "auth/required-late"),
            "house.py:4: NoHelp: there is a rule auth/required-late already",
        ),
        (
            ("house/no-help", "ignore/unused"),
            "house.py:4: NoHelp: there is a rule ignore/unused already",
        ),
        (
            ("side = CLIENT", "side = 'both sides'"),
            "house.py:4: NoHelp: side is 'both sides': one of client, server, both",
        ),
        (
            ("side = CLIENT", "level = 'bad'"),
            "house.py:4: NoHelp: level is 'bad': one of note, warning, error",
        ),
        (('wakes_on = commands("HELP")', "pass"), "house.py:4: NoHelp: wakes_on is missing"),
        (('"""HELP is sent."""', "pass"), "house.py:4: NoHelp: no docstring"),
        (("side = CLIENT", 'bad = ("one")'), "house.py:4: NoHelp: bad is no tuple of strings"),
        (("(Rule)", ""), "house.py: no rule: a class that inherits"),
        (("side = CLIENT", "wants_text = lambda self, x: x.kode"), "house.py:8: AttributeError"),
        (("from smtp", "raise SystemExit(3)\nfrom smtp"), "house.py:2: SystemExit: 3"),
    ],
)
def test_a_broken_rule_is_told_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], told: str
) -> None:
    (folder / "house.py").write_text(RULE.replace(*change, 1))
    assert main(["lint", "--rules", "house.py", "session.log"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"smtpcodes: {told}"), shown
    assert shown.count("\n") == 1


def test_a_file_that_is_not_there_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--rules", "gone.py", "session.log"]) == 2
    assert capsys.readouterr().err == "smtpcodes: gone.py: no such file\n"


def test_two_files_with_the_same_id_do_not_go_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.py").write_text(RULE)
    (folder / "b.py").write_text(RULE)
    assert main(["lint", "--rules", "a.py", "--rules", "b.py", "session.log"]) == 2
    assert (
        capsys.readouterr().err
        == "smtpcodes: b.py:4: NoHelp: there is a rule house/no-help already\n"
    )


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    info = folder / "site" / "house_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[smtpcodes.rules]\nhouse = {value}\n")
    monkeypatch.syspath_prepend(str(folder / "site"))


@pytest.mark.parametrize("value", ["house_rules", "house_rules:NoHelp"])
def test_an_installed_package_brings_its_rules(
    folder: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    installed(folder, monkeypatch, value)
    (folder / "site" / "house_rules.py").write_text(RULE)
    assert main(["lint", "session.log"]) == 1
    assert main(["rule", "house/no-help"]) == 0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("house_gone", "smtpcodes: house_gone (entry point 'house'): ModuleNotFoundError: "),
        (
            "json:dumps",
            "smtpcodes: json:dumps (entry point 'house'): neither a rule nor a module with rules\n",
        ),
    ],
)
def test_a_broken_package_is_told_in_one_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
    told: str,
) -> None:
    installed(folder, monkeypatch, value)
    assert main(["lint", "session.log"]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_a_rule_of_others_sees_the_text_and_the_end(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "house.py").write_text(
        textwrap.dedent('''
        from smtpcodes.rules.base import AT_END, Rule, commands

        class NoBanner(Rule):
            """The reply to HELP says no."""

            id = "house/no-banner"
            wakes_on = commands("HELP") | AT_END

            def wants_text(self, x):
                return x.verb == "HELP"

            def inspect(self, exchange):
                if "no help" in exchange.reply.text:
                    yield self.found("no help")

            def at_end(self, session, side):
                yield self.found("the end", related=(("hello", "here"),))
        ''')
    )
    assert main(["lint", "--rules", "house.py", "--output-format", "json", "session.log"]) == 1
    assert sorted(f["message"] for f in json.loads(capsys.readouterr().out)["findings"]) == [
        "no help",
        "the end",
    ]


MISNAMED = [
    ('commands("HELP")', 'commands("HALP")', "no command 'HALP'; did you mean 'HELP'?"),
    ('commands("HELP")', 'replies("530")', "no code '530': three digits, as a number"),
    (
        'wakes_on = commands("HELP")',
        'wakes_on = commands("HELP")\n    yields_to = ("auth/required-lat",)',
        "yields_to names 'auth/required-lat', which is no rule; did you mean 'auth/required-late'?",
    ),
    (
        'wakes_on = commands("HELP")',
        'wakes_on = commands("HELP")\n    also = ("house/no-halp",)',
        "also names 'house/no-halp', which is no rule; did you mean 'house/no-help'?",
    ),
    ('answer")', 'answer", at="replay")', "no place 'replay'; did you mean 'reply'?"),
    (
        'answer")',
        'answer", related=(("helo", "here"),))',
        "no landmark 'helo'; did you mean 'hello'?",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), MISNAMED, ids=[new[-30:] for _, new, _ in MISNAMED]
)
def test_an_unknown_name_is_told_with_the_nearest_one(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    assert old in RULE
    (folder / "house.py").write_text(
        RULE.replace(old, new).replace(
            "import CLIENT, Rule, commands", "import CLIENT, Rule, commands, replies"
        )
    )
    assert main(["lint", "--rules", "house.py", "session.log"]) == 2
    error = capsys.readouterr().err
    assert said in error and "house.py:" in error and error.count("\n") == 1, error


def test_every_landmark_that_has_a_name_is_set_by_a_session() -> None:
    folder = Path(plugins.__file__).parent.parent / "session"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    unset = [x.name for x in Landmark if not re.search(rf"\bLandmark\.{x.name}\b", code)]
    assert not unset and {str(x) for x in Landmark} == names.LANDMARKS


def test_a_reader_file_without_a_reader_and_a_name_taken_twice_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    for kept in ("_modules", "own"):  # what other tests have read, and what they will read
        monkeypatch.setattr(readers, kept, getattr(readers, kept).__wrapped__)
    (tmp_path / "zz_new.py").write_text("X = 1\n")
    with pytest.raises(ImportError, match=r"zz_new\.py: no reader"):
        readers.everything.__wrapped__()
    (tmp_path / "zz_new.py").write_text(
        "from smtpcodes.readers.base import Reader\nclass New(Reader):\n    NAME = 'swaks'\n"
    )
    monkeypatch.delitem(sys.modules, "smtpcodes.readers.zz_new")
    with pytest.raises(
        ImportError, match=r"swaks is the NAME of smtpcodes\.readers\.swaks already"
    ):
        readers.everything.__wrapped__()


READS = textwrap.dedent('''
    from smtpcodes.rules.base import CLIENT, Rule, commands

    class Reads(Rule):
        """What is seen."""

        id = "house/reads"
        side = CLIENT
        wakes_on = commands("HELP", "NOOP")

        def wants_text(self, x):
            return True

        def inspect(self, exchange):
            sizes = len(exchange.command.raw), len(exchange.command.argument), len(exchange.said)
            yield self.found(" ".join(map(str, sizes)))
    ''')


def test_a_rule_of_others_sees_four_kilobytes_of_a_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "house.py").write_text(READS)
    long, many = "y" * 100_000, "".join(f"S: 250-{'z' * 100}\n" for _ in range(900))
    (folder / "session.log").write_text(
        f"{LOG}C: NOOP {long}\nS: 250 {long}\nC: NOOP\n{many}S: 250 ok\n"
    )
    main(["lint", "--rules", "house.py", "--output-format", "json", "session.log"])
    told = json.loads(capsys.readouterr().out)["findings"]
    sizes = [[int(n) for n in f["message"].split()] for f in told if f["rule"] == "house/reads"]
    assert len(sizes) == 3 and max(map(max, sizes)) == plugins.SEEN
    assert sizes[0] == [4, 0, 7] and 3900 < sizes[2][2] <= plugins.SEEN

"""The formats of reports: each is what the one who reads it takes, and nothing in a log can break
out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from smtpcodes import cli
from smtpcodes.cli.lint import FORMATS
from smtpcodes.formats.lint import markdown
from tests.each import each
from tests.reports import HEAD, NAME, made, written


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


@each("form", FORMATS)
def test_no_format_shows_a_credential_or_drives_a_terminal(
    form: str, logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = made(form, logs, capsys, "--pedantic")
    assert "auth/failed-outside-auth" in out and "AGJvYg" not in out and "hunter" not in out
    assert not set(out) & {"\x1b", "\x00", "\u202e"}


@each("form", FORMATS)
def test_every_format_names_the_file_that_cannot_be_read(
    form: str, logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if form not in ("text", "json", "jsonl", "gitlab"):  # there standard error tells it alone
        assert "No such file" in made(form, logs, capsys), "close() tells the error of each input"


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in ("json", "jsonl")])
def test_what_is_not_sure_says_so(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.log").write_text(
        HEAD.replace("250 AUTH PLAIN LOGIN", "250 SIZE 1000")
        + "C: MAIL FROM:<a@client.example>\nS: 530 5.7.0 Authentication required\nC: QUIT\n"
        "S: 221 Bye\n"
    )
    out = made("json", [str(tmp_path / "x.log")], capsys)
    assert any(f["confidence"] != "high" for f in json.loads(out)["findings"]), (
        "the example is to hold a finding that is not sure"
    )
    out = made(form, [str(tmp_path / "x.log")], capsys)
    said = re.search(r"(?:low|medium) confidence|\"confidence\":\"(?:low|medium)\"", out)
    assert said, f"a finding that is not sure has words.sure() behind it:\n{out}"


def test_sarif_is_accepted_by_the_schema_and_describes_its_rules(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads(made("sarif", logs, capsys, "--pedantic"))
    Sarif.model_validate(report)
    run = report["runs"][0]
    described = {r["id"]: r for r in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) > 3 and run["columnKind"] == "unicodeCodePoints"
    for result in run["results"]:
        rule = described[result["ruleId"]]
        assert (
            run["tool"]["driver"]["rules"][result["ruleIndex"]] is rule
            and result["level"] == rule["defaultConfiguration"]["level"]
        )
        assert (
            rule["help"]["text"]
            and rule["help"]["markdown"]
            and rule["helpUri"].startswith("https://")
            and result["partialFingerprints"]
        )
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri in ("failed.log", "sub/sent.log") or uri.startswith("a%20"), (
            f"{uri} is not relative to where the run began"
        )
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False and invocation["exitCode"] == 2
    assert [
        n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for n in invocation["toolExecutionNotifications"]
    ] == ["missing.log"]


def test_sarif_of_a_clean_log_has_a_run_without_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.log").write_text("S: 220 x ESMTP\nC: QUIT\nS: 221 Bye\n")
    assert cli.main(["lint", "--output-format", "sarif", str(tmp_path / "x.log")]) == 0
    report = json.loads(capsys.readouterr().out)
    Sarif.model_validate(report)
    assert report["runs"][0]["results"] == [] and report["runs"][0]["invocations"] == [
        {"executionSuccessful": True, "exitCode": 0}
    ]


# The shape that Jenkins' junit-10.xsd and Surefire's schema share: attributes that are due, that
# are allowed, and children.
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (
        set(),
        {"name", "tests", "failures", "errors", "time", "disabled"},
        {"testsuite"},
    ),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname", "time"},
        {"status", "assertions"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
    "system-out": (set(), set(), set()),
}


def test_junit_has_the_shape_of_its_schemas(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = ElementTree.fromstring(made("junit", logs, capsys))
    for element in root.iter():
        due, allowed, children = JUNIT[element.tag]
        assert (
            due <= set(element.attrib) <= due | allowed and {c.tag for c in element} <= children
        ), element.tag
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        names = [(c.attrib["classname"], c.attrib["name"]) for c in cases]
        assert len(set(names)) == len(names), "two test cases with one name"
    assert (
        int(root.attrib["tests"]) == len(root.findall("testsuite/testcase"))
        and int(root.attrib["errors"]) == 1
    )
    assert int(root.attrib["failures"]) == len(root.findall("testsuite/testcase/failure"))


def test_a_session_that_failed_and_broke_no_rule_is_in_junits_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.log"
    path.write_text("C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication failed\n")
    assert cli.main(["lint", "--output-format", "junit", str(path)]) == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    said = root.findtext("testsuite/system-out") or ""
    assert said.startswith("line 2: AUTH failed with 535 5.7.8") and root.attrib["failures"] == "0"


@each("form", FORMATS)
def test_every_format_tells_of_a_failed_log_in_that_breaks_no_rule(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.log").write_text("C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication failed\n")
    assert cli.main(["lint", "--output-format", form, "a.log"]) == 0
    out = capsys.readouterr().out
    assert "AUTH failed with 535 5.7.8" in re.sub(r"<[^>]*>|\\(?=[.])", "", out)
    if form == "sarif":
        report = json.loads(out)
        Sarif.model_validate(report)
        (rule,) = report["runs"][0]["tool"]["driver"]["rules"]
        (result,) = report["runs"][0]["results"]
        assert result["ruleId"] == rule["id"] == "verdict/auth.credentials-invalid"
        assert result["level"] == rule["defaultConfiguration"]["level"] == "note"
        assert rule["help"]["text"] and rule["helpUri"].endswith(
            "/causes/auth.credentials-invalid/"
        )
    elif form == "gitlab":
        (issue,) = json.loads(out)
        assert issue["severity"] == "info" and issue["location"]["lines"]["begin"] == 2
    elif form == "github":
        place = "file=a.log,line=2,endLine=2,title=verdict/auth.credentials-invalid"
        assert out.startswith(f"::notice {place}::AUTH failed") and out.count("\n") == 1


@each("form", ["sarif", "gitlab", "github"])
def test_a_verdict_is_left_to_a_finding_that_stands_at_its_line(
    form: str, logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = made(form, [NAME], capsys)
    assert "auth/failed-outside-auth" in said and "verdict/" not in said
    assert "verdict/auth." in made(form, ["failed.log"], capsys)


def test_gitlab_has_the_keys_that_are_due(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    issues = json.loads(made("gitlab", [*logs, logs[0]], capsys, "--pedantic"))
    assert len({i["fingerprint"] for i in issues}) == len(issues) > 5
    for issue in issues:
        assert (
            issue["description"]
            and issue["check_name"]
            and issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        )
        assert issue["location"]["lines"]["begin"] >= 1 and not issue["location"][
            "path"
        ].startswith(("/", "./"))


def test_github_commands_are_whole_and_hold_no_other_command(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for line in made("github", logs, capsys, "--pedantic").splitlines():
        command = re.fullmatch(
            r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.*)", line
        )
        assert command is not None, line
        properties = dict(p.split("=", 1) for p in command[2].split(","))
        assert (
            {"file", "title"}
            <= set(properties)
            <= {"file", "line", "endLine", "col", "endColumn", "title"}
        )
        assert "%" not in re.sub("%(25|0D|0A|3A|2C)", "", line)


def test_markdown_is_nothing_but_what_it_means_to_be(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = made("markdown", logs, capsys, "--pedantic")
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(out)
    assert (
        "<script" not in rendered
        and 'evil.example"' not in rendered
        and rendered.count("<details>") == rendered.count("</details>") == 1
    )
    assert all(
        link.startswith("https://smtpcodes.readthedocs.io/")
        for link in re.findall(r'href="([^"]*)"', rendered)
    )
    assert (
        rendered.count("<table>") == 2
        and "<td>504 5.5.4</td>" in rendered
        and "; 530 at line 10 is only the consequence" in rendered
    )
    assert "@all" not in out.replace("\\@all", "")


def test_markdown_fits_a_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = (c for c in range(500, 600) if c not in (503, 530))
    (tmp_path / f"{'n' * 200}.log").write_text(
        "".join(
            HEAD
            + f"C: MAIL FROM:<a@client.example>\nS: {c} 5.7.{c} {'|#' * 400}\nC: QUIT\nS: 221 Bye\n"
            for c in codes
        )
    )
    out = made("markdown", [str(tmp_path / f"{'n' * 200}.log")], capsys, "--pedantic")
    assert (
        10_000 < len(out) < 65_536
        and re.search(r"and \d+ sessions more", out)
        and re.search(r"And \d+ more\.", out)
        and out.rstrip().endswith("</details>")
    )


def test_text_shows_the_log_ins_as_a_table(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = made("text", logs, capsys)
    assert (
        "  log-in  line 6  CRAM-MD5  504 5.5.4  auth.mechanism-unsupported\n"
        "  log-in  line 8  PLAIN     535 5.7.8  auth.credentials-invalid\n" in out
    )


@each(
    "word",
    [
        "a|b",
        "`",
        "``x`",
        "*x*",
        "<b>",
        "[x](http://x.example)",
        "www.x.example",
        "http://x.example",
        "@me",
        "#1",
        "~~x~~",
        "\\",
        "&lt;",
        "a\nb",
    ],
)
def test_a_word_in_markdown_is_that_word(word: str) -> None:
    engine = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    shown = word.replace("\n", "\\x0a")
    for made_ in (markdown.text(word), markdown.code(word)):
        parsed = [t for t in engine.parse(f"x {made_} y") if t.type == "inline"]
        assert "".join(c.content for c in parsed[0].children or ()) == f"x {shown} y"


def test_a_mark_stands_under_its_word_where_the_line_has_colours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(
        b"".join(
            b"\x1b[3%dm%s\x1b[0m\n" % (n % 2, x)
            for n, x in enumerate(
                (
                    b"S: 220 a",
                    b"C: EHLO a",
                    b"S: 250 a",
                    b"C: MAIL FROM:<a@a.example>",
                    b"S: 535 5.7.8 no",
                )
            )
        )
    )
    cli.main(["lint", str(log)])
    shown = capsys.readouterr().out.splitlines()
    at = next(n for n, line in enumerate(shown) if "S: 535 5.7.8 no" in line)
    assert shown[at + 1].index("^") == shown[at].index("535")


def test_a_format_is_a_file_in_its_folder(tmp_path, monkeypatch):
    from smtpcodes import formats
    from smtpcodes.formats import lint

    (tmp_path / "levels.py").write_text(
        "from smtpcodes.formats.receiver import LintReceiver\n\n\nclass Lint(LintReceiver):\n"
        "    def close(self):\n        self.stream.write(f'{self.levels}')\n"
    )
    monkeypatch.setattr(lint, "__path__", [*lint.__path__, str(tmp_path)])
    assert formats.names(lint)[0] == "text" and "levels" in formats.names(lint)
    assert formats.lint_receiver("levels").limit == 0
    assert formats.lint_receiver("levels", "Follow") is None

"""The public names, codes as values, comparisons, recommendations, schemas, and every entry of the
data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import smtpcodes
from smtpcodes import cli
from smtpcodes.knowledge import models, store, tables
from tests.each import each

ROOT = Path(__file__).parent.parent


def run(code: str, cwd: Path | None = None, **env: str) -> str:
    clean = {
        k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME", "PYTHONPATH")
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=cwd or ROOT,
        env={**clean, **env},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@each("name", smtpcodes.__all__)
def test_each_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(smtpcodes, name)
    assert name in dir(smtpcodes) and (name == "__version__" or value.__doc__)


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        smtpcodes.nonsense  # noqa: B018


def test_importing_the_package_reads_no_module_and_no_data() -> None:
    out = run(
        "import sys; before = set(sys.modules); import smtpcodes; print(sorted(set(sys.modules) - "
        "before))"
    )
    assert out.strip() in ("['smtpcodes']", "['__future__', 'smtpcodes']")


@each(
    "call",
    [
        "explain(535)",
        "explain('535 5.7.8 x')",
        "compare(530, 535)",
        "recommend('MAIL')",
        "codes[535]",
        "enhanced['5.7.8'].meaning",
    ],
)
def test_the_library_works_without_pydantic_and_markdown(call: str) -> None:
    store.entries()["replies"]  # is compiled by now, if it was not
    out = run(
        f"import smtpcodes, sys; smtpcodes.{call}; print([m for m in ('pydantic', 'markdown_it', "
        "'tomllib', 'multiprocessing', 'lzma') if m in sys.modules])"
    )
    assert out.strip() == "[]"


def test_a_reply_code_is_an_int_that_knows_what_it_means() -> None:
    code = smtpcodes.ReplyCode(535)
    assert (
        code == 535
        and str(code) == "535"
        and code.known
        and "AUTH" in code.answers
        and "5.7.8" in code.enhanced
    )
    assert (
        smtpcodes.codes[535] == code
        and 999 not in smtpcodes.codes
        and list(smtpcodes.codes) == sorted(smtpcodes.codes)
    )
    strange = smtpcodes.ReplyCode(599)
    assert (
        not strange.known
        and strange.kind == "permanent failure"
        and strange.retry == "after-change"
    )
    for wrong in (-1, 1000):
        with pytest.raises(ValueError, match="three digits"):
            smtpcodes.ReplyCode(wrong)


def test_an_enhanced_code_is_found_in_each_of_its_classes() -> None:
    assert (
        smtpcodes.enhanced["5.7.1"] == "5.7.1"
        and smtpcodes.enhanced["4.7.1"].name == smtpcodes.enhanced["5.7.1"].name
    )
    for wrong in ("7.7.7", "5.7", "x"):
        with pytest.raises(KeyError):
            smtpcodes.enhanced[wrong]


@each("code", list(smtpcodes.codes))
def test_each_reply_code_has_a_model_that_is_its_entry(code: int) -> None:
    model = smtpcodes.codes[code].model()
    assert isinstance(model, models.ReplyCode) and model.code == code
    assert [str(s) for s in model.spec] == smtpcodes.codes[code].spec


@each("code", list(smtpcodes.enhanced))
def test_each_enhanced_code_has_a_model_that_is_its_entry(code: str) -> None:
    assert smtpcodes.enhanced[code].model().code == code


def test_the_data_is_in_order() -> None:
    from smtpcodes.knowledge.check import check

    assert [str(problem) for problem in check(ROOT / "data")] == []


@each("name", list(store.entries()["comparisons"]))
def test_each_comparison_is_found_both_ways_and_shown_in_each_format(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = name.split("-vs-")
    for a, b in ((one, two), (two, one)):
        found = smtpcodes.compare(a, b)
        assert found.curated and found.summary and [str(c) for c in found.codes] == [a, b]
    for form in ("text", "json", "markdown", "html"):
        assert cli.main(["compare", "--output-format", form, one, two]) == 0
        assert one in capsys.readouterr().out


def test_any_two_codes_can_be_compared() -> None:
    found = smtpcodes.compare(599, 250)
    assert not found.curated and len(found.rows) >= 3 and json.dumps(found.to_json())


def test_what_is_no_code_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", "530", "banana"]) == 2
    assert "banana" in capsys.readouterr().err


@each("entry", store.entries()["situations"])
def test_each_situation_is_recommended_by_its_id(entry: dict[str, object]) -> None:
    found = smtpcodes.recommend(situation=str(entry["id"]))
    assert (
        found.code == entry["code"]
        and found.line.startswith(str(found.code))
        and json.dumps(found.to_json())
    )


def test_a_server_is_told_530_before_and_not_after_the_log_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert smtpcodes.recommend(command="MAIL", authenticated=False).code == 530
    assert smtpcodes.recommend(command="MAIL", authenticated=True).code != 530
    assert cli.main(["recommend", "--command", "MAIL"]) == 0 and capsys.readouterr().out.startswith(
        "S: 530 5.7.0"
    )
    assert (
        cli.main(["recommend", "--situation", "mail-unauthenticatd"]) == 2
        and "did you mean" in capsys.readouterr().err
    )
    with pytest.raises(KeyError):
        smtpcodes.recommend(situation="nonsense")


def test_each_kind_of_file_and_output_has_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "schema", "--output-format", "json"]) == 0
    schemas = json.loads(capsys.readouterr().out)
    assert {"reply-code", "provider", "cause", "output-explanation", "output-report"} <= set(
        schemas
    )
    wanted = set(schemas["output-explanation"]["items"]["required"])
    assert wanted <= set(smtpcodes.explain("550 x").to_json())


def test_tables_know_the_codes_of_the_rfcs() -> None:
    assert tables.known_code(535) and not tables.known_code(599)
    assert tables.expected("AUTH", 535) and not tables.expected("MAIL", 334)
    assert tables.registered("5.7.8") and not tables.registered("5.7.999")
    assert tables.usual(535, "5.7.8") and not tables.usual(535, "5.7.0")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout of its own."""
    shutil.copytree(
        ROOT / "smtpcodes", tmp_path / "smtpcodes", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


ASK = (
    "import smtpcodes; assert smtpcodes.__file__.startswith({root!r}), smtpcodes.__file__; "
    "print(smtpcodes.codes[535].meaning)"
)


def test_a_checkout_is_never_stale(copy: Path) -> None:
    code = ASK.format(root=str(copy))
    first = run(code, cwd=copy, PYTHONPATH=str(copy))
    file = copy / "data/replies/535.md"
    text = file.read_text(encoding="utf-8")
    intro = re.search(r"^```$\n+(.+)$", text, re.M)
    assert intro is not None
    file.write_text(text.replace(intro.group(1), "Changed just now.", 1), encoding="utf-8")
    assert run(code, cwd=copy, PYTHONPATH=str(copy)) != first
    assert "Changed just now." in run(code, cwd=copy, PYTHONPATH=str(copy))
    assert len(list((copy / "build/cache").iterdir())) == 1, "older states are forgotten"


def test_a_checkout_that_cannot_be_written_works_without_a_home(copy: Path) -> None:
    (copy / "build").write_text("no folder", encoding="utf-8")
    assert run(ASK.format(root=str(copy)), cwd=copy, PYTHONPATH=str(copy)).strip()
    assert run(
        ASK.format(root=str(copy)), cwd=copy, PYTHONPATH=str(copy), HOME=str(copy / "build")
    ).strip()


def test_each_kind_of_entry_is_compiled() -> None:
    assert set(store._compiled()) == {*store.KINDS, "texts"}, "name the kind in store.KINDS"

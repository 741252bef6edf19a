"""What the paste box and the search of the site load: made whole, and the engine works from its zip
alone."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from smtpcodes.integrations import paste, playground, search_index
from smtpcodes.knowledge import store
from smtpcodes.linter import lint

ROOT = Path(__file__).parent.parent
LOG = (ROOT / "examples" / "submission.log").read_text(encoding="utf-8")


def test_the_engine_works_from_its_zip_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(playground.package())) as archive:
        archive.extractall(tmp_path / "here")
    script = (
        "import sys, json; before = set(sys.modules); sys.path.insert(0, 'here')\n"
        "from smtpcodes.integrations import paste\n"
        "report = json.loads(paste.check(sys.stdin.read())); told = json.loads(paste.explain('535 "
        "5.7.8 Error: authentication failed'))\n"
        "heavy = [name for name in ('pydantic', 'markdown_it', 'multiprocessing', 'mkdocs', "
        "'lzma', 'ssl') if name in sys.modules and name not in before]\n"
        "print(json.dumps([paste.__file__, [[f['rule'], f['line']] for f in report['findings']], "
        "told['cause'], heavy]))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=tmp_path,
        input=LOG,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    where, findings, cause, heavy = json.loads(done.stdout)
    assert "here" in where
    assert [tuple(f) for f in findings] == [(f.rule, f.line) for f in lint(LOG).findings]
    assert cause == "auth.credentials-invalid"
    assert not heavy, f"the engine has no use for {heavy}"


def test_a_transcript_comes_back_masked_with_its_findings() -> None:
    secret = "Y29ycmVjdCBob3JzZQ=="
    told = paste.check(
        "S: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\n"
        f"C: {secret}\nS: 235 2.7.0 ok\nC: MAIL FROM:<a@client.example>\n"
        "S: 530 5.7.0 Authentication required\n"
    )
    report = json.loads(told)
    assert secret not in told and report["lines"][5] == "C: [redacted]"
    assert ("auth/required-after-success", 9) in [
        (f["rule"], f["line"]) for f in report["findings"]
    ]
    assert report["verdicts"][0]["line"] == 9


def test_a_transcript_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="2000000"):
        paste.check("x" * (paste.LIMIT + 1))


def test_without_pyodide_the_site_says_what_is_missing(tmp_path: Path) -> None:
    playground.build(tmp_path / "checkout", tmp_path / "site")
    assert (
        "npm ci"
        in json.loads((tmp_path / "site" / "assets" / "engine.json").read_text(encoding="utf-8"))[
            "missing"
        ]
    )
    assert json.loads((tmp_path / "site" / "assets" / "reply.json").read_text(encoding="utf-8"))[
        "texts"
    ]


def test_the_engine_is_copied_with_the_size_of_each_file(tmp_path: Path) -> None:
    source = tmp_path / "site" / "node_modules" / "pyodide"
    source.mkdir(parents=True)
    for name in playground.PYODIDE:
        (source / name).write_text(name)
    (source / "package.json").write_text('{"version": "1.2.3"}')
    for _ in range(2):
        playground.build(tmp_path, tmp_path / "built")
    assets = tmp_path / "built" / "assets"
    engine = json.loads((assets / "engine.json").read_text(encoding="utf-8"))
    assert engine["pyodide"] == "pyodide-1.2.3/"
    assert engine["sizes"] == {name: (assets / name).stat().st_size for name in engine["sizes"]}
    assert [p.name for p in assets.glob("smtpcodes-*.zip")] == [engine["package"]], (
        "the same package has the same name"
    )


def test_the_search_knows_every_code_cause_provider_rule_and_reader(tmp_path: Path) -> None:
    from smtpcodes import readers, rules

    (tmp_path / "guides" / "ci").mkdir(parents=True)
    (tmp_path / "guides" / "ci" / "index.html").write_text(
        '<meta name="description" content="On every push"><main><h1>In '
        "<em>CI</em></h1><h2>GitHub</h2><p>as SARIF</p></main><h2>Footer</h2>",
        encoding="utf-8",
    )
    search_index.build(tmp_path)
    index = json.loads((tmp_path / "assets" / "search.json").read_text(encoding="utf-8"))
    urls = {entry[1] for entry in index["entries"]}
    entries = store.entries()
    wanted = {
        *(
            f"{kind}/{name}/"
            for kind in ("replies", "enhanced", "comparisons", "providers")
            for name in entries[kind]
        ),
        *(f"causes/#{name}" for name in entries["causes"]),
        *(f"rules/{name}/" for name in rules.ids()),
        *(f"readers/{name}/" for name in readers.everything()),
        "guides/ci/",
    }
    assert wanted <= urls, sorted(wanted - urls)[:5]
    assert len(index["texts"]) == len(store.texts())
    guide = next(entry for entry in index["entries"] if entry[1] == "guides/ci/")
    assert (
        index["kinds"][guide[0]] == "Guide"
        and guide[2] == "In CI"
        and "GitHub" in guide[3]
        and "On every push" in guide[3]
        and "sarif" in guide[3]
        and "Footer" not in guide[3]
    )

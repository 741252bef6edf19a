"""The face of the house: pictures, templates, what CI runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from smtpcodes.site import SITE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)


@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_of_the_readme_is_there_small_and_well_formed(path: str) -> None:
    picture = ROOT / path
    assert picture.stat().st_size < 60_000
    if picture.suffix == ".svg":
        text = "".join(ElementTree.parse(picture).getroot().itertext())
        assert text.lstrip().startswith("$ smtpcodes ")


def test_the_picture_of_lint_shows_what_the_text_beside_it_says() -> None:
    shown = (ROOT / "examples/pictures/lint.svg").read_text(encoding="utf-8")
    assert "auth/required-after-success" in shown and "5.7.139" in shown


def test_no_picture_shows_a_credential() -> None:
    log = (ROOT / "examples/submission.log").read_text(encoding="utf-8")
    secrets = re.findall(r"AUTH PLAIN (\S{8,})", log)
    shown = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "examples/pictures").glob("*.svg")
    )
    assert secrets and not any(secret in shown for secret in secrets)


def test_ci_runs_every_python_that_the_package_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = {c.rpartition(" ")[2] for c in project["classifiers"] if " 3." in c}
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert said == set(re.findall(r'"(3\.1\d)"', workflow.partition("site:")[0]))


def test_every_make_target_that_a_paper_names_is_there() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    papers = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob(".github/**/*.*")]
    named = {
        t
        for paper in papers
        for t in re.findall(r"(?:`|run: )make (?:PYTHON=python )?([a-z-]+)", paper.read_text())
    }
    assert named <= targets


def test_every_release_in_the_changelog_has_its_date() -> None:
    heads = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert heads
    for head in heads:
        assert re.fullmatch(r"\d+\.\d+\.\d+ (?:- \d{4}-\d\d-\d\d|\(unreleased\))", head), head


def test_the_site_s_address_stands_in_one_place_of_the_package() -> None:
    address = SITE.removeprefix("https://").rstrip("/")
    package = ROOT / "smtpcodes"
    named = {p.name for p in package.rglob("*.py") if address in p.read_text(encoding="utf-8")}
    assert named == {"site.py"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(url.startswith(SITE) for url in project["urls"].values())
    assert f"site_url: {SITE}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

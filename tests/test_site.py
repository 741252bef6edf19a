"""The reference site: a page for everything that is known, and nothing loaded from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from smtpcodes import readers, rules
from smtpcodes.integrations import pages
from smtpcodes.knowledge import store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_everything_that_is_known_has_a_page() -> None:
    made = pages.everything(ROOT / "data")
    entries = store.entries()
    wanted = {
        *(f"replies/{c}.md" for c in entries["replies"]), *(f"enhanced/{c}.md" for c in entries["enhanced"]), *(f"comparisons/{c}.md" for c in entries["comparisons"]),
        *(f"providers/{p}.md" for p in entries["providers"]), *(f"rules/{r}.md" for r in rules.ids()), *(f"readers/{r}.md" for r in readers.everything())}
    assert not wanted - set(made), f"no page for {sorted(wanted - set(made))[:5]}"


def test_a_page_of_a_code_answers_at_a_glance(site: Path) -> None:
    page = (site / "replies" / "535" / "index.html").read_text(encoding="utf-8")
    for text in ("535 Authentication credentials invalid", "Is it permanent?", "rfc4954#section-6", "Real texts", "Confused with", "Rules that look at it"):
        assert text in page, f"535 says nothing of {text!r}"


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    load = re.compile(r"<(?:script|img|iframe|source|video)\b[^>]*\bsrc=[\"']?(?:https?:)?//|<link\b[^>]*rel=[\"']?(?:stylesheet|preload|icon)[^>]*href=[\"']?(?:https?:)?//", re.I)
    for page in site.rglob("*.html"):
        assert not load.search(page.read_text(encoding="utf-8")), page


def test_every_link_within_the_site_has_its_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        for link in re.findall(r"href=\"([^\"#]+)", page.read_text(encoding="utf-8")):
            if re.match(r"https?:|mailto:", link) or page.name == "404.html":
                continue
            target = (page.parent / link).resolve()
            assert target.exists() or (target / "index.html").exists(), f"{page}: {link}"


def test_the_facts_are_there_for_machines(site: Path) -> None:
    for name in ("index", "replies", "enhanced", "causes", "providers", "rules", "schemas"):
        assert (site / "api" / "v1" / f"{name}.json").exists(), name

"""Claims on RFCs carry their proof, and no two pages contradict each other."""

from __future__ import annotations

import gzip
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
CLAIMS = tomllib.loads((DATA / "claims.toml").read_text(encoding="utf-8"))["claim"]
PAGES = sorted(DATA.rglob("*.md"))
EXEMPT = {"AUTH", "EHLO", "HELO", "NOOP", "RSET", "QUIT"}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_rfcs", ROOT / "scripts/check_rfcs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_claim_belongs_to_an_entry_and_names_section_force_and_sentence() -> None:
    names = {p.stem for p in PAGES}
    for claim in CLAIMS:
        assert set(claim["entries"]) <= names, claim
        assert re.fullmatch(r"RFC \d+ section [\d.]+", claim["spec"]), claim
        assert claim["force"] in script().FORCES, claim
        assert re.fullmatch(r"[0-9a-f]{16}", claim["sentence"]), claim


def test_a_claim_fails_without_its_sentence_and_with_another_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = script()
    (tmp_path / "rfc1.txt.gz").write_bytes(
        gzip.compress(b"1.  Rules\n\n   A server MUST say\n   hello.  It may wait.\n\n2.  End\n")
    )
    monkeypatch.setattr(check, "RFCS", tmp_path)
    results = []
    for sentence, force in (
        ("A server must say hello", "MUST"),
        ("A server must say hello", "SHOULD"),
        ("A server must say goodbye", "MUST"),
    ):
        path = tmp_path / "claims.toml"
        path.write_text(
            f'[[claim]]\nentries = ["530"]\nclaim = "c"\nspec = "RFC 1 section 1"\n'
            f'force = "{force}"\nsentence = "{check.fingerprint(sentence)}"\n',
            encoding="utf-8",
        )
        results.append(check.main(str(path)))
    assert results == [0, 1, 1]


def test_every_list_of_commands_exempt_from_a_log_in_is_the_same() -> None:
    texts = [p.read_text(encoding="utf-8") for p in PAGES]
    texts.append((DATA / "situations.toml").read_text(encoding="utf-8"))
    lists = [
        set(re.findall(r"[A-Z]{4}", found))
        for text in texts
        for found in re.findall(r"AUTH, EHLO, HELO, [A-Z, ]*(?:and|or) [A-Z]{4}", text)
    ]
    assert len(lists) > 2
    assert all(names == EXEMPT for names in lists)


def test_no_page_says_that_google_takes_the_password_of_the_account() -> None:
    google = tomllib.loads((DATA / "providers/google.toml").read_text(encoding="utf-8"))
    assert "app password" in google["submission"]["credential"]
    for page in PAGES:
        assert "Google once two-step" not in page.read_text(encoding="utf-8"), page


def test_no_page_frees_the_auth_command_from_the_limit_of_a_command_line() -> None:
    for page in [*PAGES, DATA / "situations.toml"]:
        for line in page.read_text(encoding="utf-8").splitlines():
            if "12288" in line:
                assert "espons" in line, (page, line)

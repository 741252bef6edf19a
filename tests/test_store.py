"""The compiled data: where it is looked for, made, kept and forgotten; the build's own entry; codes
as values of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpcodes.knowledge import compiled, match, parsing, store, tables
from smtpcodes.knowledge.codes import EnhancedCode, ReplyCode, codes, enhanced

ROOT = Path(__file__).parent.parent
REPLY = (ROOT / "data/replies/535.md").read_text(encoding="utf-8")
CACHES = (
    *(store._cached, store._compiled, store.entries, store.texts),
    *(store.written, store.entry, store.lines),
)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A checkout with one entry, nothing packaged, and a home of its own."""
    (tmp_path / "data/replies").mkdir(parents=True)
    (tmp_path / "data/replies/535.md").write_text(REPLY, encoding="utf-8")
    monkeypatch.setattr(store, "_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(store, "_PACKAGED", str(tmp_path / "packaged"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    for cached in CACHES:
        cached.cache_clear()
    yield tmp_path
    for cached in CACHES:
        cached.cache_clear()


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_checkout_is_compiled_once_and_anew_when_a_file_has_changed(checkout: Path) -> None:
    assert list(store.entries()["replies"]) == ["535"] and store.texts() == []
    first = kept(checkout / "build/cache")
    assert len(first) == 1
    forget()
    assert (
        list(store.entries()["replies"]) == ["535"] and kept(checkout / "build/cache") == first
    ), "it was compiled again"
    (checkout / "data/replies/530.md").write_text(REPLY.replace("535", "530"), encoding="utf-8")
    forget()
    assert list(store.entries()["replies"]) == ["530", "535"]
    second = kept(checkout / "build/cache")
    assert len(second) == 1 and second != first, "the older state is kept"


def test_the_users_cache_serves_where_the_checkout_cannot_be_written(checkout: Path) -> None:
    (checkout / "build").write_text("no folder", encoding="utf-8")
    assert (
        list(store.entries()["replies"]) == ["535"] and len(kept(checkout / "home/smtpcodes")) == 1
    )


def test_where_nothing_can_be_written_it_is_compiled_each_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "build").write_text("no folder", encoding="utf-8")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    assert list(store.entries()["replies"]) == ["535"] and not (checkout / "home").exists()


def test_a_state_that_another_process_took_away_is_compiled_in_memory(checkout: Path) -> None:
    assert "535" in store.entries()["replies"]
    shutil.rmtree(checkout / "build")
    assert "AUTH" not in store.entries()["commands"]


def test_packaged_data_goes_before_a_checkout_and_must_be_whole(checkout: Path) -> None:
    packaged = checkout / "packaged"
    packaged.mkdir()
    (packaged / "texts.json").write_text("[]", encoding="utf-8")
    (packaged / "replies.json").write_text('{"200": {}}', encoding="utf-8")
    assert list(store.entries()["replies"]) == ["200"]
    with pytest.raises(FileNotFoundError):
        store.entries()["commands"]


def test_without_data_and_package_it_is_said_what_is_missing(checkout: Path) -> None:
    shutil.rmtree(checkout / "data")
    with pytest.raises(OSError, match="neither compiled data"):
        store.entries()["replies"]


def test_the_build_writes_every_kind_and_hands_back_the_errors(
    checkout: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (checkout / "data/replies/530.md").write_text("# no front matter\n", encoding="utf-8")
    problems = compiled.write(checkout / "data", target)
    assert {path.stem for path in target.iterdir()} == {*store.KINDS, "texts"}
    assert list(json.loads((target / "replies.json").read_text(encoding="utf-8"))) == ["535"]
    assert any("530.md" in problem for problem in problems)


def test_an_entry_that_is_read_alone_is_the_entry() -> None:
    for kind in store.KINDS:
        entries = store.entries()[kind]
        if isinstance(entries, dict):
            assert {key: store.entry(kind, key) for key in entries} == entries
            assert store.entry(kind, "x") == {}
        else:
            assert [json.loads(line) for line in store.lines(kind)] == entries
    assert [match.signature(n).id for n in range(len(store.texts()))] == [
        entry["id"] for entry in store.texts()
    ]


def test_a_code_that_nobody_knows_has_the_meaning_of_its_class() -> None:
    strange, known = ReplyCode(599), ReplyCode("535")
    assert (
        strange.known,
        strange.name,
        strange.meaning,
        strange.cause,
        strange.retry,
        strange.client_action,
        strange.spec,
    ) == (False, "permanent failure", "", None, "after-change", "none", [])
    assert (known.known, known.cause, known == 535, str(ReplyCode(7))) == (
        True,
        "auth.credentials-invalid",
        True,
        "007",
    )
    assert (
        known.meaning
        and known.spec
        and known.enhanced[0] == "5.7.8"
        and known.answers
        and known.client_action != "none"
        and "535" in repr(known)
    )
    assert known.model().code == 535
    for code in (599, 4):
        with pytest.raises(KeyError):
            ReplyCode(code).model()
    for outside in (-1, 1000):
        with pytest.raises(ValueError, match="three digits"):
            ReplyCode(outside)


def test_an_enhanced_code_is_known_for_all_its_classes() -> None:
    assert (
        EnhancedCode("4.7.8").known
        and enhanced["4.7.8"] == "4.7.8"
        and 535 in EnhancedCode("5.7.8").replies
        and "5.7.8" in repr(EnhancedCode("5.7.8"))
    )
    assert (
        EnhancedCode("5.999.999").known,
        EnhancedCode("4.999.1").retry,
        EnhancedCode("2.999.1").retry,
    ) == (False, "later", "none")
    assert EnhancedCode("5.7.8").model().code == "5.7.8"
    with pytest.raises(KeyError):
        EnhancedCode("5.999.999").model()
    with pytest.raises(ValueError, match=r"5\.7\.8"):
        EnhancedCode("5.7")


def test_the_tables_of_codes_know_their_keys_and_no_others() -> None:
    assert (
        535 in codes
        and len(codes) == len(list(codes))
        and next(iter(codes)) in codes
        and codes[535].known
    )
    assert "5.7.8" in enhanced and len(enhanced) == len(list(enhanced))
    for strange in (599, -1):
        with pytest.raises(KeyError):
            codes[strange]
    for strange in ("5.999.999", "no code", ""):
        with pytest.raises(KeyError):
            enhanced[strange]


def test_the_codes_of_a_command_are_expected_and_those_of_none_unknown() -> None:
    assert (
        tables.expected("AUTH", 535)
        and tables.expected("SASL", 535)
        and tables.expected("MAIL", 550)
    )
    assert tables.expected("AUTH", 354) is False and tables.expected("XNOTHING", 250) is None


def test_what_is_compiled_is_read_as_the_json_module_reads_it() -> None:
    for kind in store.KINDS:
        assert parsing.loads(store.written(kind)) == json.loads(store.written(kind))
    for broken in (b"", b"{", b"[1] x", b'{"a":}'):
        with pytest.raises(json.JSONDecodeError):
            parsing.loads(broken)

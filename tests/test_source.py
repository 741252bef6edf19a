"""Octets to lines: cut anywhere, packed, in UTF-16, with strange line ends, too long."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from smtpcodes.files import source
from smtpcodes.files.source import LINE, SourceError, blocks, lines, walk


def flat(chunks: list[bytes], ends: bool = False) -> list[bytes]:
    return [line for block in lines(chunks, ends) for line in block]


def test_utf_16_and_marks_are_decoded() -> None:
    for coding in ("utf-16", "utf-16-le", "utf-16-be"):
        raw = "S: 220 x\nC: QUIT\n".encode(coding)
        mark = b"" if coding == "utf-16" else b"\xff\xfe" if coding.endswith("le") else b"\xfe\xff"
        assert flat([(mark + raw)[:1], (mark + raw)[1:7], (mark + raw)[7:]])[:2] == [
            b"S: 220 x",
            b"C: QUIT",
        ]
    assert flat([b"\xef\xbb\xbfS: 220 x\n"]) == [b"S: 220 x"]


def test_carriage_returns_alone_end_lines() -> None:
    assert flat([b"a\rb\rc\rd"]) == [b"a", b"b", b"c", b"d"]


def test_a_line_without_end_is_cut_in_pieces() -> None:
    pieces = flat([b"x" * (LINE // 2)] * 5)
    assert sum(map(len, pieces)) == 5 * (LINE // 2) and max(map(len, pieces)) <= LINE


def test_ends_are_kept_where_they_are_asked_for() -> None:
    assert flat([b"a\r\nb", b"\nc"], ends=True) == [b"a\r\n", b"b\n", b"c"]


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLACK", 1000)
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"0" * 3_000_000))
    with pytest.raises(SourceError, match="refused"):
        list(blocks(str(tmp_path / "x.gz")))


def test_damaged_data_is_told(tmp_path: Path) -> None:
    for name, head in (
        ("x.gz", b"\x1f\x8b\x08\x00damaged"),
        ("x.bz2", b"BZh9damaged"),
        ("x.xz", b"\xfd7zXZ\x00damaged"),
        ("x.zst", b"\x28\xb5\x2f\xfddamaged"),
    ):
        (tmp_path / name).write_bytes(head)
        with pytest.raises(SourceError):
            list(blocks(str(tmp_path / name)))


def test_zstd_is_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard", reason="Python 3.14 has zstd of its own")
    (tmp_path / "x.zst").write_bytes(zstandard.ZstdCompressor().compress(b"S: 220 x\n"))
    assert b"".join(blocks(str(tmp_path / "x.zst"))) == b"S: 220 x\n"


def test_folders_are_walked_in_order_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b.log", "a.log", ".hidden", "sub/c.log", ".git/d.log"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [Path(p).name for p in walk([str(tmp_path), "-"])] == ["a.log", "b.log", "c.log", "-"]

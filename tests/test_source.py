"""Octets to lines: cut anywhere, packed, in UTF-16, with strange line ends, too long."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

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


def test_carriage_returns_are_line_ends_only_where_no_line_feed_is() -> None:
    assert flat([b"a\rb\rc\rd\ne"]) == [b"a\rb\rc\rd", b"e"]
    assert flat([b"a\rb\r", b"\nc\r", b"d"]) == [b"a", b"b", b"c", b"d"]
    assert flat([b"a\rb\rc\n"]) == [b"a", b"b", b"c"]
    assert flat([b"a\rb\rc"], ends=True) == [b"a\rb\rc"]
    assert flat([b"a\r\nb\r\n"]) == [b"a\r", b"b\r"]


def test_a_pause_is_handed_on() -> None:
    assert list(lines([b"NOOP\n", b"", b"b"])) == [[b"NOOP"], [], [b"b"]]


def test_a_line_is_cut_wherever_the_chunks_are() -> None:
    text = b"a\n" + b"x" * (LINE + 1) + b"\n" + b"y" * LINE + b"\nb\n"
    whole = flat([text])
    assert whole == [b"a", b"x" * LINE, b"x", b"y" * LINE, b"b"]
    for size in (LINE // 3, LINE, LINE + 2):
        assert flat([text[i : i + size] for i in range(0, len(text), size)]) == whole, size
    assert flat([b"x" * (LINE - 1), b"x\n"]) == [b"x" * LINE]


def test_each_kind_of_packed_file_is_read(tmp_path: Path) -> None:
    for pack in (gzip.compress, bz2.compress, lzma.compress, bytes):
        (tmp_path / "x").write_bytes(pack(b"S: 220 x\n"))
        assert b"".join(blocks(str(tmp_path / "x"))) == b"S: 220 x\n"
        with open(tmp_path / "x", "rb") as raw:
            assert b"".join(iter(partial(source.within(raw).read, 4), b"")) == b"S: 220 x\n"


PACKERS = (gzip.compress, bz2.compress, lzma.compress)


@pytest.mark.parametrize("pack", PACKERS)
def test_members_after_each_other_are_one_text_and_a_cut_one_is_told(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path, zeros = tmp_path / "x", b"\0" * 512
    path.write_bytes(pack(b"a\n") + zeros + pack(b"b\n" * 200_000) + zeros)
    assert b"".join(blocks(str(path))) == b"a\n" + b"b\n" * 200_000
    path.write_bytes(pack(b"a\n") + pack(b"b\n")[:-3])
    with pytest.raises(SourceError, match="ended before"):
        list(blocks(str(path)))


@pytest.mark.parametrize("pack", PACKERS)
def test_octets_behind_packed_data_are_told_after_the_data(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    (tmp_path / "x").write_bytes(pack(b"S: 220 x\n") + b"rubbish")
    found = blocks(str(tmp_path / "x"))
    assert next(found) == b"S: 220 x\n"
    with pytest.raises(SourceError, match="behind the end"):
        next(found)


def test_gzip_data_that_is_cut_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(os.urandom(3 * source.BLOCK))[:-100])
    with pytest.raises(SourceError, match="ended before"):
        list(blocks(str(tmp_path / "x.gz")))


def test_a_large_text_that_packs_well_is_read_up_to_the_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "SLACK", 10)
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"0" * 1000))
    assert b"".join(blocks(str(tmp_path / "x.gz"))) == b"0" * 1000
    monkeypatch.setattr(source, "SLACK", 10_000_000)
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"0" * 1_000_000))
    assert len(b"".join(blocks(str(tmp_path / "x.gz")))) == 1_000_000


def test_what_is_missing_and_what_is_closed_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match="No such file"):
        list(blocks(str(tmp_path / "nothing")))
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceError, match="closed"):
        list(blocks("-"))


def test_a_pipe_that_pauses_gives_an_empty_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PAUSE", 0.01)
    reads, writes = os.pipe()
    with open(reads, "rb") as stream, open(writes, "wb", buffering=0) as end:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
        found = blocks("-")
        end.write(b"one\n")
        assert source.live(stream) and next(found) == b"one\n" and next(found) == b""
        end.write(b"two\n")
        assert next(found) == b"two\n"
        end.close()
        assert list(found) == []


def test_a_file_is_not_written_while_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with open(tmp_path / "x", "rb") as file:
        assert not source.live(file)
    with open(os.devnull, "rb") as device, socket.socket() as plug:
        assert source.live(device) and source.live(plug)
    assert not source.live(io.BytesIO())


def test_a_short_beginning_is_waited_for() -> None:
    assert flat([b"\xef", b"\xbb", b"\xbfS: 220 x\n"]) == [b"S: 220 x"]
    assert flat([b"a"]) == [b"a"] and flat([b"a", b"b"]) == [b"ab"] and flat([]) == []
    assert flat(["\u00e9\n".encode("utf-16"), b"x\0"]) == ["\u00e9".encode(), b"x"]

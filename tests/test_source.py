"""Octets to lines: cut anywhere, packed, in UTF-16, with strange line ends, too long."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import socket
import sys
from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpcodes.files import source
from smtpcodes.files.source import LINE, SourceError, blocks, lines, walk
from tests.each import each


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


# --- what is a file, and where reading ends
def test_a_hyphen_is_standard_input_even_beside_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").mkdir()
    (tmp_path / "-" / "x.log").write_bytes(b"x")
    assert list(walk(["-", "./-"])) == ["-", "./-/x.log"]


def test_what_is_no_file_is_left_out_of_a_folder_and_read_where_it_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "away").symlink_to("nothing")
    (tmp_path / "x.log").write_bytes(b"x")
    (tmp_path / "link").symlink_to("x.log")
    assert [Path(p).name for p in walk([str(tmp_path)])] == ["link", "x.log"]
    assert list(walk([str(tmp_path / "pipe")])) == [str(tmp_path / "pipe")]


@each(
    "error, said",
    [
        (OSError(5, "Input/output error", "a name"), "Input/output error"),
        (ValueError("read of closed file"), "read of closed file"),
        (EOFError(), "EOFError"),
    ],
)
def test_an_error_is_told_by_its_words_and_by_its_kind_where_it_has_none(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(raw: object) -> None:
        raise error

    (tmp_path / "x").write_bytes(b"x")
    monkeypatch.setattr(source, "decompressed", broken)
    with pytest.raises(SourceError) as told:
        list(blocks(str(tmp_path / "x")))
    assert str(told.value) == said


def test_only_posix_tells_who_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, "rb") as device:
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(os, "name", "nt")
            told = source.live(device)
    assert not told


def test_the_first_octets_are_waited_for_however_long_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silent = SimpleNamespace(select=lambda *what: ([], [], []))
    monkeypatch.setattr(source, "select", silent)
    raw = io.BytesIO(b"one")
    assert list(source._read(raw, raw, True)) == [b"one", b""]


@each(
    "slack, ratio, octets, refused",
    [
        (0, 10, 100, False),
        (0, 10, 101, True),
        (101, 10, 101, False),
        (100, 10, 101, True),
        (0, 10, 100, False),
    ],
)
def test_what_is_unpacked_may_be_so_much_more_and_not_an_octet_beyond(
    slack: int, ratio: int, octets: int, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "SLACK", slack)
    monkeypatch.setattr(source, "RATIO", ratio)
    found = source._read(io.BytesIO(b"x" * octets), SimpleNamespace(tell=lambda: 10))
    if refused:
        with pytest.raises(SourceError, match="refused"):
            list(found)
    else:
        assert b"".join(found) == b"x" * octets


def test_a_plain_file_may_be_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SLACK", 0)
    monkeypatch.setattr(source, "RATIO", 0)
    raw = io.BytesIO(b"x")
    assert list(source._read(raw, raw)) == [b"x"]


@pytest.mark.parametrize("pack", PACKERS)
def test_behind_an_empty_member_and_past_a_block_the_next_is_read(
    pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path, noise = tmp_path / "x", random.Random(1).randbytes(source.BLOCK + 9000)
    path.write_bytes(pack(b"") + pack(noise) + pack(b"end"))
    assert b"".join(blocks(str(path))) == noise + b"end"
    path.write_bytes(pack(b"") + b"rubbish")
    with pytest.raises(SourceError, match="behind the end"):
        list(blocks(str(path)))


def test_octets_that_were_read_for_a_look_are_given_in_pieces_of_any_size() -> None:
    for size in (1, 2, 3, 4, 9):
        pushed = source._Pushed(b"abc", io.BytesIO(b"defgh"))
        assert pushed.read(0) == b""
        assert b"".join(iter(partial(pushed.read, size), b"")) == b"abcdefgh", size
    assert source._Pushed(b"abc", io.BytesIO(b"defgh")).read() == b"abc"


def test_a_pipe_is_read_from_its_first_octet(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    with open(writes, "wb") as end:
        end.write(gzip.compress(b"x"))
    assert b"".join(blocks(f"/dev/fd/{reads}")) == gzip.compress(b"x")
    os.close(reads)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from((b"a", b"bc", b"\n", b"\r\n", b"\xff", b"1234567")), max_size=30),
    st.lists(st.integers(1, 9), min_size=1, max_size=9),
    st.booleans(),
)
def test_lines_are_the_same_however_their_octets_come(
    words: list[bytes], sizes: list[int], ends: bool
) -> None:
    text, chunks, at = b"a\n" + b"".join(words), [], 0
    for size in cycle(sizes):
        if at >= len(text):
            break
        chunks.append(text[at : at + size])
        at += size
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "LINE", 6)
        found, whole = flat(chunks, ends), flat([text], ends)
    assert found == whole
    assert max(map(len, found)) <= 6
    assert b"".join(found) == (text if ends else text.replace(b"\n", b""))

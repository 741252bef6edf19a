"""Archives: their members are inputs; what is damaged, hostile or too big is one clear line, and
the rest is read."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.files import archives
from smtpcodes.files.source import SourceError
from smtpcodes.linter import Linter

BAD = (
    b"S: 220 mx.example ESMTP\nC: EHLO c\nS: 250 mx.example\nC: MAIL FROM:<a@c.example>\n"
    b"S: 535 5.7.8 no\n"
)
Members = list[tuple[str, bytes]]


def tar(path: Path, members: Members, mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, text in members:
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
        archive.addfile(tarfile.TarInfo("device"))
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    return path


def packed(path: Path, members: Members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        for name, text in members:
            archive.writestr(name, text)
    return path


def read(path: Path) -> dict[str, bytes | str]:
    """What each input holds, or what is wrong with it."""
    found: dict[str, bytes | str] = {}
    for name, chunks in archives.opened(str(path)):
        try:
            found[name.removeprefix(str(path))] = b"".join(chunks)
        except SourceError as error:
            found[name.removeprefix(str(path))] = str(error)
    return found


MAKE = pytest.mark.parametrize("make", (tar, packed))
Make = Callable[[Path, Members], Path]


@MAKE
def test_each_member_is_an_input_and_a_compressed_one_is_unpacked(
    make: Make, tmp_path: Path
) -> None:
    path = make(
        tmp_path / f"x.{'tar' if make is tar else 'zip'}",
        [
            ("a.log", BAD),
            ("b.gz", gzip.compress(BAD)),
            ("c.bz2", bz2.compress(BAD)),
            ("d.xz", lzma.compress(BAD)),
            ("short", b"abc"),
            ("empty", b""),
            ("inner.zip", b"PK\3\4"),
        ],
    )
    found = read(path)
    found.pop("!device", None)
    assert found == {
        "!a.log": BAD,
        "!b.gz": BAD,
        "!c.bz2": BAD,
        "!d.xz": BAD,
        "!short": b"abc",
        "!empty": b"",
        "!inner.zip": b"PK\3\4",
    }


@MAKE
def test_lint_reads_the_members_with_the_reader_that_is_asked_for(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / f"x.{'tar' if make is tar else 'zip'}", [("a.log", BAD)])
    assert cli.main(["lint", "--reader", "labelled", "--output-format", "json", str(path)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (
        report["findings"][0]["path"] == f"{path}!a.log"
        and report["inputs"][0]["reader"] == "labelled"
    )


@MAKE
def test_a_members_name_does_nothing_to_a_terminal(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(
        tmp_path / f"x.{'tar' if make is tar else 'zip'}",
        [("a\x1b[31m\n::error::b\u202e.log", BAD)],
    )
    for form in ("text", "github", "json", "gitlab", "html"):
        cli.main(["lint", "--output-format", form, str(path)])
        out = capsys.readouterr().out
        assert "\x1b[31m" not in out and "\n::error::b" not in out and "\u202e" not in out, form


@MAKE
def test_a_damaged_member_is_said_and_the_others_are_linted(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(
        tmp_path / f"x.{'tar' if make is tar else 'zip'}",
        [("a.gz", gzip.compress(BAD)[:40] + b"\xff" * 20), ("b.log", BAD)],
    )
    assert cli.main(["lint", "--output-format", "json", str(path)]) == 2
    out, err = capsys.readouterr()
    assert (
        err.count("\n") == 1
        and "a.gz" in err
        and {x["path"] for x in json.loads(out)["findings"]} == {f"{path}!b.log"}
    )


def test_a_damaged_archive_is_one_clear_line_and_what_stands_before_is_linted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (
        tar(tmp_path / "x.tar", [("a", BAD), ("b", BAD * 500)]),
        tar(tmp_path / "y.tar.gz", [("a", BAD), ("b", random.Random(1).randbytes(60_000))], "w:gz"),
    ):
        path.write_bytes(path.read_bytes()[: -(path.stat().st_size // 2)])
        assert cli.main(["lint", "--output-format", "json", str(path)]) == 2
        out, err = capsys.readouterr()
        assert (
            "Traceback" not in err
            and err.strip()
            and {x["path"] for x in json.loads(out)["findings"]} >= {f"{path}!a"}
        )
    for text in (b"", b"PK\3\4 nonsense", b"PK\5\6" + b"\xff" * 18):
        (tmp_path / "z.zip").write_bytes(text)
        assert cli.main(["lint", str(tmp_path / "z.zip")]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_member_of_a_zip_archive_that_cannot_be_unpacked_is_said(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", [("a", BAD), ("b", BAD)])
    text = bytearray(path.read_bytes())
    first = text.index(
        b"PK\1\2", text.index(b"PK\1\2") + 1
    )  # the entry of "a", after that of the folder
    text[first + 8] |= 1  # encrypted
    path.write_bytes(text)
    found = read(path)
    assert isinstance(found["!a"], str) and "encrypted" in found["!a"] and found["!b"] == BAD


@MAKE
def test_an_archive_that_grows_without_end_is_refused(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "SLACK", 1000)
    monkeypatch.setattr(archives, "RATIO", 10)
    path = make(
        tmp_path / f"x.{'tar' if make is tar else 'zip'}",
        [("a.gz", gzip.compress(b"\0" * 1_000_000)), ("b.gz", gzip.compress(b"\0" * 1_000_000))],
    )
    assert "refused" in str(read(path)["!a.gz"]) and "refused" in str(read(path)["!b.gz"])


@MAKE
def test_members_are_counted(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 3)
    path = make(
        tmp_path / f"x.{'tar' if make is tar else 'zip'}", [(str(n), b"x") for n in range(9)]
    )
    found = read(path)
    assert "more than 3 members" in str(found[""]) and len(found) <= 4


def test_a_list_of_members_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 9, 9, archives.DIRECTORY + 1, 0, 0))
    assert read(path) == {"": "too many members: refused"}


def test_a_good_gzip_with_octets_behind_its_end_is_read_and_the_rest_told(tmp_path: Path) -> None:
    log = b"C: MAIL FROM:<a@client.example>\nS: 535 5.7.8 Authentication required\n"
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(log) + b"S: 220 not of it\n")
    found = Linter().lint_path(str(path))
    assert found.exchanges == 1 and "behind the end" in str(found.error)


def test_what_is_no_zip_archive_is_not_measured(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"\xff" * 40)
    with pytest.raises(SourceError, match="damaged archive"):
        list(dict(archives.opened(str(path)))[str(path)])


def test_only_a_file_with_the_name_of_an_archive_is_one(tmp_path: Path) -> None:
    made = tar(tmp_path / "x.tar", [("a.log", BAD)])
    (tmp_path / "x.log").write_bytes(made.read_bytes())
    (tmp_path / "X.TAR").write_bytes(made.read_bytes())
    (tmp_path / "folder.tar").mkdir()
    assert read(tmp_path / "x.log") == {"": made.read_bytes()}
    assert read(tmp_path / "X.TAR") == {"!a.log": BAD, "!device": b""}
    assert read(tmp_path / "none.zip") == {"": "No such file or directory"}
    assert read(tmp_path / "folder.tar") == {"": "Is a directory"}


@MAKE
def test_the_bounds_of_an_archive_belong_to_what_is_read(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / f"x.{'tar' if make is tar else 'zip'}", [("a", b"12345")])
    monkeypatch.setattr(archives, "MEMBERS", 3 if make is tar else 2)
    monkeypatch.setattr(archives, "RATIO", 0)
    for slack, found in (
        (5, b"12345"),
        (4, "the archive holds more than 0 times its size: refused"),
    ):
        monkeypatch.setattr(archives, "SLACK", slack)
        assert read(path)["!a"] == found and "" not in read(path)


def test_a_member_longer_than_a_block_is_unpacked_as_one(tmp_path: Path) -> None:
    text = b"S: 220 x\n" * 50_000
    path = tar(tmp_path / "x.tar", [("a.gz", gzip.compress(text))])
    assert read(path)["!a.gz"] == text


def test_a_list_of_members_as_long_as_may_be_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 9, 9, archives.DIRECTORY, 0, 0))
    assert "damaged archive" in str(read(path)[""])

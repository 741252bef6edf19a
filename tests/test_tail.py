"""A file that grows: through rotation, by renaming and by copying, and on from a mark."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpcodes.files.tail import HEAD, Mark, Tail, packed

LONG = b"a line that tells one file from another\n" * 10


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_bytes(b"one\n")
    return path


def polled(tail: Tail) -> list[bytes | None]:
    return list(tail.poll())


def append(path: Path, text: bytes) -> None:
    with open(path, "ab") as file:
        file.write(text)


def older(path: Path, to: str, age: int = 1) -> Path:
    """Rotates by renaming; the bigger the age, the older."""
    target = path.with_name(to)
    os.rename(path, target)
    os.utime(target, (1_000_000 - age, 1_000_000 - age))
    return target


def test_what_has_come_is_given_once(log: Path) -> None:
    tail = Tail(str(log))
    assert polled(tail) == [b"one\n"]
    assert polled(tail) == []
    append(log, b"two\n")
    assert polled(tail) == [b"two\n"]
    assert tail.offset == 8 and not tail.missed
    tail.close()
    tail.close()
    assert tail.file is None


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    tail = Tail(str(tmp_path / "mail.log"))
    tail.start()
    assert polled(tail) == [] and tail.file is None and tail.beginning() == b""
    assert tail.mark(0, 0).inode == 0
    (tmp_path / "mail.log").write_bytes(b"one\n")
    assert polled(tail) == [b"one\n"]


def test_a_folder_is_no_file_to_read(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        polled(Tail(str(tmp_path)))


def test_a_started_file_is_known_by_its_beginning_before_it_is_read(log: Path) -> None:
    tail = Tail(str(log))
    tail.start()
    assert (tail.head, tail.offset) == (b"one\n", 0)
    append(log, b"two\n")
    tail.start()  # a second time it does nothing
    assert tail.head == b"one\n" and tail.mark(0, 0).inode == log.stat().st_ino
    assert polled(tail) == [b"one\ntwo\n"] and tail.head == b"one\ntwo\n"


def test_the_first_block_is_read_without_losing_the_place(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    append(log, b"two\n")
    assert tail.beginning() == b"one\ntwo\n"
    assert polled(tail) == [b"two\n"]


def test_the_head_grows_to_its_length_and_not_beyond(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    append(log, LONG)
    polled(tail)
    append(log, LONG)
    polled(tail)
    assert tail.head == (b"one\n" + LONG)[:HEAD]


def test_a_file_that_was_copied_and_cut_begins_anew(log: Path) -> None:
    tail = Tail(str(log))
    append(log, b"two\n")
    polled(tail)
    log.write_bytes(b"three\n")
    assert polled(tail) == [None, b"three\n"]
    assert (tail.offset, tail.head, tail.line) == (6, b"three\n", 0)
    log.write_bytes(b"quite another text that is longer\n")
    assert polled(tail) == [None, b"quite another text that is longer\n"]


def test_a_file_of_the_same_length_is_not_cut(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    log.write_bytes(b"one\n")
    assert polled(tail) == []


def test_who_writes_gets_one_turn_of_grace_before_a_renamed_file_is_left(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    rotated = older(log, "mail.log.1")
    append(rotated, b"late\n")
    log.write_bytes(b"new\n")
    assert polled(tail) == [b"late\n"]
    assert polled(tail) == [None, b"new\n"]
    assert polled(tail) == []


def test_a_renamed_file_is_kept_until_another_takes_its_place(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    rotated = older(log, "mail.log.1")
    assert polled(tail) == [] and polled(tail) == []
    append(rotated, b"late\n")
    assert polled(tail) == [b"late\n"]


def test_reading_goes_on_from_a_mark(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    assert mark == Mark(log.stat().st_ino, 4, mark.head, 4, 1)
    append(log, b"two\n")
    again = Tail(str(log), mark)
    assert again.line == 1 and not again.missed
    assert polled(again) == [b"two\n"]


def test_what_was_rotated_meanwhile_is_read_to_its_end_the_oldest_first(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    append(log, b"two\n")
    older(log, "mail.log.3", age=9)
    log.write_bytes(b"three\n")
    older(log, "mail.log.2", age=7)
    log.write_bytes(b"four\n")
    older(log, "mail.log.1", age=5)
    log.write_bytes(b"five\n")
    log.with_name("other.log").write_bytes(b"of somebody else\n")
    (log.parent / "mail.log.d").mkdir()
    again = Tail(str(log), mark)
    assert not again.missed
    assert polled(again) == [b"two\n", None, b"three\n", None, b"four\n", None, b"five\n"]
    assert polled(again) == []


def test_a_rotated_file_that_is_packed_is_missed_and_the_rest_is_read(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    append(log, b"two\n")
    older(log, "mail.log.2", age=9)
    older_one = log.with_name("mail.log.1.gz")
    older_one.write_bytes(gzip.compress(b"three\n"))
    os.utime(older_one, (1_000_000, 1_000_000))
    log.write_bytes(b"four\n")
    again = Tail(str(log), mark)
    assert polled(again) == [b"two\n"] and again.missed
    assert polled(again) == [None, b"four\n"]


def test_rotated_files_are_read_while_no_new_one_is_there(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    older(log, "mail.log.2", age=9)
    log.write_bytes(b"two\n")
    older(log, "mail.log.1", age=5)
    again = Tail(str(log), mark)
    assert polled(again) == [None, b"two\n"]
    log.write_bytes(b"three\n")
    assert polled(again) + polled(again) == [None, b"three\n"]


def test_a_file_that_is_gone_is_missed(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    log.write_bytes(b"another\n")
    assert Tail(str(log), mark).missed
    log.unlink()
    assert Tail(str(log), mark).missed
    assert Tail(str(log.parent / "nowhere" / "mail.log"), mark).missed


def test_a_file_that_is_shorter_than_the_mark_is_another(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    assert Tail(str(log), tail.mark(5, 1)).missed
    assert not Tail(str(log), tail.mark(4, 1)).missed


def test_a_copy_that_was_put_back_is_known_by_a_long_beginning_alone(log: Path) -> None:
    for text, known in ((b"one\n", False), (LONG[: HEAD - 1], False), (LONG[:HEAD], True)):
        log.write_bytes(text)
        tail = Tail(str(log))
        polled(tail)
        mark = tail.mark(tail.offset, 1)._replace(inode=1)
        assert Tail(str(log), mark).missed is not known


def test_a_packed_file_is_known_by_its_beginning(tmp_path: Path) -> None:
    for head in (b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"):
        (tmp_path / "x").write_bytes(head)
        assert packed(str(tmp_path / "x"))
    (tmp_path / "x").write_bytes(b"a log\n")
    assert not packed(str(tmp_path / "x")) and not packed(str(tmp_path / "y"))


def test_a_log_in_the_folder_where_one_is_finds_those_beside_it(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(log.parent)
    tail = Tail(log.name)
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    append(log, b"two\n")
    older(log, "mail.log.1")
    log.write_bytes(b"three\n")
    again = Tail(log.name, mark)
    assert not again.missed
    assert polled(again) + polled(again) == [b"two\n", None, b"three\n"]


def test_a_folder_that_cannot_be_listed_to_its_end_tells_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tail = Tail(str(log))
    polled(tail)
    mark = tail.mark(tail.offset, 1)
    older(log, "mail.log.1")
    log.write_bytes(b"two\n")
    listed = os.scandir

    def broken(folder: str) -> Iterator[os.DirEntry[str]]:
        yield from listed(folder)
        raise OSError

    monkeypatch.setattr(os, "scandir", broken)
    assert Tail(str(log), mark).missed


def test_a_log_that_begins_like_a_packed_one_is_read_under_its_own_name(log: Path) -> None:
    tail = Tail(str(log))
    polled(tail)
    older(log, "mail.log.1")
    log.write_bytes(b"BZh is how it begins\n")
    assert polled(tail) == [] and polled(tail) == [None, b"BZh is how it begins\n"]
    assert not tail.missed


def test_a_file_of_which_nothing_was_read_is_no_other_one(log: Path) -> None:
    tail = Tail(str(log))
    tail.start()
    log.write_bytes(b"another\n")
    assert polled(tail) == [b"another\n"] and tail.head == b"another\n"

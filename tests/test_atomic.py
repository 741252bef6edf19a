"""Files that are written in one step, and held by one process at a time."""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpcodes.files import atomic
from smtpcodes.files.lock import Held, hold

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A named pipe, and what comes out of it."""
    path, found = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: found.append(path.read_bytes()))
    reader.start()
    yield str(path), found
    reader.join(5)
    assert found == [b"new"] and names(tmp_path) == ["pipe"] and path.is_fifo()


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    atomic.replace(str(tmp_path / "a"), b"new")
    with atomic.open_(str(tmp_path / "b")) as file:
        file.write(b"new")
    assert [(tmp_path / n).read_bytes() for n in names(tmp_path)] == [b"new", b"new"]
    assert [mode(tmp_path / n) for n in names(tmp_path)] == [0o644, 0o644]


@pytest.mark.parametrize("name", ["a/", "a/.", "a/../a", "none/../a", "loop", "new/"])
def test_a_name_that_the_system_would_not_open_is_not_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "loop").symlink_to("pool")
    (tmp_path / "pool").symlink_to("loop")
    before = names(tmp_path)
    for write in (atomic.replace, _written):
        with pytest.raises(OSError):
            write(f"{tmp_path}/{name}", b"new")
    assert (tmp_path / "a").read_bytes() == b"old" and names(tmp_path) == before
    assert (tmp_path / "loop").is_symlink()


def test_an_old_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    for write in (atomic.replace, lambda path, content: _written(path, content)):
        (tmp_path / "old").write_bytes(b"old")
        (tmp_path / "old").chmod(0o640)
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to("old")
        write(str(tmp_path / "link"), b"new")
        assert (tmp_path / "link").is_symlink() and names(tmp_path) == ["link", "old"]
        assert (tmp_path / "old").read_bytes() == b"new" and mode(tmp_path / "old") == 0o640


def _written(path: str, content: bytes) -> None:
    with atomic.open_(path) as file:
        file.write(content)


def test_nobody_sees_half_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")

    def content() -> Iterator[bytes]:
        yield b"half"
        assert path.read_bytes() == b"old"
        yield b" whole"

    def first() -> Iterator[bytes]:
        yield b"half"
        assert not (tmp_path / "new").exists()

    atomic.replace(str(tmp_path / "new"), first())
    (tmp_path / "new").unlink()
    atomic.replace(str(path), content())
    assert path.read_bytes() == b"half whole" and names(tmp_path) == ["old"]
    file = atomic.open_(str(path))
    file.write(b"new")
    assert path.read_bytes() == b"half whole"
    file.close()
    file.close()
    assert path.read_bytes() == b"new" and names(tmp_path) == ["old"]


def test_what_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")

    def content() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        atomic.replace(str(path), content())
    assert path.read_bytes() == b"old" and names(tmp_path) == ["old"]


def test_an_abandoned_file_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    done = atomic.open_(str(tmp_path / "done"))
    done.write(b"done")
    done.close()
    files = [atomic.open_(str(path)), atomic.open_(str(tmp_path / "new"))]
    files[0].write(b"half")
    assert len(names(tmp_path)) == 4
    atomic.abandon()
    assert all(file.closed for file in files)
    assert names(tmp_path) == ["done", "old"] and path.read_bytes() == b"old"


def test_a_pipe_is_written_to_as_it_is(pipe: tuple[str, list[bytes]]) -> None:
    atomic.replace(pipe[0], b"new")


def test_a_pipe_is_opened_as_it_is(pipe: tuple[str, list[bytes]]) -> None:
    _written(pipe[0], b"new")


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "old").chmod(0o444)
    if ROOT:
        monkeypatch.setattr(os, "access", lambda path, how: False)
    with pytest.raises(PermissionError):
        atomic.open_(str(tmp_path / "old"))
    assert names(tmp_path) == ["old"]


def test_where_no_file_can_be_made_the_old_one_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**options: object) -> tuple[int, str]:
        raise PermissionError

    (tmp_path / "old").write_bytes(b"old")
    monkeypatch.setattr(atomic.tempfile, "mkstemp", refused)
    _written(str(tmp_path / "old"), b"new")
    assert (tmp_path / "old").read_bytes() == b"new"


def test_one_process_at_a_time_holds_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "state")
    lock = hold(path)
    with pytest.raises(Held, match="another process"):
        hold(path)
    other = hold(str(tmp_path / "other"))
    other.close()
    lock.close()
    lock.close()
    assert names(tmp_path) == []
    hold(path).close()


def test_a_lock_whose_file_was_taken_away_is_given_back_in_silence(tmp_path: Path) -> None:
    lock = hold(str(tmp_path / "state"))
    os.unlink(tmp_path / ".state.smtpcodes-lock")
    lock.close()
    assert lock.file is None


@pytest.mark.parametrize("again", [False, True])
def test_a_lock_on_a_file_that_another_took_away_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    locked, path = fcntl.flock, tmp_path / ".state.smtpcodes-lock"
    calls: list[int] = []

    def meanwhile(file: int, how: int) -> None:
        locked(file, how)
        calls.append(file)
        if len(calls) == 1:
            path.unlink()
            if again:
                path.touch()

    monkeypatch.setattr(fcntl, "flock", meanwhile)
    lock = hold(str(tmp_path / "state"))
    assert lock.file is not None and len(calls) == 2
    assert os.path.samestat(os.fstat(lock.file.fileno()), path.stat())
    lock.close()


def test_a_file_system_without_locks_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(file: int, how: int) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "flock", none)
    hold(str(tmp_path / "state")).close()


def test_a_file_that_was_closed_touches_nothing_when_it_is_closed_again(tmp_path: Path) -> None:
    file = atomic.open_(str(tmp_path / "a"))
    temporary = Path(file.temporary)  # type: ignore[attr-defined]
    file.close()
    temporary.write_bytes(b"of somebody else")
    file.close()
    assert temporary.read_bytes() == b"of somebody else"


def test_a_file_that_somebody_cleared_away_is_abandoned_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        file = atomic.open_(str(tmp_path / name))
        Path(file.temporary).unlink()  # type: ignore[attr-defined]
    atomic.abandon()
    assert names(tmp_path) == [] and not atomic._OPEN

"""Following a log that grows: rotation, resuming, places, and that nothing is told twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.files.tail import Tail
from smtpcodes.linter import Linter, Receiver, explainer
from smtpcodes.reading.road import Road
from smtpcodes.report import Finding, Input, Verdict
from smtpcodes.runs.follow import Count, Followed, Placed, State
from smtpcodes.session.follower import Follower

ROOT = Path(__file__).parent.parent
RULE = "auth/failed-outside-auth"


def session(n: int) -> list[bytes]:
    texts = (
        "connect from x[192.0.2.7]",
        "> x[192.0.2.7]: 220 mx.example.net ESMTP",
        "< x[192.0.2.7]: EHLO client.example",
        "> x[192.0.2.7]: 250 mx.example.net",
        "< x[192.0.2.7]: MAIL FROM:<a@x.example>",
        "> x[192.0.2.7]: 535 5.7.8 no",
        "< x[192.0.2.7]: QUIT",
        "> x[192.0.2.7]: 221 2.0.0 Bye",
        "disconnect from x[192.0.2.7]",
    )
    return [f"Jan  2 03:04:05 mx postfix/smtpd[{n}]: {text}\n".encode() for text in texts]


class Kept(Receiver):
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.verdicts: list[Verdict] = []

    def finding(self, finding: Finding) -> None:
        if finding.rule == RULE:
            self.findings.append(finding)

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)


class Run:
    """A run of --follow without its loop."""

    def __init__(self, path: Path, state: Path | None = None) -> None:
        self.kept = Kept()
        placed = Placed(self.kept)
        self.linter = Linter(receiver=placed, explain=explainer())
        self.state = State(str(state) if state else None)
        self.file = placed.current = Followed(
            str(path), self.linter, Count(), self.state.of(str(path))
        )

    def poll(self) -> list[tuple[str, int]]:
        self.file.poll()
        self.file.poll()
        found = [(f.path.rpartition("/")[2], f.line) for f in self.kept.findings]
        self.kept.findings.clear()
        return found

    def stop(self) -> None:
        self.state.write([self.file])
        self.file.tail.close()


def write(path: Path, *lines: bytes) -> None:
    with open(path, "ab") as file:
        file.write(b"".join(lines))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "mail.log").write_bytes(b"")
    return tmp_path / "mail.log"


def test_a_finding_comes_when_its_line_is_there(log: Path) -> None:
    run = Run(log)
    lines = session(1)
    write(log, *lines[:6])
    assert run.poll() == [], "more of the reply may come"
    write(log, lines[6][:-4])
    assert run.poll() == [], "half a line is no line"
    write(log, lines[6][-4:])
    assert run.poll() == [("mail.log", 6)]
    assert not run.kept.verdicts
    write(log, *lines[7:])
    assert run.poll() == [] and len(run.kept.verdicts) == 1, (
        "the verdict comes with the session's end"
    )


def said(run: Run) -> list[tuple[int, str | None]]:
    """The verdicts that came with the last look."""
    run.poll()
    found = [(v.line, v.cause) for v in run.kept.verdicts]
    run.kept.verdicts.clear()
    return found


ALONE = b"app: SMTP-Fehler [535] Authentifizierung fehlgeschlagen\n"
WRONG = "auth.credentials-invalid"


def test_a_line_outside_any_dialogue_is_told_once_a_file(log: Path, tmp_path: Path) -> None:
    run = Run(log, tmp_path / "state")
    write(log, *session(1), b"app: started\n", ALONE, ALONE)
    assert [line for line, _ in said(run)] == [6, 11]
    write(log, ALONE, *session(2))
    assert [line for line, _ in said(run)] == [19], "it was told"
    log.rename(log.with_suffix(".log.1"))
    write(log, b"app: started\n", ALONE)
    assert said(run) == [(2, WRONG)]
    run.stop()
    assert said(Run(log, tmp_path / "state")) == []


def test_a_line_of_a_log_of_no_known_format_is_not_waited_for(log: Path, tmp_path: Path) -> None:
    run = Run(log, tmp_path / "state")
    write(log, b"app: started\n", ALONE)
    assert said(run) == [(2, WRONG)]
    write(log, b"app: goes on\n" * 400, ALONE)
    assert said(run) == []
    run.stop()
    run = Run(log, tmp_path / "state")
    assert said(run) == []


def test_what_a_session_has_told_is_not_told_of_a_line_outside(log: Path) -> None:
    run = Run(log)
    write(log, *session(1), b"app: mail failed: 535 5.7.8 no\n")
    assert [line for line, _ in said(run)] == [6]


def test_a_file_may_come_later(tmp_path: Path) -> None:
    run = Run(tmp_path / "later.log")
    assert run.poll() == []
    write(tmp_path / "later.log", *session(1))
    assert run.poll() == [("later.log", 6)]


def test_rotation_by_renaming_goes_on_with_the_open_session(log: Path) -> None:
    run = Run(log)
    first, second = session(1), session(2)
    write(log, *first[:4])
    run.poll()
    log.rename(log.with_suffix(".log.1"))
    write(log.with_suffix(".log.1"), first[4])  # who writes has the old file open for a while
    write(log, *first[5:], *second)
    assert run.poll() == [("mail.log", 1), ("mail.log", 10)]
    assert run.kept.verdicts and run.kept.verdicts[0].session == "1"


def test_rotation_by_copying_is_seen_however_long_the_new_text_is(log: Path) -> None:
    for more in ([], session(3), session(3) + session(4)):
        log.write_bytes(b"")
        run = Run(log)
        write(log, *session(1))
        assert run.poll() == [("mail.log", 6)]
        os.truncate(log, 0)
        write(log, *session(2), *more)
        assert [line for _, line in run.poll()] == [6, 15, 24][: 1 + len(more) // 9]
        run.stop()


def test_the_last_line_before_a_rotation_needs_no_line_feed(log: Path) -> None:
    run = Run(log)
    lines = session(1)
    write(log, *lines[:5], lines[5].rstrip(b"\n"))
    run.poll()
    log.rename(log.with_suffix(".log.1"))
    write(log, *lines[6:])
    assert run.poll() == [("mail.log", 6)]


def test_wherever_a_run_is_cut_nothing_is_lost_and_nothing_told_twice(
    log: Path, tmp_path: Path
) -> None:
    text = b"".join(session(1) + session(2) + session(3))
    for cut in range(0, len(text), 97):
        log.write_bytes(text[:cut])
        state = tmp_path / f"state.{cut}"
        run = Run(log, state)
        found = run.poll()
        verdicts = [v.line for v in run.kept.verdicts]
        run.stop()
        write(log, text[cut:])
        run = Run(log, state)
        found += run.poll()
        verdicts += [v.line for v in run.kept.verdicts]
        run.stop()
        assert found == [("mail.log", 6), ("mail.log", 15), ("mail.log", 24)] and verdicts == [
            6,
            15,
            24,
        ], cut
        run = Run(log, state)
        assert run.poll() == [] and not run.kept.verdicts, "a third run has nothing to tell"
        run.stop()


def test_a_session_that_is_open_over_several_runs_is_told(log: Path, tmp_path: Path) -> None:
    text = b"".join(session(1) + session(2) + session(3))
    for cut in range(0, len(text), 97):
        log.write_bytes(b"")
        found, verdicts, begin = [], [], 0
        for end in (cut // 2, cut, (cut + len(text)) // 2, len(text)):
            write(log, text[begin:end])
            begin = end
            run = Run(log, tmp_path / f"state.{cut}")
            found += run.poll()
            verdicts += [v.line for v in run.kept.verdicts]
            run.stop()
        assert found == [("mail.log", 6), ("mail.log", 15), ("mail.log", 24)], cut
        assert verdicts == [6, 15, 24], cut


def test_a_state_that_is_written_within_a_block_goes_on_from_there(
    log: Path, tmp_path: Path
) -> None:
    lines = [line for n in range(60) for line in session(n)]
    write(log, *lines)
    run = Run(log, tmp_path / "state")
    told: list[int] = []

    def killed() -> bool:
        run.state.write([run.file])
        told[:] = [f.line for f in run.kept.findings]
        return bool(told)

    run.file.poll(killed)
    run.file.tail.close()
    assert 10 < len(told) < 60, "the rest of the block was not told yet"
    run = Run(log, tmp_path / "state")
    assert told + [line for _, line in run.poll()] == [6 + 9 * n for n in range(60)]


def test_a_run_goes_on_with_the_file_that_was_rotated_meanwhile(log: Path, tmp_path: Path) -> None:
    run = Run(log, tmp_path / "state")
    write(log, *session(1))
    run.poll()
    run.stop()
    write(log, *session(2))
    log.rename(tmp_path / "mail.log.2")
    write(tmp_path / "mail.log.1", *session(3))
    os.utime(tmp_path / "mail.log.2", (1, 1))
    os.utime(tmp_path / "mail.log.1", (2, 2))
    write(log, *session(4))
    run = Run(log, tmp_path / "state")
    found = [line for _ in range(4) for _, line in run.poll()]
    assert found == [15, 6, 6] and not run.file.tail.missed


def test_a_state_of_a_file_that_is_gone_is_said(log: Path, tmp_path: Path) -> None:
    run = Run(log, tmp_path / "state")
    write(log, *session(1))
    run.poll()
    run.stop()
    os.truncate(log, 0)
    write(log, *session(2))
    run = Run(log, tmp_path / "state")
    assert run.file.tail.missed and run.poll() == [("mail.log", 6)]


def test_what_is_remembered_of_a_long_open_session_is_bounded(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from smtpcodes.runs import follow

    monkeypatch.setattr(follow, "BACK", 5000)
    run = Run(log, tmp_path / "state")
    write(log, session(1)[0])
    for n in range(200):
        write(log, *session(n + 2))
        run.poll()
    saved = run.file.state()
    assert (
        run.file.offset - saved["mark"][3] <= 5000
        and len(run.file.points) < 20
        and len(run.file.given) < 50
    )
    assert "192.0.2.7" not in json.dumps(saved), "a state holds no line of the log"


@pytest.mark.parametrize(
    "content",
    ["", "{}", '{"schema": "smtpcodes-follow/1", "files": {"x": {"mark": [1], "told": []}}}'],
)
def test_a_file_that_is_no_state_is_one_line(
    content: str, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text(content)
    assert cli.main(["lint", "--follow", "--state", str(tmp_path / "state"), str(log)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "args",
    [
        ["--follow", "-"],
        ["--follow", "."],
        ["--follow", "--diff", "x", "x.log"],
        ["--follow", "--statistics", "x.log"],
        ["--follow", "--output-format", "json", "x.log"],
        ["--state", "x", "x.log"],
        ["--follow", "x.log.gz"],
    ],
)
def test_what_can_not_be_meant_is_one_line(
    args: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.log.gz").write_bytes(b"\x1f\x8b")
    assert cli.main(["lint", *args]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_another_format_than_the_first_lines_have_is_read_too() -> None:
    def fed(lines: list[bytes], forced: str | None = None) -> int:
        follower = Follower(Linter().table, Linter(), 1)
        road = Road(Input("x"), forced)

        for line in lines:
            for steps in (*road.feed([line.rstrip()]), road.settle()):
                follower.take(steps)
        follower.take(road.finish())
        follower.finish()
        return follower.next_number - 1

    noise = [b"{%d} something else altogether\n" % n for n in range(50)]
    swaks = [
        b"=== Connected to mx.example.net.\n",
        b"<-  220 mx.example.net ESMTP\n",
        b" -> EHLO client.example\n",
        b"<-  250 mx.example.net\n",
        b" -> QUIT\n",
        b"<-  221 Bye\n",
    ]
    assert fed(noise[:3] + session(1)) == 1, (
        "nothing was read before: the lines are read once their format is known"
    )
    assert fed(noise[:3] + session(1), "swaks") == 0, "who names the format gets it"
    assert fed(session(1) + swaks * 20) > 1
    assert fed(noise) == 0


def test_a_tail_tells_two_files_of_the_same_length_apart(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"one\n")
    tail = Tail(str(tmp_path / "x"))
    assert list(tail.poll()) == [b"one\n"]
    mark = tail.mark(4, 1)
    with open(tmp_path / "x", "r+b") as file:
        file.write(b"two\n")
    assert list(tail.poll()) == [None, b"two\n"]
    assert Tail(str(tmp_path / "x"), mark).missed
    tail.close()


def follow(log: Path, *args: str) -> subprocess.Popen[str]:
    run = subprocess.Popen(
        [sys.executable, "-m", "smtpcodes", "lint", "--follow", *args, str(log)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    timer = threading.Timer(60, run.kill)  # a line that never comes ends the test, too
    timer.daemon = True
    timer.start()
    return run


@pytest.mark.parametrize(
    ("sig", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_a_signal_ends_it_with_the_state_written(
    sig: signal.Signals, status: int, log: Path, tmp_path: Path
) -> None:
    write(log, *session(1))
    run = follow(log, "--state", str(tmp_path / "state"), "--output-format", "jsonl")
    assert run.stdout is not None
    assert json.loads(run.stdout.readline())["rule"] == RULE
    run.send_signal(sig)
    _, err = run.communicate(timeout=20)
    assert run.returncode == status and not err
    assert json.loads((tmp_path / "state").read_text())["files"][str(log)]["mark"][4] == 9


def test_without_a_state_ctrl_c_tells_of_open_sessions(log: Path) -> None:
    write(log, *session(1)[:7])
    run = follow(log, "--output-format", "jsonl")
    assert run.stdout is not None
    assert json.loads(run.stdout.readline())["kind"] == "finding"
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=20)
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["verdict"]


def test_text_tells_each_finding_at_once(log: Path) -> None:
    write(log, *session(1)[:7])
    run = follow(log)
    assert run.stdout is not None
    assert "mail.log:6, session 1" in run.stdout.readline()
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)


def test_a_file_without_a_line_feed_is_read_in_bounded_pieces(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtpcodes.runs import follow as module

    monkeypatch.setattr(module, "LINE", 1000)
    run = Run(log)
    for _ in range(10):
        write(log, b"x" * 900)
        run.poll()
    assert len(run.file.rest) < 1000 and run.file.lines > 3


def test_a_log_that_may_not_be_read_for_a_while_is_waited_for(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    run = Run(log)
    write(log, *session(1))
    run.poll()
    log.rename(log.with_suffix(".log.1"))
    write(log, *session(2))
    real = open

    def refused(*args: object, **rest: object) -> object:
        raise PermissionError("not yet")

    monkeypatch.setattr(builtins, "open", refused)
    assert run.poll() == []
    monkeypatch.setattr(builtins, "open", real)
    assert run.poll() == [("mail.log", 6)]


def test_a_log_that_was_compressed_meanwhile_is_said_to_be_missed(
    log: Path, tmp_path: Path
) -> None:
    run = Run(log, tmp_path / "state")
    write(log, *session(1))
    run.poll()
    run.stop()
    log.rename(tmp_path / "mail.log.2")
    (tmp_path / "mail.log.1.gz").write_bytes(b"\x1f\x8b packed")
    os.utime(tmp_path / "mail.log.2", (1, 1))
    os.utime(tmp_path / "mail.log.1.gz", (2, 2))
    write(log, *session(4))
    run = Run(log, tmp_path / "state")
    assert [line for _ in range(3) for _, line in run.poll()] == [6] and run.file.tail.missed


def test_the_state_is_there_before_anything_is_told(log: Path, tmp_path: Path) -> None:
    write(log, *session(1)[:2])
    run = follow(log, "--state", str(tmp_path / "state"))
    end = time.monotonic() + 20
    while not (tmp_path / "state").exists() and time.monotonic() < end:
        time.sleep(0.02)
    run.kill()
    run.communicate(timeout=20)
    entry = json.loads((tmp_path / "state").read_text())["files"][str(log)]
    assert entry["mark"][1] > 0, "it knows the file by its beginning"


def test_a_run_that_was_killed_before_it_read_finds_the_copied_log(
    log: Path, tmp_path: Path
) -> None:
    write(log, *session(1))
    run = Run(log, tmp_path / "state")
    run.file.tail.start()
    run.stop()
    (tmp_path / "mail.log.1").write_bytes(log.read_bytes())
    log.write_bytes(b"".join(session(2)))
    run = Run(log, tmp_path / "state")
    assert run.poll() == [("mail.log", 6), ("mail.log", 6)], "both, each once"


def test_what_was_told_of_a_long_file_is_noted_before_its_end(log: Path, tmp_path: Path) -> None:
    write(log, *(line for n in range(3000) for line in session(n)))
    run = follow(log, "--state", str(tmp_path / "state"), "--output-format", "jsonl")
    assert run.stdout is not None
    for _ in range(3):
        run.stdout.readline()
    run.kill()
    run.communicate(timeout=20)
    assert json.loads((tmp_path / "state").read_text())["files"][str(log)]["told"] is not None


def test_a_second_run_with_the_same_state_says_so_and_ends(log: Path, tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    write(log, *session(1))
    first = follow(log, "--state", state)
    assert first.stdout is not None and first.stdout.readline()
    second = follow(log, "--state", state)
    out, err = second.communicate(timeout=20)
    assert second.returncode == 2 and not out
    assert err == f"smtpcodes: {state}: another process goes on from it\n"
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=20)
    assert {p.name for p in tmp_path.iterdir()} == {"mail.log", "state"}

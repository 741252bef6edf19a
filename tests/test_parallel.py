"""-j N: the same output as one process, in the same order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.cli.lint import FORMATS
from smtpcodes.linter import Linter, Receiver
from smtpcodes.runs import parallel
from tests.crime import BAD, CRIME, HEAD, TAIL

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logs").mkdir()
    other = CRIME.replace("535 5.7.8 Authentication required", "550 5.7.1 Relaying denied")
    for n in range(7):
        Path(f"logs/{n}.log").write_text(
            (BAD * (n % 3) + HEAD + TAIL + HEAD + other + TAIL) * (1 + n % 2)
        )
    Path("logs/3.log").write_text(
        HEAD + "# smtpcodes: ignore[auth] why\n" + CRIME + TAIL + BAD + "# smtpcodes: ignore[tls]\n"
    )
    with tarfile.open("logs/5.tar", "w") as archive:
        archive.add("logs/1.log")
        archive.add("logs/2.log")
    Path("logs/6.gz").write_bytes(b"\x1f\x8b broken")
    Path("smtpcodes.toml").write_text(
        '[[ignore]]\nrule = "sequence"\nreason = "x"\n[[ignore]]\nrule = "auth"\n'
        'match = "logs/4.log"\nreason = "known"\n'
    )


def out(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    status = cli.main(["lint", "--color", "never", *args, "logs"])
    done = capsys.readouterr()
    return status, done.out, done.err


@pytest.mark.parametrize(
    "args",
    [
        *([f"--output-format={form}"] for form in FORMATS),
        ["--pedantic"],
        ["--statistics"],
        ["--no-config"],
        ["--unread"],
        ["--no-config", "--write-baseline", "/dev/stdout"],
        ["-q"],
    ],
    ids=" ".join,
)
def test_the_output_is_the_same(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    wanted = out(capsys, *args)
    assert out(capsys, "-j", "3", *args) == wanted


def test_auto_is_a_number_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "-j", "auto") == out(capsys)


def test_the_baseline_and_an_earlier_report_hide_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.main(["lint", "--no-config", "--write-baseline", "known.json", "logs/1.log", "logs/4.log"])
    cli.main(
        ["lint", "--no-config", "--output-format", "json:old.json", "logs/0.log", "logs/1.log"]
    )
    capsys.readouterr()
    for args in (["--baseline", "known.json"], ["--diff", "old.json"]):
        wanted = out(capsys, "--no-config", *args)
        assert out(capsys, "--no-config", "-j", "2", *args) == wanted


def test_every_method_of_a_receiver_is_recorded() -> None:
    methods = {
        name
        for name in dir(Receiver)
        if callable(getattr(Receiver, name)) and not name.startswith("_")
    }
    assert methods <= set(vars(parallel.Recorder)), "a method that no process would hand on"


@pytest.mark.parametrize("bad", ["x", "-1", "1.5", "99999"])
def test_a_number_that_is_none_is_one_line(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, f"-j{bad}")[0] == 2


def test_without_processes_one_does_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = out(capsys)

    def none(*_: object, **__: object) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", none)
    assert out(capsys, "-j", "3") == wanted
    monkeypatch.setattr(ProcessPoolExecutor, "__init__", none)
    assert out(capsys, "-j", "3") == wanted


def _die(*_: object) -> None:
    os._exit(1)


def test_processes_that_die_at_once_are_done_without(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = out(capsys)
    monkeypatch.setattr(parallel, "_begin", _die)
    assert out(capsys, "-j", "3") == wanted


def test_a_process_that_dies_over_its_work_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lint = Linter.lint_chunks

    def dies(self: Linter, path: str, chunks: object) -> object:
        if path.endswith("4.log"):
            time.sleep(0.5)
            os._exit(1)
        return lint(self, path, chunks)  # type: ignore[arg-type]

    monkeypatch.setattr(Linter, "lint_chunks", dies)
    status, _, err = out(capsys, "-j", "2")
    assert status == 2 and "a process was ended from outside" in err


@pytest.mark.parametrize(
    ("sig", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_a_signal_leaves_no_process_behind(sig: signal.Signals, status: int) -> None:
    for n in range(3):
        os.mkfifo(f"logs/x{n}")
    run = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "smtpcodes",
            "lint",
            "-q",
            "-j",
            "2",
            "logs/x0",
            "logs/x1",
            "logs/x2",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a shell has its background jobs ignore SIGINT, and so would all that they start
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    listed = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    for _ in range(600):
        children = listed.read_text().split()
        if len(children) == 2 or run.poll() is not None:
            break
        time.sleep(0.1)
    time.sleep(2)  # they wait for what nobody writes
    try:
        assert len(children) == 2
        run.send_signal(sig)
        _, err = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == status and not err
    for _ in range(50):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            break
        time.sleep(0.1)
    else:
        pytest.fail(f"{children} are still there")

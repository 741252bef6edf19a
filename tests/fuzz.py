"""Looks for inputs that end in a traceback, an unknown status, or take too long: ``python -m
tests.fuzz lint --seconds 60``.

Takes the files of tests/corpus and the texts of the data, cuts and joins them, and puts in what
often breaks a reader. The same seed gives the same inputs. What is found is written to build/fuzz;
make it small and keep it as a test.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from smtpcodes import Linter, cli, explain, linter
from smtpcodes.control.baseline import BaselineError
from smtpcodes.runs.follow import Count, Followed, State

ROOT = Path(__file__).parent.parent
SLOW = 3.0  # seconds of CPU for an input of at most SIZE octets
SIZE = 20_000
WORDS = (
    *(b"\0", b"\r", b"\n", b"\r\n", b"\x1b[31m"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\x85", b"\xe2\x80\xa8"),
    *(b"AUTH PLAIN ", b"AUTH LOGIN\r\n", b"334 "),
    *(b"354 go\r\n", b"535-5.7.8 ", b"250 ", b"S: ", b"C: "),
    *(b"BDAT 99999999999 LAST\r\n", b"DATA\r\n", b".\r\n"),
    *(b"```smtp\n", b"# smtpcodes: ignore[", b"<br>"),
    *(b"#012", b"\\r\\n", b"&lt;", b"%0A", b'"', b"'"),
    *(b"{", b"[" * 50, b"(" * 50, b"A" * 60 + b"q"),
    *(b"STARTTLS\r\n", b"rules = [", b"[levels]\n"),
    *(b'"auth" = ', b"until = ", b"9" * 400, b"-1", b"=" * 30),
)  # fmt: skip
FORMATS = ("text", "json", "html", "sarif", "junit", "markdown", "github", "gitlab", "jsonl")
CONFIG = (
    b'select = ["auth"]\nignore = [{rule = "tls", reason = "x", until = 2027-01-31}]\n[levels]\n'
    b'auth = "note"\n[[per-path]]\npaths = ["t/**"]\nreader = "swaks"\n'
)


def logs() -> list[bytes]:
    """The files of the corpus."""
    files = sorted((ROOT / "tests/corpus").rglob("*"))
    return [path.read_bytes()[:SIZE] for path in files if path.is_file()]


def lines() -> list[bytes]:
    """The lines of the corpus."""
    return [line for text in logs() for line in text.splitlines() if line.strip()]


def data() -> list[bytes]:
    """Files of curated data."""
    return [p.read_bytes()[:SIZE] for p in sorted((ROOT / "data").rglob("*.*"))[::12]]


def written(*words: str) -> Callable[[], list[bytes]]:
    """What a run leaves in the file that the last of the words stands before."""

    def made() -> list[bytes]:
        with tempfile.TemporaryDirectory() as name:
            out = Path(name) / "out"
            with contextlib.redirect_stdout(_Out()), contextlib.redirect_stderr(io.StringIO()):
                log = ROOT / "examples/submission.log"
                cli.main(["lint", "--no-config", *words, str(out), str(log)])
            return [out.read_bytes()[:SIZE]]

    return made


def state() -> list[bytes]:
    """What ``--follow --state`` writes."""
    with tempfile.TemporaryDirectory() as name:
        log, kept = Path(name) / "log", str(Path(name) / "state")
        log.write_bytes(logs()[0])
        one = Followed(str(log), linter.Linter(receiver=linter.Receiver()), Count(), None)
        one.poll()
        State(kept).write([one])
        return [Path(kept).read_bytes()]


def run_(*words: str) -> Callable[[Path, Path], int | None]:
    """A command with the input as the file that the last of the words names, or its log."""

    def command(path: Path, log: Path) -> int:
        given = [*words, str(path)]
        if words[-1].startswith("--") and words[-1] != "--no-config":
            given.append(str(log))
        with contextlib.redirect_stdout(_Out()), contextlib.redirect_stderr(io.StringIO()):
            return cli.main(given)

    return command


def linted(path: Path, log: Path) -> int | None:
    """``lint`` in one of its formats."""
    form = FORMATS[path.stat().st_size % len(FORMATS)]
    return run_("lint", "--pedantic", "--unread", "--output-format", form, "--no-config")(path, log)


def explained(path: Path, log: Path) -> None:
    explain(path.read_bytes().decode("utf-8", "replace"))


def streamed(path: Path, log: Path) -> None:
    for _ in Linter().stream(path.read_bytes().split(b"\n")):
        pass


def followed(path: Path, log: Path) -> None:
    """A log that grows, is cut and grows again."""
    octets = path.read_bytes()
    log.write_bytes(octets[: len(octets) // 3])
    one = Followed(str(log), linter.Linter(receiver=linter.Receiver()), Count(), None)
    for part in (octets[: len(octets) // 2], octets, octets[: len(octets) // 4], octets):
        log.write_bytes(part)
        while one.poll():
            pass


def stated(path: Path, log: Path) -> None:
    with contextlib.suppress(BaselineError):
        saved = State(str(path)).saved
        for entry in saved.values():
            Followed(str(log), linter.Linter(receiver=linter.Receiver()), Count(), entry).poll()


# Each with what its inputs are made of, and what is done with one: (the input, a log beside it)
ENTRIES: dict[str, tuple[Callable[[], list[bytes]], Callable[[Path, Path], int | None]]] = {
    "lint": (logs, linted),
    "parse": (logs, run_("parse")),
    "redact": (logs, run_("redact")),
    "summary": (logs, run_("summary")),
    "explain": (lines, explained),
    "stream": (logs, streamed),
    "follow": (logs, followed),
    "state": (state, stated),
    "data": (data, run_("data", "check")),
    "baseline": (written("--write-baseline"), run_("lint", "--no-config", "--baseline")),
    "diff": (written("--output-format", "json", "-o"), run_("lint", "--no-config", "--diff")),
    "config": (lambda: [CONFIG, (ROOT / "pyproject.toml").read_bytes()], run_("lint", "--config")),
}


def changed(octets: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """The octets with a few changes."""
    data = bytearray(octets)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((1, 4, 30, 400)))
        kind = rng.randrange(6)
        if kind == 0:
            del data[at:to]
        elif kind == 1:
            data[at:at] = data[at:to] * rng.choice((1, 2, 50))
        elif kind == 2:
            data[at:at] = rng.choice(WORDS)
        elif kind == 3:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            data[at:to] = other[start : start + 400]
        elif kind == 4:
            data[at : at + 1] = bytes([rng.randrange(256)])
        else:
            del data[at:]
    return bytes(data[:SIZE])


def tried(entry: str, octets: bytes, folder: Path) -> str | None:
    """What is wrong, or None."""
    path, log = folder / ("smtpcodes.toml" if entry == "config" else "input"), folder / "log"
    if entry == "data":
        path = folder / "data.toml"
    path.write_bytes(octets)
    log.write_bytes(b"S: 220 x ESMTP\nC: MAIL FROM:<a@x.example>\nS: 535 5.7.8 no\n")
    start = time.process_time()
    try:
        status = ENTRIES[entry][1](path, log)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    spent = time.process_time() - start
    if status not in (None, 0, 1, 2):
        return f"status {status}"
    return f"{spent:.1f} s" if spent > SLOW else None


class _Out(io.TextIOWrapper):
    """Standard output that nobody reads."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace")


def run(entry: str, seconds: float, seed: int) -> int:
    """Tries inputs for a time. Returns how many were wrong."""
    os.environ["SMTPCODES_DEBUG"] = "1"
    rng, others, wrong, count = random.Random(seed), ENTRIES[entry][0](), 0, 0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        while time.monotonic() < end:
            count += 1
            octets = changed(rng.choice(others), others, rng)
            said = tried(entry, octets, folder)
            if said is not None:
                wrong += 1
                kept = ROOT / "build" / "fuzz" / f"{entry}-{seed}-{count}"
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(octets)
                sys.stdout.write(f"{kept.relative_to(ROOT)}: {said[:200]}\n")
    sys.stdout.write(f"{entry}: {count} inputs, {wrong} wrong (seed {seed})\n")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "entries", nargs="*", default=list(ENTRIES), metavar="ENTRY", help=", ".join(ENTRIES)
    )
    parser.add_argument("--seconds", type=float, default=60, help="for each entry (default: 60)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    return 1 if sum(run(entry, args.seconds, args.seed) for entry in args.entries) else 0


if __name__ == "__main__":
    raise SystemExit(main())

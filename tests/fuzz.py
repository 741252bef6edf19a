"""Looks for inputs that end in a traceback, an unknown status, or take too long: ``python -m tests.fuzz lint --seconds 60``.

Takes the files of tests/corpus and the texts of the data, cuts and joins them, and puts in what often breaks a reader.
The same seed gives the same inputs. What is found is written to build/fuzz; make it small and keep it as a test.
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
from pathlib import Path

from smtpcodes import cli, explain

ROOT = Path(__file__).parent.parent
ENTRIES = ("lint", "parse", "redact", "explain", "config")
SLOW = 3.0  # seconds of CPU for an input of at most SIZE octets
SIZE = 20_000
WORDS = (
    *(b"\0", b"\r", b"\n", b"\r\n", b"\x1b[31m", b"\xff\xfe", b"\xef\xbb\xbf", b"\x85", b"\xe2\x80\xa8"),
    *(b"AUTH PLAIN ", b"AUTH LOGIN\r\n", b"334 ", b"354 go\r\n", b"535-5.7.8 ", b"250 ", b"S: ", b"C: "),
    *(b"BDAT 99999999999 LAST\r\n", b"DATA\r\n", b".\r\n", b"```smtp\n", b"# smtpcodes: ignore[", b"<br>"),
    *(b"#012", b"\\r\\n", b"&lt;", b"%0A", b'"', b"'", b"{", b"[" * 50, b"(" * 50, b"A" * 60 + b"q"),
    *(b"STARTTLS\r\n", b"rules = [", b"[levels]\n", b'"auth" = ', b"until = ", b"9" * 400, b"-1", b"=" * 30),
)  # fmt: skip
CONFIG = b'select = ["auth"]\nignore = [{rule = "tls", reason = "x", until = 2027-01-31}]\n[levels]\nauth = "note"\n[[per-path]]\npaths = ["t/**"]\nreader = "swaks"\n'


def corpus(entry: str) -> list[bytes]:
    """What the inputs are made of."""
    if entry == "config":
        return [CONFIG, (ROOT / "pyproject.toml").read_bytes()]
    found = [
        path.read_bytes()[:SIZE]
        for path in sorted((ROOT / "tests/corpus").rglob("*"))
        if path.is_file()
    ]
    if entry == "explain":
        found = [line for text in found for line in text.splitlines() if line.strip()]
    return found


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


def tried(entry: str, data: bytes, folder: Path) -> str | None:
    """What is wrong, or None."""
    start = time.process_time()
    status = 0
    try:
        if entry == "explain":
            explain(data.decode("utf-8", "replace"))
        else:
            path = folder / ("smtpcodes.toml" if entry == "config" else "input")
            path.write_bytes(data)
            words = [entry, str(path)]
            if entry == "config":
                words = ["lint", "--config", str(path), str(folder / "log")]
            with contextlib.redirect_stdout(_Out()), contextlib.redirect_stderr(io.StringIO()):
                status = cli.main(words)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    spent = time.process_time() - start
    if status not in (0, 1, 2):
        return f"status {status}"
    return f"{spent:.1f} s" if spent > SLOW else None


class _Out(io.TextIOWrapper):
    """Standard output that nobody reads."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace")


def run(entry: str, seconds: float, seed: int) -> int:
    """Tries inputs for a time. Returns how many were wrong."""
    os.environ["SMTPCODES_DEBUG"] = "1"
    rng, others, wrong, count = random.Random(seed), corpus(entry), 0, 0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "log").write_bytes(
            b"S: 220 x ESMTP\nC: MAIL FROM:<a@x.example>\nS: 535 5.7.8 no\n"
        )
        while time.monotonic() < end:
            count += 1
            data = changed(rng.choice(others), others, rng)
            said = tried(entry, data, folder)
            if said is not None:
                wrong += 1
                kept = ROOT / "build" / "fuzz" / f"{entry}-{seed}-{count}"
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(data)
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

"""Checks the real servers that are installed here, and holds what is found against ``seen.toml``.

    python -m tests.servers.real [NAME ...] [--write]
    python -m tests.servers.real --page

NAME: a set-up, or what set-ups begin with. --write: puts what is found into ``seen.toml``, the page
of the site and ``data/implementations``. --page: asks no server, and writes the page and the data
from ``seen.toml`` anew. A server that is not installed or does not come up is told as "not run",
and no failure. Exit status 1: a server of the same version does something else. 2: a name that no
set-up has.
"""

from __future__ import annotations

import argparse
import datetime
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from smtpcodes.check.report import CheckReport
from smtpcodes.check.runner import Plan, Refused, run
from tests.servers.real import seen
from tests.servers.real.setups import SETUPS, Setup


class NotStarted(Exception):
    """The server does not come up."""


PATIENCE = 20.0  # seconds until a server must listen


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--page", action="store_true")
    args = parser.parse_args(words)
    if args.page:
        seen.write(seen.load())
        return 0
    wanted = [s for s in SETUPS if not args.names or any(s.name.startswith(n) for n in args.names)]
    missing = [n for n in args.names if not any(s.name.startswith(n) for s in SETUPS)]
    known = seen.load()
    fresh: dict[str, seen.Seen] = {}
    different = False
    for setup in wanted:
        version = setup.version()
        if not version:
            print(f"{setup.name}: not run: not installed here")
            continue
        try:
            report = checked(setup)
        except (NotStarted, Refused) as error:
            print(f"{setup.name} {version}: not run: {error}")
            continue
        found = seen.of(setup, version, datetime.date.today(), report)
        print(f"{setup.name} {version}: {report.counts()} in {report.seconds:.1f} s")
        lines = seen.differences(known.get(setup.name), found, report)
        different = different or bool(lines)
        print("".join(f"  {line}\n" for line in lines), end="")
        fresh[setup.name] = found
    if args.write:
        merged = {**seen.load(), **fresh}
        seen.write({s.name: merged[s.name] for s in SETUPS if s.name in merged})
        return 0
    return 2 if missing else 1 if different else 0


def checked(setup: Setup) -> CheckReport:
    """Starts it, checks it, ends it."""
    with tempfile.TemporaryDirectory(prefix="smtpcodes-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        key, cert = folder / "key.pem", folder / "cert.pem"
        made = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
        subprocess.run(
            [*made.split(), "-keyout", key, "-out", cert], check=True, capture_output=True
        )
        key.chmod(0o644)
        first = free()
        process = subprocess.Popen(
            setup.command(folder / "server", first),
            env={**os.environ, "CERT": str(cert), "KEY": str(key)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            port = first + setup.offset
            listening(port, process)
            return run(Plan("127.0.0.1", port, timeout=10.0, **setup.plan))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def free() -> int:
    """A port that is free, with some behind it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until somebody listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(0.1)
    raise NotStarted(f"nobody listens on port {port}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

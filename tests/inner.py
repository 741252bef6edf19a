"""A pytest within a test: with the plugin of this package and no other, in a fork, which has
imported all there is."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

OPTIONS = ("-p", "smtpcodes.integrations.pytest_plugin", "-p", "no:cacheprovider", "--rootdir=.")


class Told(NamedTuple):
    """How a pytest has ended, and what it has said."""

    returncode: int
    stdout: str


def inner(folder: Path, *args: str) -> Told:
    """Runs pytest in a folder."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os._exit(_run(folder, said.fileno(), [*OPTIONS, *args]))
        _, status = os.waitpid(child, 0)
        said.seek(0)
        return Told(os.waitstatus_to_exitcode(status), said.read().decode())


def _run(folder: Path, said: int, words: list[str]) -> int:
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))
        os.chdir(folder)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        return int(pytest.main(words))
    except BaseException as error:
        print(repr(error))
        return 99
    finally:
        sys.stdout.flush()
        sys.stderr.flush()

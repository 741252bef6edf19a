"""Progress on standard error: only where it is a terminal, and only once the work has taken two
seconds."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator

PATIENCE = 2.0  # seconds without a word
EVERY = 0.5  # seconds between two


def shown(path: str, chunks: Iterable[bytes], quiet: bool = False) -> Iterator[bytes]:
    """The same chunks; tells meanwhile how far the input is read."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield from chunks
        return
    began = last = time.monotonic()
    whole = os.path.getsize(path) if path != "-" and os.path.isfile(path) else 0
    read = 0
    told = False
    try:
        for chunk in chunks:
            read += len(chunk)
            now = time.monotonic()
            if now - began > PATIENCE and now - last > EVERY:
                last, told = now, True
                part = f" {min(99, 100 * read // whole)} %" if whole else ""
                sys.stderr.write(f"\r{read / 1e6:,.0f} MB{part} ")
                sys.stderr.flush()
            yield chunk
    finally:
        if told:
            sys.stderr.write("\r" + " " * 30 + "\r")
            sys.stderr.flush()

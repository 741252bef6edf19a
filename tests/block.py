"""Logs in tests stand as blocks: what stands left of the closing quotes is their margin, not their
text."""

from __future__ import annotations


def block(text: str) -> str:
    """The lines between the quotes, without their margin."""
    first, *lines, last = text.split("\n")
    assert not first and not last.strip(), "the quotes stand on lines of their own"
    assert all(line.startswith(last) or not line for line in lines), "a line in the margin"
    return "".join(line[len(last) :] + "\n" for line in lines)


def octets(text: str) -> bytes:
    """A block as a log has it on the wire."""
    return block(text).encode()

"""Each reader reads its examples; text that a peer chose says nothing for the other side."""

from __future__ import annotations

import pytest

from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers import everything
from smtpcodes.readers.base import Item, Reader
from smtpcodes.session.events import Line

READERS = everything()
EXAMPLES = [(name, text) for name, kind in READERS.items() for text in kind.EXAMPLES]
FORGED = [(name, text) for name, kind in READERS.items() for text in kind.FORGED]
CUT = [(name, text) for name, kind in READERS.items() for text in kind.CUT]
# read by tests of their own: a capture is no text, a bounce is a mail, these hand lines on
OTHERWISE = frozenset(("dsn", "jsonl", "markdown", "pcap"))


def read(kind: type[Reader], text: bytes) -> tuple[list[Item], list[bytes]]:
    """What a reader tells of a text, and the lines that it does not take."""
    reader = kind()
    lines = text.rstrip(b"\n").split(b"\n")
    reader.begin(lines)
    items: list[Item] = []
    unread = []
    for line in lines:
        found = reader.take(line)
        if found is None:
            unread.append(line)
        else:
            items += found
    return [*items, *reader.finish()], unread


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_a_reader_takes_each_line_of_its_examples_and_tells_something(
    name: str, text: bytes
) -> None:
    items, unread = read(READERS[name], text)
    assert items
    assert unread == []


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_an_example_is_known_by_its_reader(name: str, text: bytes) -> None:
    lines = text.rstrip(b"\n").split(b"\n")
    if not READERS[name].WEAK:
        assert READERS[name]().sniff(lines) >= 0.5


@pytest.mark.parametrize(("name", "text"), FORGED)
def test_what_one_side_says_is_never_the_others(name: str, text: bytes) -> None:
    items, _ = read(READERS[name], text)
    server = [event for _, event in items if isinstance(event, ReplyLine)]
    client = [event for _, event in items if isinstance(event, Line)]
    assert not (server and client), (server, client)
    assert not [event for event in server if event.code == 535]


@pytest.mark.parametrize(("name", "text"), CUT)
def test_a_line_that_was_cut_tells_nothing_that_is_not_there(name: str, text: bytes) -> None:
    items, _ = read(READERS[name], text)
    assert not [event for _, event in items if isinstance(event, ReplyLine)]


def test_each_reader_has_samples() -> None:
    without = {name for name, kind in READERS.items() if not kind.EXAMPLES or not kind.FORGED}
    assert without <= OTHERWISE, "write samples on the class"

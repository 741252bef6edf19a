"""What is masked in lines that somebody tore or cut; ``masked.txt`` has them.

A line that comes out otherwise than it stands there: if a part of the secret is left, or a harmless
line is changed, the change is wrong; if only more or less of what stands beside a secret goes,
write down what goes now.
"""

from __future__ import annotations

from pathlib import Path

from smtpcodes.grammar import secret
from tests.each import each

SECRET, HARMLESS = (
    part.splitlines()
    for part in Path(__file__)
    .with_name("masked.txt")
    .read_text(encoding="utf-8")
    .partition("[secret]\n")[2]
    .split("\n[harmless]\n")
)


def octets(text: str) -> bytes:
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


@each("line", SECRET)
def test_a_secret_is_taken_out_of_a_torn_line_and_the_rest_stays(line: str) -> None:
    given, _, left = line.partition(" => ")
    assert secret.mask_text(octets(given)) == octets(left)


@each("line", HARMLESS)
def test_a_torn_line_without_a_secret_stays(line: str) -> None:
    assert secret.mask_text(octets(line)) == octets(line)

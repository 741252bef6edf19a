"""Command lines of programs that take a password: which of their arguments it is, as their manuals
say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from smtpcodes.grammar.credentials import PASSWORD, Span
from smtpcodes.grammar.credentials.values import QUOTE, bare, is_placeholder, quoted
from smtpcodes.grammar.late import late

# The options whose value is a password. A value may touch an option of one letter.
_OPTIONS: dict[bytes, tuple[bytes, ...]] = {
    b"testsaslauthd": (b"-p",),
    b"doveadm": (b"-p",),
    b"ldapsearch": (b"-w",),
    b"ldapadd": (b"-w",),
    b"ldapmodify": (b"-w",),
    b"ldapwhoami": (b"-w",),
    b"ldappasswd": (b"-w", b"-s", b"-a"),
    b"mysql": (b"-p",),
    b"mysqldump": (b"-p",),
    b"mysqladmin": (b"-p",),
    b"mariadb": (b"-p",),
    b"sshpass": (b"-p",),
    b"redis-cli": (b"-a",),
    b"mosquitto_pub": (b"-P",),
    b"mosquitto_sub": (b"-P",),
    b"sqlcmd": (b"-P",),
    b"openssl enc": (b"-k", b"-K"),
    b"useradd": (b"-p",),
    b"usermod": (b"-p",),
    b"zip": (b"-P",),
    b"unzip": (b"-P",),
    b"mailsend": (b"-pass",),
    b"docker login": (b"-p",),
    b"podman login": (b"-p",),
    b"gh secret set": (b"-b", b"--body"),
    b"az keyvault secret set": (b"--value",),
    b"security add-generic-password": (b"-w",),
    b"security add-internet-password": (b"-w",),
}
# Which of the words without an option: the last (-1), or the first (0)
_PLACES: dict[bytes, int] = {
    b"doveadm auth test": 1,
    b"doveadm auth login": 1,
    b"convertto-securestring": 0,
    b"rclone obscure": 0,
    b"htpasswd": -1,
}
_PROGRAM = late(
    rb"(?i)(?<![\w./-])(?:[\w./\\:-]{0,80}[/\\])?("
    + b"|".join(map(re.escape, sorted({*_OPTIONS, *_PLACES}, reverse=True)))
    + rb")(?:\.exe)?(?=[ \t]+\S)"
)
_NAMES = tuple(name.decode() for name in (*_OPTIONS, *_PLACES))
_SWITCHES = late(rb"-[A-Za-z]*b[A-Za-z]*|-[nbB]{1,4}")
_MARKS = (" -", "securestring", "doveadm", "rclone")  # without one of them there is nothing
WORDS = 40


def spans(line: bytes, low: str) -> Iterator[Span]:
    """The passwords among the arguments of the programs in a line; low: the same in lower case."""
    if not (any(x in low for x in _MARKS) and any(x in low for x in _NAMES)):
        return
    for program in _PROGRAM.finditer(line):
        name = program.group(1).lower()
        words = list(_words(line, program.end()))
        if name in _OPTIONS:
            yield from _valued(line, words, _OPTIONS[name])
        if name in _PLACES:
            yield from _placed(line, words, _PLACES[name], name == b"htpasswd")


def _words(line: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each argument, without quotes, as far as the command goes."""
    for _ in range(WORDS):
        while at < len(line) and line[at] in b" \t":
            at += 1
        if at >= len(line) or line[at] in b"|;&<>)":
            return
        found = quoted(line, at) if QUOTE.match(line, at) else None
        if found is not None:
            yield found[:2]
            at = max(found[2], at + 1)
        else:
            begin, end = bare(line, at)
            yield begin, end
            at = max(end, at + 1)
            while at < len(line) and line[at] in b"]})>":
                at += 1


def _valued(
    line: bytes, words: list[tuple[int, int]], options: tuple[bytes, ...]
) -> Iterator[Span]:
    for place, (begin, end) in enumerate(words):
        word = line[begin:end]
        for option in options:
            if word == option and place + 1 < len(words):
                yield from _span(line, *words[place + 1])
            elif len(option) == 2 and word.startswith(option) and len(word) > 5:
                yield from _span(line, begin + 2, end)
            elif len(option) > 2 and word.startswith(option + b"="):
                yield from _span(line, begin + len(option) + 1, end)


def _placed(
    line: bytes, words: list[tuple[int, int]], place: int, needs_switch: bool
) -> Iterator[Span]:
    if needs_switch and not any(_SWITCHES.fullmatch(line[b:e]) for b, e in words):
        return
    plain = [x for x in words if line[x[0] : x[0] + 1] != b"-"]
    if place == 0:
        plain = list(takewhile(lambda x: line[x[0] : x[0] + 1] != b"-", words))
    elif place > 0:
        plain = [x for x in plain if b"=" not in line[x[0] : x[1]][1:20]] or plain
    if len(plain) > place:
        yield from _span(line, *plain[place]) if plain else ()


def _span(line: bytes, begin: int, end: int) -> Iterator[Span]:
    if begin < end and line[begin : begin + 1] != b"-" and not is_placeholder(line[begin:end]):
        yield Span(begin, end, PASSWORD)

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
    b"convertto-securestring": (b"-String", b"-string"),
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
    b"gen-auth": -1,
}
_PROGRAM = late(
    rb"(?i)(?<![\w./-])(?:[\w./\\:-]{0,80}[/\\])?("
    + b"|".join(map(re.escape, sorted({*_OPTIONS, *_PLACES}, reverse=True)))
    + rb")(?:\.exe)?(?=[ \t]+\S)"
)
_NAMES = tuple(name.decode() for name in (*_OPTIONS, *_PLACES))
_SWITCHES = late(rb"-[A-Zac-z]*b[A-Za-z]*|-[nbB]{1,4}")
WORDS = 40
_Word = tuple[int, int, int]


def given(line: bytes, low: str) -> Iterator[Span]:
    """The passwords among the arguments of the programs in a line; low: the same in lower case."""
    if not any(x in low for x in _NAMES):
        return
    known: dict[int, _Word] = {}  # where it is looked for, and the word that is found
    judged: dict[bytes, set[tuple[int, int]]] = {}  # of each program, the words that were seen
    wanted: dict[tuple[int, int], None] = {}
    for program in _PROGRAM.finditer(line):
        name = program.group(1).lower()
        words = list(_words(line, program.end(), known))
        if name in _OPTIONS:
            seen = judged.setdefault(name, set())
            wanted.update(dict.fromkeys(_valued(line, words, _OPTIONS[name], seen)))
        if name in _PLACES:
            wanted.update(dict.fromkeys(_placed(line, words, _PLACES[name], name == b"htpasswd")))
    for begin, end in wanted:
        if begin < end and line[begin : begin + 1] != b"-" and not is_placeholder(line[begin:end]):
            yield Span(begin, end, PASSWORD)


def _words(line: bytes, at: int, known: dict[int, _Word]) -> Iterator[tuple[int, int]]:
    """Begin and end of each argument, without quotes, as far as the command goes."""
    for _ in range(WORDS):
        word = known.get(at)
        if word is None:
            word = known[at] = _word(line, at)
        begin, end, at = word
        if begin < 0:
            return
        yield begin, end


def _word(line: bytes, at: int) -> _Word:
    """Begin and end of the next argument, and where to look on; begin is negative if there is
    none."""
    while at < len(line) and line[at] in b" \t":
        at += 1
    if at >= len(line) or line[at] in b"|;&<>)":
        return -1, -1, at
    found = quoted(line, at) if QUOTE.match(line, at) else None
    if found is not None:
        return found[0], found[1], max(found[2], at + 1)
    begin, end = bare(line, at)
    at = max(end, at + 1)
    while at < len(line) and line[at] in b"]})>":
        at += 1
    return begin, end, at


def _valued(
    line: bytes,
    words: list[tuple[int, int]],
    options: tuple[bytes, ...],
    seen: set[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """The words behind the options, and what touches one. seen: words that were looked at."""
    for place, known in enumerate(words):
        if known in seen:
            continue
        if place + 1 < len(words):  # else its value may be seen another time
            seen.add(known)
        begin, end = known
        word = line[begin:end]
        for option in options:
            if word == option and place + 1 < len(words):
                yield words[place + 1]
            elif len(option) == 2 and word.startswith(option) and len(word) > 5:
                yield begin + 2, end
            elif len(option) > 2 and word.startswith(option + b"="):
                yield begin + len(option) + 1, end


def _placed(
    line: bytes, words: list[tuple[int, int]], place: int, needs_switch: bool
) -> Iterator[tuple[int, int]]:
    """The word in the place of the password."""
    if needs_switch and not any(_SWITCHES.fullmatch(line[b:e]) for b, e in words):
        return
    plain = [x for x in words if line[x[0] : x[0] + 1] != b"-"]
    if place == 0:
        plain = list(takewhile(lambda x: line[x[0] : x[0] + 1] != b"-", words))
    elif place > 0:
        plain = [x for x in plain if b"=" not in line[x[0] : x[1]][1:20]] or plain
    if plain and len(plain) > place:
        yield plain[place]

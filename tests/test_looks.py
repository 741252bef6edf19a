"""A look is shown the lines that hold a mark of it, and misses none by that."""

from __future__ import annotations

import pkgutil
import random
from importlib import import_module

from smtpcodes.grammar import credentials
from smtpcodes.grammar.credentials import looks
from smtpcodes.knowledge import store
from tests.test_credentials import KEPT, LOOSE, PASSWORD, PLACES, TABLES

SIGNS = (b"\t", b"  ", b"'", b'"', b"`", b"(", b"[", b"|", b",", b":", b"/", b"=", b"-", b"\\0")

# Lines that hold the marks of one look, and few others
BARE = [
    b'f(x, set("anna", "%s"))',
    b"x = login('%s')",
    b"['anna@client.example', '%s']",
    b"auth: ['anna', '%s']",
    b"auth=['anna', '%s']",
    b"swaks -ap %s",
    b"-ap %s",
    b"'-ap' %s",
    b"tried anna/%s",
    b"attempt anna:%s",
    b"log in as anna:%s",
    b"using anna:%s",
    b"input decode: '' 'anna' '%s'",
    b"client_send = ^anna^%s",
    b"X-Y(x) != '%s'",
    b"PLAIN(%s) != '{X}'",
    b"auth(anna, %s)",
    b"identified by '%s'",
    b"logging in as anna using '%s'",
    b"echo %s | base64",
    b"{'u': 'anna', 'p': '%s'}",
    b"u=anna&p=%s",
    b"u:anna p:%s",
    b"x -u anna -p %s",
    b"{PLAIN}%s",
    b"md5('%s')",
    b"add anna@client.example %s",
    b"x register anna client.example %s",
    b"net use x /user:anna %s",
    b'expect "assword:"; send "%s"',
    b"anna@client.example:%s",
    b"anna@client.example / %s",
    b"%s as the password",
    b"used anna and %s",
    b"account [anna] [%s]",
    b"user (anna) (%s)",
    b"account <anna> <%s>",
    b'user "anna" "%s"',
    b"account=anna:%s",
    b"a1 LOGIN anna %s",
    b"session(mx, anna, %s)",
    b"smtp(mx, anna, %s)",
    b"x mailgun, '%s'",
    b"x postmark, '%s'",
    b"x api_key, '%s'",
    b"mx.example.net anna %s",
    b"mysql -p%s x",
    b"rclone obscure %s",
    b"doveadm auth test anna %s",
    b"AUTH PLAIN %s",
    b"AUTH%%20PLAIN%%20AGFubmEAc2VjcmV0MTIz%s",
    b"login anna %s",
    b"PASS %s",
    b"after AUTH: %s",
    b"bearer %s",
    b"Authorization: Foo %s",
    b"cookie: x=%s",
    b"cannot decode '%s'",
    b"cannot parse '%s'",
    b"anna\\0anna\\0%s",
    b"anna\\x00anna\\x00%s",
    b"\0anna\0%s",
    b"^@anna^@%s",
    b"%%00anna%%00%s",
    b"x YW5uYUBjIQ== %s",
    b"x YW5uYUBjIQ%%3D%%3D",
    b"x YW5uYUBleGFtcGxlOnNlY3JldDEyMw",
    b"mx.example.net anna:%s",
    b"mx.example.net,587,anna,%s",
    b"inline:anna:%s",
    b"(a, password) values (1, '%s')",
    b'"mx.example.net" 587 "anna" "%s"',
    b"abcdefab-abcdefab-abcdefabcdefabcdefabcdefabcdefab-abcdefab-abcdefab",
    b"abc1Q~abcdefghijklmnopqrst",
    b"ghp_abcdefghijklmnop1234",
    b"ftp://anna:%s@mx.example.net",
    b"grant_type=x&code=%s",
]


def _all(line: bytes, low: str) -> list[credentials.Span]:
    """What the looks find that are shown every line; that for keys, a line with a word for one."""
    names = ("keyed", *looks.MARKS) if looks.hinted(low) else looks.MARKS
    return sorted(span for name in names for span in looks.look(name)(line, low))


def _texts() -> list[bytes]:
    known = [text.encode() for x in store.entries()["phrases"] for text in x.get("examples", ())][
        ::6
    ]
    places = [text % PASSWORD for text in (*PLACES, *LOOSE, *TABLES)] + KEPT
    return [line for text in places for line in text.split(b"\n")] + known


def _swapped() -> list[bytes]:
    """The lines of `BARE`, with each mark in the place of each other one of its kind."""
    lines = []
    for line in [text % PASSWORD if b"%s" in text else text for text in BARE]:
        low = line.lower().decode("latin-1")
        for row in (row for rows in looks.MARKS.values() for row in rows):
            for marks in row:
                for mark in [x for x in marks if x in low][:2]:
                    at = low.index(mark)
                    lines += [line[:at] + x.encode() + line[at + len(mark) :] for x in marks]
    return [*{*lines}]


def _mutated(line: bytes, other: bytes, rng: random.Random) -> bytes:
    """A line with a sign in another place, cut, or put together with another."""
    at = rng.randrange(len(line) + 1)
    kind = rng.randrange(5)
    if kind < 2:
        return line[:at] + rng.choice(SIGNS) + line[at + kind :]
    if kind == 2:
        return line[at:]
    if kind == 3:
        return line.swapcase()
    return line[:at] + rng.choice((b" ", b"")) + other[rng.randrange(len(other) + 1) :]


def test_a_look_finds_the_same_where_it_is_shown_every_line() -> None:
    rng = random.Random(11)
    texts = _texts()
    lines = texts + [_mutated(rng.choice(texts), rng.choice(texts), rng) for _ in range(500)]
    for line in lines + _swapped():
        low = line.lower().decode("latin-1")
        assert looks.spans(line, low, looks.hinted(low)) == _all(line, low), line


def test_every_file_of_a_look_is_in_the_table() -> None:
    folder = "smtpcodes.grammar.credentials"
    names = {x.name for x in pkgutil.iter_modules(credentials.__path__)}
    called = {x for x in names - {"looks"} if "low" in _parameters(f"{folder}.{x}")}
    assert called == {"keyed", *looks.MARKS}
    assert looks.FORMS.keys() <= looks.MARKS.keys()


def _parameters(module: str) -> tuple[str, ...]:
    spans = getattr(import_module(module), "spans", None)
    return spans.__code__.co_varnames[: spans.__code__.co_argcount] if spans else ()

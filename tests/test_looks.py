"""A look is shown the lines that hold its marks, and finds what is secret in them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import FunctionType

from smtpcodes.grammar import credentials
from smtpcodes.grammar.credentials import looks
from tests.each import each
from tests.test_credentials import PASSWORD

# Lines that hold the marks of one look, and of few others
BARE = [
    b'f(x, set("anna", "%s"))',
    b"x = login('%s')",
    b"['anna@client.example', '%s']",
    b"auth: ['anna', '%s']",
    b"auth=['anna', '%s']",
    b"swaks -ap %s",
    b"-ap %s",
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
    b" after AUTH: %s",
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
    b"x YW5uYUBleGFtcGxlOnNlY3JldDEyMw",
    b"mx.example.net anna:%s",
    b"mx.example.net,587,anna,%s",
    b"inline:anna:%s",
    b"(a, password) values (1, '%s')",
    b'"mx.example.net" 587 "anna" "%s"',
    b"abc1Q~abcdefghijklmnopqrst",
    b"ghp_abcdefghijklmnop1234",
    b'AuthInfo:mx "U:anna" "P:%s"',
    b"::add-mask::%s",
    b"anna@client.example %s",
    b"ftp://anna:%s@mx.example.net",
    b"grant_type=x&code=%s",
]


LINES = [text % PASSWORD if b"%s" in text else text for text in BARE]


def _low(line: bytes) -> str:
    return line.lower().decode("latin-1")


@each("line", LINES)
def test_a_line_with_the_marks_of_one_look_alone_gives_its_secret(line: bytes) -> None:
    assert looks.spans(line, _low(line), looks.hinted(_low(line)))


@each("name", looks.MARKS)
def test_a_look_finds_something_in_a_line_that_it_is_shown(name: str) -> None:
    shown = [line for line in LINES if looks.shown(name, line, _low(line))]
    found = [line for line in shown if list(looks.look(name)(line, _low(line)))]
    assert found, f"{name} finds nothing in a line of BARE: add one"


def test_every_look_is_in_the_table() -> None:
    files = {x.name for x in pkgutil.iter_modules(credentials.__path__)} - {"looks"}
    found = {f"{file}.{name}" for file in files for name in _looks(file)}
    assert found == {"keyed.behind_keys", *looks.MARKS}
    assert looks.FORMS.keys() <= looks.MARKS.keys()


def _looks(file: str) -> list[str]:
    """The functions of a file of the folder that are shown a line, and the same in lower case."""
    module = import_module(f"{credentials.__name__}.{file}")
    return [
        name
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and value.__module__ == module.__name__
        and value.__code__.co_varnames[: value.__code__.co_argcount] == ("line", "low")
    ]

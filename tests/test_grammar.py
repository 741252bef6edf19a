"""What a line is taken for; ``grammar.txt`` has the lines.

A kind in brackets, then lines of that kind, each with what is recognised behind "=>". What cannot
be printed is written as in Python. A line that is read otherwise than it stands there is either a
fault of the change, or the table has to say so.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

from smtpcodes.grammar import command, ehlo, enhanced, protocols, reply, sasl, shape, timestamp
from smtpcodes.grammar.form import Envelope, Form, Response
from tests.each import each

TABLE = Path(__file__).with_name("grammar.txt")


def octets(text: str) -> bytes:
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def shown(text: bytes) -> str:
    return text.decode("latin-1").encode("unicode_escape").decode("ascii") or "-"


def flags(form: int, envelope: int, response: int) -> list[str]:
    sets = ((Form, form), (Envelope, envelope), (Response, response))
    return [flag.name for kind, found in sets for flag in kind if found & flag]


def client(line: bytes) -> str:
    """Verb, mechanism, flags, and the credential in quotes."""
    found = command.parse(line)
    words = [found.verb, *([found.mechanism] if found.mechanism else [])]
    words += flags(found.form, found.envelope, found.response)
    return " ".join(words + ([f'"{shown(line[found.secret :])}"'] if found.secret >= 0 else []))


def alike(line: bytes) -> str:
    """What a session may look at; None if it has to see the words."""
    found = command.parse(line)
    return str(found.shape and (found.shape[1:] if isinstance(found.shape, tuple) else ""))


def sent(line: bytes) -> str:
    """A SASL response: its flags."""
    return " ".join(flags((x := command.response(line)).form, x.envelope, x.response)) or "-"


def wrong(line: bytes) -> str:
    """A mechanism, the step, and what is decoded, if it does not begin with "!"."""
    mechanism, step, text = line.split(b" ", 2)
    raw = text[1:] if text[:1] == b"!" else base64.b64encode(text)
    x = command.response(raw)
    name = mechanism.decode()
    said = shape.problems(name, x.form, x.response, int(step))
    facts = shape.facts(name, raw, x.form, x.response, int(step))
    kept = {k: v for k, v in facts.items() if k not in ("mechanism", "problems")}
    return f"{' '.join(said) or '-'}; " + " ".join(f"{k}={v}" for k, v in kept.items())


def secrets(line: bytes) -> str:
    """What is secret in a decoded response."""
    return " ".join(map(shown, sasl.credentials(line))) or "-"


def server(line: bytes) -> str:
    """Code, enhanced code, text and flags of a line of a reply."""
    found = reply.parse(line)
    if found is None:
        return "-"
    names = ("bare", "base64_word", "foreign", "other_protocol")
    words = [name for name in names if getattr(found, name)] + ["unspaced"] * (not found.spaced)
    code = f"{found.code}{'-' if found.more else ''} {found.enhanced or 'none'}"
    return " ".join([code, f'"{shown(found.text)}"', *words])


def offers(line: bytes) -> str:
    """The lines of an EHLO reply, with a bar between them."""
    found = ehlo.parse(line.split(b"|"))
    names = ("auth", "legacy_auth", "auth_without_mechanisms", "malformed", "repeated", "unknown")
    words = [name for name in names if getattr(found, name)]
    words += [*sorted(found.keywords), f"AUTH:{'+'.join(sorted(found.mechanisms))}"]
    return " ".join([*words, *([f"SIZE:{found.size}"] if found.size else [])])


KINDS: dict[str, Callable[[bytes], str]] = {
    "client": client,
    "alike": alike,
    "response": sent,
    "wrong": wrong,
    "secrets": secrets,
    "server": server,
    "offers": offers,
    "keyword": lambda line: str(ehlo.keyword(line)),
    "host": lambda line: str(reply.hosted(line)),
    "enhanced": lambda line: (
        enhanced.parse(line) or ("malformed" if enhanced.malformed(line) else "-")
    ),
    "seconds": lambda line: str(timestamp.seconds(line)),
    "moment": lambda line: str(timestamp.moment(line)),
    "others": lambda line: str(protocols.others(line, line[line.find(b"5") :])),
}


def rows() -> list[tuple[str, str, str]]:
    found, kind = [], ""
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\[\w+\]", row):
            kind = row[1:-1]
        elif row and not row.startswith("# "):
            line, _, said = row.rpartition(" => ")
            found.append((kind, line, said))
    return found


@each("kind, line, said", rows())
def test_a_line_is_taken_for_what_it_is(kind: str, line: str, said: str) -> None:
    assert KINDS[kind](octets(line)) == said


def test_every_kind_has_its_lines() -> None:
    assert {kind for kind, _, _ in rows()} == set(KINDS)


def test_lines_that_differ_in_numbers_and_a_name_are_read_as_the_known_one() -> None:
    memo = reply.Memo()
    for kind, text, _ in rows():
        line = octets(text)
        if kind != "server":
            continue
        for known in (line, line[:14] + line[14:].replace(b"1", b"2")):
            found, plain = memo.line(known), reply.parse(known)
            assert (found is None) == (plain is None), known
            if found is not None and plain is not None:
                for name in ("raw", "text", "code", "enhanced", "more", "spaced", "bare"):
                    assert getattr(found, name) == getattr(plain, name), (known, name)

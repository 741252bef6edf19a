"""A reply out of its wrapping: log lines, bounces, texts of exceptions.

Each wrapping is anchored and looked for once; what is none of them is taken as the reply itself.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_LIMIT = 8000               # characters that are looked at
_CODE = r"[2-5][0-5]\d"
_REPLY = re.compile(rf"(?<![\d.])({_CODE})(?:[ -]|(?=#?[245]\.\d))(?:#?[245]\.\d{{1,3}}\.\d{{1,3}}\b)?")
_TUPLE = re.compile(rf"\(?\s*({_CODE})\s*,\s*b?(?:'((?:[^'\\]|\\.){{0,6000}})'|\"((?:[^\"\\]|\\.){{0,6000}})\")")
_EXPECTED = re.compile(rf"(?i)expected (?:response )?code .{{0,60}}? but got (?:code )?\"?({_CODE})\"?,? with message \"?(.{{0,6000}})", re.S)
_BEFORE = re.compile(
    r"(?is)(?:smtp;\s*|said:\s*|server (?:said|message|response|responded|replied)[^:]{0,40}:\s*|diagnostic-code:\s*(?:smtp;)?\s*|response(?: was)?:\s*"
    r"|error from remote mail server after [^:]{0,200}:\s*(?:host [^:]{1,200}:\s*)?|refused to talk to me:\s*|\bhost [^\s:]{1,200}(?: \[[^\]]{0,60}\])?:\s*|message:\s*['\"]?|error:\s*)(?=\"?(?:" + _CODE + r")[ -])")
_COMMAND = re.compile(r"(?i)\(in reply to (?:the )?(.{1,40}?)(?: command)?\)|after (MAIL FROM|RCPT TO|DATA|EHLO|HELO|STARTTLS|AUTH|end of data|initial connection|pipelined [A-Z ]+)\b")
_STAGES = {"END OF DATA": "MESSAGE", "INITIAL CONNECTION": "CONNECT", "MAIL FROM": "MAIL", "RCPT TO": "RCPT", "MAIL": "MAIL", "RCPT": "RCPT"}
_ESCAPES = {"\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": " ", "\\'": "'", '\\"': '"'}


class Unwrapped(NamedTuple):
    """What was found. reply: the reply's lines joined by line feeds. command: the verb that it answers, if told."""

    reply: str
    command: str | None


def unwrap(query: str) -> Unwrapped:
    """The reply in any text. Never fails: a text with no reply in it comes back as it is."""
    text = query[:_LIMIT].strip()
    if "&" in text and re.search(r"&(?:amp|lt|gt|quot|#\d{1,5});", text):
        text = html.unescape(text)
    command = None
    said = _COMMAND.search(text)
    if said is not None:
        name = (said.group(1) or said.group(2)).upper().strip()
        command = _STAGES.get(name, name.split()[-1] if name.startswith("PIPELINED") else name.split()[0])
    expected = _EXPECTED.search(text)
    if expected is not None:
        return Unwrapped(_lines(expected.group(1), expected.group(2).rstrip().rstrip('".')), command)
    told = _TUPLE.search(text)
    if told is not None and not re.match(rf"{_CODE}[ -]", text):
        message = told.group(2) if told.group(2) is not None else told.group(3)
        for escape, plain in _ESCAPES.items():
            message = message.replace(escape, plain)
        return Unwrapped(_lines(told.group(1), message), command)
    start = 0
    if not re.match(rf"{_CODE}(?:[ -]|$)", text):
        for match in _BEFORE.finditer(text):
            start = match.end()
            break
        else:
            found = _REPLY.search(text)
            start = found.start() if found is not None and _sure(text, found) else 0
    rest = text[start:].lstrip('"')
    cut = _COMMAND.search(rest)
    if cut is not None and cut.group(1):
        rest = rest[:cut.start()].rstrip()
    for escape, plain in _ESCAPES.items():
        if escape in rest:
            rest = rest.replace(escape, plain)
    return Unwrapped(_folded(rest), command)


def _sure(text: str, found: re.Match[str]) -> bool:
    """A number inside a text is a reply only with an enhanced code, after a colon or a bracket."""
    return "." in found.group() or text[:found.start()].rstrip()[-1:] in (":", "[", "(", "=", ">", '"', "'", "<", "")


def _lines(code: str, message: str) -> str:
    """The lines of a reply whose code stands apart."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or [""]
    if re.match(rf"{code}[ -]", lines[0]):
        return "\n".join(lines)
    return "\n".join(f"{code}{'-' if n < len(lines) - 1 else ' '}{line}" for n, line in enumerate(lines))


def _folded(text: str) -> str:
    """Several reply lines that somebody joined with blanks, as lines again; lines that go on, joined."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return text
    head = re.match(rf"({_CODE})(?:[ -]|$)", lines[0])
    if head is None:
        return "\n".join(lines)
    code = head.group(1)
    found: list[str] = []
    for line in lines:
        for part in re.split(rf"\s+(?={code}[ -](?:[245]\.\d|\S))", line):
            if re.match(rf"{code}(?:[ -]|$)", part) or not found:
                found.append(part)
            else:
                found[-1] += " " + part
    return "\n".join(found)

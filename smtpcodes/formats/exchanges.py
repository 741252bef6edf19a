"""The exchanges of ``parse``: one JSON object a line, or one line of text."""

from __future__ import annotations

import re

from smtpcodes.formats.dump import dump
from smtpcodes.formats.escape import terminal
from smtpcodes.grammar import reply as replies
from smtpcodes.grammar import shape
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.redaction import redact
from smtpcodes.session.events import NO, UNKNOWN, YES, Sees
from smtpcodes.session.observer import Seen
from smtpcodes.session.reply import ReplyForm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

_VERB = re.compile(rb"[A-Za-z]{2,10}(?:-[A-Za-z]{1,10})?:?|\.")
_JSON = {YES: True, NO: False, UNKNOWN: None}


class Writer:
    """Writes each exchange as it comes."""

    def __init__(self, stream: IO[str], text: bool = False) -> None:
        self.stream = stream
        self.text = text

    def exchange(self, path: str, seen: Seen) -> None:
        """An exchange of the input `path`."""
        self._write(to_json(path, seen))

    def outside(self, path: str, number: int, said: str) -> None:
        """A reply in a line of the input `path` that stands outside any dialogue."""
        line = replies.parse(said.encode("utf-8", "surrogateescape"))
        if line is not None:
            self._write(_outside(path, number, line))

    def _write(self, found: dict[str, Any]) -> None:
        if not self.text:
            self.stream.write(dump(found) + "\n")
            return
        path = found["path"]
        answer = found["reply"]
        code = f"{answer['code']} {answer['enhanced'] or ''} {answer['text']}" if answer else "-"
        self.stream.write(
            terminal(
                f"{path}:{found['line'] or (answer or {}).get('line') or 0}: "
                f"{found['session'] or '-'}.{found['n'] or '-'} {found['command'] or '-'} "
                f"{found['argument'] or ''} -> {' '.join(code.split())}"
            )
            + "\n"
        )


def to_json(path: str, seen: Seen) -> dict[str, Any]:
    """An exchange as ``parse`` gives it."""
    session, command, asked, reply, places, cell = seen
    x, state = cell.exchange, cell.exchange.state
    known = redact.secrets(session.secrets)
    verb: str | None = x.verb
    argument: str | None = None
    step = None
    if x.verb == "SASL":
        verb, argument, step = "AUTH", redact.MASK, max(1, state.sasl_steps)
    elif x.verb in ("UNKNOWN", "NONE"):
        verb = None
    elif x.verb == "OTHER":
        word = command.raw.split(None, 1)[0] if command.raw.strip() else b""
        # a word of letters may be a command; anything else may be a credential that went astray
        verb = (
            word.decode("ascii").upper()
            if _VERB.fullmatch(word) and redact.mask(word, known) == word
            else "OTHER"
        )
        # masked with its verb: what stands after PASS is a password
        rest = redact.mask(command.raw.strip(), known).split(None, 1)[1:]
        argument = _text(rest[0]) if rest else None
    elif command.argument:
        shown = command.argument
        if command.verb == "AUTH" and command.form & Form.INITIAL:
            shown = command.mechanism.encode("latin-1") + b" " + redact.MASK.encode()
        argument = _text(redact.mask(shown, known))
    found: dict[str, Any] = {
        "path": path,
        "session": str(session.number),
        "n": session.exchanges,
        "command": verb,
        "argument": argument,
        "line": asked.number if asked else None,
        "reply": {
            "code": reply.code,
            "enhanced": reply.enhanced,
            "text": "\n".join(_text(redact.mask(r.text, known)) for r in reply.lines),
            "line": places[0].number if places else None,
        }
        if reply is not None
        else None,
        "tls": _JSON[state.tls],
        "authenticated": _JSON[state.authenticated],
        "whole": _JSON[state.whole],
    }
    if reply is not None and x.has(ReplyForm.CODE_ASSUMED):
        found["reply"]["assumed"] = True
    if step is not None:
        found["sasl_step"] = step
    if x.in_auth and command.secret >= 0 and not command.form & Form.ASSUMED:
        shown_as_sent = state.shows(Sees.RESPONSES) and not state.readable
        raw = command.raw[command.secret :].strip()
        found["sasl"] = shape.facts(
            x.mechanism,
            raw,
            command.form if shown_as_sent else command.form | Form.MASKED,
            command.response,
            step or 0,
        )
    return found


def _outside(path: str, number: int, line: ReplyLine) -> dict[str, Any]:
    """A reply of which the log does not show the dialogue, as ``parse`` gives it."""
    return {
        **dict.fromkeys(("path", "session", "n", "command", "argument", "line")),
        "path": path,
        "reply": {
            "code": line.code,
            "enhanced": line.enhanced,
            "text": _text(redact.mask(line.text)),
            "line": number,
        },
        **dict.fromkeys(("tls", "authenticated", "whole")),
    }


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")

"""What a shell encodes, or hands to a mail program as the password: ``echo x | base64``."""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.credentials import PASSWORD, Span, tables
from smtpcodes.grammar.credentials.values import QUOTE, bare, is_placeholder, quoted
from smtpcodes.grammar.late import late

_HOST = late(rb"(?i)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,12}(?::\d{1,5})?|[\w.+-]{1,64}@[\w.-]{1,255}")
_ACCOUNT = late(rb"[\w.+@-]{1,128}:(?=\S)")
_NEXT_WORD = late(rb"[ \t]{1,8}")
_FORMAT = late(rb"[^%\s]{0,20}(?:%s[^%\s]{0,8}){1,4}")
_ECHO = late(rb"(?i)\b(?:echo|printf|print)(?:[ \t]+-[a-zA-Z]{1,3})*[ \t]+|<<<[ \t]*")
_IN_PARTS = late(rb"\\(?:0|x00)[^\\]{1,200}\\(?:0|x00)")
_CODE = late(rb"(?i)[a-z_][\w.:]{0,60}\(")
_ENCODES = late(
    rb"(?i)base64|(?:pass|passwd|password|secret|token|key)[ \t]{0,4}=[ \t]{0,4}[\"']?"
    rb"(?:\$\(|`)[ \t]{0,4}(?:echo|printf)"
    rb"|passwordeval|pass(?:word)?_?command|passwordcommand|smtp_pass_cmd|\||<<<"
    rb"|>[> ]{0,3}[^\s]{0,80}(?:pass|secret|cred|auth)"
)


_HIDDEN = late(rb"::add-mask::(?=(\S+))")  # a command to GitHub's runner


def hidden(line: bytes, low: str) -> Iterator[Span]:
    """What GitHub's runner is told to hide."""
    for hide in _HIDDEN.finditer(line):
        if not is_placeholder(hide.group(1)):
            yield Span(hide.end(), len(line.rstrip()), PASSWORD)


def echoed(line: bytes, low: str) -> Iterator[Span]:
    """``echo x | base64``: what a shell encodes, or hands to a mail program as the password."""
    if _ENCODES.search(line) is None:
        return
    accounts = b"chpasswd" in line
    for said in _ECHO.finditer(line):
        at = said.end()
        found = quoted(line, at) if QUOTE.match(line, at) else None
        begin, end = found[:2] if found is not None else bare(line, at)
        if _FORMAT.fullmatch(line, begin, end) and (
            next_ := _NEXT_WORD.match(line, found[2] if found else end)
        ):
            found = quoted(line, next_.end())
            begin, end = found[:2] if found is not None else bare(line, next_.end())
        if _IN_PARTS.search(line, begin, end) or _CODE.match(line, begin, end):
            continue  # its parts are known
        row = tables.ROW.match(line, begin, end)
        if row is None and accounts:
            row = _ACCOUNT.match(line, begin, end)
        begin = row.end() if row is not None else begin
        if not is_placeholder(line[begin:end]) and not _HOST.fullmatch(line[begin:end]):
            yield Span(begin, end, PASSWORD)

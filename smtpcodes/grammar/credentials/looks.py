"""The looks for credentials, and the marks of each: what stands, in lower case, in every line that
it finds something in.

Most lines hold none of them: a look is imported and called where its marks stand. Marks that stand
in too few lines hide credentials; those that stand in more cost time, and nothing else.
"""

from __future__ import annotations

from smtpcodes.grammar.credentials import Span, runs
from smtpcodes.grammar.credentials.names import ASCII_HINTS, HINTS
from smtpcodes.grammar.credentials.runs import GROUPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Look = Callable[[bytes, str], Iterable[Span]]

Marks = tuple[tuple[str, ...], ...]  # of each tuple, one stands in the line
_QUOTES = ('"', "'", "`")
_ACCOUNTS = ("user", "login", "cred", "account", "attempt", "tried")
# Of each look, a file of this folder: rows of marks, of which each alone is enough.
MARKS: dict[str, tuple[Marks, ...]] = {
    "arguments": (
        (_QUOTES, ("(",)),
        (_QUOTES, ("[",), ("@", "auth", "=")),
        ((" -", "\t-", '"-', "'-"),),
        ((":", "/"), ("auth", "user", "log", "acc", "using", "cred", "tr", "attempt")),
        (("decode", "client_send", "!= '", "login(", "auth(", "authenticate("),),
        (_QUOTES, ("identified", "auth", "log")),
    ),
    "beside": (
        (_QUOTES,),
        (("&", "p=", "p:", " -", "}", "@", " register ", "/u"),),
        (("assword",), ("send",)),
    ),
    "chance": (),
    "echoes": ((("echo", "print", "<<<"), ("base64", "pass")), (("::add-mask::",),)),
    "pairs": (
        (("@", " as ", " login "),),
        ((" and ", " / ", " und ", " y ", " et ", " e ", " + ", " & ", " | ", " -> "),),
        (
            ("(", "[", "<", *_QUOTES),
            (*_ACCOUNTS, "auth ", "auth\t", "auth:", "auth=", "auth(", "auth["),
        ),
        ((":",), (*_ACCOUNTS, "auth")),
        (("(",), (",",), ("login", "auth", "smtp", "connect", "session")),
        (_QUOTES, ("auth", "passw", "secret", "token", "apikey", "api_key", "smtp", "client(")),
        (_QUOTES, ("transport", "mail", "imap")),
        (_QUOTES, ("send", "mailgun", "mailjet", "mailchimp", "brevo", "sib_api", "mandrill")),
        (_QUOTES, ("postmark", "sparkpost")),
    ),
    "parts": ((("\0", "^@", "\\0", "x0", "u0", "%0"),),),
    "programs": (((" -", "securestring", "doveadm", "rclone", "gen-auth"),),),
    "responses": (
        (("auth ", "auth\t", "auth=", "auth%20", "auth+", "authinfo", "authenticate"),),
        (("login", "pass ", "pass\t", " after "),),
        (("bearer", "basic", "authorization", "cookie", "decod", "parse", "base64"),),
        (("=", "%3"),),
    ),
    "tables": (((":", ","),), (("(",), ("values",)), (('" ',),)),
    "tokens": (),
    "urls": ((("://", "grant_type"),),),
}


def _opens(line: bytes, low: str) -> bool:
    return low[:1] == "-"


def _begins_with_host(line: bytes, low: str) -> bool:
    return b"." in b"".join(line.split(None, 1)[:1])


def _holds_token(line: bytes, low: str) -> bool:
    return runs.of_token(line) or ("-" in low and max(map(len, line.split())) > 16)


def _holds_long_word(line: bytes, low: str) -> bool:
    return max(map(len, low.split()), default=0) > 7 or GROUPS.search(line) is not None


def _holds_base64(line: bytes, low: str) -> bool:
    return runs.of_base64(line)


# What a look finds by its form, without a mark
FORMS: dict[str, Callable[[bytes, str], bool]] = {
    "arguments": _opens,
    "chance": _holds_long_word,
    "pairs": _begins_with_host,
    "responses": _holds_base64,
    "tokens": _holds_token,
}
_known: dict[str, Look] = {}


def spans(line: bytes, low: str, hinted: bool) -> list[Span]:
    """What all the looks find in a line; low: the same in lower case; hinted: it holds a word for a
    credential."""
    found = [*look("keyed")(line, low)] if hinted else []
    for name, rows in MARKS.items():
        form = FORMS.get(name)
        if _any_stands(rows, low) or (form is not None and form(line, low)):
            found += look(name)(line, low)
    return sorted(found)


def _any_stands(rows: tuple[Marks, ...], low: str) -> bool:
    """True if of one row, one of each tuple stands in a line."""
    for marks in rows:
        if _stand(marks, low):
            return True
    return False


def _stand(marks: Marks, low: str) -> bool:
    """True if one of each stands in a line."""
    for group in marks:
        for mark in group:
            if mark in low:
                break
        else:
            return False
    return True


def hinted(low: str) -> bool:
    """False for a line, in lower case, that holds no word for a credential."""
    for hint in ASCII_HINTS if low.isascii() else HINTS:
        if hint in low:
            return True
    return False


def look(name: str) -> Look:
    """The look of a file, imported when it is first called."""
    found = _known.get(name)
    if found is None:
        from importlib import import_module

        found = _known[name] = import_module(f"smtpcodes.grammar.credentials.{name}").spans
    return found

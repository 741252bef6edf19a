"""The looks for credentials, and the lines that each is shown: those that hold its marks.

A look finds what has the form of a credential where something tells of one; the marks say of what:
``" as "``, ``login``, a quote with a word for a mail service. They are in lower case. A look is
imported and called where its marks stand, so most lines cost a search for them and nothing else.
"""

from __future__ import annotations

from smtpcodes.grammar.credentials import Span, runs
from smtpcodes.grammar.credentials.names import ASCII_HINTS, HINTS
from smtpcodes.grammar.credentials.runs import GROUPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Look = Callable[[bytes, str], Iterable[Span]]

Marks = tuple[tuple[str, ...], ...]
_QUOTES = ('"', "'", "`")
_ACCOUNTS = ("user", "login", "cred", "account", "attempt", "tried")
LOG_INS = (  # what tells of logging in, among it services that take mail
    *("login", "auth", "cred", "passw", "secret", "token", "apikey", "api_key", "smtp_", "client("),
    *("mailgun", "mailjet", "sendgrid", "postmark", "sparkpost", "mandrill", "mailchimp"),
    *("resend", "brevo", "sendinblue", "sib_api", "mailersend"),
)
# Of each look, a function of a file of this folder: rows of marks, of which each alone is enough;
# in a row, one of each tuple stands in the line.
MARKS: dict[str, tuple[Marks, ...]] = {
    "arguments.calls": ((("(",), (*_QUOTES, "qw(")),),
    "arguments.pairs": ((("(", "["), _QUOTES, ("@", "auth", "=")),),
    "arguments.options": (((" -", "\t-", '"-', "'-"),),),
    "arguments.tries": (
        ((":", "/"), ("auth", "user", "log", "acc", "using", "cred", "tried", "trying", "attempt")),
    ),
    "arguments.decoded": ((("decode",),),),
    "arguments.client_send": ((("client_send",),),),
    "arguments.compared": ((("!= '",),),),
    "arguments.told": ((("identified", "auth", "log"), (*_QUOTES, "(")),),
    "beside.mapped": (((*_QUOTES, "&", "p=", "p:"),),),
    "beside.optional": (((" -",),),),
    "beside.tagged": ((("authinfo",),),),
    "beside.of_scheme": ((("}",),),),
    "beside.hashed": ((("(",), _QUOTES),),
    "beside.added": ((("@", " register "),),),
    "beside.slashed": ((("/u",),),),
    "beside.sent": ((("assword",), ("send",)),),
    "chance.drawn": (),
    "echoes.echoed": ((("echo", "print", "<<<"), ("base64", "pass")),),
    "echoes.hidden": ((("::add-mask::",),),),
    "pairs.after_address": ((("@",),),),
    "pairs.alone": ((("@",),),),
    "pairs.as_password": (((" as ",),),),
    "pairs.after_name": (
        ((" / ", " and ", " und ", " y ", " et ", " e ", " + ", " & ", " | ", " -> "),),
    ),
    "pairs.beside_name": (
        (
            (*_ACCOUNTS, "auth ", "auth\t", "auth:", "auth=", "auth(", "auth["),
            ("(", "[", "<", *_QUOTES),
        ),
    ),
    "pairs.keyed": (((":",), (*_ACCOUNTS, "auth")),),
    "pairs.logged_in": (((" login ",),),),
    "pairs.called": ((("(",), (",",), ("login", "auth", "smtp", "connect", "session")),),
    "pairs.argued": ((_QUOTES, (*LOG_INS, "transport", "smtp", "mail", "imap")),),
    "pairs.columns": (),
    "parts.behind_nuls": ((("\0", "^@", "\\0", "x0", "u0", "%0"),),),
    "programs.given": (((" -", "\t-", "securestring", "doveadm", "rclone", "gen-auth"),),),
    "responses.after_auth": (
        (("auth ", "auth\t", "auth=", "auth%20", "auth+", "authinfo", "authenticate"),),
        (("login", "pass ", "pass\t", " after "),),
    ),
    "responses.behind_scheme": ((("bearer", "basic", "authorization", "cookie"),),),
    "responses.echoed": ((("decod", "parse", "base64"),),),
    "responses.of_text": ((("=", "%3"),),),
    "tables.row": (((":", ",", "|"),),),
    "tables.inline": ((("inline:", "static:"),),),
    "tables.inserted": ((("values",), ("(",)),),
    "tables.dialled": ((('" ', '",', "',"),),),
    "tokens.shown": (),
    "urls.granted": ((("grant_type",),),),
    "urls.in_urls": ((("://",),),),
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


# The forms of lines that a look is shown without a mark
FORMS: dict[str, Callable[[bytes, str], bool]] = {
    "arguments.options": _opens,
    "chance.drawn": _holds_long_word,
    "pairs.columns": _begins_with_host,
    "responses.of_text": _holds_base64,
    "tokens.shown": _holds_token,
}
_known: dict[str, Look] = {}


def spans(line: bytes, low: str, hinted: bool) -> list[Span]:
    """What all the looks find in a line; low: the same in lower case; hinted: it holds a word for a
    credential."""
    found = [*look("keyed.behind_keys")(line, low)] if hinted else []
    for name in MARKS:
        if shown(name, line, low):
            found += look(name)(line, low)
    return sorted(found)


def shown(name: str, line: bytes, low: str) -> bool:
    """True if a look is shown this line; low: the same in lower case."""
    for marks in MARKS[name]:
        for group in marks:
            for mark in group:
                if mark in low:
                    break
            else:
                break  # none of this group stands
        else:
            return True
    form = FORMS.get(name)
    return form is not None and form(line, low)


def hinted(low: str) -> bool:
    """False for a line, in lower case, that holds no word for a credential."""
    for hint in ASCII_HINTS if low.isascii() else HINTS:
        if hint in low:
            return True
    return False


def look(name: str) -> Look:
    """The look of this name, imported when it is first called."""
    found = _known.get(name)
    if found is None:
        from importlib import import_module

        file, _, function = name.partition(".")
        module = import_module(f"smtpcodes.grammar.credentials.{file}")
        found = _known[name] = getattr(module, function)
    return found

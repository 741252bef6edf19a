"""What is said of ignores: one that hides nothing, has run out, has no reason, names no rule, or
does not count where it stands.

Findings with a page like others, but no rules of SMTP: no session leads to them.
"""

from __future__ import annotations

from smtpcodes.redaction import redact
from smtpcodes.report import BOTH, HIGH, NOTE, WARNING, Finding
from smtpcodes.rules.base import Rule
from smtpcodes.site import SITE

URL = f"{SITE}guides/configuration/"
TEXT = 500  # characters of a comment or of a message that are shown


class Unused(Rule):
    """An ignore hides nothing.

    What it was written for is not met any more, or it stands in the wrong place. Take it out: one
    day it would hide something new. Only ignores of rules that are on are judged.
    """

    id = "ignore/unused"
    level = NOTE
    side = BOTH


class Expired(Rule):
    """An ignore has run out, and what it hid is still there.

    Its `until` is past. From then on it hides nothing. Mend what it stands for, or decide again and
    give it a new date.
    """

    id = "ignore/expired"
    level = WARNING
    side = BOTH


class NoReason(Rule):
    """A comment hides findings and does not say why.

    It counts, but nobody will know whether it may go. Write the reason after the bracket.
    """

    id = "ignore/no-reason"
    level = NOTE
    side = BOTH


class UnknownRule(Rule):
    """A comment names a rule that there is not.

    It hides nothing. `smtpcodes rule` lists the rules.
    """

    id = "ignore/unknown-rule"
    level = WARNING
    side = BOTH


class NotHonoured(Rule):
    """A comment stands where a client or a server could have written it.

    A client may write anything into a log, so nobody on the wire may decide what is told. A comment
    counts on a line of its own in a dialogue whose lines name their side, and anywhere in a
    Markdown document; with `--allow-inline-ignores` everywhere. Give that option only for files
    that you wrote yourself.
    """

    id = "ignore/not-honoured"
    level = NOTE
    side = BOTH


PAGES: dict[str, Rule] = {
    rule.id: rule for rule in (Unused(), Expired(), NoReason(), UnknownRule(), NotHonoured())
}


def remark(rule: Rule, level: str, message: str, path: str, line: int, text: str = "") -> Finding:
    """A finding about an ignore."""
    shown = redact.mask(text.encode("utf-8", "surrogateescape")[:TEXT]).decode(
        "utf-8", "surrogateescape"
    )
    message = redact.mask(message.encode("utf-8", "surrogateescape")[:TEXT]).decode(
        "utf-8", "surrogateescape"
    )
    return Finding(
        rule.id,
        level,
        HIGH,
        rule.side,
        message,
        path,
        line,
        1,
        line,
        max(2, len(shown) + 1),
        "",
        None,
        None,
        None,
        (),
        (),
        Finding.hashed(f"{rule.id}|{message}"),
        None,
        URL,
        shown,
    )

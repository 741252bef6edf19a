"""What rules may know of replies: plain tables of codes, no texts.

Which reply is for which command, which enhanced codes are registered, which go with which reply.
"""

from __future__ import annotations

from functools import cache

from smtpcodes.knowledge import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What the RFCs suggest for the replies of authentication (RFC 4954 section 6, RFC 3207 section 4,
# RFC 5248 section 2.4).
_SUGGESTED = {
    530: {"5.7.0"},
    535: {"5.7.8"},
    235: {"2.7.0"},
    454: {"4.7.0"},
    534: {"5.7.9"},
    538: {"5.7.11"},
    432: {"4.7.12"},
    525: {"5.7.13"},
    523: {"5.7.10"},
}


@cache
def registered(enhanced: str) -> bool:
    """Is the enhanced code ("5.7.8") in the IANA registry, with this class?"""
    entry = store.entries()["registry"].get("X" + enhanced[1:])
    if entry is None:
        return not store.entries()["registry"]
    classes = entry.get("classes") or [2, 4, 5]
    return int(enhanced[0]) in classes or (
        int(enhanced[0]) in (4, 5) and not {4, 5}.isdisjoint(classes)
    )


@cache
def usual(code: int, enhanced: str) -> bool:
    """Does the registered enhanced code go with this reply code?

    True where no standard says otherwise.
    """
    suggested = _SUGGESTED.get(code)
    if suggested is not None:
        return enhanced in suggested
    entry: dict[str, Any] = store.entries()["registry"].get("X" + enhanced[1:], {})
    replies = [str(r) for r in entry.get("replies", ())]
    if not replies or "any" in replies or enhanced[1:] in (".0.0", ".7.0", ".7.1", ".5.0"):
        return True
    if enhanced[1:] in (".7.8", ".7.9", ".7.11", ".7.12", ".7.13", ".7.10"):  # theirs alone
        return str(code) in replies
    return True


@cache
def known_code(code: int) -> bool:
    """Is the reply code in a standard (an RFC, historic ones too)?"""
    entry = store.entries()["replies"].get(str(code))
    if entry is not None:
        return bool(entry["status"] != "folklore")
    return any(
        answer["code"] == code and not answer.get("practice")
        for command in store.entries()["commands"].values()
        for kind in ("success", "intermediate", "errors")
        for answer in command.get(kind, ())
    )


_VERBS = {"SASL": "AUTH-RESPONSE"}


@cache
def expected(verb: str, code: int) -> bool | None:
    """Has a standard, or wide practice, this code for this command?

    None if the table does not know the command.
    """
    commands = store.entries()["commands"]
    entry = commands.get(_VERBS.get(verb, verb)) or (
        commands.get("AUTH") if verb == "SASL" else None
    )
    if entry is None:
        return None
    codes = {
        a["code"] for kind in ("success", "intermediate", "errors") for a in entry.get(kind, ())
    }
    codes |= {a["code"] for a in commands.get("any", {}).get("errors", ())} | {
        421,
        500,
        501,
        502,
        503,
        504,
        554,
    }
    return code in codes

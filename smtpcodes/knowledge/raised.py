"""``explain`` of an exception: the reply that it carries, the recipients one by one, or what the
client says of itself.

Where several replies are siblings (recipients, the members of a group) the whole is the worst that
can be acted on.
"""

from __future__ import annotations

from smtpcodes.knowledge.causes import Cause
from smtpcodes.knowledge.exceptions import Carried, replies, saying, text_of
from smtpcodes.knowledge.explain import of_cause, of_text, shown
from smtpcodes.knowledge.explanation import Explanation, Recipient
from smtpcodes.knowledge.meaning.context import GENERALLY
from smtpcodes.knowledge.unwrap import LIMIT

_WORST = ("never", "after-change", "later", "now", "none")
CLIENT = "what the client says"  # the step
_ADDRESS = 320  # characters of an address that are shown


def explained(error: BaseException, command: str | None = None) -> Explanation:
    """The explanation of an exception. command: what it answers, where its class does not tell.

    Never fails.
    """
    found = replies(error)
    if found:
        known: dict[tuple[str, str | None], Explanation] = {}
        for one in found:
            asked = (one.reply, one.command or command)
            if asked not in known:
                known[asked] = of_text(*asked)
        each = [known[one.reply, one.command or command] for one in found]
        recipients = tuple(
            _recipient(one, e) for one, e in zip(found, each, strict=True) if one.recipient
        )
        return min(each, key=_rank)._replace(recipients=recipients)
    said = saying(error)
    general: Explanation | None = None  # "could not connect": what it stands for may tell why
    for one in said:
        e = of_text(one.text, one.command or command) if one.speaks else None
        if one.certain is not None and (e is None or e.code is None):
            return _by_class(one, one.certain)
        if e is not None and e.cause != "unknown" and (one.of_mail or _of_client(e)):
            if not _in_general(e):
                return e
            general = general or e
    if general is not None:
        return general
    for one in said:
        if one.usual is not None:
            return _by_class(one, one.usual)
    return of_text(text_of(error), command) if said[0].of_mail else _unknown(said[0])


def _of_client(e: Explanation) -> bool:
    """Is it a reply, or what a client says?

    Of another program's error, words such as "no such file" mean nothing.
    """
    return e.code is not None or e.enhanced is not None or e.why[0]["step"] == CLIENT


def _in_general(e: Explanation) -> bool:
    """Does it rest on a client's general words alone?"""
    return "; then: " not in (said := e.why[0]["said"]) and GENERALLY in said


def _by_class(one: Carried, cause: Cause) -> Explanation:
    said = {"step": CLIENT, "said": f"{cause}; an exception of class {one.error}"}
    return of_cause(_unknown(one), cause)._replace(why=(said,))


def _unknown(one: Carried) -> Explanation:
    """An explanation that has the text, and nothing yet read in it."""
    said = shown(one.text[:LIMIT])
    return of_text("")._replace(query=said, text=said)


def _rank(e: Explanation) -> tuple[bool, bool, int]:
    """The worst that can be acted on first: with a cause, with something to do, for good before for
    now."""
    return e.cause in ("unknown", "success"), e.client_action == "none", _WORST.index(e.retry)


def _recipient(one: Carried, e: Explanation) -> Recipient:
    return Recipient(shown(one.recipient[:_ADDRESS]), e.reply, e.cause, e.retry, e.client_action)

"""From what a rule says of an exchange to a finding, with its places in the input."""

from __future__ import annotations

from functools import lru_cache

from smtpcodes.record import NamedTuple
from smtpcodes.redaction import shown
from smtpcodes.report import HIGH, LOW, Finding
from smtpcodes.rules.base import Found, Rule
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.span import Place
from smtpcodes.verdict.explained import Explain, Explained
from smtpcodes.verdict.notes import Notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


_CODES: dict[str, bytes] = {Landmark.CHALLENGE: b"334", Landmark.HELLO: b"250"}


class Spot(NamedTuple):
    """The line at fault with the word to mark in it, and the other line of the exchange."""

    at: Place
    mark: bytes
    other: Place | None
    other_mark: bytes


def spot(found: Found, session: Session, seen: Seen | None) -> Spot:
    """Where that stands which a rule has found. seen: None if it is the session as a whole."""
    proof, mark = None, b""
    if seen is not None and found.at == "related":
        proof = seen.answered or seen.asked
        mark = _CODES.get(found.related[0][0], b"")
    elif seen is not None:
        asked, answer = seen.asked, seen.answered
        sent = (seen.command.raw.split(None, 1) or [b""])[0]
        code = seen.reply.lines[0].raw[:3] if seen.reply is not None else b""
        if asked is not None and (answer is None or found.at == "command"):
            return Spot(asked, sent, answer, code)
        if answer is not None:
            return Spot(answer, code, asked, sent)
    known = (session.landmarks[n] for n, _ in found.related if n in session.landmarks)
    landmark = next(known, None)
    at = (landmark and (landmark[1] or landmark[0])) or Place(1, b"")
    return Spot(at, mark, proof, b"")


def finding(
    found: Found,
    spot: Spot,
    session: Session,
    notes: Notes,
    seen: Seen | None,
    *,
    path: str,
    explain: Explain | None,
) -> Finding:
    """The finding. notes: what is kept of its session."""
    known = notes.known(session)
    x, reply = (seen.exchange, seen.reply) if seen is not None else (None, None)
    earlier = found.at == "related"  # not this exchange is at fault: it proves what is
    reply = None if earlier else reply
    related = []
    for name, message in found.related[earlier:]:
        landmark = session.landmarks.get(name)
        place = landmark and (landmark[1] or landmark[0])
        if place:
            related.append(shown.related(path, place, b"", message, known))
    text, column, end = shown.columns(spot.at, spot.mark, known)
    context = (
        (shown.related(path, spot.other, spot.other_mark, "", known),)
        if spot.other is not None and spot.other.number != spot.at.number
        else ()
    )
    doubtful = session.state.doubt and found.confidence == HIGH
    explained = (
        explain(shown.whole(reply), x.verb if x is not None else None)
        if explain is not None and reply is not None and reply.code >= 400
        else None
    )
    rule, told = found.rule, _told(found.rule, x)
    return Finding(
        rule.id,
        rule.level,
        LOW if doubtful else found.confidence,
        rule.side,
        found.message,
        path,
        spot.at.number,
        column,
        spot.at.number,
        end,
        str(session.number),
        None if earlier else told.command,
        shown.reply(reply, known) if reply is not None else None,
        found.suggest,
        tuple(related),
        rule.spec,
        told.fingerprint,
        explained.cause if explained is not None else None,
        told.url,
        text,
        context,
        _known_for(rule, session) if explain is not None else "",
    )


class _Told(NamedTuple):
    """What all findings of a rule on equal exchanges say."""

    command: str | None
    fingerprint: str
    url: str


@lru_cache(4096)
def _told(rule: Rule, x: Exchange | None) -> _Told:
    if x is None:
        return _Told(None, Finding.hashed(rule.id), rule.page())
    command = None if not x.shown else x.verb if x.verb != "SASL" else "AUTH"
    return _Told(command, Finding.hashed(f"{rule.id}|{x!r}"), rule.page())


def _known_for(rule: Rule, session: Session) -> str:
    """What is known of the server or the client of a session: it breaks this rule."""
    greeting = session.landmarks.get(Landmark.GREETING)
    line = (
        greeting[1].line[: shown.TEXT] if greeting is not None and greeting[1] is not None else b""
    )
    return _known(rule.id, rule.side, bytes(line), session.reader)


@lru_cache(512)
def _known(rule: str, side: str, greeting: bytes, reader: str) -> str:
    from smtpcodes.knowledge.implementations import known

    found = known(rule, side, greeting.decode("utf-8", "replace"), reader)
    return str(found) if found is not None else ""


def explainer() -> Explain:
    """The knowledge base's ``explain``, for the linter; memoised."""

    @lru_cache(4096)
    def explained(text: str, command: str | None = None) -> Explained:
        from smtpcodes.knowledge.explain import explain  # where nothing fails it is not needed

        return explain(text, command)

    return explained

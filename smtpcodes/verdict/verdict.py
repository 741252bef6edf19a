"""One sentence for a session that failed: the root cause, the side at fault, the first line that
matters.

A 530 after a failed AUTH is only the consequence (RFC 4954 section 4: the client may go on without
a log-in). Where the log does not tell, the sentence says less.
"""

from __future__ import annotations

from smtpcodes.redaction import shown
from smtpcodes.report import (
    ACCEPTED,
    FAILED,
    REFUSED,
    UNANSWERED,
    Attempt,
    Related,
    Verdict,
)
from smtpcodes.session.events import Sees
from smtpcodes.session.landmark import Landmark
from smtpcodes.session.session import Session
from smtpcodes.span import Place
from smtpcodes.verdict import bounces, choice, log_ins, sentence
from smtpcodes.verdict.explained import Explain
from smtpcodes.verdict.failure import Failure
from smtpcodes.verdict.notes import Notes, Refusal
from smtpcodes.verdict.reasons import reason


def verdict(
    session: Session, notes: Notes, path: str, explain: Explain, closer: str | None = None
) -> Verdict | None:
    """The verdict of a session;

    None if nothing failed and nothing is wrong. closer: the side that closed the connection, if the
    log tells.
    """
    known = notes.known(session)
    bounced = session.bounced
    status = bounced.status if bounced is not None else ""
    failures = [_failure(path, refusal, explain, known, status) for refusal in notes.failures]
    greeting = _landmark(session, Landmark.GREETING)
    if greeting is not None and any(f.provider for f in failures):
        server = explain(shown.text(greeting.line[: shown.TEXT])).provider
        if server is not None:  # other servers use the same words
            failures = [f if f.provider == server else f._replace(provider=None) for f in failures]
    success = _landmark(session, Landmark.AUTHENTICATED)
    found = choice.root(failures, success is not None)
    attempts = _attempts(session, notes, failures, known)
    broken = choice.broken(notes, found)
    places: list[Related] = []
    unanswered = notes.unanswered(session)
    taken = found is not None and sentence.taken_for_success(found, session.reader)
    if (
        broken is not None
        and (found is None or broken.rule in choice.TELLING | choice.MISLEADING)
        and not taken
    ):
        core = sentence.of_finding(
            broken, found, shown.related(path, broken.place, broken.mark, broken.message, known)
        )
    elif found is not None:
        core = sentence.of_failure(
            found,
            failures,
            session.reader,
            broken,
            success.number if success is not None else 0,
            attempts,
        )
    elif failures:
        core = sentence.in_the_end(failures, attempts)
    elif bounced is not None and bounced.failed:
        place = _landmark(session, Landmark.BOUNCED) or Place(1, b"")
        core = sentence.Core(
            *bounces.told(bounced, explain), shown.related(path, place, b"", "", known)
        )
    elif (hidden := notes.hidden(session)) is not None:
        core = sentence.Core(
            *log_ins.hidden(hidden, explain),
            shown.related(path, hidden.place, b"", "AUTH failed here", known),
        )
    elif unanswered is not None:
        core = sentence.without_reply(
            unanswered, shown.related(path, unanswered.place, b"", "no reply", known), closer
        )
    else:
        return None
    summary = core.summary if bounced is None else bounces.addressed(core.summary, bounced)
    places.append(core.place)
    after = choice.consequence(found, failures) if found is not None else None
    if (
        found is not None
        and core.place.line < found.place.line
        and not (broken is not None and broken.refusal)
    ):
        after = found
    if after is not None:
        places.append(after.place._replace(message="only the consequence"))
        summary += f"; {after.code} at line {after.place.line} is only the consequence"
    doubt = _landmark(session, Landmark.DOUBT)
    if doubt is not None:
        summary += (
            f" (the log seems to lack or repeat a line near line {doubt.number}: "
            "what it says of the order is less sure)"
        )
    shape = (
        f"{core.side}|{core.cause}|{core.provider}|{bool(after)}|{found.x!r}"
        if found is not None
        else core.summary
    )
    return Verdict(
        str(session.number),
        path,
        core.place.line,
        core.cause,
        core.side,
        core.provider,
        summary,
        core.fix,
        session.reader,
        tuple(places),
        shape,
        attempts,
        *bounces.fields(bounced),
    )


def _landmark(session: Session, name: Landmark) -> Place | None:
    """Where a landmark of the session stands: the reply, else the command."""
    asked, answered = session.landmarks.get(name, (None, None))
    return answered or asked


def _failure(
    path: str, refusal: Refusal, explain: Explain, known: shown.Known, status: str
) -> Failure:
    """A refusal with what is known of its words. status: the enhanced code that a bounce's report
    has beside them."""
    x, reply, first = refusal
    explained = explain(shown.whole(reply), x.verb)
    if status and x.enhanced is None:
        explained = bounces.better(explained, explain, shown.whole(reply), status)
    place = shown.related(path, first, reply.lines[0].raw[:3], "", known)
    return Failure(
        x,
        shown.reply(reply, known).text,
        place,
        explained.cause,
        explained.provider,
        explained.title,
        explained.fix,
    )


def _attempts(
    session: Session, notes: Notes, failures: list[Failure], known: shown.Known
) -> tuple[Attempt, ...]:
    """The log-ins that were tried, in their order."""
    by_line = {f.place.line: f for f in failures}
    found = []
    for x, reply, place, failed, _ in notes.log_ins:
        failure = by_line.get(place.number)
        outcome = (
            ACCEPTED if x.accepted else REFUSED if x.code else FAILED if failed else UNANSWERED
        )
        found.append(
            Attempt(
                sentence.known_mechanism(x.mechanism),
                outcome,
                shown.reply(reply, known) if reply is not None else None,
                reason(failure).cause if failure is not None else None,
                place.number,
            )
        )
    success = _landmark(session, Landmark.AUTHENTICATED)
    if success is not None and not any(a.outcome == ACCEPTED for a in found):
        found.append(Attempt("", ACCEPTED, None, None, success.number))
    if session.state.sasl_due and notes.challenge is not None and session.state.shows(Sees.REPLIES):
        found.append(
            Attempt(
                sentence.known_mechanism(session.state.mechanism),
                UNANSWERED,
                None,
                None,
                notes.challenge.number,
            )
        )
    return tuple(sorted(found, key=lambda a: a.line))

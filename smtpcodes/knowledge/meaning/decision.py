"""The cause of a reply: the first answer of the steps, unless the vote by similar texts knows
better."""

from __future__ import annotations

from functools import cache

from smtpcodes.knowledge.meaning.asked import Answer, Asked
from smtpcodes.knowledge.meaning.steps import EVIDENCE, stepped

# Shares of a vote, chosen by what scripts/learn.py prints for sources that the table has not learnt
# from: together with the phrases it is right in 96 % from 0.5 on, in 97 % from 0.7 on; where they
# differ, the phrases are right in 81 %, and the vote seldom below 0.87. Where they know nothing, it
# is right in 76 % from 0.7 on, and oftener right than wrong from 0.4 on.
_AGREES, _SURELY_AGREES, _FILLS, _OVERRULES, _SURE = 0.5, 0.7, 0.4, 0.6, 0.95
_GOES_BEFORE = 0.87  # a share that goes before a phrase that tells something
_HARDLY = 0.4  # a share of agreement that leaves a phrase a guess
# Of the log-in, TLS and the network the table has learnt more than what reply codes and general
# words tell: on wordings that it has not learnt from it is right in 77 % from 0.5 on where phrases
# know nothing, in 82 % from 0.7 on where a vague phrase differs (and that in 18 %).
_FILLS_LOG_IN, _OVERRULES_LOG_IN = 0.4, 0.7
_OF_LOG_IN = ("auth.", "tls.", "network.", "sequence.")
# Of those, what is said of a sender and his account without a word of a log-in.
_OF_SENDER = {"auth.sender-mismatch", "auth.account-disabled"}
_IN_LOG_IN = ("auth.", "tls.", "sequence.")
_OF_ANY_COMMAND = ("command.", "syntax.")
_LATER = (432, 454)  # codes of a log-in that may succeed later
_NEVER = 2.0  # no share is as large
_LEAST = 2  # words that a vote needs


def decide(asked: Asked) -> tuple[Answer, list[tuple[str, str]]]:
    """The cause of a reply, and the steps that led to it."""
    answer, why = stepped(asked)
    if (
        not asked.text
        or answer.because == "signature"
        or answer.cause == "success"
        or asked.code == 334
        or why[0][0] == "what the client says"
    ):
        return answer, why
    said = _words(asked.text)
    return (answer, why) if len(said) < _LEAST else _voted(asked, said, answer, why)


def _words(text: str) -> list[str]:
    from smtpcodes.knowledge.meaning.language import words

    return words(text)


def _surest(asked: Asked) -> str:
    """How sure words can be: without a code it may be no reply at all."""
    return "medium" if asked.code is None and asked.enhanced is None else "high"


def _less_sure(answer: Answer) -> Answer:
    """An answer that the vote does not bear out."""
    return answer._replace(confidence={"high": "medium"}.get(answer.confidence, "low"))


def _needed(asked: Asked, answer: Answer, cause: str) -> float:
    """The share of a vote for a cause that goes before an answer."""
    if asked.context.command is not None and cause.startswith(_OF_ANY_COMMAND):
        return _NEVER  # the table does not know which command was refused
    spoken = cause.startswith(_OF_LOG_IN) and asked.of_submission
    if spoken and answer.confidence == "low":
        return _FILLS_LOG_IN if answer.cause == "unknown" else _OVERRULES_LOG_IN
    if answer.because == "enhanced code":
        return _SURE
    if answer.cause == "unknown":
        return _FILLS
    return {"low": _OVERRULES, "medium": _GOES_BEFORE}.get(answer.confidence, _NEVER)


def _answers_auth(asked: Asked) -> bool:
    return asked.about_log_in or asked.code in EVIDENCE


def _impossible(asked: Asked, words: list[str], stated: str | None) -> frozenset[str]:
    """The causes that get no vote: what the subject rules out, and what is about a log-in where
    nothing speaks of one. stated: the command of the subject that the text names."""
    from smtpcodes.knowledge.meaning.subject import NO_RECIPIENT, impossible

    command = asked.context.command or stated
    without = impossible(words, asked.enhanced, command)
    if command == "MAIL":
        without |= NO_RECIPIENT
    if asked.code == 421 or asked.tail[:3] in (".3.", ".4.", ".5."):
        without |= {"rate.greylisted"}  # a greylist is policy, or no subject
    if asked.code in _LATER:
        without |= {"auth.credentials-invalid"}
    if not asked.of_submission:
        without |= _of_log_ins()
    return without


@cache
def _of_log_ins() -> frozenset[str]:
    """The causes that only a log-in can have."""
    from smtpcodes.knowledge.meaning.voter import table

    return frozenset(c for c in table().causes if c.startswith("auth.")) - _OF_SENDER


def _voted(
    asked: Asked, words: list[str], answer: Answer, why: list[tuple[str, str]]
) -> tuple[Answer, list[tuple[str, str]]]:
    """The answer after the vote: agreement makes it surer, a sure vote goes before a guess."""
    from smtpcodes.knowledge.meaning.subject import stated as stated_in
    from smtpcodes.knowledge.meaning.voter import vote

    stated = stated_in(asked.text)
    if stated is not None and len(_words(stated.complaint)) < _LEAST:
        return answer, why
    without = _impossible(asked, words, stated.command if stated is not None else None)
    found = vote(words, asked.code, asked.enhanced, without)
    said = f"{found.cause}, {found.share:.0%}"
    if found.cause == answer.cause:
        least = _AGREES if answer.confidence == "low" else _SURELY_AGREES
        if found.share >= least and answer.because == "text":
            sure = {"low": "medium"}.get(answer.confidence, _surest(asked))
            answer = answer._replace(confidence=sure)
        elif answer.because == "text" and found.share < _HARDLY:
            answer = _less_sure(answer)
        why.append(("a vote by similar texts", f"agrees: {said}"))
        return answer, why
    need = _needed(asked, answer, found.cause)
    if need == _FILLS and vote(words, None, None, without).cause != found.cause:
        need = _OVERRULES  # the code alone told it
    if answer.cause == "server.error" and asked.code is None and asked.enhanced is None:
        # "failed", "error", said by no server: what is left is the vote, or nothing
        answer, need = answer._replace(cause="unknown", confidence="low"), _SURELY_AGREES
    if (
        (answer.cause == "unknown" or asked.text.isascii())
        and found.cause != "unknown"
        and found.share >= need
        and not (_answers_auth(asked) and not found.cause.startswith(_IN_LOG_IN))
    ):
        sure = "medium" if found.share >= _SURE and answer.confidence == "low" else "low"
        why.append(("a vote by similar texts", f"goes before: {said}"))
        return Answer(found.cause, "text", sure, "similar texts"), why
    if answer.because != "enhanced code" or answer.confidence == "medium":
        answer = _less_sure(answer)  # the two agree, or it is a guess
    why.append(("a vote by similar texts", f"differs, outvoted: {said}"))
    return answer, why

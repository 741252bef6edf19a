"""The pieces of a verdict by themselves: what a bounce is looked up by, and what is kept of a
session."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from smtpcodes.grammar import reply
from smtpcodes.linter import Linter, lint
from smtpcodes.session.events import Bounced, Line
from smtpcodes.session.observer import Seen
from smtpcodes.session.session import Session
from smtpcodes.span import Place
from smtpcodes.verdict import bounces, notes
from smtpcodes.verdict.counted import OTHERS, Bounces, ranked
from smtpcodes.verdict.explained import unexplained
from smtpcodes.verdict.notes import CREDENTIALS, HEAD, KEPT, TAIL, Broken, Notes
from tests.each import each

GONE = "550 5.1.1 User unknown"


def meaning(cause: str, **more: str) -> Any:
    return SimpleNamespace(**{"cause": cause, "title": cause, "fix": "", "provider": None} | more)


class Known:
    """An ``explain`` that knows some texts, and remembers what it was asked."""

    def __init__(self, **known: str) -> None:
        self.known = known
        self.asked: list[str] = []

    def __call__(self, text: str) -> Any:
        self.asked.append(text)
        return meaning(next((c for w, c in self.known.items() if w in text), "unknown"))


def bounced(
    *texts: str, status: str = "", action: str = "failed", to: str = "b@x.example"
) -> Bounced:
    return Bounced(to, "mx.x.example", action, status, texts)


# --- bounces
@pytest.mark.parametrize(
    ("bounce", "asked"),
    [
        (bounced("no room", status="5.2.2"), ["5.2.2 no room", "5.2.2"]),
        (bounced("5.2.2 no room", status="5.2.2"), ["5.2.2 no room", "5.2.2"]),
        (bounced("no room"), ["no room"]),
        (bounced("full", "a guess", status="5.2.2"), ["5.2.2 full", "5.2.2", "a guess"]),
        (bounced("late", status="4.4.7"), ["delivery time expired", "4.4.7 late", "4.4.7"]),
        (bounced(status="5.2.2"), ["5.2.2"]),
        (bounced(), []),
    ],
)
def test_the_most_telling_words_of_a_bounce_are_looked_up_first(
    bounce: Bounced, asked: list[str]
) -> None:
    explain = Known()
    bounces.told(bounce, explain)
    assert explain.asked == asked


def test_the_first_text_that_is_known_tells_why() -> None:
    for vague in ("unknown", "syntax.bad", "sequence.bad", "success.queued"):
        explain = Known(first=vague, second="mailbox.full", third="other")
        told = bounces.told(bounced("first", "second", "third", "last"), explain)
        assert told[:3] == ('mailbox.full ("first")', "mailbox.full", "client")
        assert explain.asked == ["first", "second"]


def test_without_knowledge_a_bounce_tells_what_it_says() -> None:
    assert bounces.told(bounced("Gone  away", status="5.1.1"), unexplained) == (
        'no reason that is known (status 5.1.1, "Gone away")',
        *("unknown", bounces.side_of("unknown"), None, ""),
    )
    assert bounces.told(bounced(), unexplained)[0] == "no reason that is known"
    bare = bounces.told(bounced("x"), lambda text: meaning("mailbox.full", title=""))
    assert bare == ('no reason that is known ("x")', "mailbox.full", "client", None, "")
    assert bounces.told(bounced(action="delayed"), unexplained)[1] == "unknown"
    long = bounces.told(bounced("x" * 81), unexplained)[0]
    assert long.endswith('x ...")') and "..." not in bounces.told(bounced("x" * 80), unexplained)[0]


def test_a_delay_that_says_nothing_else_is_a_delay() -> None:
    explain = Known(delayed="delivery.delayed")
    assert bounces.told(bounced("later", action="delayed"), explain)[1] == "delivery.delayed"
    assert bounces.told(bounced("later", action="failed"), explain)[1] == "unknown"
    explain = Known(delayed="delivery.delayed", later="mailbox.full")
    assert bounces.told(bounced("later", action="delayed"), explain)[1] == "mailbox.full"


def test_a_host_that_is_the_recipients_own_is_no_host_of_ours() -> None:
    explain = Known(**{"550 5.1.2": "recipient.host-unknown", "lookup": "network.host-unknown"})
    own, other = bounced("lookup of X.example failed"), bounced("lookup of relay.example failed")
    assert bounces.told(own, explain)[1] == "recipient.host-unknown"
    assert bounces.told(other, explain)[1] == "network.host-unknown"
    assert bounces.told(bounced("lookup failed", to=""), explain)[1] == "network.host-unknown"


def test_the_status_of_a_report_helps_a_reply_that_says_little() -> None:
    explain = Known(**{"5.2.2": "mailbox.full"})

    def better(cause: str, because: str, reply: str = "550 no", status: str = "5.2.2") -> str:
        found: str = bounces.better(meaning(cause, because=because), explain, reply, status).cause
        return found

    assert better("policy", "reply code") == better("policy", "") == "mailbox.full"
    assert better("policy", "text") == "policy"
    assert better("unknown", "text") == "mailbox.full"
    assert better("policy", "reply code", reply="450 no") == "policy"
    assert better("policy", "reply code", status="5.9.9") == "policy"
    assert explain.asked[0] == "550 5.2.2 no"


def test_a_bounce_tells_whom_it_is_about() -> None:
    assert bounces.addressed("it", bounced()) == "mail to b@x.example did not arrive: it"
    late = bounced(action="delayed")
    assert bounces.addressed("it", late) == (
        "mail to b@x.example is delayed and still being tried: it"
    )
    assert bounces.addressed("it", bounced(to="")) == "it"
    assert bounces.addressed("it", bounced(to="", action="delayed")).startswith("delayed, ")
    assert bounces.fields(None) == ("", "", "", "")
    assert bounces.fields(late) == ("b@x.example", "mx.x.example", "delayed", "")


# --- notes
def place(number: int, line: bytes = b"x") -> Place:
    return Place(number, line)


def seen(text: str) -> list[Seen]:
    found: list[Seen] = []
    Linter(rules_on=False, every=lambda _, s: found.append(s)).lint_chunks("-", [text.encode()])
    return found


def test_the_first_failures_and_faults_are_kept() -> None:
    kept, (s,) = Notes(), seen("C: AUTH PLAIN [redacted]\nS: 535 5.7.8 no\n")
    assert s.reply is not None
    for n in range(KEPT + 3):
        kept.refused(s.exchange, s.reply, place(n))
        kept.blame(Broken("r", "client", "m", place(n), b"", True, n, "AUTH"))
        kept.log_in(s.exchange, s.reply, place(n), None, n)
    for kind in (kept.failures, kept.broken, kept.log_ins):
        assert [x.place.number for x in kind] == list(range(KEPT))  # type: ignore[attr-defined]


def test_a_log_in_stands_where_its_reply_stands_or_its_command() -> None:
    kept, (first, second) = (
        Notes(),
        seen("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: [redacted]\nS: 535 5.7.8 no\n"),
    )
    kept.log_in(first.exchange, first.reply, place(1), place(2), 1)
    assert kept.challenge == place(2) and not kept.log_ins
    kept.log_in(second.exchange, second.reply, None, None, 2)
    assert not kept.log_ins
    kept.log_in(second.exchange, second.reply, place(3), place(4), 2)
    kept.log_in(second.exchange, None, place(5), None, 3)
    kept.log_in(second.exchange, None, None, place(6), 4)
    assert [(x.place.number, x.failed) for x in kept.log_ins] == [(4, False), (5, False), (6, True)]


def test_a_log_in_without_its_reply_is_told_at_the_end_of_its_session_alone() -> None:
    (s,) = seen("C: AUTH PLAIN [redacted]\n")
    session = s.session

    def unanswered(at: int, reply_place: Place | None = None) -> bool:
        kept = Notes()
        kept.log_in(s.exchange, None, place(1), reply_place, at)
        return kept.unanswered(session) is not None

    assert Notes().unanswered(session) is None
    assert unanswered(session.exchanges)
    assert not unanswered(session.exchanges - 1)
    assert not unanswered(session.exchanges, place(2))
    session.landmarks["authenticated"] = (None, None)
    assert not unanswered(session.exchanges)


def test_a_failure_whose_reply_the_log_hides_counts_until_a_log_in_succeeds() -> None:
    line = "warning: x[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"
    (s,) = seen(f"Nov 30 10:00:00 mx postfix/smtpd[7]: {line}\n")
    kept, session = Notes(), s.session
    kept.log_in(s.exchange, None, place(1), place(2), 1)
    assert kept.hidden(session) is kept.log_ins[0] is not None
    session.landmarks["authenticated"] = (None, None)
    assert kept.hidden(session) is None


def test_names_are_counted_under_pseudonyms_and_the_rest_as_the_rest() -> None:
    names = Counter({"a.example": 3, OTHERS: 2, "b.example": 1})
    told = [row["domain"] for row in ranked(names, "domain", "count", False, 9)]
    assert told == ["domain 1", OTHERS, "domain 3"]
    told = [row["domain"] for row in ranked(names, "domain", "count", True, 2)]
    assert told == ["a.example", OTHERS]


def test_credentials_are_known_by_their_line_and_bounded() -> None:
    kept = Notes()
    kept.credential(None, b"secret")
    kept.credential(place(1), b"")
    assert not kept.at
    for n in range(CREDENTIALS + 1):
        kept.credential(place(n), b"secret%d" % n)
    assert list(kept.at) == list(range(1, CREDENTIALS + 1))
    for n in range(CREDENTIALS + 1):
        kept.credential(place(7), b"other%d" % n)
    assert len(kept.at[7]) == CREDENTIALS


def test_a_credential_is_taken_out_of_the_line_that_is_kept() -> None:
    for before in (0, HEAD):
        kept = Notes()
        for n in range(before):
            kept.line(place(n, b"%d" % n), True)
        kept.line(place(900, b"C: c2VjcmV0LXNlY3JldA=="), True)
        kept.credential(place(899), b"c2VjcmV0LXNlY3JldA==")
        shown = (kept.tail or kept.lines)[-1]
        assert b"c2Vj" in shown.line
        kept.credential(place(900), b"c2VjcmV0LXNlY3JldA==")
        shown = (kept.tail or kept.lines)[-1]
        assert shown.number == 900 and b"c2Vj" not in shown.line


def test_the_first_and_the_last_lines_of_a_session_are_kept() -> None:
    kept = Notes()
    assert kept.line(place(0, b"abc"), True) == 3 and kept.line(place(0, b"abc"), True) == 0
    assert kept.line(place(1, b""), True) == 0
    assert kept.line(place(2, b"abc"), False) == 0 and kept.left_out == 1
    for n in range(3, HEAD + TAIL + 12):
        kept.line(place(n, b"ab"), True)
    assert len(kept.lines) == HEAD and len(kept.tail) == TAIL
    assert kept.tail[-1].number == HEAD + TAIL + 11
    assert kept.left_out == 1 + (HEAD + TAIL + 12 - 2) - HEAD - TAIL
    assert kept.size == sum(len(p.line) for p in (*kept.lines, *kept.tail))


def test_message_text_is_no_part_of_the_dialogue() -> None:
    def session(text: str) -> Session:
        return seen(text)[-1].session

    rest = Line(b"Dear b,"), Line(b".")
    in_text = session(
        "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go\n"
    )
    assert [notes.is_text(in_text, x) for x in rest] == [True, False]
    answer = reply.parse(b"250 ok")
    assert answer is not None and not notes.is_text(in_text, answer)
    assert not any(notes.is_text(session("C: NOOP\nS: 250 ok\n"), x) for x in rest)


# --- why
HEAD_ = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\n"
PLAIN = HEAD_ + "S: 250-mx.example.net\nS: 250 AUTH PLAIN LOGIN\n"
BARE = HEAD_ + "S: 250 mx.example.net\n"
FAILED = "S: 535 5.7.8 Authentication credentials invalid\n"
MAIL = "C: MAIL FROM:<a@x.example>\n"
LOG_IN = "C: AUTH PLAIN [redacted]\n"
FIRST = "the server refused before any credentials were sent, a 334 was due"
# the log; the verdict's words, side, cause and line
WHY = {
    "the log-in says more than a mechanism": (
        PLAIN + LOG_IN + "S: 504 5.5.4 Unrecognized authentication type\nC: AUTH LOGIN\n" + FAILED,
        (FIRST, "server", "auth.syntax", 8),
    ),
    "LOGIN is refused before its 334": (
        PLAIN + "C: AUTH LOGIN\n" + FAILED,
        (FIRST, "server", "auth.syntax", 6),
    ),
    "SCRAM is refused, whose first message may be missing": (
        HEAD_ + "S: 250-mx\nS: 250 AUTH SCRAM-SHA-256\nC: AUTH SCRAM-SHA-256\n" + FAILED,
        ("user name or password not accepted", "client", "auth.credentials-invalid", 6),
    ),
    "another code than 535 tells of the credentials": (
        PLAIN + "C: AUTH LOGIN\nS: 550 5.7.8 Authentication credentials invalid\n",
        ("not accepted; no standard has 550", "client", "auth.credentials-invalid", 6),
    ),
    "the log hides what was sent": (
        "CLIENT -> SERVER: AUTH LOGIN\nSERVER -> CLIENT: 535 5.7.8 Authentication credentials "
        "invalid\n",
        ("user name or password not accepted", "client", "auth.credentials-invalid", 2),
    ),
    "AUTH is offered and its form is not known": (
        "C: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH\n"
        "S: 502 5.5.1 Not implemented\n",
        ("does not know it in this form", "client", "auth.mechanism-unsupported", 5),
    ),
    "AUTH is not known, and nobody knows what is offered": (
        LOG_IN + "S: 502 5.5.1 Command not implemented\n",
        ("does not know AUTH here", "client", "auth.not-available", 2),
    ),
    "no AUTH is listed": (
        "C: EHLO client.example\nS: 250 mx\nC: AUTH\nS: 500 5.5.1 Unrecognized command\n",
        ("the server offers no AUTH here", "client", "auth.not-available", 4),
    ),
    "STARTTLS is wanted and not listed": (
        BARE + "C: STARTTLS\nS: 502 5.5.1 no\n" + MAIL + "S: 530 5.7.0 Must issue STARTTLS first\n",
        ("the server does not offer it", "client", "tls.not-offered", 5),
    ),
    "the form of a sender is the client's": (
        BARE + MAIL + "S: 501 5.1.8 Sender address rejected: Domain not found\n",
        ("MAIL was refused with 501", "client", "sender.rejected", 5),
    ),
    "another refusal of a sender is not": (
        BARE + MAIL + "S: 550 5.1.8 Sender address rejected: Domain not found\n",
        ("MAIL was refused with 550", "configuration", "sender.rejected", 5),
    ),
    "nor is one that answers RCPT": (
        BARE + MAIL + "S: 250 ok\nC: RCPT TO:<b@x.example>\nS: 501 5.1.8 Sender address rejected: "
        "Domain not found\n",
        ("RCPT was refused with 501", "configuration", "sender.rejected", 7),
    ),
    "a log-in that comes too late is told": (
        PLAIN + MAIL + "S: 530 5.7.0 Authentication required\n" + LOG_IN + "S: 235 2.7.0 ok\n",
        ("it logged in only at line 8", "client", "auth.required", 6),
    ),
    "a log-in that was there is the server's to see": (
        PLAIN + LOG_IN + "S: 235 2.7.0 ok\n" + MAIL + "S: 530 5.7.0 Authentication required\n",
        ("authentication that has already succeeded", "server", "auth.required", 8),
    ),
    "a token that is refused without a word": (
        HEAD_ + "S: 250-mx\nS: 250 AUTH XOAUTH2\nC: AUTH XOAUTH2 [redacted]\n"
        "S: 334 eyJzdGF0dXMiOiI0MDAifQ==\nC:\nS: 535 zq\n",
        ("the OAuth token is not accepted", "configuration", "auth.token-invalid", 8),
    ),
    "what is wrong with a command explains no other refusal": (
        BARE + "C: NOOP\nS: 500 5.5.1 Unknown command\n",
        ("NOOP was refused with 500 5.5.1", "client", "command.unsupported", 5),
    ),
    "a text of 80 characters is quoted whole": (
        BARE + MAIL + f"S: 550 {'zqx' * 26}zq\n",
        (f'"{"zqx" * 26}zq"', "none", "unknown", 5),
    ),
    "a longer one is not": (
        BARE + MAIL + f"S: 550 {'zqx' * 27}\n",
        (f'{"zqx" * 26}zq ..."', "none", "unknown", 5),
    ),
}


@each("name", WHY)
def test_a_verdict_tells_why(name: str) -> None:
    log, (said, side, cause, line) = WHY[name]
    (found,) = lint(log).verdicts
    assert said in found.summary and (found.side, found.cause, found.line) == (side, cause, line)


# --- counted
def test_bounces_are_counted_by_action_and_those_that_failed_by_cause() -> None:
    counted = Bounces()
    for action in ("", "failed", "delayed", "relayed", "strange"):
        counted.add(bounced(action=action, to="B@X.Example"), "mailbox.full")
    counted.add(bounced(to="postmaster"), "mailbox.full")
    counted.add(bounced(to=""), "mailbox.full")
    assert counted.actions == {"failed": 4, "delayed": 1, "relayed": 1, OTHERS: 1}
    assert counted.causes == {"mailbox.full": 5}
    assert counted.recipients == {"B@x.example": 3, "postmaster": 1}
    assert counted.domains == {"x.example": 3}


def test_names_of_bounces_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smtpcodes.verdict.counted.NAMES", 2)
    counted = Bounces()
    for name in "abcac":
        counted.add(bounced(to=f"{name}@{name}.example"), "mailbox.full")
    assert counted.recipients == {"a@a.example": 2, "b@b.example": 1, OTHERS: 2}

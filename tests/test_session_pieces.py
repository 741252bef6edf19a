"""What a session keeps and what it only seems to see: bounds, and equal sessions that are judged
once."""

from __future__ import annotations

from smtpcodes.grammar import command as commands
from smtpcodes.grammar.form import Form
from smtpcodes.linter import Collector, Linter
from smtpcodes.session import session as sessions
from smtpcodes.session.credentials import KEPT, Credentials
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.known import State
from smtpcodes.session.observer import Seen
from smtpcodes.session.reply import ReplyForm

HEAD = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN LOGIN\n"
SECRET = "c2VjcmV0LXNlY3JldA=="
LOGIN = (
    f"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dGltLXRlc3Rlcg==\nS: 334 UGFzc3dvcmQ6\nC: {SECRET}\n"
)
BYE = "C: QUIT\nS: 221 2.0.0 Bye\n"
SESSIONS = {
    "a log-in": HEAD + LOGIN + "S: 235 2.7.0 ok\n" + BYE,
    "the same log-in twice": HEAD + (LOGIN + "S: 535 5.7.8 no\n") * 2 + BYE,
    "another after it": HEAD
    + LOGIN
    + "S: 535 5.7.8 no\n"
    + LOGIN.replace(SECRET, "YW5vdGhlci1vbmU=")
    + "S: 535 5.7.8 no\n"
    + BYE,
    "responses after a refusal": HEAD
    + f"C: AUTH LOGIN\nS: 535 5.7.8 no\nC: dGltLXRlc3Rlcg==\nS: 500 5.5.1 what\nC: {SECRET}\n"
    + "S: 500 5.5.1 what\n"
    + BYE,
    "four letters after a refusal": HEAD
    + "C: AUTH LOGIN\nS: 535 5.7.8 no\nC: YWxp\nS: 500 5.5.1 what\n"
    + BYE,
    "responses without waiting": HEAD
    + f"C: AUTH LOGIN\nC: dGltLXRlc3Rlcg==\nC: {SECRET}\nS: 334 VXNlcm5hbWU6\n"
    + "S: 334 UGFzc3dvcmQ6\nS: 535 5.7.8 no\n"
    + BYE,
    "a command in a log-in": HEAD
    + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: MAIL FROM:<a@x>\nS: 501 5.5.2 what\n"
    + BYE,
    "words in a log-in": HEAD
    + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: RCPT TO:<b@x>\nS: 535 5.7.8 no\n"
    + BYE,
    "four letters in a log-in": HEAD
    + "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye\n",
    "chunks": HEAD
    + "C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: BDAT 10 LAST\nC: 12345678\n"
    + "S: 250 ok\n"
    + BYE,
    "empty lines": HEAD + "C: NOOP\nC: \nS: 250 ok\n" + BYE,
    "an empty line that is answered": HEAD + "C: \nS: 500 5.5.2 what\n" + BYE,
    "a reply without an end": HEAD + "C: NOOP\nS: 250-ok\n" + BYE,
}


def told(text: str, table: bool) -> tuple[list[tuple[object, ...]], int, int]:
    collector = Collector()
    linter = Linter(receiver=collector, table=table)
    source = linter.lint_chunks("-", [text.encode()])
    found: list[tuple[object, ...]] = [
        (f.line, f.column, f.rule, f.message, f.session) for f in collector.findings
    ]
    found += [(v.line, v.summary, v.session) for v in collector.verdicts]
    return found, source.credentials, source.exchanges


def test_equal_sessions_tell_what_each_would_tell() -> None:
    text = "".join(SESSIONS.values()) * 3
    assert told(text, table=True) == told(text, table=False)


def test_credentials_are_counted_of_each_session() -> None:
    for name, count in (
        ("a log-in", 2),
        ("responses after a refusal", 2),
        ("responses without waiting", 2),
        ("a command in a log-in", 1),
    ):
        once, thrice = (told(SESSIONS[name] * n, table=True)[1] for n in (1, 3))
        assert (once, thrice) == (count, 3 * count), name


def seen(text: str) -> list[Seen]:
    found: list[Seen] = []
    Linter(rules_on=False, every=lambda _, s: found.append(s)).lint_chunks("-", [text.encode()])
    return found


def exchange(text: str) -> Exchange:
    return seen(text)[-1].exchange


def test_a_reply_has_so_many_lines_and_no_more() -> None:
    for lines in (sessions.REPLY_LINES - 1, sessions.REPLY_LINES, sessions.REPLY_LINES + 1):
        (found,) = seen(
            "C: NOOP\n" + "".join(f"S: 250-x{n}\n" for n in range(lines - 1)) + "S: 250 x\n"
        )
        kept = min(lines, sessions.REPLY_LINES)
        assert len(found.lines) == len(found.places) == kept, lines


def test_a_text_asks_for_tls_with_530_alone() -> None:
    mail = "C: MAIL FROM:<a@x>\nS: %d 5.7.0 Must issue a STARTTLS command first\n"
    assert exchange(mail % 530).requires_tls and not exchange(mail % 550).requires_tls
    mail = "C: MAIL FROM:<a@x>\nS: %d 5.7.0 Authentication required\n"
    assert exchange(mail % 530).requires_auth and not exchange(mail % 550).requires_auth
    assert not exchange(mail % 530).requires_tls


def test_a_client_that_goes_on_ends_the_reply() -> None:
    first, second = seen("C: NOOP\nS: 250-x\nC: RSET\nS: 250 y\n")
    assert first.exchange.has(ReplyForm.UNTERMINATED) and first.exchange.verb == "NOOP"
    assert second.exchange.verb == "RSET" and not second.exchange.has(ReplyForm.MULTILINE)


def test_an_empty_line_is_no_command_unless_it_is_refused() -> None:
    assert [s.exchange.verb for s in seen("C: \nC: NOOP\nS: 250 ok\n")] == ["NOOP"]
    assert [s.exchange.verb for s in seen("C: \nC: NOOP\nS: 500 what\nS: 250 ok\n")] == [
        "OTHER",
        "NOOP",
    ]
    unknown = seen("C: XYZZY\nC: NOOP\nS: 500 what\nS: 250 ok\n")
    assert [s.exchange.verb for s in unknown] == ["OTHER", "NOOP"]


def test_a_response_has_the_mechanism_of_its_log_in() -> None:
    assert [s.exchange.mechanism for s in seen(HEAD + LOGIN + "S: 235 ok\n")][-3:] == ["LOGIN"] * 3
    assert exchange("S: 334 UGFzc3dvcmQ6\nC: abcd\nS: 535 no\n").mechanism == "?"
    same = seen(HEAD + (LOGIN + "S: 535 5.7.8 no\n") * 2)[-1].exchange
    assert same.has(Form.SAME_CREDENTIALS)


# --- credentials
def sent(*lines: str) -> tuple[Credentials, list[int]]:
    """What is known after these lines, and what each was taken for."""
    credentials, state = Credentials(), State()
    flags = []
    for line in lines:
        auth = line.startswith("AUTH")
        command = (commands.parse if auth else commands.response)(line.encode())
        flags.append(credentials.response(command, state))
    return credentials, flags


def test_what_was_sent_is_kept_once_and_bounded() -> None:
    assert sent(f"AUTH PLAIN {SECRET}", f"AUTH PLAIN {SECRET}")[0].sent == [SECRET.encode()]
    many = [f"AUTH PLAIN {SECRET[:-4]}{n:04}" for n in range(KEPT + 3)]
    assert len(sent(*many)[0].sent) == KEPT
    assert sent("AUTH PLAIN [redacted]", "AUTH PLAIN =", "AUTH LOGIN")[0].sent == []


def test_the_same_credentials_are_known_after_a_refusal_alone() -> None:
    credentials, flags = sent(f"AUTH PLAIN {SECRET}", f"AUTH PLAIN {SECRET}")
    assert flags == [0, 0]
    credentials.refuse()
    again = commands.parse(f"AUTH PLAIN {SECRET}".encode())
    other = commands.parse(f"AUTH LOGIN {SECRET}".encode())
    assert credentials.response(again, State()) == Form.SAME_CREDENTIALS
    assert credentials.response(other, State()) == 0


def test_a_stray_response_is_one_only_after_an_auth() -> None:
    stray = commands.parse(SECRET.encode())
    assert not Credentials().astray(stray, False) and not Credentials().astray(stray, True)
    credentials = sent("AUTH LOGIN")[0]
    assert credentials.astray(stray, False) and credentials.sent == [SECRET.encode()]
    word = commands.parse(b"hunter2!")
    assert not credentials.astray(word, False) and credentials.astray(word, True)
    assert not credentials.astray(commands.parse(b""), True)


def test_what_the_log_hides_is_never_the_same() -> None:
    for hidden in ("AUTH PLAIN [redacted]", "AUTH PLAIN ="):
        credentials, _ = sent(hidden)
        assert credentials.attempt == b""
        credentials.refuse()
        assert not credentials.refused
    assert sent("AUTH LOGIN")[0].attempt and not sent("AUTH LOGIN", "[redacted]")[0].attempt

"""The verdict of a session: the root cause, not its consequence, and not what was merely unwise."""

from __future__ import annotations

from smtpcodes import rules
from smtpcodes.linter import lint
from smtpcodes.report import OUTCOMES, Verdict
from smtpcodes.verdict import choice
from tests.each import each

GREETING = "S: 220 mx.example.net ESMTP\nC: EHLO client.example\n"
HEAD = GREETING + "S: 250-mx.example.net\nS: 250-STARTTLS\nS: 250 AUTH PLAIN LOGIN\n"
ENCRYPTED = (
    GREETING + "S: 250-mx.example.net\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 2.0.0 Ready\n"
    "C: EHLO client.example\nS: 250-mx.example.net\nS: 250 AUTH PLAIN XOAUTH2\n"
)
MAIL = "C: MAIL FROM:<a@x.example>\n"
REFUSED = "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication credentials invalid\n"
REQUIRED = MAIL + "S: 530 5.7.0 Authentication required\n"


def of(text: str) -> Verdict:
    verdicts = lint(text).verdicts
    assert len(verdicts) == 1, f"one verdict is due for\n{text}"
    return verdicts[0]


# What the log shows; what the verdict must say; its side; its cause; the line that matters.
CASES = {
    "a 530 after a failed AUTH is only the consequence": (
        HEAD + REFUSED + REQUIRED,
        ["530 at line 9 is only the consequence", "AUTH failed with 535 5.7.8 at line 7"],
        "client",
        "auth.credentials-invalid",
        7,
    ),
    "so is a relay that is denied": (
        HEAD
        + REFUSED
        + MAIL
        + "S: 250 Ok\nC: RCPT TO:<b@y.example>\nS: 554 5.7.1 <b@y.example>: Relay access denied\n",
        ["554 at line 11 is only the consequence", "AUTH failed with 535"],
        "client",
        "auth.credentials-invalid",
        7,
    ),
    "a policy of the tenant is the configuration's fault": (
        HEAD + "C: AUTH PLAIN [redacted]\nS: 535 5.7.139 Authentication unsuccessful, basic "
        "authentication is disabled for the tenant.\n" + REQUIRED,
        [
            "530 at line 9 is only the consequence",
            "535 5.7.139 at line 7",
            "switched off",
            "(Microsoft)",
        ],
        "configuration",
        "auth.disabled-by-policy",
        7,
    ),
    "a failed log-in matters more than an unwise offer": (
        HEAD + REFUSED,
        ["AUTH failed with 535"],
        "client",
        "auth.credentials-invalid",
        7,
    ),
    "a refusal that is wrong itself is the verdict": (
        HEAD + MAIL + "S: 535 5.7.8 Authentication required\n",
        ["535 answers MAIL"],
        "server",
        "auth.required",
        7,
    ),
    "a refusal with the wrong code still has its cause": (
        HEAD
        + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Error: authentication failed: Connection lost to "
        "authentication server\n",
        ["AUTH failed with 535", "; 535 blames the credentials"],
        "server",
        "auth.temporary-failure",
        7,
    ),
    "a second mechanism that succeeds leaves nothing to blame": (
        ENCRYPTED + "C: AUTH XOAUTH2 [redacted]\nS: 535 5.7.8 no\nC: AUTH PLAIN [redacted]\n"
        "S: 235 2.7.0 ok\n",
        [
            "AUTH XOAUTH2 failed with 535 5.7.8 at line 11, PLAIN succeeded at line 13",
            "nothing is wrong",
        ],
        "none",
        None,
        11,
    ),
    "a second try that succeeds leaves nothing to mend": (
        ENCRYPTED + REFUSED + "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 ok\n",
        ["a later try succeeded at line 13"],
        "none",
        None,
        11,
    ),
    "the same log-in three times is told once": (
        ENCRYPTED + REFUSED * 3,
        ["AUTH failed 3 times, first with 535 5.7.8 at line 11"],
        "client",
        "auth.credentials-invalid",
        11,
    ),
    "more failures than are looked at": (
        ENCRYPTED + REFUSED * 30,
        ["AUTH failed 12 times or more, first with 535"],
        "client",
        "auth.credentials-invalid",
        11,
    ),
    "421 after too many failures closes the session": (
        ENCRYPTED + REFUSED * 3 + "C: AUTH PLAIN [redacted]\nS: 421 4.7.0 Too many failures\n",
        ["AUTH failed 3 times", "421 at line 17 closes the session"],
        "client",
        "auth.credentials-invalid",
        11,
    ),
    "a refused mechanism says nothing of the password": (
        ENCRYPTED
        + "C: AUTH CRAM-MD5\nS: 535 5.7.8 Error: authentication failed: Invalid authentication "
        "mechanism\n",
        ["CRAM-MD5 is not offered, PLAIN, XOAUTH2 are"],
        "client",
        "auth.mechanism-unsupported",
        11,
    ),
    "what the server says of credentials matters more than of a mechanism": (
        ENCRYPTED + "C: AUTH CRAM-MD5\nS: 504 5.5.4 Unrecognized authentication type\n" + REFUSED,
        ["AUTH failed with 535 5.7.8 at line 13"],
        "client",
        "auth.credentials-invalid",
        13,
    ),
    "STARTTLS is offered, and the refusal says that there is none": (
        HEAD + "C: STARTTLS\nS: 554 TLS not supported here\n",
        ["the server offers it and does not do it"],
        "server",
        "tls.unavailable",
        7,
    ),
    "no AUTH is offered before STARTTLS": (
        GREETING + "S: 250-mx.example.net\nS: 250 STARTTLS\nC: AUTH PLAIN [redacted]\n"
        "S: 503 5.5.1 Error: authentication not enabled\n",
        ["the server offers no AUTH before STARTTLS"],
        "client",
        "auth.not-available",
        6,
    ),
    "no AUTH is offered at all": (
        GREETING
        + "S: 250 mx.example.net\nC: AUTH PLAIN [redacted]\nS: 502 5.5.1 Not implemented\n",
        ["the server offers no AUTH here"],
        "client",
        "auth.not-available",
        5,
    ),
    "HELO offers nothing": (
        "S: 220 mx.example.net ESMTP\nC: HELO client.example\nS: 250 mx.example.net\n" + REQUIRED,
        ["the client said HELO: AUTH needs EHLO"],
        "client",
        "auth.required",
        5,
    ),
    "a client that never logs in": (
        HEAD + REQUIRED,
        ["a log-in is required, and the client sent no AUTH, though it was offered"],
        "client",
        "auth.required",
        7,
    ),
    "a client that logs in too late": (
        HEAD + REQUIRED + "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 ok\n",
        ["the client sent no AUTH", "it logged in only at line 9"],
        "client",
        "auth.required",
        7,
    ),
    "a client that sends neither STARTTLS nor AUTH": (
        GREETING + "S: 250-mx.example.net\nS: 250 STARTTLS\n" + REQUIRED,
        ["no AUTH is offered before STARTTLS, and the client sent neither"],
        "client",
        "auth.required",
        6,
    ),
    "STARTTLS ends a log-in": (
        HEAD + "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 ok\nC: STARTTLS\nS: 220 Ready\n"
        "C: EHLO client.example\nS: 250-mx\nS: 250 AUTH PLAIN\n" + REQUIRED,
        ["STARTTLS has ended the one before it"],
        "client",
        "auth.required",
        14,
    ),
    "STARTTLS is wanted and wanted again": (
        HEAD + (MAIL + "S: 530 5.7.0 Must issue a STARTTLS command first\n") * 2,
        [
            "MAIL was refused with 530 5.7.0 at line 7: TLS must be started first",
            "went on without STARTTLS, 530 again at line 9",
        ],
        "client",
        "tls.required",
        7,
    ),
    "STARTTLS is wanted though it is not offered": (
        GREETING
        + "S: 250-mx.example.net\nS: 250 AUTH PLAIN\n"
        + MAIL
        + "S: 530 5.7.0 Must issue a STARTTLS command first\n",
        ["530 asks for STARTTLS, which the last EHLO reply does not list"],
        "server",
        "tls.required",
        6,
    ),
    "STARTTLS is offered and not done": (
        HEAD + "C: STARTTLS\nS: 554 5.7.0 No\n",
        ["the server offers it and does not do it"],
        "server",
        "tls.unavailable",
        7,
    ),
    "STARTTLS that is refused explains what it would have allowed": (
        HEAD + "C: STARTTLS\nS: 454 4.7.0 TLS not available due to local problem\n"
        "C: AUTH PLAIN [redacted]\nS: 530 5.7.0 Must issue a STARTTLS command first\n",
        ["STARTTLS was put off with 454 4.7.0 at line 7"],
        "server",
        "tls.unavailable",
        7,
    ),
    "a client that gives up": (
        ENCRYPTED + "C: AUTH PLAIN\nS: 334 \nC: *\nS: 535 5.7.8 Authentication failed\n",
        ['the client gave up, it sent "*"'],
        "client",
        "auth.syntax",
        13,
    ),
    "a response that is no base64": (
        ENCRYPTED + "C: AUTH PLAIN\nS: 334 \nC: %%%%%\nS: 535 5.7.8 Authentication failed\n",
        ["the response is no base64"],
        "client",
        "auth.syntax",
        13,
    ),
    "a token that is not accepted": (
        ENCRYPTED + "C: AUTH XOAUTH2 [redacted]\nS: 535 5.7.8 Authentication failed\n",
        ["the OAuth token is not accepted"],
        "configuration",
        "auth.token-invalid",
        11,
    ),
    "greylisting": (
        GREETING
        + "S: 250 mx.example.net\n"
        + MAIL
        + "S: 250 Ok\nC: RCPT TO:<b@y.example>\nS: 451 4.7.1 Greylisted, please try again later\n",
        ["RCPT was put off with 451 4.7.1 at line 7: greylisted"],
        "none",
        "rate.greylisted",
        7,
    ),
    "a relay that is denied": (
        HEAD
        + MAIL
        + "S: 250 Ok\nC: RCPT TO:<b@y.example>\nS: 554 5.7.1 <b@y.example>: Relay access denied\n",
        ["does not relay for a client that has not logged in"],
        "client",
        "relay.denied",
        9,
    ),
    "a 503 after a refused MAIL": (
        GREETING
        + "S: 250 mx.example.net\n"
        + MAIL
        + "S: 501 5.5.4 Syntax error\nC: RCPT TO:<b@y.example>\nS: 503 5.5.1 Need MAIL\n",
        ["MAIL was refused with 501 5.5.4 at line 5", "; 503 at line 7 is only the consequence"],
        "client",
        "syntax.bad",
        5,
    ),
    "a server that refuses a client from the start": (
        "S: 554 5.7.1 No\nC: EHLO client.example\nS: 503 5.5.1 No\nC: QUIT\nS: 221 Bye\n",
        [
            "the connection was refused with 554 5.7.1 at line 1",
            "; 503 at line 3 is only the consequence",
        ],
        None,
        None,
        1,
    ),
    "a text that names no cause is quoted": (
        GREETING + "S: 250 mx.example.net\n" + MAIL + "S: 550 5.0.0 Zugriff nur mittwochs\n",
        ['MAIL was refused with 550 5.0.0 at line 5: "Zugriff nur mittwochs"'],
        "none",
        "unknown",
        5,
    ),
    "235 whose text says failure": (
        ENCRYPTED + "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 Authentication failed\n" + REQUIRED,
        ["235 is success, but the text says failure", "; 530 at line 13 is only the consequence"],
        "server",
        None,
        11,
    ),
    "250 to AUTH, which a client takes for a failure": (
        ENCRYPTED + "C: AUTH PLAIN [redacted]\nS: 250 2.7.0 Authentication successful\n"
        "C: AUTH PLAIN [redacted]\nS: 503 5.5.1 Already authenticated\n",
        ["AUTH succeeds with 250: the code for that is 235"],
        "server",
        None,
        11,
    ),
    "535 whose text says later": (
        ENCRYPTED + "C: AUTH PLAIN [redacted]\nS: 535 5.7.8 Temporary failure, try again later\n",
        ["AUTH failed with 535 5.7.8 at line 11", "that is 454"],
        "server",
        "auth.temporary-failure",
        11,
    ),
    "550 whose text wants a log-in": (
        ENCRYPTED + MAIL + "S: 550 5.7.1 Authentication required\n",
        ["MAIL was refused with 550", "the client sent no AUTH", "the code for that is 530"],
        "client",
        "auth.required",
        11,
    ),
    "a log that ends with an AUTH": (
        ENCRYPTED + "C: AUTH PLAIN [redacted]\n",
        ["AUTH PLAIN at line 10 got no reply: the log is cut there, or the connection broke"],
        "none",
        None,
        10,
    ),
    "a reply to AUTH that never came": (
        ENCRYPTED + "C: AUTH PLAIN [redacted]\n" + REQUIRED + "C: QUIT\nS: 221 2.0.0 Bye\n",
        ["MAIL was refused with 530 5.7.0 at line 12", "AUTH at line 10 had got no reply"],
        "client",
        "auth.required",
        12,
    ),
    "the middle of a session tells less": (
        REQUIRED,
        ["MAIL was refused with 530 5.7.0 at line 2: a log-in is required first"],
        "client",
        "auth.required",
        2,
    ),
}


@each("name", CASES)
def test_a_verdict_names_cause_side_and_line(name: str) -> None:
    text, said, side, cause, line = CASES[name]
    found = of(text)
    for words in said:
        assert words in found.summary, f"{words!r} is missing in {found.summary!r}"
    assert (
        side in (None, found.side)
        and (cause is None or cause == found.cause)
        and found.line == line
    ), found
    assert found.places and found.places[0].line == line


def test_503_to_auth_is_success_for_pythons_smtplib() -> None:
    text = (
        "send: 'ehlo client.example\\r\\n'\nreply: b'250-mx.example.net\\r\\n'\n"
        "reply: b'250 AUTH PLAIN\\r\\n'\n"
        "send: 'AUTH PLAIN [redacted]\\r\\n'\nreply: b'503 5.5.1 Bad sequence of commands\\r\\n'\n"
        "send: 'mail FROM:<a@x.example>\\r\\n'\nreply: b'530 5.7.0 Authentication required\\r\\n'\n"
    )
    found = of(text)
    assert found.reader == "smtplib" and found.line == 5
    assert (
        "login() returned, but the server had answered 503 to AUTH at line 5: Python's smtplib "
        "takes 503 for success" in found.summary
    )
    assert found.summary.endswith("; 530 at line 7 is only the consequence")


def test_503_that_nothing_explains_is_the_servers_fault_whatever_the_client_takes_it_for() -> None:
    text = (
        "reply: b'220 mx.example.net ESMTP\\r\\n'\nsend: 'ehlo client.example\\r\\n'\n"
        "reply: b'250-mx.example.net\\r\\n'\nreply: b'250 AUTH PLAIN\\r\\n'\n"
        "send: 'AUTH PLAIN [redacted]\\r\\n'\nreply: b'503 5.5.1 Bad sequence of commands\\r\\n'\n"
        "send: 'mail FROM:<a@x.example>\\r\\n'\nreply: b'530 5.7.0 Authentication required\\r\\n'\n"
    )
    found = of(text)
    assert (
        "login() returned" in found.summary
        and "nothing is out of sequence" in found.summary
        and found.side == "server"
    )


def test_a_provider_that_the_greeting_contradicts_is_not_named() -> None:
    text = (
        "S: 220 mx.example.net ESMTP {}\nC: EHLO client.example\nS: 250 mx.example.net\n"
        + MAIL
        + "S: 553 5.7.1 <a@x.example>: Sender address rejected: not owned by user b\n"
    )
    assert of(text.format("Postfix")).provider == "Postfix"
    assert of(text.format("Exim 4.96")).provider is None


def test_the_attempts_stand_in_their_order_with_mechanism_reply_and_cause() -> None:
    text = (
        ENCRYPTED
        + "C: AUTH CRAM-MD5\nS: 504 5.5.4 no\n"
        + REFUSED
        + "C: AUTH PLAIN [redacted]\nS: 235 2.7.0 ok\n"
    )
    assert [
        (a.mechanism, a.outcome, a.reply and a.reply.code, a.cause, a.line)
        for a in of(text).attempts
    ] == [
        ("CRAM-MD5", "refused", 504, "auth.mechanism-unsupported", 11),
        ("PLAIN", "refused", 535, "auth.credentials-invalid", 13),
        ("PLAIN", "accepted", 235, None, 15),
    ]
    shown = of(text).to_json()["attempts"]
    assert all(
        set(a) == {"mechanism", "outcome", "reply", "cause", "line"} and a["outcome"] in OUTCOMES
        for a in shown
    )


def test_a_log_that_ends_inside_auth_has_an_attempt_without_an_answer() -> None:
    text = ENCRYPTED + REFUSED + "C: AUTH PLAIN\nS: 334 \n"
    assert [(a.outcome, a.line) for a in of(text).attempts] == [("refused", 11), ("unanswered", 13)]


def test_what_a_verdict_shows_of_a_reply_holds_no_credential() -> None:
    text = (
        ENCRYPTED + "C: AUTH PLAIN AGFsaWNlAGh1bnRlcjItaHVudGVyMg==\nS: 535 5.7.8 "
        "AGFsaWNlAGh1bnRlcjItaHVudGVyMg== is no good\n"
    )
    assert "AGFsaWNl" not in repr(of(text)) and "hunter" not in repr(of(text))


def test_a_credential_at_the_edge_of_what_is_shown_is_not_shown_in_half() -> None:
    secret = "AGFsaWNlAGh1bnRlcjItaHVudGVyMg=="
    for before in range(1960, 2000, 7):
        text = (
            ENCRYPTED
            + f"C: AUTH PLAIN {secret}\nS: 535 5.7.8 {'x ' * (before // 2)}{secret} is no good\n"
        )
        assert "AGFsaW" not in repr(lint(text).verdicts) and "AGFsaW" not in repr(
            lint(text).findings
        )


def test_the_rules_that_tell_the_cause_exist() -> None:
    assert choice.TELLING | choice.MISLEADING <= set(rules.ids()), (
        "choice.TELLING names a rule that is gone"
    )


def test_an_auth_that_the_server_does_not_know_is_no_matter_of_the_password() -> None:
    found = of(ENCRYPTED + "C: AUTH PLAIN [redacted]\nS: 502 5.5.2 Error: command not recognized\n")
    assert found.cause == "auth.not-available"
    found = of("C: AUTH PLAIN [redacted]\nS: 502 5.5.2 Error: command not recognized\n")
    assert found.cause == "auth.not-available" and "does not know AUTH" in found.summary


def test_a_535_before_any_credentials_blames_the_exchange() -> None:
    found = of(ENCRYPTED + "C: AUTH PLAIN\nS: 535 Incorrect authentication data\n")
    assert (
        (found.cause, found.side) == ("auth.syntax", "server")
        and "a 334 was due" in found.summary
        and "RFC 4954" in found.fix
    )


def test_the_command_helps_where_a_refusals_code_is_not_of_auth() -> None:
    assert (
        of(ENCRYPTED + "C: AUTH PLAIN [redacted]\nS: 553 5.3.0 Auth failure\n").cause
        == "auth.credentials-invalid"
    )

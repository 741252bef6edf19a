from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.rules.base import Found, Rule, replies
from smtpcodes.session.events import YES
from smtpcodes.session.exchange import Exchange


class CredentialsInvalidOutsideAuth(Rule):
    """X.7.8 answers a command that is not AUTH.

    Programs and people that look the code up look for a wrong password, and may change one that was
    right. Nobody sees the true reason, a sender or a recipient that is not permitted.

    RFC 4954: X.7.8 says that credentials were checked in AUTH and refused. Elsewhere send `5.7.1`
    where something is not permitted, and `5.7.0` where a log-in is missing.

    RFC 4468 printed `554 5.7.8` for BURL by mistake; the registered code is `5.7.14` (RFC 5248
    section 2.4, erratum 896 of RFC 4468). A server that does what was printed is left alone.
    """

    spec = ("RFC 4954 section 6", "RFC 5248 section 2.4")
    wakes_on = replies()
    yields_to = ("auth/failed-outside-auth", "reply/greeting-code", "enhanced/not-allowed-here")
    bad = (
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.7.8 Not allowed
           ^^^
        """,
        """
        S: 220 mx.example.net ESMTP
        C: XYZZY
        S: 550 5.7.8 Not allowed
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: BURL imap://mail.example/x LAST
        S: 554 5.7.8 URL resolution requires trust relationship
        """,
        """
        C: [hidden]
        S: 334 Password:
        C: [hidden]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: RSET
        S: 250 2.0.0 Ok
        """,
        """
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: EHLO client.example
        S: 550 5.7.8 Not allowed
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.enhanced
            and x.enhanced.endswith(".7.8")
            and x.shown
            and not x.in_auth
            and x.verb not in ("BURL", "BDAT")
            and not x.hello
            and not (x.verb == "OTHER" and x.state.whole is not YES)
        ):
            yield self.found(f"{x.enhanced} answers {_name(x.verb)}: it is for AUTH alone")


def _name(verb: str) -> str:
    return {"CONNECT": "the connection", "MESSAGE": "the message", "OTHER": "a command"}.get(
        verb, verb
    )

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, asked, replies
from smtpcodes.session.events import NO
from smtpcodes.session.exchange import Exchange


class WeakMechanismMisused(Rule):
    """`534` is sent outside AUTH, or for a mechanism that is not supported.

    A client that knows 534 tries the same password with a stronger mechanism. For a message that is
    too large, or a mechanism that the server does not have, that leads nowhere.

    RFC 4954: 534, with `5.7.9`, says that the mechanism is weaker than the policy for this user
    permits. An unsupported mechanism is `504 5.5.4`, a message that is too large `552 5.3.4`, what
    is not permitted `550 5.7.1`.

    Google's 534 5.7.9 and 5.7.14 ("application-specific password required", "log in with your web
    browser") are close to the meaning: the password is too weak for this user. "Mechanism is too
    weak" is the meaning itself.
    """

    spec = ("RFC 4954 section 6", "RFC 4954 section 4")
    wakes_on = replies(534)
    suggests = Suggestion(504, "5.5.4")
    yields_to = ("auth/unknown-mechanism-not-504",)
    also = ("sequence/mechanism-not-offered",)
    bad = (
        """
        C: MAIL FROM:<a@client.example> SIZE=99999999
        S: 534 5.3.4 Message size exceeds the limit
           ^^^
        """,
        """
        C: AUTH GSSAPI
        S: 534 Unsupported authentication mechanism
           ^^^
        """,
        """
        C: EHLO client.example
        S: 250 mx.example.net
        C: AUTH GSSAPI
        S: 534 5.7.9 Authentication mechanism is too weak
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Application-specific password required
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 534-5.7.14 Please log in with your web browser and then try again.
        S: 534 5.7.14 Learn more at https://support.example/
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 534 Authentication mechanism is too weak
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Authentication mechanism is too weak
        """,
        """
        S: 534 5.7.9 Authentication mechanism is too weak
        """,
        """
        C: X-EXPS LOGIN
        S: 534 5.7.9 Authentication mechanism is too weak
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 534 5.7.9 Authentication mechanism not supported
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.shown or x.verb in ("CONNECT", "OTHER"):
            return
        if not x.in_auth:
            yield self.found(
                f"534 answers {asked(x)}: it is for AUTH alone",
                suggest=Suggestion(552, "5.3.4")
                if x.enhanced == "5.3.4"
                else Suggestion(550, "5.7.1"),
            )
        elif x.offered is NO or (x.text is TextClass.MECHANISM and x.enhanced != "5.7.9"):
            yield self.found("534 says too weak; a mechanism that is not supported is 504")

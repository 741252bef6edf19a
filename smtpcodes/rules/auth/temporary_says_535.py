from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import Found, Rule, Suggestion, replies
from smtpcodes.session.exchange import Exchange


class TemporarySays535(Rule):
    """`535` says that the server, not the credentials, is in trouble.

    The client may throw a good password away and ask its user for another, or a mail server bounces
    what would have gone out ten minutes later; and who has typed the right password three times
    doubts it.

    RFC 4954 has 454 for a temporary failure of the server, with `4.7.0`, and asks the client not to
    prompt for a password then. We read it so for load and for too many attempts too, which pass
    with time as a back end that is down does.

    "Please try again" after a wrong password is no such text: the user is to type it again. Nor is
    a text that lists every possible reason, the password among them, nor the enhanced code alone.
    """

    spec = ("RFC 4954 section 6",)
    wakes_on = replies(535)
    suggests = Suggestion(454, "4.7.0")
    also = ("auth/failed-outside-auth",)
    bad = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Temporary authentication failure
           ^^^
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 Error: authentication failed, system busy
           ^^^
        """,
        """
        S: 535 5.7.0 (#AUTH005) Too many bad auth attempts.
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Invalid credentials, please try again
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 454 4.7.0 Temporary authentication failure
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 Login fail. Account is abnormal, password is incorrect, login frequency limited, or system is busy.
        """,  # noqa: E501
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Wrong password; try again later
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 535 5.7.0 Temporary failure, try again later
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (x.in_auth or not x.shown) and x.text is TextClass.TEMPORARY:
            yield self.found(
                "535 blames the credentials, but the text says the server: that is 454"
            )

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.command import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class OauthErrorUnanswered(Rule):
    """A challenge with a token error is not answered before the next command.

    The 334 carries the error as JSON; the client answers it (an empty line, or `AQ==` for OAUTHBEARER), and only then comes
    the 535. A client that goes on at once takes everything after for the answer to something else.
    """

    side = CLIENT
    spec = ("RFC 7628 section 3.2.3",)
    wakes_on = replies()
    also = ("sequence/command-inside-auth",)
    bad = ("""
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C: QUIT now
           ^^^
        S: 501 5.5.2 Cannot decode response
        """,)
    good = ("""
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C: AQ==
        S: 535 5.7.8 Authentication credentials invalid
        """,)

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.state.token_error and x.state.shows(Sees.SASL) and (x.has(Form.AFTER_TOKEN_ERROR) or x.has(Form.LIKE_COMMAND)):
            yield self.found("a token error in a 334 wants an answer before the next command")

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, replies
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm

# forms of a 334 that does not show base64
_UNREADABLE = (
    ReplyForm.NOT_BASE64
    | ReplyForm.PROMPT
    | ReplyForm.MASKED
    | ReplyForm.EMPTY
    | ReplyForm.BLANKS
    | ReplyForm.CODE_ASSUMED
    | ReplyForm.UNTERMINATED
    | ReplyForm.CUT
    | ReplyForm.TOKEN_ERROR
)


class ChallengeNotBase64(Rule):
    """The text of a `334` is not base64.

    "Log on" or "ok, go on" does not decode. One client may give the exchange up, another pay no
    heed to the text: then the log-in fails with one program and works with the next.

    RFC 4954: a challenge holds base64 and nothing else, and a client that cannot decode it MUST
    cancel with "*". With nothing to say it is "334 ", with a blank at the end.

    It is no finding where the log hides the challenge or decodes it: the readable prompts of LOGIN,
    "Username:" and "Pass", may be the log's doing.
    """

    level = ERROR
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = replies(334)
    yields_to = ("enhanced/not-allowed-here", "auth/challenge-outside-auth")
    also = ("auth/cancel-not-501",)
    bad = (
        """
        C: AUTH PLAIN
        S: 334 Log on
           ^^^
        """,
        """
        C: AUTH NTLM
        S: 334 NTLM supported
           ^^^
        """,
        """
        C: AUTH PLAIN
        S: 334\x20\x20
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
           ^^^
        C: dGltQGNsaWVudC5leGFtcGxl
        S: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
           ^^^
        C: YWxp
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH LOGIN
        S: 334  VXNlcm5hbWU6
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 User
           ^^^
        C: dGltQGNsaWVudC5leGFtcGxl
        S: 334 Pass
        """,
    )
    good = (
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        """,
        """
        C: AUTH LOGIN
        S: 334 [redacted]
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: alice123
        S: 334 Password:
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        """,
        """
        S: 334 named_attribute: client_name=localhost
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: YWxpY2U=
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: YWxpY2VAY2xpZW50LmV4YW1wbGU=
        S: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: alice@client.example
        S: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: [redacted]
        S: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: YWxp
        S: 334 Password:
        """,
        """
        CLIENT -> SERVER: AUTH PLAIN
        SERVER -> CLIENT: 334 Go on
        """,
        """
        CLIENT -> SERVER: AUTH LOGIN
        SERVER -> CLIENT: 334 Username:
        CLIENT -> SERVER: YWxp
        SERVER -> CLIENT: 334 UGFzc3dvcmQ6
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: YWxp
        S: 334\x20
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: YWxp
        S: 334 [redacted]
        """,
        """
        CLIENT -> SERVER: AUTH LOGIN
        SERVER -> CLIENT: 334 Username:
        CLIENT -> SERVER: YWxpY2VAY2xpZW50LmV4YW1wbGU=
        SERVER -> CLIENT: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: gICAgICAgIA=
        S: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: AAECAwQFBgc=
        S: 334 Password:
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: *
        S: 334 Password:
        """,
        """
        ```smtp
        C: AUTH PLAIN
        S: 334\x20\x20
        ```
        """,
        """
        C: AUTH LOGIN
        S: 334 User:
        C: alice
        S: 334 Pass:
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return (
            x.verb == "SASL"
            and x.has(ReplyForm.PROMPT)
            and not x.form & (Form.BAD_BASE64 | Form.MASKED | Form.EMPTY | Form.ASSUMED)
            and x.state.shows(Sees.RAW | Sees.RESPONSES)
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        """A response in base64 tells that the log decodes nothing: the server has not encoded."""
        decoded = sasl.decode(exchange.command.raw.strip()) or b""
        if len(decoded) > 5 and decoded.isascii() and decoded.decode("ascii").isprintable():
            earlier = exchange.exchange.state.readable == ReplyForm.PROMPT
            yield self.found(
                "the text of this 334 is readable: the server has to encode it",
                at="related" if earlier else "",
                related=(("challenge", "not encoded"),) if earlier else (),
            )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if not x.in_auth or not x.state.shows(Sees.RAW | Sees.RESPONSES):
            return
        if (
            x.verb == "SASL"
            and x.state.readable == ReplyForm.PROMPT
            and not x.reply_form & _UNREADABLE
        ):
            yield self.found(
                "this challenge is readable, the next one is not: the server has to encode each",
                at="related",
                related=(("challenge", "not encoded"),),
            )
        elif x.has(ReplyForm.SPACED) or (x.has(ReplyForm.BLANKS) and x.state.shows(Sees.TRAILING)):
            yield self.found("a blank too many stands in this 334: it is no base64")
        elif x.has(ReplyForm.NOT_BASE64) or (
            x.reply_form & (ReplyForm.PROMPT | ReplyForm.MASKED) and x.state.shows(Sees.WIRE)
        ):
            yield self.found(
                'the text of this 334 is not base64: say "334 " if there is nothing to say'
            )

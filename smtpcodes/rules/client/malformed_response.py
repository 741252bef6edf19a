from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import shape
from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange

UNSEEN = frozenset((500, 502, 503, 504, 530, 538))  # the server has not looked at the response


class MalformedResponse(Rule):
    """A SASL response does not have the form that its mechanism asks for.

    The password may be right: the server never saw it as one. Look at the tool that made the
    base64: `echo` adds a newline, a shell or Perl eats the NUL or the `@`, a library
    encodes what was encoded already. For `PLAIN` encode NUL, user, NUL, password, and nothing
    after it:

        printf '\\0%s\\0%s' "$user" "$password" | base64 -w0

    `LOGIN` sends the user name and the password apart, each encoded by itself. `XOAUTH2` and
    `OAUTHBEARER` want `auth=Bearer`, the token and two octets %x01 at the end; `CRAM-MD5` the user,
    a blank and 32 hexadecimal digits.

    Only length and shape are looked at, and only where the log shows the response as it was sent:
    no placeholder, nothing decoded or altered. What is no base64 at all is told by the reply (501).
    """

    side = CLIENT
    spec = (
        "RFC 4616 section 2",
        "RFC 7628 section 3.1",
        "RFC 2195 section 2",
        "RFC 4954 section 4",
    )
    wakes_on = commands("AUTH", "SASL")
    bad = (
        """
        C: AUTH PLAIN dGltAHRhbnN0YWFmdGFuc3RhYWY=
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFmCg==
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: AHRpbQB0YW5zdGFhZnRhbnN0YWFm
           ^^^
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmFzaWMgeAEB
           ^^^
        S: 535 5.7.8 Username and Password not accepted
        """,
        """
        C: AUTH XOAUTH2 dXNlcj1h
           ^^^
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        """,
    )
    good = (
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN dGltAHRhbnN0YWFmdGFuc3RhYWY=
        S: 235 2.7.0 Authentication successful
        """,
        """
        C: AUTH PLAIN [redacted]
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: tim
        S: 334 Password:
        C: tanstaaf
        S: 535 5.7.8 Authentication credentials invalid
        """,
        """
        C: AUTH PLAIN eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA==
        S: 535 5.7.8 Username and Password not accepted
        """,
        """
        C: AUTH PLAIN !!!
        S: 501 5.5.2 Cannot decode response
        """,
        """
        C: AUTH PLAIN dGltAHRhbnN0YWFmdGFuc3RhYWY=
        S: 503 5.5.1 MAIL first
        """,
        """
        CLIENT -> SERVER: AUTH PLAIN dGltAHRhbnN0YWFmdGFuc3RhYWY=
        SERVER -> CLIENT: 535 5.7.8 Username and Password not accepted
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: not-her-password
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH XOAUTH2 [redacted]
        S: 334 eyJzdGF0dXMiOiI0MDAifQ==
        C: dXNlcj1h
        S: 535 5.7.8 Username and Password not accepted
        """,
        """
        C: AUTH PLAIN
        S: 334\x20
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            not (x.refused or x.code == 334)
            or x.code in UNSEEN
            or not x.state.shows(Sees.RESPONSES)
            or x.state.readable
            or x.state.token_error
        ):
            return
        if x.verb == "AUTH" and not x.has(Form.INITIAL):
            return
        found = x.problems
        if found and found != ["not-base64"]:
            yield self.found(f"the {x.mechanism} response is malformed: {shape.PROBLEMS[found[0]]}")

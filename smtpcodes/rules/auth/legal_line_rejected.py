from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, commands
from smtpcodes.session.exchange import Exchange


class LegalLineRejected(Rule):
    """A SASL line of legal length is refused as too long.

    Tokens (XOAUTH2, OAUTHBEARER) may have two kilobytes, Kerberos tickets more; the
    log-in works for one user and not for another whose token happens to be longer.

    RFC 4954 section 4: a server MUST handle the longest response of each mechanism that it offers,
    whatever its limit for other lines is; 12288 octets were called sufficient for all mechanisms of
    2007. That is so for a response after `334`. The AUTH command with its initial response stays
    under the 512 octets of a command line (RFC 5321 section 4.5.3.1.4): there the client is at
    fault too (command/line-too-long), yet a server does well to take such a line.

    Which length a mechanism needs a transcript does not tell, so this is a note. A line that is
    refused for its content, or that is over 12288 octets, is no case of it.
    """

    level = NOTE
    spec = ("RFC 4954 section 4",)
    must = "RFC 4954 section 4"
    wakes_on = commands("AUTH", "SASL")
    also = ("command/line-too-long",)
    bad = (
        """
        C: AUTH XOAUTH2
        S: 334 QUFB
        C: dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 500 5.5.6 Line too long
           ^^^
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 500 5.5.6 Line too long
           ^^^
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 500 Line too long
           ^^^
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 500 5.5.6 Refused
           ^^^
        """,
    )
    good = (
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 535 5.7.8 Authentication failed
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 500 5.5.1 Unrecognized command
        """,
        """
        C: AUTH GSSAPI
        S: 500 5.5.6 Line too long
        """,
        """
        C: AUTH GSSAPI
        S: 500 Line too long
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 535 Authentication failed
        """,
        """
        C: AUTH XOAUTH2 dXNlcj10aW1AeC5leGFtcGxlAWF1dGg9QmVhcmVyIEFB"""
        + "QUFB" * 125
        + """QQEB
        S: 235 2.5.6 Line too long
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.refused
            and x.has(Form.LONG)
            and (x.text is TextClass.TOO_LONG or (x.enhanced or "").endswith(".5.6"))
        ):
            yield self.found("a line of under 12288 octets is refused as too long")

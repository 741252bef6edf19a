from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm


class EchoedByServer(Rule):
    """The server repeats the credential in its reply.

    What the server says is shown to users, logged, and sent in bounces and tickets. A password in
    it goes to people who should never see it.

    No RFC forbids it; none has to. Say that the credentials fail, `535 5.7.8`, and repeat nothing
    of what was sent. Change the password.
    """

    level = ERROR
    wakes_on = replies()
    bad = (
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
        S: 501 5.5.4 Cannot parse AHRpbQB0YW5zdGFhZnRhbnN0YWFm
           ^^^
        """,
        """
        C: AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzM2NyZXQtUGFzcw==
        S: 454 4.7.0 Temporary authentication failure
        C: NOOP
        S: 550 5.7.1 After AGFsaWNlQGV4YW1wbGUudGVzdABzM2NyZXQtUGFzcw== nothing more
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN [redacted]
        S: 501 5.5.4 Cannot parse [redacted]
        """,
        """
        C: AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm
        S: 535 5.7.8 Authentication failed: AUTH PLAIN, request cXVldWUtaWQtNDcxMQ==
        """,
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 334 AGFsaWNlAG5vdGhpbmc=
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: Zm9v
        S: 334 UGFzc3dvcmQ6
        C: Zm9v
        S: 535 5.7.8 Zm9v is no name that is known here
        """,
        """
        C: AUTH PLAIN AGFsaWNlAG5vdGhpbmc=
        S: 535 5.7.8 QmFkIG5ld3MgZm9yIHlvdQ== is the number of this error
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: YWxp
        S: 334 UGFzc3dvcmQ6
        C: bm90aGluZw==
        S: 535 5.7.8 YWxp is not known here
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: YWxp
        S: 334 UGFzc3dvcmQ6
        C: YWxp
        S: 535 5.7.8 YWxp failed QUFBQUFBQUFBQUFB
        """,
        """
        C: AUTH LOGIN
        S: 334 Username:
        C: alice@client.example
        S: 334 Password:
        C: QUFBQUFBQUFBQUFB
        S: 535 5.7.8 alice@client.example QUFBQUFBQUFBQUFC failed
        """,
    )

    def wants_text(self, x: Exchange) -> bool:
        return x.has(ReplyForm.BASE64_WORD) and (x.state.credential or x.readable_credential)

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        known = [s for s in exchange.session.secrets if len(s) >= 8 and sasl.decode(s) is not None]
        if any(secret in line.text for secret in known for line in exchange.lines):
            yield self.found("the reply repeats the credential that was sent")

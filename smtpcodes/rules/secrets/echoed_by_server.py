from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from smtpcodes.grammar import sasl
from smtpcodes.grammar.late import late
from smtpcodes.rules.base import ERROR, Found, Rule, Seen, replies
from smtpcodes.session.exchange import Exchange
from smtpcodes.session.reply import ReplyForm

_CHOSEN = late(rb"(?=[^a-zA-Z]*[a-zA-Z])(?=[^0-9]*[0-9])[!-~]{8,256}")  # no word of a sentence
_WORD = rb"(?:(?<![0-9A-Za-z])|(?<=\\0))%s(?![0-9A-Za-z])"


class EchoedByServer(Rule):
    """The server repeats the credential in its reply.

    What the server says may be shown to users, logged, and sent in bounces and tickets. A password
    in it goes to people who should never see it.

    No RFC forbids it; none has to. Say that the credentials fail, `535 5.7.8`, and repeat nothing
    of what was sent. Change the password.

    As it was sent, decoded, in base64 by itself, or in hexadecimal: it is the same password. A
    decoded one counts where it has letters and digits, eight octets at least, and is no part of the
    user's name: "wrong password" repeats nobody's.
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
        """
        C: AUTH PLAIN AGFsaWNlAGhvcnNlMTJzdGFibGU=
        S: 535 5.7.8 alice may not log in with 'horse12stable'
           ^^^
        """,
        """
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: YWxpY2U=
        S: 334 UGFzc3dvcmQ6
        C: aG9yc2UxMnN0YWJsZQ==
        S: 535 5.7.8 Bad password (686f7273653132737461626c65)
           ^^^
        """,
        """
        C: AUTH PLAIN AGFsaWNlAGhvcnNlMTJzdGFibGU=
        S: 535 5.7.8 aG9yc2UxMnN0YWJsZQ==
           ^^^
        """,
    )
    good = (
        """
        C: AUTH PLAIN AGFsaWNlAHBhc3N3b3Jk
        S: 535 5.7.8 Wrong password
        """,
        """
        C: AUTH PLAIN AGFsaWNlMTk4NABhbGljZTE5ODQ=
        S: 535 5.7.8 alice1984 is not known here
        """,
        """
        C: AUTH PLAIN AGFsaWNlAGhvcnNlMTI=
        S: 535 5.7.8 No horse12 here
        """,
        """
        C: AUTH PLAIN AGFsaWNlADEyMzQ1Njc4
        S: 535 5.7.8 Failed, request 12345678
        """,
        """
        C: AUTH PLAIN AGFsaWNlAGhvcnNlMTJzdGFibGU=
        S: 535 5.7.8 Failed, request xhorse12stablex
        """,
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
        return (x.has(ReplyForm.BASE64_WORD) and (x.state.credential or x.readable_credential)) or (
            x.in_auth and x.refused and x.readable_credential
        )

    def inspect(self, exchange: Seen) -> Iterator[Found]:
        known = [s for s in exchange.session.secrets if len(s) >= 8 and sasl.decode(s) is not None]
        told = any(secret in line.text for secret in known for line in exchange.lines)
        if told or any(form.search(line.text) for line in exchange.lines for form in _forms(known)):
            yield self.found("the reply repeats the credential that was sent")


def _forms(sent: list[bytes]) -> Iterator[re.Pattern[bytes]]:
    """Where what was sent stands decoded, or encoded anew."""
    names = b" ".join(_names(s) for s in sent)
    for response in sent:
        for part in sasl.credentials(sasl.decode(response) or b""):
            if _CHOSEN.fullmatch(part) and part not in names:
                encoded = binascii.b2a_base64(part, newline=False)
                alike = (part, encoded, binascii.hexlify(part), binascii.hexlify(part).upper())
                yield re.compile(_WORD % b"(?:%s)" % b"|".join(map(re.escape, alike)))


def _names(sent: bytes) -> bytes:
    decoded = sasl.decode(sent) or b""
    return decoded if isinstance(sent, sasl.Name) else b" ".join(decoded.split(b"\0")[:-1])

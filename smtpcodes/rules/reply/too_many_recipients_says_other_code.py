from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.textclass import TextClass
from smtpcodes.rules.base import NOTE, Found, Rule, Suggestion, commands
from smtpcodes.session.exchange import Exchange


class TooManyRecipientsSaysOtherCode(Rule):
    """The text says that there are too many recipients, the code is another than 452.

    After `452` a client sends the message to those who were accepted, and then again to the rest.
    After `550` it may tell the sender that this recipient does not exist.

    RFC 5321 section 4.5.3.1.10: where the implementation takes no more recipients the reply MUST be
    `452` (`552` in older servers, and clients should treat it the same); at least a hundred have to
    fit. A limit that the site has set MAY get a 5yz, and the text does not tell the two apart: so
    this is a note.

    A limit for each day or hour is another matter; it has codes of its own.
    """

    level = NOTE
    spec = ("RFC 5321 section 4.5.3.1.10", "RFC 5321 section 4.5.3.1.8")
    must = "RFC 5321 section 4.5.3.1.10"
    wakes_on = commands("RCPT", "DATA", "MESSAGE", "BDAT")
    suggests = Suggestion(452, "4.5.3")
    yields_to = ("*", "reply/temporary-text-on-permanent-code")
    bad = (
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.5.3 Too many recipients
           ^^^
        """,
    )
    good = (
        """
        C: RCPT TO:<b@example.org>
        S: 452 4.5.3 Too many recipients
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 550 5.4.5 Too many recipients received this hour
        """,
        """
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Too many recipients after the next one
        """,
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if x.refused and x.text is TextClass.TOO_MANY_RECIPIENTS and x.code not in (452, 552, 421):
            yield self.found(f"{x.code} says too many recipients: the code for that is 452")

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Envelope
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class EmptyRecipient(Rule):
    """RCPT names nobody: TO:<>.

    The empty path belongs to MAIL alone, where it says that nobody wants a report. As a recipient
    it can be delivered to no one; an empty To field of a form, or a loop over a list with a blank
    line, is one cause.

    RFC 5321: a reverse-path may be `<>`, a forward-path is a mailbox. Check the list before the
    session begins.

    Where the server took it, the log may have lost the address.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 5321 section 4.1.2", "RFC 5321 section 4.1.1.3")
    wakes_on = commands("RCPT")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<>
           ^^^
        S: 501 5.1.3 Bad recipient address syntax
        """,
    )
    good = (
        """
        C: MAIL FROM:<>
        S: 250 2.1.0 Ok
        C: RCPT TO:<postmaster>
        S: 250 2.1.5 Ok
        """,
        """
        C: MAIL FROM:<>
        S: 250 2.1.0 Ok
        C: RCPT TO:
        S: 501 5.1.3 Bad recipient address syntax
        """,
        """
        C: MAIL FROM:<>
        S: 250 2.1.0 Ok
        C: RCPT TO:<>
        S: 250 2.1.5 Ok
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="RCPT TO:<>" result="553 5.1.3 No such mailbox"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(Envelope.NO_RECIPIENT)
            and x.refused
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found("RCPT TO:<> names nobody: a forward-path is a mailbox")

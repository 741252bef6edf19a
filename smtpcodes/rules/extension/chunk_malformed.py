from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.form import Form
from smtpcodes.rules.base import CLIENT, ERROR, Found, Rule, commands
from smtpcodes.session.events import Sees
from smtpcodes.session.exchange import Exchange


class ChunkMalformed(Rule):
    """BDAT has no size, or something else than LAST after it.

    Without the number of octets the server cannot know where the chunk ends and the next command
    begins. All it can do is to answer `501` and close.

    RFC 3030: `BDAT 1024`, and `BDAT 512 LAST` for the last chunk.
    """

    level = ERROR
    side = CLIENT
    spec = ("RFC 3030 section 2",)
    wakes_on = commands("BDAT")
    bad = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT LAST
           ^^^
        S: 501 5.5.4 Syntax: BDAT count [LAST]
        """,
    )
    good = (
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: bdat 0 last
        S: 250 2.0.0 Ok
        """,
        """
        C: MAIL FROM:<a@client.example>
        S: 250 2.1.0 Ok
        C: RCPT TO:<b@example.org>
        S: 250 2.1.5 Ok
        C: BDAT 0
        S: 250 2.0.0 Ok
        """,
        """
        C: BDAT LAST
        """,
        """
        Nov 23 22:50:00 mx smtpd[4242]: 5829f3aff09c1a5e smtp failed-command command="BDAT LAST" result="501 5.5.4 Syntax: BDAT count [LAST]"
        """,  # noqa: E501
    )

    def judge(self, x: Exchange) -> Iterator[Found]:
        if (
            x.has(Form.BAD_CHUNK)
            and x.code
            and not x.has(Form.ASSUMED)
            and x.state.shows(Sees.COMMANDS | Sees.REPLIES)
        ):
            yield self.found("BDAT: its form is a size and, with the last chunk, LAST")

"""MailEnable's SMTP activity log.

    12/23/20 13:29:34	SMTP-IN	4B0C2A7E	2056	192.0.2.50	MAIL	\
MAIL FROM:<a@example.com>	250 Ok	43	39	a@example.com       (MailEnable 10)
    12/23/20 13:29:34	SMTP-IN	4B0C2A7E	2056	192.0.2.50	AUTH	{blank}	\
535 Invalid Username or Password	19	14

Columns with tabs: service, session, socket, address, verb, command, reply, octets, user. The reply
to EHLO stands there in words, and a SASL response as "{blank}".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.readers._fields import AUTH
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import UNKNOWN, Connect, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_LINE = re.compile(rb"[0-9/.-]{6,10} [0-9:]{7,8}(?: [AP]M)?\tSMTP-(?:IN|OU)\t")
_HIDDEN = b"{blank}"


class MailEnable(Reader):
    NAME = "mailenable"
    MARKS = (b"\tSMTP-IN\t", b"\tSMTP-OU\t")
    FAMILY = "mailers"
    TITLE = "MailEnable's SMTP activity log"
    SHOWS = "commands and the last line of replies"
    HIDES = "what EHLO offers, SASL responses, TLS"
    SEES = Sees.COMMANDS | Sees.REPLIES | Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"12/23/20 13:29:34\tSMTP-IN\t4B0C2A7E\t2056\t192.0.2.50\t\t\t220 "
        b"mx.example.net ESMTP MailEnable Service\t0\t0\t\t\n"
        b"12/23/20 13:29:34\tSMTP-IN\t4B0C2A7E\t2056\t192.0.2.50\tEHLO\tEHLO "
        b"c.example\tmx.example.net, this server offers 7 extensions\t193\t13\t\t\n"
        b"12/23/20 13:29:34\tSMTP-IN\t4B0C2A7E\t2056\t192.0.2.50\tAUTH\t{blank}\t535 "
        b"Invalid Username or Password\t19\t14\t\n",
    )
    FORGED: ClassVar = (
        b"12/23/20 13:29:34\tSMTP-IN\t4B0C2A7E\t2056\t192.0.2.50\tEHLO\tEHLO 535 5.7.8 "
        b"no\t\t0\t0\t\n",
    )
    CUT: ClassVar = (b"12/23/20 13:29:34\tSMTP-IN\t4B0C2A7E\t2056\t192.0.2.50\tMAIL\tMAIL FROM:<a",)

    def take(self, line: bytes) -> Sequence[Item] | None:
        if not _LINE.match(line):
            return None
        fields = line.split(b"\t")
        if len(fields) < 7:
            return NOTHING
        key, verb, sent = fields[2], fields[5], fields[6]
        said = reply.parse(fields[7]) if len(fields) > 8 else None
        if said is None and verb in (b"EHLO", b"HELO") and len(fields) > 8 and fields[7]:
            said = reply.make(250, fields[7].decode("utf-8", "surrogateescape"), assumed=True)
        answer = ((key, said),) if said is not None else ()
        if not verb:
            return ((key, Connect(0, UNKNOWN)), *answer) if answer else NOTHING
        if sent == _HIDDEN and verb == b"AUTH":
            return ((key, AUTH), *answer)
        if commands.parse(sent).verb == commands.OTHER:
            sent = verb
        return ((key, Line(sent)), *answer)

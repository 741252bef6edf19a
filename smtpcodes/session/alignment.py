"""Which reply answers which command, where a log has fewer replies than commands.

After some commands a client has to wait for the reply. A log that shows another one right after
them comes from a client that did not wait, or has lost the reply: the first has as many replies as
commands, the second one less from there on.

    EHLO, DATA, VRFY, EXPN, TURN, QUIT and NOOP end a group               ; RFC 2920 section 3.1
    a client waits for the reply to AUTH                                  ; RFC 4954 section 4
    and to STARTTLS                                                       ; RFC 3207 section 4

Knows commands and reply codes, no texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smtpcodes.grammar import sasl
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form

AWAITED = frozenset(
    (
        "EHLO",
        "HELO",
        "LHLO",
        "AUTH",
        "SASL",
        "STARTTLS",
        "DATA",
        "VRFY",
        "EXPN",
        "NOOP",
        "TURN",
        "QUIT",
    )
)
END_OF_GROUP = frozenset(
    ("EHLO", "VRFY", "EXPN", "TURN", "QUIT", "NOOP")
)  # DATA as well; AUTH and STARTTLS have flags of their own
OWN = {
    235: ("AUTH", "SASL"),
    334: ("AUTH", "SASL"),
    354: ("DATA",),
    221: ("QUIT",),
}  # replies of one kind of command alone
# Commands that have the form of base64: a response with these letters was the command if the reply
# is the command's.
FOUR_LETTERS = {b"QUIT": (221,), b"RSET": (250,), b"NOOP": (250,), b"DATA": (354,)}
LONGEST = 12  # commands that are weighed; more are paired in their order
# the replies that a server gives when it does what it was asked
_USUAL = {
    "EHLO": (250,),
    "HELO": (250,),
    "LHLO": (250,),
    "AUTH": (235, 334),
    "SASL": (235, 334),
    "STARTTLS": (220,),
    "MAIL": (250,),
    "RCPT": (250, 251, 252),
    "DATA": (354,),
    "MESSAGE": (250,),
    "BDAT": (250,),
    "RSET": (250,),
    "NOOP": (250,),
    "QUIT": (221,),
    "VRFY": (250, 251, 252),
    "EXPN": (250, 252),
}


def leaves(command: Command) -> int:
    """Give what a command makes of those that do not wait for its reply: flags of ``Form``."""
    verb = command.verb
    if verb in ("AUTH", "SASL"):
        one_step = command.form & Form.INITIAL and command.mechanism in sasl.ONE_STEP
        return Form.AFTER_AUTH | (Form.AFTER_ONE_STEP_AUTH if one_step else 0)
    if verb == "STARTTLS":
        return Form.AFTER_STARTTLS
    return Form.AFTER_END_OF_GROUP if verb in END_OF_GROUP else 0


def lost(queue: Iterable[Command], code: int) -> int:
    """Count the open commands to which the log has lost the reply, where this one can only answer a
    later one."""
    own = OWN.get(code)
    if own is None:
        return 0
    return next((n for n, command in enumerate(queue) if command.verb in own), 0)


def stray(queue: Iterable[Command], codes: Sequence[int]) -> bool:
    """Is one of the replies a 535 to a command that is no AUTH? The AUTH may be lost."""
    return 535 in codes and any(
        code == 535 and odd(command, code) > 0 for command, code in zip(queue, codes, strict=False)
    )


def hasty(queue: Iterable[Command]) -> bool:
    """Does a command stand after one that has to be awaited?

    An empty line in a log is no command.
    """
    awaited = False
    for command in queue:
        if awaited and not (command.verb == "OTHER" and command.form & Form.EMPTY):
            return True
        awaited = awaited or command.verb in AWAITED
    return False


def odd(command: Command, code: int) -> int:
    """Weigh how odd the reply is as an answer to the command: 0, 1 or 2."""
    verb = command.verb
    if code >= 400:
        if code == 535:
            return 0 if verb in ("AUTH", "SASL", "OTHER") else 1
        return 1 if code == 530 and verb in ("EHLO", "HELO", "LHLO", "QUIT") else 0
    usual = _USUAL.get(verb)
    if usual is None:
        return 2 if verb == "OTHER" else 0  # a line that is no command gets no success
    return 0 if code in usual else 2


def align(queue: Sequence[Command], codes: Sequence[int], waited: bool) -> list[int | None]:
    """Give for each command the index of its reply, or None. There are no more replies than
    commands; replies keep their order.

    waited: the client has gone on, so it had its reply to the last command; of equally odd ways the
    earlier replies are the lost ones. Otherwise the connection was lost, and the later ones are.
    """
    lost = len(queue) - len(codes)
    if not lost or len(queue) > LONGEST:
        return [n if n < len(codes) else None for n in range(len(queue))]
    # weights[i][j]: the least oddness of commands from i on with replies from j on
    rows, columns = len(queue), len(codes)
    weights = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns, -1, -1):
            ways = []
            if rows - i > columns - j:
                ways.append(weights[i + 1][j])
            if j < columns:
                ways.append(odd(queue[i], codes[j]) + weights[i + 1][j + 1])
            weights[i][j] = min(ways, default=1000)
    found: list[int | None] = []
    j = 0
    for i in range(rows):
        skip = rows - i > columns - j and weights[i + 1][j] == weights[i][j]
        take = j < columns and odd(queue[i], codes[j]) + weights[i + 1][j + 1] == weights[i][j]
        if take and not (skip and waited):
            found.append(j)
            j += 1
        else:
            found.append(None)
    return found

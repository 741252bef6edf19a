"""qmail: deliveries of qmail-send, refusals of rblsmtpd and qmail-smtpd.

    Sep  6 07:33:33 mx qmail: 1157520813.485077 delivery 12: failure: \
192.0.2.9_does_not_like_recipient./Remote_host_said:_550_5.1.1_No_such_user/Giving_up_on_192.0.2.9./
    Sep  6 07:33:33 mx qmail: 1157520813.485077 rblsmtpd: 192.0.2.7 pid 19597: 451 \
http://www.example/query?ip=192.0.2.7
    @400000004c91b044077a9e94 delivery 13: deferral: Connected_to_192.0.2.9_but_greeting_failed./R\
emote_host_said:_421_4.3.2_Later/

netqmail 1.06. qmail writes "_" for a blank and "/" for a line's end; a "/" within a line stays one.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import DATE, FAILURE_CODE, FINE_CLOCK, LOOSE_MONTH_DAY
from smtpcodes.readers._fields import AUTH, UNSHOWN, alone, verb
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import CONNECTION, MESSAGE_END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = late(
    rb"(?:<[0-9]{1,3}>)?(?:(?:"
    + LOOSE_MONTH_DAY
    + rb" [0-9:]{8}|"
    + DATE
    + rb"[T ]"
    + FINE_CLOCK
    + rb"(?:Z|[+-][0-9:]{4,6})?) [^\s]{1,255} )?"
    rb"(?:qmail(?:-send|-smtpd|-remote)?(?:\[[0-9]{1,10}\])?: )?(?:@[0-9a-f]{24} "
    rb"|[0-9]{9,11}\.[0-9]{1,9} )?"
)
_TEXT = late(
    rb"(?:delivery [0-9]{1,10}: (?P<how>failure|deferral): "
    rb"|(?P<who>rblsmtpd|qmail-smtpd)(?:\[[0-9]{1,10}\])?: )"
    rb"|(?:new msg|end msg|info msg|starting delivery|delivery [0-9]|status:"
    rb"|triple bounce|bounce msg|tcpserver:|qmail-) ?"
)
_SERVER = late(
    rb"(?:[0-9A-Fa-f.:]{2,46} pid [0-9]{1,10}(?: [^\s:]{1,255})?: )?(?=" + FAILURE_CODE + rb"[ -])"
)
_STAGES: tuple[tuple[bytes, Command], ...] = (
    (b"but_greeting_failed", CONNECTION),
    (b"but_my_name_was_rejected", verb(b"HELO")),
    (b"but_sender_was_rejected", verb(b"MAIL")),
    (b"does_not_like_recipient", verb(b"RCPT")),
    (b"failed_on_DATA_command", Command(b"DATA", "DATA", b"")),
    (b"failed_after_I_sent_the_message", MESSAGE_END),
    (b"but_authentication_was_rejected", AUTH),
)
SAID = b"/Remote_host_said:_"


class Qmail(Reader):
    NAME = FAMILY = "qmail"
    MARKS = (
        *(b"delivery 0", b"new msg", b"end msg", b"info msg", b"starting delivery", b"status:"),
        *(b"triple bounce", b"bounce msg", b"tcpserver:", b"qmail-", b"rblsmtpd"),
    )
    TITLE = "qmail-send, qmail-smtpd and rblsmtpd"
    SHOWS = "what remote servers said to failed deliveries; refusals of rblsmtpd"
    HIDES = "nearly everything that clients and qmail-smtpd say"
    SEES = Sees.TIMES
    MARKED = True

    EXAMPLES: ClassVar = (
        b"Sep  6 07:33:33 mx qmail: 1157520813.485077 delivery 12: failure: "
        b"192.0.2.9_does_not_like_recipient./Remote_host_said:_550_5.1.1_No_such_user/Gi"
        b"ving_up_on_192.0.2.9./\n",
    )
    FORGED: ClassVar = (
        b"Sep  6 07:33:33 mx qmail: 1157520813.485077 starting delivery 12: msg 5 to "
        b"remote failure:_Remote_host_said:_535_no@d.example\n",
    )
    CUT: ClassVar = (
        b"Sep  6 07:33:33 mx qmail: 1157520813.485077 delivery 12: failure: "
        b"192.0.2.9_does_not_li\n",
    )

    def take(self, line: bytes) -> Sequence[Item] | None:
        head = _HEAD.match(line)
        match = _TEXT.match(line, head.end()) if head is not None else None
        if match is None or head is None:
            return None
        if head.end() == 0 and not (match["how"] or match["who"]):
            return None
        if match["who"]:
            found = _SERVER.match(line, match.end())
            answer = reply.parse(line[found.end() :]) if found is not None else None
            return alone(UNSHOWN, answer) if answer is not None else NOTHING
        if match["how"] is None:
            return NOTHING
        before, said, text = line[match.end() :].partition(SAID)
        code = text[:3]
        if not said or not code.isdigit():
            return NOTHING
        text = text.partition(b"/Giving_up_on_")[0].rstrip(b"/")
        mark = b"/" + code
        parts = (
            text.replace(mark + b"-", b"\n" + code + b"-")
            .replace(mark + b"_", b"\n" + code + b"_")
            .split(b"\n")
        )
        lines = [x for raw in parts if (x := reply.parse(raw.replace(b"_", b" "))) is not None]
        command = next((c for name, c in _STAGES if name in before), UNSHOWN)
        return alone(command, *lines) if lines else NOTHING

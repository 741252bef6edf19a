"""ESP Mail Client (Arduino, ESP32), smtp.debug(1).

    > C: send SMTP command, HELO                                        (ESP Mail Client 3.1)
    < S: 250-mx.example.net at your service
    ! E: send header failed
    [DEBUG] - INFO: send smtp HELO command                              (ESP32 Mail Client)

``C:`` tells what the program does, in its words: no line of it is a command. ``S:`` has replies as
they came.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpcodes.grammar.command import Command
from smtpcodes.grammar.form import Form
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, CODE, DATE
from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import NOTHING, Item, Sees
from smtpcodes.session.events import MESSAGE_END, TLS_STARTED, UNKNOWN, Connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

_HEAD = rb"(?:" + CLOCK + rb"\.\d{3} -> )?(?:" + DATE + rb" " + CLOCK + rb" ?b')?"
_STEPS = (
    (late(rb"(?i)send SMTP (?:command,? )?(?:HELO|EHLO)"), b"EHLO"),
    (late(rb"(?i)send STARTTLS|send SMTP (?:command,? )?STARTTLS"), b"STARTTLS"),
    (late(rb"(?i)send SMTP (?:command,? )?AUTH"), b"AUTH"),
    (late(rb"(?i)send (?:message )?header"), b"MAIL"),
    (late(rb"(?i)(?:send )?SMTP log ?out|terminate the SMTP session"), b"QUIT"),
)
_BODY = late(rb"(?i)send (?:message )?body|finishing the message sending")
_CONNECTED = late(rb"(?i)connect(?:ing)? to SMTP server")
_PORT = late(rb"(?i)(?:port ?> ?)?(\d{1,5})$")
_WORDED = frozenset((b"EHLO", b"AUTH", b"MAIL"))  # STARTTLS and QUIT have no argument
_END = (b"\\r\\n'", b"'")


class EspMail(Marked):
    NAME = "esp-mail"
    MARKS = (
        *(b"\n> C:", b"\n< S:", b"\n! E: ", b"\n! W: ", b"\n> E: ", b"\n#### "),
        *(b"\nConnecting to SMTP", b"\nSMTP server conn", b"\nSending ", b"\nError, "),
        *(b"\nSend command,", b"\nError sending ", b"\n[V][", b"\n[D][", b"\n[I][", b"\n[W]["),
        *(
            b"\n[DEBUG] - ",
            b"\n[E][",
            b"\n'\n",
            b"0 -> ",
            b"-00-00 00:00:00b'",
            b"-00-00 00:00:00 b'",
        ),
    )
    FAMILY = "mailers"
    TITLE = "ESP Mail Client (Arduino)"
    SHOWS = "the replies, and in words what was sent"
    HIDES = "the commands as they were sent"
    SEES = Sees.REPLIES

    LINE = late(
        _HEAD
        + rb"(?:(?P<c>> C: ?|\[DEBUG\] - (?!"
        + CODE
        + rb"[ -])(?:(?:INFO|ERROR): )?)|(?P<s>< S: ?|\[DEBUG\] - ))"
    )
    PASSED = late(
        _HEAD + rb"(?:! [EW]: |EMail: Callback |> E: |#{4} |Connecting to SMTP server"
        rb"|SMTP server connected|Sending |Error, |Send command,|Error sending "
        rb"|\[[VDIWE]\]\[|'?$)"
    )

    EXAMPLES: ClassVar = (
        b"> C: ESP Mail Client v3.1.0\n> C: connecting to SMTP server\n"
        b"> C: Host > mx.example.net\n> C: Port > 465\n"
        b"> C: SMTP server connected, wait for greeting...\n"
        b"< S: 220 mx.example.net ESMTP\n> C: send SMTP command, HELO\n"
        b"< S: 250-mx.example.net at your service\n< S: 250 AUTH LOGIN PLAIN\n"
        b"> C: send Email\n> C: send message header\n"
        b"< S: 530-5.7.0 Authentication Required. Learn more at\n"
        b"< S: 530 5.7.0  https://support.example.net/\n! E: send header failed\n",
        b"[DEBUG] - INFO: connecting to SMTP server...\n[DEBUG] - mx.example.net\n"
        b"[DEBUG] - 465\n[DEBUG] - INFO: smtp server connected\n"
        b"[DEBUG] - 220 mx.example.net ESMTP\n\n"
        b"[DEBUG] - INFO: send smtp HELO command\n[DEBUG] - 250 mx.example.net\n",
    )
    FORGED: ClassVar = (
        b"[DEBUG] - INFO: x 535 5.7.8 no",
        b"> C: Host > x < S: 535 5.7.8 no",
    )

    def client(self, text: bytes) -> Sequence[Item]:
        for step, verb in _STEPS:
            if step.match(text):
                form = Form.ASSUMED | (Form.ARGUMENT if verb in _WORDED else 0)
                form |= Form.MASKED if verb == b"AUTH" else 0
                return ((self.key, Command(verb, verb.decode("ascii"), b"", int(form))),)
        if _BODY.match(text):
            return ((self.key, MESSAGE_END),)
        port = _PORT.match(text)
        if port is not None and int(port[1]) == 465:
            return ((self.key, TLS_STARTED),)  # RFC 8314 section 3.3
        return ((self.key, Connect(0, UNKNOWN)),) if _CONNECTED.match(text) else NOTHING

    def server(self, text: bytes) -> Sequence[Item]:
        return super().server(next((text[: -len(e)] for e in _END if text.endswith(e)), text))

"""What the lines of Exim's logs look like, and what a client may have chosen in them."""

from __future__ import annotations

import re

from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import CLOCK, CODE, DATE, FAILURE_CODE, FINAL_CODE

_TIME = DATE + rb" " + CLOCK + rb"(?:\.[0-9]{3,6})?(?: [+-][0-9]{4})? "
_ID = (
    rb"(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}"
    rb"|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}) "
)
HEAD = late(_TIME + rb"(?:[^\s\[\]]{1,255} exim[0-9a-z_.-]{0,20}\[[0-9]{1,10}\]: )?")
MORE = late(
    rb"(?:\[[0-9]{1,3}[/\\][0-9]{1,3}\] )?(?:"
    + _TIME
    + rb")?(?:\[[0-9]{1,10}\] )?(?P<id>"
    + _ID
    + rb")?"
)
# H=host (helo) [address]:port
_PEER = (
    rb"(?:H=)?(?:[^\s()\[\]=:]{1,255} )?(?:\([^\s()]{0,255}\) )?\["
    rb"(?P<address>[0-9A-Za-z.:%]{2,60})\](?::(?P<port>[0-9]{1,5}))?"
)
_FIELDS = rb"(?P<fields>(?: (?!F=)[A-Za-z]{1,4}=(?:\"[^\"]{0,500}\"|(?!\")[^\s]{0,500}))*?)"
_SENDER = rb"(?: F=<(?:\"[^\"]{0,300}\"|[^<>\s\"]){0,400}>(?P<login> A=[^\s]{1,400})?)?"
_ARGUMENT = rb"(?P<argument><(?:\"[^\"]{0,300}\"|[^<>\"]){0,600}>|[^\s:]{1,300})"
AUTH_FAILED = late(
    rb"[^\s]{1,64} authenticator (?:failed|defer) for (?:"
    + _PEER
    + rb"|U=[^\s:]{1,64})"
    + _FIELDS
    + rb": (?P<reply>"
    + FINAL_CODE
    + rb"[ -].*)",
    re.S,
)
REJECTED = late(
    rb"(?:"
    + _PEER
    + rb"|U=[^\s]{1,64})"
    + _FIELDS
    + _SENDER
    + rb" (?P<temporarily>temporarily )?rejected "
    rb"(?:(?P<verb>MAIL|RCPT|AUTH|VRFY|EXPN|ETRN|STARTTLS|(?P<hello>EHLO or HELO)) "
    + _ARGUMENT
    + rb"|(?P<data>after DATA|during MIME ACL checks|DATA)"
    rb"|(?P<connection>connection) in \"connect\" ACL)(?:: (?P<text>.*))?$",
    re.S,
)
_HOST = rb"[^\s]{1,255} \[[^\]\s]{1,46}\](?::[0-9]{1,5})?"
CALLOUT = late(
    rb"(?:"
    + _PEER
    + rb"|U=[^\s]{1,64})"
    + _FIELDS
    + rb" (?:sender|recipient) verify (?:fail|defer) for "
    + _ARGUMENT
    + rb": (?:Could not complete (?:sender|recipient) verify callout: )?(?:"
    + _HOST
    + rb" ?: )?"
    rb"(?:(?P<error>SMTP error from remote mail server after )"
    rb"|response to \"(?P<sent>[^\"]{1,600})\"(?: from " + _HOST + rb")? was: )"
)
CONNECTION = late(
    rb"SMTP connection from "
    + _PEER
    + _FIELDS
    + rb" (?P<what>\(TCP/IP connection count|closed by|lost|closed after|D=)"
)
DROPPED = late(
    rb"(?P<how>SMTP call from|unexpected disconnection while reading SMTP command from) " + _PEER
)
PORT = late(rb" I=\[[^\]]{0,46}\]:([0-9]{1,5})")
DELIVERY = late(
    rb"(?:(?:\*\*|==|>>) (?:\"[^\"]{0,300}\""
    rb"|[^\s\"]){1,600}(?: \([^\s()]{0,300}\))?(?: <[^<>]{0,400}>)?"
    rb"(?: F=<[^<>]{0,400}>)?(?: P=<[^<>]{0,400}>)?"
    rb" R=[^\s]{1,64} T=[^\s]{1,64}(?: defer \([^\s()]{1,6}\):?)?(?: :)? )?"
    rb"(?:H=(?P<host>[^\s]{1,255} \[[^\]\s]{1,46}\])(?::[0-9]{1,5})?(?: DS)?\*?"
    rb"(?: (?!SMTP error)[A-Za-z]{1,4}=(?:\"[^\"]{0,500}\""
    rb"|(?!\")[^\s]{0,500}))*?(?: ?:)? )?"
    rb"(?:SMTP error from remote mail server|(?P<lmtp>LMTP error)"
    rb"|(?P<prdr>PRDR error)) after (?P<pipelined>pipelined )?"
)
STAGE = late(
    rb"(?:(?P<plain>initial connection|end of data|sending data block|STARTTLS|DATA"
    rb"|QUIT|RSET|(?:EHLO|HELO|LHLO|AUTH|XCLIENT|BDAT|NOOP)(?: [^:]{0,300})?)"
    rb"|(?P<verb>MAIL|RCPT) (?:FROM|TO):<(?:\"[^\"]{0,300}\""
    rb"|[^<>\"]){0,400}>[^:]{0,200}): (?:host [^\s]{1,255} \[[^\]\s]{1,46}\]: )?(?="
    + CODE
    + rb"[ -])"
)
CLIENT_AUTH = late(
    rb"[^\s]{1,64} authenticator failed H=[^\s]{1,255} \[[^\]\s]{1,46}\](?::[0-9]{1,5})? (?P<reply>"
    + FAILURE_CODE
    + rb"[ -].*)",
    re.S,
)
SAYS = late(
    rb"(?:"
    + _TIME
    + rb")?(?:\[[0-9]{1,10}\] )?(?:"
    + _ID
    + rb"|H=|U=|SMTP |TLS |Start queue run|End queue run|no host name found"
    rb"|no IP address found|exim "
    rb"|no MAIL in SMTP connection|unexpected |rejected |Warning: |refused connection"
    rb"|[^\s]{1,64} authenticator )"
)
NAMED = late(
    rb"\) \[[0-9A-Za-z.:%]{2,60}\]"
)  # in a text: the end of a name that a client gave, with blanks
AFTER = late(rb"(?: (?:DT|QT|RT|H|X|CV|DN|L|K)=[^\s]{1,200})+$")
DUMP = late(rb"Envelope-(?:from|to): |[A-Z* ]  ?[A-Za-z][A-Za-z0-9-]{0,60}: |\t| {2}|-{20,}$")

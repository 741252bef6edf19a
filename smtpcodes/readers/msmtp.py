"""msmtp --debug, and its log file.

    <-- 220 mx.example.test ESMTP Postfix                           (msmtp 1.8.23)
    --> EHLO client.example.test
    msmtp: server message: 535-5.7.8 Username and Password not accepted.

``server message:`` repeats the reply. The settings that ``--debug`` prints first may show how the password is got.
"""

from __future__ import annotations

import re

from smtpcodes.readers._marked import Marked
from smtpcodes.readers.base import DIALOGUE, Sees

_SETTINGS = (
    rb"(?:host|port|source ip|proxy host|proxy port|socket|timeout|protocol|domain|auth|user|password|passwordeval|ntlmdomain|tls|tls_\w{1,40}|auto_from"
    rb"|maildomain|from|from_full_name|allow_from_override|set_\w{1,30}|remove_bcc_headers|undisclosed_recipients|dsn_\w{1,10}|logfile\w{0,20}|syslog|aliases|eval|add_\w{1,40}) += ")


class Msmtp(Marked):
    NAME = FAMILY = "msmtp"
    TITLE = "msmtp --debug"
    SHOWS = "the whole dialogue"
    HIDES = "TLS from the start of a connection"
    SEES = DIALOGUE | Sees.TRAILING

    LINE = re.compile(rb"(?:(?P<c>-->)|(?P<s><--))(?: |$)")
    CONNECTED = re.compile(rb"host += (?P<host>\S{1,255})$")
    PASSED = re.compile(
        rb"msmtp: |" + _SETTINGS + rb"|(?:using account |loaded (?:system|user) configuration file|ignoring (?:system|user) configuration file|reading recipients from"
        rb"|envelope from address|falling back to default account|TLS session parameters:|TLS certificate information:)")

    def hidden(self, line: bytes) -> bytes | None:
        match = _SECRET.match(line)
        return match.group(1) if match is not None else None


_SECRET = re.compile(rb"password(?:eval)? = (?!\*$|\(not set\)$)(.+)$")

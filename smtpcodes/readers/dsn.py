"""Bounce messages: delivery status notifications (RFC 3464) and the prose of mail servers.

    Diagnostic-Code: smtp; 550 5.1.1 <b@d.example>: Recipient address rejected: User unknown            (RFC 3464)
    <b@d.example>: host mx.d.example[192.0.2.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command)      (Postfix 3.7)
      SMTP error from remote mail server after RCPT TO:<b@d.example>: 550 User unknown                  (Exim 4.96)

The reply is given once though prose and report repeat it; the stage where the prose names it. Postfix's mails to the postmaster
("In:", "Out:") are whole dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smtpcodes.grammar import command as commands
from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import MESSAGE_END, Close, Line

_CODE = rb"[2-5][0-5][0-9]"
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}): ?(.*)$", re.S)
_REPORT = re.compile(rb"(?i)(?:diagnostic-code|status|action|final-recipient|original-recipient|remote-mta|reporting-mta|x-[a-z-]{1,40}|arrival-date|last-attempt-date|received-from-mta|will-retry-until|smtp-remote-recipient|final-log-id|dsn-gateway|original-envelope-id):")
_SIGNS = re.compile(rb"(?i)(?:From: .{0,80}(?:mailer-daemon|postmaster|mail delivery|delivery sub|bounce)|Auto-Submitted: |X-Failed-Recipients: |Subject: .{0,60}(?:undeliver|delivery (?:status|failed|failure|has failed|report)|returned mail|mail delivery|failure notice|non[- ]?remis|errors from|unzustellbar)|Return-Path: <>|Content-Type: (?:multipart/report|message/delivery-status)|Diagnostic-Code: |Final-Recipient: |Reporting-MTA: )")
_DIAGNOSTIC = re.compile(rb"(?i)diagnostic-code: ?(?:[A-Za-z0-9-]{1,20}; ?)?")
_AFTER = re.compile(rb"(?i)(?:after|in reply to) (?:the )?(?:pipelined |sending )?(MAIL FROM|RCPT TO|end of data|DATA|EHLO|HELO|STARTTLS|AUTH|initial connection)")
_SAID = re.compile(rb"(?i)(?:said: ?|remote host said: ?|refused to talk to me: ?|server (?:said|responded|replied): ?|the (?:response|error) (?:from the remote server )?was:? ?|>>> |<<< |\.\.\. |: )\"?(" + _CODE + rb"[ -](?:[245]\.[0-9]{1,3}\.[0-9]{1,3}|[A-Za-z<\[(\"#]).{0,1500})$")
_BARE = re.compile(rb"\s{0,16}\"?(" + _CODE + rb"[ -](?:[245]\.[0-9]{1,3}\.[0-9]{1,3}|[A-Za-z<\[(]).{0,1500})$")
_IN_OUT = re.compile(rb" (?:(?P<c>In: )|(?P<s>Out:)) {0,2}")
# RFC 5322 section 3.6, and what delivery adds
_MAIL = re.compile(rb"(?i)(?:received|delivered-to|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|x-received|newsgroups|path|x-original-to|envelope-to|delivery-date|authentication-results|dkim-signature|references|reply-to|sender): ?|From \S+ +[A-Z][a-z]{2} ")
_JSON = re.compile(rb'"(?:reason|diagnosticCode|smtpResponse|response)"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.){3,2000})"')
_STAGES = {b"MAIL FROM": b"MAIL", b"RCPT TO": b"RCPT", b"END OF DATA": b".", b"DATA": b"DATA", b"EHLO": b"EHLO", b"HELO": b"HELO", b"STARTTLS": b"STARTTLS", b"AUTH": b"AUTH"}
UNSHOWN = Command(b"", commands.UNKNOWN, b"", commands.Form.ASSUMED)


class Dsn(Reader):
    NAME = FAMILY = "dsn"
    TITLE = "bounce messages (RFC 3464, Postfix, Exim, qmail, Sendmail)"
    SHOWS = "the reply, its enhanced code, and often the stage"
    HIDES = "the session"
    SEES = Sees(0)
    WEAK = False

    def __init__(self) -> None:
        self.recognised = False
        self.count = 0
        self.dialogue = False               # In: and Out: follow
        self.folded = b""                   # a Diagnostic-Code whose next lines may go on
        self.seen: set[tuple[int, bytes]] = set()
        self.stage = UNSHOWN

    def take(self, line: bytes) -> Sequence[Item] | None:
        if not self.recognised:
            if line[:2] in (b'{"', b"[{") and _JSON.search(line[:100_000]):
                return [item for match in _JSON.finditer(line[:1_000_000]) for item in self._told(match.group(1))]
            if _SIGNS.match(line) is None and _MAIL.match(line) is None:
                return None
            self.recognised = True
        if self.folded:
            if line[:1] in b" \t" and line.strip():
                self.folded += b"\n" + line.strip()
                return NOTHING
            items = self._told(self.folded)
            self.folded = b""
            return (*items, *(self.take(line) or ()))
        if line.startswith(b"Transcript of session follows"):
            self.dialogue = True
            self.count += 1
            return NOTHING
        if self.dialogue:
            match = _IN_OUT.match(line)
            if match is not None:
                text = line[match.end():]
                if match["c"]:
                    return ((self.count, Line(text)),)
                parsed = reply.parse(text)
                return ((self.count, parsed),) if parsed is not None else NOTHING
            if line.strip():
                self.dialogue = False
                return ((self.count, Close()),)
            return NOTHING
        diagnostic = _DIAGNOSTIC.match(line)
        if diagnostic is not None:
            self.folded = line[diagnostic.end():].strip() or b" "
            return NOTHING
        if _REPORT.match(line) and not line[:2].lower() == b"x-":
            return NOTHING
        after = _AFTER.search(line[:600])
        if after is not None:
            self.stage = _command(after.group(1))
        said = _SAID.search(line[:4000]) or _BARE.match(line[:4000])
        if said is not None:
            return self._told(said.group(1))
        return NOTHING

    def _told(self, text: bytes) -> Sequence[Item]:
        """A reply, unless it was told before."""
        lines: list[ReplyLine] = []
        for part in text.split(b"\n"):
            found = reply.parse(part.strip().strip(b'"'))
            if found is not None and (not lines or found.code == lines[-1].code):
                lines.append(found)
            elif not lines:
                at = re.search(rb"(?<![0-9.])" + _CODE + rb"[ -](?:[245]\.[0-9]{1,3}\.[0-9]{1,3})?", part)
                found = reply.parse(part[at.start():].strip()) if at is not None else None
                if found is not None:
                    lines.append(found)
        if not lines or lines[0].code < 400:
            return NOTHING
        known = (lines[0].code, (lines[0].enhanced or "").encode())
        if known in self.seen or (len(self.seen) > 1000):
            return NOTHING
        self.seen.add(known)
        last = lines[-1]
        lines[-1] = ReplyLine(last.raw, last.code, False, last.spaced, last.enhanced, last.text)
        self.count += 1
        stage, self.stage = self.stage, UNSHOWN
        return [(self.count, stage), *((self.count, x) for x in lines), (self.count, Close())]

    def finish(self) -> Sequence[Item]:
        return self._told(self.folded) if self.folded.strip() else NOTHING

    def sniff(self, head: Sequence[bytes]) -> float:
        if head and head[0][:2] in (b'{"', b"[{") and any(b"ounce" in line or b"sg_" in line or b'"reason"' in line for line in head[:5]):
            return 0.6
        top = [line for line in head[:60] if line.strip() and line[:1] not in b" \t"][:6]
        headers = sum(1 for line in top if _MAIL.match(line))
        signs = sum(1 for line in head if _SIGNS.match(line))
        if headers >= 3 or (headers and headers == len(top) and signs):
            return min(0.97, 0.7 + 0.05 * signs)
        return min(0.9, 0.5 + 0.1 * signs) if signs >= 2 else 0.0


def _command(stage: bytes) -> Command:
    word = _STAGES.get(stage.upper())
    if word is None:
        return UNSHOWN
    return MESSAGE_END if word == b"." else commands.parse(word)

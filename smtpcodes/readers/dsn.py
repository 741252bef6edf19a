"""Bounce messages: delivery status notifications (RFC 3464) and the prose of mail servers.

    Diagnostic-Code: smtp; 550 5.1.1 <b@d.example>: Recipient rejected: User unknown     (RFC 3464)
    <b@d.example>: host mx[192.0.2.9] said: 550 User unknown (in reply to RCPT TO)    (Postfix 3.7)
      SMTP error from remote mail server after RCPT TO:<b@d.example>: 550 User unknown (Exim 4.96)

Each recipient is a session of its own (``_bounce``). A reply is told once though prose and report
repeat it, with the stage where the text names it; it stands where its first line is. A bounce that
has but a Status field shows no reply, and none is made up. Of the message that comes back, nothing
is read (``_mail``). Postfix's mails to the postmaster ("In:", "Out:") are whole dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from smtpcodes.grammar import reply
from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.readers import _bounce_signs as _signs
from smtpcodes.readers import _notices, _said
from smtpcodes.readers._bounce import (
    Bounce,
    Recipient,
    Told,
    address_of,
    host_of,
    named,
    quoted,
    whom,
)
from smtpcodes.readers._fields import UNSHOWN
from smtpcodes.readers._mail import Mail
from smtpcodes.readers.base import NOTHING, Item, Reader, Sees
from smtpcodes.session.events import Bounced, Close, Line

LINES = 60  # of a paragraph
_IN_OUT = late(rb" (?:(?P<c>In: )|(?P<s>Out:)) {0,2}")
_PER_RECIPIENT = late(rb"(?i)(?:final-recipient|original-recipient|action|status): ?")
_COMMENT = late(rb"\((.{3,300})\)")
# what stands before the first part of a mail (RFC 2046 section 5.1.1)
_PREAMBLE = late(
    rb"(?i)this is (?:a multi-?part|a mime|an? rfc)|portions of this message may be unread"
)
_GREETS = late(rb"\s{0,8}(?:From|To|Cc|Subject|Date|Sent|Message-ID)(?: date)?:", re.I)


class Dsn(Reader):
    NAME = FAMILY = "dsn"
    MARKS = _signs.MARKS
    TITLE = "bounce messages (RFC 3464, Postfix, Exim, qmail, Sendmail)"
    SHOWS = "each recipient, the reply, its enhanced code, and often the stage"
    HIDES = "the session"
    SEES = Sees(0)
    LATE = True

    def __init__(self) -> None:
        self.mail: Mail | None = None
        self.count = self.number = 0
        self.dialogue = False  # In: and Out: follow
        self.paragraph: list[_said.Noted] = []
        self.bounce = Bounce()
        self.over = False  # the mail was told
        self.spoken = False  # in a transcript of a session: lines without a mark are no server's
        self.heard = b""  # the code of the server's last reply in a transcript
        self.current: Recipient | None = None  # of which the lines speak
        self.stage = UNSHOWN
        self.notices = _notices.Gathered()
        # how many lines before the last one a session's reply stands, and its line
        self.where: dict[object, tuple[int, bytes]] = {}

    def begin(self, head: Sequence[bytes]) -> None:
        self.notices.begin(head)

    def take(self, line: bytes) -> Sequence[Item] | None:
        self.number += 1
        self.where.clear()
        if self.mail is None:
            notices = self.notices.take(line)
            if notices is not None:
                return self._noticed(notices, line) if notices else NOTHING
            if not _signs.first(line):
                return None
            self.mail = Mail(_signs.begins(line))
        items: list[Item] = []
        for text in self.mail.lines(line):
            items += self._text(text, line)
        if self.mail.begun:
            items += self._tell(self.mail.before)
            self.dialogue = self.over = False
        elif self.mail.returned and self.bounce.found and not self.over:
            items += self._tell(self.mail.fields)
            self.dialogue, self.over = False, bool(items)
        return items

    def _text(self, text: bytes, line: bytes) -> Sequence[Item]:
        """A line that the mail server wrote."""
        if text.startswith(b"Transcript of session follows"):
            items = self._tell(self.mail.fields if self.mail is not None else {})
            self.dialogue = True
            self.count += 1
            return items
        if self.dialogue:
            return self._dialogue(text)
        notices = self.notices.take(text)
        if notices:
            return self._noticed(notices, line)
        if not text.strip() or len(self.paragraph) >= LINES:
            self._paragraph()
        if text.strip():
            self.paragraph.append((self.number, line, text[:4000]))
        return NOTHING

    def _dialogue(self, text: bytes) -> Sequence[Item]:
        match = _IN_OUT.match(text)
        if match is not None:
            if match["c"]:
                return ((self.count, Line(text[match.end() :])),)
            parsed = reply.parse(text[match.end() :])
            return ((self.count, parsed),) if parsed is not None else NOTHING
        if text.strip():
            self.dialogue = False
            return ((self.count, Close()),)
        return NOTHING

    def _noticed(self, notices: Sequence[_notices.Notice], line: bytes) -> Sequence[Item]:
        """Events of a provider, in JSON."""
        for notice in notices:
            recipient = self.bounce.of(notice.address, self.number, line)
            recipient.reported = bool(notice.address)
            recipient.action, recipient.status = notice.action, notice.status
            if not self._found(recipient, [notice.text], UNSHOWN, (self.number, line), True):
                recipient.text(notice.text)
        return self._tell({})

    # --- a paragraph
    def _paragraph(self) -> None:
        """What a paragraph tells: of a recipient, or fields of a report."""
        lines, self.paragraph = _said.unfolded(self.paragraph), []
        report = any(_PER_RECIPIENT.match(text) for text, _ in lines)
        if report:
            self.current = self._reported(lines)
        elif self.current is not None and self.current.texts:
            self.current = None  # what it was given for ends with its paragraph
        at = 0
        while at < len(lines):
            at = self._sentence(lines, at, report)
        if report:
            self.current = None

    def _sentence(self, lines: Sequence[_said.Unfolded], at: int, report: bool) -> int:
        """What a line tells, with those that go on with its reply; which line is next."""
        text, stands = lines[at]
        at += 1
        if _said.RULER.match(text):
            self.spoken, self.current = False, None
        diagnostic = _said.DIAGNOSTIC.match(text)
        if diagnostic is None and (_said.FIELD.match(text) or report):
            return at
        about = named(text) if diagnostic is None else None
        start = diagnostic.end() if diagnostic is not None else _said.reply_at(text)
        before = text[: max(start, 0)] if start >= 0 else text
        if about is not None and not _GREETS.match(text):
            _, number, raw = stands[0]
            self.current = self.bounce.of(about[0], number, raw)
        self.stage = _said.asked(before.strip()) or self.stage
        if self._no_reply(text, start, stands):
            self._prose(text, about)
            return at
        parts = _said.parts(lines[at - 1 :], start, diagnostic is not None)
        at += len(parts) - 1
        if diagnostic is not None and b"=?" in parts[0]:
            parts = [_said.words(b" ".join(parts))]
        stood = next(x[1:] for x in reversed(stands) if x[0] <= start)
        self._replied(text, parts, stood, diagnostic is not None)
        if b"<<<" in before:
            self.spoken, self.heard = True, parts[0][:3]
        return at

    def _no_reply(self, text: bytes, start: int, stands: _said.Stands) -> bool:
        """Does the line hold no reply, or one that the server has given above?

        start: where its reply begins.
        """
        if start == 0 and self.spoken and (own := quoted(text)):  # Sendmail's own of a recipient
            return self._repeats(text, self.bounce.of(own, *stands[0][1:]))
        return start < 0 or (start == 0 and self.spoken)

    def _replied(
        self, text: bytes, parts: list[bytes], stood: tuple[int, bytes], diagnostic: bool
    ) -> None:
        """A reply, to whom it is about. stood: the number of its line, and the line."""
        of_sender = self.stage.verb == "MAIL"
        address = quoted(text) if not diagnostic and not of_sender else b""
        who = self.bounce.of(address, *stood) if address else self.current
        who = who if who is not None else self.bounce.of(b"", *stood)
        if not self._found(who, parts, self.stage, stood, diagnostic):
            (who.text if diagnostic else self.bounce.say)(b" ".join(parts))

    def _repeats(self, text: bytes, who: Recipient) -> bool:
        """Does Sendmail's own line of a recipient but repeat what the server has said of it?"""
        heard = self.bounce.found.get(b"")
        if not who.replies and heard is not None and heard.replies and _said.VAGUE.search(text):
            who.reply(heard.replies.pop())
        return bool(who.replies) or self.heard == text[:3]

    def _prose(self, text: bytes, about: tuple[bytes, bytes] | None) -> None:
        """A line without a reply."""
        if _PREAMBLE.match(text):
            return
        self.bounce.say(text)
        if self.current is None or _said.RULER.match(text):
            return
        if about is None:
            self.current.text(text.strip(), goes_on=True)
        elif about[1]:
            self.current.text(about[1])

    def _reported(self, lines: Sequence[tuple[bytes, _said.Stands]]) -> Recipient | None:
        """The fields of a recipient (RFC 3464 section 2.3)."""
        fields = _said.fields(lines)
        address = whom(fields.get(b"final-recipient", b""), fields.get(b"original-recipient", b""))
        _, number, raw = lines[0][1][0]
        if not address and b"action" not in fields:
            return None
        found = self.bounce.of(address, number, raw)
        found.reported = bool(address)
        found.names.add(address_of(fields.get(b"original-recipient", b"")).lower())
        found.names.add(address_of(fields.get(b"final-recipient", b"")).lower())
        found.names.discard(b"")
        found.action = fields.get(b"action", b"").partition(b" ")[0][:20]
        found.remote = host_of(fields.get(b"remote-mta", b""))
        found.status = fields.get(b"status", b"")[:300]
        comment = _COMMENT.search(found.status)
        if comment is not None:
            found.text(comment[1])
        return found

    def _found(
        self,
        who: Recipient,
        parts: Sequence[bytes],
        stage: Command,
        at: tuple[int, bytes],
        report: bool = False,
    ) -> bool:
        """A reply of a recipient; False if it is none."""
        texts, answered = _said.apart(parts)
        lines = _said.replies(texts)
        if not lines or lines[0].code < 400:
            return False
        self.stage = UNSHOWN
        who.reply(Told(lines, answered or stage, *at, report))
        return True

    # --- the end of a mail
    def _tell(self, fields: Mapping[bytes, bytes]) -> list[Item]:
        """All that a mail tells, recipient by recipient."""
        self._paragraph()
        bounce, self.bounce = self.bounce, Bounce()
        self.stage, self.spoken, self.current = UNSHOWN, False, None
        kind = _signs.kind(fields)
        if self.over:
            return []
        items: list[Item] = []
        if kind:
            return self._told(Bounced("", "", kind, "", ()), self.number, b"")
        failed = _signs.failed(fields)
        for recipient in bounce.recipients(fields, failed):
            causes = recipient.causes()
            first = causes[0] if causes else None
            at = first if first is not None else recipient
            number, raw = at.number, at.raw
            event = recipient.event(bounce.prose)
            items += self._told(event, number or self.number, raw, causes if event.failed else ())
        return items

    def _told(
        self, event: Bounced, number: int, raw: bytes, causes: Sequence[Told] = ()
    ) -> list[Item]:
        """One recipient, as a session."""
        self.count += 1
        self.where[self.count] = self.number - number, raw
        items: list[Item] = [(self.count, event)]
        for told in causes:
            items += [(self.count, told.stage), *((self.count, x) for x in told.lines)]
        return [*items, (self.count, Close())]

    def place(self, key: object, number: int, line: bytes) -> tuple[int, bytes]:
        back, line = self.where.get(key, (0, line))
        return number - back, line

    def finish(self) -> Sequence[Item]:
        self.number += 1
        self.where.clear()
        return self._tell(self.mail.fields if self.mail is not None else {})

    def sniff(self, head: Sequence[bytes]) -> float:
        return _signs.sniffed(head)

"""Which lines of a mail its own sender wrote, decoded: RFC 5322, MIME (RFC 2045, 2046), mbox files.

A bounce carries the message that it returns, and in that a client may write what it likes. So a
returned message (message/rfc822, text/rfc822-headers, or what follows a line that announces a copy)
is never shown, and it ends with a boundary that stood before it alone. Knows nothing of replies.
"""

from __future__ import annotations

import binascii
import string

from smtpcodes.grammar.characters import unescaped
from smtpcodes.grammar.late import late

DEPTH = 8  # multiparts within one another
FIELDS = 200  # of the header that are kept
HEADER = 8192  # octets of a header field
LONGEST = 1 << 16  # octets of a line that was folded or encoded
_TEXTS = (
    b"text/plain",
    b"text/html",
    b"message/delivery-status",
    b"message/global-delivery-status",
    b"text/x-delivery-status",
)
_BOUNDARY = late(rb"(?i)\bboundary\s{0,4}=\s{0,4}(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))")
_KIND = late(rb"[^;\s]{1,100}")  # some leave out the semicolon behind it
_FROM = late(rb"From \S{1,300} {1,3}[A-Z][a-z]{2} ")
_FIELD = late(rb"([A-Za-z][A-Za-z0-9-]{0,60}):")
# a copy of the message begins: with words between dashes, or with its trace (RFC 5321 section 4.4)
_COPY = late(
    rb"(?i)\s{0,8}[-=_*#>]{2,60} {0,4}(?:(?:this is a "
    rb"|below (?:this|the next) line is a )?(?:copy of|headers? (?:of|from))"
    rb"|(?:returned|original|unsent|undelivered|your|the|rejected|failed) (?:message"
    rb"|mail|text|header)|(?:returned|original|unsent) \w{1,20} "
    rb"|message headers? follow|message text follows|below (?:this|the next) line)"
    rb"|\s{0,8}(?:the headers of your message follow"
    rb"|(?:your )?(?:original )?message (?:reads|follows|headers follow)"
    rb"|original message headers?:|unsent message below|below is a copy of"
    rb"|message headers follow)"
)
_TRACE = late(
    rb"(?i)(?:return-path: ?<|received: ?(?:from|by|\(qmail) ?"
    rb"|x-(?:apparently-to|originating-ip|received|google-dkim-signature): )"
)
_TAG = late(rb"<[^<>]{0,500}>")
_BREAK = late(rb"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?pre|/?h\d|/?table)\b[^<>]{0,500}>")
_HEX = frozenset(string.hexdigits.encode())


class Mail:
    """One mail after another, line by line. head: a header comes first; otherwise it is a piece of
    a text.

    begun: a new mail began with the last line.
    fields: the header of the mail, names in small letters, of a name the last; before: that of the
    mail before it.
    """

    def __init__(self, head: bool) -> None:
        self.mbox = self.begun = False
        self.fields: dict[bytes, bytes] = {}
        self._begin(head)

    def _begin(self, head: bool) -> None:
        self.before, self.fields = self.fields, {}
        self.top = head  # in the header of the mail itself
        self.head = head
        self.fragment = not head
        self.boundaries: list[bytes] = []
        self.field = b""  # of the header, not ended yet
        self.kind, self.encoding = b"text/plain", b""
        self.shown = True  # the part is its sender's own text
        self.rest = b""  # an encoded line that goes on
        self.empty = True  # the last line was
        self.candidate = b""  # may be a boundary that was not announced

    @property
    def returned(self) -> bool:
        """Does the message that came back stand here? Other parts may follow one that is only no
        text."""
        return not self.shown and (
            not self.boundaries or self.kind.startswith((b"message/", b"text/"))
        )

    def lines(self, line: bytes) -> list[bytes]:
        """What a line says: lines of the sender's own text, of which an empty one also stands for
        the end of a part."""
        self.begun = False
        if line[:5] == b"From " and (self.mbox or self.head) and _FROM.match(line):
            self._begin(True)
            self.mbox = self.begun = True
            return [b""]
        if line[:2] == b"--" and self._boundary(line):
            return [*self._end(), b""]
        if self.head:
            return self._header(line)
        if not self.shown:
            return []
        return [x for text in self._decoded(line) for x in self._plain(text)]

    def _boundary(self, line: bytes) -> bool:
        name = line[2:].rstrip()
        for at in range(len(self.boundaries) - 1, -1, -1):
            known = self.boundaries[at]
            if name == known or name == known + b"--":
                del self.boundaries[at + (name == known) :]
                self._part(header=name == known)
                return True
        return False

    def _part(self, header: bool) -> None:
        """Another part begins, or the text after the last one, which is nobody's."""
        self.head, self.field = header, b""
        self.kind, self.encoding, self.shown = b"text/plain", b"", True
        self.fragment = self.fragment and not header

    def _header(self, line: bytes) -> list[bytes]:
        if line[:1] in b" \t" and line.strip():
            self.field = (self.field + b" " + line.strip())[:HEADER]
            return []
        self._ended()
        if _FIELD.match(line):
            self.field = line[:HEADER]
            return []
        self.head, self.empty, self.top = False, True, False
        if self.kind.startswith(b"multipart/"):
            self.shown, self.kind = True, b"text/plain"
        else:
            self.shown = self.kind in _TEXTS
        return [b"", *self.lines(line)] if line.strip() else [b""]  # the empty line may be lost

    def _ended(self) -> None:
        """A header field is complete."""
        match = _FIELD.match(self.field)
        name = match[1].lower() if match is not None else b""
        value = self.field[len(name) + 1 :].strip()
        self.field = b""
        if self.top and name and len(self.fields) < FIELDS:
            self.fields[name] = value[:1000]
        if name == b"content-type":
            self.kind = b"".join(_KIND.findall(value)[:1]).lower()
            boundary = _BOUNDARY.search(value)
            if (
                self.kind.startswith(b"multipart/")
                and boundary is not None
                and len(self.boundaries) < DEPTH
            ):
                self.boundaries.append(boundary[1] or boundary[2])
        elif name == b"content-transfer-encoding":
            self.encoding = value.lower()

    def _decoded(self, line: bytes) -> list[bytes]:
        if self.encoding == b"quoted-printable":  # RFC 2045 section 6.7
            text = self.rest + line.rstrip(b" \t\r")
            if text[-1:] == b"=" and len(text) < LONGEST:
                self.rest = text[:-1]
                return []
            self.rest = b""
            return _unquoted(text).split(b"\n")
        if self.encoding == b"base64":
            try:
                text = self.rest + binascii.a2b_base64(line[:LONGEST])
            except binascii.Error:
                return []
            *found, self.rest = text.replace(b"\r", b"").split(b"\n")
            return [*found, *self._end()] if len(self.rest) > LONGEST else found
        return [line]

    def _end(self) -> list[bytes]:
        """What is left of an encoded part."""
        rest, self.rest = self.rest, b""
        return self._plain(rest) if rest and self.shown else []

    def _plain(self, line: bytes) -> list[bytes]:
        """Lines of a text, without the marks of HTML; none from where the message is that came
        back."""
        if self.kind == b"text/html":
            line = _TAG.sub(b"", _BREAK.sub(b"\n", line[:LONGEST]))
            return unescaped(line).replace(b"\xc2\xa0", b" ").split(b"\n")
        if self.fragment:
            self._unannounced(line)
        if _COPY.match(line) or (self.empty and _TRACE.match(line)):
            self.shown = False
            return [b""]
        self.empty = not line.strip()
        return [line]

    def _unannounced(self, line: bytes) -> None:
        """In a piece of a mail, a boundary is known by the header after it."""
        if self.candidate and line[:8].lower() == b"content-":
            self.boundaries = [self.candidate]
            self._part(header=True)
            self._header(line)
        self.candidate = (
            line[2:].rstrip()
            if line[:2] == b"--" and 3 < len(line.rstrip()) <= 72 and b" " not in line.rstrip()
            else b""
        )


def _unquoted(text: bytes) -> bytes:
    """Quoted-printable, without an error for what is none."""
    first, *parts = text.split(b"=")
    return first + b"".join(
        bytes((int(part[:2], 16),)) + part[2:]
        if len(part) >= 2 and part[0] in _HEX and part[1] in _HEX
        else b"=" + part
        for part in parts
    )

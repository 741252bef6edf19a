"""What a bounce tells of each recipient: RFC 3464 where there is a report, else what the prose of
the mail says.

The report of a recipient counts; what the prose says of the same one is put beside it, and what it
says of nobody belongs to the only recipient there is. Nothing is made up: where no address is
named, the replies stand alone. A 503 beside another reply only follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtpcodes.grammar.command import Command
from smtpcodes.grammar.late import late
from smtpcodes.grammar.pieces import ENHANCED, FINAL_CODE
from smtpcodes.grammar.reply import ReplyLine
from smtpcodes.readers._fields import UNSHOWN
from smtpcodes.readers._said import WORD
from smtpcodes.session.events import Bounced

RECIPIENTS = 200  # of one mail
REPLIES = 20  # of one recipient
TEXT = 600  # octets of a text that is no reply
PROSE = 3000  # octets of the prose of a mail
_STATUS = late(rb"(?<![0-9.])(" + ENHANCED + rb")(?![0-9.])")
_NAME = rb"[^\s<>\"',;:()\[\]@/=]{1,64}@[^\s<>\"',;:()\[\]@/=]{1,252}[A-Za-z0-9]"
_BARE = late(_NAME)
# a line that names the recipient of which it, or what follows, speaks
_NAMED = (
    late(
        rb"\s{0,12}<(?P<a>\"[^\"]{1,80}\"@[^<>\s]{1,252}"
        rb"|[^\s<>\"]{1,320})>(?: ?\(expanded from[^()]{0,330}\)?)? {0,2}"
        rb"(?P<rest>:.{0,2000}|)$"
    ),
    late(rb"\s{0,12}[\"']?(?P<a>" + _NAME + rb")[\"']? {0,2}(?P<rest>:(?: .{0,2000})?|)$"),
    late(
        rb"\s{0,12}<?(?P<a>"
        + _NAME
        + rb")>? {1,4}(?P<rest>[A-Z][A-Za-z ,]{0,60}ERROR_CODE ?:.{0,2000}|\[.{2,300}\]"
        rb"|\(.{2,300}\)|on [0-9].{0,60})$"
    ),
    late(
        rb"(?i)\A.{0,120}?(?:deliver(?:ed|ing|y)?(?: (?:your )?(?:mail"
        rb"|message))?(?: to)?|message (?:to|for)|mail (?:to|for)"
        rb"|recipients?(?: address| returned (?:permanent|temporary) errors)?|RCPT ?TO"
        rb"|to the address|your message to)"
        rb"(?: (?:the )?(?:address|recipient|user|account))?\s{0,4}:?\s{0,4}[<\"'(]?(?P<a>"
        + _NAME
        + rb")(?P<rest>[>\"')\]]?.{0,2000})$"
    ),
)
_FAILED = late(rb"(?i)(?:<<< |\.\.\. |^)" + FINAL_CODE + rb"[ -].{0,20}<(?P<a>" + _NAME + rb")>")

_ID = late(rb"(?i)message-id: {0,4}<[^<>\s]{1,998}>")  # looks like an address


class Told:
    """A reply of a bounce, and where it stands."""

    __slots__ = ("lines", "number", "raw", "report", "stage", "words")

    def __init__(
        self, lines: list[ReplyLine], stage: Command, number: int, raw: bytes, report: bool
    ) -> None:
        self.lines, self.stage, self.number, self.raw, self.report = (
            lines,
            stage,
            number,
            raw,
            report,
        )
        self.words = frozenset(WORD.findall(b" ".join(line.text for line in lines).lower()))

    @property
    def code(self) -> int:
        return self.lines[0].code

    @property
    def enhanced(self) -> str | None:
        return next((line.enhanced for line in self.lines if line.enhanced), None)

    def same(self, other: Told) -> bool:
        """Is the other the same reply, told again in more or fewer words?"""
        if self.code != other.code:
            return False
        a, b = self.enhanced, other.enhanced
        return (a == b or a is None or b is None) and 5 * len(self.words & other.words) >= 3 * min(
            len(self.words), len(other.words)
        )


class Recipient:
    """One recipient. names: its other addresses, in small letters. reported: by a report or a
    header, so it surely is one."""

    __slots__ = (
        "action",
        "address",
        "names",
        "number",
        "raw",
        "remote",
        "replies",
        "reported",
        "status",
        "texts",
    )

    def __init__(self, address: bytes, number: int, raw: bytes) -> None:
        self.address, self.number, self.raw = address, number, raw
        self.names = {address.lower()}
        self.reported = False
        self.action = self.remote = self.status = b""
        self.replies: list[Told] = []
        self.texts: list[bytes] = []

    def reply(self, told: Told) -> None:
        """A reply: a new one, or one of which more is known now."""
        for at, known in enumerate(self.replies):
            if known.same(told):
                best = told if len(told.words) > len(known.words) else known
                best.stage = known.stage if known.stage is not UNSHOWN else told.stage
                best.report = known.report or told.report
                self.replies[at] = best
                return
        if len(self.replies) < REPLIES:
            self.replies.append(told)

    def text(self, text: bytes, goes_on: bool = False) -> None:
        """Something said of the recipient that is no reply."""
        if goes_on and self.texts:
            self.texts[-1] = (self.texts[-1] + b" " + text)[:TEXT]
        elif len(self.texts) < 3:
            self.texts.append(text[:TEXT])

    def also(self, other: Recipient) -> None:
        """What another place of the mail says of the same recipient."""
        for told in other.replies:
            self.reply(told)
        self.texts = [*self.texts, *other.texts][:4]
        self.action, self.status, self.remote = (
            self.action or other.action,
            self.status or other.status,
            self.remote or other.remote,
        )

    def causes(self) -> list[Told]:
        """The replies, what the report has first; one that only follows is left out."""
        found = sorted(self.replies, key=lambda told: not told.report)
        return [told for told in found if told.code != 503] or found[:1]

    def event(self, prose: bytes) -> Bounced:
        """The recipient, as a session takes it."""
        status = _STATUS.search(self.status)
        said = next((told.enhanced for told in self.causes() if told.enhanced), None)
        if status is None and said is None:
            status = next((m for m in map(_STATUS.search, self.texts) if m is not None), None)
        code = status[1].decode() if status is not None else said
        texts = tuple(x.decode("utf-8", "replace") for x in (*self.texts, prose) if x.strip())
        return Bounced(
            self.address.decode("utf-8", "replace"),
            self.remote.decode("utf-8", "replace"),
            self.action.decode("ascii", "replace").lower(),
            code or "",
            texts,
        )


class Bounce:
    """One mail: its recipients, by their addresses in small letters; what is said of nobody is
    under b""."""

    def __init__(self) -> None:
        self.found: dict[bytes, Recipient] = {}
        self.prose = b""

    def of(self, address: bytes, number: int, raw: bytes) -> Recipient:
        """The recipient with this address."""
        key = address.lower()
        known = self.found.get(key) or next(
            (r for r in self.found.values() if key and key in r.names), None
        )
        if known is None:
            known = Recipient(address, number, raw)
            if len(self.found) < RECIPIENTS:
                self.found[key] = known
        return known

    def say(self, text: bytes) -> None:
        if len(self.prose) < PROSE:
            self.prose += (b" " if self.prose else b"") + text.strip()

    def recipients(self, fields: Mapping[bytes, bytes], failed: bool) -> list[Recipient]:
        """The recipients that the mail speaks of, each once. fields: of its header. failed: it
        surely tells of a failure."""
        found = list(self.found.values())
        nobody = self.found.get(b"") or Recipient(b"", 0, b"")
        sure = [r for r in found if r.reported]
        if not sure:
            for address in addresses(fields.get(b"x-failed-recipients", b""))[:RECIPIENTS]:
                at = next((r for r in found if r.replies or r.texts), nobody)
                sure.append(self.of(address, at.number, at.raw))
        if not sure:
            own = {
                a.lower()
                for name in (b"to", b"from", b"return-path")
                for a in addresses(fields.get(name, b""))
            }
            all_named = [r for r in found if r.address]
            sure = [r for r in all_named if r.address.lower() not in own or r.replies]
            if any(r.replies for r in sure):
                sure = [r for r in sure if r.replies or r.texts]
            if not sure and (failed or nobody.replies):
                said = _ID.sub(b"", self.prose)
                weak = next((a for a in addresses(said) if a.lower() not in own), b"")
                if weak:
                    sure = [Recipient(weak, nobody.number, nobody.raw)]
        for other in found:
            if other not in sure:
                _given(other, sure)
        if sure:
            return sure
        if nobody.replies:
            return [_alone(told) for told in nobody.causes()]
        if failed and self.prose:
            return [nobody]
        return []


def _given(other: Recipient, sure: Sequence[Recipient]) -> None:
    """What is said of an address that is no recipient, or of nobody, goes to those that it can
    mean."""
    mine = [r for r in sure if other.names & r.names] or (list(sure) if len(sure) == 1 else [])
    if not mine and not other.address and other.replies:
        if any(told.same(known) for told in other.replies for r in sure for known in r.replies):
            return
        mine = [r for r in sure if not r.replies and not r.texts]
    for r in mine:
        r.also(other)


def _alone(told: Told) -> Recipient:
    found = Recipient(b"", told.number, told.raw)
    found.replies.append(told)
    return found


def named(line: bytes) -> tuple[bytes, bytes] | None:
    """The recipient that a line of prose names, and what the line says of it; None if it names
    none."""
    if b"@" not in line:
        return None
    for pattern in _NAMED:
        match = pattern.match(line[:4000])
        if match is not None and b"@" in match["a"]:
            return match["a"], match["rest"].strip(b" :[]()")
    return None


def quoted(line: bytes) -> bytes:
    """The address that a reply repeats: "550 5.1.1 <b@d.example>... User unknown"; b"" if it has
    none."""
    match = _FAILED.search(line[:600])
    return match["a"] if match is not None else b""


def addresses(text: bytes) -> list[bytes]:
    """The addresses of a text, in their order."""
    return _BARE.findall(text[:20_000])


def address_of(value: bytes) -> bytes:
    """The address of a field of a report: "rfc822; b@d.example" (RFC 3464 section 2.3.2)."""
    kind, sep, rest = value.partition(b";")
    return (rest if sep else kind).strip().strip(b"<>").strip()[:320]


def whom(final: bytes, original: bytes) -> bytes:
    """The address of a recipient. What delivery made of it (a source route, a pipe to a program) is
    no address that anybody knows: then it is the one that the message had."""
    address, first = address_of(final), address_of(original)
    if not address or (first and (address[:1] in b"@|/" or b"@" not in address)):
        return first or address
    if address[:1] in b"|/":
        return next(iter(addresses(address)), address)
    return address


def host_of(value: bytes) -> bytes:
    """The host of a field of a report: "dns; mx.d.example"."""
    kind, sep, rest = value.partition(b";")
    return (rest if sep else kind).strip()[:255]

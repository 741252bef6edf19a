"""Words drawn by chance that stand where a value stands: behind a name, behind any key.

No key tells that they are credentials; their letters do. What is drawn by chance and known by its
form or its key stays: queue ids, hashes, checksums, boundaries, names of hosts and of versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from smtpcodes.grammar.credentials import PASSWORD, Span, letters
from smtpcodes.grammar.credentials.names import words_of
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import GROUPS, is_placeholder, quoted
from smtpcodes.grammar.late import late

# What is drawn and is no secret, by the name of its key
_IDS = frozenset(
    b"id ids uid gid guid uuid qid mid sid msgid messageid queueid message queue queued "
    b"session ref reference ticket case serial number no nr rev revision commit branch sha "
    b"sha1 sha256 md5 hash checksum digest fingerprint thumbprint signature sig etag nonce "
    b"challenge boundary cid cipher ciphers suite version build release tag image "
    b"container pod host hostname node server client helo ehlo name filename file path dir "
    b"from by index state charset encoding format type class method function module thread "
    b"trace span correlation transaction txn request rule selector header data content "
    b"body text subject title desc description delivery integrity href src url uri date "
    b"time timestamp model device mac address addr ip port daemon mailer relay history "
    b"domain mx ptr smtp esmtp esmtps lmtp delivering total sss pla event error code "
    b"status stat match variable field column table cookie desktop product language locale "
    b"of size route backend interface label namespace instance zone region arn bucket "
    b"issuer cn dn".split()
)
_HAVE_IDS = frozenset(
    b"req sess conn connection job task corr trans tx process log mail run".split()
)
# ... and by its form: Postfix' long queue ids, those of Exim, of Sendmail, uids of Zeek, octets in
# hexadecimal, versions, names of pods and of objects, addresses, what quoted-printable has cut,
# paths of plain words, lists and patterns of hosts
_FORMS = late(
    rb"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]+"
    rb"|[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}(?:-[A-Z])?|[0-9A-Za-z]{8}\d{6}|[CF][0-9A-Za-z]{16,17}"
    rb"|(?:0x)?[0-9a-f-]+|[0-9A-F.:-]+|[A-Z0-9]+|.*\d\.\d.*|[a-z][a-z0-9]*(?:-[a-z0-9]{1,12}){1,8}"
    rb"|[\w.$]{1,80}@[0-9a-f]{4,16}|[\w.+!=-]{1,64}@[\w.@-]{1,255}(?::\w{0,8})?|(?:\w{1,6}\.){2,9}\w{1,6}"
    rb"|[A-Z]{2,5}[#:_-][\w-]{1,12}|.*&[a-z]{2,4}|3D.*|[a-z]{2,12}_[a-z]{2,12}\d{0,2}|(?:.{4})*.{1,3}(?<!=)=|@@.*|.*(?:\\[rnx]|&#).*|\d{1,4}-[a-z]+|.*[?&]\w{1,30}=.*"
    rb"|(?:[A-Z_]+|[a-z_]+)(?:[/=](?:[A-Z_]+|[a-z_]+))+|\*(?:\.[\w-]{1,63})+|\+[a-z_]+|[a-z]+-[a-z]+="
    rb"|\^(?:[a-z-]+\\?\.)+[a-z-]+[\^$]?"
    rb"|[0-9a-f:]+%\w+|\$?[\w/.+-]{1,100}\.[a-z]{2,4}|[a-z-]{2,30}:.*;.*|\$\w{1,40}/.*"
)
LONGEST = 200  # octets of a word in quotes
HEADS = 3  # names within a word
LETTERS = 10  # small letters, and no other, that tell
_USES = (b"using", b"with")  # words of prose that a password stands behind
_WORD = late(rb"[^\s\"'`<>()\[\]{},;|]{8,200}")
_SIGNS = frozenset(b"#%!$&*~^@")
# alice:x, alice/x, key=x in one word
_HEAD = late(rb"(?<![\w.+@-])([A-Za-z][\w.+@-]{0,60})(:=|=>|[:/=])(?=[^:/=])")
_NAME = rb"([a-z][a-z0-9.+-]{1,30}(?:@[\w.-]{1,100})?)"
_BEHIND_NAME = late(
    rb"(?<![\w.@/:=+-])[\"'`]?" + _NAME + rb"[\"'`]?"
    rb"(?:[ \t]{1,4}(?:(?:->|=>|:|\||\xe2\x86\x92)[ \t]{1,4})?|[:/|;,][ \t]{0,2})[\"'`]?$"
)
_BEHIND_KEY = late(
    rb"(?<![\w.@/:=+?&-])\$?([A-Za-z][\w.-]{2,60})\\?[\"'`]?\]?[ \t]{0,8}"
    rb"(?:=>|:=|=|:[ \t]|:(?=\\?[\"']))"
    rb"[ \t]{0,8}\\?[\"'`]?$"
)
_AT = late(rb"@(?:[\w-]{1,63}\.){1,8}[a-z]{2,12}(?::\d{1,5})?$")
_FIELD = late(rb"[ \t]{0,4}[A-Za-z][A-Za-z0-9]*-[\w-]*:")  # of the header of a message
# a line of nothing else: what a command has printed. Longer ones, and those that end with =, are of
# a message's parts
_ALONE = late(rb"(?!--)[^\s=;&<>()+/]{8,32}")
_LETTERS = late(rb"[a-z]{4}")


def spans(line: bytes, low: str) -> Iterator[Span]:
    """The words of a line that were drawn by chance and are somebody's; low: the same in lower
    case."""
    alone = line.strip()
    if _ALONE.fullmatch(alone) and _strange(alone):
        begin = line.index(alone)
        yield Span(begin, begin + len(alone), PASSWORD)
        return
    header = _FIELD.match(line) is not None
    for word in _WORD.finditer(line):
        begin, end = word.span()
        own = word.group()
        within = line[begin - 1 : begin] in (b'"', b"'", b"`")
        if not within and own.isalpha() and own[1:].islower() and not letters.by_chance(own):
            continue  # most words of most lines
        if own.find(b"://") < 0 and _HEAD.search(line, begin, end) is not None:
            found = list(_headed(line, begin, end, header))
            yield from found
            if found or not within:
                continue
        if within:
            string = quoted(line[begin - 1 : begin + LONGEST], 0)
            end = max(end, begin - 1 + string[1]) if string is not None else end
        if line[end - 1 : end] == b":" or own.find(b"://") >= 0:
            continue  # a label, a URL
        end = begin + len(line[begin:end].rstrip(b".?"))
        if _strange(line[begin:end]):
            before = line[max(0, begin - 100) : begin]
            key, name = _BEHIND_KEY.search(before), _BEHIND_NAME.search(before)
            if (key is not None and not header and _keyed(key.group(1))) or (
                key is None and name is not None and _named(name.group(1))
            ):
                yield Span(begin, end, PASSWORD)
    for groups in GROUPS.finditer(line):
        pairs = sum(map(letters.rare, _LETTERS.findall(groups.group())))
        if pairs > 1 and line[groups.start() - 1 : groups.start()] in _EDGES:
            yield Span(*groups.span(), PASSWORD)


_EDGES = (b"", b" ", b"\t", b'"', b"'", b"`", b"(", b"<", b"[", b":", b"=", b",", b"*")


def _headed(line: bytes, begin: int, end: int, header: bool) -> Iterator[Span]:
    """The value of a word that names whose it is: ``anna:x``, ``key=x``."""
    for head in islice(_HEAD.finditer(line, begin, end), HEADS):
        value = line[head.end() : end].rstrip(b".?")
        if (host := _AT.search(value)) is not None:
            value = value[: host.start()]
        keyed = b"=" in head.group(2)
        if head.group(2) == b"/" and head.start() > begin:
            continue  # a path, base64
        told = not header and _keyed(head.group(1)) if keyed else _named(head.group(1))
        told = told or line[head.start() - 1 : head.start()] == b"|"  # anna|mx.example.net:x
        if told and _strange(value):
            yield Span(head.end(), head.end() + len(value), PASSWORD)
            return
        if keyed:
            return


def _strange(word: bytes) -> bool:
    """True for a word drawn by chance that has the form of no id."""
    return (
        letters.drawn(word)
        and looks_made(word)
        and not (len(word) < LETTERS and word.islower() and word.isalpha())
        and _FORMS.fullmatch(word) is None
        and ((b":" not in word and b"/" not in word) or not _SIGNS.isdisjoint(word))
        and not is_placeholder(word)
    )


def _named(name: bytes) -> bool:
    """True for what may be the name of a user."""
    plain = b"@" in name or (name.islower() and b"." not in name)
    return plain and (name in _USES or not (in_prose(name) or _names_id(name)))


def _keyed(key: bytes) -> bool:
    """True for a key whose value may be a secret: none of those of ids."""
    last = words_of(key)[-1:]
    return (
        last != []
        and len(last[0]) > 2
        and (last[0] == b"authorization" or not (_names_id(last[0]) or in_prose(last[0])))
    )


def _names_id(word: bytes) -> bool:
    """True for what names an id, alone or in one word with what it is of: ``reqid``."""
    return word in _IDS or (word.endswith(b"id") and word[:-2] in _IDS | _HAVE_IDS)

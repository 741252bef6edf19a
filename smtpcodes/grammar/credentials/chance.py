"""Words drawn by chance that stand where a value stands: behind a name, behind any key.

No key tells that they are credentials; their letters do. What is drawn by chance and known by its
form or its key stays: queue ids, hashes, checksums, boundaries, names of hosts and of versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from smtpcodes.grammar.credentials import PASSWORD, Span, letters
from smtpcodes.grammar.credentials.names import names_id, words_of
from smtpcodes.grammar.credentials.sentences import in_prose, looks_made
from smtpcodes.grammar.credentials.values import GROUPS, is_placeholder, quoted
from smtpcodes.grammar.late import late

# What is drawn and is no secret, by its form: Postfix' long queue ids, those of Exim, of Sendmail,
# uids of Zeek, octets in hexadecimal, versions, durations, names of pods, objects, tables and
# interfaces, addresses, what quoted-printable has cut, text of URLs, paths of plain words, lists
# and patterns of hosts
_FORMS = late(
    rb"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]+"
    rb"|[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}(?:-[A-Z])?|[0-9A-Za-z]{8}\d{6}|[CF][0-9A-Za-z]{16,17}"
    rb"|@?(?:0x)?[0-9a-f-]+|[0-9A-F.:-]+|[A-Z0-9]+|.*\d\.\d.*|[a-z][a-z0-9]*(?:-[a-z0-9]{1,12}){1,20}"
    rb"|[0-9a-f:.]+#\d{1,5}|(?:\d{1,4}(?:ms|us|[wdhms])){2,6}|[a-z]{2,4}\d{1,4}(?:[a-z]\d{1,4}){1,2}"
    rb"|[+!]?[a-z]{1,16}\d{0,2}(?:_(?:[a-z]{1,16}\d{0,2}|\d{1,6})){1,8}|--?[A-Za-z][\w-]*=.*"
    rb"|(?:[a-z][a-z0-9_-]{0,40}\.){1,8}(?:[a-z0-9_-]{1,40}|[a-z]+=.*)|.*(?:%[0-9A-Fa-f]{2}.*){4}|.*/\*|\$[a-z_]+\$?"
    rb"|[\w.$]{1,80}@[0-9a-f]{4,16}|[\w.+!=-]{1,64}@[\w.@-]{1,255}(?::\w{0,8})?|(?:\w{1,6}\.){2,9}\w{1,6}"
    rb"|[A-Z]{2,5}[#:_-][\w-]{1,12}|.*&[a-z]{2,4}|3D.*|[a-z]{2,12}_[a-z]{2,12}\d{0,2}|(?:.{4})*.{1,3}(?<!=)=|@@.*|.*(?:\\[rnx]|&#).*|\d{1,4}-[a-z]+|.*[?&]\w{1,30}=.*"
    rb"|(?:[A-Z_]+|[a-z_]+)(?:[/=](?:[A-Z_]+|[a-z_]+))+|\*(?:\.[\w-]{1,63})+|[a-z]+-[a-z]+="
    rb"|\^(?:[a-z-]+\\?\.)+[a-z-]+[\^$]?"
    rb"|[0-9a-f:]+%\w+|\$?[\w/.+-]{1,100}\.[a-z]{2,4}|[a-z-]{2,30}:.*;.*|\$\w{1,40}/.*"
)
# Frames, arrows and what stands for a blank: signs that programs draw (U+2190 to U+27BF)
_DRAWING = late(rb"\xe2[\x86-\x9e][\x80-\xbf]")
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
_PID = late(rb"\[\d{1,7}\]:?")


def drawn(line: bytes, low: str) -> Iterator[Span]:
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
        if line[end - 1 : end] == b":" or own.find(b"://") >= 0 or _PID.match(line, end):
            continue  # a label, a URL, the name of a program
        end = begin + len(line[begin:end].rstrip(b".?"))
        if _strange(line[begin:end]) and _behind(line, begin, end, header):
            yield Span(begin, end, PASSWORD)
    for groups in GROUPS.finditer(line):
        pairs = sum(map(letters.rare, _LETTERS.findall(groups.group())))
        if pairs > 1 and line[groups.start() - 1 : groups.start()] in _EDGES:
            yield Span(*groups.span(), PASSWORD)


_EDGES = (b"", b" ", b"\t", b'"', b"'", b"`", b"(", b"<", b"[", b":", b"=", b",", b"*")


def _behind(line: bytes, begin: int, end: int, header: bool) -> bool:
    """True if a key or a name stands before a word, and is not the same word."""
    before = line[max(0, begin - 100) : begin]
    key, name = _BEHIND_KEY.search(before), _BEHIND_NAME.search(before)
    if key is not None:
        return not header and key.group(1) != line[begin:end] and _keyed(key.group(1))
    return name is not None and name.group(1) != line[begin:end] and _named(name.group(1))


def _headed(line: bytes, begin: int, end: int, header: bool) -> Iterator[Span]:
    """The value of a word that names whose it is: ``anna:x``, ``key=x``."""
    for head in islice(_HEAD.finditer(line, begin, end), HEADS):
        value = line[head.end() : end].rstrip(b".?")
        if (host := _AT.search(value)) is not None:
            value = value[: host.start()]
        keyed = b"=" in head.group(2)
        if head.group(2) == b"/" and head.start() > begin:
            continue  # a path, base64
        told = _keyed(head.group(1)) if keyed else _named(head.group(1))
        told = told and not (header and (keyed or not head.start()))
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
        and _DRAWING.search(word) is None
        and ((b":" not in word and b"/" not in word) or not _SIGNS.isdisjoint(word))
        and not is_placeholder(word)
    )


def _named(name: bytes) -> bool:
    """True for what may be the name of a user."""
    plain = b"@" in name or (name.islower() and b"." not in name)
    return plain and (name in _USES or not (in_prose(name) or names_id(name)))


def _keyed(key: bytes) -> bool:
    """True for a key whose value may be a secret: none of those of ids."""
    last = words_of(key)[-1:]
    return (
        last != []
        and len(last[0]) > 2
        and (last[0] == b"authorization" or not (names_id(last[0]) or in_prose(last[0])))
    )

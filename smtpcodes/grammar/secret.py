"""What a credential looks like in text that is no session: settings, command lines, environments, URLs, source code, tokens.

Where the session knows what a credential is, it says so; these looks are for the rest. What might be a credential and
cannot be judged is taken out. Placeholders stay, so taking out twice is the same as once.
"""

from __future__ import annotations

import re

from smtpcodes.grammar import sasl

MASK = b"[redacted]"
# What ends a credential that stands in quotes or in brackets of any kind: escaped line ends, quotes, brackets, the line.
_END = rb"(?=(?:\\[rnt]|\\?[\"'`]|[<&,;)\]}>]){1,12}(?:\s|$)|\s|$)"
# AUTH with an initial response (RFC 4954 section 4), and Dovecot's and Cyrus' "PLAIN ... resp="
_AUTH = re.compile(
    rb"(?i)(\bAUTH(?:INFO|ENTICATE)?(?:[ \t]+|=|%20|\+)[A-Z0-9_-]{1,32}:?(?:[ \t]+|%20|\+)(?:sasl-ir[ \t]+)?)([A-Za-z0-9+/=_-]{4,}+"
    + _END
    + rb"|\S+)"
)
_BEARER = re.compile(rb"(?i)((?:auth(?:=|%3D))?\bbearer(?:[ \t]+|%20|\+))([A-Za-z0-9._~+/=%-]{6,})")
_WORDS = rb"passwor[dt]|passwd|passphrase|passwort|kennwort|contrase(?:n|\xc3\xb1)a|senha|mot[ _-]de[ _-]passe|client[_-]?secret|(?:access|refresh|id|oauth|auth)[_-]?token|api[_-]?key"
_NAMED = re.compile(
    rb"(?i:(?:"
    + _WORDS
    + rb")|(?<![A-Za-z])(?:pass|pwd|pw|secret|token|credentials?|resp|xp)|(?-i:(?<=[a-z])(?:Pass|Pwd|Secret|Token)))"
    rb"(?:[\"'`\])}]|\\[\"']|&quot;|&#3[49];){0,3}[ \t]*(?:=>|:=|%3[Dd]|[=:])[ \t]*(?!//)"
    rb"(?:new String\(|b(?=[\"']))?(?:(\\?[\"'`]|&quot;|&#3[49];)(.{0,1000}?)(?:\1|$)|([^\s\"'`]+))"
)
_TAGGED = re.compile(
    rb"(?i)<((?:[\w:.-]{0,40}?)(?:password|passwd|passphrase|pwd|secret|token))(?:\s[^<>]{0,200})?>([^<>]{1,1000})</"
)
_OPTION = re.compile(
    rb"(?i)(?<!\S)(-{1,2}(?:pass(?:word|wd)?|pwd|secret|token|oauth2-bearer|auth-password|ap|xp|pw)(?:[ \t]+|=)[\"']?)([^\s\"']+)"
    rb"|(?<!\S)(?:-u|--user|--proxy-user)(?:[ \t]*|=)[\"']?[^\s:\"'/@-][^\s:\"'/]{0,200}:([^\s\"']+)"
)
_URL = re.compile(
    rb"(?i)(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,256}:)([^\s/\"'<>]{1,512})(?=@)"
)
_CALL = re.compile(
    rb"(?i)\b(?:login|auth(?:enticate)?|starttls_login|(?:new)?(?:network)?credentials?|(?:password|plain|login|cram)_?auth(?:entication)?|usernamepassword\w{0,20}|set(?:smtp)?pass(?:word)?|(?:set)?authentication)"
    rb"[ \t]?\(([^()]{2,400})\)?"
)
_QUOTED = re.compile(rb"\"([^\"]{0,300})\"|'([^']{0,300})'")
_ADDRESS = re.compile(rb"[\w.+-]{1,64}@[\w.-]{1,255}")
_DUMPED = re.compile(
    rb"(?i)\b(?:pass|passw(?:or)?d|credentials?)[ \t]+(?:(?:is|was|set to|=)[ \t]*)?[\"'`]([^\"'`]{1,300})[\"'`]"
)
# Postfix: what a client sent before the reply to AUTH had come
_EARLY = re.compile(
    rb"(\bafter (?:AUTH|SASL)\b[^:]{0,300}(?::\d{1,5})?: )((?:(?!\\[rn])\S){1,1000})"
)
_ECHOED = re.compile(
    rb"(?i)(?:cannot|can't|could not|unable to|failed to|error) (?:base64[ -]?)?(?:decode|decoding|parse|base64)[a-z0-9 -]{0,20}[:]?[ \t]*[\"'<`(]([^\"'>`)]{4,})"
)
# Tokens that tell what they are: JSON web tokens (RFC 7519), and those of providers.
_TOKEN = re.compile(
    rb"(?<![A-Za-z0-9])(?:eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_=-]{1,}){0,4}|ya29\.[A-Za-z0-9_.-]{8,}|1//0[A-Za-z0-9_-]{16,}|SG\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]{1,})?"
    rb"|x(?:smtp|key)sib-[0-9a-f]{16,}(?:-[A-Za-z0-9]{1,})?|(?:AKIA|ASIA)[A-Z0-9]{16})"
)
_RUN = re.compile(
    rb"(?:(?<![A-Za-z0-9+/_.@-])|(?<=\.\.\.))(?:[A-Za-z0-9+/]{16,}+={0,2}+|[A-Za-z0-9+/]{6,15}+={1,2}+)(?![A-Za-z0-9+/_@=-]|\.[A-Za-z0-9])"
)
_HUMPS = re.compile(rb"([A-Z]*)([a-z]*)")  # capitals, then small letters
CAMEL = 250  # letters of the longest name that is taken for one
_PATH = re.compile(rb"/?(?:[A-Za-z0-9]{1,24}/){2,}[A-Za-z0-9]{1,24}")
# What stands for a value and is none, or tells where it comes from
_NO_VALUE = re.compile(
    rb"(?i)(?:null|none|nil|undefined|true|false|yes|no|empty|n/a|not|=|\*|\[\]|\{\}|\(\)|[$%]\(?\{?[A-Za-z_][\w.]{0,80}[)}%]?|%[sd]|process\.env\S*|os\.(?:environ|getenv)\S*|getenv\S*|env\S*\(.*"
    rb"|ENV\[.*|this\.\S+|self\.\S+|config\S*\(?.*|password|passwd|pass|pwd|token|\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?|\d\.\d\.\d|authentication)[,;.)}\]]?"
)
_WORD = re.compile(
    rb"\(?[A-Za-z]{1,16}[.,;:!?)]?|[A-Z0-9]{2,20}(?:-[A-Z0-9]{1,20}){1,4}|\d{3}[ ,.;:)]?|->|-|=>|<[^<>]{0,80}>?"
)
_HINT = re.compile(rb"(?i)pas|pwd|pw|secret|token|key|cred|resp|kennw|contra|senha|xp")


def mask(line: bytes) -> bytes:
    """`line` without what looks like a credential."""
    low = line.lower()  # a word that is not there needs no pattern
    if b"auth" in low:
        line = _EARLY.sub(_early, _AUTH.sub(_after_auth, line))
    if b"bearer" in low:
        line = _BEARER.sub(rb"\1" + MASK, line)
    if _HINT.search(line) is not None:
        line = _NAMED.sub(_named, line)
        if b"</" in low:
            line = _TAGGED.sub(_group, line)
        line = _DUMPED.sub(_group, line)
    if b"(" in low and (b"'" in low or b'"' in low):
        line = _CALL.sub(_call, line)
    if b" -" in low or b"\t-" in low or low[:1] == b"-":
        line = _OPTION.sub(_group, line)
    if b"://" in low and b"@" in low:
        line = _URL.sub(_group, line)
    if b"decod" in low or b"parse" in low or b"base64" in low:
        line = _ECHOED.sub(_group, line)
    line = _TOKEN.sub(MASK, line)
    return _RUN.sub(_run, line)


def mask_unknown(line: bytes) -> bytes:
    """As ``mask``, for a line that nobody could read: any word of it may be a SASL response, what ends it before all."""
    line = _WORD_OF_BASE64.sub(
        lambda m: MASK if _may_be_response(m.group()) and not camel(m.group()) else m.group(),
        mask(line),
    )
    match = _LAST.search(line[-20_000:])
    if match is None or not _may_be_response(match.group(1)):
        return line
    at = max(0, len(line) - 20_000) + match.start(1)
    return line[:at] + MASK + line[at + len(match.group(1)) :]


def _may_be_response(run: bytes) -> bool:
    """A whole one, or the beginning of one in a line that was cut: letters of both cases with digits among them."""
    if sasl.stray(run) or (run[-1:] == b"=" and sasl.is_base64(run)):
        return True
    return (
        len(run) >= 8
        and run.upper() != run
        and run.lower() != run
        and any(c in b"0123456789" for c in run)
    )


_LAST = re.compile(
    rb"(?<![^\s\"'`>:|])([A-Za-z0-9+/]{2,}+={0,2}+)"
    rb"(?:\\[rnt]|\\?[\"'`]|[<&,;)\]}>]){0,12}[ \t\r]{0,8}$"
)
_WORD_OF_BASE64 = re.compile(
    rb"(?<![^\s\"'`>:|=(\[{])[A-Za-z0-9+/]{8,}+={0,2}+(?=[\s\"'`<>&,;|)\]}\\]|$)"
)

_MASKED = 256  # of command.Form


def camel(word: bytes) -> bool:
    """Tell whether a word is a name in capitals and small letters, such as SubmissionQuotaExceeded.

    Each part is a capital with 2 to 20 small letters, or two capitals and more. Linear in the word's length.
    """
    if not 2 <= len(word) <= CAMEL or not word.isalpha():
        return False
    parts = [match for match in _HUMPS.finditer(word) if match.group()]
    if len(parts) > 12:
        return False
    for match in parts:
        capitals, small = len(match.group(1)), len(match.group(2))
        if small and not (2 <= small <= 20 and capitals >= 1 and capitals != 2):
            return False
        if not small and capitals < 2:
            return False
    return True


def is_placeholder(value: bytes) -> bool:
    """True if `value` stands where a credential would, and is none."""
    return (
        not value
        or sasl.is_masked(value)
        or sasl.form(value) & _MASKED != 0
        or _NO_VALUE.fullmatch(value) is not None
    )


def _covered(match: re.Match[bytes], group: int) -> bytes:
    """The match without the group; its trailing bracket or comma stays."""
    whole, at = match.group(), match.start()
    start, end = match.span(group)
    return whole[: start - at] + MASK + whole[end - at :]


def _group(match: re.Match[bytes]) -> bytes:
    """The match without its last group that took part; placeholders stay."""
    group = match.lastindex or 0
    return match.group() if is_placeholder(match.group(group)) else _covered(match, group)


def _named(match: re.Match[bytes]) -> bytes:
    group = 2 if match.group(1) else 3
    value = match.group(group)
    bare = value.rstrip(b",;)}]>") or value
    if (
        is_placeholder(value)
        or is_placeholder(bare)
        or bare.upper().decode("latin-1") in sasl.MECHANISMS
    ):
        return match.group()
    return _covered(match, group) + (value[len(bare) :][:1] if group == 3 else b"")


def _after_auth(match: re.Match[bytes]) -> bytes:
    """Prose ("AUTH not permitted during a transaction") holds no credential; what follows a mechanism does."""
    mechanism = match.group(1).split()[-1].rstrip(b":").upper().decode("latin-1").rpartition("=")[2]
    value = match.group(2)
    if (
        value in (b"=", b"*")
        or value.upper().decode("latin-1") in sasl.MECHANISMS
        or is_placeholder(value)
        or sasl.is_masked(value.lstrip(b"\\\"'("))
    ):
        return match.group()
    if mechanism not in sasl.MECHANISMS and (_WORD.fullmatch(value) or not sasl.stray(value)):
        return match.group()
    word = value.strip(b"().,;:!?")
    if (
        _WORD.fullmatch(value) and (not sasl.is_base64(word) or word[1:].islower())
    ) or _LISTED.fullmatch(value):
        return match.group()
    return _covered(match, 2)


_LISTED = re.compile(
    rb"[A-Z0-9_]{2,20}(?:-[A-Z0-9_]{1,20}){0,4}[.,;:)]?"
)  # another mechanism, in an EHLO reply


def _early(match: re.Match[bytes]) -> bytes:
    value = match.group(2)
    return (
        match.group()
        if is_placeholder(value)
        or (_WORD.fullmatch(value) and not sasl.is_base64(value))
        or value.upper() in _COMMANDS
        else _covered(match, 2)
    )


_COMMANDS = frozenset(
    (
        b"AUTH",
        b"MAIL",
        b"RCPT",
        b"DATA",
        b"BDAT",
        b"QUIT",
        b"RSET",
        b"NOOP",
        b"EHLO",
        b"HELO",
        b"VRFY",
        b"EXPN",
        b"HELP",
        b"STARTTLS",
    )
)


def _call(match: re.Match[bytes]) -> bytes:
    def one(quoted: re.Match[bytes]) -> bytes:
        value = quoted.group(1) or quoted.group(2) or b""
        if (
            _ADDRESS.fullmatch(value)
            or value.upper().decode("latin-1") in sasl.MECHANISMS
            or is_placeholder(value)
        ):
            return quoted.group()
        return quoted.group()[:1] + MASK + quoted.group()[-1:]

    inner = match.group(1)
    at = match.start(1) - match.start()
    return match.group()[:at] + _QUOTED.sub(one, inner) + match.group()[at + len(inner) :]


def _run(match: re.Match[bytes]) -> bytes:
    """A run of base64 with the look of chance: no word, no path, no queue id, no session id."""
    run = match.group()
    body = run.rstrip(b"=")
    if (
        match.string[max(0, match.start() - 9) : match.start()] == b"session=<"
        or run.islower()
        or body.isdigit()
        or sasl.form(run) & _MASKED
    ):
        return run
    mixed = body != body.upper() and body != body.lower()
    if (
        len(run) % 4 == 0
        and len(body) < len(run)
        and (mixed or any(c in b"0123456789+/" for c in body))
    ):
        return MASK
    if len(body) >= 96 and b"/" not in body[:1]:
        return MASK
    if not mixed or (len(body) < 20 and not (len(body) >= 16 and _ends(match))):
        return run
    return run if camel(body) or _PATH.fullmatch(body) else MASK


def _ends(match: re.Match[bytes]) -> bool:
    return not match.string[match.end() :].strip(b" \t\r\n\\rn\"'`<>&,;)]}.")

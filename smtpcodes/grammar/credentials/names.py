"""Which words name a credential:

``smtpPassword``, ``MAIL_PASS``, ``mail.smtp.password``, ``api-key``, ``Kennwort``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smtpcodes.grammar.late import late

_WORDS = tuple(
    x
    for x in (
        *("pas", "pw", "secret", "token", "key", "cred", "resp", "kennw", "contra", "senha", "mdp"),
        *(
            "wachtw",
            "senord",
            "salasana",
            "has\u0142o",
            "haslo",
            "heslo",
            "parol",
            "jelsz",
            "sifre",
        ),
        *(
            *("clave", "psw", "lozink", "geslo", "zapork", "slapta", "sandi", "kodeord", "codice"),
            "lykilor",
            "\u015fifre",
            "adgangsk",
            "пароль",
            "κωδικ",
            "סיסמה",
            "密码",
            "密碼",
            "授权码",
            "授權碼",
            "口令",
            "รหัสผ่าน",
            "كلمة",
            "ật khẩu",
            "パスワード",
            "비밀번호",
            "authorization",
            "xp",
            "auth.raw",
            "auth.val",
            "auth_raw",
            "auth_val",
            *("auth_code", "authcode", "auth-code", "auth_-code", "tion_code", "auth3"),
        ),
    )
)
# in lower case, each octet a character; those of other letters than ASCII's have no other case
HINTS = tuple(
    dict.fromkeys(
        form.encode().decode("latin-1")
        for x in _WORDS
        for form in ((x,) if x.isascii() else (x, x.title(), x.upper()))
    )
)
ASCII_HINTS = tuple(x for x in HINTS if x.isascii())
# In the languages of mail clients and servers
PASSWORDS = frozenset(
    x.encode()
    for x in (
        *(
            "password",
            "passwort",
            "passwd",
            "passphrase",
            "passcode",
            "pass",
            "pwd",
            "pw",
            "kennwort",
        ),
        *("contrase\u00f1a", "contrasena", "senha", "passe", "mdp", "wachtwoord", "l\u00f6senord"),
        *(
            "losenord",
            "salasana",
            "has\u0142o",
            "haslo",
            "heslo",
            "parola",
            "jelsz\u00f3",
            "jelszo",
        ),
        *(
            "\u015fifre",
            "sifre",
            "adgangskode",
            "passord",
            "пароль",
            "κωδικός",
            "סיסמה",
            "密码",
            "密碼",
            "パスワード",
            "비밀번호",
        ),
        *("passw", "passwrd", "psw", "pswd", "pword", "clave", "parole", "parool", "lozinka"),
        *(
            "l\u00f6senordet",
            "adgangskoden",
            "passordet",
            "passwortes",
            "ww",
            "pasword",
            "passwort",
        ),
        *("geslo", "zaporka", "slapta\u017eodis", "slaptazodis", "sandi", "kodeord"),
        *("lykilor\u00f0", "paroli", "parol\u0103"),
    )
)
_OTHERS = frozenset(b"secret secrets token credential credentials cred creds apikey resp".split())
_GLUED = (b"password", b"passwd", b"passphrase", b"passwort", b"kennwort", b"secret", b"apikey")
_GLUED_SHORT = late(
    rb"(?:secret|access|private|auth|api)key|(?:auth|smtp|mail|imap|pop3?|db|user|my|sasl|login|app|relay|root|admin|access|send|x)"
    rb"(?:pw|key)|[a-z\x80-\xff]{1,24}(?:pass|pwd|token|psw|pword)|[a-z]{3,12}pw"
)
# English words that end like one
_NONE_GLUED = late(
    rb"(?:by|com|tres|sur|over|under|encom|high|low|first|second|single|two|multi|all|out)pass"
)
# What may stand between the word and the value: password2, token_value, pass.default
_TAILS = frozenset(
    (
        b"value",
        b"plain",
        b"plaintext",
        b"text",
        b"string",
        b"str",
        b"base64",
        b"b64",
        b"encoded",
        b"default",
        b"new",
        b"old",
        b"confirm",
        b"confirmation",
        b"clear",
        b"cleartext",
        b"raw",
        b"secured",
        b"hash",
        *(b"v", b"prod", b"production", b"staging", b"live", b"primary", b"secondary", b"override"),
    )
)
_BEFORE_KEY = frozenset(
    b"api access secret private auth account server signing encryption master shared sending "
    b"webhook".split()
)
_CAMEL = late(rb"(?<=[a-z])(?=[A-Z])")
_PART = late(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z\x80-\xff]+|\d+")


def words_of(word: bytes) -> list[bytes]:
    """The words that a name is made of, in lower case."""
    if not word.isascii():
        word = _CAMEL.sub(rb"_", word).decode("utf-8", "replace").lower().encode()
    return [x.lower() for x in _PART.findall(word)]


@lru_cache(4096)
def names_secret(word: bytes) -> bool:
    """True if what follows a word and a sign is a credential: its last part says so."""
    parts = words_of(word)
    if parts[:1] == [b"existing"]:  # the name of a secret that is elsewhere
        return False
    if parts == [b"auth", b"3"]:  # the password of PLAIN in Exim (chapter 33 of its specification)
        return True
    raw = len(parts) > 1 and parts[-1] in (b"raw", b"value")
    while len(parts) > 1 and (parts[-1].isdigit() or parts[-1] in _TAILS):
        parts.pop()
    if not parts:
        return False
    last = parts[-1]
    if last in PASSWORDS or last in _OTHERS or last.endswith(_GLUED):
        return True
    if last == b"key" and len(parts) > 1 and parts[-2] in _BEFORE_KEY:
        return True
    if last == b"code" and len(parts) > 1 and parts[-2] in (b"auth", b"authorization"):
        return True
    if last == b"authcode" or (parts[-2:] == [b"pass", b"word"]):
        return True
    if _GLUED_SHORT.fullmatch(last) is not None:
        return _NONE_GLUED.fullmatch(last) is None and last not in (b"userkey", b"mykey")
    return last == b"auth" and raw


@lru_cache(1024)
def names_password(word: bytes) -> bool:
    """True for a word after which, in plain sentences, a password may stand."""
    parts = words_of(word)
    return bool(parts) and (
        parts[-1] in PASSWORDS
        or parts[-1].endswith(_GLUED[:5])
        or (parts[-1].endswith((b"pw", b"pwd", b"psw")) and len(parts[-1]) > 4)
    )


def is_setting(word: bytes) -> bool:
    """True for the name of a variable: ``SMTP_PASSWORD``."""
    return b"_" in word and word == word.upper()


_KEY = late(rb"[A-Za-z_\x80-\xff][\w\x80-\xff.-]{1,119}(?<![.-])")
_CJK, IS = (
    b"|".join(map(str.encode, words))
    for words in (
        (
            *("密码", "密碼", "口令", "授权码", "授權碼", "パスワード", "비밀번호", "รหัสผ่าน"),
            *("كلمة المرور", "كلمة السر", "mật khẩu", "Mật khẩu"),
        ),
        ("：", "就是", "是", "为", "為", "は", "는"),
    )
)
_MOT = late(
    rb"(?i)(?:mot[ _-]de[ _-]passe|app(?:lication)? password|api[ _-]?key|pass word)"
    # languages that put no blank between words
    + rb"|(?:%s)(?=[ \t]{0,4}(?:%s|[:=])|[ \t]{1,4}[!-~]{6})" % (_CJK, IS)
)
# password-anna@mx.example.net='x'
_OF_ACCOUNT = late(
    rb"(?i)(?:[a-z][a-z.-]{0,40}[._-])?(?:password|passwd|passphrase|pass|pwd|secret|token)"
    rb"(?:[._:/-][\w.+-]{1,64})?@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?=[\"']?[ \t]{0,4}(?:=|:[ \t]))"
)


def keys(line: bytes) -> Iterator[re.Match[bytes]]:
    """The words of a line that name a credential."""
    for key in _KEY.finditer(line):
        if names_secret(key.group()):
            yield key
    yield from _MOT.finditer(line)
    if b"@" in line:
        yield from _OF_ACCOUNT.finditer(line)


# What names things that are drawn by chance and are no secrets
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
    b"issuer cn dn accept etag in out physin physout iface dev block".split()
)
_HAVE_IDS = frozenset(
    b"req sess conn connection job task corr trans tx process log mail run".split()
)


def names_id(word: bytes) -> bool:
    """True for what names an id, alone or in one word with what it is of: ``reqid``."""
    return word in _IDS or (word.endswith(b"id") and word[:-2] in _IDS | _HAVE_IDS)

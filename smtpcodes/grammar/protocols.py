"""What belongs to another protocol than SMTP.

    USER alice -> 331, PASV -> 227    ; FTP, RFC 959 section 4.1
    GROUP misc.test -> 480            ; NNTP, RFC 3977 section 3.2
    AUTHINFO USER alice -> 381        ; NNTP, RFC 4643 section 2.3

FTP and NNTP share the form of SMTP's replies, so a dialogue of theirs reads like one of SMTP: 530
is "not logged in" in FTP (RFC 959 section 4.2). Two signs tell them apart: a command that only they
have and that got another answer than "unknown command", and a greeting that names them.
"""

from __future__ import annotations

from smtpcodes.grammar.late import late

_FTP = (  # RFC 959, 2228, 2389, 2428, 2640, 3659, 7151; X: RFC 775
    "USER PASS ACCT CWD CDUP SMNT REIN PORT PASV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR "
    "RNTO ABOR DELE RMD MKD PWD LIST NLST SITE SYST STAT ADAT PROT PBSZ CCC MIC CONF ENC FEAT OPTS "
    "EPRT EPSV LANG MDTM SIZE MLST MLSD HOST CLNT XPWD XCWD"
)
_NNTP = (  # RFC 3977, 4643, 2980
    "CAPABILITIES GROUP LISTGROUP LAST NEXT ARTICLE HEAD BODY POST IHAVE DATE NEWGROUPS NEWNEWS "
    "OVER XOVER HDR XHDR XPAT AUTHINFO CHECK TAKETHIS XGTITLE"
)
VERBS = frozenset(f"{_FTP} {_NNTP}".encode().split())
TLS = frozenset(("TLS", "SSL", "TLS-C", "TLS-P"))  # AUTH's arguments in FTP, RFC 4217 section 4
# What a server of SMTP says of a command that it does not know, or does not want to hear
UNKNOWN_COMMAND = frozenset((0, 221, 421, 500, 501, 502, 503, 504, 550, 554, 555))
_SMTP = late(rb"(?i)E?SMTP|LMTP|\bmail")
_NAMED = late(
    rb"(?i)\b(?:(?:vs|pro|pure-|wu-|gl)?ftpd?(?![.\w-])|vsftpd|proftpd|pure-ftpd|NNRP|NNTP"
    rb"|InterNetNews|filezilla)"
    rb"|\bposting (?:ok|allowed|prohibited)|no posting\b|\bwith USER and PASS\b"
)
# one of these stands in whatever `_NAMED` finds
_NEEDED = ("ftp", "nnrp", "nntp", "internetnews", "filezilla", "posting", "user and pass")


def names(text: bytes) -> bool:
    """Does a reply name another protocol, and not SMTP?"""
    text = text[:500]
    low = text.decode("latin-1").lower()
    for word in _NEEDED:
        if word in low:
            return _NAMED.search(text) is not None and _SMTP.search(text) is None
    return False


# Names of other protocols and their programs; an address in the text of a reply ("see https://...")
# is none.
_OTHERS = late(
    rb"(?i)(?<![\w.@/-])(?:s?ftps?(?:lib|\.\w+)?|(?:vs|pro|pure-)ftpd"
    rb"|https?(?!:)(?:[_ -]?\w*?(?:error|exception|status|code))?(?:/\d)?|nntp(?:lib)?|imaps?"
    rb"|pop3s?|sip(?:/2)?|ldaps?|psql|mysql|sqlstate|ora-\d+|sshd?|irc|rtsp|xmpp|redis|npm|kubelet"
    rb"|urlopen|url)(?![\w@-]|\.\w|://)"
    rb"|\b(?:HTTPError|HttpException|HttpRequestException|WebException|FTPConnectionClosedException"
    rb"|NNTP\w*Error|error_perm|error_temp)\b"
)
_OURS = late(
    rb"(?i)smtp|\blmtp|\b(?:rcpt to|mail from|ehlo|helo|starttls|sasl)\b|e?mail|recipient|sender"
)
ADDRESS = late(rb"(?i)\bhttps?://\S{1,2000}")  # what stands in it names no protocol
_SURELY = late(rb"HTTP/\d|SIP/2\.0|\bFTP (?:response|command):")
# Reason phrases of HTTP (RFC 9110 sections 15.5.20 and 15.6), whose codes mean other things in SMTP
_REASON = late(
    rb"(?i)(?:421 misdirected request|451 unavailable for legal|500 internal server error"
    rb"|501 not implemented|502 bad gateway|503 service (?:temporarily )?unavailable"
    rb"|503 server error|504 gateway time-?out|530 origin)"
)
_COUNT = late(
    rb"(?:of|out of|ms|k|[kmg]i?b|bytes|seconds?|minutes?|hours?|days|times"
    rb"|[a-z]{1,20}[^\W\dsui_]s)\b(?! unknown)"
)  # "535 rows"; nobody counts a "class"
_ENHANCED = late(rb"#?[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
# Codes that an RFC gives to SMTP; past them a number alone is no reply
_CODES = frozenset(
    b"421 432 450 451 452 453 454 455 500 501 502 503 504 521 523 530 533 534 535 538 550 551 552 "
    b"553 554 555 556".split()
)
_VERB_FORMS = (b"does ", b"has ", b"was ", b"users unknown")


def others(line: bytes, reply: bytes) -> bool:
    """Is a reply that stands alone in a line of prose another protocol's, or a number of things?

    An enhanced status code, or a word that only mail has, makes it SMTP's.
    """
    line, text = ADDRESS.sub(b"", line[:2000]), reply[4:].lstrip()
    if _ENHANCED.match(text):
        return False
    if _SURELY.search(line):
        return True
    if _OURS.search(line):
        return False
    before = line.partition(reply[:40])[0] if reply else line
    return (
        (bool(reply) and reply[:3] not in _CODES)
        or _OTHERS.search(before) is not None
        or b"for url" in line.lower()
        or _REASON.match(reply) is not None
        or (_COUNT.match(text) is not None and not text.startswith(_VERB_FORMS))
    )

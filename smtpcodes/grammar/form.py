"""What the form of a client's line shows, without its words: three sets of flags.

A command and an exchange have a field for each set. Fingerprints, and so baselines, are made of the
numbers of all three: a number never changes, and no two are the same.
"""

from __future__ import annotations

from enum import IntEnum


class Form(IntEnum):
    """The form of the line, and where it stands among others."""

    ARGUMENT = 1  # there is an argument
    INITIAL = 2  # AUTH with an initial response
    BAD_BASE64 = 4  # the response is no base64, and the log shows it as it was sent
    CANCEL = 8  # the response is "*"
    LONG = 16  # over 512 octets, the limit of a command line (RFC 5321 section 4.5.3.1.4)
    TOO_LONG = 32  # over 12288 octets, sufficient for a SASL response (RFC 4954 section 4)
    AUTH_PARAMETER = 64  # MAIL with AUTH=
    LIKE_COMMAND = 128  # a SASL response that can only be meant as a command
    MASKED = 256  # the log hides the response
    EXTRA = 512  # AUTH with more than mechanism and initial response
    EMPTY = 1024  # an empty response, or "="
    # BAD_BASE64, but words such as a log that decodes, or a person who hides, puts in its place
    WORD = 2048
    LAST = 1 << 24  # BDAT with LAST
    BAD_CHUNK = 1 << 36  # BDAT without a size, or with something else than LAST after it
    BARE_LINE_FEED = 1 << 59  # a line feed inside the line; ``check`` writes it as \\x0a
    OTHER_PROTOCOL = 1 << 60  # a command of another protocol, which SMTP does not have

    # set by the session, which knows what stands before:
    PIPELINED = 1 << 16  # sent before the reply to the command before it had arrived
    AFTER_AUTH = 1 << 17  # sent before the reply to an AUTH, or to a SASL response, had arrived
    AFTER_STARTTLS = 1 << 18
    SAME_CREDENTIALS = 1 << 19
    OFFERED = 1 << 20  # AUTH: the mechanism stands in the last EHLO reply
    NOT_OFFERED = 1 << 21  # AUTH: it does not, and the whole reply was seen
    AFTER_TOKEN_ERROR = 1 << 22
    ASSUMED = 1 << 23  # the log does not show the command; the reply tells it
    AFTER_ONE_STEP_AUTH = 1 << 25  # AFTER_AUTH, and all that AUTH needs stood in its line
    # sent before the reply to a command that ends a group (RFC 2920 section 3.1)
    AFTER_END_OF_GROUP = 1 << 37
    EARLY = 1 << 38  # sent before the greeting
    # no command: what the first line of a dialogue answers, if a client's line is the second
    FIRST = 1 << 64
    DROPPED = 1 << 61  # the server closed the connection, with no reply to this
    OVERTAKEN = 1 << 65  # no reply came to this, and one to what was sent after it
    LINE_FEED_END = 1 << 63  # the log shows it at the end of the line, as \\x0a
    TOLD_FAILED = 1 << 62  # of AUTH: the log tells that it failed, and hides the reply


class Envelope(IntEnum):
    """The arguments of MAIL, RCPT and the hellos."""

    SPACED = 1 << 12  # a blank before or after the colon
    BARE = 1 << 13  # an address without angle brackets
    NO_PREFIX = 1 << 14  # MAIL without "FROM:", RCPT without "TO:"
    NO_RECIPIENT = 1 << 15  # RCPT TO:<>
    SOURCE_ROUTE = 1 << 26
    NON_ASCII = 1 << 27  # in the address
    BAD_DOMAIN = 1 << 28  # of a hello: neither a domain nor an address literal
    BAD_PARAMETER = 1 << 29
    SIZE = 1 << 30
    BODY_8BITMIME = 1 << 31
    BODY_BINARYMIME = 1 << 32
    SMTPUTF8 = 1 << 33
    DSN = 1 << 34  # RET, ENVID, NOTIFY, ORCPT
    REQUIRETLS = 1 << 35
    LARGE = 1 << 39  # SIZE of ten million octets and more
    UNKNOWN_PARAMETER = 1 << 58  # one that no standard has


class Response(IntEnum):
    """What a SASL response is like, once it is decoded."""

    NUL = 1 << 40  # one NUL, or more
    NULS = 1 << 41  # two, or more
    MORE_NULS = 1 << 42
    NEWLINE = 1 << 43  # it ends with a line feed or a carriage return
    ENCODED = 1 << 44  # it is base64 itself
    ESCAPED = 1 << 45  # "\\0" and its like in letters, and no NUL
    NO_AUTHCID = 1 << 46  # nothing before the last NUL
    NO_PASSWD = 1 << 47  # nothing after it
    KVSEP = 1 << 48  # %x01 somewhere
    KVEND = 1 << 49  # two of them at the end, or one alone
    BEARER = 1 << 50  # auth=Bearer and a token
    DIGEST = 1 << 51  # a name, a blank and 32 hexadecimal digits
    NOT_UTF8 = 1 << 52
    SPACED = 1 << 53  # no base64: blanks within
    URL_SAFE = 1 << 54  # no base64: "-" and "_" in place of "+" and "/"
    UNPADDED = 1 << 55  # no base64: "=" is missing at the end
    AUTHZID = 1 << 56  # octets before the first of two NULs
    # somebody has put other letters in: the same one throughout, or what no client would send
    ALTERED = 1 << 57

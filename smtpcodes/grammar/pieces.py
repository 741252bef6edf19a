r"""The pieces that patterns are joined from, each written once: reply codes, enhanced codes, times.

A reader writes ``HEAD = DATE + rb" " + CLOCK + rb" (?P<key>\w{1,40}): "``. No piece needs a bracket
around it, none has a group but those that say so. No other part of the package writes a pattern for
these.
"""

from __future__ import annotations

# Reply codes. The first digit says what a reply is, and the second goes to 5 (RFC 5321 section
# 4.2);
# servers send 571 and 586 too, so most readers take any second digit.
ANY_CODE = rb"[0-9]{3}"  # a wrong code has to be read before it can be told
CODE = rb"[2-5][0-9]{2}"
FINAL_CODE = rb"[245][0-9]{2}"  # no 3yz, which asks for more
FAILURE_CODE = rb"[45][0-9]{2}"
# The same within the grammar, where other numbers stand near.
STRICT_CODE = rb"[2-5][0-5][0-9]"
STRICT_FINAL = rb"[245][0-5][0-9]"
STRICT_FAILURE = rb"[45][0-5][0-9]"
# Codes that no web server sends: 421, 430 to 435, 450 to 455, 510 to 517 and so on.
MAIL_FAILURE = rb"(?:4(?:21|3[0-5]|5[0-5])|5(?:1[0-7]|2[1-6]|3[0-8]|41|5[0-6]|7[01]))"
PERMANENT_LOGIN = rb"5[23][0-9]"  # what refuses a log-in for good: 523, 530, 534, 535, 538

# Enhanced status codes: class, subject, detail (RFC 3463 section 2).
ENHANCED_CLASS = rb"[245]\."
ENHANCED = ENHANCED_CLASS + rb"[0-9]{1,3}\.[0-9]{1,3}"
ENHANCED_FAILURE = rb"[45]\.[0-9]{1,3}\.[0-9]{1,3}"
ENHANCED_PARTS = rb"([245])\.([0-9]{1,3})\.([0-9]{1,3})"  # a group for each
ENHANCED_SECURITY = rb"5\.7\.[0-9]{1,3}"  # permanent, security or policy
ENHANCED_PARTS_OF_ANY = rb"X\.([0-9]{1,3})\.([0-9]{1,3})"
ENHANCED_ANY_CLASS = rb"X\.[0-9]{1,3}\.[0-9]{1,3}"  # as the registry of RFC 5248 writes them

# Days.
DATE = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}"  # RFC 3339 section 5.6
SLASHED_DATE = rb"[0-9]{4}/[0-9]{2}/[0-9]{2}"
ANY_DATE = rb"[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}"
DAY_FIRST = rb"[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{4}"
NAMED_DATE = rb"[0-9]{1,2}-[A-Z][a-z]{2}-[0-9]{4}"
DAY_NAME = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?![a-z])"
MONTH_NAME = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?![a-z])"
SHORT_DATE = rb"[0-9]{2}-[0-9]{2}"  # Android: month and day
MONTH_DAY = rb"[A-Z][a-z]{2} [ 0-9][0-9]"  # RFC 3164 section 4.1.2
LOOSE_MONTH_DAY = rb"[A-Z][a-z]{2} {1,2}[0-9]{1,2}"

# Times of day.
CLOCK = rb"[0-9]{2}:[0-9]{2}:[0-9]{2}"
FINE_CLOCK = rb"[0-9:.]{8,18}"  # with or without a fraction
OFFSET = rb"[+-][0-9]{2}:[0-9]{2}"
LOOSE_OFFSET = rb"[+-][0-9]{2}:?[0-9]{2}"
BEGUN_TIME = rb"[0-9][0-9]?:[0-9][0-9]|[0-9]{2,4}[-/.][0-9]{2}"  # the beginning of a day or a time

# What may stand before a line of a log: a day, or none, and a time.
LEADING_DAY = (
    rb"(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ]"
    rb"|[0-9]{2}[-/](?:[0-9]{2}|[A-Z][a-z]{2})[-/][0-9]{4}[ :]"
    rb"|[0-9]{2}\.[0-9]{2}\.(?:[0-9]{2}){1,2} "
    rb"|(?:[A-Z][a-z]{2},? )?" + MONTH_DAY + rb" )"
)
LEADING_CLOCK = (
    CLOCK
    + rb"(?:[.,][0-9]{1,9})?(?: ?(?:Z|UTC|GMT|"
    + LOOSE_OFFSET
    + rb"))?(?: [AP]M)?(?: (?:19|20)[0-9]{2})?"
)
EPOCH = rb"1[0-9]{9}"  # seconds since 1970, 2001 to 2033
LEADING_TIME = (
    rb"[\[(]?(?:"
    + LEADING_DAY
    + rb"?"
    + LEADING_CLOCK
    + rb"|"
    + EPOCH
    + rb"(?:\.[0-9]{1,6}|[0-9]{3})?)[\])]?"
)
# As the settings of a country write them: "13.11.2026 9:05:12", "11/13/2026 9:05 AM".
LOCAL_TIME = (
    rb"[0-9]{1,4}[-./]{1,2} ?[0-9]{1,2}[-./]{1,2} ?[0-9]{1,4}\.? [0-9]{1,2}[:.][0-9]{2}"
    rb"(?:[:.][0-9]{2})?"
    rb"(?: [AaPp]\.?[Mm]\.?)?"
)


def text(piece: bytes) -> str:
    """Give a piece for a pattern over text."""
    return piece.decode("ascii")


# The first line of a message (RFC 5322 section 3.6); what hides it is none.
FIELD = (
    rb"(?i)(?:Received|Return-Path|From|To|Cc|Subject|Date|Message-ID|Reply-To|Sender"
    rb"|MIME-Version|Content-[A-Z-]{4,30}|DKIM-Signature|User-Agent"
    rb"|X-[A-Z-]{2,60}):(?:[ \t]|$)"
)

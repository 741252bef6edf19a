"""Tokens that tell what they are: by the beginning that their issuer documents, or by their form.

The beginnings and lengths are facts of the issuers. Looked up on 2026-11-30:
GitHub,
https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available
(ghp_, gho_, ghu_, ghs_, ghr_);
SendGrid, https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys (69 characters; SG.
in Twilio's own examples);
AWS, https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html (AKIA, ASIA; the
others: IAM identifiers);
Emailit, https://emailit.com/docs/developers/api-keys (secret_ and 32 letters and digits).
From RFC 7519: JSON web tokens. Not looked up again: Brevo, Slack, Stripe, Mailgun, Mandrill,
Resend, MailerSend, Microsoft, GitLab and what else stands here. A beginning that no issuer uses may
mask a word that is no token, never more than that word.
"""

from __future__ import annotations

from collections.abc import Iterator

from smtpcodes.grammar.credentials import TOKEN, Span, runs
from smtpcodes.grammar.late import late

# Longest first where one begins another; what follows is as short as half of the real length, for
# logs cut lines.
_BEGINNINGS = (
    rb"eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_=-]{1,}){0,4}|ya29\.[A-Za-z0-9_.-]{8,}|1//0[A-Za-z0-9_-]{16,}|SG\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]{1,})?"
    rb"|x(?:smtp|key)sib-[0-9a-f]{16,}(?:-[A-Za-z0-9]{1,})?|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{12,}|key-[0-9a-f]{20,}"
    rb"|md-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[A-Za-z0-9-]{16,}|xapp-[A-Za-z0-9-]{16,}"
    rb"|Ew[A-D][A-Za-z0-9+/]{60,}={0,2}|M\.C\d{3}_[\w.!*-]{20,}|[srp]k_(?:live|test)_[A-Za-z0-9]{12,}|whsec_[A-Za-z0-9+/]{16,}|GOCSPX-[\w-]{16,}|AIza[\w-]{30,}"
    rb"|mlsn\.[0-9a-f]{20,}|mgp-[0-9a-f]{20,}|sk-(?:proj-|ant-)?[\w-]{24,}|dop_v1_[0-9a-f]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|hf_[A-Za-z0-9]{20,}"
    rb"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}|hvs\.[\w-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}|SMTP[A-Za-z0-9]{24,}|secret_[A-Za-z0-9]{16,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{32,}"
)
_KNOWN = late(rb"(?<![A-Za-z0-9_])(?:" + _BEGINNINGS + rb")")
# By form: Mailgun's private keys and Azure's client secrets
_FORM = late(
    rb"(?:(?<![0-9A-Za-z:.-])|(?<=/bot))\d{8,10}:[A-Za-z0-9_-]{30,50}(?![A-Za-z0-9_-])"
    rb"|(?<![0-9A-Za-z-])(?:[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-f-])|[\w.~-]{3}\dQ~[\w.~-]{16,40})"
)
# The beginnings in short: a line without any of them holds no token, but of a form
_MARKS = tuple(
    "eyJ ya29 1//0 SG. sib- AKIA ASIA ABIA ACIA ACCA re_ key- md- ghp_ gho_ ghu_ ghs_ ghr_ hub_pat"
    " lpat- xox xapp EwA EwB EwC EwD M.C k_live k_test whsec GOCSPX AIza mlsn mgp- sk- dop_v1 npm_"
    " pypi- hf_ shp hvs. AGE- SMTP secret_ pat Q~".split()
)
_NUMBERED = late(rb"\d{8,10}:[A-Za-z0-9_-]{30}")  # the number of a bot, and its key
_DASHED = late(rb"[0-9a-f]{8}-[0-9a-f]{8}(?![0-9a-f-])")


def shown(line: bytes, low: str) -> Iterator[Span]:
    """The tokens in a line."""
    text = line.decode("latin-1")
    if runs.of_token(line) and any(x in text for x in _MARKS):
        for found in _KNOWN.finditer(line):
            if _chance(found.group()):
                yield Span(found.start(), found.end(), TOKEN)
    elif not (("-" in text and _DASHED.search(line)) or (":" in text and _NUMBERED.search(line))):
        return
    for found in _FORM.finditer(line):
        yield Span(found.start(), found.end(), TOKEN)


def _chance(token: bytes) -> bool:
    """True if there are digits among the letters, or both cases: no name of a file, no words with
    lines between."""
    body = token[4:]
    return (
        any(48 <= c <= 57 for c in body)
        or token[1:4] in (b"KIA", b"SIA")  # no word of a language has twenty capitals
        or (body != body.lower() and body != body.upper() and len(body) > 20)
    )

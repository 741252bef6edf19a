"""By what a bounce is known: fields of its header, the words of mail servers; and what mails of
daemons are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smtpcodes.grammar.late import late
from smtpcodes.readers._said import FIELD, reply_at

SIGNS = late(
    rb"(?i)(?:From: .{0,80}(?:mailer-daemon|postmaster|mail delivery|delivery sub"
    rb"|bounce)|Auto-Submitted: |X-Failed-Recipients: "
    rb"|Subject: .{0,60}(?:undeliver|delivery (?:status|failed|failure|has failed"
    rb"|report)|returned mail|mail delivery|failure notice|non[- ]?remis|errors from"
    rb"|unzustellbar)|Return-Path: <>|Content-Type: (?:multipart/report"
    rb"|message/delivery-status)|Diagnostic-Code: |Final-Recipient: |Reporting-MTA: )"
)
PROSE = late(
    rb"(?i)(?:This is the (?:mail system at host|Postfix program|qmail-send program)"
    rb"|Hi\. This is the |I'm sorry to have to inform you that your message"
    rb"|This message was created automatically by mail delivery"
    rb"|A message that you (?:have )?sent (?:could not be|has not)"
    rb"|\s{0,8}-{3,8} (?:Transcript of session follows|The following addresses had )"
    rb"|Delivery has failed to these recipients"
    rb"|Your message (?:wasn't|could not be|couldn't be) delivered"
    rb"|\*\* Address not found \*\*|Diagnostic information for administrators:"
    rb"|The response (?:from the remote server )?was:"
    rb"|<[^\s<>]{1,254}>: host \S{1,300} said: |<[^\s<>]{1,254}> ?\(expanded from "
    rb"|\s{1,8}[SL]MTP error from remote mail(?:er| server) after )"
)
# RFC 5322 section 3.6, and what delivery adds
MAIL = late(
    rb"(?i)(?:received|delivered-to|return-path|from|to|cc|subject|date|message-id"
    rb"|mime-version|content-type|x-received|newsgroups|path|x-original-to|envelope-to"
    rb"|delivery-date|authentication-results|dkim-signature|references|reply-to"
    rb"|sender): ?|From \S+ +[A-Z][a-z]{2} "
)
# One of these stands in every text that `sniffed` takes for a bounce.
MARKS = (
    *(b"ounce", b"sg_", b'"reason"', b"\nreceived:", b"\ndelivered-to:", b"\nreturn-path:"),
    *(b"\nfrom", b"\nto:", b"\ncc:", b"\nsubject:", b"\ndate:", b"\nmessage-id:"),
    *(b"\nmime-version:", b"\ncontent-type:", b"\nx-", b"\nnewsgroups:", b"\npath:"),
    *(b"\nenvelope-to:", b"\ndelivery-date:", b"\nauthentication-results:", b"\ndkim-signature:"),
    *(b"\nreferences:", b"\nreply-to:", b"\nsender:", b"\nauto-submitted:", b"\ndiagnostic-code:"),
    *(b"\nfinal-recipient:", b"\nreporting-mta:", b"\nthis is the ", b"\nhi. this is the "),
    *(b"\ni'm sorry to have", b"\nthis message was created", b"\na message that you "),
    *(b"--- transcript of", b"--- the following addresses", b"\ndelivery has failed to"),
    *(b"\nyour message ", b"\n** address not found", b"\ndiagnostic information"),
    *(b"\nthe response ", b">: host ", b"(expanded from ", b"mtp error from remote mail"),
)
DAEMON = late(rb"(?i)mailer-daemon|post_?master|mail delivery|delivery sub|bounce|mail deliver")


def sniffed(head: Sequence[bytes]) -> float:
    """How sure it is that a text that begins so is a bounce."""
    filled = [line for line in head[:200] if line.strip()]
    printed = bool(filled) and filled[0].rstrip() in (b"{", b"[")
    if (
        filled
        and (printed or filled[0][:2] in (b'{"', b"[{"))
        and any(
            b"ounce" in line or b"sg_" in line or b'"reason"' in line
            for line in filled[: 100 if printed else 5]
        )
    ):
        return 0.6
    top = [line for line in head[:60] if line.strip() and line[:1] not in b" \t"][:6]
    headers = sum(1 for line in top if MAIL.match(line))
    signs = sum(1 for line in head if SIGNS.match(line))
    if headers >= 3 or (headers and headers == len(top) and signs):
        return min(0.97, 0.7 + 0.05 * signs)
    prose = sum(1 for line in head[:60] if PROSE.match(line))
    if prose and any(reply_at(line) >= 0 for line in head):
        return 0.6
    return min(0.9, 0.5 + 0.1 * signs) if signs >= 2 else 0.0


def kind(fields: Mapping[bytes, bytes]) -> str:
    """What a mail is that tells of no delivery: a complaint (RFC 5965), an automatic reply (RFC
    3834)."""
    if b"feedback-report" in fields.get(b"content-type", b"").lower():
        return "complaint"
    if (
        fields.get(b"auto-submitted", b"").lower().startswith(b"auto-replied")
        and b"report" not in fields.get(b"content-type", b"").lower()
        and b"x-failed-recipients" not in fields
        and DAEMON.search(fields.get(b"from", b"")) is None
    ):
        return "auto-reply"
    return ""


_SUBJECT = late(
    rb"(?i)(?:undeliver(?:able|ed) (?:message|mail)|message undeliverable|returned mail"
    rb"|failure notice|delivery (?:failure|failed))"
)


def failed(fields: Mapping[bytes, bytes]) -> bool:
    """Does the header tell that the mail is of a delivery?"""
    return bool(
        DAEMON.search(fields.get(b"from", b"")) is not None
        or b"delivery-status" in fields.get(b"content-type", b"")
        or b"x-failed-recipients" in fields
        or (fields.get(b"return-path") == b"<>" and _SUBJECT.match(fields.get(b"subject", b"")))
    )


def first(line: bytes) -> bool:
    """May a mail, or a piece of one, begin with this line?"""
    return any(pattern.match(line) is not None for pattern in (MAIL, SIGNS, PROSE))


def begins(line: bytes) -> bool:
    """Does a mail begin with this line, and not a piece of its text?"""
    if line[:20].lower() == b"x-failed-recipients:":
        return True
    return FIELD.match(line) is None and PROSE.match(line) is None

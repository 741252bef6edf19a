"""What phrases say of a reply, corrected by what its codes know of the subject."""

from __future__ import annotations

from smtpcodes.grammar.late import late

TYPE_CHECKING = False
if TYPE_CHECKING:  # a code without a text needs none of these
    from smtpcodes.knowledge.meaning import told
    from smtpcodes.knowledge.meaning.asked import Asked

_BUSY = (450, 451, 452)
_OF_MAILBOX = late(r"mailbox|inbox|storage|space|disk|full|over ?quota")


def told_of(asked: Asked) -> told.Told | None:
    """What phrases say, corrected by what the codes know of the subject."""
    if not asked.text:
        return None
    from smtpcodes.knowledge.meaning import subject, told

    command = asked.context.command or ("AUTH" if asked.context.in_log_in else None)
    found = told.told(asked.code, command, asked.text, asked.enhanced)
    if found is None:
        return None
    code, tail = asked.code, asked.tail
    if (
        found.weak
        and found.cause == "rate.greylisted"
        and (code == 421 or tail[:3] in (".3.", ".4.", ".5."))
    ):
        return found._replace(cause="server.unavailable")  # a greylist is policy, or no subject
    if found.weak and found.cause == "recipient.unknown" and tail[:3] in (".6.", ".7."):
        # RFC 3463 sections 3.7 and 3.8: the message or a policy, not the address
        cause = "policy.rejected" if tail[:3] == ".7." else "message.not-compliant"
        return found._replace(cause=cause)
    if (
        found.cause == "recipient.mailbox-full"
        and tail[:3] == ".7."
        and not _OF_MAILBOX.search(asked.text)
    ):
        return found._replace(cause="rate.limited")  # a policy's quota, not the mailbox's
    if found.cause in ("server.storage-full", "quota.exceeded") and tail == ".2.2":
        return found._replace(cause="recipient.mailbox-full")  # RFC 3463 section 3.3
    if (
        found.cause == "recipient.unknown"
        and code in _BUSY
        and (tail[:3] == ".2." or (not tail and subject.UNAVAILABLE.search(asked.text)))
    ):
        return found._replace(cause="recipient.unavailable")  # RFC 5321 section 4.2.3
    if code == 501 and tail[:3] in ("", ".5.") and subject.misread(found.cause, tail, asked.text):
        return found._replace(cause="syntax.bad", weak=False)
    return found

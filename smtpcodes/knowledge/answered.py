"""Which command a reply in a wrapping answers: what servers and libraries say of it."""

from __future__ import annotations

from smtpcodes.grammar.late import late

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# Words of libraries that tell which command was refused, behind what one of which must be there.
_LIBRARIES = tuple(
    (command, needs, late(words))
    for command, needs, words in (
        (
            "AUTH",
            (
                "(method",
                "tionerror",
                "tionfailedexception",
                "tionexception",
                "eauth",
                "invalid login",
                "command failed",
                "to authenticate",
                "not authenticate",
            ),
            r"(?i)authentication failed \(method|SMTPAuthenticationError"
            r"|AuthenticationFailedException|\bAuthenticationException|\bEAUTH\b|invalid login[: -]"
            r"|(?:AUTH(?: LOGIN| PLAIN)?|password|username) command failed|failed to authenticate"
            r"|could not authenticate",
        ),
        (
            "MAIL",
            (
                "not accepted",
                "smtpsender",
                "sendernot",
                "set sender",
                "command failed",
                "from address",
            ),
            r"(?i)envelope from address \S{1,300} not accepted|SMTPSenderRefused"
            r"|SMTPSenderFailedException|SenderNotAccepted|failed to set sender"
            r"|mail(?: from)? command failed|the following from address failed",
        ),
        (
            "RCPT",
            (
                "not accepted",
                "smtprecipient",
                "smtpaddress",
                "recipientnot",
                "add recipient",
                "all recipients",
                "following recipients",
                "command failed",
            ),
            r"(?i)recipient address \S{1,300} not accepted|SMTPRecipients?Refused"
            r"|SMTPAddressFailedException|RecipientNotAccepted|failed to add recipient"
            r"|rcpt(?: to)? command failed|all recipients were rejected"
            r"|the following recipients failed",
        ),
        (
            "MESSAGE",
            ("dataerror", "messagenot", "command failed"),
            r"(?i)SMTPDataError|MessageNotAccepted|data end command failed",
        ),
        (
            "STARTTLS",
            ("starttls",),
            r"(?i)STARTTLS command failed|upgrading connection with STARTTLS",
        ),
    )
)
_NAMED = late(
    r"(?i)\(in reply to (?:the )?(.{1,40}?)(?: command)?\)|after (MAIL FROM|RCPT TO|DATA|EHLO"
    r"|HELO|STARTTLS|AUTH|end of data|initial connection|pipelined [A-Z ]+)\b"
)
# A field of an error: command: 'AUTH PLAIN' (nodemailer).
_FIELD = late(r"(?i)\bcommand\\?[\"']? ?[:=] ?\\?[\"'](AUTH|MAIL|RCPT|DATA|STARTTLS|EHLO|HELO)\b")
_STAGES = {
    "END OF DATA": "MESSAGE",
    "INITIAL CONNECTION": "CONNECT",
    "MAIL FROM": "MAIL",
    "RCPT TO": "RCPT",
    "MAIL": "MAIL",
    "RCPT": "RCPT",
}


def named(text: str) -> re.Match[str] | None:
    """Where servers say what a reply answers: in its group 1 behind the reply, in 2 before it."""
    low = text.lower()
    return _NAMED.search(text) if "(in reply to" in low or "after " in low else None


def command(text: str) -> str | None:
    """The command that a text says was refused, or None."""
    low = text.lower()
    said = named(text)
    if said is None:
        for name, needs, of in _LIBRARIES:
            if any(need in low for need in needs) and of.search(text) is not None:
                return name
        field = _FIELD.search(text) if "command" in low else None
        return None if field is None else field.group(1).upper()
    word = (said.group(1) or said.group(2)).upper().strip()
    return _STAGES.get(word) or (
        word.split()[-1] if word.startswith("PIPELINED") else (word.split() or [""])[0]
    )

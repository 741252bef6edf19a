"""The class of a text decides what several rules say, so what it must tell apart stands here."""

from __future__ import annotations

from smtpcodes.grammar import textclass as textclasses
from smtpcodes.grammar.textclass import TextClass, textclass
from smtpcodes.knowledge import store
from tests.each import each

TEXTS = {
    TextClass.WANTS_AUTH: (
        "Authentication required",
        "5.7.0 Authentication Required. Learn more at https://support.example/",
        "Please authenticate first",
        "You must authenticate first.",
        "SMTP AUTH is required for message submission on port 587",
        "Client was not authenticated",
        "Client not authenticated to send mail.",
        "Must issue an AUTH command first",
        "Unauthenticated senders not allowed",
        "Please turn on SMTP Authentication in your mail client.",
        "Administrative prohibition -- authorization required",
        "This mail server requires authentication when attempting to send to a non-local e-mail "
        "address",
    ),
    TextClass.WANTS_TLS: (
        "Must issue a STARTTLS command first",
        "A SSL/TLS-connection is required for authentication.",
        "STARTTLS required before AUTH",
        "Encryption required for requested authentication mechanism",
        "STARTTLS is required first.",
    ),
    TextClass.TEMPORARY: (
        "Temporary authentication failure",
        "Error: authentication failed, system busy",
        "(#AUTH005) Too many bad auth attempts.",
        "Authentication failed: Connection lost to authentication server",
        "Too many login attempts, please try again later",
        "Unable to authenticate at present",
    ),
    TextClass.CREDENTIALS: (
        "Authentication credentials invalid",
        "Invalid credentials, please try again",
        "Username and Password not accepted",
        "Authentication failed",
        "Incorrect authentication data",
        "Unknown user name or bad password",
        "Unknown user or wrong password",
        "Bad credentials",
    ),
    TextClass.REVEALS_USER: ("No such user", "User alice does not exist", "Unknown user"),
    TextClass.MECHANISM: (
        "Unrecognized authentication type",
        "Invalid authentication mechanism",
        "Unsupported authentication mechanism",
    ),
    TextClass.WEAK_MECHANISM: (
        "Authentication mechanism is too weak",
        "This method is not secure enough; use a stronger mechanism",
    ),
    TextClass.TOO_MANY: (
        "Too many nonmail commands",
        "Error: too many errors",
        "Too many unauthenticated commands",
    ),
    TextClass.TOO_LONG: ("Authentication Exchange line is too long", "Command line too long"),
    TextClass.RELAY: (
        "<b@example.org>: Relay access denied",
        "Relaying denied. Proper authentication required.",
    ),
    TextClass.SENDER_AUTHENTICATION: (
        "This mail is unauthenticated: SPF and DKIM did not pass",
        "RESOLVER.RST.AuthRequired; authentication required",
        "Sender not authenticated for group",
    ),
    TextClass.SENDER_MISMATCH: (
        "Sender address rejected: not owned by user alice",
        "Client does not have permissions to send as this sender",
    ),
    TextClass.QUOTA: ("Authentication failed: Maximum credits exceeded", "Sending limit reached"),
    TextClass.NONE: (
        "Reverse DNS authentication required",
        "This server requires PTR for unauthenticated connections.",
        "Hostname not authenticated",
        "Domain owner requires authenticated mail",
        "This mailbox requires authentication of senders",
        "No authentication needed",
        "You need to enable two-factor authentication first",
        "Please log in via your web browser and then try again.",
        "Access denied, sending domain EXAMPLE.COM doesn't meet the required authentication level.",
        "Authentication aborted",
        "AUTH cancelled",
        "Error: invalid userdata",
        "Access denied",
        "Cannot decode response",
        "Login fail. Account is abnormal, password is incorrect, login frequency limited, or "
        "system is busy.",
        "Wrong password; try again later",
    ),
}


@each("kind, text", [(kind, text) for kind, texts in TEXTS.items() for text in texts])
def test_a_text_is_of_its_class(kind: TextClass, text: str) -> None:
    assert textclass(text) is kind
    assert textclass(text.upper()) is kind
    assert textclass(text.replace(" ", "\n", 1)) is kind


def test_no_pattern_finds_a_text_without_one_of_the_words_before_it() -> None:
    texts = {t for e in store.texts() for t in (e["reply"], *e.get("examples", ()))}
    for block in store.entries()["phrases"]:
        texts |= {*block.get("examples", ()), *(s.replace("|", " ") for s in block["says"])}
    for kind, needs, pattern in textclasses._PATTERNS:
        for text in map(str.lower, texts):
            assert pattern.search(text) is None or textclasses._each(needs, text), (kind, text)

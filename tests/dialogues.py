"""Dialogues for the tests: well-formed, broken, and made up."""

from __future__ import annotations

from hypothesis import strategies as st

CLEAN = """\
S: 220 mx.example.net ESMTP
C: EHLO client.example
S: 250-mx.example.net
S: 250-PIPELINING
S: 250-ENHANCEDSTATUSCODES
S: 250 AUTH CRAM-MD5 SCRAM-SHA-256
C: AUTH CRAM-MD5
S: 334 PDEyMzRAbXguZXhhbXBsZS5uZXQ+
C: [redacted]
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Ok
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: 535 5.7.8 is what I got
C:
C: MAIL FROM:<is@no.command>
C: .
S: 250 2.0.0 Ok: queued as 4F1A2B3C
C: QUIT
S: 221 2.0.0 Bye
"""

CLIENT = st.sampled_from(
    (
        "EHLO client.example",
        "HELO client.example",
        "AUTH PLAIN AGFsaWNlAHNlY3JldC1QYXNz",
        "AUTH PLAIN",
        "AUTH LOGIN",
        "AUTH FOO",
        "AGFsaWNlAHNlY3JldC1QYXNz",
        "YWxpY2U=",
        "*",
        "STARTTLS",
        "MAIL FROM:<a@client.example>",
        "MAIL FROM:<b@client.example> AUTH=<>",
        "RCPT TO:<b@example.org>",
        "DATA",
        "hello",
        "",
        ".",
        "BDAT 5 LAST",
        "RSET",
        "NOOP",
        "QUIT",
        "VRFY alice",
        "LHLO client.example",
        "AUTH",
    )
)
SERVER = st.sampled_from(
    (
        "220 mx.example.net ESMTP",
        "220 2.0.0 Ready to start TLS",
        "250-mx.example.net",
        "250-STARTTLS",
        "250 AUTH PLAIN LOGIN",
        "250 ENHANCEDSTATUSCODES",
        "250 2.0.0 Ok",
        "235 2.7.0 Authentication successful",
        "334 VXNlcm5hbWU6",
        "334 ",
        "354 Go ahead",
        "421 4.3.2 Shutting down",
        "454 4.7.0 Temporary authentication failure",
        "500 5.5.2 What?",
        "501 5.5.2 Cannot decode",
        "503 5.5.1 Bad sequence",
        "530 5.7.0 Authentication required",
        "530 5.7.0 Must issue a STARTTLS command first",
        "535 5.7.8 Authentication credentials invalid",
        "535-5.7.8 Username and Password not accepted.",
        "535 5.7.8 See the documentation",
        "550 5.7.1 Authentication required",
        "554 5.7.1 Relay access denied",
        "221 2.0.0 Bye",
        "999 what",
        "250",
    )
)
LINE = st.one_of(CLIENT.map(lambda t: f"C: {t}"), SERVER.map(lambda t: f"S: {t}"), st.just(""))
TRANSCRIPT = st.lists(LINE, max_size=40).map(lambda lines: "\n".join(lines) + "\n")

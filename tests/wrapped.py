"""Replies as people meet them, with the code and the enhanced code that each holds, or none."""

from __future__ import annotations

WRAPPED: list[tuple[str, int | None, str | None]] = [
    ("smtp; 550 5.1.1 <a@b.example>: User unknown", 550, "5.1.1"),
    (
        "host mx.example[192.0.2.1] said: 550-5.7.1 Blocked by policy 550 5.7.1 more (in reply to "
        "RCPT TO command)",
        550,
        "5.7.1",
    ),
    (
        "(535, b'5.7.8 Username and Password not accepted.\\n"
        "5.7.8  https://support.google.com/mail/?p=BadCredentials x - gsmtp')",
        535,
        "5.7.8",
    ),
    (
        'Expected response code 250 but got code "535", with message "535-5.7.8 Username and '
        "Password not accepted. Learn more at\n"
        '535 5.7.8  https://support.google.com/mail/?p=BadCredentials"',
        535,
        "5.7.8",
    ),
    (
        'Expected response code "235" but got code "535", with message "535 5.7.139 Authentication '
        'unsuccessful, basic authentication is disabled. [X.OUTLOOK.COM]".',
        535,
        "5.7.139",
    ),
    ("Expected response code 250 but got an empty response", None, None),
    (
        "550-5.7.26 This mail has been blocked\n 550-5.7.26 because the sender\n"
        " 550 5.7.26 is unauthenticated",
        550,
        "5.7.26",
    ),
    ("550 5.1.1 &lt;a@b.example&gt;: User unknown", 550, "5.1.1"),
    ("5.7.8 Error: authentication failed", None, "5.7.8"),
    ("authentication failed", None, None),
    (
        "SMTP error from remote mail server after RCPT TO:<a@b.example>: host mx.b.example "
        "[192.0.2.1]: 550 5.1.1 User unknown",
        550,
        "5.1.1",
    ),
    (
        "SMTP error from remote mail server after pipelined end of data: 550 5.7.1 spam",
        550,
        "5.7.1",
    ),
    (
        "to=<a@b.example>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/0, dsn=5.1.1, "
        "status=bounced (host mx[192.0.2.1] said: 550 5.1.1 <a@b.example>: User unknown (in reply "
        "to RCPT TO command))",
        550,
        "5.1.1",
    ),
    (
        "Error: Invalid login: 535-5.7.8 Username and Password not accepted. For more information, "
        "go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials x - gsmtp",
        535,
        "5.7.8",
    ),
    ("Error: Mail command failed: 530 5.7.0 Must issue a STARTTLS command first", 530, "5.7.0"),
    (
        "{ Error: Can't send mail - all recipients were rejected: 550 5.7.1 Relaying denied code: "
        "'EENVELOPE', response: '550 5.7.1 Relaying denied', responseCode: 550 }",
        550,
        "5.7.1",
    ),
    (
        "com.sun.mail.smtp.SMTPSendFailedException: 530 5.7.57 Client not authenticated to send "
        "mail",
        530,
        "5.7.57",
    ),
    (
        "javax.mail.AuthenticationFailedException: 535 5.7.8 Error: authentication failed",
        535,
        "5.7.8",
    ),
    ("com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 no such user", 550, "5.1.1"),
    (
        "System.Net.Mail.SmtpException: The SMTP server requires a secure connection or the client "
        "was not authenticated. The server response was: 5.7.57 Client not authenticated to send "
        "mail",
        None,
        "5.7.57",
    ),
    (
        "The SMTP server requires a secure connection or the client was not authenticated. The "
        "server response was: 5.5.1 Authentication Required. Learn more at",
        None,
        "5.5.1",
    ),
    ("Mailbox unavailable. The server response was: 5.7.1 Unable to relay", None, "5.7.1"),
    ("Net::SMTPAuthenticationError: 535-5.7.8 Username and Password not accepted", 535, "5.7.8"),
    (
        "Net::SMTPAuthenticationError (535 Authentication failed: Bad username / password\n):",
        535,
        None,
    ),
    (
        "aiosmtplib.errors.SMTPAuthenticationError: (535, '5.7.8 Error: authentication failed')",
        535,
        "5.7.8",
    ),
    ("smtplib.SMTPRecipientsRefused: {'a@b.example': (550, b'5.1.1 User unknown')}", 550, "5.1.1"),
    (
        "smtplib.SMTPSenderRefused: (530, b'5.7.0 Authentication Required. Learn more at\\n"
        "5.7.0  https://support.google.com/mail/?p=WantAuthError x - gsmtp', 'me@x.example')",
        530,
        "5.7.0",
    ),
    (
        "SMTPAuthenticationError(535, b'5.7.8 Error: authentication failed: UGFzc3dvcmQ6')",
        535,
        "5.7.8",
    ),
    (
        "SMTP -> ERROR: Password not accepted from server: 535 5.7.8 Error: authentication failed",
        535,
        "5.7.8",
    ),
    (
        "SMTP Error: Could not authenticate. SMTP server error: Authentication failed Detail: "
        "Invalid login SMTP code: 535 Additional SMTP info: 5.7.8",
        535,
        "5.7.8",
    ),
    ("gomail: could not send email 1: 550 5.7.1 relay not permitted", 550, "5.7.1"),
    ("535 5.7.8 Username and Password not accepted.", 535, "5.7.8"),
    ("Remote server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'", 550, "5.1.1"),
    ("Remote Server returned '554 5.7.1 <x>: Relay access denied'", 554, "5.7.1"),
    ("[AUTH] 535 5.7.8 authentication failed", 535, "5.7.8"),
    ("530 5.7.0 Authentication required (last error: 535 5.7.8 bad credentials)", 530, "5.7.0"),
    (
        "530 5.5.1 authentication needed, your last attempt got 535 5.7.8 authentication failed",
        530,
        "5.5.1",
    ),
    (
        "Failed to send: MessageRejectedError: 554 Message rejected: Email address is not "
        "verified.",
        554,
        None,
    ),
    ("S: 535 5.7.8 authentication failed", 535, "5.7.8"),
    ("<** 535 5.7.8 authentication failed", 535, "5.7.8"),
    ("535", 535, None),
    ("5.7.8", None, "5.7.8"),
    ("#5.7.8", None, "5.7.8"),
    ("550 #5.1.0 Address rejected.", 550, "5.1.0"),
    ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 553, "5.7.1"),
    ("451 4.7.500-699 (ASxxx) Access denied, please try again later", 451, None),
    (
        "failed,5.1.1 (bad destination mailbox address),smtp;553 Relaying disallowed,mx.zoho.com",
        553,
        None,
    ),
    ("RCPT TO:<a@b.example> 550 5.1.1 unknown", 550, "5.1.1"),
    ("EHLO x\n250 ok\nAUTH PLAIN AGEAYg==\n535 5.7.8 bad", 535, "5.7.8"),
    (
        "Nov 24 10:00:00 host postfix/smtp[1]: ABC: SASL authentication failed; server "
        "smtp.example[192.0.2.1] said: 535 5.7.8 Error: authentication failed: generic failure",
        535,
        "5.7.8",
    ),
    ("553-5.1.2 We weren't able to find the recipient domain 553 5.1.2 please check", 553, "5.1.2"),
    ("smtp;550 5.7.1 spam", 550, "5.7.1"),
    ('"550 5.1.1 unknown user"', 550, "5.1.1"),
    ("SmtpClientAuthentication is disabled for the Tenant", None, None),
    (
        "MailKit.Security.AuthenticationException: 535: 5.7.8 Error: authentication failed",
        535,
        "5.7.8",
    ),
    (
        "MailKit.Security.AuthenticationException: AuthenticationInvalidCredentials: 5.7.8 "
        "Username and Password not accepted",
        None,
        "5.7.8",
    ),
    ("java.lang.Exception: 334 VXNlcm5hbWU6", 334, None),
    ("I have 250 users and 3 servers", None, None),
    ("Error 535", 535, None),
    ("SMTP error 535: authentication failed", 535, None),
    ("code=535 reason=auth failed", 535, None),
    ("SMTPDataError(554, '5.7.1 x')", 554, "5.7.1"),
    ("deferred: 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred", 421, "4.7.0"),
    (
        "SMTP error from remote mail server after MAIL FROM:<u@x.example> SIZE=2022: 553 5.7.1 "
        "[BL21] Connections will not be accepted",
        553,
        "5.7.1",
    ),
    ("connect to mx.example[192.0.2.1]:25: Connection refused", None, None),
    ("relay=200-207-91-189.example.com[192.0.2.1]:25, delay=1, status=sent", None, None),
    (
        "host mx.example[192.0.2.1] refused to talk to me: 220-mx.example ESMTP 421 4.2.1 Service "
        "not available",
        421,
        "4.2.1",
    ),
    ("refused to talk to me: 220-mx.example ESMTP 220-no spam 554 your host is listed", 554, None),
    ("250 2.0.0 Ok: queued as 550 of 600", 250, "2.0.0"),
    (" SMTP>| 550-mail rejected\n SMTP>| 550 no such user", 550, None),
    ("LOG: x\n  SMTP<< 535 Incorrect authentication data", 535, None),
    (
        '[{"email":"a@b.example","timestamp":1513299569345,"event":"processed",'
        '"sg_event_id":"x-345 y"}]',
        None,
        None,
    ),
    (
        '[{"timestamp":1513299569345,"smtp-id":"<14c5.64b@ismtpd-555>'
        '","event":"bounce","reason":"550 5.1.1 no such user","status":"5.1.1"}]',
        550,
        "5.1.1",
    ),
    (
        '{"event":"failed","delivery-status":{"code":550,"message":"5.1.1 The account does not '
        'exist","description":""}}',
        550,
        "5.1.1",
    ),
    ('{"delivery-status": {"message": "mailbox full", "code": 452}}', 452, None),
    (
        '{"bouncedRecipients":[{"status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user '
        'unknown"}]}',
        550,
        "5.1.1",
    ),
    (
        '{"errors":[{"message":"The provided authorization grant is '
        'invalid","field":null}],"id":"Qx.345-abc"}',
        None,
        None,
    ),
    ("\uff15\uff13\uff15 \uff15.\uff17.\uff18 authentication failed", 535, "5.7.8"),
    ("\u0665\u0663\u0665 authentication failed", 535, None),
    ("\u202b550 5.1.1\u202c no such user", 550, "5.1.1"),
    ("<p>550 5.1.1 &lt;a@b.example&gt;: User unknown</p>", 550, "5.1.1"),
    (
        "<html><body>host said: 535-5.7.8 Username and<br>535 5.7.8 Password not "
        "accepted</body></html>",
        535,
        "5.7.8",
    ),
    (
        "C: EHLO x\nS: 502 no\nC: HELO x\nS: 250 ok\nC: AUTH PLAIN [redacted]\nS: 535 5.7.8 bad",
        535,
        "5.7.8",
    ),
    ("C: EHLO x\nS: 502 no", 502, None),
    (
        "308 LOG: SMTP error from remote mail server after RCPT TO:<a@b.example>: 451 4.3.0 busy",
        451,
        "4.3.0",
    ),
    ("**Net::SMTPServerBusy** in **Mailer@mailers** 421 Too many of them", 421, None),
    ("354 go on Subject: x text . 550 no", 550, None),
    ("Server Response: '553. No such user', Port: 25, Secure(SSL): No, Error Number: 1", 553, None),
    ("STARTTLS failed (code: 220, response: 2.0.0 Ready to start TLS)", None, None),
    ("x" * 10_000 + "\nsaid: 550 5.1.1 user unknown", 550, "5.1.1"),
]

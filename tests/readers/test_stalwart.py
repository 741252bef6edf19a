"""The reader of Stalwart: its events, and its traces."""

from __future__ import annotations

from tests.readers.server_logs import exchanges

STALWART = (
    b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
    b'remote.ip="192.0.2.7" remote.port=%d}: smtp::inbound::session: event="%s" '
    b'data="%s" size=1\n'
)


def test_events_of_stalwart() -> None:
    at = b"2024-11-01T10:00:00Z "
    peer = (
        b'listenerId = "submission", localPort = %d, remoteIp = 192.0.2.7, remotePort = 1, size = 1'
    )
    refused = at + (
        b"INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 1, from "
        b'= "a@c", to = ["x\\", code = 235"], hostname = "mx", to = "b@d", code = '
        b'550, details = "No\\nsuch user", elapsed = 1ms\n'
    )
    assert exchanges(refused) == [[("RCPT", 550, None)]]
    assert exchanges(refused.removeprefix(at)) == [[("RCPT", 550, None)]]
    failed = at + b"INFO Authentication failed (auth.failed) " + peer + b', accountName = "x"\n'
    assert exchanges(failed % 587 + failed % 993) == [[("AUTH", 0, None)]]
    raw = (
        at
        + b"TRACE Raw SMTP %s (smtp.raw-%s) "
        + peer.replace(b"%d", b"465")
        + b', contents = "%s\\r\\n"\n'
    )
    text = (
        raw % (b"output sent", b"output", b"220 mx")
        + raw % (b"input received", b"input", b"AUTH PLAIN [redacted]")
        + failed % 465
        + raw % (b"output sent", b"output", b"535 5.7.8 No")
    )
    end = at + b"INFO Connection ended (smtp.connection-end) " + peer % 465 + b"\n"
    assert exchanges((text + end) * 2) == [[("CONNECT", 220, None), ("AUTH", 535, "5.7.8")]] * 2
    outgoing = at + (
        b'TRACE Raw SMTP x (delivery.raw-%s) queueId = 1, hostname = "mx", contents = "%s\\r\\n"\n'
    )
    text = (
        outgoing % (b"input", b"220 mx")
        + outgoing % (b"output", b"MAIL FROM:<a@c>")
        + outgoing % (b"input", b"530 5.7.0 No")
        + refused
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("MAIL", 530, "5.7.0")]]
    for other in (
        b"INFO Authentication not allowed (smtp.auth-not-allowed) " + peer % 25,
        b"INFO Message rejected (delivery.message-rejected) code = x",
        b"INFO Authentication successful (auth.success) " + peer % 25,
        b"INFO DSN (delivery.dsn-perm-fail) code = 550",
        b"INFO TLS handshake (tls.handshake) x = 1",
        b"INFO TOO MUCH (delivery.auth-failed) code = 999999",
    ):
        assert exchanges(at + other, "stalwart") == [], other


def test_a_trace_of_stalwart_without_dialogue() -> None:
    at = (
        b'2023-12-15T10:45:21.602821Z DEBUG session{instance="submission" protocol=%s '
        b'remote.ip="192.0.2.7" remote.port=1}: smtp::inbound::spawn: '
    )
    assert (
        exchanges(
            at % b"Imap"
            + b'event="read" data="x"\n'
            + at % b"Smtp"
            + b'Connection closed by peer. event="disconnect" reason="peer"\n'
            + at % b"Smtp"
            + b'event="x"\n'
        )
        == []
    )
    assert (
        exchanges(b"2023-12-15T10:45:21.602821Z DEBUG delivery{id=1}: smtp::outbound: 535 5.7.8 x")
        == []
    )


def test_one_write_of_stalwart_holds_several_lines() -> None:
    text = (
        STALWART % (1, b"write", b"220 mx\\r\\n")
        + STALWART % (1, b"read", b'EHLO c\\" event=\\"write\\r\\n')
        + STALWART % (1, b"write", b"250-mx\\r\\n250 HELP\\r\\n")
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(text + text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2

"""The reader of Haraka: through syslog, in logfmt, without ids."""

from __future__ import annotations

from tests.readers.server_logs import exchanges, reader_of

HARAKA = b"2026-11-23T22:54:00.522Z [PROTOCOL] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [core] "


def test_in_haraka_a_name_that_a_client_gave_is_no_line() -> None:
    text = (
        HARAKA
        + b"S: 220 mx\n"
        + HARAKA
        + b"C: EHLO x [PROTOCOL] [-] [core] S: 535 forged state=1\n"
        + HARAKA
        + b"S: 250 mx\n"
    )
    assert exchanges(text) == [[("CONNECT", 220, None), ("EHLO", 250, None)]]


def test_haraka_through_syslog_and_without_ids() -> None:
    for head in (
        (
            b"Feb 13 15:14:07 mx haraka[2040]: [PROTOCOL] "
            b"[D68AA525-0000-4A8D-A55E-05382FF80000] [core] "
        ),
        b"[PROTOCOL] [-] [core] ",
        b"[PROTOCOL] [core] ",
    ):
        assert exchanges(head + b"C: MAIL FROM:<a@c> state=1\n" + head + b"S: 530 5.7.0 No\n") == [
            [("MAIL", 530, "5.7.0")]
        ]


def test_haraka_in_logfmt() -> None:
    head = b"level=%s uuid=8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802%s source=core message="
    text = (
        head % (b"PROTOCOL", b"")
        + b'"S: 220 mx"\n'
        + head % (b"protocol", b"")
        + b'"C: EHLO x\\" level=PROTOCOL message=\\"S: 535 forged state=1"\n'
        + head % (b"PROTOCOL", b".1")
        + b'"S: 250 mx"\n'
        + head % (b"INFO", b"")
        + b"started\n"
        + head % (b"NOTICE", b"")
        + b'"disconnect ip=192.0.2.7"\n'
    )
    assert exchanges(text * 2) == [[("CONNECT", 220, None), ("EHLO", 250, None)]] * 2
    assert reader_of(text) == "haraka"
    assert exchanges(b"level=PROTOCOL uuid=x source=core message=S:", "haraka") == []


def test_haraka_tells_of_tls_and_of_its_own_deliveries() -> None:
    head = b"2026-11-23T22:54:00.522Z [%s] [8EFAAC37-A7A5-4A62-89C4-E8F8E21C7802] [%s] "
    text = (
        head % (b"NOTICE", b"core")
        + b"connect ip=192.0.2.7 port=1 local_ip=192.0.2.1 local_port=587\n"
        + head % (b"PROTOCOL", b"core")
        + b"S: 220 mx\n"
        + head % (b"INFO", b"tls")
        + b"secured: cipher=X\n"
        + head % (b"PROTOCOL", b"outbound")
        + b"S: 550 5.1.1 No\n"
        + head % (b"PROTOCOL", b"core")
        + b"S: nothing\n"
        + head % (b"NOTICE", b"core")
        + b"disconnect ip=192.0.2.7\n"
    )
    assert exchanges(text) == [[("CONNECT", 220, None)], [("UNKNOWN", 550, "5.1.1")]]

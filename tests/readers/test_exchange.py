"""The reader of Exchange: columns, arrows, quoted fields, and who closed."""

from __future__ import annotations

from smtpcodes.readers.exchange import Exchange
from smtpcodes.session.events import Close, Connect
from tests.block import octets
from tests.readers.server_logs import exchanges, reader_of

EXCHANGE = b"2023-01-11T15:59:%02d.000Z,EX\\C,08DA,%d,192.0.2.1:25,192.0.2.7:5,%s,%s,\n"


def test_the_arrows_of_exchange_flip() -> None:
    receive = (
        EXCHANGE % (1, 0, b"+", b"")
        + EXCHANGE % (2, 1, b">", b"220 mx")
        + EXCHANGE % (3, 2, b"<", b"EHLO c")
        + EXCHANGE % (4, 3, b">", b"250  mx Hello")
    )
    known = [[("CONNECT", 220, None), ("EHLO", 250, None)]]
    assert exchanges(receive) == known
    send = receive.replace(b",>,", b",!,").replace(b",<,", b",>,").replace(b",!,", b",<,")
    assert exchanges(send) == known
    assert exchanges(b"#Log-type: SMTP Send Protocol Log\n" + send) == known


def test_the_header_of_exchange_names_the_columns() -> None:
    head = octets("""
        #Software: Microsoft Exchange Server
        #Log-type: SMTP Receive Protocol Log
        #Fields: event,data,context,date-time,session-id,local-endpoint,remote-endpoint
        """)
    line = b"%s,%s,%s,2023-01-11T15:59:50.433Z,08DA1,[2001:db8::1]:587,[2001:db8::7]:4242\n"
    session = (
        line % (b"+", b"", b"")
        + line % (b"*", b"x", b"Set Session Permissions")
        + line % (b">", b"220 mx", b"")
        + line % (b"<", b"EHLO c", b"")
        + line % (b">", b"250-mx 250 AUTH LOGIN", b"")
        + line % (b"<", b"AUTH LOGIN", b"")
        + line % (b">", b"334 <authentication response>", b"")
        + line % (b"<", b"<authentication response>", b"")
        + line % (b">", b"535 5.7.3 No", b"")
        + line % (b"*", b"", b"TLS protocol SP_PROT_TLS1_2_SERVER negotiation succeeded using x")
        + line % (b"*", b"D\\a", b"authenticated")
        + line % (b"-", b"", b"Remote(ConnectionReset)")
    )
    known = [
        ("CONNECT", 220, None),
        ("EHLO", 250, None),
        ("AUTH", 334, None),
        ("SASL", 535, "5.7.3"),
    ]
    assert exchanges(head + session + session) == [known, known]
    assert reader_of(head + session) == "exchange"
    # under other names the columns count from the event on
    assert exchanges(head.replace(b"event,", b"events,") + session, "exchange") == [known]


def test_exchange_tells_who_closed() -> None:
    for log, remote in ((b"Receive", "client"), (b"Send", "server")):
        reader = Exchange()
        reader.take(b"#Log-type: SMTP %s Protocol Log" % log)
        ((_, begin),) = (
            reader.take(b"2023-01-11T15:59:50.433Z,C,08DA1,0,192.0.2.1:587,192.0.2.7:25,+,,") or ()
        )
        ((_, end),) = (
            reader.take(b"2023-01-11T15:59:50.433Z,C,08DA1,1,192.0.2.1:587,192.0.2.7:25,-,,Remote")
            or ()
        )
        assert isinstance(begin, Connect) and begin.port == (587 if log == b"Receive" else 25)
        assert isinstance(end, Close) and end.side == remote


def test_a_quoted_field_of_exchange_is_one() -> None:
    text = EXCHANGE % (1, 1, b"<", b'"EHLO x,"",>,535 5.7.8 forged"') + EXCHANGE % (
        2,
        2,
        b">",
        b"250 mx",
    )
    assert exchanges(text) == [[("EHLO", 250, None)]]

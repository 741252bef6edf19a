"""Logs to measure on, made up and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

HOSTS = ("mx.example.net", "mail.example.org", "relay.example.com")


def dialogue(rng: random.Random) -> Iterator[str]:
    """One session as a transcript."""
    host, client = rng.choice(HOSTS), f"client{rng.randrange(100_000)}.example"
    yield f"S: 220 {host} ESMTP"
    yield f"C: EHLO {client}"
    yield f"S: 250-{host} Hello {client} [192.0.2.{rng.randrange(255)}]"
    for word in (
        "PIPELINING",
        "SIZE 52428800",
        "AUTH PLAIN LOGIN",
        "8BITMIME",
        "ENHANCEDSTATUSCODES",
    ):
        yield f"S: 250-{word}"
    yield "S: 250 DSN"
    if rng.random() < 0.4:
        yield "C: AUTH PLAIN ********"
        yield (
            "S: 535 5.7.8 Error: authentication failed"
            if rng.random() < 0.2
            else "S: 235 2.7.0 Authentication successful"
        )
    yield f"C: MAIL FROM:<user{rng.randrange(100_000)}@{client}>"
    if rng.random() < 0.2:
        yield "S: 530 5.7.0 Authentication required"
    else:
        yield "S: 250 2.1.0 Ok"
        yield f"C: RCPT TO:<user{rng.randrange(100_000)}@{host}>"
        yield "S: 250 2.1.5 Ok"
        yield "C: DATA"
        yield "S: 354 End data with <CR><LF>.<CR><LF>"
        yield "C: ."
        yield f"S: 250 2.0.0 Ok: queued as {rng.getrandbits(40):010X}"
    yield "C: QUIT"
    yield "S: 221 2.0.0 Bye"
    yield ""


def postfix(rng: random.Random) -> Iterator[str]:
    """One connection in a Postfix log."""
    pid, address = (
        rng.randrange(1000, 9999),
        f"host{rng.randrange(9999)}.example[192.0.2.{rng.randrange(255)}]",
    )
    head = f"Oct 26 00:00:{rng.randrange(60):02d} mx1 postfix/"
    daemon = f"{head}smtpd[{pid}]: "
    yield f"{daemon}connect from {address}"
    kind = rng.random()
    if kind < 0.3:
        queue = f"{rng.getrandbits(40):010X}"
        yield f"{daemon}{queue}: client={address}"
        yield f"{head}cleanup[{pid + 1}]: {queue}: message-id=<{rng.getrandbits(60):x}@example.net>"
        yield f"{head}qmgr[400]: {queue}: from=<a@example.net>, size=1234, nrcpt=1 (queue active)"
        yield (
            f"{head}smtp[{pid + 2}]: {queue}: to=<b@example.org>, "
            "relay=mx.example.org[192.0.2.9]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
        )
        yield f"{head}qmgr[400]: {queue}: removed"
    elif kind < 0.6:
        yield f"{daemon}warning: {address}: SASL LOGIN authentication failed: UGFzc3dvcmQ6"
    elif kind < 0.9:
        yield (
            f"{daemon}NOQUEUE: reject: RCPT from {address}: 554 5.7.1 <b@example.org>: Relay "
            "access denied; from=<a@example.net> "
            f"to=<b@example.org> proto=ESMTP helo=<client{rng.randrange(9999)}.example>"
        )
    yield f"{daemon}disconnect from {address} ehlo=1 mail=1 quit=1 commands=3"


def write(
    path: Path, megabytes: float, kind: Callable[[random.Random], Iterator[str]], seed: int = 1
) -> int:
    """Writes a log of about this size; returns its lines."""
    rng = random.Random(seed)
    size = lines = 0
    with open(path, "w", encoding="ascii") as file:
        while size < megabytes * 1e6:
            text = "\n".join(kind(rng)) + "\n"
            file.write(text)
            size += len(text)
            lines += text.count("\n")
    return lines

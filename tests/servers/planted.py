"""A small SMTP server with faults that can be planted, for the tests of ``smtpcodes check``. Asks
for a log-in."""

from __future__ import annotations

import asyncio
import base64
import hmac
import ssl
import threading
from collections.abc import Callable
from typing import Any

FAULTS = (
    "two-replies",
    "535-to-mail",
    "plain-challenge",
    "auth-twice",
    "bare-mail",
    "keeps-login",
    "keeps-input",
)
USER, PASSWORD = b"alice@example.test", b"s3cret-Pass"


Twist = Callable[["Client", bytes, "tuple[str, ...]"], "tuple[str, ...]"]


class Client:
    """One connection. server.twist changes what it says: it gets the client, its last line and the
    reply."""

    end = "\r\n"  # of its lines

    def __init__(self, server: Planted, reader: Any, writer: Any) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.hello = self.login = self.mail = self.rcpt = self.tls = False
        self.last = b""
        self.talk_on = False  # after QUIT

    def has(self, fault: str) -> bool:
        return fault in self.server.faults

    async def say(self, *lines: str) -> None:
        lines = self.server.twist(self, self.last, lines)
        self.writer.write("".join(f"{line}{self.end}" for line in lines).encode())
        await self.writer.drain()

    async def line(self) -> bytes:
        line = await self.reader.readuntil(b"\r\n")
        self.last = line[:-2]
        return self.last

    async def talk(self) -> None:
        await self.say("220 mx.example.test ESMTP")
        while True:
            line = await self.line()
            verb, _, rest = line.partition(b" ")
            name = verb.upper().decode("latin-1")
            act = getattr(self, f"do_{name.lower()}", None)
            if act is None or not name.isalpha():
                await self.say("500 5.5.2 Unknown command")
            elif len(line) > 510 and name != "AUTH":
                await self.say("500 5.5.2 Line too long")
            else:
                await act(rest)
            if name == "QUIT" and not self.talk_on:
                return

    async def do_ehlo(self, rest: bytes) -> None:
        if not rest:
            return await self.say("501 5.5.4 EHLO needs a name")
        self.hello, self.mail, self.rcpt = True, False, False
        starttls = ["250-STARTTLS"] if self.server.context and not self.tls else []
        lines = ["250-mx.example.test", *starttls, "250-ENHANCEDSTATUSCODES", "250-SIZE 1000000"]
        lines.append("250-HELP")
        await self.say(*lines, "250-AUTH CRAM-MD5 PLAIN LOGIN", "250 PIPELINING")

    async def do_helo(self, rest: bytes) -> None:
        self.hello, self.mail, self.rcpt = True, False, False
        await self.say("250 mx.example.test")

    async def do_noop(self, rest: bytes) -> None:
        await self.say("250 2.0.0 Ok", *(["250 2.0.0 Ok"] if self.has("two-replies") else []))

    async def do_rset(self, rest: bytes) -> None:
        self.mail = self.rcpt = False
        await self.say("501 5.5.4 No argument" if rest else "250 2.0.0 Ok")

    async def do_help(self, rest: bytes) -> None:
        await self.say("214 2.0.0 There is none")

    async def do_vrfy(self, rest: bytes) -> None:
        await self.say("252 2.5.0 Cannot verify")

    do_expn = do_vrfy

    async def do_quit(self, rest: bytes) -> None:
        await self.say("221 2.0.0 Bye")

    async def do_starttls(self, rest: bytes) -> None:
        if rest or self.tls or not self.server.context:
            code = "501 5.5.4" if rest else "503 5.5.1" if self.tls else "502 5.5.1"
            return await self.say(f"{code} No STARTTLS now")
        await self.say("220 2.0.0 Go on")
        if not self.has("keeps-input"):
            self.reader._buffer.clear()
        await self.writer.start_tls(self.server.context)
        kept = self.login and self.has("keeps-login")
        self.hello = self.login = self.mail = self.rcpt = False
        self.tls, self.login = True, kept

    async def do_auth(self, rest: bytes) -> None:
        mechanism, _, response = rest.partition(b" ")
        name = mechanism.upper()
        if not self.hello or self.mail or (self.login and not self.has("auth-twice")):
            return await self.say("503 5.5.1 Not now")
        if not name or b" " in response:
            return await self.say("501 5.5.4 AUTH mechanism [response]")
        if name not in (b"PLAIN", b"LOGIN", b"CRAM-MD5"):
            return await self.say("504 5.5.4 Unknown mechanism")
        if name == b"CRAM-MD5" and response:
            return await self.say("501 5.7.0 The server speaks first")
        challenges = {b"PLAIN": [b""], b"LOGIN": [b"Username:", b"Password:"]}
        words: list[bytes] = []
        for challenge in challenges.get(name, [b"<1.2@mx.example.test>"]):
            if response:
                raw, response = response.replace(b"=", b"", response == b"="), b""
            else:
                plain = name == b"LOGIN" and self.has("plain-challenge")
                shown = challenge if plain else base64.b64encode(challenge)
                await self.say(f"334 {shown.decode()}")
                raw = await self.line()
            try:
                words.append(base64.b64decode(raw, validate=True))
            except ValueError:
                return await self.say("501 5.5.2 Cancelled, or no base64")
        digest = hmac.new(PASSWORD, b"<1.2@mx.example.test>", "md5").hexdigest().encode()
        right = {b"PLAIN": [b"\0" + USER + b"\0" + PASSWORD], b"LOGIN": [USER, PASSWORD]}
        right[b"CRAM-MD5"] = [USER + b" " + digest]
        self.login = self.login or words == right.get(name)
        good = words == right.get(name)
        await self.say("235 2.7.0 Welcome" if good else "535 5.7.8 Wrong credentials")

    async def do_mail(self, rest: bytes) -> None:
        if not rest and self.has("bare-mail") and self.login:
            return await self.say("250 2.1.0 Ok")
        if not self.login:
            code = "535 5.7.8" if self.has("535-to-mail") else "530 5.7.0"
            return await self.say(f"{code} Authentication required")
        if not self.hello or self.mail:
            return await self.say("503 5.5.1 Not now")
        path, _, parameters = rest.partition(b"> ")
        if not rest.upper().startswith(b"FROM:<") or b">" not in rest:
            return await self.say("501 5.5.4 MAIL FROM:<address>")
        if not path.isascii():
            return await self.say("553 5.6.7 SMTPUTF8 is not offered")
        if parameters.startswith(b"SIZE=") and int(parameters[5:]) > 1000000:
            return await self.say("552 5.3.4 Too large")
        if parameters and not parameters.startswith((b"SIZE=", b"AUTH=")):
            return await self.say("555 5.5.4 Unknown parameter")
        self.mail = True
        await self.say("250 2.1.0 Ok")

    async def do_rcpt(self, rest: bytes) -> None:
        if not self.mail:
            return await self.say("503 5.5.1 MAIL first")
        if not rest.upper().startswith(b"TO:<") or b"> " in rest:
            code = "555 5.5.4" if b"> " in rest else "501 5.5.4"
            return await self.say(f"{code} RCPT TO:<address>")
        self.rcpt = True
        await self.say("250 2.1.5 Ok")

    async def do_data(self, rest: bytes) -> None:
        if not self.rcpt:
            return await self.say("503 5.5.1 RCPT first")
        await self.say("354 Go on")
        while await self.line() != b".":
            pass
        self.mail = self.rcpt = False
        await self.say("250 2.0.0 Queued")


class Planted:
    """The server in a thread: ``with Planted("two-replies") as port: ...``"""

    def __init__(
        self,
        *faults: str,
        context: ssl.SSLContext | None = None,
        twist: Twist = lambda client, line, said: said,
    ) -> None:
        assert set(faults) <= set(FAULTS)
        self.faults, self.context, self.twist = faults, context, twist
        self.loop = asyncio.new_event_loop()

    def __enter__(self) -> int:
        self.server = self.loop.run_until_complete(
            asyncio.start_server(self.serve, "127.0.0.1", 0, limit=200_000)
        )
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        return int(self.server.sockets[0].getsockname()[1])

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def end(self) -> None:
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def serve(self, reader: Any, writer: Any) -> None:
        try:
            await Client(self, reader, writer).talk()
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

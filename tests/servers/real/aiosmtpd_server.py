"""aiosmtpd on loopback: ``python aiosmtpd_server.py PORT [tls] [auth] [required] [clear]``. CERT
and KEY in the environment. Delivers nothing."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"alice@example.test", b"s3cret-Pass"


class Handler:
    """Takes mail for one domain and throws it away."""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if not session.authenticated and not address.endswith("@example.test"):
            return "550 5.7.1 relaying denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 Message accepted for delivery"


def log_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = (getattr(data, "login", None), getattr(data, "password", None)) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


async def main(port: int, words: list[str]) -> None:
    context = None
    if "tls" in words:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(os.environ["CERT"], os.environ["KEY"])
    settings: dict[str, Any] = {}
    if "auth" in words:
        settings = {
            "authenticator": log_in,
            "auth_required": "required" in words,
            "auth_require_tls": "clear" not in words,
        }
    loop = asyncio.get_running_loop()
    made = await loop.create_server(
        lambda: SMTP(
            Handler(), hostname="mx.example.test", enable_SMTPUTF8=True, tls_context=context,
            loop=loop, **settings,
        ),
        "127.0.0.1",
        port,
    )  # fmt: skip
    await made.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2:]))

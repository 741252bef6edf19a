"""The set-ups of real servers: how each is started, and what may be asked of it. What is not
installed is left out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
USER, PASSWORD = "alice@example.test", "s3cret-Pass"
LOG_IN = {"user": USER, "password": PASSWORD}
NOBODY = {"sender": USER, "recipient": USER}


class Setup(NamedTuple):
    """One set-up. implementation: its file in ``data/implementations``. command: of its folder and
    port. offset: its port lies so far behind."""

    name: str
    implementation: str
    setting: str
    version: Callable[[], str]
    command: Callable[[Path, int], list[str]]
    plan: dict[str, Any] = LOG_IN
    offset: int = 0


def _output(*command: str) -> str:
    """What a command prints; "" where it cannot be run."""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    return done.stdout.strip() if done.returncode == 0 else ""


def _python() -> str:
    return os.environ.get("AIOSMTPD_PYTHON", sys.executable)


def _aiosmtpd() -> str:
    return _output(_python(), "-c", "import aiosmtpd; print(aiosmtpd.__version__)")


def _smtp_server() -> str:
    return _output("node", "-p", "require('smtp-server/package.json').version")


def _postfix() -> str:
    if os.geteuid() != 0 or shutil.which("dovecot") is None or shutil.which("postfix") is None:
        return ""
    return _output("postconf", "-c", str(HERE), "-h", "-d", "mail_version")


def _exim() -> str:
    lines = _output("exim4", "-bV", "-C", "/dev/null").split()
    return lines[2] if os.geteuid() == 0 and len(lines) > 2 else ""


def _sendmail() -> str:
    return _debian("sendmail-bin") if shutil.which("saslpasswd2") else ""


def _opensmtpd() -> str:
    return _debian("opensmtpd")


def _dovecot() -> str:
    return _debian("dovecot-submissiond")


def _debian(package: str) -> str:
    """The version that its authors gave it, of a package that is installed; "" for who is not
    root."""
    found = _output("dpkg-query", "-W", "-f", "${Version}", package) if os.geteuid() == 0 else ""
    return re.split(r"[-+]", found.rpartition(":")[2])[0]


def _haraka() -> str:
    package = Path(os.environ.get("HARAKA", "/nowhere")) / "package.json"
    return str(json.loads(package.read_text())["version"]) if package.exists() else ""


def _aio(*words: str) -> Callable[[Path, int], list[str]]:
    return lambda folder, port: [_python(), str(HERE / "aiosmtpd_server.py"), str(port), *words]


def _node(*words: str) -> Callable[[Path, int], list[str]]:
    return lambda folder, port: ["node", str(HERE / "smtp_server.cjs"), str(port), *words]


def _shell(script: str, *words: str) -> Callable[[Path, int], list[str]]:
    return lambda folder, port: ["sh", str(HERE / script), str(folder), str(port), *words]


def _of(
    implementation: str, version: Callable[[], str], *rest: tuple[str, str, Any, dict[str, Any]]
) -> list[Setup]:
    return [
        Setup(f"{implementation}-{name}", implementation, setting, version, command, plan)
        for name, setting, command, plan in rest
    ]


SETUPS = [
    *_of(
        "aiosmtpd",
        _aiosmtpd,
        ("open", "no log-in, no TLS", _aio(), NOBODY),
        ("optional", "log-in in clear, not required", _aio("auth", "clear"), LOG_IN),
        ("required", "log-in in clear, required", _aio("tls", "auth", "required", "clear"), LOG_IN),
        ("tls", "log-in after STARTTLS, required", _aio("tls", "auth", "required"), LOG_IN),
    ),
    *_of(
        "nodemailer-smtp-server",
        _smtp_server,
        ("optional", "log-in in clear, not required", _node("tls", "auth", "clear"), LOG_IN),
        ("required", "log-in in clear, required",
         _node("tls", "auth", "required", "clear"), LOG_IN),
        ("tls", "log-in after STARTTLS, required", _node("tls", "auth", "required"), LOG_IN),
    ),
    *(
        Setup(f"postfix-{name}", "postfix", setting, _postfix, _shell("postfix.sh"), plan, offset)
        for offset, (name, setting, plan) in enumerate(
            (
                ("open", "no log-in, no TLS", NOBODY),
                ("optional", "log-in by Dovecot, not required", LOG_IN),
                ("required", "log-in by Dovecot, required, smtpd_delay_reject = yes", LOG_IN),
                ("at-once", "log-in by Dovecot, required, smtpd_delay_reject = no", LOG_IN),
                ("tls", "log-in by Dovecot after STARTTLS, required", LOG_IN),
            )
        )
    ),
    *_of(
        "exim",
        _exim,
        ("open", "no log-in, STARTTLS", _shell("exim.sh", "none"), NOBODY),
        ("optional", "log-in in clear, not required", _shell("exim.sh", "optional"), LOG_IN),
        ("required", "log-in in clear, required", _shell("exim.sh", "required"), LOG_IN),
        ("tls", "log-in after STARTTLS, required", _shell("exim.sh", "tls"), LOG_IN),
    ),
    *_of(
        "sendmail",
        _sendmail,
        ("open", "no log-in, no TLS", _shell("sendmail.sh", "open"), NOBODY),
        ("optional", "log-in in clear, not required", _shell("sendmail.sh", "optional"), LOG_IN),
        ("required", "log-in in clear, required", _shell("sendmail.sh", "required"), LOG_IN),
        ("tls", "log-in after STARTTLS, required", _shell("sendmail.sh", "tls"), LOG_IN),
    ),
    *_of("opensmtpd", _opensmtpd, ("open", "no log-in, no TLS", _shell("opensmtpd.sh"), NOBODY)),
    *_of(
        "dovecot",
        _dovecot,
        ("clear", "submission, log-in in clear, required", _shell("dovecot.sh", "clear"), LOG_IN),
        ("tls", "submission, log-in after STARTTLS, required", _shell("dovecot.sh", "tls"), LOG_IN),
    ),
    *_of(
        "haraka",
        _haraka,
        ("open", "no log-in, no TLS", _shell("haraka.sh", "open"), NOBODY),
        ("optional", "log-in in clear, not required", _shell("haraka.sh", "optional"), LOG_IN),
        ("tls", "log-in in clear or after STARTTLS, not required",
         _shell("haraka.sh", "tls"), LOG_IN),
    ),
]  # fmt: skip

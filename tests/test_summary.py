"""Summaries: what is counted, under which names, how it is shown."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.formats.summary.html import page
from smtpcodes.formats.summary.text import text
from smtpcodes.grammar import timestamp
from smtpcodes.linter import explainer
from smtpcodes.readers._who import who
from smtpcodes.summary import NAMES, Hour, Summary, periods
from smtpcodes.verdict.counted import ACTIONS

POSTFIX = (
    "2026-11-20T10:00:00+00:00 mx postfix/submission/smtpd[1]: warning: unknown[192.0.2.7]: SASL "
    "LOGIN authentication failed: authentication failure, sasl_username=alice@d.example\n"
    "2026-11-20T10:30:00+00:00 mx postfix/submission/smtpd[2]: warning: unknown[192.0.2.7]: SASL "
    "LOGIN authentication failed: Connection lost to authentication server, "
    "sasl_username=alice@d.example\n"
    "2026-11-20T11:00:00+00:00 mx postfix/submission/smtpd[3]: warning: c.example[192.0.2.8]: SASL "
    "PLAIN authentication failed: (reason unavailable), sasl_username=bob@d.example\n"
    "2026-11-20T11:30:00+00:00 mx postfix/smtpd[4]: NOQUEUE: reject: RCPT from "
    "c.example[192.0.2.8]: 554 5.7.1 <b@d.example>: Relay access denied; from=<a@c.example> "
    "to=<b@d.example> proto=ESMTP helo=<x>\n"
)
DIALOGUE = (
    "S: 220 mx\nC: EHLO a\nS: 250 AUTH PLAIN\nC: AUTH PLAIN [redacted]\n"
    "S: 535 5.7.8 Username and Password not accepted. For more information, go to "
    "https://support.google.com/mail/?p=BadCredentials x - gsmtp\nC: AUTH PLAIN [redacted]\n"
    "S: 235 2.7.0 ok\nC: MAIL FROM:<a@b>\nS: 530 5.7.0 Authentication required\n"
)


def summary(log: str) -> Summary:
    found = Summary(explainer())
    found.inputs.append(found.linter().lint_chunks("mail.log", [log.encode()]))
    return found


def test_failed_log_ins_are_counted_by_cause_mechanism_client_and_user() -> None:
    found = summary(POSTFIX).to_json(names=True)
    log_ins = found["log_ins"]
    assert log_ins["failed"] == 3 and {c["cause"]: c["count"] for c in log_ins["by_cause"]} == {
        "auth.credentials-invalid": 2,
        "auth.temporary-failure": 1,
    }
    assert log_ins["by_mechanism"] == {
        "LOGIN": {"failed": 2, "succeeded": 0},
        "PLAIN": {"failed": 1, "succeeded": 0},
    }
    assert log_ins["by_client"] == [
        {"client": "192.0.2.7", "failed": 2},
        {"client": "192.0.2.8", "failed": 1},
    ]
    assert log_ins["by_user"][0] == {"user": "alice@d.example", "failed": 2}
    assert found["refused"] == {
        "count": 1,
        "by_cause": [
            {
                "cause": "relay.denied",
                "title": "The server does not relay for this client",
                "count": 1,
            }
        ],
    }
    assert found["replies"]["by_code"] == {"554 5.7.1": 1}


def test_clients_and_users_are_pseudonyms_unless_asked_for() -> None:
    found = summary(POSTFIX).to_json()
    shown = (
        json.dumps({k: v for k, v in found.items() if k != "inputs"})
        + text(found, 80)
        + page(found)
    )
    assert found["pseudonyms"] and "client 1" in shown and "user 1" in shown
    for name in ("192.0.2.", "alice", "bob"):
        assert name not in shown


def test_a_dialogue_counts_successes_providers_and_findings() -> None:
    found = summary(DIALOGUE).to_json()
    assert (found["log_ins"]["failed"], found["log_ins"]["succeeded"]) == (1, 1)
    assert found["replies"]["by_provider"] == {"Google": 1}
    assert {f["rule"]: f["level"] for f in found["findings"]}[
        "auth/required-after-success"
    ] == "error"
    assert found["period"] is None and found["over_time"] == []


def test_a_log_that_shows_no_235_tells_who_has_logged_in() -> None:
    log = (
        "2026-11-20T10:00:00+00:00 mx postfix/submission/smtpd[1]: connect from "
        "c.example[192.0.2.7]\n"
        "2026-11-20T10:00:01+00:00 mx postfix/submission/smtpd[1]: 4E74613FE76: "
        "client=c.example[192.0.2.7], sasl_method=PLAIN, sasl_username=alice@d.example\n"
        "2026-11-20T10:00:02+00:00 mx postfix/submission/smtpd[1]: disconnect from "
        "c.example[192.0.2.7] ehlo=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=6\n"
    )
    found = summary(log).to_json()["log_ins"]
    assert (found["failed"], found["succeeded"], found["by_mechanism"]) == (
        0,
        1,
        {"PLAIN": {"failed": 0, "succeeded": 1}},
    )


def test_time_is_counted_by_hour_then_by_day_then_by_month() -> None:
    def hours(days: int) -> list[str]:
        made = {(2026, 1 + d // 28, 1 + d % 28, h): Hour() for d in range(days) for h in (3, 4)}
        return [p["start"] for p in periods(made)]

    assert hours(1) == ["2026-01-01T03", "2026-01-01T04"]
    assert hours(4)[:2] == ["2026-01-01", "2026-01-02"] and len(hours(4)) == 4
    assert hours(140) == [f"2026-{n:02}" for n in range(1, 6)]
    assert periods({(0, 11, 25, 9): Hour()})[0]["start"] == "11-25T09" and periods({}) == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    (
        (b"2026-11-20T10:59:59.1Z x", (2026, 11, 20, 10)),
        (b"Feb  3 08:29:28 mx x", (0, 2, 3, 8)),
        (b"1999-03-02 09:44:33 x", (1999, 3, 2, 9)),
        (b"1254722768.219663\tC", (2009, 10, 5, 6)),
        (b'{"ts":1254722768.2,"uid"', (2009, 10, 5, 6)),
        (b"Foo  3 08:29:28 x", None),
        (b"08:29:28 x", None),
        (b"x", None),
    ),
)
def test_the_moment_of_a_line_is_read_from_its_beginning(line: bytes, wanted: object) -> None:
    assert timestamp.moment(line) == wanted


WHO = (
    (
        "postfix",
        b"Feb  3 08:29:28 mx postfix/smtpd[21022]: 4E74613FE76: client=c.example[2001:db8::7], "
        b"sasl_method=PLAIN, sasl_username=alice@d.example",
        "2001:db8::7",
        "alice@d.example",
    ),
    (
        "postfix",
        b"Feb  3 08:29:28 mx postfix/smtp[21024]: 4E74613FE76: to=<b@d.example>, "
        b"relay=mx.d.example[192.0.2.9]:25, delay=1",
        "",
        "",
    ),
    (
        "exim",
        b"2024-03-02 09:44:33 [1234] login authenticator failed for host.example ([127.0.0.1]) "
        b"[192.0.2.9]: 535 Incorrect authentication data (set_id=u)",
        "192.0.2.9",
        "u",
    ),
    (
        "exim",
        b"2024-03-02 09:44:33 login authenticator failed H=(c.example) [192.0.2.9] 535 Incorrect "
        b"authentication data",
        "192.0.2.9",
        "",
    ),
    (
        "dovecot",
        b"Aug 28 06:38:51 s dovecot: submission-login: Disconnected (auth failed, 1 attempts in 9 "
        b"secs): user=<al@d.example>, method=PLAIN, rip=192.0.2.3, lip=192.0.2.1, TLS",
        "192.0.2.3",
        "al@d.example",
    ),
    (
        "sendmail",
        b"Feb 25 04:02:27 mx sendmail[16664]: 06I02CNi016764: AUTH failure (LOGIN): authentication "
        b"failure (-13), user=al, relay=c.example [192.0.2.3] (may be forged)",
        "192.0.2.3",
        "al",
    ),
    (
        "opensmtpd",
        b"smtp event=authentication user=al address=192.0.2.3 host=c.example result=permfail",
        "192.0.2.3",
        "al",
    ),
    (
        "courier",
        b"Aug 14 12:51:05 mx courieresmtpd[425070]: error,relay=::ffff:192.0.2.3,port=43632,"
        b'msg="535 Authentication failed.",cmd: AUTH LOGIN',
        "192.0.2.3",
        "",
    ),
    (
        "hmailserver",
        b'"SMTPD"\t15356\t2564\t"2022-07-04 20:46:05.173"\t"192.0.2.3"\t"SENT: 535 no"',
        "192.0.2.3",
        "",
    ),
    (
        "stalwart",
        b'2023-12-15T10:45:21.602821Z TRACE session{instance="submission" protocol=Smtp '
        b'remote.ip="192.0.2.3" remote.port=36004}: x',
        "192.0.2.3",
        "",
    ),
    (
        "exchange",
        b"2022-07-20T21:12:06.270Z,EX1\\Default Frontend EX1,08DA4F7C11473A60,9,192.0.2.10:25,"
        b"192.0.2.7:53722,>,535 5.7.3 Authentication unsuccessful,",
        "192.0.2.7",
        "",
    ),
    ("aiosmtpd", b"INFO:mail.log:('192.0.2.3', 4321) >> b'QUIT'", "192.0.2.3", ""),
    (
        "zeek",
        b"1254722768.219663\tCHhAvVGS1DHFjwGM9\t192.0.2.7\t1470\t192.0.2.9\t25",
        "192.0.2.7",
        "",
    ),
    (
        "zeek",
        b'{"ts":1254722768.2,"uid":"CHhAvVGS1DHFjwGM9","id.orig_h":"192.0.2.7"',
        "192.0.2.7",
        "",
    ),
    ("labelled", b"C: EHLO [192.0.2.7]", "", ""),
)


@pytest.mark.parametrize(("reader", "line", "address", "user"), WHO)
def test_of_whom_a_line_speaks(reader: str, line: bytes, address: str, user: str) -> None:
    assert who(reader, line)[:2] == (address, user)


def test_what_a_client_wrote_is_no_address() -> None:
    forged = (
        b"Feb  3 08:29:28 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from c.example[192.0.2.7]: "
        b"554 no; from=<a> to=<b> helo=<x]: y[6.6.6.6]: z, sasl_username=root>"
    )
    assert who("postfix", forged)[:2] == ("192.0.2.7", "")
    assert (
        who(
            "exim",
            b"2024-03-02 09:44:33 login authenticator failed for (6.6.6.6) [192.0.2.9]: 535 no "
            b"[6.6.6.6] (set_id=x)",
        ).address
        == "192.0.2.9"
    )


def test_names_are_bounded() -> None:
    found = Summary(explainer())
    found.clients.update({f"192.0.2.{n}": 1 for n in range(NAMES)})
    found.inputs.append(
        found.linter().lint_chunks("x", [POSTFIX.encode().replace(b"192.0.2.", b"198.51.100.")])
    )
    assert found.clients["others"] == 3 and len(found.clients) == NAMES + 1


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on") and not (name in ("src", "href") and value), (
                f"<{tag} {name}={value}>"
            )
        if tag not in ("meta", "line", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "rect"):
            assert self.open.pop() == tag


def test_the_page_is_whole_loads_nothing_and_has_a_plot() -> None:
    checker = _Checker()
    checker.feed(page(summary(POSTFIX).to_json()))
    assert not checker.open and "svg" in checker.tags and "script" not in checker.tags


def test_names_cannot_break_out_of_the_page_or_drive_the_terminal() -> None:
    found = summary(
        POSTFIX.replace("alice@d.example", "<script>alert(1)</script>\x1b[31m")
    ).to_json(names=True)
    assert "<script" not in page(found) and "\x1b" not in text(found, 80)


@pytest.mark.parametrize("width", (60, 80, 120))
def test_the_text_fits_its_width(width: int) -> None:
    shown = text(summary(POSTFIX + DIALOGUE).to_json(), width, unicode=False)
    assert max(map(len, shown.splitlines()[1:])) <= width and "###" in shown and "█" not in shown
    assert "4 failed" in shown and "Over time" in shown


def test_the_command_writes_text_json_and_html(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "mail.log"
    log.write_text(POSTFIX)
    run = ["summary", str(log)]
    assert cli.main(run) == 0 and "3 failed" in capsys.readouterr().out
    assert cli.main([*run, "--output-format", "json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["schema"] == "smtpcodes-summary/1" and body["inputs"][0]["lines"] == 4
    assert cli.main([*run, "--output-format", "html", "-o", str(tmp_path / "s.html")]) == 0
    assert (tmp_path / "s.html").read_text().startswith("<!doctype html>")
    assert cli.main([*run, str(tmp_path / "none")]) == 2
    broken = capsys.readouterr()
    assert "3 failed" in broken.out and "none" in broken.err


def _report(recipient: str, action: str, status: str, diagnostic: str = "") -> str:
    said = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n{said}\n"


BOUNCE = (
    "From: MAILER-DAEMON@mx.example\nSubject: Delivery report\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
    + _report("alice@D.example", "failed", "5.1.1", "550 5.1.1 User unknown")
    + _report("bob@d.example", "failed", "5.2.2")
    + _report("carol@e.example", "delayed", "4.4.1")
    + _report("dave@e.example", "delivered", "2.0.0")
    + "--b--\n"
)


def test_bounces_are_counted_by_action_cause_domain_and_recipient() -> None:
    found = summary(BOUNCE).to_json(names=True)["bounces"]
    assert found["by_action"] == {"failed": 2, "delayed": 1, "delivered": 1}
    assert found["count"] == 4 and set(found["by_action"]) <= ACTIONS
    causes = {c["cause"]: c["count"] for c in found["by_cause"]}
    assert causes.keys() >= {"recipient.unknown", "recipient.mailbox-full"}
    assert sum(causes.values()) == 3
    assert found["by_domain"][0] == {"domain": "d.example", "count": 2}
    assert found["domains"] == 2 and found["recipients"] == 3


@pytest.mark.parametrize("show", [lambda s: text(s, 100), page, json.dumps])
def test_recipients_and_their_domains_are_pseudonyms_unless_asked_for(show: object) -> None:
    assert callable(show)
    shown = show(summary(BOUNCE).to_json())
    assert "recipient 1" in shown and "domain 1" in shown
    assert not any(name in shown for name in ("alice", "bob", "carol", "d.example", "e.example"))
    assert "alice@d.example" in show(summary(BOUNCE).to_json(names=True))

"""A credential never comes out, and nothing else is taken out."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smtpcodes import cli
from smtpcodes.grammar import secret
from smtpcodes.knowledge.mask import mask as mask_query
from smtpcodes.linter import lint
from smtpcodes.redaction import redact
from smtpcodes.redaction.redactor import redacted
from tests.each import each

PASSWORD = b"xV9-hunter.Two"
PLAIN = base64.b64encode(b"\0anna\0" + PASSWORD)
LOGIN = base64.b64encode(PASSWORD)


def out_of(text: bytes, reader: str | None = None) -> bytes:
    return b"".join(redacted([text], reader))


HELD = [
    b"SMTP_PASSWORD=%s",
    b"export MAIL_PASS='%s'",
    b"mail.smtp.password=%s",
    b"{mail.smtp.user=anna, mail.smtp.password=%s, mail.debug=true}",
    b'"password": "%s",',
    b"'pass' => '%s',",
    b"auth: { user: 'anna', pass: '%s' }",
    b"$mail->Password = '%s';",
    b"smtpPassword: %s",
    b"dbpassword=%s",
    b'password=\\"%s\\"',
    b"&quot;password&quot;:&quot;%s&quot;",
    b"<password>%s</password>",
    b'<smtp:Password type="x">%s</smtp:Password>',
    b"curl -u anna:%s smtp://mx.example",
    b"curl --user 'anna:%s' x",
    b"swaks -ap %s --to a@client.example",
    b"swaks --auth-password %s",
    b"sendemail -xu anna -xp %s",
    b"smtp://anna:%s@mx.example:587",
    b"smtps://anna%%40x.example:%s@mx.example/?a=b",
    b"https://x.example/?access_token=%s",
    b"server.login('anna@client.example', '%s')",
    b'smtp.PlainAuth("", "anna@client.example", "%s", "mx.example")',
    b'new NetworkCredential("anna@client.example", "%s")',
    b"auth=Bearer %s",
    b"Authorization: Bearer %s",
    b"user=anna@client.example\x01auth=Bearer %s\x01\x01",
    b"smtp_sasl_passwd_lookup: host `mx.example' user `anna' pass `%s'",
    b"AUTH PLAIN %s",
    b"AUTH XOAUTH2 %s",
    b"b'AUTH PLAIN %s\\r\\n'",
    b"AUTH%%20PLAIN%%20%s",
    b"client in: AUTH 1 PLAIN service=smtp resp=%s",
    b"improper command pipelining after AUTH from x.example[192.0.2.1]: %s\\r\\n"
    b"MAIL FROM:<a@client.example>",
    b"501 5.5.4 cannot BASE64 decode '%s'",
    b"Passwort: %s",
    b"client_secret=%s&x=1",
    b"'refresh_token': '%s'",
    b'apiKey: "%s"',
]


@each("line", HELD)
@each("value", [PASSWORD, PLAIN, b"Zq3'pa&ss"[:3] + b"_pa&ss,wd"])
def test_a_line_that_names_a_credential_comes_back_without_it(line: bytes, value: bytes) -> None:
    if b"AUTH" in line and value is not PLAIN:
        value = PLAIN
    shown = secret.mask(line % value)
    for size in range(len(value) - 7):
        assert value[size : size + 8] not in shown, (
            f"{value[size : size + 8]!r} stands in {shown!r}"
        )
    assert secret.mask(shown) == shown, "taking out twice must be the same as once"
    assert value.decode() not in mask_query((line % value).decode("latin-1"))


@each(
    "line",
    [
        b"250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 X-OWN",
        b"250 AUTH=LOGIN PLAIN",
        b"503 5.5.1 AUTH not permitted during a transaction",
        b"AUTH LOGIN",
        b"AUTH PLAIN =",
        b"AUTH PLAIN *",
        b"AUTH PLAIN [redacted]",
        b"AUTH PLAIN ********",
        b"AUTH PLAIN <password hidden>",
        b"AUTH LOGIN command trace suppressed",
        b"AUTH PLAIN [credentials hidden]",
        b"pass=***",
        b"password: null",
        b"password = os.environ['SMTP_PASSWORD']",
        b"pass: process.env.SMTP_PASS",
        b"$mail->Password = '';",
        b"535 5.7.8 Username and Password not accepted",
        b"250 2.0.0 Ok: queued as 4cBx1Y2ZabcdQ9",
        b"354 End data with <CR><LF>.<CR><LF>",
        b"Message-ID: <CAF1abcDEF2ghiJKL3mnoPQR4stuVWX5yz@mail.client.example>",
        b"dovecot: submission-login: Login: user=<a@client.example>, "
        b"session=<pCF3sXkLm9R/AAABpCF3sXkL>",
        b"smtpd_sasl_authenticated_header",
        b"AuthenticationFailedException: 535",
        b"at com.example.mail.SmtpTransportConnectionFactory.connect(SmtpTransportConnectionFactory"
        b".java:12)",
        b"http://x.example/a/b?c=d",
        b"AUTH command used when not advertised",
        b"334 VXNlcm5hbWU6",
        b"smtp://mx.example:587",
        b"2026-11-23T22:48:50+00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.1]: "
        b"530 5.7.0 Must issue a STARTTLS",
    ],
)
def test_a_line_without_a_credential_stays_as_it_is(line: bytes) -> None:
    assert secret.mask(line) == line


def test_what_was_sent_is_taken_out_wherever_it_comes_again() -> None:
    shown = redact.mask
    known = redact.secrets([PLAIN])
    for form in (
        PLAIN,
        PLAIN.rstrip(b"="),
        PASSWORD,
        LOGIN,
        PASSWORD.hex().encode(),
        PASSWORD.hex().upper().encode(),
        base64.b64encode(PLAIN),
        b"\\0anna\\0" + PASSWORD,
    ):
        assert (
            shown(b"the server said: " + form + b" is wrong", known)
            == b"the server said: " + shown(form, known) + b" is wrong"
        )
        assert form not in shown(b"x " + form, known)


def test_a_part_of_what_was_sent_is_taken_out() -> None:
    known = redact.secrets([PLAIN])
    assert (
        redact.without(b'unrecognized: "' + PLAIN[:15] + b'..."', known)
        == b'unrecognized: "[redacted]..."'
    )
    assert redact.without(PLAIN[-14:] + b" more", known) == b"[redacted] more"


def test_a_name_is_no_secret_and_a_short_password_is_a_word_outside_quotes() -> None:
    assert (
        redact.mask(
            b"MAIL FROM:<anna@client.example> anna",
            redact.secrets([base64.b64encode(b"\0anna@client.example\0wrong")]),
        )
        == b"MAIL FROM:<anna@client.example> anna"
    )
    known = redact.secrets([base64.b64encode(b"\0anna\0wrong")])
    assert redact.mask(b"something is wrong", known) == b"something is wrong"
    assert (
        redact.mask(b"auth input decode: '' 'anna' 'wrong' $3=wrong", known)
        == b"auth input decode: '' 'anna' '[redacted]' $3=[redacted]"
    )
    user = redact.secrets([base64.b64encode(b"administrator")], user=True)
    assert (
        redact.mask(b"RCPT TO:<administrator@client.example>", user)
        == b"RCPT TO:<administrator@client.example>"
    )


DIALOGUE = (
    b"S: 220 mx.example.net ESMTP%(e)sC: EHLO client.example%(e)sS: 250 AUTH PLAIN LOGIN%(e)sC: "
    b"AUTH LOGIN%(e)sS: 334 VXNlcm5hbWU6%(e)sC: YW5uYQ==%(e)s"
    b"S: 334 UGFzc3dvcmQ6%(e)sC: "
    + LOGIN
    + b"%(e)sS: 535 5.7.8 no: "
    + PASSWORD
    + b"%(e)sC: QUIT%(e)sS: 221 Bye"
)
CLEAN = (
    DIALOGUE.replace(b"YW5uYQ==", b"[redacted]")
    .replace(LOGIN, b"[redacted]")
    .replace(PASSWORD, b"[redacted]")
)


@each("end", [b"\n", b"\r\n", b"\r"])
@each("last", [True, False])
def test_line_ends_stay_as_they_are(end: bytes, last: bool) -> None:
    tail = end if last else b""
    assert out_of(DIALOGUE % {b"e": end} + tail) == CLEAN % {b"e": end} + tail


@each("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be"])
def test_the_encoding_and_the_byte_order_mark_stay(encoding: str) -> None:
    def packed(text: bytes) -> bytes:
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
        return mark + (text % {b"e": b"\r\n"}).decode().encode(encoding)

    for size in (1, 7, 10_000):
        raw = packed(DIALOGUE)
        assert b"".join(redacted([raw[i : i + size] for i in range(0, len(raw), size)])) == packed(
            CLEAN
        )
    assert out_of(packed(DIALOGUE) + b"\x41") == packed(CLEAN) + b"\x41" or encoding == "utf-8-sig"


def test_colours_and_nuls_hide_no_credential() -> None:
    text = (DIALOGUE % {b"e": b"\n"}).replace(LOGIN, LOGIN[:5] + b"\x1b[0m" + LOGIN[5:])
    assert LOGIN[5:] not in out_of(text)
    spread = b"".join(bytes((c, 0)) for c in DIALOGUE % {b"e": b"\n"})
    assert LOGIN not in out_of(spread).replace(b"\0", b"")


def test_redacting_twice_is_the_same_as_once() -> None:
    once = out_of(DIALOGUE % {b"e": b"\n"})
    assert out_of(once) == once


@each(
    "line",
    [
        b"C: AUTH PLAIN [redacted]",
        b" ~> AUTH PLAIN <password hidden>",
        b"CLIENT -> SERVER: [credentials hidden]",
        b"[2026-11-23 22:48:50] DEBUG [x] C: AUTH PLAIN AGFsaWNlAC8qIHNlY3JldCAqLw==",
        b"DEBUG SMTP: AUTH LOGIN command trace suppressed",
        b"C: ***",
        b"C: AUTH CRAM-MD5 <hidden>",
    ],
)
def test_placeholders_stay(line: bytes) -> None:
    text = (
        b"S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 AUTH PLAIN LOGIN\n"
        + line
        + b"\nS: 235 2.7.0 ok\n"
    )
    assert out_of(text) == text


def test_a_packet_capture_and_an_archive_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.pcap").write_bytes(
        bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")
    )
    (tmp_path / "x.tar").write_bytes(b"\0" * 1024)
    for name in ("x.pcap", "x.tar"):
        assert cli.main(["redact", str(tmp_path / name)]) == 2
        told = capsys.readouterr().err
        assert "cannot be redacted" in told and told.count("\n") == 1


def test_what_was_read_before_an_error_is_written(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(DIALOGUE % {b"e": b"\n"}) + b"behind")
    assert cli.main(["redact", str(path)]) == 2
    told = capsysbinary.readouterr()
    assert told.out == out_of(DIALOGUE % {b"e": b"\n"})
    assert b"octets behind" in told.err


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("command", ["redact", "lint", "parse"])
def test_compressed_data_within_compressed_data_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    pack: Callable[[bytes], bytes],
) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(pack(DIALOGUE % {b"e": b"\n"})))
    assert cli.main([command, str(path)]) == 2
    assert "holds compressed data" in capsys.readouterr().err


def test_check_names_the_lines_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.log").write_bytes(DIALOGUE % {b"e": b"\n"})
    assert cli.main(["redact", "--check", str(tmp_path / "x.log")]) == 1
    assert [line.split(":")[-2] for line in capsys.readouterr().out.splitlines()] == ["6", "8", "9"]
    (tmp_path / "x.log").write_bytes(CLEAN % {b"e": b"\n"})
    assert cli.main(["redact", "--check", str(tmp_path / "x.log")]) == 0
    assert capsys.readouterr().out == ""


def test_in_place_writes_a_file_once_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(DIALOGUE % {b"e": b"\n"})
    path.chmod(0o640)
    assert cli.main(["redact", "--in-place", str(path)]) == 0
    assert path.read_bytes() == CLEAN % {b"e": b"\n"} and path.stat().st_mode & 0o777 == 0o640
    before = os.stat(path).st_ino
    assert cli.main(["redact", "--in-place", str(path)]) == 0
    assert os.stat(path).st_ino == before and os.listdir(tmp_path) == ["x.log"], (
        "what holds none is left alone"
    )


def test_in_place_refuses_what_it_cannot_write_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = gzip.compress(DIALOGUE % {b"e": b"\n"})
    (tmp_path / "x.gz").write_bytes(packed)
    assert (
        cli.main(["redact", "--in-place", str(tmp_path / "x.gz")]) == 2
        and "compressed" in capsys.readouterr().err
    )
    assert (tmp_path / "x.gz").read_bytes() == packed
    assert cli.main(["redact", "--in-place", "-"]) == 2
    assert (
        cli.main(["redact", "-o", str(tmp_path / "x.gz"), str(tmp_path / "x.gz")]) == 2
        and "--in-place" in capsys.readouterr().err
    )
    assert cli.main(["redact", "-o", str(tmp_path / "x.log"), str(tmp_path / "x.gz")]) == 0
    assert (tmp_path / "x.log").read_bytes() == CLEAN % {b"e": b"\n"}


def test_check_tells_lines_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "a.log"
    log.write_text("C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 535 no\n")
    assert cli.main(["redact", "--check", "--output-format", "json", str(log)]) == 1
    assert json.loads(capsys.readouterr().out) == [{"path": str(log), "lines": [1]}]
    assert (
        cli.main(["redact", "--output-format", "json", str(log)]) == 2
        and "--check" in capsys.readouterr().err
    )


@each(
    "line",
    [
        b"Sent 5/1/2023 10:00:00 AM: c2VjcmV0<EOL>",
        b"-> c2VjcmV0 (8 octets)",
        b"wrote 'c2VjcmV0', waiting",
        b"x|c2VjcmV0|y",
        b"data=c2VjcmV0; more",
    ],
)
def test_a_word_that_may_be_a_response_is_masked_anywhere_in_a_line_that_nobody_could_read(
    line: bytes,
) -> None:
    from smtpcodes.grammar.secret import mask_unknown

    assert b"c2VjcmV0" not in mask_unknown(line) and mask_unknown(
        mask_unknown(line)
    ) == mask_unknown(line)
    for word in (b"MailDeliveryJob", b"Authentication", b"20230501", b"ABCDEF1234"):
        assert mask_unknown(b"in " + word + b" today") == b"in " + word + b" today"


def test_a_response_that_was_cut_with_its_line_is_taken_out() -> None:
    log = b"".join(
        b'{"log": "%b unknown[192.0.2.7]: %b\\n", "stream": "stdout"}\n' % x
        for x in (
            (b">", b"220 mx.example.net ESMTP"),
            (b"<", b"EHLO a.example"),
            (b">", b"250 AUTH LOGIN"),
            (b"<", b"AUTH LOGIN"),
            (b">", b"334 VXNlcm5hbWU6"),
        )
    )
    assert b"UHd0cG5aOGFTTW0" not in b"".join(
        redacted([log + b'{"log": "< unknown[192.0.2.7]: UHd0cG5aOGFTTW0'])
    )


def test_what_was_taken_out_is_told_by_kind_and_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(
        DIALOGUE % {b"e": b"\n"} + b"\npassword=abcdefgh1\nkey-0123456789abcdef01234567\n"
    )
    assert cli.main(["redact", "--report", str(tmp_path / "r.json"), str(log)]) == 0
    told = "SASL response 2, what was sent, repeated 1, password 1, token 1"
    assert capsys.readouterr().err == f"smtpcodes: taken out: {told}\n"
    kinds = {"SASL response": 2, "what was sent, repeated": 1, "password": 1, "token": 1}
    assert json.loads((tmp_path / "r.json").read_text()) == [{"path": str(log), "taken": kinds}]
    log.write_bytes(CLEAN % {b"e": b"\n"})
    assert cli.main(["redact", str(log)]) == 0 and capsys.readouterr().err == ""


def test_the_report_is_written_over_no_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(DIALOGUE % {b"e": b"\n"})
    assert cli.main(["redact", "--report", str(log), str(log)]) == 2
    assert log.read_bytes() == DIALOGUE % {b"e": b"\n"}


def test_base64_of_a_part_of_a_message_stays_and_a_response_in_it_does_not() -> None:
    part = b"Content-Transfer-Encoding: base64\n\n" + b"".join(
        base64.b64encode(line) + b"\n"
        for line in (b"Dear Anna, this is the text of 2026", "käse".encode("utf-16"))
    )
    assert out_of(part) == part
    assert PLAIN not in out_of(part + PLAIN + b"\n")


@each(
    "text",
    [
        b'variable "smtp_password" {\n  type    = string\n  default = "%s"\n}\n',
        b"password = <<EOT\n%s\nEOT\n",
        b'"password":\n    "%s",\n',
    ],
)
def test_a_value_some_lines_behind_its_key_is_taken_out(text: bytes) -> None:
    assert PASSWORD not in out_of(text % PASSWORD)


@each("start", range(len(PASSWORD) - 7))
def test_eight_octets_of_a_password_that_come_again_are_taken_out_and_no_name_is(
    start: int,
) -> None:
    known = redact.secrets([base64.b64encode(b"\0administrator\0" + PASSWORD)])
    for secret_ in (PASSWORD, LOGIN.rstrip(b"=")):
        piece = secret_[start : start + 8]
        assert piece not in redact.without(b"cannot read x" + piece + b"y", known)
    assert redact.without(b"no administrator here", known) == b"no administrator here"


def test_a_word_that_servers_say_is_no_piece_of_a_password() -> None:
    known = redact.secrets([base64.b64encode(b"\0anna\0Authentication9")])
    said = b"535 5.7.8 Authentication failed"
    assert redact.without(said, known) == said


def test_the_user_name_of_login_stays_in_what_is_shown() -> None:
    log = (
        b"S: 220 mx.example.net ESMTP\nC: EHLO client.example\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\n"
        b"S: 334 VXNlcm5hbWU6\nC: "
        + base64.b64encode(b"administrator")
        + b"\nS: 334 UGFzc3dvcmQ6\nC: "
        + LOGIN
        + b"\nS: 535 5.7.8 administrator: "
        + PASSWORD[2:12]
        + b"... is wrong\n"
    )
    (verdict,) = lint(log).verdicts
    reply = verdict.attempts[0].reply
    assert reply is not None and reply.text == "administrator: [redacted]... is wrong"
    assert PASSWORD[2:12] not in out_of(log) and b"administrator" in out_of(log)


@each("width", [8, 16])
def test_a_dump_in_hexadecimal_holds_no_response_in_either_column(width: int) -> None:
    sent = b"AUTH LOGIN\r\n" + base64.b64encode(b"anna") + b"\r\n" + LOGIN + b"\r\n"
    rows = [sent[i : i + width] for i in range(0, len(sent), width)]
    dump = b"".join(
        b"%04x: %s  %s\n" % (i, row.hex(" ").encode().ljust(3 * width), row.replace(b"\r\n", b".."))
        for i, row in enumerate(rows)
    )
    shown = out_of(dump)
    kept = b"".join(bytes.fromhex(line[6 : 6 + 3 * width].decode()) for line in shown.splitlines())
    assert kept == b"AUTH LOGIN\r\n********\r\n" + b"*" * len(LOGIN) + b"\r\n"
    assert not any(LOGIN[i : i + 6] in shown for i in range(len(LOGIN) - 5))
    assert out_of(shown) == shown


def test_a_response_broken_over_two_lines_or_coloured_or_in_quoted_printable_is_taken_out() -> None:
    for text in (
        b"x AUTH PLAIN " + PLAIN[:9] + b"=\n" + PLAIN[9:].replace(b"=", b"=3D"),
        b"x AUTH PLAIN " + PLAIN[:9] + b"\n" + PLAIN[9:],
        b"x AUTH PLAIN " + PLAIN[:9] + b"\x1b[1;31m" + PLAIN[9:],
        b"x AUTH PLAIN " + PLAIN.replace(b"=", b"=3D"),
    ):
        shown = out_of(text + b"\n235 ok\n")
        assert PLAIN[-8:-2] not in shown and PLAIN[:9] not in shown and b"235 ok" in shown, shown


@each("text", ["&lC: t\x1b[31[levels]\nm;", "\x1b[\x181mconnect", "\x1b["])
def test_what_only_begins_as_a_colour_ends(text: str) -> None:
    from smtpcodes import explain
    from smtpcodes.grammar import secret

    assert explain(text).query is not None
    assert secret.mask(text.encode()) == text.encode()


def test_what_a_key_gave_away_is_taken_out_of_the_lines_that_follow() -> None:
    log = b"SMTP_PASSWORD=kV7rq-Zed!x9Tw\nits value, kV7rq-Zed!x9Tw, and kV7rq-Zed%21x9Tw stay\n"
    assert b"".join(redacted([log])).count(b"[redacted]") == 3
    assert b"".join(redacted([log[:40], log[40:]])) == b"".join(redacted([log]))
    word = b"SMTP_PASSWORD=background\nthe background is blue\n"
    assert b"".join(redacted([word])).endswith(b"the background is blue\n")


def test_a_word_that_answers_a_challenge_is_no_part_of_a_query_that_is_shown() -> None:
    assert mask_query("S: 334 UGFzc3dvcmQ6\nC: abcdefgh").endswith("\nC: [redacted]")
    assert mask_query("334 UGFzc3dvcmQ6\nabcdefgh\n535 no").split("\n")[1] == "[redacted]"
    assert mask_query("334 UGFzc3dvcmQ6\nQUIT").endswith("\nQUIT")


def test_a_response_over_several_rows_of_a_trace_is_taken_out_whole() -> None:
    """curl --trace-ascii writes 64 octets a row; only the last one ends the command."""
    sent = base64.b64encode(b"n,a=user@example.com,\1auth=Bearer " + bytes(range(65, 123)) * 2)
    line = b"AUTH OAUTHBEARER " + sent
    rows = [b"%04x: %s" % (at, line[at : at + 64]) for at in range(0, len(line), 64)]
    replies = (b"250-mx.example", b"250-SIZE 1000", b"250-8BITMIME", b"250 AUTH OAUTHBEARER")
    received = [
        text
        for said in replies
        for text in (b"<= Recv header, %d bytes (0x%x)" % ((len(said) + 2,) * 2), b"0000: " + said)
    ]
    log = [
        b"<= Recv header, 16 bytes (0x10)",
        b"0000: 220 mx.example",
        b"=> Send header, 8 bytes (0x8)",
        b"0000: EHLO x",
        *received,
        b"=> Send header, %d bytes (0x%x)" % (len(line) + 2, len(line) + 2),
        *rows,
        b"<= Recv header, 14 bytes (0xe)",
        b"0000: 235 2.7.0 ok",
    ]
    out = b"".join(redacted([b"\n".join(log) + b"\n"])).split(b"\n")
    at = log.index(rows[0])
    assert out[at : at + len(rows)] == [
        b"0000: AUTH OAUTHBEARER [redacted]",
        *(b"%04x: [redacted]" % n for n in range(64, len(line), 64)),
    ]
    assert out[:at] == log[:at]

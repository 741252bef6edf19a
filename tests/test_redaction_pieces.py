"""The forms of a credential, and what is taken out of a line by them."""

from __future__ import annotations

import base64
import binascii

import pytest

from smtpcodes.files.source import LINE
from smtpcodes.grammar import sasl
from smtpcodes.redaction import redact, redactor
from smtpcodes.redaction.pieces import LEAST, MOST, Pieces, forms

SECRET = b"hunter2-Of_Zwei!x"
ENCODED = base64.b64encode(b"\0tim\0" + SECRET)
GONE = b"[redacted]"


def out_of(line: bytes, *sent: bytes) -> bytes:
    return redact.without(line, redact.secrets(sent))


# --- pieces
@pytest.mark.parametrize("begin", range(len(SECRET) - LEAST + 1))
def test_any_eight_octets_are_known_and_seven_are_not(begin: int) -> None:
    piece = SECRET[begin : begin + LEAST]
    for around in (b"%s", b"<%s>", b"~%s", b"%s~"):
        assert Pieces(SECRET).out_of(around % piece) == around % GONE
    less = piece[:-1]
    assert Pieces(SECRET).out_of(b"<%s>" % less) == b"<%s>" % less


def test_a_piece_is_taken_out_as_far_as_it_goes_wherever_it_comes() -> None:
    one = Pieces(SECRET)
    assert one.out_of(SECRET) == GONE
    assert one.out_of(SECRET + SECRET[:9] + b"~" + SECRET[-9:]) == GONE * 2 + b"~" + GONE
    assert one.out_of(b"hunt hunt " + SECRET[:8]) == b"hunt hunt " + GONE
    assert one.out_of(b"nothing of it") == b"nothing of it"


def test_a_word_that_servers_say_and_a_part_of_a_name_stay() -> None:
    assert Pieces(b"authentication", ()).out_of(b"no authentication") == b"no authentication"
    assert Pieces(SECRET, [b"x" + SECRET[:9]]).out_of(SECRET[:9]) == SECRET[:9]
    assert Pieces(SECRET, [SECRET[:9]]).out_of(SECRET[:10]) == GONE


def test_what_touches_a_piece_of_base64_is_of_the_same_response() -> None:
    text = base64.b64encode(SECRET)
    line = b"<AAAA" + text[4:16] + b"BBBB>"
    assert Pieces(text, encoded=True).out_of(line) == b"<" + GONE + b">"
    assert Pieces(text).out_of(line) == b"<AAAA" + GONE + b"BBBB>"


def test_a_long_token_is_looked_for_by_its_beginning() -> None:
    token = bytes(33 + (n * n + n // 90) % 90 for n in range(MOST + 100))
    assert GONE in Pieces(token).out_of(token[:20])
    assert Pieces(token)._form == token[:MOST]


def test_a_short_secret_has_no_pieces_and_one_of_one_letter_none_at_all() -> None:
    assert not list(forms(b"abcde")) and not list(forms(b"xxxxxxxxxxxx"))
    assert not list(forms(b"abababab" * 2)) and not list(forms(b"abcabcabcabc"))
    assert len(list(forms(b"abcdef"))) == len(list(forms(b"abcdefg"))) == 5
    assert len(list(forms(b"abcdefgh"))) == 6


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"\0tim\0"])
def test_a_secret_is_known_in_base64_however_it_begins_there_and_in_hex(before: bytes) -> None:
    encoded = base64.b64encode(before + SECRET + b"z")
    hexed = binascii.hexlify(before + SECRET)
    for line in (encoded, hexed, hexed.upper()):
        left = line
        for form in forms(SECRET):
            left = form.out_of(left)
        assert GONE in left and len(left) < 24, left


# --- forms
def test_a_response_is_known_decoded_escaped_and_encoded_again() -> None:
    for line in (
        ENCODED,
        SECRET,
        base64.b64encode(ENCODED),
        b"\0tim\0" + SECRET,
        b"\\0tim\\0" + SECRET,
        base64.b64encode(SECRET),
        binascii.hexlify(SECRET),
        binascii.hexlify(SECRET).upper(),
    ):
        assert out_of(b"<" + line + b">", ENCODED) == b"<" + GONE + b">", line


def test_a_password_is_known_in_urls_html_and_strings() -> None:
    secret = "p'a\"s&w\\\u00f6rd/x".encode()
    sent = base64.b64encode(b"\0tim\0" + secret)
    for line in (
        b"p%27a%22s%26w%5C%C3%B6rd%2Fx",
        "p&#x27;a&quot;s&amp;w\\\u00f6rd/x".encode(),
        "p'a\\\"s&w\\\\\u00f6rd/x".encode(),
        "p\\'a\"s&w\\\\\u00f6rd/x".encode(),
        b"p'a\"s&w\\\\xf6rd/x".replace(b"\\\\", b"\\"),
    ):
        assert GONE in out_of(b"<" + line + b">", sent), line


def test_a_name_is_known_as_it_was_sent_alone() -> None:
    name = base64.b64encode(b"tim-the-tester")
    assert out_of(b"tim-the-tester", sasl.Name(name)) == b"tim-the-tester"
    assert redact.without(b"tim-the-tester", redact.secrets([name], user=True)) == (
        b"tim-the-tester"
    )
    assert out_of(b"<%s>" % name, sasl.Name(name)) == b"<" + GONE + b">"


def test_an_address_is_no_secret() -> None:
    sent = base64.b64encode(b"\0tim@client.example\0" + SECRET)
    assert out_of(b"MAIL FROM:<tim@client.example>", sent) == b"MAIL FROM:<tim@client.example>"


def test_a_response_that_is_not_encoded_is_known_by_its_last_word() -> None:
    assert out_of(b"you sent <%s>" % SECRET, b"tim " + SECRET) == b"you sent <" + GONE + b">"
    assert out_of(b"tim", b"tim " + SECRET) == b"tim" and out_of(b"  ", b"  ") == b"  "


def test_what_is_shorter_than_four_octets_is_no_secret() -> None:
    assert out_of(b"'abc'", b"abc") == b"'abc'" and out_of(b"'abcd'", b"abcd") == b"'%s'" % GONE


# --- what is taken out
@pytest.mark.parametrize(
    ("line", "left"),
    [
        (b"pass 'hund' no", b"pass '[redacted]' no"),
        (b"pass=hund", b"pass=[redacted]"),
        (b"pass=hund;hund,(hund)", b"pass=[redacted];hund,([redacted])"),
        (b"hund", b"hund"),
        (b"der hund bellt", b"der hund bellt"),
        (b"'hunde'", b"'hunde'"),
        (b"schaeferhund'", b"schaeferhund'"),
    ],
)
def test_a_short_password_is_a_word_unless_it_stands_for_itself(line: bytes, left: bytes) -> None:
    assert redact.without(line, [b"hund"]) == left


def test_a_password_of_six_octets_is_no_word() -> None:
    assert redact.without(b"my hunter", [b"hunter"]) == b"my [redacted]"
    assert redact.without(b"my hunde", [b"hunde"]) == b"my hunde"


def test_the_beginning_and_the_end_of_a_long_response_are_known() -> None:
    form = base64.b64encode(bytes(range(40, 90)))
    for size in (12, 13, 30, len(form) - 1, len(form)):
        for piece in (form[:size], form[-size:]):
            assert redact.without(b"a %s!" % piece, [form]) == b"a [redacted]!", (size, piece)
            assert redact.without(piece, [form]) == GONE
    for piece in (form[:11], form[-11:]):
        assert redact.without(b"a %s!" % piece, [form]) == b"a %s!" % piece
    twice = b"%s! %s! %s!" % (form[:14], form[:12], form[-14:])
    assert redact.without(twice, [form]) == b"[redacted]! [redacted]! [redacted]!"


def test_what_is_left_between_two_pieces_goes_too() -> None:
    form = base64.b64encode(bytes(range(40, 90)))
    line = form[:20] + b"A" * 12 + form[-20:]
    assert redact.without(line, [form]) == GONE * 2
    assert redact.without(form[:20] + b"A" * 12, [form]) == GONE
    assert redact.without(form[:20] + b"A" * 11, [form]) == GONE + b"A" * 11
    assert redact.without(b"[redacted][redacted]", [form]) == b"[redacted][redacted]"


def test_a_secret_that_is_cut_out_of_its_line_is_the_last_one() -> None:
    assert redact.cut(b"x abc x abc", b"abc") == b"x abc x [redacted]"
    assert redact.cut(b"x", b"abc") == b"x" and redact.cut(b"x", b"") == b"x"


# --- a log
def redact_log(*chunks: bytes) -> bytes:
    return b"".join(redactor.redacted(chunks))


def test_a_log_is_cut_anywhere() -> None:
    log = b"\xef\xbb\xbfC: AUTH PLAIN %s\r\nS: 535 %s\r\n" % (ENCODED, SECRET)
    whole = redact_log(log)
    assert whole == b"\xef\xbb\xbfC: AUTH PLAIN [redacted]\r\nS: 535 [redacted]\r\n"
    for at in range(0, len(log), 3):
        assert redact_log(log[:at], log[at:]) == whole, at
    assert redact_log(*(log[i : i + 1] for i in range(len(log)))) == whole


def test_a_line_that_is_too_long_is_cut_in_pieces_and_comes_out_whole() -> None:
    for size in (LINE - 1, LINE, LINE + 1):
        log = b"C: NOOP " + b"x" * (size - 8) + b"\nC: NOOP\n"
        assert redact_log(log) == redact_log(log[:size], log[size:]) == log
        blocks = [block for block in redactor._split([log[:size], log[size:]]) if block]
        assert [len(line) for block in blocks for line in block][-1] == 8
    assert [len(x) for x in redactor._whole(b"x" * LINE, b"\n")[0]] == []


def test_what_ends_the_lines_is_told_by_the_beginning() -> None:
    assert redactor._end(b"a\rb\rc\rd", False) == b"" and redactor._end(b"a\nb", False) == b"\n"
    assert redactor._end(b"a\rb\rc\rd", True) == b"\r" and redactor._end(b"a\rb\rc", True) == b"\n"
    assert list(redactor._split([b"a\rb\r", b"c\rd"])) == [[b"a\r", b"b\r", b"c\r", b"d"]]
    assert list(redactor._split([b"a\rb\r", b"c\n", b"d\r"])) == [[b"a\rb\rc\n"], [b"d\r"]]
    assert list(redactor._split([b"", b"a\n"])) == [[b"a\n"]] and list(redactor._split([])) == []

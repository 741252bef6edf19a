"""The report as a page: it loads nothing, tells all of a session, and is bounded."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from smtpcodes.formats.lint import html as page
from tests.reports import FAILED, HEAD, made, written


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


class Tags(HTMLParser):
    """Elements and attributes of a page. text: by element."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.style = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.text += data


def tags(out: str) -> Tags:
    found = Tags()
    found.feed(out)
    assert not found.open, f"not closed: {found.open}"
    return found


def test_the_page_loads_nothing_and_its_policy_allows_its_style_alone(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = tags(made("html", logs, capsys, "--pedantic"))
    assert {t for t, _ in found.tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "h1",
        "h2",
        "p",
        "b",
        "a",
        "small",
        "span",
        "section",
        "details",
        "summary",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ol",
        "li",
        "code",
        "mark",
        "aside",
        "div",
        "br",
        "footer",
    }
    for tag, attributes in found.tags:
        assert not {a for a in attributes if a.startswith("on") or a in ("src", "style")}
        link = attributes.get("href")
        assert link is None or link.startswith(("#s", "https://smtpcodes.readthedocs.io/")), (
            tag,
            link,
        )
    policy = next(
        a["content"] or ""
        for t, a in found.tags
        if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert (
        "default-src 'none'" in policy
        and f"'sha256-{base64.b64encode(hashlib.sha256(found.style.encode()).digest()).decode()}'"
        in policy
    )
    assert "unsafe" not in policy and "url(" not in found.style and "@import" not in found.style
    targets = {a["id"] for _, a in found.tags if "id" in a}
    assert {
        a["href"] or "" for t, a in found.tags if t == "a" and (a["href"] or "").startswith("#")
    } <= {f"#{t}" for t in targets}


def test_the_page_tells_verdict_attempts_and_the_lines_of_a_session(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = tags(made("html", logs, capsys)).text
    assert (
        "; 530 at line 10 is only the consequence" in found
        and "auth.mechanism-unsupported" in found
        and "535 5.7.8" in found
    )
    for line in FAILED.splitlines():
        assert line.replace("AGJvYgBodW50ZXIyLWh1bnRlcjI=", "[redacted]") in found, line
    assert "<script>alert(1)</script>" in found and "\\u202e" in found


def test_the_page_leaves_out_the_text_of_messages(
    logs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = tags(made("html", logs, capsys)).text
    assert "354 go" in found and "love letter" not in found and "secret words" not in found


def test_the_page_shows_the_ends_of_a_long_session_and_what_is_spoken_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noops = "C: NOOP\nS: 250 2.0.0 Ok\n"
    (tmp_path / "x.log").write_text(
        HEAD
        + noops * 100
        + "C: RSET\nS: 535 5.7.8 what\n"
        + noops * 400
        + "C: QUIT\nS: 221 2.0.0 Bye\n"
    )
    found = tags(made("html", [str(tmp_path / "x.log")], capsys)).text
    assert (
        "220 mx.example.net" in found
        and "221 2.0.0 Bye" in found
        and "535 5.7.8 what" in found
        and re.search(r"\d+ lines left out", found)
    )


def test_the_page_is_bounded_and_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST", 4)
    same = "".join(
        HEAD
        + f"C: MAIL FROM:<a{n}@client.example>\nS: 535 5.7.8 no {n}\nC: QUIT\nS: 221 2.0.0 Bye\n"
        for n in range(9)
    )
    other = "".join(
        HEAD + f"C: MAIL FROM:<a@client.example>\nS: {n} 5.7.1 no\nC: QUIT\nS: 221 2.0.0 Bye\n"
        for n in range(550, 556)
    )
    (tmp_path / "x.log").write_text(same + other)
    found = tags(made("html", [str(tmp_path / "x.log")], capsys))
    assert sum(t == "section" for t, _ in found.tags) == 4 and re.search(
        r"Not shown: \d+ sessions that failed like these and \d+ sessions past the first 4",
        found.text,
    )

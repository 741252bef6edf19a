"""The paste box: a reply is explained at once, a transcript has the findings of the command line,
nothing leaves the page."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from smtpcodes.knowledge import store
from smtpcodes.knowledge.explain import explain
from smtpcodes.linter import lint
from tests.browser.conftest import ENGINE, ROOT, SITE, Server

# the longest log of each program
CORPUS = [
    max(folder.glob("*.log"), key=lambda log: log.stat().st_size)
    for folder in sorted((ROOT / "tests" / "corpus").iterdir())
    if any(folder.glob("*.log"))
]
EXPLAIN = """async queries => {
  const replies = await import("/js/reply.js");
  const base = await (await fetch("/assets/reply.json")).json();
  return queries.map(query => replies.explain(base, query));
}"""
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const box = document.getElementById("pasted");
  box.focus();
  box.select();
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  box.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def explained(page: Page, site: str, queries: list[str]) -> list[dict[str, Any]]:
    page.goto(site)
    found: list[dict[str, Any]] = page.evaluate(EXPLAIN, queries)
    return found


def checked(page: Page, text: str) -> set[tuple[str, int]]:
    """Pastes a transcript and presses the button; the rules and lines that the page shows."""
    page.evaluate("document.getElementById('paste-result').replaceChildren()")
    page.evaluate(PASTE, text)
    page.wait_for_timeout(20)
    page.click("#paste button[type=submit]")
    page.wait_for_selector("#paste-result article", timeout=ENGINE)
    again = page.locator("#paste-result [data-engine=check]")
    if again.count():
        again.click()
    page.wait_for_selector("#paste-result article.transcript", timeout=ENGINE)
    found = page.eval_on_selector_all(
        "#paste-result .finding",
        "all => all.map(one => [one.dataset.rule, Number(one.dataset.line)])",
    )
    return {(rule, line) for rule, line in found}


def wanted(text: bytes) -> set[tuple[str, int]]:
    """What the command line shows."""
    return {(f.rule, f.line) for f in lint(text).findings if f.level != "note"}


def test_a_reply_is_explained_at_once_and_by_its_provider(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate(
        PASTE,
        "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
        "535 5.7.8  https://support.google.com/mail/?p=BadCredentials x1 - gsmtp\r\n",
    )
    expect(page.locator("#paste-result h2")).to_contain_text("535 5.7.8")
    expect(page.locator("#paste-result dl")).to_contain_text("Google")
    expect(page.locator("#paste-result dl")).to_contain_text("auth.credentials-invalid")
    expect(page.locator("#paste-status")).not_to_be_empty()
    assert not page.evaluate(
        "performance.getEntriesByType('resource').some(entry => entry.name.includes('pyodide'))"
    ), "a reply needs no engine"


def test_the_texts_of_all_providers_mean_what_the_package_says(page: Page, site: str) -> None:
    queries = [text for entry in store.texts() for text in entry.get("examples", ())]
    queries += [
        f"535 {query}"
        for entry in store.texts()
        if not (query := entry["reply"])[0].isdigit() and "{" not in query
    ]
    wrong, unsure = [], 0
    for query, found in zip(queries, explained(page, site, queries), strict=True):
        known = explain(query)
        unsure += not found["sure"]
        if found["sure"] and (found["cause"], found["provider"], found["signature"]) != (
            known.cause,
            known.provider,
            known.signature,
        ):
            wrong.append(
                f"{query!r}: {found['cause']} of {found['signature']}, not {known.cause} of "
                f"{known.signature}"
            )
    assert len(queries) > 500
    assert not wrong, f"{len(wrong)} of {len(queries)}:\n" + "\n".join(wrong[:10])
    # a template of few words that yields to the words behind it is left to the engine, too
    assert unsure < len(queries) * 0.05, f"{unsure} of {len(queries)} are left to the engine"


def test_codes_mean_what_the_package_says(page: Page, site: str) -> None:
    entries = store.entries()
    queries = [
        *entries["replies"],
        *entries["enhanced"],
        "599",
        "5.9.99",
        "X.7.8",
        *(  # each reply code with each eighth enhanced code, by turns all of them
            f"{r} {e}"
            for n, r in enumerate(entries["replies"])
            for e in list(entries["enhanced"])[n % 8 :: 8]
        ),
    ]
    for query, found in zip(queries, explained(page, site, queries), strict=True):
        known = explain(query)
        for name in (
            "cause",
            "because",
            "confidence",
            "title",
            "meaning",
            "fix",
            "retry",
            "temporary",
            "known",
        ):
            assert found[name] == getattr(known, name), (
                f"{query!r}: {name} is {found[name]!r}, not {getattr(known, name)!r}"
            )
        assert found["sure"], query


def test_wrapped_replies_are_found_or_left_to_the_engine(page: Page, site: str) -> None:
    texts = [entry["examples"][0] for entry in store.texts() if entry.get("examples")]
    wraps = [
        "smtplib.SMTPAuthenticationError: ({code}, b'{rest}')",
        "host mx.example[192.0.2.1] said: {text} (in reply to RCPT TO command)",
        "Error: Invalid login: {text}",
        "{code}: {rest}",
    ]
    queries = [
        wrap.format(text=text, code=text[:3], rest=text[4:])
        for text in texts
        if text[:3].isdigit() and "\n" not in text
        for wrap in wraps
    ]
    found = explained(page, site, queries)
    wrong = [
        query
        for query, e in zip(queries, found, strict=True)
        if e["sure"] and e["cause"] != explain(query).cause
    ]
    assert len(wrong) <= len(queries) * 0.02, f"{len(wrong)} of {len(queries)}: {wrong[:5]}"


def test_a_text_that_no_provider_is_known_to_write_is_left_to_the_engine(engine: Page) -> None:
    engine.fill("#pasted", "535 5.7.0 your mother says no, the sasl backend is temporarily away")
    button = engine.locator("#paste-result [data-engine=explain]")
    if button.count() == 0 and engine.locator("#paste-result article").count() == 0:
        engine.wait_for_selector("#paste-result article")
    if button.count():
        expect(engine.locator("#paste-result")).to_contain_text("the Python engine")
        button.click()
    expect(engine.locator("#paste-result dl")).to_contain_text(
        explain(engine.input_value("#pasted")).cause, timeout=ENGINE
    )


@pytest.mark.parametrize("log", CORPUS, ids=lambda log: f"{log.parent.name}/{log.stem}")
def test_a_transcript_has_the_findings_of_the_command_line(engine: Page, log: Path) -> None:
    raw = log.read_bytes()
    assert checked(engine, raw.decode("utf-8")) == wanted(raw)


def test_a_finding_tells_level_side_right_reply_and_rule(engine: Page, site: str) -> None:
    engine.click("[data-example=transcript]")
    finding = engine.locator("#paste-result [data-rule='auth/failed-outside-auth']")
    for text in ("error", "the server", "535 answers MAIL", "The right reply: 530"):
        expect(finding).to_contain_text(text, timeout=ENGINE)
    address = finding.locator("a").get_attribute("href")
    assert address == f"{site}rules/auth/failed-outside-auth/" and engine.request.get(address).ok
    expect(engine.locator("#paste-status")).to_contain_text("2 errors in 13 lines")


def test_what_failed_stands_above_the_findings(engine: Page) -> None:
    text = (
        "S: 220 mail.example ESMTP\nC: EHLO client.example\nS: 250-mail.example\n"
        "S: 250-AUTH PLAIN\n"
        "S: 250 ENHANCEDSTATUSCODES\nC: AUTH PLAIN [redacted]\nS: 535 5.7.8 Authentication failed\n"
        "C: QUIT\nS: 221 2.0.0 Bye\n"
    )
    checked(engine, text)
    heading = engine.locator("#paste-result h2")
    expect(heading).to_contain_text("AUTH failed with 535 5.7.8 at line 7")
    expect(heading).to_contain_text("It is the client's move.")
    expect(engine.locator("#paste-result article")).not_to_contain_text("Nothing is wrong")


def test_the_example_in_grey_is_explained(page: Page, site: str) -> None:
    page.goto(site)
    page.click("#paste button[type=submit]")
    expect(page.locator("#paste-result h2")).to_contain_text("535 5.7.8")
    expect(page.locator("#paste-result dl")).to_contain_text("Google")


def test_notes_are_shown_when_asked_for(engine: Page) -> None:
    log = ROOT / "examples" / "submission.log"
    checked(engine, log.read_text(encoding="utf-8"))
    engine.check("#paste-result input[type=checkbox]")
    found = engine.eval_on_selector_all(
        "#paste-result .finding",
        "all => all.map(one => [one.dataset.rule, Number(one.dataset.line)])",
    )
    assert {tuple(f) for f in found} == {(f.rule, f.line) for f in lint(log.read_bytes()).findings}
    assert engine.evaluate("location.hash") == "#notes"
    engine.uncheck("#paste-result input[type=checkbox]")


def test_credentials_are_masked_before_they_are_shown(engine: Page) -> None:
    secret, plain = (
        base64.b64encode(b"correct horse battery").decode(),
        base64.b64encode(b"\0user\0hunter2").decode(),
    )
    text = (
        f"S: 250-mail.example\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN {plain}\nS: 535 5.7.8 no\n"
        f"C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: {secret}\n"
        "S: 235 2.7.0 ok\nC: MAIL FROM:<a@client.example>\nS: 530 5.7.0 Authentication required\n"
    )
    assert checked(engine, text) == wanted(text.encode())
    shown = engine.input_value("#pasted") + str(
        engine.evaluate("document.documentElement.outerHTML")
    )
    for word in (secret, plain, "dXNlcg=="):
        assert word not in shown
    assert "C: AUTH PLAIN [redacted]" in shown and "334 VXNlcm5hbWU6" in shown


def test_what_was_typed_is_masked_once_it_is_checked(engine: Page) -> None:
    text = (
        "S: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\n"
        "C: aHVudGVyMg==\nS: 530 5.7.0 Authentication required\n"
    )
    engine.fill("#pasted", text)
    for _ in ("as typed", "as masked"):
        engine.click("#paste button[type=submit]")
        expect(engine.locator("#pasted")).to_have_value(
            text.replace("dXNlcg==", "[redacted]").replace("aHVudGVyMg==", "[redacted]"),
            timeout=ENGINE,
        )
        found = engine.locator("#paste-result .finding")
        expect(found).to_have_count(len(wanted(text.encode())), timeout=ENGINE)


def test_responses_are_masked_in_the_dress_of_programs(page: Page, site: str) -> None:
    page.goto(site)
    secret = "aHVudGVyMg=="
    for lines in (
        [f"-> {secret}"],
        [f" -> {secret}"],
        [f"> {secret}"],
        [f"C: {secret}"],
        [secret],
        [f"send: '{secret}\\r\\n'"],
        [f"CLIENT -> SERVER: {secret}"],
        [f"[12:00:01] C: {secret} "],
        ["reply: retcode (334); Msg: b'UGFzc3dvcmQ6'", f"send: '{secret}\\r\\n'"],
        ["", f"C: {secret}"],
    ):
        found = page.evaluate(
            "async text => (await import('/js/secrets.js')).mask(text)",
            "\n".join(["S: 334 UGFzc3dvcmQ6", *lines, "S: 535 5.7.8 no"]),
        )
        assert "aHVud" not in found and "[redacted]" in found and "UGFzc3dvcmQ6" in found, found


def test_the_engine_can_reach_no_other_host(engine: Page, site: str) -> None:
    engine.click("[data-example=transcript]")
    engine.wait_for_selector("#paste-result article.transcript", timeout=ENGINE)
    assert engine.workers, "the engine runs in a worker"
    reached = engine.workers[0].evaluate(
        """async ([here, there]) => {
      const ask = url => fetch(url, {mode: "no-cors"}).then(() => true, () => false);
      return [await ask(here), await ask(there)];
    }""",
        [
            site + "assets/engine.json",
            site.replace("127.0.0.1", "localhost") + "assets/engine.json",
        ],
    )
    assert reached == [True, False], (
        "the worker takes over the page's policy: this host and no other"
    )


def test_a_text_that_is_too_long_is_refused_with_a_way_out(engine: Page) -> None:
    engine.evaluate(PASTE, "C: NOOP\n" * 300_000)
    expect(engine.locator("#paste-status")).to_contain_text("smtpcodes lint FILE")
    assert len(engine.input_value("#pasted")) < 1000


def test_a_long_transcript_is_folded_around_its_findings(engine: Page) -> None:
    text = (
        "".join(f"C: NOOP\nS: 250 2.0.0 ok {n}\n" for n in range(2000))
        + "C: MAIL FROM:<a@client.example>\nS: 535 5.7.8 Authentication failed\n"
    )
    text = (
        "S: 220 mail.example ESMTP\nC: EHLO client.example\nS: 250-mail.example\n"
        "S: 250 AUTH PLAIN\n" + text
    )
    assert checked(engine, text) == wanted(text.encode())
    assert engine.locator("#paste-result li").count() < 100
    before = engine.locator("#paste-result li").count()
    engine.locator("#paste-result .gap button").first.click()
    assert engine.locator("#paste-result li").count() > before + 1000


def test_markup_in_a_transcript_stays_text(engine: Page) -> None:
    checked(
        engine,
        "S: 220 <img src=x onerror=alert(1)> ESMTP\nC: EHLO <b>\nS: 250 <script>alert(1)</script>\n"
        "C: MAIL FROM:<a@client.example>\nS: 535 <img src=x> no\n",
    )
    assert engine.locator("#paste-result :is(img, script, b)").count() == 0


def test_a_link_holds_codes_and_no_text(page: Page, site: str) -> None:
    page.goto(site + "#reply=535+5.7.8")
    expect(page.locator("#paste-result h2")).to_contain_text("535 5.7.8")
    page.fill("#pasted", "530 5.7.0")
    expect(page.locator("#paste-result h2")).to_contain_text("530 5.7.0")
    assert page.evaluate("location.hash") == "#reply=530+5.7.0"
    page.fill("#pasted", "535 5.7.8 alice@client.example is not known")
    expect(page.locator("#paste-status")).to_contain_text("the Python engine")
    assert "alice" not in page.url
    page.goto("about:blank")
    page.goto(site + "#reply=%3Cimg%20src%3Dx%3E")
    expect(page.locator("#pasted")).to_have_value("")


def test_the_box_works_offline_after_the_first_load(browser: Browser) -> None:
    server = Server(SITE)
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.click("[data-example=transcript]")
    page.wait_for_selector("#paste-result article.transcript", timeout=ENGINE)
    page.wait_for_selector("html[data-offline=engine]", timeout=ENGINE, state="attached")
    server.stop()
    context.set_offline(True)
    checked(page, (ROOT / "examples" / "submission.log").read_text(encoding="utf-8"))
    page.reload()
    page.click("[data-example=reply]")
    expect(page.locator("#paste-result dl")).to_contain_text("Google")
    page.click("[data-example=transcript]")
    expect(page.locator("#paste-result [data-rule='auth/failed-outside-auth']")).to_be_visible(
        timeout=ENGINE
    )
    context.close()


def test_replies_are_explained_offline_after_the_first_one(browser: Browser) -> None:
    server = Server(SITE)
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.click("[data-example=reply]")
    page.wait_for_selector("html[data-offline=reply]", timeout=ENGINE, state="attached")
    server.stop()
    context.set_offline(True)
    page.reload()
    page.fill("#pasted", "530 5.7.0")
    expect(page.locator("#paste-result h2")).to_contain_text("530 5.7.0")
    context.close()


def test_a_build_without_the_engine_says_what_is_missing(page: Page, site: str) -> None:
    page.route(
        "**/assets/engine.json",
        lambda route: route.fulfill(
            status=200,
            content_type="application/json",
            body=json.dumps({"missing": "Pyodide was not there."}),
        ),
    )
    page.goto(site)
    page.click("[data-example=transcript]")
    expect(page.locator("#paste-status")).to_contain_text("Pyodide was not there.")
    page.click("[data-example=reply]")
    expect(page.locator("#paste-result dl")).to_contain_text("Google")


def test_what_takes_long_shows_its_progress_and_can_be_stopped(page: Page, site: str) -> None:
    page.goto(site)
    page.click("[data-example=transcript]")
    expect(page.get_by_role("progressbar", name="Loading the Python engine")).to_be_visible(
        timeout=ENGINE
    )
    page.wait_for_selector("#paste-result article.transcript", timeout=ENGINE)
    page.evaluate(PASTE, "C: NOOP\nS: 250 2.0.0 ok\n" * 60_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#paste-status")).to_contain_text("stopped")
    page.click("[data-example=transcript]")
    expect(page.locator("#paste-result [data-rule='auth/failed-outside-auth']")).to_be_visible(
        timeout=ENGINE
    )


def test_a_file_that_is_dropped_is_read_and_masked(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate(
        """text => {
      const data = new DataTransfer();
      data.items.add(new File([text], "mail.log"));
      const how = {dataTransfer: data, bubbles: true, cancelable: true};
      document.getElementById("pasted").dispatchEvent(new DragEvent("drop", how));
    }""",
        "S: 334 UGFzc3dvcmQ6\nC: aHVudGVyMg==\nS: 535 5.7.8 no\n",
    )
    expect(page.locator("#pasted")).to_have_value(
        "S: 334 UGFzc3dvcmQ6\nC: [redacted]\nS: 535 5.7.8 no\n"
    )

"""The pages in a real browser: one of each kind, in light and dark, small and wide, with scripts
and without."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ENGINE, ROOT, SITE, WIDE, watched

NODE = ROOT / "site" / "node_modules"
KINDS = (
    "",
    "replies/",
    "replies/535/",
    "enhanced/",
    "enhanced/5.7.8/",
    "comparisons/",
    "comparisons/530-vs-535/",
    "causes/",
    "causes/auth.credentials-invalid/",
    "providers/",
    "providers/google/",
    "rules/",
    "rules/auth/failed-outside-auth/",
    "readers/",
    "readers/postfix/",
    "implementations/",
    "implementations/postfix/",
    "commands/",
    "commands/auth/",
    "truth/",
    "states/",
    "send/",
    "guides/",
    "guides/getting-started/",
    "api/",
    "api/python/",
    "changelog/",
    "search/?q=gmail+535",
)
AXE = """async rules => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ["violations"], ...only});
  const places = v => v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(", ");
  return found.violations.map(v => `${v.id}: ${v.help}: ${places(v)}`);
}"""
COLOURS = ["color-contrast", "link-in-text-block"]  # all that differs between light and dark


@pytest.fixture(scope="module")
def axe() -> str:
    return (NODE / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def one(browser: Browser, site: str) -> Iterator[Page]:
    """A page for all tests that only look."""
    context = browser.new_context(viewport=WIDE)
    yield from watched(context.new_page(), site)
    context.close()


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest, one: Page, site: str) -> Page:
    """A page of each kind, loaded once for the tests that look at it."""
    one.goto(site + request.param)
    return one


def violations(page: Page, axe: str) -> list[str]:
    """What is not accessible, in light and in dark."""
    page.evaluate(axe)
    page.emulate_media(color_scheme="light")
    found: list[str] = page.evaluate(AXE, None)
    page.emulate_media(color_scheme="dark")
    found += [f"in dark: {told}" for told in page.evaluate(AXE, COLOURS)]
    return found


def test_a_page_of_each_kind_is_accessible(kind: Page, axe: str) -> None:
    assert not violations(kind, axe)


def test_nothing_is_wider_than_a_small_screen(kind: Page) -> None:
    kind.set_viewport_size({"width": 320, "height": 640})
    width = kind.evaluate("document.documentElement.scrollWidth")
    kind.set_viewport_size(WIDE)
    assert width <= 320


def test_the_open_search_is_accessible(one: Page, site: str, axe: str) -> None:
    one.goto(site)
    one.focus("#q")
    one.fill("#q", "gmail 535")
    expect(one.locator("#found [role=option]").first).to_be_visible()
    assert not violations(one, axe)


def test_the_results_of_the_paste_box_are_accessible(engine: Page, axe: str) -> None:
    for example, result in (("reply", "article.explanation"), ("transcript", "article.transcript")):
        engine.click(f"[data-example={example}]")
        engine.wait_for_selector(f"#paste-result {result}", timeout=ENGINE)
        assert not violations(engine, axe), example


def test_the_theme_follows_the_reader(browser: Browser, site: str) -> None:
    def look(scheme: str) -> list[int]:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(site)
        found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
        return [int(n) for n in found.strip("rgb()").split(",")[:3]]

    assert min(look("light")) > 220 and max(look("dark")) < 60


def test_tabs_are_turned_by_mouse_and_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + "replies/535/")
    panels = page.locator("fieldset.tabs").first.locator("> div")
    expect(panels.nth(0)).to_be_visible()
    page.get_by_text("Developer", exact=True).first.click()
    expect(panels.nth(1)).to_be_visible()
    expect(panels.nth(0)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(panels.nth(2)).to_be_visible()


def test_without_scripts_everything_but_search_and_paste_is_there(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for kind in KINDS:
        page.goto(site + kind)
        expect(page.locator("h1")).to_be_visible()
    page.goto(site + "replies/535/")
    page.get_by_text("Developer", exact=True).first.click()
    expect(page.locator("fieldset.tabs").first.locator("> div").nth(1)).to_be_visible()
    page.goto(site)
    expect(page.locator("#paste")).to_be_hidden()
    expect(page.get_by_text("this page needs a script")).to_be_visible()
    page.fill("#q", "535")
    page.keyboard.press("Enter")
    page.wait_for_url(site + "search/?q=535")
    expect(page.locator("main a").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("kind", ["", "replies/535/"])
def test_a_page_that_is_only_read_loads_little_script(page: Page, site: str, kind: str) -> None:
    loaded: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: (
            loaded.update({answer.url: len(answer.body())})
            if answer.request.resource_type in ("script", "fetch", "xhr")
            else None
        ),
    )
    page.goto(site + kind, wait_until="networkidle")
    assert loaded and sum(loaded.values()) < 10_000, loaded


def test_a_page_of_a_code_is_under_15_kilobytes(site: str) -> None:
    shared = sum(
        len(gzip.compress((SITE / name).read_bytes())) for name in ("css/site.css", "js/site.js")
    )
    for page in [*SITE.glob("replies/*/index.html"), *SITE.glob("enhanced/*/index.html")]:
        size = shared + len(gzip.compress(page.read_bytes()))
        assert size < 15_000, f"{page.parent.name}: {size}"


def test_nothing_shifts_while_a_page_loads(page: Page, site: str) -> None:
    for kind in ("", "replies/535/", "search/"):
        page.goto(site + kind, wait_until="networkidle")
        shift = page.evaluate("""() => new Promise(done => {
          let sum = 0;
          const add = list => { for (const entry of list.getEntries()) sum += entry.value; };
          new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
          setTimeout(() => done(sum), 100);
        })""")
        assert shift < 0.01, f"{kind or 'home'}: {shift}"


def test_pages_are_valid_html() -> None:
    """One of each kind, and of all that are made by a template one in eight."""
    every = sorted(SITE.glob("**/*.html"))
    pages = {SITE / k.partition("?")[0] / "index.html" for k in KINDS} | set(every[::8])
    assert len(every) > 1000
    done = subprocess.run(
        [
            NODE / ".bin" / "html-validate",
            "--config",
            ROOT / "site" / ".htmlvalidate.json",
            "--formatter",
            "json",
            *sorted(map(str, pages)),
        ],
        cwd=ROOT / "site",
        capture_output=True,
        text=True,
        timeout=200,
    )
    told: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    wrong = [
        f"{file['filePath']}:{m['line']}: {m['message']} ({m['ruleId']})"
        for file in told
        for m in file["messages"]
    ]
    assert done.returncode in (0, 1), done.stderr
    assert not wrong, f"{len(wrong)} errors:\n" + "\n".join(wrong[:20])
    assert done.returncode == 0, done.stderr

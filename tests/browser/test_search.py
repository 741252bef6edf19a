"""The search field: the right hit first, by keyboard alone, and in time."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SITE

QUERIES = [
    line.split("\t")
    for line in (Path(__file__).parent / "queries.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
FIRST = "#found [role=option]:first-child"


def searched(page: Page, query: str) -> str:
    """Types a query; the address of the first hit, within the site."""
    page.fill("#q", query)
    page.wait_for_function(
        "query => document.getElementById('found')?.dataset.query === query", arg=query
    )
    return str(page.get_attribute(FIRST, "data-url") or "nothing")


def test_each_query_of_the_list_has_its_page_first(page: Page, site: str) -> None:
    page.goto(site)
    page.focus("#q")
    wrong = [
        f"{query!r}: {found} instead of {wanted}"
        for query, wanted in QUERIES
        if (found := searched(page, query).removeprefix(site)) != wanted
    ]
    assert len(QUERIES) >= 40
    assert not wrong, "\n".join(wrong)


def test_every_wanted_page_and_place_is_there(page: Page, site: str) -> None:
    for query, wanted in QUERIES:
        address, _, place = wanted.partition("#")
        answer = page.request.get(site + address)
        assert answer.ok, f"{query!r}: no page {address}"
        assert not place or f'id="{place}"' in answer.text(), (
            f"{query!r}: nothing on {address} has the id {place!r}"
        )


COSTS = """async () => {
  const search = await import("/js/search.js");
  const text = await (await fetch("/assets/search.json")).text();
  const least = act => Math.min(...[1, 2, 3, 4, 5].map(() => {
    const before = performance.now();
    act();
    return performance.now() - before;
  }));
  const parsed = least(() => JSON.parse(text));
  const index = search.prepare(JSON.parse(text));
  const prepared = least(() => search.prepare(JSON.parse(text)));
  return [prepared / parsed, least(() => search.find(index, "535")) / parsed];
}"""


def test_the_first_hit_needs_one_small_file_and_little_work(page: Page, site: str) -> None:
    asked: list[str] = []
    page.goto(site, wait_until="networkidle")
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    page.focus("#q")
    assert searched(page, "535").endswith("/replies/535/")
    assert [x for x in asked if not x.startswith(("js/", "css/"))] == ["assets/search.json"]
    assert len(gzip.compress((SITE / "assets" / "search.json").read_bytes())) < 80_000
    prepared, found = page.evaluate(COSTS)
    assert prepared < 300 and found < 20, "times what reading the file costs"


def test_search_needs_no_mouse(page: Page, site: str) -> None:
    page.goto(site + "replies/550/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("530 535")
    expect(page.locator(FIRST)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    second = page.locator("#found [role=option]").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert page.get_attribute("#q", "aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#found [role=option]").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("530 535")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("")
    page.keyboard.type("530 535")
    expect(page.locator("#found")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(site + "comparisons/530-vs-535/")


def test_a_slash_in_a_text_is_a_slash(page: Page, site: str) -> None:
    page.goto(site)
    page.focus("#pasted")
    page.keyboard.type("a/b")
    expect(page.locator("#pasted")).to_have_value("a/b")


def test_an_address_with_a_query_lists_what_was_found(page: Page, site: str) -> None:
    page.goto(site + "search/?q=gmail+535")
    first = page.locator("#results ol a").first
    expect(first).to_have_attribute("href", site + "providers/google/#bad-credentials")
    expect(page.locator("#q")).to_have_value("gmail 535")


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", "\u0000\u202e", "5" * 5000, "a " * 3000, "((((", "\\"]
)
def test_a_strange_query_breaks_nothing(page: Page, site: str, query: str) -> None:
    page.goto(site)
    page.focus("#q")
    page.fill("#q", query)
    assert searched(page, "535").endswith("/replies/535/")
    assert page.locator("header img").count() == 0

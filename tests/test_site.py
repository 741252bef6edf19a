"""The reference site: a page for everything that is known, whole in itself, light, and the same
facts for machines."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import smtpcodes
from smtpcodes import cli, readers, rules
from smtpcodes.integrations import machines, pages, redirects
from smtpcodes.integrations.pages import causes, linting, markup, rfcs
from smtpcodes.knowledge import store
from tests.once import once

ROOT = Path(__file__).parent.parent
URL = "https://smtpcodes.readthedocs.io/"
WEIGHT = 15_000  # octets of a code's page with its style and scripts, compressed
SECTIONS = ("replies", "enhanced", "comparisons", "causes", "providers", "implementations")


class Seen(HTMLParser):
    """What a page holds: links, ids, what it loads, headings, scripts, meta data."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.styles: list[str] = []
        self.h1 = 0
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.metas: dict[str, str] = {}
        self.canonical = ""
        self.title = ""
        self.handlers: list[str] = []
        self._in = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._in = tag
        self.handlers += [name for name in found if name.startswith("on") or name == "style"]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "h1":
            self.h1 += 1
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "meta":
            self.metas[
                found.get("name") or found.get("property") or found.get("http-equiv", "")
            ] = found.get("content", "")
        elif tag == "link":
            if found.get("rel") == "canonical":
                self.canonical = found["href"]
            else:
                self.loads.append(found["href"])
            if found.get("rel") == "stylesheet":
                self.styles.append(found["href"])
        elif tag == "script":
            self.scripts.append((found, ""))
        if tag in (
            "script",
            "img",
            "iframe",
            "source",
            "video",
            "audio",
            "embed",
            "input",
            "object",
            "use",
            "image",
        ):
            self.loads += [
                found[name] for name in ("src", "data", "srcset", "xlink:href") if name in found
            ]

    def handle_data(self, data: str) -> None:
        if self._in == "script" and self.scripts:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self._in == "title" and not self.title:
            self.title = data

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def build(folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return once(tmp_path_factory, "site", build)


@pytest.fixture(scope="module")
def seen(site: Path) -> dict[str, Seen]:
    """All pages by their address in the site; those that lead elsewhere are left out."""
    found = {
        p.relative_to(site).as_posix().removesuffix("index.html"): Seen(
            p.read_text(encoding="utf-8")
        )
        for p in site.rglob("*.html")
    }
    return {address: page for address, page in found.items() if "refresh" not in page.metas}


def names() -> list[str]:
    """The address of every entry of every registry."""
    entries = store.entries()
    found = [f"{kind}/{name}/" for kind in SECTIONS for name in entries[kind]]
    found += [f"commands/{markup.slug(verb)}/" for verb in entries["commands"]]
    return [
        *found,
        *(f"rules/{r}/" for r in rules.ids()),
        *(f"readers/{r}/" for r in readers.everything()),
    ]


def test_everything_that_is_known_has_a_page_that_its_index_leads_to(
    site: Path, seen: dict[str, Seen]
) -> None:
    for name in names():
        assert name in seen, f"{name} has no page: see smtpcodes/integrations/pages"
        index = name.partition("/")[0]
        assert f"../{name}" in seen[f"{index}/"].links, f"{index}/ does not lead to {name}"


def test_every_public_name_stands_in_the_reference(seen: dict[str, Seen]) -> None:
    ids = set(seen["api/python/"].ids)
    for name in smtpcodes.__all__:
        assert name.startswith("__") or f"smtpcodes.{name}" in ids, (
            f"site/pages/api/python.md leaves {name} out"
        )


def test_every_guide_is_listed_and_led_to_by_its_codes(seen: dict[str, Seen]) -> None:
    found = pages.guides(ROOT / "site" / "pages" / "guides")
    assert found == sorted(found) and found
    for guide in found:
        assert guide.description, f"{guide.name}: its head wants title, description and order"
        assert f"{guide.name.removesuffix('.md')}/" in seen["guides/"].links, (
            f"guides/ does not lead to {guide.name}"
        )
        for code in guide.codes:
            assert (
                f"../../guides/{guide.name.removesuffix('.md')}/" in seen[f"replies/{code}/"].links
            ), f"{code} does not lead to {guide.name}"


def test_every_situation_stands_in_the_truth_table(seen: dict[str, Seen]) -> None:
    ids = set(seen["truth/"].ids)
    assert not {s["id"] for s in store.entries()["situations"]} - ids


def test_every_text_of_a_provider_has_a_place_of_its_own(seen: dict[str, Seen]) -> None:
    for text in store.texts():
        assert text["id"].partition("/")[2] in seen[f"providers/{text['provider']}/"].ids, text[
            "id"
        ]


def test_a_page_of_a_code_answers_at_a_glance(site: Path) -> None:
    page = (site / "replies" / "535" / "index.html").read_text(encoding="utf-8")
    for text in (
        "Authentication credentials invalid",
        "Is it permanent?",
        "rfc4954#section-6",
        "What do I do?",
        "Developer",
        "Postmaster",
        "Real texts",
        "Commands that may get it",
        "Confused with",
        "Rules that look at it",
        "What the RFCs say",
        "SMTP Service Extension for Authentication",
    ):
        assert text in page, f"535 says nothing of {text!r}"


def test_every_page_says_what_it_is(seen: dict[str, Seen]) -> None:
    titles: dict[str, str] = {}
    for address, page in seen.items():
        assert page.title and page.h1 == 1, f"{address}: title {page.title!r}, {page.h1} h1"
        assert len(page.metas.get("description", "")) > 20, f"{address} has no description"
        assert page.metas["og:image"].startswith(URL) and page.metas["og:title"], address
        assert "width=device-width" in page.metas["viewport"], address
        if address == "404.html":
            continue
        assert page.canonical == URL + address, f"{address}: canonical is {page.canonical}"
        assert titles.setdefault(page.title, address) == address, (
            f"{address} and {titles[page.title]} have the same title {page.title!r}"
        )


def test_every_link_within_the_site_has_its_page_and_its_place(
    site: Path, seen: dict[str, Seen]
) -> None:
    for address, page in seen.items():
        assert len(set(page.ids)) == len(page.ids), (
            f"{address}: an id stands twice: "
            f"{sorted(i for i in page.ids if page.ids.count(i) > 1)[:3]}"
        )
        if address == "404.html":
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = (
                (site / address / unquote(parts.path)).resolve() if parts.path else (site / address)
            )
            file = target / "index.html" if target.is_dir() else target
            assert file.exists(), f"{address}: {link} leads nowhere"
            if parts.fragment:
                there = file.relative_to(site).as_posix().removesuffix("index.html")
                assert there in seen, f"{address}: {link} leads to a page that has moved"
                assert unquote(parts.fragment) in seen[there].ids, (
                    f"{address}: {link}: no such place"
                )


def test_no_page_loads_anything_from_another_host(site: Path, seen: dict[str, Seen]) -> None:
    for address, page in seen.items():
        for load in page.loads:
            assert not urlsplit(load).netloc, f"{address} loads {load}"
    for sheet in site.rglob("*.css"):
        assert not re.search(
            r"url\(['\"]?(?:https?:)?//|@import", sheet.read_text(encoding="utf-8")
        ), sheet


def test_no_page_has_scripts_or_styles_in_its_text(seen: dict[str, Seen]) -> None:
    for address, page in seen.items():
        assert not page.handlers, f"{address}: {page.handlers[:3]}"
        for attributes, text in page.scripts:
            assert attributes.get("src") or (
                attributes.get("type") == "application/ld+json" and json.loads(text)
            ), f"{address}: a script in the page"


def test_every_page_tells_machines_what_it_is(seen: dict[str, Seen]) -> None:
    for address, page in seen.items():
        if address == "404.html":
            continue
        data = [
            json.loads(text)
            for attributes, text in page.scripts
            if attributes.get("type") == "application/ld+json"
        ]
        assert len(data) == 1 and data[0]["@graph"][0]["url"] == URL + address, address
        if address.startswith("replies/5"):
            assert {g["@type"] for g in data[0]["@graph"]} == {
                "TechArticle",
                "BreadcrumbList",
                "FAQPage",
            }, address


def test_a_page_of_a_code_is_light(site: Path, seen: dict[str, Seen]) -> None:
    for address, page in seen.items():
        if not re.match(r"(replies|enhanced|comparisons)/.", address):
            continue
        parts = [
            site / address / "index.html",
            *((site / address / s) for s in page.styles),
            *((site / address / a["src"]) for a, _ in page.scripts if "src" in a),
        ]
        weight = sum(len(gzip.compress(p.read_bytes(), 6)) for p in parts)
        assert weight < WEIGHT, f"{address} weighs {weight} octets"


def test_the_style_sheet_is_small() -> None:
    assert (ROOT / "site" / "theme" / "css" / "site.css").stat().st_size < 12_000


def test_the_facts_are_there_for_machines(site: Path) -> None:
    api = site / "api" / "v1"
    index = json.loads((api / "index.json").read_text(encoding="utf-8"))
    for kind in (
        "codes",
        "enhanced",
        "causes",
        "providers",
        "rules",
        "readers",
        "commands",
        "situations",
        "comparisons",
        "implementations",
        "texts",
        "schemas",
    ):
        value = json.loads((api / f"{kind}.json").read_text(encoding="utf-8"))
        assert index["files"][kind]["count"] == len(value) > 0, kind
        assert index["files"][kind]["url"] == f"{URL}api/v1/{kind}.json"
        if "each" in index["files"][kind]:
            for name in value:
                one = json.loads((api / kind / f"{name}.json").read_text(encoding="utf-8"))
                assert (site / one["url"].removeprefix(URL) / "index.html").exists(), one["url"]
    assert (
        json.loads((api / "codes" / "535.json").read_text(encoding="utf-8"))["cause"]
        == "auth.credentials-invalid"
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [("codes", "replies"), ("enhanced", "enhanced"), ("causes", "causes"), ("texts", "")],
)
def test_a_table_has_a_row_for_each_entry_and_no_formula(site: Path, name: str, rows: str) -> None:
    text = (site / "api" / "v1" / f"{name}.csv").read_bytes().decode("utf-8")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert len(found) - 1 == len(store.entries()[rows] if rows else store.texts())
    assert all(len(row) == len(found[0]) for row in found)
    if name == "texts":
        assert [row[2].removeprefix("'") for row in found[1:]] == [
            t["reply"].removeprefix("'") for t in store.texts()
        ], "a reply's words are facts"
    assert not [c for row in found for c in row if c[:1] in "=+-@\t\r" and c], (
        "a spreadsheet would take it for a formula"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_text(text: str) -> None:
    assert machines.cell(text)[:1] not in "=+-@\t\r"


def test_what_crawlers_ask_for_is_there(site: Path, seen: dict[str, Seen]) -> None:
    listed = set(
        re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    )
    assert not {URL + address for address in seen if address != "404.html"} - listed
    assert f"Sitemap: {URL}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    assert f'template="{URL}search/?q={{searchTerms}}"' in (site / "opensearch.xml").read_text(
        encoding="utf-8"
    )
    llms = (site / "llms.txt").read_text(encoding="utf-8")
    for name in names():
        assert f"({URL}{name})" in llms, f"llms.txt does not name {name}"


def test_an_address_of_old_leads_to_where_its_page_is(site: Path) -> None:
    for old, new in redirects.redirects(ROOT / "site" / "redirects.toml").items():
        page = Seen((site / old / "index.html").read_text(encoding="utf-8"))
        assert page.canonical == URL + new
        delay, _, target = page.metas["refresh"].partition("; url=")
        assert delay == "0" and (site / old / target.partition("#")[0] / "index.html").exists(), (
            f"{old} leads to {target}"
        )
        assert page.links == [target]


def test_every_family_and_every_rfc_has_its_title() -> None:
    assert {r.partition("/")[0] for r in rules.ids()} <= set(linting.FAMILIES), (
        "see smtpcodes/integrations/pages/linting.py"
    )
    assert {c.partition(".")[0] for c in store.entries()["causes"] if "." in c} <= set(
        causes.FAMILIES
    ), "see smtpcodes/integrations/pages/causes.py"
    cited = {
        s
        for kind in ("replies", "enhanced", "comparisons")
        for entry in store.entries()[kind].values()
        for s in entry.get("spec", ())
    }
    cited |= {s for entry in store.entries()["situations"] for s in entry.get("spec", ())} | {
        s for rule in rules.everything() for s in rule.spec
    }
    numbers = {int(n) for s in cited for n in re.findall(r"RFC (\d+)", s)}
    assert numbers <= set(rfcs.TITLES), (
        f"no title of RFC {sorted(numbers - set(rfcs.TITLES))}: see "
        "smtpcodes/integrations/pages/rfcs.py"
    )


def test_text_of_the_data_is_never_markup() -> None:
    assert markup.inline("<b> `<i>` & `x") == "&lt;b&gt; `&lt;i&gt;` &amp; `x"
    assert markup.inline("a `<i>` b") == "a <code>&lt;i&gt;</code> b"
    assert "<script>" not in markup.dialogue(
        "C: <script>\nS: 500 <script>\n   ^^^\n"
    ) + markup.facts([("<script>", "x")]) + markup.code("<script>")


def test_a_mark_of_an_example_marks_its_place() -> None:
    shown = markup.dialogue("C: NOOP\n   ^^^^ related\nS: 535 no\n   ^^^\n")
    assert (
        '<mark class="rel">NOOP</mark>' in shown
        and 'S: <mark class="at">535</mark> no' in shown
        and "^" not in shown
    )


def test_pages_come_from_the_data(tmp_path: Path) -> None:
    made = pages.everything(ROOT / "data", ROOT / "site" / "pages" / "guides")
    assert made["replies/535.md"].title == "SMTP 535: Authentication credentials invalid"
    assert all(page.source.startswith("---\n") for page in made.values())


def told() -> list[tuple[str, str]]:
    """The commands that the hand-written pages tell, with the page."""
    found = []
    for page in sorted((ROOT / "site" / "pages").rglob("*.md")):
        for block in re.findall(
            r"^```(?:sh|console)?\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M
        ):
            found += [
                (page.name, line.removeprefix("$ "))
                for line in block.splitlines()
                if line.removeprefix("$ ").startswith("smtpcodes ")
            ]
    return found


@pytest.mark.parametrize(("page", "line"), told())
def test_a_command_that_a_page_tells_can_be_called_so(page: str, line: str) -> None:
    words = shlex.split(re.split(r" [|>] ", line)[0].replace("\\", ""))[1:]
    options = [word for word in words if not word.startswith("<")]
    try:
        cli.parser(options[0]).parse_args(options)
    except SystemExit as stop:
        pytest.fail(f"{page}: {line}: status {stop.code}")


def test_the_yaml_of_a_page_is_yaml() -> None:
    yaml = pytest.importorskip("yaml")
    for page in sorted((ROOT / "site" / "pages").rglob("*.md")):
        for block in re.findall(
            r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M
        ):
            for made in yaml.safe_load_all(block):
                assert isinstance(made, (dict, list)), f"{page.name}: {block}"


def test_the_python_of_the_cookbook_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "site" / "pages" / "guides" / "cookbook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    for block in blocks:
        assert compile(block, "cookbook.md", "exec"), block
        assert all(hasattr(smtpcodes, name) for name in re.findall(r"smtpcodes\.(\w+)", block)), (
            block
        )
    exec(next(b for b in blocks if "Session()" in b), {"smtpcodes": smtpcodes})
    assert "auth/failed-outside-auth" in capsys.readouterr().out

"""The mkdocs plugin that renders the reference site: a page for everything that is known, and the
same for machines.

Nothing that is generated lies on disk: pages are made by ``pages``, files for machines by
``machines``; this hands them to mkdocs, makes the addresses relative that begin with ``~/``, and
knows each page's neighbours.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from smtpcodes.integrations import machines, pages, playground, redirects, search_index

SECTIONS = {
    "replies": "Reply codes",
    "enhanced": "Enhanced codes",
    "comparisons": "Compare",
    "causes": "Causes",
    "providers": "Providers",
    "rules": "Rules",
    "implementations": "Implementations",
    "readers": "Log formats",
    "commands": "Commands",
    "guides": "Guides",
    "api": "For programs",
}
_GUIDES = "<!-- guides -->"
_ROOT = re.compile(r'(href|src)="~/')


class SmtpcodesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call,misc,unused-ignore]
    """Adds the generated pages, and what is for machines."""

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        _forget()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.made = pages.everything(_root(config) / "data", Path(config.docs_dir) / "guides")
        self.made["changelog.md"] = pages.changelog(_root(config) / "CHANGELOG.md")
        self.sections: dict[str, list[str]] = {}
        for path, page in self.made.items():
            known = files.get_file_from_path(path)
            if known is not None:
                files.remove(known)
            files.append(File.generated(config, path, content=page.source))
            if not path.endswith("index.md"):
                self.sections.setdefault(path.partition("/")[0], []).append(path)
        self.guides = pages.guides(Path(config.docs_dir) / "guides")
        return files

    def on_page_markdown(
        self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        if _GUIDES in markdown:
            markdown = markdown.replace(
                _GUIDES, "\n".join(f"- [{g.title}]({g.name}): {g.description}" for g in self.guides)
            )
        for marker, made in (pages.MARKERS | machines.MARKERS).items():
            if marker in markdown:
                markdown = markdown.replace(marker, made())
        return markdown

    def on_page_content(
        self, content: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        found = (
            self._relative(content, page)
            .replace("<th></th>", "<td></td>")
            .replace("<th>", '<th scope="col">')
        )
        return found.replace("<table", '<div class="scroll"><table').replace(
            "</table>", "</table></div>"
        )

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        content = page.content or ""
        path = page.file.src_uri
        head, rest = _parted(content)
        before, after = self._neighbours(path)
        crumbs = _crumbs(path)
        known: dict[str, Any] = {
            "head": head,
            "rest": rest,
            "crumbs": crumbs,
            "before": before,
            "after": after,
            "root": _up(page),
            "data": _linked_data(page, config.site_url or "", crumbs),
        }
        context.update(known)  # type: ignore[typeddict-item,unused-ignore]
        return context

    def _neighbours(self, path: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        section = self.sections.get(path.partition("/")[0], [])
        if path not in section or "/" not in path:
            return None, None
        n = section.index(path)

        def link(path: str) -> tuple[str, str]:
            return machines.address(path), self.made[path].title

        return link(section[n - 1]) if n else None, link(section[n + 1]) if n + 1 < len(
            section
        ) else None

    def _relative(self, content: str, page: Page) -> str:
        return _ROOT.sub(lambda m: f'{m.group(1)}="{_up(page)}', content)

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:
        server.watch(str(_root(config) / "data"))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        site = Path(config.site_dir)
        made = machines.files(config.site_url or "/", self.made) | _redirects(
            _root(config) / "site" / "redirects.toml", site, config.site_url or "/"
        )
        for path, text in made.items():
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        playground.build(_root(config), site)
        search_index.build(site)


def _forget() -> None:
    """`mkdocs serve` builds again in the same process: what was read of ``data/`` is read anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("smtpcodes.knowledge.", "smtpcodes.integrations.")):
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _parted(content: str) -> tuple[str, str]:
    """What comes before the list of what is on the page, and what after: the meaning and what to do
    come first."""
    start = content.find("<h2")
    if content.startswith('<h2 id="do"', start):
        start = content.find("<h2", start + 1)
    return (content, "") if start < 0 else (content[:start], content[start:])


def _up(page: Page) -> str:
    """From the page to the site's root."""
    return "../" * page.url.count("/") or "./"


def _crumbs(path: str) -> list[tuple[str, str]]:
    """The sections that the page is in: address, name."""
    section, _, rest = path.partition("/")
    crumbs = (
        [(f"{section}/", SECTIONS[section])]
        if rest and rest != "index.md" and section in SECTIONS
        else []
    )
    if section == "rules" and "/" in rest:
        family = rest.partition("/")[0]
        crumbs.append((f"rules/#{family}", pages.linting.FAMILIES.get(family, family)))
    return crumbs


def _linked_data(page: Page, url: str, crumbs: list[tuple[str, str]]) -> str:
    """JSON-LD: what kind of page it is, where it stands, which questions it answers."""
    address = page.canonical_url or url
    head = {
        "@type": str(page.meta.get("kind", "WebSite" if page.is_homepage else "TechArticle")),
        "@id": address,
        "url": address,
        "name": _text(page.title),
        "headline": _text(page.title),
        "description": str(page.meta.get("description", "")),
        "inLanguage": "en",
        "license": "https://opensource.org/license/mit",
        "isPartOf": {"@type": "WebSite", "name": "smtpcodes", "url": url},
    }
    graph: list[dict[str, Any]] = [{name: value for name, value in head.items() if value}]
    if crumbs:
        steps = [("", "smtpcodes"), *crumbs]
        items = [
            {"@type": "ListItem", "position": n, "name": name, "item": url + path}
            for n, (path, name) in enumerate(steps, 1)
        ]
        graph.append(
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    *items,
                    {"@type": "ListItem", "position": len(items) + 1, "name": _text(page.title)},
                ],
            }
        )
    asked = page.meta.get("asked") or []
    if asked:
        graph.append(
            {
                "@type": "FAQPage",
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": q,
                        "acceptedAnswer": {"@type": "Answer", "text": a},
                    }
                    for q, a in asked
                ],
            }
        )
    return json.dumps(
        {"@context": "https://schema.org", "@graph": graph},
        ensure_ascii=False,
        separators=(",", ":"),
    ).replace("<", "\\u003c")


def _text(title: object) -> str:
    return re.sub(r"<[^>]*>", "", str(title))


def _redirects(file: Path, site: Path, url: str) -> dict[str, str]:
    """Pages at addresses of old; a wrong line of the file ends the build."""
    made = {}
    for old, new in redirects.redirects(file).items():
        if not (site / new.partition("#")[0] / "index.html").exists():
            raise PluginError(f"{file}: {old} leads to {new}, where no page is")
        if (site / old / "index.html").exists() and 'http-equiv="refresh"' not in (
            site / old / "index.html"
        ).read_text(encoding="utf-8"):
            raise PluginError(f"{file}: there is a page at {old}")
        made[f"{old}index.html"] = redirects.moved(old, new, url)
    return made

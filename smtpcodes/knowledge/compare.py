"""``compare``: two codes side by side, from a page where one was written, from their entries
otherwise."""

from __future__ import annotations

from smtpcodes.knowledge import store
from smtpcodes.knowledge.explain import explain
from smtpcodes.site import SITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-comparison/1"


class Comparison:
    """Two codes side by side.

    codes: as given, ints for reply codes, str for enhanced ones. curated: True if a page was
    written for this pair.
    rows: what each says of the same question. differences, for_clients, for_servers: Markdown of
    the page.
    """

    __slots__ = (
        "codes",
        "curated",
        "differences",
        "for_clients",
        "for_servers",
        "rows",
        "spec",
        "summary",
        "title",
        "url",
        "when",
    )

    def __init__(
        self,
        page: dict[str, Any],
        codes: tuple[int | str, int | str],
        rows: list[tuple[str, str, str]],
        url: str,
    ) -> None:
        self.codes = codes
        self.curated = bool(page)
        self.title = page.get("title") or f"{codes[0]} or {codes[1]}?"
        self.summary = page.get("summary", "")
        self.differences = page.get("differences", "")
        self.when: dict[str, str] = page.get("when", {})
        self.for_clients = page.get("for_clients", "")
        self.for_servers = page.get("for_servers", "")
        self.spec: list[str] = page.get("spec", [])
        self.rows = rows
        self.url = url

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "codes": list(self.codes),
            "curated": self.curated,
            "title": self.title,
            "summary": self.summary,
            "rows": [{"question": q, "first": a, "second": b} for q, a, b in self.rows],
            "differences": self.differences,
            "when": self.when,
            "for_clients": self.for_clients,
            "for_servers": self.for_servers,
            "spec": self.spec,
            "url": self.url,
        }


def compare(first: int | str, second: int | str) -> Comparison:
    """Compares two reply codes or enhanced codes.

    Any two: a pair without a page is compared field by field.
    """
    one, two = _code(first), _code(second)
    pages = store.entries()["comparisons"]
    for a, b in ((one, two), (two, one)):
        name = f"{a}-vs-{b}"
        if name in pages:
            return Comparison(
                pages[name], (one, two), _rows(one, two), f"{SITE}comparisons/{name}/"
            )
    return Comparison({}, (one, two), _rows(one, two), SITE)


def _code(value: int | str) -> int | str:
    text = str(value).strip()
    return int(text) if text.isdigit() else text


def _rows(one: int | str, two: int | str) -> list[tuple[str, str, str]]:
    a, b = explain(one), explain(two)
    entries = store.entries()["replies"]
    left, right = entries.get(str(one), {}), entries.get(str(two), {})
    rows = [("says", a.title, b.title), ("means", _first(a.meaning), _first(b.meaning))]
    if left.get("answers") or right.get("answers"):
        rows.append(
            ("answers", ", ".join(left.get("answers", ())), ", ".join(right.get("answers", ())))
        )
    if left.get("enhanced") or right.get("enhanced"):
        rows.append(
            (
                "enhanced code",
                ", ".join(left.get("enhanced", ())),
                ", ".join(right.get("enhanced", ())),
            )
        )
    rows += [
        ("retry", a.retry, b.retry),
        ("a client should", a.client_action, b.client_action),
        ("section", ", ".join(a.spec[:2]), ", ".join(b.spec[:2])),
    ]
    return rows


def _first(text: str) -> str:
    return text.split("\n\n", 1)[0]

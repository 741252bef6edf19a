"""The quick explanation of the site says what the package says, or names no cause and leaves the
text to the engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from smtpcodes.integrations import playground
from smtpcodes.knowledge import store
from smtpcodes.knowledge.explain import explain
from smtpcodes.site import SITE

ROOT = Path(__file__).parent.parent
NODE = shutil.which("node")
SCRIPT = """
import {readFileSync} from "node:fs";
const {explain} = await import(process.argv[2]);
const [base, queries] = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(queries.map(query => explain(base, query))));
"""
FIELDS = (
    "cause",
    "because",
    "confidence",
    "title",
    "meaning",
    "fix",
    "retry",
    "temporary",
    "known",
)

pytestmark = pytest.mark.skipif(NODE is None, reason="node is needed, as for the site")


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Asks the script of the site; node runs it as the browser does."""
    folder = tmp_path_factory.mktemp("quick")
    (folder / "run.mjs").write_text(SCRIPT)
    shutil.copyfile(ROOT / "site" / "theme" / "js" / "reply.js", folder / "reply.mjs")

    def ask(queries: list[str]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [str(NODE), str(folder / "run.mjs"), str(folder / "reply.mjs")],
            input=json.dumps([playground.replies(), queries]),
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return ask


def texts() -> list[str]:
    """The texts of providers and of the phrases of every language."""
    found = [text for entry in store.texts() for text in entry.get("examples", ())]
    found += [entry["reply"] for entry in store.texts() if "{" not in entry["reply"]]
    found += [text for entry in store.entries()["phrases"] for text in entry.get("examples", ())]
    return [*dict.fromkeys(found), "451 4.7.1 Greylisting in action", "550 zzqx vvkw", "535 zzqx"]


def test_every_text_has_the_cause_of_the_package_or_none(quick: Any) -> None:
    wrong, left = [], 0
    queries = texts()
    for query, found in zip(queries, quick(queries), strict=True):
        known = explain(query)
        left += not found["sure"]
        if found["cause"] != known.cause and (found["sure"] or found["cause"] != "unknown"):
            wrong.append((query, found["cause"], str(known.cause)))
    assert not wrong, f"{len(wrong)} of {len(queries)}: {wrong[:8]}"
    assert left < len(queries) * 0.6  # what phrases tell is for the engine


def test_the_answer_of_a_providers_text_is_the_same_in_all_fields(quick: Any) -> None:
    queries = [text for entry in store.texts() for text in entry.get("examples", ())]
    for query, found in zip(queries, quick(queries), strict=True):
        known = explain(query)
        if found["sure"]:
            for name in FIELDS:
                assert found[name] == getattr(known, name), (
                    query,
                    name,
                    found[name],
                    getattr(known, name),
                )
            assert SITE + found["url"] == known.url, query


def test_codes_alone_have_the_answer_of_the_package_in_all_fields(quick: Any) -> None:
    entries = store.entries()
    queries = [
        *entries["replies"],
        *entries["enhanced"],
        "599",
        "5.9.99",
        "X.7.8",
        "550 5.1.1",
        "452 4.2.2",
    ]
    for query, found in zip(queries, quick(queries), strict=True):
        known = explain(query)
        for name in FIELDS:
            assert found[name] == getattr(known, name), (
                query,
                name,
                found[name],
                getattr(known, name),
            )
        assert SITE + found["url"] == known.url, query
        assert found["causes"] == list(known.causes), query

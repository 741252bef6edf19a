"""What the paste box of the reference site loads on demand, put under ``assets/`` of the built
site.

`reply.json`: the knowledge base for a script that explains a reply at once. `engine.json`: where
the Python engine lies, or what was missing when the site was built. The engine is Pyodide from
``site/node_modules`` (``npm ci`` in ``site/``) and this package as a zip with the compiled data;
nothing of it is committed.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

from smtpcodes.knowledge import match, store
from smtpcodes.knowledge.prose import plain
from smtpcodes.knowledge.signatures import by_kind

PACKAGE = Path(__file__).parent.parent
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
_NOT_NEEDED = (
    "cli",
    "knowledge/check.py",
    "knowledge/models.py",
    "knowledge/schema.py",
    "knowledge/source.py",
    "knowledge/sourced.py",
    "knowledge/entries.py",
    "knowledge/markdown.py",
    "knowledge/problems.py",
    "knowledge/compiled.py",
    "__main__.py",
)
_OLD = (1980, 1, 1, 0, 0, 0)  # the same content makes the same zip


def build(root: Path, site: Path) -> None:
    """Writes everything for the paste box. root: of the checkout; site: the built site."""
    target = site / "assets"
    target.mkdir(parents=True, exist_ok=True)
    _write(target / "reply.json", replies())
    _write(target / "engine.json", _engine(root / "site" / "node_modules" / "pyodide", target))


def replies() -> dict[str, Any]:
    """The knowledge base for the explanation of a reply: codes, causes and the signatures of
    providers, normalised."""
    entries = store.entries()
    return {
        "replies": {
            code: _some(
                entry,
                "title",
                "meaning",
                "cause",
                "retry",
                "client_action",
                "causes",
                "see",
                "spec",
                "enhanced",
            )
            for code, entry in entries["replies"].items()
        },
        "enhanced": {
            code: _some(
                entry,
                "title",
                "meaning",
                "cause",
                "retry",
                "client_action",
                "fix",
                "spec",
                "status",
                "provider",
                "vendor",
            )
            for code, entry in entries["enhanced"].items()
        },
        "causes": {
            name: _some(entry, "title", "says", "retry", "client_action", "fix", "messages")
            for name, entry in entries["causes"].items()
        },
        "providers": {
            name: _provider(entry)
            for name, entry in sorted(entries["providers"].items(), key=by_kind)
        },
        "texts": [_text(n) for n in range(len(store.texts()))],
    }


def package() -> bytes:
    """This package with its compiled data as a zip: what lints and explains, without the command
    line and the site."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PACKAGE.rglob("*.py")):
            name = path.relative_to(PACKAGE).as_posix()
            if name.startswith("integrations/") and name not in (
                "integrations/__init__.py",
                "integrations/paste.py",
            ):
                continue
            if not name.startswith(_NOT_NEEDED):
                archive.writestr(
                    zipfile.ZipInfo(f"smtpcodes/{name}", _OLD),
                    path.read_bytes(),
                    zipfile.ZIP_DEFLATED,
                )
        table = "knowledge/meaning/votes.bin"
        archive.writestr(
            zipfile.ZipInfo(f"smtpcodes/{table}", _OLD), (PACKAGE / table).read_bytes()
        )
        for kind in (*store.KINDS, "texts"):
            archive.writestr(
                zipfile.ZipInfo(f"smtpcodes/knowledge/_compiled/{kind}.json", _OLD),
                store.written(kind),
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def _engine(pyodide: Path, target: Path) -> dict[str, Any]:
    """The engine's files copied; where they are and how many octets, or what is missing."""
    missing = [name for name in PYODIDE if not (pyodide / name).is_file()]
    if missing:
        return {
            "missing": "Pyodide was not there when this site was built: run `npm ci` in site/, "
            "then `make site`."
        }
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    folder = target / f"pyodide-{version}"
    folder.mkdir(exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(pyodide / name, folder / name)
    content = package()
    name = f"smtpcodes-{hashlib.sha256(content).hexdigest()[:12]}.zip"
    for old in target.glob("smtpcodes-*.zip"):
        old.unlink()
    (target / name).write_bytes(content)
    sizes = {f"{folder.name}/{n}": (folder / n).stat().st_size for n in PYODIDE} | {
        name: len(content)
    }
    return {"pyodide": f"{folder.name}/", "package": name, "sizes": sizes}


def _some(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    found = {name: _plain(name, entry[name]) for name in names if entry.get(name)}
    if "causes" in found:
        found["causes"] = [
            {name: _plain(name, c[name]) for name in ("cause", "title", "fix")}
            for c in found["causes"]
        ]
    if "vendor" in found:
        found["vendor"] = [{n: _plain(n, v) for n, v in one.items()} for one in found["vendor"]]
    return found


def _plain(name: str, value: Any) -> Any:
    """Prose as plain text, as ``explain`` gives it; anything else as it is."""
    if name == "messages":
        return {who: plain(text) for who, text in value.items()}
    return plain(value) if name in ("meaning", "means", "fix") else value


def _provider(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": entry["name"],
        "server": int(entry.get("kind") == "server"),
        "marks": [match.normalise(m) for m in entry.get("marks", ()) if len(m) >= 4],
    }


def _text(number: int) -> list[Any]:
    """A signature in the order in which the script reads it."""
    s = match.signature(number)
    return [
        s.id,
        s.provider,
        s.code or 0,
        s.enhanced or "",
        int(s.open_start),
        list(s.chunks),
        s.cause,
        plain(s.entry["means"]),
        plain(s.entry["fix"]),
        s.entry.get("also", []),
        s.entry.get("seen", ""),
        int(s.shared),
    ]


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

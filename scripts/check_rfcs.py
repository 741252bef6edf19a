"""Hold each claim of data/claims.toml against the RFC section that it cites (Debian's package
doc-rfc).

python scripts/check_rfcs.py                        all claims, and each section that is cited
python scripts/check_rfcs.py "RFC 4954 section 6"   the sentences of a section, with their hashes
"""

from __future__ import annotations

import gzip
import hashlib
import re
import sys
import tomllib
from pathlib import Path

RFCS = Path("/usr/share/doc/RFC/links")
FORCES = {
    "MUST": ("MUST", "REQUIRED", "SHALL"),
    "SHOULD": ("SHOULD", "RECOMMENDED"),
    "MAY": ("MAY", "OPTIONAL"),
    "definition": (),
}
_PAGE = re.compile(r"\n+[^\n]*\[Page \d+\]\n\f?\n?(?:RFC \d+[^\n]*\n)?\n*")
_HEADING = re.compile(r"(?m)^(\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})+)\.? {1,4}[A-Z][^\n]*$")
_CITED = re.compile(
    r"RFC (\d+)(?: sections?| appendix|, section =) \"?((?:[A-Z]|\d+)(?:\.\d+)*)"
    r"(?: and (\d+(?:\.\d+)*))?"
)
_SPEC = re.compile(r"RFC (\d+) (?:section|appendix) ([A-Z\d.]+)")
_END = re.compile(r"(?<=[.:;])\s+|\n\s*\n")


def section(text: str, number: str) -> str:
    """Give the text under the heading, without the subsections that have headings of their own."""
    text = _PAGE.sub("\n", text)
    found = list(_HEADING.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)]
    parts = [text[m.end() : end] for m, end in zip(found, ends, strict=True) if m[1] == number]
    return max(parts, key=len, default="")  # the table of contents has the heading too


def fingerprint(sentence: str) -> str:
    """Hash the words of the sentence: line breaks, case and signs do not count."""
    words = " ".join(re.findall(r"[a-z0-9]+", sentence.lower()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def fault(claim: dict[str, str], rfc: int, sentence: str | None) -> str:
    """Say what is wrong with the claim, or nothing. RFCs of before 2119 have their "must" in small
    letters."""
    if sentence is None:
        return "the section has no such sentence"
    words = FORCES[claim["force"]]
    if rfc < 2119:
        words += tuple(word.lower() for word in words)
    if words and not re.search(rf"\b(?:{'|'.join(words)})\b", sentence):
        return f"the sentence has no {claim['force']}"
    return ""


def sentences(rfc: str, number: str) -> dict[str, str]:
    """Give the sentences of a section by their fingerprints."""
    text = gzip.decompress((RFCS / f"rfc{rfc}.txt.gz").read_bytes()).decode("latin-1")
    found = (" ".join(s.split()) for s in _END.split(section(text, number)))
    return {fingerprint(s): s for s in found if s}


def cited(*paths: Path) -> dict[tuple[str, str], Path]:
    """Give each section that a file of data or a rule cites, with one of the files that do."""
    found = {}
    for path in paths:
        words = " ".join(path.read_text(encoding="utf-8").replace("rfc = ", "RFC ").split())
        for rfc, *numbers in _CITED.findall(words):
            found.update({(rfc, number): path for number in numbers if number})
    return found


def missing(sections: dict[tuple[str, str], Path]) -> list[str]:
    """Say which of the sections have no heading in their RFC; without a text nothing is said."""
    wrong = []
    for (rfc, number), path in sorted(sections.items()):
        text = RFCS / f"rfc{rfc}.txt.gz"
        heading = rf"(?m)^\s*(?:Appendix )?{re.escape(number)}\.?\s+\S"
        if text.is_file() and not re.search(
            heading, gzip.decompress(text.read_bytes()).decode("latin-1")
        ):
            wrong.append(f"{path}: RFC {rfc} has no section {number}")
    return wrong


def show(rfc: str, number: str) -> int:
    """Print the sentences of a section, for who writes a claim; 1 if there are none."""
    try:
        found = sentences(rfc, number)
    except FileNotFoundError:
        found = {}
    for key, sentence in found.items():
        print(f"{key}  {sentence}")
    if not found:
        print(f"RFC {rfc} section {number}: no such section in {RFCS}")
    return 0 if found else 1


def main(what: str = "data/claims.toml") -> int:
    """Print each claim beside its sentence; 1 if one does not hold, 0 also where doc-rfc is
    missing.

    what: a file of claims; or a section, whose sentences are printed.
    """
    if not RFCS.is_dir():
        print("doc-rfc is not installed: nothing was checked")
        return 0
    asked = _SPEC.fullmatch(what)
    if asked is not None:
        return show(*asked.groups())
    wrong = 0
    claims = tomllib.loads(Path(what).read_text(encoding="utf-8"))["claim"]
    for claim in claims:
        rfc, number = _SPEC.fullmatch(claim["spec"]).groups()  # type: ignore[union-attr]
        sentence = sentences(rfc, number).get(claim["sentence"])
        why = fault(claim, int(rfc), sentence)
        wrong += bool(why)
        print(f"{'WRONG' if why else 'ok'}  {', '.join(claim['entries'])}: {claim['claim']}")
        print(f"       {claim['spec']}, {claim['force']}: {why or sentence}")
    places = [*Path("data").rglob("*.md"), *Path("data").rglob("*.toml")]
    unknown = missing(cited(*places, *Path("smtpcodes/rules").rglob("*.py")))
    print("".join(f"{line}\n" for line in unknown), end="")
    print(f"{len(claims)} claims, {wrong} wrong; {len(unknown)} sections that do not exist")
    return 1 if wrong or unknown else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

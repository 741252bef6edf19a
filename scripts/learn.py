"""Learns the table of ``smtpcodes/knowledge/meaning/voter.py`` from ``data/``, and prints how good
it is.

``pip install '.[learn]'``, then ``python scripts/learn.py``. The same data gives the same table.
"""

from __future__ import annotations

import argparse
import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from smtpcodes.knowledge import match, store
from smtpcodes.knowledge.meaning import asked, steps, voter
from smtpcodes.knowledge.meaning.context import NOWHERE
from smtpcodes.knowledge.meaning.language import words

TABLE = Path(voter.__file__).with_name("votes.bin")
WORDINGS = Path(__file__).parent.parent / "data" / "wordings"
SEED = 1
STRENGTH = 30.0  # the inverse of the regularisation
MADE = "made"  # the group of a text that was drawn from choices or made of a phrase
OF_MADE = 0.5  # what such a text weighs against one that was sent
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
# What bounces say before any reason; it tells none.
FRAMES = (
    "it was not delivered:",
    "your message was not delivered:",
    "your message could not be delivered because",
    "the message wasn't delivered since",
    "the following address failed:",
    "delivery to the following recipient failed permanently:",
    "undeliverable:",
    "could not be delivered to one or more recipients:",
)
FRAMED = 0.15  # the share of readings that are learnt behind one of them, too
READINGS = 14  # drawn from a wording with choices
KEPT = 110_000  # weights that are not zero
LEVELS = 20  # steps of a weight that is larger than most
ROUNDS = 120


def material() -> tuple[list[set[int]], list[str], list[str], list[str]]:
    """The labelled texts: features, cause, the source, whose texts stay together, and what the
    phrases say."""
    rows, causes, groups, stepped = [], [], [], []
    for reply, cause, group in labelled(random.Random(SEED)):
        if cause == "success":
            continue
        code, enhanced, text = match.split(reply)
        known = store.entries()["replies"].get(str(code), {})
        entry = store.enhanced_entry(enhanced)
        query = asked.Asked(code, enhanced, text, NOWHERE, known, entry, None, None)
        stepped.append(steps.stepped(query)[0].cause)
        rows.append(voter.features(words(text), code, enhanced))
        causes.append(cause)
        groups.append(group)
    return rows, causes, groups, stepped


def labelled(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Text, cause and source of all that is learnt from."""
    for entry in store.texts():
        filled = re.sub(r"\{[^{}]*\}", " # ", entry["reply"])
        for reply in sorted({filled, *entry.get("examples", ())}):
            yield reply, entry["cause"], entry["provider"]
    for n, block in enumerate(store.entries()["phrases"]):
        for example in block.get("examples", ()):
            yield example, block["cause"], f"phrases {block['cause']}"
        if block["book"] in ("log-in", "telling"):
            for said in block["says"]:
                yield _spoken(said, rng), block["cause"], f"{MADE} block {n}"
    yield from sent()
    for cause, text in wordings():
        drawn = readings(text, rng)
        kind = "wordings" if drawn == [text] else MADE
        for reading in drawn:
            group = f"{kind} {zlib.crc32(text.encode()) % 6}"
            yield reading, cause, group
            if kind == MADE and cause.startswith(("recipient.", "policy.", "message.", "routing.")):
                if rng.random() < FRAMED:
                    yield (
                        f"{rng.choice(FRAMES)} {match.split(reading)[2]}",
                        cause,
                        f"{MADE} {group}",
                    )


def sent() -> Iterator[tuple[str, str, str]]:
    """Text, cause and source of the texts that were seen somewhere, of which no server is known."""
    for line in (WORDINGS / "sent.tsv").read_text(encoding="utf-8").splitlines():
        cause, text, source = line.split("\t")
        yield text, cause, source


def wordings() -> list[tuple[str, str]]:
    """Cause and text of what ``data/wordings`` holds."""
    found, cause = [], ""
    for file in sorted(WORDINGS.glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if head := re.fullmatch(r"\[([a-z.-]+)\]", line):
                cause = head.group(1)
            elif line:
                found.append((cause, line))
    return found


def readings(text: str, rng: random.Random) -> list[str]:
    """A wording; of one with choices ("(user|mailbox) unknown") some of its readings."""
    drawn = {
        " ".join(CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text).split())
        for _ in range(READINGS if CHOICE.search(text) else 1)
    }
    return sorted(drawn)


def _spoken(said: str, rng: random.Random) -> str:
    """A phrase with one word for each of its places."""
    parts = [part for part in said.split() if part not in ("^", "..")]
    return " ".join(rng.choice(part.split("|")).rstrip("*") for part in parts)


def matrix(rows: list[set[int]]) -> Any:
    """The features as a matrix whose rows have the length 1."""
    pointers = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(r), 1 / np.sqrt(len(r))) for r in rows])
    columns = np.concatenate([sorted(r) for r in rows])
    return csr_matrix((values, columns, pointers), shape=(len(rows), voter.BUCKETS))


def fit(x: Any, causes: Any, sent: Any) -> LogisticRegression:
    """The model. sent: True for a text that was sent, False for one that was made."""
    made = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=1e-3, random_state=SEED)
    return made.fit(x, causes, sample_weight=np.where(sent, 1.0, OF_MADE))


def judged(x: Any, causes: Any, groups: list[str], sent: Any, stepped: list[str]) -> None:
    """Prints how often the table is right on sources that it has not learnt from, alone and beside
    the phrases."""
    shares, voted = np.zeros(len(causes)), np.array(causes)
    for learnt, held in GroupKFold(3).split(x, causes, groups):
        model = fit(x[learnt], causes[learnt], sent[learnt])
        chances = model.predict_proba(x[held])
        shares[held] = chances.max(axis=1)
        voted[held] = model.classes_[chances.argmax(axis=1)]
    phrase, right = np.array(stepped), voted == causes
    print(f"{sent.sum()} texts of {len(set(groups))} sources; on sources not learnt from:")
    print(
        f"  the vote is right {right[sent].mean():.3f}, the phrases "
        f"{(phrase == causes)[sent].mean():.3f}"
    )
    for name, chosen in (
        ("agree", phrase == voted),
        ("differ", (phrase != voted) & (phrase != "unknown")),
        ("phrases know nothing", phrase == "unknown"),
    ):
        for low in (0.0, 0.3, 0.5, 0.7, 0.85, 0.95):
            some = sent & chosen & (shares >= low)
            if some.any():
                own = (phrase == causes)[some].mean()
                print(
                    f"  {name}, share {low} and more: {some.sum()} texts, vote right "
                    f"{right[some].mean():.3f}, phrases {own:.3f}"
                )


def pack(model: LogisticRegression) -> bytes:
    """The table as a file; small weights are left out."""
    weights = model.coef_.T.copy()
    sizes = np.abs(weights)
    weights[sizes < np.sort(sizes, axis=None)[-KEPT]] = 0
    scale = float(np.quantile(sizes[sizes > np.quantile(sizes, 0.9)], 0.99)) / LEVELS
    octets = (np.clip(np.rint(weights / scale), -127, 127).astype(int) + 128).astype(np.uint8)
    head = " ".join(
        [
            f"{scale:.6f}",
            *(f"{c}={b:.3f}" for c, b in zip(model.classes_, model.intercept_, strict=True)),
        ]
    )
    return head.encode("ascii") + b"\n" + octets.tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge-only", action="store_true", help="write no table")
    parser.add_argument("--no-judging", action="store_true", help="write the table only")
    given = parser.parse_args()
    rows, names, groups, stepped = material()
    x, causes = matrix(rows), np.array(names)
    sent = np.array([not group.startswith(MADE) for group in groups])
    if not given.no_judging:
        judged(x, causes, groups, sent, stepped)
    if not given.judge_only:
        made = pack(fit(x, causes, sent))
        TABLE.write_bytes(made)
        print(f"{TABLE}: {len(made)} octets")


if __name__ == "__main__":
    main()

"""Learns the table of ``smtpcodes/knowledge/meaning/voter.py`` from ``data/``, and prints how good it is.

``pip install '.[learn]'``, then ``python scripts/learn.py``. The same data gives the same table.
"""

from __future__ import annotations

import argparse
import random
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from smtpcodes.knowledge import match, store
from smtpcodes.knowledge.meaning import voter
from smtpcodes.knowledge.meaning.language import words

TABLE = Path(voter.__file__).with_name("votes.bin")
SEED = 1
STRENGTH = 60.0  # the inverse of the regularisation
SPOKEN = 3  # texts made of each phrase
KEPT = 90_000  # weights that are not zero


def material() -> tuple[list[set[int]], list[str], list[str]]:
    """The labelled texts: features, cause, and the source, whose texts stay together."""
    rows, causes, groups = [], [], []

    def add(reply: str, cause: str, group: str) -> None:
        code, enhanced, text = match.split(reply)
        rows.append(voter.features(words(text), code, enhanced))
        causes.append(cause)
        groups.append(group)

    for entry in store.texts():
        if entry["cause"] == "success":
            continue
        filled = re.sub(r"\{[^{}]*\}", " # ", entry["reply"])
        for reply in {filled, *entry.get("examples", ())}:
            add(reply, entry["cause"], entry["provider"])
    for block in store.entries()["phrases"]:
        for example in block.get("examples", ()):
            if block["cause"] != "success":
                add(example, block["cause"], f"phrases {block['cause']}")
    rng = random.Random(SEED)
    for n, block in enumerate(store.entries()["phrases"]):
        if block["book"] in ("log-in", "telling") and block["cause"] != "success":
            for said in block["says"]:
                for _ in range(SPOKEN):
                    add(_spoken(said, rng), block["cause"], f"block {n}")
    return rows, causes, groups


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


def fit(x: Any, causes: Any) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-2, random_state=SEED).fit(x, causes)


def judged(x: Any, causes: Any, groups: list[str]) -> None:
    """Prints how often the table is right on sources that it has not learnt from."""
    shares, right = np.zeros(len(causes)), np.zeros(len(causes), dtype=bool)
    for learnt, held in GroupKFold(4).split(x, causes, groups):
        model = fit(x[learnt], causes[learnt])
        chances = model.predict_proba(x[held])
        shares[held] = chances.max(axis=1)
        right[held] = model.classes_[chances.argmax(axis=1)] == causes[held]
    known = np.array([not g.startswith("block ") for g in groups])
    shares, right = shares[known], right[known]
    print(f"{len(right)} texts of {len(set(groups))} sources; on sources not learnt from:")
    print(f"  right {right.mean():.3f}")
    for low in (0.3, 0.5, 0.7, 0.9):
        sure = shares >= low
        print(
            f"  share {low} and more: {sure.mean():.3f} of the texts, right {right[sure].mean():.3f}"
        )


def pack(model: LogisticRegression) -> bytes:
    """The table as a file; small weights are left out."""
    weights = model.coef_.T.copy()
    weights[np.abs(weights) < np.sort(np.abs(weights), axis=None)[-KEPT]] = 0
    scale = float(np.abs(weights).max()) / 31
    octets = (np.rint(weights / scale).astype(int) + 128).astype(np.uint8)
    head = " ".join(
        [
            f"{scale:.6f}",
            *(f"{c}={b:.3f}" for c, b in zip(model.classes_, model.intercept_, strict=True)),
        ]
    )
    return head.encode("ascii") + b"\n" + zlib.compress(octets.tobytes(), 9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge-only", action="store_true", help="write no table")
    given = parser.parse_args()
    rows, names, groups = material()
    x, causes = matrix(rows), np.array(names)
    judged(x, causes, groups)
    if not given.judge_only:
        made = pack(fit(x, causes))
        TABLE.write_bytes(made)
        print(f"{TABLE}: {len(made)} octets")


if __name__ == "__main__":
    main()

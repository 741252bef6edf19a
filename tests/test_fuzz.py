"""The fuzzer of ``make fuzz`` runs, and its first inputs find nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests import fuzz


@pytest.mark.parametrize("entry", fuzz.ENTRIES)
def test_the_first_inputs_of_the_fuzzer_find_nothing(
    entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTPCODES_DEBUG", "1")
    rng, others = random.Random(0), fuzz.ENTRIES[entry][0]()
    for _ in range(7):
        data = fuzz.changed(rng.choice(others), others, rng)
        assert fuzz.tried(entry, data, tmp_path) is None, data

"""Whatever is typed, clicked, pasted or resized: the cockpit lives, and leaves when it is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.journeys.house import House
from tests.journeys.random_keys import RandomKeys, mistakes

SEEDS = int(os.environ.get("RANDOM_KEYS", "6"))
"""How many runs `make soak` makes; the number of a failing one is its seed."""
KEYS = 1_500


@pytest.mark.soak
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("seed", range(1, 1 + SEEDS))
def test_random_keys_never_end_the_cockpit_or_leave_it_without_an_answer(
    seed: int, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where an export would be written
    house.serve_org()
    keys = RandomKeys(house, seed)
    keys.send(KEYS)
    keys.finish()
    assert mistakes(house) == ""
    assert house.rows("PRAGMA integrity_check") == [("ok",)]

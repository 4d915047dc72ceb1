"""Seeded storms: people edit here and there while calls get lost and processes die; when it is
quiet again both sides agree, nothing is lost and nothing is there twice.

The org answers in the same process under a clock of its own, so a seed is a bug report.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.sync.storm_ground import Ground, weather


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    found = Ground.prepared(tmp_path_factory.mktemp("ground"))
    yield found
    found.close()


@pytest.mark.parametrize("group", range(20))
def test_after_many_short_storms_both_sides_agree_and_nothing_is_lost_or_doubled(
    group: int, ground: Ground
) -> None:
    for seed in range(100 + group * 10, 110 + group * 10):
        weather(seed, 10, ground)


@pytest.mark.parametrize("seed", range(1, 5))
def test_after_a_long_storm_both_sides_agree_and_nothing_is_lost_or_doubled(
    seed: int, ground: Ground
) -> None:
    weather(seed, 60, ground)


@pytest.mark.parametrize("seed", [5, 8])
def test_the_same_seed_leaves_the_same_trace(seed: int, ground: Ground) -> None:
    traces = [weather(seed, 25, ground) for _ in range(2)]
    assert traces[0] == traces[1]
    assert len(traces[0]) >= 20


SOAK_STORMS = int(os.environ.get("STORMS", "200"))
"""How many storms `make soak` lets blow; the number of a failing one is its seed."""


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_000 + SOAK_STORMS))
def test_after_any_of_many_long_storms_both_sides_agree(seed: int, ground: Ground) -> None:
    weather(seed, 120, ground)

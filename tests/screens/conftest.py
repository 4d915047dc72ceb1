"""Screens: the app over a real workspace, without a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.screens.bench import Bench


@pytest.fixture
def database_url(shipped_file: Path, tmp_path: Path) -> str:
    """Screens care for no database in particular: SQLite, as most people have it."""
    return f"sqlite:///{shutil.copy(shipped_file, tmp_path / 'cockpit.db')}"


@pytest.fixture
def bench(workspace_bench: Bench) -> Bench:
    """Ana's cockpit over six CTAs of Globex and Hooli."""
    workspace_bench.furnish()
    return workspace_bench


@pytest.fixture
def workspace_bench(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Bench]:
    """Ana's cockpit over an empty workspace."""
    with Bench.over(database_url, clock, tmp_path / "state.json") as made:
        yield made

"""Journeys: the shipped program in a pseudo terminal, with its org beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House, closing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def made_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The small demo, made once."""
    with closing(House.make(tmp_path_factory.mktemp("journeys") / "home")) as house:
        yield house


@pytest.fixture
def house(made_house: House, tmp_path: Path) -> Iterator[House]:
    """A copy of the small demo for one journey."""
    with closing(made_house.copy(tmp_path / "house")) as copied:
        yield copied

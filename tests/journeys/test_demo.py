"""The demo, as it is made and as it is opened again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.house import House
from tests.journeys.steps import NARROW, opened


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")
def test_nobody_else_works_in_the_demo_until_they_are_asked_for(house: House) -> None:
    """`demo --no-colleague` holds for every later start, a bare `cockpit` among them."""
    assert "--no-colleague" in _org_of(house)
    assert "--no-colleague" not in _org_of(house, "demo")
    assert "--no-colleague" not in _org_of(house)
    assert "--no-colleague" in _org_of(house, "demo", "--no-colleague")


def _org_of(house: House, *arguments: str) -> list[str]:
    """How the org was started that a cockpit brought along; the cockpit is left again."""
    terminal = opened(house, *arguments, size=NARROW)
    note = json.loads((house.root / "data" / "demo-org.json").read_text())
    words = Path(f"/proc/{note['pid']}/cmdline").read_text().split("\0")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    return words

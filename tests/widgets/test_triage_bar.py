"""The line over a CTA in triage: how far one is stays, whatever was done."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_widgets.frame.triage_bar import TriageBar
from tests.widgets.host import Host, drive, texts

SHORT = "3 closed · 2 snoozed"
LONG = "1 step done · 2 closed · 3 snoozed · 2 delegated · 1 moved · 6 skipped"


def line(words: str, width: int) -> str:
    bar = TriageBar()
    found: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        bar.show(40, 80, words)
        found.extend(texts(bar))

    drive(Host(bar), steps, (width, 3))
    return found[0]


def test_d9_where_there_is_room_a_bar_stands_between_place_and_tally() -> None:
    text = line(SHORT, 80)
    assert text.startswith(" Triage  41 of 80  ━━━━━━━━────────")
    assert text.endswith(f"{SHORT} ")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_d9_a_long_tally_is_cut_and_the_place_is_not(width: int) -> None:
    text = line(LONG, width)
    assert text.startswith(" Triage  41 of 80  ")
    assert "1 step done · 2 closed" in text
    assert text.rstrip().endswith("…") is (width < 100)

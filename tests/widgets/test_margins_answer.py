"""Whether a terminal said that it has margins at the sides."""

from __future__ import annotations

import pytest

from cockpit_widgets.cells.margins_answer import MarginsAnswer


@pytest.mark.parametrize(
    ("setting", "has_margins"), [(0, False), (1, True), (2, True), (3, False), (4, False)]
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_only_a_mode_that_can_be_set_counts(setting: int, has_margins: bool, size: int) -> None:
    """DECRQM: 1 set, 2 reset, 3 and 4 for good, 0 unknown."""
    text = f"j\x1b[?2026;2$y\x1b[?69;{setting}$y\x1b[B"
    answer = MarginsAnswer()
    found = [answer.in_piece(text[at : at + size]) for at in range(0, len(text), size)]
    assert [each for each in found if each is not None] == [has_margins]


def test_what_is_typed_is_no_answer() -> None:
    answer = MarginsAnswer()
    assert answer.in_piece("[?69;2$y") is None
    assert answer.in_piece("\x1b[?690;2$y") is None

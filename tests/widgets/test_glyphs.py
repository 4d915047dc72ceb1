from __future__ import annotations

import pytest
from msgspec.structs import astuple
from rich._unicode_data import load as load_cell_table
from rich.cells import cell_len

from cockpit_widgets.drawing.glyphs import ASCII, UNICODE, Glyphs, glyph_set

ONE_CELL = [name for name in Glyphs.__struct_fields__ if name not in ("spark_levels", "changes_to")]


@pytest.mark.parametrize("name", ONE_CELL)
def test_every_sign_takes_one_cell_in_both_sets(name: str) -> None:
    assert cell_len(getattr(UNICODE, name)) == 1
    assert cell_len(getattr(ASCII, name)) == 1


def test_no_sign_is_an_emoji_that_some_terminals_paint_two_cells_wide() -> None:
    may_be_wide = load_cell_table("latest").narrow_to_wide
    assert may_be_wide, "the table of characters with an emoji form is empty"
    assert not may_be_wide & set("".join(astuple(UNICODE)))


def test_the_second_set_is_ascii_throughout() -> None:
    assert "".join(astuple(ASCII)).isascii()
    assert ASCII.changes_to == "->"


def test_signs_that_may_stand_in_one_column_differ() -> None:
    for signs in (UNICODE, ASCII):
        for column in (
            (
                "priority_urgent",
                "priority_high",
                "priority_middle",
                "priority_low",
                "task_done",
                "asleep",
            ),
            ("task_open", "task_in_progress", "task_done", "task_skipped"),
            ("group_open", "group_folded"),
            (
                "sync_local",
                "sync_pending",
                "sync_held",
                "sync_equal",
                "sync_in_doubt",
                "sync_conflict",
                "sync_refused",
                "sync_hidden",
                "sync_deleted",
                "saving",
            ),
        ):
            shown = [getattr(signs, name) for name in column]
            assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("share", "bar"),
    [(0, "─────"), (0.5, "━━───"), (1, "━━━━━"), (-3, "─────"), (7, "━━━━━")],
)
def test_a_bar_keeps_its_width_for_any_share(share: float, bar: str) -> None:
    assert UNICODE.bar(share, 5) == bar
    assert len(ASCII.bar(share, 5)) == 5


def test_a_sparkline_spans_all_levels_and_is_left_out_in_ascii() -> None:
    assert UNICODE.sparkline([0, 7, 3.4]) == "▁█▄"
    assert UNICODE.sparkline([5, 5]) == "▅▅"
    assert UNICODE.sparkline([]) == ""
    assert ASCII.sparkline([0, 7]) == ""


def test_the_setting_chooses_the_set() -> None:
    assert glyph_set("ascii") is ASCII
    assert glyph_set("unicode") is UNICODE

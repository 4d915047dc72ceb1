"""Which columns there are at which width."""

from __future__ import annotations

import pytest

from cockpit_widgets.columns import ARR, Columns, ExtraColumn, to_columns

HEALTH = ExtraColumn("health", "Hea", 3, lambda _: "")


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (84, Columns(8, 38, 3, 16, 0, (), 5)),
        (80, Columns(8, 34, 3, 16, 0, (), 5)),
        (66, Columns(7, 32, 2, 12, 0, (), 0)),
        (60, Columns(7, 26, 2, 12, 0, (), 0)),
        (100, Columns(8, 54, 3, 16, 0, (), 5)),
    ],
)
def test_the_widths_of_the_look(width: int, expected: Columns) -> None:
    assert to_columns(width) == expected


def test_cl_14_extra_columns_stand_while_the_name_keeps_its_least_width() -> None:
    """CL-14: at most two further columns; they are the first to go."""
    assert to_columns(84, extras=(ARR, HEALTH)).extras == (ARR, HEALTH)
    assert to_columns(88, show_owner=True, extras=(ARR, HEALTH)).extras == (ARR,)
    assert to_columns(60, extras=(ARR,)).extras == ()


def test_owners_are_named_in_full_where_there_is_room() -> None:
    assert to_columns(84, show_owner=True).owner == 8
    assert to_columns(80, show_owner=True).owner == 3


@pytest.mark.parametrize("width", range(40, 140))
@pytest.mark.parametrize("owner", [False, True])
def test_the_columns_fill_every_width_exactly(width: int, owner: bool) -> None:
    columns = to_columns(width, show_owner=owner, extras=(ARR, HEALTH))
    assert columns.fixed + columns.name == width or columns.name == 1
    assert columns.signs >= 2

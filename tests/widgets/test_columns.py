"""Which columns there are at which width."""

from __future__ import annotations

import pytest

from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_widgets.cta_list.columns import Columns, to_columns, to_extras
from tests.widgets.host import TODAY

ARR, HEALTH, RENEWAL = to_extras((ListColumn.ARR, ListColumn.HEALTH, ListColumn.RENEWAL), TODAY)


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


def test_cl_14_columns_that_were_asked_for_stand_before_what_nobody_asked_for() -> None:
    """CL-14: at most two further columns; where the names would get too narrow the owners become
    letters and the tasks go, and only then one of them."""
    assert to_columns(84, extras=(ARR, HEALTH)).extras == (ARR, HEALTH)
    assert to_columns(88, show_owner=True, extras=(ARR, HEALTH)).extras == (ARR, HEALTH)
    narrow = to_columns(80, show_owner=True, extras=(ARR, RENEWAL))
    assert narrow.extras == (ARR, RENEWAL)
    assert (narrow.owner, narrow.tasks) == (3, 0)
    assert to_columns(60, extras=(ARR,)).extras == ()
    assert to_columns(60, show_owner=True, extras=(ARR,)) == to_columns(60, show_owner=True)


def test_cl_14_columns_that_nobody_asked_for_leave_the_names_their_room() -> None:
    """CL-14: ARR and renewal date are the default where there is room."""
    shown = {
        width: len(to_columns(width, extras=(ARR, RENEWAL), is_asked=False).extras)
        for width in (80, 84, 96, 100)
    }
    assert shown == {80: 0, 84: 0, 96: 1, 100: 2}
    assert len(to_columns(88, extras=(ARR, RENEWAL)).extras) == 2


def test_each_cell_of_the_heads_belongs_to_a_column() -> None:
    columns = to_columns(100, show_owner=True, extras=(ARR, HEALTH))
    keys = [columns.at(x) for x in range(100)]
    ordered = ["priority", "name", None, "account", "owner", "arr", "health", "due", "tasks", None]
    assert [key for x, key in enumerate(keys) if not x or keys[x - 1] != key] == ordered
    assert keys.count("due") == 9


def test_owners_are_named_in_full_where_there_is_room() -> None:
    assert to_columns(84, show_owner=True).owner == 8
    assert to_columns(80, show_owner=True).owner == 3


@pytest.mark.parametrize("width", range(40, 140))
@pytest.mark.parametrize("owner", [False, True])
def test_the_columns_fill_every_width_exactly(width: int, owner: bool) -> None:
    columns = to_columns(width, show_owner=owner, extras=(ARR, HEALTH))
    assert columns.fixed + columns.name == width or columns.name == 1
    assert columns.signs >= 2

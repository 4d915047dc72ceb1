"""A list that others change: what came in is added, nothing that stands moves."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.lists.following import with_arrivals, with_counts
from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy

GROUPS = st.dictionaries(st.integers(1, 40), st.sampled_from("abc"), max_size=25)
"""CTA to its group."""


def listing(groups: dict[str, list[int]]) -> Listing:
    made = tuple(Group(key, key.upper(), len(ids)) for key, ids in groups.items() if ids)
    ids = array("I", [cta_id for found in groups.values() for cta_id in found])
    return Listing(GroupBy.DUE, SortBy.DUE, made, ids)


def of(found: dict[int, str]) -> Listing:
    return listing({key: sorted(n for n, held in found.items() if held == key) for key in "abc"})


def test_cl_10_a_closed_cta_stays_and_the_count_does_not_count_it() -> None:
    """CL-10."""
    shown = listing({"a": [1, 2, 3], "b": [4]})
    followed = with_arrivals(shown, listing({"a": [1, 3], "b": [4]}))
    assert list(followed.ids) == [1, 2, 3, 4]
    assert [(group.count, group.count_now) for group in followed.groups] == [(3, 2), (1, 1)]
    assert (followed.total, followed.total_now) == (4, 3)


def test_what_comes_in_stands_after_the_one_it_follows() -> None:
    shown = listing({"a": [10, 20], "c": [40]})
    now = listing({"a": [5, 10, 20], "b": [30, 31], "c": [40, 50]})
    followed = with_arrivals(shown, now)
    assert list(followed.ids) == [5, 10, 20, 30, 31, 40, 50]
    assert [group.key for group in followed.groups] == ["a", "b", "c"]


def test_a_group_that_is_empty_by_now_stays_with_its_rows() -> None:
    shown = listing({"a": [1], "b": [2], "c": [3]})
    followed = with_arrivals(shown, listing({"a": [1], "c": [2, 3]}))
    assert [(group.key, group.count_now) for group in followed.groups] == [
        ("a", 1),
        ("b", 0),
        ("c", 2),
    ]
    assert list(followed.ids) == [1, 2, 3]


@given(before=GROUPS, after=GROUPS)
def test_every_row_keeps_its_order_and_every_arrival_has_one_place(
    before: dict[int, str], after: dict[int, str]
) -> None:
    shown, now = of(before), of(after)
    followed = with_arrivals(shown, now)
    assert [cta_id for cta_id in followed.ids if cta_id in before] == list(shown.ids)
    assert sorted(followed.ids) == sorted({*before, *after})
    assert followed.total == len(followed.ids)
    assert followed.total_now == len(after)
    for index, cta_id in enumerate(followed.ids):
        held = before.get(cta_id) or after[cta_id]
        assert followed.groups[followed.group_of(index)].key == held


@given(before=GROUPS, after=GROUPS)
def test_of_a_long_list_the_counts_alone_are_new(
    before: dict[int, str], after: dict[int, str]
) -> None:
    shown = of(before)
    counted = with_counts(shown, of(after).groups)
    assert (counted.ids, counted.starts) == (shown.ids, shown.starts)
    assert counted.total_now == len(after)

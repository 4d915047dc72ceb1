"""Lists: the same CTAs in memory and on both databases, each in one group, counts that hold."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from cockpit_tui.domain.errors import InvalidInput, InvalidQuery
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.grouping import parts_closed
from cockpit_tui.domain.lists.views import DEFAULT_TABS, ViewSpec
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import GroupBy, Outcome, Picklist, SortBy
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.beginning import read_beginning
from cockpit_tui.store.lists.listing import read_arr, read_counts, read_groups, read_listing
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import derived
from tests.conftest import TODAY
from tests.store.beginnings import assert_begins
from tests.store.random_ctas import CTAS, Rows
from tests.store.random_queries import queries
from tests.workspace import Workspace


@settings(max_examples=60)
@given(
    drawn=CTAS,
    query=queries(),
    first=st.integers(1, 6),
    group_by=st.sampled_from(GroupBy),
    sort_by=st.sampled_from((SortBy.DUE, SortBy.NAME, SortBy.ARR, SortBy.DUE_REVERSED)),
)
def test_the_first_of_a_list_are_the_beginning_of_the_whole(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    query: str,
    first: int,
    group_by: GroupBy,
    sort_by: SortBy,
) -> None:
    rows = Rows(workspace)
    rows.write(drawn)
    with pytest.MonkeyPatch.context() as patch, workspace.store.read() as connection:
        patch.setattr("cockpit_tui.store.lists.listing.WHOLE_AT_MOST", 0)
        try:
            understood(connection, query, rows.reader)
        except InvalidQuery:
            reject()  # a segment or playbook that no drawn row has
        view = ViewSpec(query, rows.reader, group_by, sort_by)
        whole, begun = read_listing(connection, view), read_listing(connection, view, first)
        assert begun.groups == whole.groups
        assert begun.ids == (whole.ids if begun.is_complete else whole.ids[:first])


PARTS = ("name:ren", "comment:ca", "task:ca", "name:u task:uber", "name:u gl", "comment:usage")


@settings(max_examples=60)
@given(
    drawn=CTAS,
    query=st.sampled_from(
        ("ren", "u", "call over", "mine:yes u", "is:any gl", "usage", "usage call", *PARTS)
    ),
    few=st.sampled_from((1, 2, 1_000)),
    tried=st.sampled_from((0, 1, 1_000)),
    is_named=st.booleans(),
    depth_counted=st.sampled_from((0, 10**6)),
)
def test_a_list_shown_before_it_is_counted_is_the_beginning_of_the_whole(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    query: str,
    few: int,
    tried: int,
    is_named: bool,
    depth_counted: int,
) -> None:
    """All groups but the last are whole, and the last says that more may come; what few CTAs have
    is the whole list. Whether rows are all found, named or looked at changes nothing."""
    rows = Rows(workspace)
    rows.write(drawn)
    with pytest.MonkeyPatch.context() as patch, workspace.store.read() as connection:
        beginning = "cockpit_tui.store.lists.beginning"
        patch.setattr(f"{beginning}.LOOKED_AT_PER_MATCH", 10**6 if few > 2 else 0)
        patch.setattr(f"{beginning}.LOOKED_AT_PER_NAMED", 10**6 if is_named else 0)
        patch.setattr(f"{beginning}.FEW", few)
        patch.setattr(f"{beginning}.TRIED", tried)
        patch.setattr(f"{beginning}.DEPTH_COUNTED", depth_counted)
        states = understood(connection, query, rows.reader).states
        for group_by in GroupBy:
            view = ViewSpec(query, rows.reader, group_by)
            whole, begun = read_listing(connection, view), read_beginning(connection, view, 2)
            if begun is None:
                is_parted = group_by is GroupBy.NEW_AND_DUE or parts_closed(group_by, states)
                assert len(whole.ids) < 2 or is_parted
                continue
            assert_begins(begun, whole, 2)


@settings(max_examples=25)
@given(drawn=CTAS)
def test_kept_counts_and_tabs_equal_what_is_counted_anew(
    workspace: Workspace, drawn: list[dict[str, Any]]
) -> None:
    rows = Rows(workspace)
    rows.write(drawn)
    with workspace.store.read() as connection:
        for tab in read_counts(connection, DEFAULT_TABS, rows.reader):
            assert tab.count == len(read_listing(connection, ViewSpec(tab.query, rows.reader)).ids)
        for query, group_by in product(("", "is:any", "is:snoozed"), GroupBy):
            view = ViewSpec(query, rows.reader, group_by)
            filtered = understood(connection, query, rows.reader)
            anew = read_groups(connection, view, filtered, is_counted_anew=True)
            assert read_groups(connection, view, filtered) == anew


ACTS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 2)), max_size=12)


@settings(max_examples=12)
@given(acts=ACTS)
def test_edits_keep_the_counts_true(workspace: Workspace, acts: list[tuple[int, int, int]]) -> None:
    """Counts by every grouping equal the CTAs after any edits, undone ones among them."""
    ctas, people = workspace.ctas(), list(workspace.people.values())
    made: list[CtaId] = [workspace.add_cta()]
    for act, which, more in acts:
        cta_id = made[which % len(made)]
        if act == 0:
            made.append(workspace.add_cta("More", ("Globex", "Hooli")[more % 2]))
        elif act == 1:
            ctas.edit([cta_id], {"owner_id": people[more]})
        elif act == 2:
            ctas.edit([cta_id], {"due": TODAY + timedelta(days=more * 5 - 5)})
        elif act == 3:
            ctas.close([cta_id], Outcome.SUCCESS)
        elif act == 4:
            with suppress(InvalidInput):  # a closed one is not put to sleep
                ctas.snooze([cta_id], TODAY + timedelta(days=3 + more))
        elif act == 5:
            ctas.wake([cta_id])
        elif act == 6:
            workspace.add_task(cta_id, "Call", "Leo")
        else:
            workspace.history().undo()
            with workspace.store.read() as connection:
                left = set(connection.scalars(select(schema.cta.c.id)))
            made = [cta_id for cta_id in made if cta_id in left] or [workspace.add_cta()]
    assert kept_counts(workspace.store) == live_counts(workspace.store)


def kept_counts(store: Store) -> dict[tuple[str, str], int]:
    table = schema.cta_count
    with store.read() as connection:
        return {
            (row.dimension, row.key): row.n for row in connection.execute(select(table)) if row.n
        }


def live_counts(store: Store) -> dict[tuple[str, str], int]:
    with store.write() as connection:
        derived.recount(connection)
    return kept_counts(store)


def test_a_bulk_writer_that_forgot_the_counts_does_not_hide_ctas(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    with workspace.store.write() as connection:
        connection.execute(delete(schema.cta_count))
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    listing = views.listing()
    assert list(listing.ids) == [cta_id]
    assert listing.total == 1


def test_arr_is_that_of_distinct_customers(workspace: Workspace) -> None:
    for owner in ("Ana", "Ana", "Leo"):
        workspace.add_cta("One", "Globex", owner)
    workspace.add_cta("Two", "Hooli", "Ana")
    reader = Reader(workspace.people["Ana"], TODAY)
    view = ViewSpec("", reader, GroupBy.OWNER)
    with workspace.store.read() as connection:
        listing = read_arr(connection, view, read_listing(connection, view))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cockpit_tui.store.lists.listing.WHOLE_AT_MOST", 0)
            assert read_arr(connection, view, listing) == listing, "a long list by its filter"
    assert [(group.label, group.arr_cents) for group in listing.groups] == [
        ("Ana", 30_000_000),
        ("Leo", 10_000_000),
    ]
    assert listing.arr_cents == 30_000_000


def test_cl_3_new_and_due(workspace: Workspace) -> None:
    """CL-3: one CTA due yesterday and in progress, eight untouched: Due=1, New=8."""
    begun = workspace.add_cta("Begun")
    untouched = [workspace.add_cta(f"Untouched {number}") for number in range(8)]
    status = workspace.value(Picklist.CTA_STATUS, "Work in progress")
    workspace.ctas().edit([begun], {"due": TODAY - timedelta(days=1), "status_id": status})
    workspace.ctas().edit(untouched[:1], {"due": TODAY - timedelta(days=1)})
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    for query in ("", "type:risk", "mine:yes"):
        listing = views.listing(query, GroupBy.NEW_AND_DUE)
        assert [(group.label, group.count) for group in listing.groups] == [("New", 8), ("Due", 1)]
        assert sorted(listing.ids[:8]) == sorted(untouched)
        assert listing.ids[8] == begun


def test_cl_3_all_is_one_group(workspace: Workspace) -> None:
    """CL-3: “All” holds every CTA of the view under one header."""
    for day in (3, -2, 9):
        workspace.ctas().edit([workspace.add_cta()], {"due": TODAY + timedelta(days=day)})
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    listing = views.arr("", GroupBy.ALL, SortBy.DUE, views.listing("", GroupBy.ALL))
    assert [(group.label, group.count) for group in listing.groups] == [("All", 3)]
    assert list(listing.ids) == [2, 1, 3]
    assert listing.groups[0].arr_cents == listing.arr_cents is not None
    assert views.listing("is:closed", GroupBy.ALL).groups == ()


def test_a_shown_list_follows_in_counts_and_arrivals_alone(workspace: Workspace) -> None:
    """CL-10: and the tab counts the same, read in the same moment."""
    ids = [workspace.add_cta(f"CTA {number}") for number in range(3)]
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    shown = views.listing("mine:yes")
    workspace.ctas().close([ids[1]])
    ids.append(workspace.add_cta("Came in"))
    now, tabs = views.now("mine:yes", GroupBy.DUE, SortBy.DUE, shown)
    assert list(now.ids) == ids
    assert (now.total, now.total_now, tabs[0].count) == (4, 3, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cockpit_tui.store.lists.listing.WHOLE_AT_MOST", 2)
        long, _ = views.now("mine:yes", GroupBy.DUE, SortBy.DUE, shown)
    assert (long.ids, long.total_now) == (shown.ids, 3), "a long list takes in the counts alone"


def test_my_group_stands_first_and_the_others_by_name(workspace: Workspace) -> None:
    for owner in ("Ana", "Leo", "Sam"):
        workspace.add_cta("One", "Globex", owner)
    reader = Reader(workspace.people["Sam"], TODAY)
    with workspace.store.read() as connection:
        listing = read_listing(connection, ViewSpec("", reader, GroupBy.OWNER))
    assert [group.label for group in listing.groups] == ["Sam", "Ana", "Leo"]


def test_a_cta_whose_task_is_mine_is_mine_unless_an_owner_is_named(workspace: Workspace) -> None:
    """CL-8, decision 10."""
    shared = workspace.add_cta("Shared", "Globex", "Leo")
    workspace.add_task(shared, "Call", "Ana")
    workspace.add_cta("Other", "Globex", "Leo")
    views = ViewService(workspace.store, workspace.actor("Ana"), workspace.clock)
    assert list(views.listing("mine:yes").ids) == [shared]
    assert list(views.listing("mine:yes owner:leo").ids) == []


def test_cl_10_closed_ones_among_others_are_neither_overdue_nor_due(workspace: Workspace) -> None:
    """CL-10: by due date they stand in a group of their own."""
    late, closed, asleep = (workspace.add_cta(name) for name in ("Late", "Closed", "Asleep"))
    workspace.ctas().edit([late, closed], {"due": TODAY - timedelta(days=3)})
    workspace.ctas().close([closed])
    workspace.ctas().snooze([asleep], TODAY + timedelta(days=3))
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    query = "is:open,closed -is:snoozed"
    for sort_by in (SortBy.DUE, SortBy.RECOMMENDED):
        listing = views.arr(query, GroupBy.DUE, sort_by, views.listing(query, sort_by=sort_by))
        assert list(listing.ids) == [late, closed]
        assert [(group.label, group.count) for group in listing.groups] == [
            ("Overdue", 1),
            ("Closed", 1),
        ]
        assert listing.groups[1].arr_cents == 10_000_000
        assert list(views.listing(query, sort_by=sort_by, first=1).ids)[:1] == [late]


def test_the_closed_list_calls_nothing_overdue(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    workspace.ctas().edit([cta_id], {"due": TODAY - timedelta(days=3)})
    workspace.ctas().close([cta_id])
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    assert [(g.label, g.is_overdue) for g in views.listing("is:closed").groups] == [
        ("Earlier", False)
    ]
    assert views.listing().total == 0

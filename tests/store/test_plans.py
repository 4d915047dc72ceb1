"""What SQLite reads along at a million CTAs, where it keeps no statistics: plans, not times."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.hygiene import HygieneService
from cockpit_tui.services.task_lists import TaskListService
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.engine import Store
from tests.statements import counted
from tests.workspace import Workspace

ROW_BY_ROW = "SEARCH cta USING INDEX"
"""An index with a look at each of its rows: a million of them take ten times as long as a scan."""

ALONG_OPEN_TASKS = "SCAN task USING INDEX ix_task_open"
"""In the order in which they are listed."""


@pytest.fixture
def views(workspace: Workspace) -> ViewService:
    if not workspace.store.is_sqlite:
        pytest.skip("PostgreSQL keeps statistics and chooses by them")
    workspace.add_cta("Renewal")
    return ViewService(workspace.store, workspace.actor(), workspace.clock, Practice())


def plans(store: Store, act: Callable[[], object]) -> list[list[str]]:
    """The steps of each statement over CTAs that the act makes."""
    made: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "cta.id" in statement or "cta.account_id" in statement:
            made.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", note)
    act()
    event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        return [
            [
                str(step[3])
                for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]
            for statement, values in made
        ]


@pytest.mark.parametrize(
    "order",
    [SortBy.NAME, SortBy.TASKS, SortBy.UNTOUCHED, SortBy.CREATED, SortBy.RECOMMENDED],
)
def test_cl_15_an_order_that_no_index_holds_is_made_by_one_look_at_the_table(
    views: ViewService, order: SortBy
) -> None:
    """CL-15."""
    (steps,) = plans(views.store, lambda: views.listing("", GroupBy.ALL, order))
    assert "SCAN cta" in steps, steps


def test_cl_16_the_points_of_customers_are_worked_out_once_for_many_ctas(
    views: ViewService,
) -> None:
    """CL-16: not once for each of a million CTAs; for few, from those alone."""
    order = SortBy.RECOMMENDED
    (many,) = plans(views.store, lambda: views.listing("", GroupBy.ALL, order))
    assert "MATERIALIZE customer" in many, many
    (few,) = plans(views.store, lambda: views.listing("owner:me", GroupBy.ALL, order))
    assert "SEARCH account USING INTEGER PRIMARY KEY (rowid=?)" in few, few


def test_cl_15_few_ctas_are_found_first_and_then_sorted(views: ViewService) -> None:
    """CL-15."""
    (steps,) = plans(views.store, lambda: views.listing("owner:me", GroupBy.ALL, SortBy.NAME))
    assert any("ix_cta_owner" in step for step in steps), steps


@pytest.mark.parametrize("group_by", [GroupBy.OWNER, GroupBy.PRIORITY, GroupBy.STATUS])
def test_cl_3_the_arr_of_groups_is_summed_from_one_look_at_the_table(
    views: ViewService, group_by: GroupBy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-3."""
    monkeypatch.setattr("cockpit_tui.store.lists.listing.WHOLE_AT_MOST", 0)
    listing = views.listing("", group_by)
    steps = plans(views.store, lambda: views.arr("", group_by, SortBy.DUE, listing))[0]
    assert not any(step.startswith(ROW_BY_ROW) for step in steps), steps
    assert "SCAN cta" in steps, steps


def test_what_many_customers_have_is_looked_for_in_the_table(views: ViewService) -> None:
    """CL-15: the rows of 40 % of a million are not fetched one by one."""
    for steps in plans(views.store, lambda: views.listing("health<40")):
        assert not any(step.startswith(ROW_BY_ROW) for step in steps), steps


@pytest.mark.parametrize(
    "query",
    [
        *("last-activity>45d", "last-activity:none", "next-activity<7d"),
        *("count(activities, 30d)=0", "count(calls)>3", "count(emails)>3", "count(meetings)>3"),
    ],
)
def test_cl_15_what_happened_with_customers_is_known_from_one_index(
    views: ViewService, query: str
) -> None:
    """CL-15: no activity itself is looked at."""
    for steps in plans(views.store, lambda: views.listing(query)):
        asked = [step for step in steps if "activity" in step]
        assert asked == ["SEARCH activity USING COVERING INDEX ix_activity_account (account_id>?)"]


def test_cl_1_the_tasks_of_a_person_are_found_by_their_parts(views: ViewService) -> None:
    """CL-1: whatever there is of others."""
    lists = TaskListService(views.store, views.actor, views.clock)
    for steps in plans(views.store, lambda: lists.listing(is_mine=True)):
        assert any("USING INDEX ix_task_part_assignee" in step for step in steps), steps
        assert "SEARCH task USING INTEGER PRIMARY KEY (rowid=?)" in steps, steps
        assert not any(step.startswith(ROW_BY_ROW) for step in steps), steps


def test_cl_1_open_tasks_are_read_along_their_own_index(views: ViewService) -> None:
    """CL-1: the first end with the first; of all, the CTAs that are not open are known by id."""
    lists = TaskListService(views.store, views.actor, views.clock)
    (first,) = plans(views.store, lambda: lists.listing(is_mine=False, first=400))
    assert first[0] == ALONG_OPEN_TASKS, first
    assert not any("TEMP B-TREE" in step for step in first), first
    *_, whole = plans(views.store, lambda: lists.listing(is_mine=False))
    assert whole[0] == ALONG_OPEN_TASKS, whole
    assert "SEARCH cta USING COVERING INDEX ix_cta_due (state>?)" in whole, whole
    assert not any("TEMP B-TREE" in step for step in whole), whole


def test_cl_7_the_first_open_tasks_that_pass_are_met_along_their_index(
    views: ViewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-7: no index of words is asked, and nothing is sorted."""
    monkeypatch.setattr("cockpit_tui.store.lists.task_filter_sql.RARE_CTAS", 0)
    lists = TaskListService(views.store, views.actor, views.clock)
    for query in ("renewal", "type:risk"):
        first = plans(views.store, partial(lists.listing, query, is_mine=False, first=1))
        assert first[0][0] == ALONG_OPEN_TASKS, first
        assert not any("TEMP B-TREE" in step or "cta_text" in step for step in first[0]), first


def test_cl_7_all_open_tasks_that_have_a_word_are_found_by_the_index_of_words(
    views: ViewService,
) -> None:
    """CL-7: what is asked of CTAs alone is asked of those of all tasks, in the table's order."""
    lists = TaskListService(views.store, views.actor, views.clock)
    *_, words = plans(views.store, lambda: lists.listing("renewal", is_mine=False))
    assert "SEARCH task USING INDEX ix_task_cta_id (cta_id=?)" in words, words
    *_, of_ctas = plans(views.store, lambda: lists.listing("type:risk", is_mine=False))
    assert of_ctas[0] == "SCAN task", of_ctas


@pytest.mark.parametrize("group_by", [GroupBy.DUE, GroupBy.OWNER, GroupBy.STATUS])
def test_cl_3_open_ctas_are_counted_from_the_kept_counts_also_beside_others(
    views: ViewService, group_by: GroupBy
) -> None:
    """CL-3: those that sleep or are closed are counted beside them."""
    with counted(views.store) as statements:
        views.listing("is:any", group_by)
    counts = [each for each in statements if "count(*)" in each or "cta_count.n" in each]
    assert any("cta_count.n" in each for each in counts), counts
    assert not any("cta.state IN (?, ?, ?)" in each for each in counts), counts


def test_d10_the_radar_walks_once_for_its_list_and_once_for_its_tally(views: ViewService) -> None:
    """D10: what is stale is not asked again for each count."""
    hygiene = HygieneService(views.store, views.actor, views.clock)
    listed = plans(views.store, lambda: views.listing("is:stale", GroupBy.ALL, SortBy.UNTOUCHED))
    counted = plans(views.store, lambda: hygiene.tally("is:open"))
    for steps in (*listed, *counted):
        assert sum(step.startswith("SCAN alike") for step in steps) == 1, steps
    assert (len(listed), len(counted)) == (1, 1)

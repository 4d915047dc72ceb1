"""The open tasks of all CTAs, as the screen and the commands list them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.services.task_lists import TaskListService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists import task_filter_sql, task_listing
from cockpit_tui.store.lists.row_shapes import WHOLE_AT_MOST
from cockpit_tui.store.tables import schema
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace


@pytest.fixture
def workspace(store: Store, clock: FixedClock) -> Workspace:
    return Workspace(store, clock)


@pytest.fixture
def lists(workspace: Workspace) -> TaskListService:
    return TaskListService(workspace.store, workspace.actor(), workspace.clock)


def test_cl_1_open_tasks_of_all_ctas_stand_by_date_and_those_without_one_last(
    workspace: Workspace, lists: TaskListService
) -> None:
    tasks = workspace.tasks()
    first, other = workspace.add_cta(), workspace.add_cta("Sponsor left", "Hooli", "Leo")
    made = {
        title: workspace.add_task(cta, title, *who)
        for title, cta, who in (
            ("No date", first, ("Ana",)),
            ("Later", first, ("Ana", "Leo")),
            ("Sooner", other, ("Ana",)),
            ("Theirs", other, ("Leo",)),
            ("Done", first, ("Ana",)),
        )
    }
    for title, days in (("Later", 9), ("Sooner", 1), ("Theirs", 2)):
        tasks.edit([made[title]], {"due": TODAY + timedelta(days)})
    tasks.edit([made["No date"]], {"due": None})
    tasks.complete([made["Done"]])
    mine = lists.lines(lists.listing(is_mine=True).ids)
    assert [row.task.title for row in mine] == ["Sooner", "Later", "No date"]
    assert (mine[0].cta, mine[0].account) == ("Sponsor left", "Hooli")
    begun = lists.listing(is_mine=False, first=2)
    assert [row.task.title for row in lists.lines(begun.ids)] == ["Sooner", "Theirs"]
    assert not begun.is_complete
    everybodys = lists.listing(is_mine=False)
    assert [(group.label, group.count) for group in everybodys.groups] == [
        ("Tomorrow", 1),
        ("This week", 1),
        ("Next week", 1),
        ("No date", 1),
    ]
    assert lists.counts() == (3, 4)
    gone = workspace.add_task(first, "Gone")
    tasks.delete([gone])
    assert lists.not_open([made["Done"], gone, made["Later"]]) == {made["Done"], gone}


def test_cl_1_the_first_tasks_that_have_a_word_are_not_all_where_others_stand_before_them(
    workspace: Workspace, lists: TaskListService
) -> None:
    """A word finds the CTAs whose tasks have it; those without it stand among them."""
    tasks, cta_id = workspace.tasks(), workspace.add_cta()
    for days, title in enumerate(("Call", "Write", "Renew the seats")):
        tasks.edit([workspace.add_task(cta_id, title)], {"due": TODAY + timedelta(days)})
    found = lists.listing("renew", is_mine=False, first=2)
    assert [row.task.title for row in lists.lines(found.ids)] == ["Renew the seats"]
    assert found.is_complete


def add_many(workspace: Workspace, title: str, count: int, days: int) -> None:
    """So many open tasks of one CTA, due on one day; written at once but for the first."""
    cta_id = workspace.add_cta()
    first = workspace.add_task(cta_id, f"{title} 0")
    row, due = workspace.row("task", first), TODAY + timedelta(days)
    row = {name: value for name, value in row.items() if name != "id"}
    with workspace.store.write() as connection:
        rows = [{**row, "title": f"{title} {number}", "due": due} for number in range(2, count)]
        connection.execute(insert(schema.task), rows)
    workspace.tasks().edit([first], {"title": f"{title} 1", "due": due})


def test_cl_7_the_first_that_have_a_word_are_told_before_all_tasks_are_looked_at(
    workspace: Workspace, lists: TaskListService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-1: where many have it; the list says that it goes on, and so does its last group."""
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    add_many(workspace, "Call", 101, 3)
    begun, whole = (lists.listing("call", is_mine=False, first=first) for first in (80, None))
    assert begun.is_partial
    assert begun.groups[-1].is_partial
    assert begun.ids == whole.ids[:80]
    assert len(whole.ids) == 100
    assert whole.is_complete
    assert not any(group.is_partial for group in whole.groups)


def test_cl_7_a_word_that_none_of_the_next_tasks_has_is_looked_for_in_all(
    workspace: Workspace, lists: TaskListService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    monkeypatch.setattr(task_listing, "TRIED", 20)
    add_many(workspace, "Call", 300, 3)
    late = workspace.add_task(workspace.add_cta("Sponsor left", "Hooli"), "Write")
    workspace.tasks().edit([late], {"due": TODAY + timedelta(30)})
    for query in ("write", "sponsor", "hooli"):
        found = lists.listing(query, is_mine=False, first=80)
        assert list(found.ids) == [late]
        assert found.is_complete


def test_cl_7_what_a_part_of_the_next_tasks_has_is_looked_for_in_more_of_them(
    workspace: Workspace, lists: TaskListService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    monkeypatch.setattr(task_listing, "TRIED", 20)
    for title, count, days in (("Call", 12, 0), ("Write", 30, 1), ("Call", 40, 2)):
        add_many(workspace, title, count, days)
    found, whole = (lists.listing("call", is_mine=False, first=first) for first in (80, None))
    assert (found.ids, found.is_complete) == (whole.ids, True)
    assert len(whole.ids) == 11 + 39


@pytest.mark.parametrize("few", [0, task_listing.ASIDE_AT_MOST])
def test_cl_7_what_is_looked_for_in_each_task_and_in_the_index_is_the_same(
    workspace: Workspace,
    lists: TaskListService,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
) -> None:
    """CL-1: however many CTAs have the word, and however many are not open."""
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    monkeypatch.setattr(task_filter_sql, "FEW_CTAS", few)
    monkeypatch.setattr(task_filter_sql, "MANY_PEOPLE", few)
    monkeypatch.setattr(task_listing, "ASIDE_AT_MOST", few)
    tasks = workspace.tasks()
    for name, account, who in (("Léa call", "Globex", "Ana"), ("Sponsor left", "Hooli", "Leo")):
        cta = workspace.add_cta(name, account)
        workspace.ctas().edit([cta], {"comment": f"Ask {who} for the budget"})
        for title, *people in (("Call", "Leo"), ("Write to Ana", "Ana", "Leo"), ("Export", "Sam")):
            made = workspace.add_task(cta, f"{title} {name}", *people)
            tasks.edit([made], {"comments": f"{account}: late" if title == "Export" else ""})
    closed = workspace.add_cta("Sponsor is back", "Hooli")
    workspace.add_task(closed, "Call")
    workspace.ctas().close([closed])
    words = ("", "call", "ana", "leo", "lea", "hooli", "budget", "late", "sponsor left", "zzz")
    parts = ("task:ana", "task:late", "name:call", "-call", "call or hooli", "ana late")
    counts = set()
    for query in (*words, *parts):
        begun = lists.listing(query, is_mine=False, first=1_000)
        whole = lists.listing(query, is_mine=False)
        assert (begun.ids, begun.groups) == (whole.ids, whole.groups), query
        assert lists.counts(query)[1] == len(whole.ids)
        counts.add(len(whole.ids))
    assert counts == {0, 1, 2, 3, 4, 5, 6}


def test_cl_1_a_long_list_follows_in_its_counts(
    workspace: Workspace, lists: TaskListService
) -> None:
    add_many(workspace, "Call", WHOLE_AT_MOST + 9, 0)
    for query in ("", "call"):
        shown = lists.listing(query, is_mine=False)
        (group,) = shown.groups
        done = lists.listing(query, is_mine=False, first=1).ids[0]
        workspace.tasks().complete([TaskId(done)])
        now = lists.now(shown, is_mine=False)
        assert now.ids == shown.ids
        assert [each.count_now for each in now.groups] == [group.count - 1]

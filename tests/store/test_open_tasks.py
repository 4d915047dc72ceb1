"""The open tasks of all CTAs, as the screen and the commands list them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_tui.services.task_lists import TaskListService
from cockpit_tui.store.engine import Store
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

"""Tasks that wait for tasks (TP-16): said by what, refused, with a way out that is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cockpit_tui.domain.errors import Blocked, InvalidInput
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.people import PeopleService
from cockpit_tui.services.tasks import NewTask
from tests.workspace import Workspace


def chain(workspace: Workspace) -> tuple[TaskId, TaskId, TaskId]:
    """Draft ← Review ← Send."""
    cta = workspace.add_cta()
    draft, review, send = (workspace.add_task(cta, name) for name in ("Draft", "Review", "Send"))
    workspace.tasks().edit([review], {"blockers": [draft]})
    workspace.tasks().edit([send], {"blockers": [review]})
    return draft, review, send


def test_tp_16_a_blocked_task_says_by_what_and_refuses_completion(workspace: Workspace) -> None:
    draft, review, _ = chain(workspace)
    cta = workspace.row("task", draft)["cta_id"]
    row = workspace.tasks_of(cta)[1]  # type: ignore[arg-type]
    assert [blocker.title for blocker in row.waits_for] == ["Draft"]
    before = workspace.domain()
    with pytest.raises(Blocked, match="“Review” waits for “Draft”") as refused:
        workspace.tasks().complete([review])
    assert "--anyway" in refused.value.hint
    assert workspace.domain() == before
    completed = workspace.value(Picklist.TASK_STATUS, "Completed")
    with pytest.raises(Blocked):
        workspace.tasks().edit([review], {"status_id": completed})
    assert workspace.domain() == before


def test_the_way_out_completes_it_anyway(workspace: Workspace) -> None:
    _, review, send = chain(workspace)
    workspace.tasks().complete([review], is_forced=True)
    assert workspace.row("task", review)["closed_at"] is not None
    workspace.tasks().complete([send])
    assert workspace.row("task", send)["closed_at"] is not None


def test_what_is_done_or_skipped_blocks_nothing_any_more(workspace: Workspace) -> None:
    draft, review, send = chain(workspace)
    workspace.tasks().complete([draft])
    skipped = workspace.value(Picklist.TASK_STATUS, "Skipped")
    workspace.tasks().edit([review], {"status_id": skipped})
    workspace.tasks().complete([send])
    workspace.tasks().reopen([draft])
    assert workspace.row("task", draft)["closed_at"] is None


def test_tasks_that_are_completed_together_do_not_wait_for_each_other(workspace: Workspace) -> None:
    draft, review, send = chain(workspace)
    workspace.tasks().complete([send, review, draft])
    assert all(workspace.row("task", task)["closed_at"] for task in (draft, review, send))


def test_closing_the_cta_skips_blocked_tasks_too(workspace: Workspace) -> None:
    draft, _, send = chain(workspace)
    cta = workspace.row("task", draft)["cta_id"]
    workspace.ctas().close([cta], close_tasks=True)  # type: ignore[list-item]
    assert workspace.row("task", send)["closed_at"] is not None


def test_two_tasks_never_wait_for_each_other(workspace: Workspace) -> None:
    draft, review, send = chain(workspace)
    for task, blocker in ((draft, send), (draft, review), (draft, draft)):
        with pytest.raises(InvalidInput, match="waits for this task"):
            workspace.tasks().edit([task], {"blockers": [blocker]})
    elsewhere = workspace.add_task(workspace.add_cta("Other"), "Elsewhere")
    with pytest.raises(InvalidInput, match="another CTA"):
        workspace.tasks().edit([draft], {"blockers": [elsewhere]})


def test_a_task_that_is_deleted_sets_free_what_waited_and_undo_ties_it_again(
    workspace: Workspace,
) -> None:
    draft, review, _ = chain(workspace)
    before = workspace.domain()
    workspace.tasks().delete([draft])
    workspace.tasks().complete([review])
    workspace.history().undo()
    workspace.history().undo()
    assert workspace.domain() == before


def test_what_waits_is_in_the_history_of_the_cta(workspace: Workspace) -> None:
    draft, *_ = chain(workspace)
    cta = workspace.row("task", draft)["cta_id"]
    rows = workspace.history().of_record("cta", int(str(cta)))
    assert [row.entity for row in rows].count("task_blocker") == 2


def test_tp_16_a_date_shift_takes_along_what_waits_wherever_it_stands(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    first, second, third = (workspace.add_task(cta, name) for name in ("Send", "Draft", "Print"))
    workspace.tasks().edit([first], {"blockers": [second]})
    due = {task: workspace.row("task", task)["due"] for task in (first, second, third)}
    later = due[second] + timedelta(days=4)  # type: ignore[operator]
    done = workspace.tasks().edit([second], {"due": later}, move_dates=MoveDates.FOLLOWING)
    moved = {task: workspace.row("task", task)["due"] for task in (first, second, third)}
    assert moved == {task: day + timedelta(days=4) for task, day in due.items()}  # type: ignore[operator]
    assert "2 following tasks moved along." in done.notes
    workspace.history().undo()
    assert {task: workspace.row("task", task)["due"] for task in due} == due


def test_tp_16_what_follows_moves_in_working_days_of_whoever_does_it(workspace: Workspace) -> None:
    """And the plan that is shown before is what is written."""
    leo = workspace.people["Leo"]
    admin = PeopleService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)
    admin.set_holidays([leo], "us")
    cta, tasks = workspace.add_cta(), workspace.tasks()
    wednesday, thursday, friday = (date(2026, 11, day) for day in (25, 26, 27))
    first = TaskId(tasks.add(NewTask(cta, "First", wednesday)).ids[0])
    tasks.add(NewTask(cta, "Ana's", wednesday))
    tasks.add(NewTask(cta, "Leo's", wednesday, assignees=(leo,)))
    undated = TaskId(tasks.add(NewTask(cta, "Undated")).ids[0])
    tasks.edit([undated], {"due": None})
    (plan,) = tasks.date_moves({first: thursday})
    assert [(task.title, task.new) for task in plan.moving] == [
        ("Ana's", thursday),
        ("Leo's", friday),
    ], "Thanksgiving is no day of Leo's"
    assert (plan.cta_old, plan.cta_new) == (date(2026, 12, 7), date(2026, 12, 8))
    before = workspace.domain()
    done = tasks.edit([first], {"due": thursday}, move_dates=MoveDates.CTA)
    assert done.notes == ("2 following tasks moved along.", "The CTA is due Tue 8 Dec now.")
    written = {task.id: workspace.row("task", task.id)["due"] for task in plan.tasks}
    assert written == {task.id: task.new for task in plan.tasks}
    workspace.history().undo()
    assert workspace.domain() == before

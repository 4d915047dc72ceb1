"""Verbs on tasks, and what they make the outbox hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import InvalidInput, NotFound, NotMapped, NotPermitted
from cockpit_tui.domain.ids import CtaId, PartId, TaskId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.store.records import task_edits
from tests.workspace import Workspace


def test_an_edit_of_a_task_tells_its_new_value(workspace: Workspace) -> None:
    task = workspace.add_task(workspace.add_cta(), "Call")
    tasks, day = workspace.tasks(), workspace.clock.today()
    people = [workspace.people[name] for name in ("Leo", "Ana", "Sam")]
    done = workspace.value(Picklist.TASK_STATUS, "In progress")
    low = workspace.value(Picklist.PRIORITY, "Low")
    assert [
        tasks.edit([task], {"due": day}).label,
        tasks.edit([task], {"status_id": done}).label,
        tasks.edit([task], {"priority_id": low}).label,
        tasks.assign([task], people).label,
        tasks.edit([task], {"comments": "Left a message"}).label,
        tasks.edit([task], {"comments": ""}).label,
        tasks.edit([task], {"title": "Ring"}).label,
        tasks.edit([task], {"title": "Ring up", "priority_id": low}).label,
    ] == [
        f"Due date set to {to_long_date(day, day)}: task “Call”",
        "Status set to In progress: task “Call”",
        "Priority set to Low: task “Call”",
        "Assigned to Leo, Ana and 1 more: task “Call”",
        "Comments written on task “Call”",
        "Comments removed from task “Call”",
        "Renamed task “Ring”",
        "Edited task “Ring up”",
    ]


def test_tp_1_a_task_cannot_stand_alone(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        workspace.tasks().add(NewTask(CtaId(999), "Call"))
    assert workspace.domain()["task"] == []


def test_tp_3_made_by_hand_or_by_rule_tasks_differ_in_their_origin_alone(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.tasks().add(NewTask(cta, "Call"))
    workspace.tasks().add(NewTask(cta, "Call"), source="rule")
    by_hand, by_rule = workspace.domain()["task"]
    differing = {name for name in by_hand if by_hand[name] != by_rule[name]}
    assert differing == {"id", "position", "source"}
    assert (by_hand["source"], by_rule["source"]) == ("person", "rule")


def test_tp_4_one_ctas_tasks_have_different_owners(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    for name in ("Ana", "Leo", "Sam"):
        workspace.add_task(cta, f"{name}'s", name)
    parts = workspace.domain()["task_part"]
    assert [part["assignee_id"] for part in parts] == [
        workspace.people[name] for name in ("Ana", "Leo", "Sam")
    ]


def test_a_task_of_two_closes_when_both_parts_are_closed(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta, "Call", "Ana", "Leo")
    first, second = (PartId(int(str(p["id"]))) for p in workspace.domain()["task_part"])
    done = workspace.value(Picklist.TASK_STATUS, "Completed")
    opened = workspace.value(Picklist.TASK_STATUS, "Open")
    for part, is_closed in ((first, False), (second, True)):
        with workspace.ctas().work("part done") as work:
            task_edits.set_part_status(work, part, done)
        assert (workspace.row("task", task)["closed_at"] is not None) is is_closed
    with workspace.ctas().work("part reopened") as work:
        task_edits.set_part_status(work, first, opened)
    assert workspace.row("task", task)["closed_at"] is None


def test_completing_in_the_cockpit_closes_every_part_at_once(workspace: Workspace) -> None:
    task = workspace.add_task(workspace.add_cta(), "Call", "Ana", "Leo")
    workspace.tasks().complete([task])
    assert {part["status_id"] for part in workspace.domain()["task_part"]} == {
        workspace.value(Picklist.TASK_STATUS, "Completed")
    }


def test_a_new_assignee_takes_over_the_part_of_the_one_who_goes(workspace: Workspace) -> None:
    task = workspace.add_task(workspace.add_cta(), "Call", "Ana", "Leo")
    before = [part["id"] for part in workspace.domain()["task_part"]]
    workspace.tasks().assign([task], [workspace.people["Sam"], workspace.people["Leo"]])
    after = workspace.domain()["task_part"]
    assert [part["id"] for part in after] == before
    assert after[0]["assignee_id"] == workspace.people["Sam"]


def test_a_task_without_assignee_is_refused(workspace: Workspace) -> None:
    task = workspace.add_task(workspace.add_cta())
    with pytest.raises(InvalidInput, match="assignee"):
        workspace.tasks().assign([task], [])


def test_cd_8_a_task_due_after_its_cta_is_warned_about_and_kept(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    done = workspace.tasks().add(NewTask(cta, "Late", due=date(2027, 1, 1)))
    assert done.notes == ("The CTA is due Mon 7 Dec, before this task.",)
    assert workspace.row("task", done.ids[0])["due"] == date(2027, 1, 1)


def test_cd_8_the_cta_moves_to_its_latest_task_when_asked(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    done = workspace.tasks().add(NewTask(cta, "Late", due=date(2027, 1, 1)), move_cta=True)
    assert done.notes == ("The CTA is due Fri 1 Jan 2027 now.",)
    assert workspace.row("cta", cta)["due"] == date(2027, 1, 1)
    workspace.history().undo()
    assert workspace.row("cta", cta)["due"] == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("move", "tasks", "cta_due"),
    [
        (MoveDates.THIS, (24, 27, 26, 27), date(2026, 12, 7)),
        (MoveDates.FOLLOWING, (24, 27, 30, 27), date(2026, 12, 7)),
        (MoveDates.CTA, (24, 27, 30, 27), date(2026, 12, 9)),
    ],
)
def test_cd_9_a_tasks_date_takes_along_what_was_asked_for(
    workspace: Workspace, move: MoveDates, tasks: tuple[int, ...], cta_due: date
) -> None:
    cta = workspace.add_cta()
    ids = [
        workspace.tasks().add(NewTask(cta, f"Number {day}", due=date(2026, 11, day))).ids[0]
        for day in (24, 25, 26, 27)
    ]
    workspace.tasks().complete([TaskId(ids[3])])
    workspace.tasks().edit([TaskId(ids[1])], {"due": date(2026, 11, 27)}, move_dates=move)
    found = tuple(workspace.row("task", task)["due"] for task in ids)
    assert found == tuple(date(2026, 11, day) for day in tasks), "closed ones stay"
    assert workspace.row("cta", cta)["due"] == cta_due


def test_cd_9_what_follows_several_tasks_of_several_ctas_moves_once_and_one_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    """Each follows the last of those before it; what is moved itself follows nothing."""
    tasks = workspace.tasks()
    first, second = workspace.add_cta("A"), workspace.add_cta("B")
    monday = date(2026, 11, 23)
    ids = {
        title: TaskId(tasks.add(NewTask(cta, title, due=monday)).ids[0])
        for cta, titles in ((first, "abcd"), (second, "xy"))
        for title in titles
    }
    tasks.edit([ids["a"]], {"blockers": [ids["d"]]})
    before = workspace.domain()
    days = {ids["b"]: date(2026, 11, 24), ids["d"]: date(2026, 11, 26), ids["x"]: monday}
    plans = tasks.date_moves(days)
    assert [(plan.cta, [(task.title, task.new) for task in plan.tasks]) for plan in plans] == [
        ("A", [("a", date(2026, 11, 26)), ("c", date(2026, 11, 24))]),
        ("B", [("y", monday)]),
    ]
    assert [plan.cta_new for plan in plans] == [date(2026, 12, 10), date(2026, 12, 7)]
    done = tasks.shift([ids["b"], ids["x"]], 1, move_dates=MoveDates.CTA)
    assert done.notes == ("3 following tasks moved along.", "2 CTAs moved along.")
    found = {title: workspace.row("task", number)["due"] for title, number in ids.items()}
    tuesday = date(2026, 11, 24)
    assert found == {"a": monday, **dict.fromkeys("bcdxy", tuesday)}
    assert {workspace.row("cta", cta)["due"] for cta in (first, second)} == {date(2026, 12, 8)}
    workspace.history().undo()
    assert workspace.domain() == before
    done = tasks.edit([ids["a"], ids["x"]], {"due": date(2027, 1, 4)}, move_dates=MoveDates.CTA)
    assert done.notes[:2] == ("4 following tasks moved along.", "2 CTAs moved along.")
    workspace.history().undo()
    assert workspace.domain() == before


def test_sy_9_syncing_refuses_until_a_mapping_is_saved(workspace: Workspace) -> None:
    task = workspace.add_task(workspace.add_cta())
    with pytest.raises(NotMapped):
        workspace.tasks().sync([task])
    assert workspace.operations() == []
    workspace.map_fields()
    workspace.tasks().sync([task])
    assert workspace.operations() == [("create", "pending")]


def test_sy_2_syncing_and_desyncing_before_anything_was_sent_leaves_nothing_to_send(
    workspace: Workspace,
) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta())
    workspace.tasks().sync([task])
    workspace.tasks().desync([task], keep_in_salesforce=False)
    assert workspace.operations() == []


def test_edits_before_sending_are_one_operation_with_the_last_value(workspace: Workspace) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta())
    workspace.tasks().sync([task])
    workspace.tasks().edit([task], {"title": "One"})
    workspace.tasks().edit([task], {"title": "Two", "comments": "words"})
    assert workspace.operations() == [("create", "pending")]


def test_each_assignee_is_a_salesforce_task_of_its_own(workspace: Workspace) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta(), "Call", "Ana", "Leo", "Sam")
    workspace.tasks().sync([task])
    assert workspace.operations() == [("create", "pending")] * 3


def test_sy_3_the_automatic_switch_mirrors_on_create_and_on_change(workspace: Workspace) -> None:
    workspace.map_fields()
    cta = workspace.add_cta()
    before = workspace.add_task(cta, "Before the switch")
    assert workspace.operations() == []
    workspace.practice = Practice(auto_sync=True)
    workspace.add_task(cta, "After the switch")
    assert workspace.operations() == [("create", "pending")]
    workspace.tasks().edit([before], {"title": "Changed"})
    assert workspace.operations() == [("create", "pending")] * 2


def test_an_unmirrored_task_owes_salesforce_nothing(workspace: Workspace) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta())
    workspace.tasks().complete([task])
    workspace.tasks().delete([task])
    assert workspace.operations() == []


def test_cl_22_a_shift_moves_each_date_by_as_many_days_and_undo_takes_it_back(
    workspace: Workspace,
) -> None:
    """CD-8: CTAs that would be due before their tasks are counted, or moved along."""
    tasks, today = workspace.tasks(), workspace.clock.today()
    first, second = workspace.add_cta("A"), workspace.add_cta("B")
    workspace.ctas().edit([first, second], {"due": today + timedelta(4)})
    ids = [workspace.add_task(cta, f"T{n}") for n, cta in enumerate((first, first, second))]
    for task_id, days in zip(ids, (1, 3, 0), strict=True):
        tasks.edit([task_id], {"due": today + timedelta(days)})
    undated = workspace.add_task(second, "Some day")
    tasks.edit([undated], {"due": None})
    before = workspace.domain()
    done = tasks.shift([*ids, undated], 2)
    assert [workspace.row("task", task_id)["due"] for task_id in (*ids, undated)] == [
        today + timedelta(3),
        today + timedelta(5),
        today + timedelta(2),
        None,
    ]
    assert done.label == "Shifted 3 tasks: 2 days later"
    assert done.notes == (
        "1 CTA is due before these tasks.",
        "1 of 4 without a due date: left as before.",
    )
    workspace.history().undo()
    assert workspace.domain() == before
    done = tasks.shift(ids, 9, move_cta=True)
    assert done.notes == ("2 CTAs moved to the last of their tasks.",)
    assert workspace.row("cta", first)["due"] == today + timedelta(12)
    assert workspace.row("cta", second)["due"] == today + timedelta(9)
    assert tasks.shift([ids[0]], -1).label.endswith("1 day earlier")
    with pytest.raises(InvalidInput, match="more than ten years"):
        tasks.shift(ids, 99_999)
    done = tasks.shift([undated, ids[0]], 1)
    assert done.label == "Shifted “T0”, Globex: 1 day later"
    assert done.notes[-1] == "1 of 2 without a due date: left as before."
    with pytest.raises(InvalidInput, match="No due date"):
        tasks.shift([undated], 1)
    with pytest.raises(InvalidInput, match="0 days"):
        tasks.shift(ids, 0)


def test_cl_22_a_shift_needs_the_right_on_each_task(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta, "Call", "Leo")
    with pytest.raises(NotPermitted):
        workspace.tasks("Vera").shift([task], 1)

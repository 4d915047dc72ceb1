"""One verb on several tasks: marked in the pane, shown before, undone at once (CL-22)."""

from __future__ import annotations

from datetime import date, timedelta

from textual.pilot import Pilot

from tests.screens.bench import Bench, cockpit, picture, press, wait_until
from tests.screens.test_activities import with_their_tasks
from tests.screens.test_typing_ahead import pause_passed

TO_TASKS = ("slash", *"usage", "enter", "tab")
ALL = ("Pull report", "Call sponsor", "Exec talk")


def dues(bench: Bench) -> list[object]:
    return [bench.task(title)["due"] for title in ALL]


def set_dues(bench: Bench, *offsets: int) -> None:
    for title, offset in zip(ALL, offsets, strict=True):
        bench.workspace.tasks().edit([bench.tasks[title]], {"due": bench.day(offset)})


def assignees(bench: Bench) -> list[str]:
    return [
        ", ".join(task.assignees) for task in bench.workspace.tasks_of(bench.ctas["Usage down"])
    ]


def test_cl_22_marked_tasks_are_reassigned_after_one_preview_and_one_undo_takes_it_back(
    bench: Bench,
) -> None:
    before = assignees(bench)

    async def steps(pilot: Pilot[None]) -> None:
        pane = cockpit(pilot).pane
        await press(pilot, "tab", "space", "space")
        assert pane.marked == tuple(bench.tasks[title] for title in ALL[:2])
        assert "● 2 marked" in picture(pilot).splitlines()[-1]
        await press(pilot, "o", *"Sam", "enter")
        shown = picture(pilot)
        assert "Assignees of 2 tasks" in shown, shown
        assert "nothing is written yet" in shown
        assert assignees(bench) == before
        await press(pilot, "enter")
        assert assignees(bench) == ["Sam", "Sam", before[2]]
        await press(pilot, "u")
        assert assignees(bench) == before
        await press(pilot, "escape")
        assert not cockpit(pilot).pane.marked
        assert cockpit(pilot).is_in_pane

    bench.drive(steps)


def test_cl_22_priority_status_and_completion_leave_out_what_has_them_or_waits(
    bench: Bench,
) -> None:
    tasks = bench.workspace.tasks()
    tasks.edit([bench.tasks["Exec talk"]], {"blockers": [bench.tasks["Call sponsor"]]})
    tasks.complete([bench.tasks["Pull report"]])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "ctrl+a", "p", "1")
        assert "Priority: nothing would change" in picture(pilot), "they have the CTA's"
        await press(pilot, "escape", "p", "3", "enter")
        assert {bench.label(bench.task(title)["priority_id"]) for title in ALL} == {"Low"}
        await press(pilot, "escape", "G", "home")
        while cockpit(pilot).task_id != bench.tasks["Pull report"]:
            await press(pilot, "j")
        await press(pilot, "space", "j", "space", "c")
        shown = picture(pilot)
        assert "Completion: nothing would change" in shown, shown
        assert "waits for “Call sponsor”" in shown
        await press(pilot, "escape", "ctrl+a", "ctrl+a", "ctrl+a", "c")
        shown = picture(pilot)
        assert "Completion of 2 of 3 tasks" in shown, shown
        await press(pilot, "enter")
        assert all(bench.task(title)["closed_at"] is not None for title in ALL)
        await press(pilot, "u")
        assert bench.task("Exec talk")["closed_at"] is None
        assert bench.task("Pull report")["closed_at"] is not None

    bench.drive(steps)


def test_cl_22_dates_are_set_for_all_or_shifted_each_by_as_many_days(bench: Bench) -> None:
    set_dues(bench, 1, 2, 5)
    bench.workspace.ctas().edit([bench.ctas["Usage down"]], {"due": bench.day(30)})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_TASKS, "ctrl+a", "d", *"+3d", "enter")
        assert "2 days later: “Pull report”" in picture(pilot), picture(pilot)
        await press(pilot, "m")
        assert "Due date of 3 tasks" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        assert dues(bench) == [bench.day(offset) for offset in (3, 4, 7)]
        await press(pilot, "u", "d", *"+3d", "enter", "s")
        assert "No open task after them" in picture(pilot), picture(pilot)
        await press(pilot, "t", "enter")
        assert dues(bench) == [bench.day(3)] * 3
        await press(pilot, "u")
        assert dues(bench) == [bench.day(offset) for offset in (1, 2, 5)]

    bench.drive(steps)


def test_cd_8_marked_tasks_past_their_cta_offer_to_move_it_to_the_last_of_them(
    bench: Bench,
) -> None:
    set_dues(bench, 1, 2, 5)
    bench.workspace.ctas().edit([bench.ctas["Usage down"]], {"due": bench.day(6)})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_TASKS, "ctrl+a", "d", *"+3d", "enter", "m", "t")
        assert "CTAs are due before these tasks" in picture(pilot), picture(pilot)
        assert "1 of 1 CTA" in picture(pilot)
        await press(pilot, "m", "enter")
        assert bench.cta("Usage down")["due"] == bench.day(7)
        assert "1 CTA moved" in picture(pilot), picture(pilot)
        await press(pilot, "u")
        assert bench.cta("Usage down")["due"] == bench.day(6)

    bench.drive(steps)


def test_cl_22_deleting_asks_once_and_repeats_on_what_is_marked(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "tab", "p", "3", "space", "j", "V", "full_stop")
        assert "Priority of 2 of 3 tasks" in picture(pilot), picture(pilot)
        await press(pilot, "enter", "x")
        assert "Delete of 3 tasks" in picture(pilot)
        await press(pilot, "enter")
        assert bench.workspace.tasks_of(bench.ctas["Usage down"]) == []
        assert len(screen.pane.marked) == 0
        await press(pilot, "u")
        assert len(bench.workspace.tasks_of(bench.ctas["Usage down"])) == 3

    bench.drive(steps)


def test_marks_of_tasks_and_of_ctas_are_apart_and_end_with_their_cta(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "space", "g", "g", "tab", "space")
        assert (len(screen.cta_list.marked), len(screen.pane.marked)) == (1, 1)
        await press(pilot, "m", *"Mine alone", "ctrl+s")
        assert [bench.task(title)["comments"] for title in ALL] == ["", "Mine alone", ""]
        await press(pilot, "tab", "j")
        assert (len(screen.cta_list.marked), len(screen.pane.marked)) == (1, 0)

    bench.drive(steps)


def test_a_shift_past_the_end_of_the_calendar_is_refused_in_words(bench: Bench) -> None:
    for title in ALL[:2]:
        bench.workspace.tasks().edit([bench.tasks[title]], {"due": date.max - timedelta(9)})

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "ctrl+a", "d", *"today", "enter")
        assert "Move each by as many days" in picture(pilot)
        await press(pilot, "m")
        assert "more than ten years" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_cl_22_marks_count_while_one_stands_on_an_activity(bench: Bench) -> None:
    """What is done to one record alone needs that under the cursor."""
    with_their_tasks(bench)

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "tab", "space", "space", "G")
        assert screen.activity_id is not None, picture(pilot)
        footer = picture(pilot).splitlines()[-1]
        assert "● 2 marked" in footer
        assert "p priority" in footer, footer
        assert "comment" not in footer
        await press(pilot, "p", "3")
        assert "Priority of 2 tasks" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        assert [bench.label(bench.task(title)["priority_id"]) for title in ALL[:2]] == ["Low"] * 2
        await press(pilot, "d", *"+3d", "enter")
        assert "2 tasks" in picture(pilot), picture(pilot)
        await press(pilot, "escape", "escape", "escape", "escape", "m")
        assert "m does nothing here" in picture(pilot), picture(pilot)
        await wait_until(pilot, pause_passed(0.6), "the pause after the key")
        await press(pilot, "full_stop")
        assert "Priority: nothing would change" in picture(pilot), picture(pilot)
        await press(pilot, "escape", "escape")
        assert not screen.pane.marked
        await press(pilot, "p")
        assert "p does nothing here" in picture(pilot), picture(pilot)

    bench.drive(steps)

"""`X` on a record in conflict opens the sync screen at it; elsewhere at what is most urgent."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from textual.pilot import Pilot

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.over.sync import SyncScreen
from cockpit_tui.screens.over.sync_words import SyncTab
from cockpit_tui.store.mirror.conflicts import NewConflict, record_conflicts
from cockpit_tui.store.tables import schema
from cockpit_widgets.panes.conflict_pane import ConflictPane
from cockpit_widgets.panes.sync_list import SyncList
from tests.screens.bench import Bench, cockpit, lines, picture, press, settle
from tests.snapshots.conftest import connect, set_part_state

IN_CONFLICT = ("Pull report", "Call sponsor", "Exec talk", "Ask the unit")
"""In the order of the tasks; the newest conflict stands first in the list, so the last of these."""


def disagree(bench: Bench, task_id: TaskId, **more: int) -> None:
    """Two fields of a task wait for a person, and further ones with their ids."""
    part = schema.task_part
    with bench.store.write() as connection:
        part_id = connection.scalar(select(part.c.id).where(part.c.task_id == task_id))
        assert part_id is not None
        found = [
            NewConflict(part_id, None, field, "Was", "Mine", "Theirs", "Sam", "ask", "ask")
            for field in ("comments", "title")
        ]
        found += [
            NewConflict(part_id, None, field, number, number, number, "Sam", "ask", "ask")
            for field, number in more.items()
        ]
        record_conflicts(connection, found, bench.clock.now())


def four_conflicts(bench: Bench) -> None:
    connect(bench)
    other = bench.ctas["Second unit asks"]
    bench.tasks["Ask the unit"] = bench.workspace.add_task(other, "Ask the unit", "Leo")
    for title in IN_CONFLICT:
        disagree(bench, bench.tasks[title])


def standing(pilot: Pilot[None]) -> tuple[str, str]:
    """The record under the list's cursor, and the field under the pane's."""
    screen = pilot.app.screen
    assert isinstance(screen, SyncScreen)
    (row,) = (line for line in lines(screen.query_one(SyncList)) if line.startswith("▌"))
    pane = screen.query_one(ConflictPane)
    assert pane.has_focus
    (field,) = (line for line in lines(pane) if line.startswith("▌"))
    return row[3:].split("  ")[0].strip(), field[3:].split()[0]


def test_x_on_a_task_opens_its_first_conflict_and_esc_comes_back_to_it(bench: Bench) -> None:
    four_conflicts(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "j")
        task_id = cockpit(pilot).task_id
        assert task_id == bench.tasks["Call sponsor"]
        await press(pilot, "X")
        assert standing(pilot) == ("Call sponsor", "Title")
        await press(pilot, "left", "right", "enter")
        assert bench.task("Call sponsor")["title"] == "Call sponsor", "mine is what stands here"
        assert bench.task("Call sponsor")["comments"] == "Theirs"
        await press(pilot, "escape")
        assert pilot.app.screen is cockpit(pilot)
        assert cockpit(pilot).task_id == task_id

    bench.drive(steps)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
def test_the_pane_names_the_key_that_settles_a_conflict(
    bench: Bench, size: tuple[int, int]
) -> None:
    set_part_state(bench, "Pull report", "conflict")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "enter")
        assert "≠ in conflict; X settles it" in picture(pilot), picture(pilot)

    bench.drive(steps, size=size)


def test_x_on_a_cta_opens_the_first_conflict_of_its_tasks(bench: Bench) -> None:
    four_conflicts(bench)

    async def steps(pilot: Pilot[None]) -> None:
        assert cockpit(pilot).cta_id == bench.ctas["Usage down"]
        await press(pilot, "X")
        assert standing(pilot) == ("Exec talk", "Title")
        await press(pilot, "escape", "j", "X")
        assert standing(pilot) == ("Ask the unit", "Title"), "a CTA without one: the newest of all"

    bench.drive(steps)


def test_x_on_a_task_without_a_conflict_begins_with_the_most_urgent(bench: Bench) -> None:
    connect(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "X")
        screen = pilot.app.screen
        assert isinstance(screen, SyncScreen)
        assert screen._tab is SyncTab.OUTBOX
        await press(pilot, "escape")
        disagree(bench, bench.tasks["Exec talk"])
        assert cockpit(pilot).task_id == bench.tasks["Pull report"]
        await press(pilot, "X")
        assert standing(pilot) == ("Exec talk", "Title")

    bench.drive(steps)


def test_the_record_is_in_sight_in_a_list_of_many(bench: Bench) -> None:
    four_conflicts(bench)
    more = [bench.workspace.add_task(bench.ctas["Usage down"], f"Step {n}") for n in range(20)]
    for task_id in more:
        disagree(bench, task_id)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "X")
        assert standing(pilot) == ("Pull report", "Title")

    bench.drive(steps, size=(100, 24))


def test_what_was_written_by_hand_outlives_a_failed_save(bench: Bench) -> None:
    connect(bench)
    done = bench.workspace.value(Picklist.TASK_STATUS, "Completed")
    opened = bench.workspace.value(Picklist.TASK_STATUS, "Open")
    disagree(bench, bench.tasks["Call sponsor"], status_id=opened)
    bench.workspace.tasks().edit(
        [bench.tasks["Call sponsor"]], {"blockers": [bench.tasks["Pull report"]]}
    )

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "j", "X")
        assert standing(pilot) == ("Call sponsor", "Title")
        await press(pilot, "E", "end", *"?!", "enter", "E", *"comp", "enter")
        assert "Completed" in picture(pilot)
        await press(pilot, "enter")
        assert "waits for “Pull report”" in picture(pilot), picture(pilot)
        await press(pilot, "escape")
        assert "✓ Written: Mine?!" in picture(pilot), picture(pilot)
        bench.workspace.tasks().complete([bench.tasks["Pull report"]])
        await press(pilot, "enter")
        row = bench.task("Call sponsor")
        assert (row["title"], row["status_id"]) == ("Mine?!", done), "nothing has to be typed again"
        screen = pilot.app.screen
        assert isinstance(screen, SyncScreen)
        assert (screen.verbs.ticked, screen.verbs.own) == ({}, {})

    bench.drive(steps)


def test_a_contact_is_not_written_by_hand_and_that_is_what_is_said(bench: Bench) -> None:
    connect(bench)
    disagree(bench, bench.tasks["Pull report"], contact_id=1)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab", "X", "j", "j", "E")
        assert "was deleted" not in picture(pilot)
        assert "A contact is not written by hand here" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_a_conflict_that_is_still_being_saved_is_waited_for(bench: Bench) -> None:
    """An undo of settling, and `X` right after it."""
    connect(bench)
    gate = threading.Event()

    def save() -> None:
        assert gate.wait(10)
        disagree(bench, bench.tasks["Pull report"])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "tab")
        verbs = cockpit(pilot).verbs
        assert verbs is not None
        verbs.runner.writer.run(save)
        await pilot.press("X")
        await pilot.pause()
        gate.set()
        await settle(pilot)
        assert standing(pilot) == ("Pull report", "Title")

    bench.drive(steps)


def test_a_reading_that_the_mirror_asks_for_before_the_first_answer_begins_no_less(
    bench: Bench,
) -> None:
    """It takes the place of the one that still waits, and is then the first."""
    four_conflicts(bench)
    gate = threading.Event()

    async def steps(pilot: Pilot[None]) -> None:
        reader = cockpit(pilot).reader
        assert reader is not None
        reader.quick.run(lambda: gate.wait(10))
        await pilot.press("X")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, SyncScreen)
        screen.store_moved()
        gate.set()
        await settle(pilot)
        assert standing(pilot) == ("Exec talk", "Title")

    bench.drive(steps)


def test_what_keeps_the_exchange_from_going_on_is_told_whole_with_the_key(bench: Bench) -> None:
    problem = "The connection broke before an answer came, and this is more than a header holds."
    connect(bench, problem=problem)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "X")
        shown = " ".join(picture(pilot).split())
        assert f"× {problem} Edits are kept." in shown
        assert "R tries now." in shown

    bench.drive(steps, (80, 24))

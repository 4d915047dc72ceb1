"""Open tasks while they are being saved, and while they are being read (CL-1, CL-7, CL-22)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.screens.base import view_reader
from cockpit_tui.screens.over.tasks import TasksScreen
from cockpit_tui.store.lists import task_filter_sql
from cockpit_tui.store.tables import schema
from cockpit_widgets.open_tasks.list import OpenTaskList
from tests.screens.bench import Bench, cockpit, lines, picture, press, settle, wait_until
from tests.screens.test_slow_store import slow

MANY = 620
"""Tasks, beside the bench's own."""


def add_many(bench: Bench) -> None:
    """Tasks 1000 to 1619 of one CTA, all due on one day after the others."""
    row, due = bench.task("Pull report"), bench.day(50)
    rows = [
        {**row, "id": number, "title": f"Many {number}", "due": due, "position": number}
        for number in range(1_000, 1_000 + MANY)
    ]
    with bench.store.write() as connection:
        connection.execute(insert(schema.task), rows)
    # So the index of words has theirs.
    bench.workspace.tasks().edit([TaskId(1_000)], {"title": "Many of them"})


def test_cl_1_what_is_being_saved_shows_it(bench: Bench) -> None:
    """CL-22: the task that a verb was for, wherever the cursor is by then; once saved no more."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "p")
        screen = pilot.app.screen_stack[-2]
        assert isinstance(screen, TasksScreen)
        shown, first = screen.query_one(OpenTaskList), screen.task_id
        with slow(bench):
            await pilot.press("3", "j")
            await wait_until(pilot, lambda: "…" in " ".join(lines(shown)), "the sign")
            signed = [line for line in lines(shown) if "…" in line]
            assert len(signed) == 1
            (title,) = [title for title, task_id in bench.tasks.items() if task_id == first]
            assert title in signed[0]
        await settle(pilot)
        assert "…" not in " ".join(lines(shown)), picture(pilot)

    bench.drive(steps, (100, 30))


def test_cl_7_the_rest_comes_also_where_the_cockpit_reads_its_list_while_one_types(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That ended the pause of typing, which was one for both."""
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    monkeypatch.setattr(view_reader, "PAUSE_SECONDS", 0.5)
    add_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2")
        await pilot.press("slash", *"many")
        await wait_until(pilot, lambda: "80+ tasks" in picture(pilot), "the first of them")
        cockpit(pilot).read_again()
        await settle(pilot)
        assert f"{MANY} tasks" in picture(pilot), picture(pilot)

    bench.drive(steps, (100, 30))


def test_cl_7_many_that_have_a_word_come_as_they_are_met(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-1: how many they are is told once all of them are known."""
    monkeypatch.setattr(task_filter_sql, "RARE_CTAS", 0)
    add_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2")
        assert f"2 Team {MANY + len(bench.tasks)}" in picture(pilot), picture(pilot)
        await pilot.press("slash", *"many")
        await wait_until(pilot, lambda: "80+ tasks" in picture(pilot), "the first of them")
        tabs = picture(pilot).splitlines()[1]
        assert tabs.split() == ["1", "Mine", "2", "Team"], "what they told was of another filter"
        await settle(pilot)
        assert f"{MANY} tasks" in picture(pilot), picture(pilot)
        assert f"2 Team {MANY}" in picture(pilot)
        await press(pilot, "enter", "G")
        screen = pilot.app.screen
        assert isinstance(screen, TasksScreen)
        assert screen.task_id == 999 + MANY, picture(pilot)

    bench.drive(steps, (100, 30))

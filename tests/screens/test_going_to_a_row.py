"""Keys after an undo whose row is in the part of a long list that is still being read (D1)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from textual import events
from textual.pilot import Pilot

from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.base.type_ahead import PATIENCE_SECONDS
from cockpit_tui.screens.over.tasks import TasksScreen
from cockpit_widgets.open_tasks.list import OpenTaskList
from tests.screens.bench import Bench, burst, cockpit, picture, press, settle, wait_until
from tests.screens.test_bulk import MANY, load_many
from tests.screens.test_task_reading import add_many

LAST_TASK = 1_619


@contextmanager
def rest_held(pilot: Pilot[None]) -> Iterator[None]:
    """Of long lists only the beginning is read for as long as this lasts."""
    gate, reader = threading.Event(), cockpit(pilot).reader
    assert reader is not None
    reader.slow.run(gate.wait)
    try:
        yield
    finally:
        gate.set()


async def undo_far_below(pilot: Pilot[None], screen: CommandScreen) -> None:
    """Until the beginning of the list is read again, without what the undo was about."""
    await pilot.press("u")
    await wait_until(pilot, lambda: screen.going_to is not None, "the undo")
    reader = screen.reader
    assert reader is not None
    await wait_until(pilot, lambda: not reader.quick.is_busy, "the beginning of the list")
    await pilot.pause()


def much_later(key: str) -> events.Key:
    """A key that is typed once nobody has patience any more."""
    event = events.Key(key, key)
    event.time += PATIENCE_SECONDS + 1
    return event


def is_milestone(bench: Bench, number: int) -> bool:
    return bool(bench.workspace.row("cta", number)["is_milestone"])


def test_d1_a_verb_after_an_undo_waits_for_the_row_that_it_was_about(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "G", "f", "home")
        with rest_held(pilot):
            await undo_far_below(pilot, cockpit(pilot))
            await pilot.press("M")
        await settle(pilot)
        assert cockpit(pilot).cta_list.cursor_id == MANY, picture(pilot)

    bench.drive(steps)
    assert [is_milestone(bench, number) for number in (1, MANY)] == [False, True]


@pytest.mark.parametrize("keys", ["kk", "1jj"])
def test_d1_what_is_typed_after_an_undo_is_not_pulled_away_later(
    workspace_bench: Bench, keys: str
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "G", "f", "home")
        screen = cockpit(pilot)
        with rest_held(pilot):
            await undo_far_below(pilot, screen)
            await pilot.press(*keys)
        await settle(pilot)
        assert screen.cta_list.cursor_id == (MANY - 2 if keys == "kk" else 3), picture(pilot)
        assert screen.going_to is None

    bench.drive(steps)


def test_d1_whoever_waits_no_longer_for_the_row_stays_where_they_are(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "G", "f", "home")
        cta_list = cockpit(pilot).cta_list
        with rest_held(pilot):
            await undo_far_below(pilot, cockpit(pilot))
            await pilot.press("j")
            assert cta_list.cursor_id == 1
            pilot.app.post_message(much_later("j"))
            await wait_until(pilot, lambda: cta_list.cursor_id == 2, "the impatient key")
            await pilot.press("j")
            assert cta_list.cursor_id == 3, "and those after it"
        await settle(pilot)
        assert cta_list.listing.is_complete
        assert cta_list.cursor_id == 3, picture(pilot)

    bench.drive(steps)


def test_d1_a_click_after_an_undo_keeps_the_cursor_there(workspace_bench: Bench) -> None:
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "G", "f", "home")
        cta_list = cockpit(pilot).cta_list
        with rest_held(pilot):
            await undo_far_below(pilot, cockpit(pilot))
            await pilot.click(cta_list, offset=(10, 5))
            await wait_until(pilot, lambda: cta_list.cursor_id not in (1, None), "the click")
            clicked = cta_list.cursor_id
        await settle(pilot)
        assert cta_list.listing.is_complete
        assert cta_list.cursor_id == clicked, picture(pilot)

    bench.drive(steps)


def test_d1_keys_wait_for_the_row_no_longer_where_the_rest_cannot_be_read(
    workspace_bench: Bench,
) -> None:
    bench = workspace_bench
    load_many(bench)

    def rename(name: str, to: str) -> None:
        with bench.store.write() as connection:
            connection.execute(text(f"ALTER TABLE {name} RENAME TO {to}"))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "G", "f", "home")
        screen = cockpit(pilot)
        with rest_held(pilot):
            await undo_far_below(pilot, screen)
            rename("cta", "lost")
        await settle(pilot)
        await press(pilot, "j")
        assert screen.cta_list.cursor_id == 2, picture(pilot)
        assert "There is no workspace" in picture(pilot)
        rename("lost", "cta")
        await press(pilot, "f5")
        assert screen.cta_list.listing.is_complete
        assert screen.cta_list.cursor_id == 2, picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize("is_patient", [True, False])
def test_d1_among_open_tasks_a_verb_after_an_undo_waits_for_the_task(
    bench: Bench, is_patient: bool
) -> None:
    add_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "2", "G", "p", "3", "home")
        screen = pilot.app.screen
        assert isinstance(screen, TasksScreen)
        task_list = screen.query_one(OpenTaskList)
        first = screen.task_id
        with rest_held(pilot):
            await undo_far_below(pilot, screen)
            if is_patient:
                await pilot.press("k", "k")
            else:
                await pilot.press("j")
                pilot.app.post_message(much_later("j"))
                await wait_until(pilot, lambda: screen.task_id != first, "the impatient key")
                first = screen.task_id
        await settle(pilot)
        assert task_list.listing.is_complete
        assert screen.task_id == (LAST_TASK - 2 if is_patient else first), picture(pilot)
        await burst(pilot, ["q"])

    bench.drive(steps)

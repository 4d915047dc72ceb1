"""A screen that is left while it saves: nothing breaks, and what was saved is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from textual.pilot import Pilot

from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until
from tests.screens.test_conflicts import disagree
from tests.snapshots.conftest import connect


@contextmanager
def another_writer(bench: Bench) -> Iterator[None]:
    """Somebody else is writing: what is saved meanwhile waits for its end."""
    with closing(sqlite3.connect(bench.store.url.database or "")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


async def leave_while_it_saves(bench: Bench, pilot: Pilot[None], key: str) -> None:
    verbs = cockpit(pilot).verbs
    assert verbs is not None
    assert pilot.app.screen is not cockpit(pilot)
    with another_writer(bench):
        await pilot.press(key)
        await wait_until(pilot, lambda: verbs.runner.writer.is_busy, "the save")
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is cockpit(pilot), "the cockpit")
    await settle(pilot)


@pytest.mark.parametrize("screen", ["K", "Q"])
def test_what_was_saved_after_its_screen_was_left_is_told_on_the_one_beneath(
    bench: Bench, screen: str
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, screen)
        await leave_while_it_saves(bench, pilot, "f")
        assert "✓ Flagged" in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_a_conflict_that_was_settled_as_one_left_is_told(bench: Bench) -> None:
    connect(bench)
    disagree(bench, bench.tasks["Pull report"])

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "X", "left", "right")
        await leave_while_it_saves(bench, pilot, "enter")
        assert "✓ Settled 2 conflicts" in picture(pilot), picture(pilot)

    bench.drive(steps)

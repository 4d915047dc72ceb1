"""Verbs on a customer's activities: logging, and adopting (SY-11's other way round)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from textual.pilot import Pilot

from cockpit_tui.commands import Where
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.store.tables import schema
from tests.activities import insert_activity
from tests.conftest import TODAY
from tests.screens.bench import Bench, picture, press
from tests.snapshots.conftest import connect

IDS = ("00T000000000001AAA", "00T000000000002AAA")


def with_their_tasks(bench: Bench) -> None:
    """Two open Salesforce Tasks of the first CTA's customer, in an org with a mapping."""
    connect(bench)
    account = bench.cta("Usage down")["account_id"]
    with bench.store.write() as connection:
        connection.execute(
            update(schema.account)
            .where(schema.account.c.id == account)
            .values(salesforce_id="001000000000001AAA")
        )
        for number, key in enumerate(IDS):
            insert_activity(
                connection,
                salesforce_id=key,
                kind="Task",
                subtype="Task",
                subject=f"Theirs {number}",
                status="Not Started",
                date=TODAY,
                owner_name="Sam",
                account_id=account,
            )


def logged(bench: Bench) -> list[tuple[str, str, int | None]]:
    table = schema.logged_activity
    with bench.store.read() as connection:
        rows = connection.execute(select(table.c.kind, table.c.subject, table.c.minutes))
        return [(row.kind, row.subject, row.minutes) for row in rows]


def test_c3_2_pending_and_past_have_tabs_of_their_own(bench: Bench) -> None:
    with_their_tasks(bench)
    with bench.store.write() as connection:
        done = update(schema.activity).where(schema.activity.c.salesforce_id == IDS[1])
        connection.execute(done.values(is_closed=True))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "A")
        assert "1 All 2   2 Pending 1   3 Past 1" in picture(pilot)
        assert "Theirs 0" in picture(pilot)
        assert "Theirs 1" in picture(pilot)
        await press(pilot, "3")
        assert "Theirs 0" not in picture(pilot)
        assert "Theirs 1" in picture(pilot)
        await press(pilot, "2", "slash", *"theirs 1", "enter")
        assert "No activity matches theirs 1." in picture(pilot)
        assert "3 Past 1" in picture(pilot)

    bench.drive(steps, (80, 24))


@pytest.mark.parametrize("way", [("tab", "G"), ("T", "tab", "G")], ids=["cockpit", "triage"])
def test_on_an_activity_of_the_pane_the_next_task_is_done_as_the_band_says(
    bench: Bench, way: tuple[str, ...]
) -> None:
    with_their_tasks(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *way)
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        assert screen.where is Where.ACTIVITIES
        assert "D do next" in picture(pilot).splitlines()[-1]
        await press(pilot, "D")
        assert bench.task("Pull report")["closed_at"] is not None

    bench.drive(steps)


def test_a_meeting_without_a_time_is_asked_for_it_and_undo_takes_the_log_back(
    bench: Bench,
) -> None:
    with_their_tasks(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "N", *"Review", "tab", "enter", *"Meet", "enter", "ctrl+s")
        assert "a meeting: 14:30" in picture(pilot)
        assert logged(bench) == []
        await press(pilot, *"9:30", "ctrl+s")
        assert "Logged meeting “Review”" in picture(pilot)
        assert logged(bench) == [("meeting", "Review", 30)]
        await press(pilot, "u")
        assert logged(bench) == []

    bench.drive(steps)


def test_a_cta_offers_the_customers_open_salesforce_tasks_and_no_others(bench: Bench) -> None:
    with_their_tasks(bench)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "I")
        shown = picture(pilot)
        assert "Theirs 0" in shown
        assert "Theirs 1" in shown
        await press(pilot, *"Theirs 1", "enter")
        # The workspace of this bench has no mapping, so the service refuses, in words.
        assert "No field mapping is saved yet" in picture(pilot)

    bench.drive(steps)

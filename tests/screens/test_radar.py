"""The staleness radar by keys: what is stale and why, mended by the usual verbs (D10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from textual.pilot import Pilot

from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.tables import schema
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.panes.stale_pane import StalePane
from tests.screens.bench import Bench, cockpit, lines, picture, press


def write(bench: Bench, name: str, **values: object) -> None:
    table = schema.cta
    with bench.store.write() as connection:
        connection.execute(update(table).where(table.c.id == bench.ctas[name]).values(**values))


@pytest.fixture
def stale(bench: Bench) -> Bench:
    """One long past due, one untouched, one whose owner left, two twins, one closed long ago."""
    now, day = bench.clock.now(), timedelta(days=1)
    reasons = ("Low usage", "Champion left", "Upsell", "Renewal", "Detractor survey")
    for name, reason in zip(bench.ctas, reasons, strict=False):
        write(bench, name, reason_id=bench.workspace.value(Picklist.REASON, reason))
    write(bench, "Usage down", due=bench.day(-94), touched_at=now - 99 * day)
    write(bench, "Renewal kick-off", touched_at=now - 120 * day)
    sam = bench.workspace.people["Sam"]
    with bench.store.write() as connection:
        table = schema.person
        connection.execute(update(table).where(table.c.id == sam).values(is_active=False))
    bench.ctas["Twin"] = bench.workspace.add_cta("Twin", "Hooli", "Leo")
    alike = bench.cta("Sponsor left")
    write(bench, "Twin", type_id=alike["type_id"], reason_id=alike["reason_id"])
    bench.ctas["Old"] = bench.workspace.add_cta("Old", "Hooli", "Leo")
    bench.workspace.ctas().close([bench.ctas["Old"]])
    write(bench, "Old", closed_at=now - 400 * day)
    return bench


def names(pilot: Pilot[None]) -> list[str]:
    """What the list holds, in order."""
    shown = lines(pilot.app.screen.query_one(CtaList))
    known = ("Usage down", "Renewal kick-off", "Sponsor left", "Birthday card", "Twin ", "Old ")
    return [name.strip() for line in shown for name in known if f" {name}" in line]


def pane(pilot: Pilot[None]) -> str:
    return "\n".join(lines(pilot.app.screen.query_one(StalePane)))


def test_d1_undo_in_the_radar_leads_to_what_came_back(stale: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "Q", "j", "c", "s", "s")
        assert "Usage down" not in names(pilot)
        await press(pilot, "k", "u")
        assert pilot.app.screen.query_one(CtaList).cursor_id == stale.ctas["Usage down"]

    stale.drive(steps)


def test_d10_the_radar_shows_what_is_stale_why_and_its_age_oldest_first(stale: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "Q")
        assert names(pilot)[:2] == ["Renewal kick-off", "Usage down"]
        assert set(names(pilot)[2:]) == {"Sponsor left", "Birthday card", "Twin"}
        assert "nothing changed for 120 days" in pane(pilot)
        assert "CTAs: 7 open, 1 closed" in pane(pilot)
        await press(pilot, "j")
        assert "Long overdue  94 days past due" in pane(pilot)
        assert "nothing changed for 99 days" in pane(pilot)
        shown = picture(pilot)
        for tab in ("Stale 5", "Long overdue 1", "Untouched 2", "Owner left 1", "Twins 2"):
            assert tab in " ".join(shown.split())
        await press(pilot, "4")
        assert names(pilot) == ["Birthday card"]
        assert "Sam has left" in pane(pilot)
        await press(pilot, "5")
        assert "1 other like it" in pane(pilot)
        assert "Twin, Leo" in pane(pilot) or "Sponsor left, Ana" in pane(pilot)

    stale.drive(steps, size=(120, 34))


def test_d10_verbs_mend_what_the_radar_shows_and_undo_brings_it_back(stale: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "Q", "2", "d", "comma", "k")  # overdue: a day that holds
        assert stale.cta("Usage down")["due"] == stale.day(0)
        assert "Nothing is stale here" in picture(pilot), "what is mended leaves"
        await press(pilot, "u")
        assert names(pilot) == ["Usage down"]
        await press(pilot, "4", "o", *"leo", "enter")
        assert stale.cta("Birthday card")["owner_id"] == stale.workspace.people["Leo"]
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is cockpit(pilot)

    stale.drive(steps, size=(100, 30))


def test_d10_old_closed_ones_go_to_the_archive_by_one_key_and_back_by_another(
    stale: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "Q", "6", "W")
        assert stale.cta("Old")["is_archived"] is True
        assert "1 archived" in " ".join(pane(pilot).split())
        await press(pilot, "u")
        assert stale.cta("Old")["is_archived"] is False
        await press(pilot, "1", "enter")
        assert pilot.app.screen is cockpit(pilot)
        assert cockpit(pilot).cta_list.cursor_id == stale.ctas["Renewal kick-off"]

    stale.drive(steps, size=(80, 24))

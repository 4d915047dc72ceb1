"""The recurring CTAs in the palette, also those of which none is made yet (CL-21)."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.domain.rows.ctas import SeriesRow
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.recurring import RecurringService, Repeat
from tests.screens.bench import Bench, picture, press

OPEN = ("colon", *"recur", "enter")


def recurring(bench: Bench) -> RecurringService:
    return RecurringService(bench.store, bench.workspace.actor("Ana"), bench.clock)


def add(bench: Bench, name: str, rule: str, owner: str = "Ana") -> None:
    service, workspace = recurring(bench), bench.workspace
    new = NewCta(workspace.accounts["Globex"], name, owner_id=workspace.people[owner])
    service.add(new, Repeat(service.parse(rule)))


def all_of(bench: Bench) -> dict[str, SeriesRow]:
    return {series.name: series for series in recurring(bench).all()}


def test_cl_21_a_series_whose_first_day_has_not_come_is_seen_changed_and_ended(
    bench: Bench,
) -> None:
    add(bench, "Theirs", "weekly thu until 2027-03-31", "Leo")
    add(bench, "Quarterly review", "monthly 15 until 2027-12-31")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *OPEN)
        shown = picture(pilot).splitlines()
        mine = next(line for line in shown if "Quarterly review" in line)
        theirs = next(line for line in shown if "Theirs" in line)
        assert "monthly 15 · Tue 15 Dec · Ana" in mine
        assert "weekly thu · Thu 26 Nov · Leo" in theirs
        assert shown.index(mine) < shown.index(theirs), "the person's own come first"
        await press(pilot, "enter", "r", "end", *["backspace"] * 60, *"monthly 20", "enter")
        assert "needs an end" in picture(pilot)
        await press(pilot, *" until 2027-06-30", "enter")
        assert all_of(bench)["Quarterly review"].rule == "monthly 20"
        await press(pilot, *OPEN, "enter", "o", *"leo", "enter")
        assert all_of(bench)["Quarterly review"].owner == "Leo"
        await press(pilot, *OPEN, *"quart", "enter", "x")
        assert set(all_of(bench)) == {"Theirs"}
        await press(pilot, "u")
        assert set(all_of(bench)) == {"Theirs", "Quarterly review"}

    bench.drive(steps)


def test_cl_21_where_no_cta_recurs_it_says_how_one_would(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *OPEN)
        assert "No CTA recurs. A new event takes a rule in the field Repeat." in picture(pilot)
        await press(pilot, "escape", "colon", *"series")
        assert "recurring" in picture(pilot)

    bench.drive(steps)

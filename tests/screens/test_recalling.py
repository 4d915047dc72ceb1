"""Undo that meets somebody else's change, and histories on the screen."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.domain.values import Picklist
from tests.screens.bench import Bench, picture, press


def test_d1_undo_asks_what_becomes_of_somebody_elses_change(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "M")
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"is_milestone": False})
        await press(pilot, "u")
        assert "Somebody changed the same since" in picture(pilot)
        assert "last by Leo" in picture(pilot)
        await press(pilot, "l")
        assert not bench.cta("Usage down")["is_milestone"]
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"name": "By Leo"})
        await press(pilot, "p", "3")
        bench.workspace.ctas("Leo").edit(
            [bench.ctas["Usage down"]], {"priority_id": bench.cta("Birthday card")["priority_id"]}
        )
        await press(pilot, "p", "2")
        await press(pilot, "u", "u")
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "High", picture(pilot)

    bench.drive(steps)


def test_d1_undo_in_triage_asks_the_same(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "c", "s", "k")
        lost = bench.workspace.value(Picklist.CTA_STATUS, "Closed lost")
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"status_id": lost})
        await press(pilot, "u")
        assert "last by Leo" in picture(pilot)
        await press(pilot, "l")
        assert bench.label(bench.cta("Usage down")["status_id"]) == "Closed lost"
        await press(pilot, "u", "o")
        assert bench.cta("Usage down")["closed_at"] is None
        assert "Usage down" in picture(pilot)

    bench.drive(steps)


def test_d12_history_of_a_cta_of_one_of_its_fields_and_of_a_task(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "3", "u", "e", "e")
        assert "History of CTA-1" in picture(pilot)
        await press(pilot, *"prio", "enter")
        shown = picture(pilot)
        assert "CTA-1: priority" in shown
        assert "undo" in shown
        assert "person" in shown
        assert "Low" in shown
        await press(pilot, "escape", "tab", "e", "h")
        assert "History of TASK-1" in picture(pilot)
        await press(pilot, "escape")

    bench.drive(steps)

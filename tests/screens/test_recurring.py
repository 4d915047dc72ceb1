"""Recurring CTAs in forms (CL-21)."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.screens.bench import Bench, picture, press


def test_cl_21_a_rule_says_its_first_day_and_how_many_and_before_it_what_can_be_typed(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"Call", *["tab"] * 7)
        shown = picture(pilot)
        assert "of an event" in shown
        assert "daily, every 2 weeks fri, monthly 2nd tue … until a day" in shown
        await press(pilot, *"weekly mon until 2026-12-15")
        assert "of an event" in picture(pilot), "the type is Risk"
        await press(pilot, *["shift+tab"] * 5, *"event", "enter")
        shown = picture(pilot)
        assert "Mon 7 Dec, 2 times" in shown, shown
        assert "every 2 weeks fri" not in shown

    bench.drive(steps, (80, 24))

"""A pane without tasks: nothing is under its cursor, and what is typed there does nothing else."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.screens.bench import Bench, burst, cockpit, picture, press

TO_RENEWAL = ("j", "j")
"""To a CTA without tasks."""


def test_tp_14_no_cursor_stays_on_a_task_that_undo_took_away(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_RENEWAL, "tab", "t", *"Call", "ctrl+s")
        assert "No tasks yet." not in picture(pilot)
        await press(pilot, "u")
        assert "No tasks yet." in picture(pilot)
        assert cockpit(pilot).task_id is None
        footer = picture(pilot).splitlines()[-1]
        assert "C reopen" not in footer
        assert "y sync" not in footer
        for key in ("c", "C", "y", "S", "m"):
            await press(pilot, key)
            told = cockpit(pilot).toast.text
            assert told is not None
            assert told.text == f"{key} does nothing here. ? shows what does."

    bench.drive(steps, (100, 30))


def test_tp_14_words_typed_for_a_comment_that_has_no_place_are_no_verbs(bench: Bench) -> None:
    """`t` of them added a task called by the rest."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, *TO_RENEWAL, "tab")
        await burst(pilot, "mask them")
        assert "m does nothing here" in picture(pilot)
        assert pilot.app.screen is cockpit(pilot)
        assert "No tasks yet." in picture(pilot)

    bench.drive(steps, (100, 30))

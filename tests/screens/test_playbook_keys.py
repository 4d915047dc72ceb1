"""Keys on playbooks and tasks that find nothing to do say so."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.screens.bench import Bench, picture, press


def test_tp_5_ending_a_mirroring_that_there_is_not_says_so(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "B", "enter", "Y")
        assert "Nothing had to change." in picture(pilot), picture(pilot)

    bench.drive(steps, (100, 30))


def test_cl_1_editing_on_a_folded_group_of_open_tasks_says_that_there_is_no_task(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "z", "E")
        assert "No task is under the cursor." in picture(pilot), picture(pilot)

    bench.drive(steps, (100, 30))

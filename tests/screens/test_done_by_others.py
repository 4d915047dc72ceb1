"""A task under the cursor of the open tasks that somebody else has done meanwhile (CL-1)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.screens.over.tasks import TasksScreen
from tests.screens.bench import Bench, burst, picture, press, wait_until


def at(pilot: Pilot[None]) -> int | None:
    screen = pilot.app.screen
    assert isinstance(screen, TasksScreen), picture(pilot)
    return screen.task_id


@pytest.mark.parametrize("keys", [["c"], ["c", "j"], ["space", "c"]], ids=str)
def test_cl_1_completing_what_is_done_already_lets_go_of_it(bench: Bench, keys: list[str]) -> None:
    """It stays in its place until a key is meant for it; then the next one is under the cursor."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J")
        assert at(pilot) == bench.tasks["Pull report"]
        bench.workspace.tasks().complete([bench.tasks["Pull report"]])
        await wait_until(pilot, lambda: "2 → 1" in picture(pilot), "the counts are those of now")
        assert at(pilot) == bench.tasks["Pull report"]
        await burst(pilot, keys)
        assert at(pilot) == bench.tasks["Exec talk"], picture(pilot)
        assert "Pull report" not in picture(pilot), picture(pilot)
        assert bench.task("Exec talk")["closed_at"] is None

    bench.drive(steps, (100, 30))

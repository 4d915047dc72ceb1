"""What a person may not do is refused at the key, before anything is asked or typed."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.screens.base.command_screen import CommandScreen
from tests.screens.bench import Bench, picture, press

PLACES = {
    "list": (),
    "tasks": ("tab",),
    "facts": ("tab", "k"),
    "triage": ("T",),
    "calendar": ("K",),
    "radar": ("Q",),
    "playbooks": ("B",),
    "steps": ("B", "tab"),
}
"""The keys that lead to a place, from the team's list."""


@pytest.mark.parametrize("place", PLACES)
def test_whoever_may_only_look_is_refused_at_once_everywhere(bench: Bench, place: str) -> None:
    """No form to fill in first; and the refusal names the right."""
    bench.user = "Vera"
    bench.workspace.connect()
    bench.clock.advance(days=100)  # so that something is stale
    before = bench.workspace.domain()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", *PLACES[place])
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        refused = [
            command
            for command in screen.valid_commands()
            if command.keys and screen.missing_right(command) is not None
        ]
        assert refused
        opened = len(pilot.app.screen_stack)
        for command in refused:
            await press(pilot, command.keys[0])
            assert len(pilot.app.screen_stack) == opened, (command.id, picture(pilot))
            told = screen.toast.text
            assert told is not None, command.id
            assert "Your role (viewer) may not" in told.text, command.id
            assert "has the right “" in told.text, command.id
            screen.toast.dismiss()

    bench.drive(steps)
    assert bench.workspace.domain() == before


def test_a_verb_without_a_task_says_what_goes_to_one_from_where_one_stands(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "J", "z", "c")
        assert "No task is under the cursor. j and k move to one." in picture(pilot), picture(pilot)
        await press(pilot, "m")
        assert "No task is under the cursor. j and k move to one." in picture(pilot), picture(pilot)

    bench.drive(steps)

"""Enter on what stands in the pane of a CTA, in the cockpit and in triage."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.screens.over.activities import ActivitiesScreen
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_widgets.dialogs.form_dialog import FormDialog
from cockpit_widgets.panes.activity_text import ActivityText
from tests.screens.bench import Bench, cockpit, picture, press
from tests.screens.test_activities import with_their_tasks

SIZES = [(80, 24), (100, 30), (160, 45)]
PLACES = [(), ("T",)]


@pytest.mark.parametrize("place", PLACES, ids=["cockpit", "triage"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_tp_14_enter_on_a_task_edits_it(
    bench: Bench, size: tuple[int, int], place: tuple[str, ...]
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", *place, "tab", "enter")
        assert isinstance(pilot.app.screen, FormDialog), picture(pilot)
        await press(pilot, *" twice", "ctrl+s")
        assert bench.task("Pull report")["title"] == "Pull report twice"

    bench.drive(steps, size)


@pytest.mark.parametrize("place", PLACES, ids=["cockpit", "triage"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_enter_on_an_activity_shows_its_whole_text_and_a_stands_on_it(
    bench: Bench, size: tuple[int, int], place: tuple[str, ...]
) -> None:
    with_their_tasks(bench)
    tab = () if place or size[0] >= 120 else ("2",)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "j", "j", *place, "tab", *tab, "j", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ActivitiesScreen), picture(pilot)
        read = screen.activity_id
        assert screen.query_one(ActivityText).has_focus
        await press(pilot, "escape", "escape")
        assert ("Triage  " in picture(pilot)) == bool(place), picture(pilot)
        await press(pilot, "A")
        screen = pilot.app.screen
        assert isinstance(screen, ActivitiesScreen), picture(pilot)
        assert screen.activity_id == read
        assert not screen.query_one(ActivityText).has_focus

    bench.drive(steps, size)


def test_d9_enter_on_another_cta_of_the_customer_goes_to_it_in_the_cockpit(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "c", "s", "k", "a", "enter")
        assert pilot.app.screen is cockpit(pilot), picture(pilot)
        assert cockpit(pilot).cta_id not in (None, bench.ctas["Usage down"])

    bench.drive(steps)


def test_d9_at_the_end_of_triage_nothing_is_offered_of_the_pane_that_is_gone(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "G", "T", "j")
        screen = pilot.app.screen
        assert isinstance(screen, TriageScreen)
        offered = {command.id for command in screen.valid_commands()}
        assert "undo" in offered
        assert not {"pane.next", "pane.previous", "view.tab_1"} & offered

    bench.drive(steps)


def test_on_a_header_copying_says_that_there_is_nothing_to_copy(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "z", "ctrl+y")
        assert "Nothing that has an address is under the cursor." in picture(pilot)

    bench.drive(steps)

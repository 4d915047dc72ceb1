"""The mouse does what keys do; nothing needs it."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.dialogs.choice_list import ChoiceList
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.cta_pane import CtaPane
from tests.screens.bench import Bench, click, cockpit, picture, settle


def test_a_cta_is_chosen_closed_and_brought_back_by_the_mouse(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await click(pilot, ViewTabs, "Team")
        await click(pilot, CtaList, "Sponsor left")
        assert cockpit(pilot).cta_list.cursor_id == bench.ctas["Sponsor left"]
        await click(pilot, KeyFooter, "close")
        await click(pilot, ChoiceList, "lost")
        assert bench.cta("Sponsor left")["closed_at"] is not None, picture(pilot)
        await click(pilot, KeyFooter, "undo")
        assert bench.cta("Sponsor left")["closed_at"] is None

    bench.drive(steps, size=(160, 45))


def test_the_pane_the_filter_and_the_help_open_by_the_mouse(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await click(pilot, CtaList, "Usage down")
        await click(pilot, CtaPane, "Call sponsor")
        assert cockpit(pilot).task_id == bench.tasks["Call sponsor"]
        await click(pilot, FilterLine, "mine:yes")
        assert cockpit(pilot).filter_line.is_editing
        await pilot.press("escape")
        await settle(pilot)
        await click(pilot, KeyFooter, "help")
        assert "Keys that work here" in picture(pilot)

    bench.drive(steps, size=(160, 45))

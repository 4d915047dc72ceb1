"""The mouse does what keys do; nothing needs it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.dialogs.choice_list import ChoiceList
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.item_pane import KeyItem
from cockpit_widgets.panes.pane_tabs import PaneTab
from tests.screens.bench import Bench, click, cockpit, lines, picture, press, settle


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


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (140, 40)], ids=str)
def test_cd_3_a_click_on_a_tab_of_the_pane_shows_it(bench: Bench, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        pane = cockpit(pilot).pane
        await press(pilot, "tab")
        for tab in (PaneTab.COMPANY, PaneTab.TIMELINE, pane.tabs[0]):
            await click(pilot, CtaPane, tab)
            assert str(pane.tab) == tab, picture(pilot)
        assert pane.cursor != KeyItem(pane.tabs[0]), "one stands on no tab"

    bench.drive(steps, size)


def test_cd_3_a_click_between_two_tabs_shows_none(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        pane = cockpit(pilot).pane
        line = next(y for y, text in enumerate(lines(pane)) if "2 Timeline" in text)
        place = lines(pane)[line].index("2 Timeline")
        for x in (place - 2, place - 1, pane.size.width - 2):
            await pilot.click(pane, offset=(x, line))
            await settle(pilot)
            assert str(pane.tab) == PaneTab.DETAILS
        await pilot.click(pane, offset=(place, line))
        await settle(pilot)
        assert str(pane.tab) == PaneTab.TIMELINE

    bench.drive(steps)

"""The tabs."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.rows import ViewTab
from cockpit_widgets.frame.view_tabs import ViewTabs
from tests.widgets.host import HOSTILE, WIDTHS, Host, drive, texts

TABS = [
    ViewTab("mine", "Mine", "", 42),
    ViewTab("team", "Team", "", 318),
    ViewTab("risks", "Core risks", "", None),
]


def test_tabs_show_digit_label_and_count_and_the_views_key() -> None:
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(TABS, "mine")
        text = texts(tabs)[0]
        assert text.startswith(" 1 Mine 42   2 Team 318   3 Core risks ")
        assert text.endswith("v views ")

    drive(Host(tabs), steps, (80, 3))


def test_the_active_tab_is_underlined_where_grounds_are_missing() -> None:
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(TABS, "team")
        lined = [s.text for s in tabs.render_line(0) if s.style and s.style.underline]
        assert lined == ["2", "Team"]

    drive(Host(tabs, theme="ansi-dark"), steps, (80, 3))


def test_a_click_chooses_a_tab() -> None:
    tabs = ViewTabs()
    app = Host(tabs)

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(TABS, "mine")
        await pilot.click(tabs, offset=(15, 0))
        assert [message.key for message in app.of(ViewTabs.Chosen)] == ["team"]

    drive(app, steps, (80, 3))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_active_tab_stays_in_view_however_many_there_are(width: int) -> None:
    tabs = ViewTabs()
    many = [ViewTab(str(n), f"A view {n} {HOSTILE}", "", n * 1000) for n in range(12)]

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(many, "8")
        assert "9 A view 8" in texts(tabs)[0]

    drive(Host(tabs), steps, (width, 3))

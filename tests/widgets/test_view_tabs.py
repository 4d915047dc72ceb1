"""The tabs."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.missions import Mission, Missions
from cockpit_widgets.drawing.signs import with_keys
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
        tabs.show(TABS, "mine", more_key="v")
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


SHIPPED = [
    ViewTab("mine", "Mine", "", 46),
    ViewTab("team", "Team", "", 80),
    ViewTab("risks", "Core risks", "", 29),
    ViewTab("snoozed", "Snoozed", "", 9),
    ViewTab("closed", "Closed", "", 36),
]
OWN = [ViewTab(f"own{n}", f"Renewals of {n}", "", n) for n in range(1, 8)]


@pytest.mark.parametrize("width", [140, 100, 80])
@pytest.mark.parametrize("next_one", Mission)
def test_an_aside_names_the_next_mission_where_counts_leave_room(
    width: int, next_one: Mission
) -> None:
    """Counts are what a tab is looked at for; how many missions are done stands beside them."""
    tabs = ViewTabs()
    done = frozenset(itertools.takewhile(lambda mission: mission is not next_one, Mission))
    asides = {
        140: f"Missions {len(done)}/6 · {with_keys(next_one.short)}",
        100: f"{len(done)}/6 · {with_keys(next_one.short)}",
        80: f"{len(done)}/6",
    }

    async def steps(pilot: Pilot[Any]) -> None:
        missions = Missions(done)
        tabs.show(SHIPPED, "mine", tuple(map(with_keys, missions.words)), more_key="v")
        text = texts(tabs)[0]
        assert "1 Mine 46" in text
        assert "5 Closed 36" in text
        assert text.rstrip().endswith(asides[width]), text

    drive(Host(tabs), steps, (width, 3))


@pytest.mark.parametrize(("width", "words"), [(100, "done"), (80, "36    v views")])
def test_an_aside_goes_before_counts_do(width: int, words: str) -> None:
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(SHIPPED, "mine", ("Missions 6/6 done",), more_key="v")
        text = texts(tabs)[0]
        assert "5 Closed 36" in text
        assert text.rstrip().endswith(words), text

    drive(Host(tabs), steps, (width, 3))


RADAR = [
    ViewTab("stale", "Stale", "", 14),
    ViewTab("overdue", "Long overdue", "", 3),
    ViewTab("untouched", "Untouched", "", 10),
    ViewTab("owner", "Owner left", "", 0),
    ViewTab("twins", "Twins", "", 1),
    ViewTab("archive", "Old closed", "", 120),
]


@pytest.mark.parametrize(
    ("shown", "active"),
    [([*SHIPPED, OWN[0]], "own1"), ([*SHIPPED, OWN[0]], "mine"), (RADAR, "stale")],
)
def test_names_are_cut_before_counts_go_but_never_that_of_the_active_tab(
    shown: list[ViewTab], active: str
) -> None:
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show(shown, active, more_key="v")
        text = texts(tabs)[0]
        cut = re.findall(r"(\d) (\S.*?) ([\d,]+)(?: |$)", text)
        assert [(int(n), int(count)) for n, _, count in cut] == [
            (place, tab.count) for place, tab in enumerate(shown, 1)
        ], text
        assert f" {next(tab.label for tab in shown if tab.key == active)} " in text

    drive(Host(tabs), steps, (80, 3))


@pytest.mark.parametrize(("more", "begins"), [(1, " 1 Mine 2 Team 80 "), (7, " 1 Mine 2 Team 80 ")])
def test_the_first_tabs_are_there_at_sixty_columns_too(more: int, begins: str) -> None:
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show([*SHIPPED, *OWN[:more]], "team", more_key="v")
        assert texts(tabs)[0].replace("  ", " ").startswith(begins)

    drive(Host(tabs), steps, (60, 3))


def test_every_tab_is_there_with_its_digit_while_labels_can_be_cut() -> None:
    """At 80 columns the ends of labels go; the one that is shown keeps its whole name."""
    tabs = ViewTabs()

    async def steps(pilot: Pilot[Any]) -> None:
        tabs.show([*SHIPPED, *OWN[:2]], "own1", more_key="v")
        text = texts(tabs)[0]
        assert "6 Renewals of 1 1" in text
        found = [int(word) for word in text.replace(" of 1 1", "").split() if word.isdigit()]
        assert found == [1, 2, 3, 4, 5, 6, 7], text
        assert "more" not in text

    drive(Host(tabs), steps, (80, 3))


@pytest.mark.parametrize("active", ["mine", "risks", "own4", "own7"])
def test_where_tabs_do_not_fit_the_line_says_how_many_more_there_are(active: str) -> None:
    tabs = ViewTabs()
    app = Host(tabs)

    async def steps(pilot: Pilot[Any]) -> None:
        everything = [*SHIPPED, *OWN]
        tabs.show(everything, active, ("Missions 2/6", "2/6"), more_key="v")
        text = texts(tabs)[0]
        shown = sum(tab.label[:6] in text for tab in SHIPPED) + text.count("Renewals")
        assert text.endswith(f" v {len(everything) - shown} more "), text
        await pilot.click(tabs, offset=(76, 0))
        assert len(app.of(ViewTabs.MoreWanted)) == 1

    drive(app, steps, (80, 3))

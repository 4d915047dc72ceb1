"""What happened, and the customer's page, as tabs of the pane (CD-3)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.commands import Where
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_widgets.panes.item_pane import RecordItem
from cockpit_widgets.panes.pane_tabs import OF_CUSTOMER, PaneTab
from tests.screens.bench import Bench, burst, cockpit, picture, press
from tests.statements import counted

SIZES = [(80, 24), (100, 30), (140, 40)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_cd_3_keys_lead_to_the_company_and_the_timeline_and_escape_leads_back(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.workspace.add_linkable()

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "a")
        assert str(screen.where) == Where.CUSTOMER
        assert "Open CTAs 3" in picture(pilot), picture(pilot)
        assert "h timeline" in picture(pilot).splitlines()[-1]
        await press(pilot, "G")
        assert "Globex renewal" in picture(pilot)
        assert "Ada of Globex" in picture(pilot)
        await press(pilot, "h")
        assert str(screen.pane.tab) == PaneTab.TIMELINE
        assert "Added task “Exec talk”" in picture(pilot), picture(pilot)
        await press(pilot, "escape")
        assert str(screen.where) == Where.LIST
        assert screen.pane.tab not in OF_CUSTOMER

    bench.drive(steps, size)


def test_cd_3_digits_are_the_tabs_of_where_one_is(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "2")
        assert screen.view.state.tab == "team"
        await press(pilot, "tab", "2")
        assert screen.view.state.tab == "team"
        assert str(screen.pane.tab) == PaneTab.TIMELINE
        helps = [command.help for command in screen.valid_commands()]
        assert "Show the tab Company." in helps
        assert not [words for words in helps if words.startswith("Show the view")]
        await press(pilot, "3")
        assert str(screen.pane.tab) == PaneTab.COMPANY
        await press(pilot, "9", "1")
        assert str(screen.pane.tab) == PaneTab.DETAILS
        assert screen.task_id is not None

    bench.drive(steps)


def test_cd_3_the_tab_stays_while_the_list_moves_and_tells_of_each_customer(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "a", "tab")
        assert str(screen.where) == Where.LIST
        assert "Customer  Globex" in picture(pilot)
        while screen.cta_id != bench.ctas["Sponsor left"]:
            await press(pilot, "j")
        assert "Customer  Hooli" in picture(pilot), picture(pilot)
        await press(pilot, "m", *"They know", "ctrl+s", "h")
        assert "Comment written" in picture(pilot), "what was just done is there"

    bench.drive(steps)


def test_cd_3_enter_goes_to_another_cta_of_the_customer_in_the_list_or_out_of_it(
    bench: Bench,
) -> None:
    """Keys that come together wait for the page."""
    leo = bench.workspace.add_cta("Leo's own", who="Leo")

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await burst(pilot, ("a", "j", "enter"))
        assert screen.cta_id == bench.ctas["Renewal kick-off"], picture(pilot)
        assert str(screen.pane.tab) == PaneTab.DETAILS
        await press(pilot, "escape", "a")
        while screen.pane.cursor != RecordItem(f"CTA-{leo}"):
            await press(pilot, "j")
        await press(pilot, "ctrl+y")
        assert f"CTA-{leo}" in picture(pilot)
        await press(pilot, "enter")
        assert screen.cta_id == leo
        assert screen.view.state.query == f"CTA-{leo}"
        await press(pilot, "escape", "escape")
        assert screen.view.state.is_of_tab

    bench.drive(steps)


def test_cd_3_nothing_of_the_other_tabs_is_read_when_the_cursor_moves(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        with counted(bench.store) as seen:
            await press(pilot, "j", "k", "j")
        assert "support_case.account_id = ?" not in " ".join(seen), "the company's"
        assert "account_snapshot.usage" not in " ".join(seen), "the timeline's"
        await press(pilot, "a", "tab")
        with counted(bench.store) as seen:
            await press(pilot, "k")
        assert "support_case.account_id = ?" in " ".join(seen)
        assert "account_snapshot.usage" not in " ".join(seen)

    bench.drive(steps)


def test_from_a_customers_activities_the_same_keys_lead_to_its_other_pages(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "A", "h")
        assert str(cockpit(pilot).pane.tab) == PaneTab.TIMELINE
        await press(pilot, "A", "a")
        assert str(cockpit(pilot).pane.tab) == PaneTab.COMPANY
        await press(pilot, "escape", "T", "A", "a")
        assert isinstance(pilot.app.screen, TriageScreen)
        assert "Open CTAs 3" in picture(pilot)

    bench.drive(steps)

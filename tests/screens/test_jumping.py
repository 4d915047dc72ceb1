"""Ctrl+k: to a customer, a CTA or a person by a few letters, from any screen."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.domain.text import to_words
from cockpit_tui.store.tables import schema
from cockpit_widgets.panes.pane_tabs import PaneTab
from tests.screens.bench import Bench, burst, cockpit, picture, press
from tests.statements import counted

SIZES = [(80, 24), (140, 40)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_c3_1_a_jump_to_a_customer_shows_all_its_ctas_and_its_page(
    bench: Bench, size: tuple[int, int]
) -> None:
    bench.workspace.ctas().close([bench.ctas["Sponsor left"]])

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "ctrl+k", *"hool")
        assert "customer, 2 open" in picture(pilot), picture(pilot)
        await press(pilot, "enter")
        account = bench.workspace.accounts["Hooli"]
        assert screen.view.state.query == f"account:ACC-{account} is:any"
        assert screen.cta_list.listing.total == 3
        assert str(screen.pane.tab) == PaneTab.COMPANY
        assert "Customer  Hooli" in picture(pilot)
        await press(pilot, "escape", "escape")
        assert screen.view.state.is_of_tab

    bench.drive(steps, size)


def test_a_jump_to_a_cta_finds_it_wherever_it_is_also_when_it_is_typed_in_one_go(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await burst(pilot, ("ctrl+k", *"spons", "enter"))
        assert screen.cta_id == bench.ctas["Sponsor left"]
        assert screen.is_in_pane
        await press(pilot, "escape", "ctrl+k", *"second", "enter")
        assert screen.cta_id == bench.ctas["Second unit asks"], "Leo's, not on this tab"
        word = f"cta-{bench.ctas['Birthday card']}"
        await press(pilot, "escape", "ctrl+k", *word, "enter")
        assert screen.cta_id == bench.ctas["Birthday card"]

    bench.drive(steps)


def test_a_jump_reads_people_once_however_many_letters_are_typed(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        with counted(bench.store) as statements:
            await press(pilot, "ctrl+k", *"sam")
            assert "Sam" in picture(pilot), picture(pilot)
            people = [each for each in statements if "FROM person" in each]
            assert len([each for each in people if "is_active" in each]) == 1, people

    bench.drive(steps)


def test_a_jump_offers_open_ctas_before_those_asleep_and_closed(bench: Bench) -> None:
    names = ("Zebra closed", "Zebra asleep", "Zebra open")
    closed, asleep, _ = (bench.workspace.add_cta(name) for name in names)
    bench.workspace.ctas().close([closed])
    bench.workspace.ctas().snooze([asleep], bench.day(9))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+k", *"zeb")
        shown = picture(pilot)
        assert set(names) == {name for name in names if name in shown}, shown
        assert shown.index(names[2]) < shown.index(names[0]), shown

    bench.drive(steps)


def test_a_jump_does_not_read_all_ctas_where_enough_open_ones_fit(bench: Bench) -> None:
    for number in range(6):
        bench.workspace.add_cta(f"Zebra {number}")
    asked: list[str] = []

    async def steps(pilot: Pilot[None]) -> None:
        with counted(bench.store) as statements:
            await press(pilot, "ctrl+k", *"zeb")
        asked.extend(one for one in statements if one.startswith("SELECT cta.id"))
        assert "Zebra 5" in picture(pilot)

    bench.drive(steps)
    assert asked
    assert not [one for one in asked if "cta.state IN" in one or "cta.state + ? IN" in one], asked


def test_a_jump_to_a_person_shows_what_they_own_and_leaves_other_screens(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "K", "ctrl+k", *"leo")
        assert "Leo" in picture(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen is screen
        assert screen.view.state.query == "owner:Leo@x.example is:open"
        assert screen.cta_id == bench.ctas["Second unit asks"]

    bench.drive(steps)


def test_a_customer_without_a_cta_is_shown_by_its_activities(bench: Bench) -> None:
    with bench.store.write() as connection:
        connection.execute(
            insert(schema.account).values(name="Initech [/b]", words=to_words("Initech"))
        )

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+k", *"init", "enter")
        assert "No activities yet." in picture(pilot), picture(pilot)
        assert "Initech [/b]" in picture(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is cockpit(pilot)

    bench.drive(steps)


@pytest.mark.parametrize("text", ["", "zzzz", '"', "[/b]", "name:x or (", "cta-99999999999"])
def test_whatever_is_typed_jumps_nowhere_by_itself(bench: Bench, text: str) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        before = cockpit(pilot).view.state
        await burst(pilot, ("ctrl+k", *text))
        assert "Jump to a customer" in picture(pilot)
        await press(pilot, "escape")
        assert cockpit(pilot).view.state == before

    bench.drive(steps)

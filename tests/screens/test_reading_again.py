"""A view that is asked for, and read again before it has come."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.values import GroupBy
from cockpit_tui.screens.over.calendar import CalendarScreen
from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until
from tests.screens.test_bulk import MANY, load_many


@contextmanager
def readers_held(pilot: Pilot[None]) -> Iterator[None]:
    """Nothing is read for as long as this lasts."""
    gate = threading.Event()
    reader = cockpit(pilot).reader
    assert reader is not None
    reader.quick.run(gate.wait)
    try:
        yield
    finally:
        gate.set()


def test_another_view_begins_at_its_top_also_where_it_is_read_again_at_once(bench: Bench) -> None:
    """A verb that was saved, or midnight, asks for the view anew."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "z", "1", "G")
        screen = cockpit(pilot)
        assert screen.cta_list.cursor_id == bench.ctas["[/b] Brackets \x1b[31m"]
        with readers_held(pilot):
            screen.show_tab(screen.view.tabs[1].key)
            screen.read_again()
        await settle(pilot)
        assert screen.cta_list.cursor_header is not None, picture(pilot)
        assert screen.cta_list.cursor_header.label == "Overdue"
        assert "Usage down" not in picture(pilot), "the folds of this tab"
        await press(pilot, "j", "j")
        screen.read_again()
        await settle(pilot)
        assert screen.cta_list.cursor_id == bench.ctas["Renewal kick-off"], "and later it stays"

    bench.drive(steps)


def test_what_is_typed_is_filtered_by_also_where_a_verb_reads_the_view_again(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"own")
        screen = cockpit(pilot)
        with readers_held(pilot):
            await pilot.press(*"er:sam")
            screen.read_again()
        await settle(pilot)
        assert screen.is_editing_filter
        assert "Birthday card" in picture(pilot), picture(pilot)
        assert "Usage down" not in picture(pilot), picture(pilot)

    bench.drive(steps)


def test_cl_17_keys_wait_for_another_day_also_where_somebody_commits_meanwhile(
    bench: Bench,
) -> None:
    """The verb is for a CTA of the day that was gone to, not for the one still shown."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "K")
        screen = pilot.app.screen
        assert isinstance(screen, CalendarScreen)
        with readers_held(pilot):
            await pilot.press("right")
            screen.store_moved()
            await pilot.press("f")
        await settle(pilot)

    bench.drive(steps)
    assert not bench.cta("Renewal kick-off")["is_flagged"]
    assert bench.cta("Sponsor left")["is_flagged"]


@pytest.mark.parametrize("begun", [False, True])
def test_cl_14_columns_may_be_chosen_while_a_list_is_being_read(
    workspace_bench: Bench, begun: bool
) -> None:
    """What was read was then taken for another list's, which stayed at its beginning."""
    bench = workspace_bench
    load_many(bench)

    async def steps(pilot: Pilot[None]) -> None:
        screen, gate = cockpit(pilot), threading.Event()
        assert screen.reader is not None
        lane = screen.reader.slow if begun else screen.reader.quick
        lane.run(gate.wait)
        screen.show_tab(screen.view.tabs[1].key)
        if begun:
            await wait_until(pilot, lambda: not screen.view.is_behind, "its beginning")
            assert not screen.cta_list.listing.is_complete
        screen.view.choose_columns((ListColumn.HEALTH, ListColumn.NPS))
        gate.set()
        await settle(pilot)
        assert screen.cta_list.listing.is_complete
        assert screen.cta_list.listing.query == "is:open"
        assert "NPS" in picture(pilot).splitlines()[3]
        await press(pilot, "G")
        assert screen.cta_list.cursor_id == MANY

    bench.drive(steps)


def test_cl_13_a_list_is_shown_also_where_its_tab_got_its_name_while_it_was_read(
    bench: Bench,
) -> None:
    """Keys waited for the list of another tab, which was the same."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"type:risk", "enter")
        screen = cockpit(pilot)
        view = screen.view
        view.expect("Risks")
        with readers_held(pilot):
            view.change(group_by=GroupBy.OWNER)
            tab = ViewTab("99", "Risks", view.state.query)
            view.take_tabs((*view.tabs, tab))
            assert view.state.tab == "99"
        await settle(pilot)
        assert not view.is_behind
        assert screen.cta_list.listing.groups[0].label == "Ana", picture(pilot)

    bench.drive(steps)

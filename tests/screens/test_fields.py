"""Standing on a field of the CTA in the pane: to edit it, to see its past, to follow it (CD-2)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.commands import Where
from cockpit_widgets.panes.item_pane import FactItem
from tests.screens.bench import Bench, burst, cockpit, picture, press, wait_until

FIELDS = ("name", "type", "reason", "priority", "status", "account", "due", "owner", "unset")


def test_cd_2_each_field_is_edited_where_it_stands(bench: Bench) -> None:
    """CD-2: from the pane, by Enter and the field's own widget; `e` tells its past."""

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "m", *"Ask first", "ctrl+s", "tab")
        assert str(screen.where) == Where.TASKS, "the next task is what one goes to the pane for"
        await press(pilot, "home")
        for key in FIELDS:
            assert screen.pane.cursor == FactItem(key)
            await press(pilot, "j")
        assert screen.task_id is not None
        await press(pilot, "home", "enter", "end", *" again", "enter")
        assert bench.cta("Usage down")["name"] == "Usage down again"
        await press(pilot, "j", "j", "j", "enter", "3")
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "Low"
        assert str(screen.where) == Where.FACTS, "the cursor stays"
        await press(pilot, "e")
        assert "CTA-1: priority" in picture(pilot)
        assert "Low" in picture(pilot)
        await press(pilot, "escape", "G")
        assert screen.pane.cursor == FactItem("comment")
        await press(pilot, "k", "home", "j", "j", "j", "j", "j", "enter")
        assert "Cockpit  no org connected · Globex" in picture(pilot), "the customer is followed"
        await press(pilot, "q")

    bench.drive(steps)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
def test_cd_2_the_facts_tab_has_the_cursor_too(bench: Bench, size: tuple[int, int]) -> None:
    """CD-2: keys that come together act on the field, and on the CTA that is shown alone."""

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "space", "enter", "tab", "tab")
        assert screen.pane.cursor == FactItem("account")
        await burst(pilot, ("j", "enter", *"30 nov", "enter"))
        new = bench.day(7)
        await wait_until(pilot, lambda: bench.cta("Renewal kick-off")["due"] == new, "the date")
        assert bench.cta("Usage down")["due"] != new, "marked, and not shown here"
        await press(pilot, "u")

    bench.drive(steps, size)


def test_cd_2_fields_that_nobody_set_are_reached_by_one_quiet_line(bench: Bench) -> None:
    """CD-2: the line names them; Enter lists them with the keys that set them, and sets one."""

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        assert "Not set   comment, playbook, opportunity and 6 more" in picture(pilot)
        await press(pilot, "tab", "home", *"jjjjjjjj")
        assert screen.pane.cursor == FactItem("unset")
        await press(pilot, "enter")
        assert "Opportunity, contacts, cases" in picture(pilot)
        await press(pilot, "f")
        assert bench.cta("Usage down")["is_flagged"] is True
        await press(pilot, "enter", "m", *"Ask first", "ctrl+s")
        assert bench.cta("Usage down")["comment"] == "Ask first"
        assert "Not set   playbook, opportunity and 5 more" in picture(pilot)

    bench.drive(steps, (140, 40))

"""Undo that meets somebody else's change, and histories on the screen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.store.tables import schema
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.dialogs.dialog import DialogLine
from cockpit_widgets.open_tasks.list import OpenTaskList
from cockpit_widgets.row_list.list import RowList
from tests.screens.bench import Bench, cockpit, lines, picture, press, wait_until


def asked(pilot: Pilot[None]) -> str:
    """What the dialog says, on one line."""
    said = pilot.app.screen.query(DialogLine)
    return " ".join(" ".join(text for line in said for text in lines(line)).split())


def test_d1_undo_asks_what_becomes_of_somebody_elses_change(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "M")
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"is_milestone": False})
        await press(pilot, "u")
        assert "Somebody changed the same since" in picture(pilot)
        assert "last by Leo" in asked(pilot)
        await press(pilot, "l")
        assert not bench.cta("Usage down")["is_milestone"]
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"name": "By Leo"})
        await press(pilot, "p", "3")
        bench.workspace.ctas("Leo").edit(
            [bench.ctas["Usage down"]], {"priority_id": bench.cta("Birthday card")["priority_id"]}
        )
        await press(pilot, "p", "2")
        await press(pilot, "u", "u")
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "High", picture(pilot)

    bench.drive(steps)


def test_d1_the_question_after_an_undo_or_redo_says_whose_and_what_in_full(bench: Bench) -> None:
    cta, name = bench.ctas["Usage down"], "Renewal of all subsidiaries in the north, on new terms"
    low, medium = (bench.workspace.value(Picklist.PRIORITY, word) for word in ("Low", "Medium"))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "3")
        bench.workspace.ctas("Leo").edit([cta], {"name": name, "priority_id": medium})
        await press(pilot, "u")
        assert f"The priority of CTA-1 “{name}” was changed since, last by Leo." in asked(pilot)
        assert "Take back the rest" in picture(pilot)
        await press(pilot, "o")
        bench.workspace.ctas("Leo").edit([cta], {"priority_id": low})
        await press(pilot, "U")
        assert "Do the rest again, keep theirs" in picture(pilot)
        assert "Take back" not in picture(pilot)
        await press(pilot, "o")
        told = bench.label(bench.cta("Usage down")["priority_id"])
        assert told == "Medium", "as it was before the undo"

    bench.drive(steps)


def test_d1_undo_in_triage_asks_the_same(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "T", "c", "s", "k")
        lost = bench.workspace.value(Picklist.CTA_STATUS, "Closed lost")
        bench.workspace.ctas("Leo").edit([bench.ctas["Usage down"]], {"status_id": lost})
        await press(pilot, "u")
        assert "last by Leo" in asked(pilot)
        await press(pilot, "l")
        assert bench.label(bench.cta("Usage down")["status_id"]) == "Closed lost"
        await press(pilot, "u", "o")
        assert bench.cta("Usage down")["closed_at"] is None
        assert "Usage down" in picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize("where", ["list", "J"])
@pytest.mark.parametrize("row", [1, 2])
def test_d1_undo_leads_to_what_came_back_and_nothing_else_moves(
    bench: Bench, where: str, row: int
) -> None:
    """D1: the header above the first row stays in sight."""
    for number in range(40):
        cta = bench.workspace.ctas().add(
            NewCta(bench.workspace.accounts["Globex"], f"Filler {number}", due=bench.day(-9))
        )
        mine = (bench.workspace.people["Ana"],)
        step = NewTask(CtaId(cta.ids[0]), f"Step {number}", due=bench.day(-8), assignees=mine)
        bench.workspace.tasks().add(step)

    def shown(pilot: Pilot[None]) -> RowList[Any, Any]:
        return pilot.app.screen.query_one(OpenTaskList if where == "J" else CtaList)

    async def steps(pilot: Pilot[None]) -> None:
        if where == "J":
            await press(pilot, "J")
        await press(pilot, "home", *"j" * (row - 1))
        first, before = shown(pilot).cursor_id, lines(shown(pilot))
        assert "Overdue" in before[0]
        await press(pilot, *("c" if where == "J" else "sx1"), "f5")
        await wait_until(pilot, lambda: shown(pilot).cursor_id != first, "it leaves")
        await press(pilot, "j", "j", "j", "u")
        await wait_until(pilot, lambda: shown(pilot).cursor_id == first, "the undo")
        assert [line[1:] for line in lines(shown(pilot))] == [line[1:] for line in before]

    bench.drive(steps, size=(80, 24))


def test_d1_undo_of_a_task_leads_the_list_to_its_cta(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "home", "D", "j", "j", "u")
        assert bench.task("Pull report")["closed_at"] is None
        assert cockpit(pilot).cta_list.cursor_id == bench.ctas["Usage down"]
        await press(pilot, "j", "U")
        assert bench.task("Pull report")["closed_at"] is not None
        assert cockpit(pilot).cta_list.cursor_id == bench.ctas["Usage down"]

    bench.drive(steps)


def test_d1_undo_of_many_leaves_the_cursor_where_it_is(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "V", "j", "j", "V", "p", "3", "enter", "escape", "G")
        at = cockpit(pilot).cta_list.cursor_id
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "Low"
        await press(pilot, "u")
        assert bench.label(bench.cta("Usage down")["priority_id"]) == "High"
        assert cockpit(pilot).cta_list.cursor_id == at

    bench.drive(steps)


def test_d12_history_of_a_cta_of_one_of_its_fields_and_of_a_task(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "p", "3", "u", "e", "e")
        assert "History of CTA-1" in picture(pilot)
        await press(pilot, *"prio", "enter")
        shown = picture(pilot)
        assert "CTA-1: priority" in shown
        assert "undo" in shown
        assert "person" in shown
        assert "Low" in shown
        await press(pilot, "escape", "tab", "e", "h")
        assert "History of TASK-1" in picture(pilot)
        await press(pilot, "escape")

    bench.drive(steps)


def test_d12_the_history_names_the_playbook_that_made_a_task(bench: Bench) -> None:
    """And CD-12, OP-1: what a CTA is linked to is ticked in one list, and stands in the facts."""
    workspace, cta = bench.workspace, bench.ctas["Usage down"]
    workspace.playbooks().apply([cta], workspace.playbooks().find("Detractor survey response"))
    globex = workspace.accounts["Globex"]
    with bench.store.write() as connection:
        connection.execute(insert(schema.opportunity).values(account_id=globex, name="Renewal"))
        connection.execute(insert(schema.contact).values(account_id=globex, name="Ada Byron"))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *"usage", "enter", "H", "h")
        assert "History of CTA-1" in picture(pilot), "of the CTA, after a filter too"
        assert "playbook · Detractor survey response" in picture(pilot)
        assert re.search("TASK-12 “Come back to the respondent.* → added", picture(pilot))
        await press(pilot, "escape", "l")
        assert re.search(r"Opp\. +Renewal", picture(pilot)), picture(pilot)
        await press(pilot, "1", "2", "enter")
        await wait_until(pilot, lambda: "Contacts  Ada Byron" in picture(pilot), "the contact")
        assert "Opp.      Renewal" in picture(pilot)
        await press(pilot, "u")
        await wait_until(pilot, lambda: "Ada Byron" not in picture(pilot), "the undo")

    bench.drive(steps)

"""Playbooks and steps in lines, at every width, whatever their names hold."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.ids import PersonId, PlaybookId, StepId
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookRow, StepRow
from cockpit_widgets.panes.playbook_list import PlaybookList, StepList
from tests.widgets.host import HOSTILE, Host, drive, texts


def step(number: int, title: str, **changes: Any) -> StepRow:
    plain = StepRow(
        id=StepId(number),
        playbook_id=PlaybookId(1),
        position=number,
        title=title,
        day=number,
        role=OwnerRole.CSM,
        person_id=None,
        person="",
        priority_id=None,
        priority="",
        description="",
        is_mirrored=False,
    )
    return replace(plain, **changes)


STEPS = (
    step(1, "Read the survey", is_mirrored=True),
    step(2, "Call", after=(StepId(1),), description="Listen first.", priority="High"),
    step(3, "Review", role=OwnerRole.PERSON, person_id=PersonId(4), person="Maria Chen"),
)
DETRACTOR = PlaybookRow(
    PlaybookId(1), "Detractor", "Hear why.", None, "Risk", True, "shipped", STEPS
)
RETIRED = PlaybookRow(PlaybookId(2), "Old one", "", None, "", False, "person")
WILD = PlaybookRow(
    PlaybookId(3), HOSTILE, HOSTILE, None, HOSTILE, True, "person", (step(9, HOSTILE),)
)


def test_playbooks_say_type_measure_and_state() -> None:
    pane = PlaybookList()

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show((DETRACTOR, RETIRED))
        await pilot.pause()
        lines = texts(pane)
        assert lines[0].split() == ["▌", "Detractor", "Risk", "3", "steps", "3", "days"]
        assert "inactive" in lines[1]
        await pilot.press("j")
        assert pane.chosen_id == RETIRED.id
        pane.show((DETRACTOR,))
        assert pane.chosen_id == DETRACTOR.id, "the nearest, when its own is gone"
        pane.show(())
        assert "No playbooks yet. n makes one." in texts(pane)[0]

    drive(Host(pane), steps, (80, 24))


def test_steps_say_day_owner_mirror_and_what_they_come_after() -> None:
    pane = StepList()

    async def steps(pilot: Pilot[Any]) -> None:
        pane.show(DETRACTOR)
        await pilot.press("home", "j")
        shown = "\n".join(texts(pane))
        assert "  1 □ Read the survey" in shown
        assert "▌ 2 ◦ Call" in shown
        assert "After    step 1" in shown
        assert "Priority High" in shown
        assert "Listen first." in shown
        await pilot.press("j")
        assert "Owner    Maria Chen" in "\n".join(texts(pane))
        pane.show(replace(DETRACTOR, steps=STEPS[:2]))
        assert pane.step_id == StepId(2)

    drive(Host(pane), steps, (60, 24))


@pytest.mark.parametrize("width", [30, 60, 100, 160])
def test_no_name_breaks_a_line(width: int) -> None:
    playbooks, pane = PlaybookList(), StepList()

    async def steps(pilot: Pilot[Any]) -> None:
        playbooks.show((WILD, DETRACTOR))
        pane.show(WILD)
        await pilot.pause()
        for widget in (playbooks, pane):
            for strip in widget.lines:
                assert strip.cell_length == widget.size.width
                assert "\x1b" not in strip.text

    drive(Host(playbooks, pane), steps, (width, 24))

"""What typing and regrouping cost, in what can be counted: the machine's load does not blur it."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.message import Message
from textual.messages import InvokeLater, Prompt
from textual.pilot import Pilot
from textual.strip import Strip

from cockpit_tui.domain.values import GroupBy
from tests.screens.bench import Bench, cockpit, press

MESSAGES, REGROUPING_MESSAGES = 13, 50
"""For a letter that leaves the rows as they are: key, change, answers, what is painted."""
PAINTS = 3
"""The letter, the heads of the groups without their sums, and once typing pauses with them."""
REGROUPING_PAINTS = 5
"""What was below the picker, the cursor, the rows, their sums, and the pane."""
OF_THE_PILOT = (InvokeLater, Prompt, events.Callback)
"""Sent while a test waits."""


def count_paints(pilot: Pilot[None], patch: pytest.MonkeyPatch) -> list[object]:
    """Grows with each picture from now on."""
    painted: list[object] = []
    show = pilot.app._display

    def display(screen: Any, renderable: Any) -> None:
        if renderable is not None:
            painted.append(renderable)
        show(screen, renderable)

    patch.setattr(pilot.app, "_display", display)
    return painted


def own(seen: list[Message]) -> list[str]:
    """Names of the messages, each once for each who was handed it."""
    return [type(message).__name__ for message in seen if not isinstance(message, OF_THE_PILOT)]


def test_a_letter_lays_nothing_out_and_paints_what_it_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-5: each letter laid the screen out twice and painted all rows."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"glo")
        screen = cockpit(pilot)
        painted = count_paints(pilot, monkeypatch)
        laid_out: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, laid_out.append)
        bench.seen.clear()
        drawn: list[str] = []
        draw = screen.cta_list.render_line

        def render_line(y: int) -> Strip:
            drawn.append(draw(y).text)
            return draw(y)

        monkeypatch.setattr(screen.cta_list, "render_line", render_line)
        await press(pilot, "b")
        sent = own(bench.seen)
        assert len(sent) <= MESSAGES, sent
        assert not laid_out
        assert not any("Globex" in line for line in drawn), "the rows are the same"
        assert len(painted) <= PAINTS
        await press(pilot, "x")
        assert not laid_out

    bench.drive(steps)


def test_a_grouping_taken_by_its_key_lays_nothing_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CL-2: its letter was written into the field first, and the screen laid out three times."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "b")
        screen, laid_out = cockpit(pilot), list[object]()
        for each in pilot.app.screen_stack:
            each.screen_layout_refresh_signal.subscribe(screen, laid_out.append)
        painted = count_paints(pilot, monkeypatch)
        bench.seen.clear()
        await press(pilot, "o")
        assert screen.view.state.group_by is GroupBy.OWNER
        assert not laid_out
        assert len(painted) <= REGROUPING_PAINTS
        assert len(own(bench.seen)) <= REGROUPING_MESSAGES, own(bench.seen)

    bench.drive(steps)

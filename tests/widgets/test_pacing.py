"""When a screen is painted. Turns of the event loop are counted here, never time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rich.segment import Segment
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from cockpit_widgets.drawing import pacing
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.pacing import PacedScreen
from tests.widgets.host import Host, drive

TURNS = 20
"""Of the event loop: a message goes through a widget to its screen in fewer. They take less than a
millisecond, and a beat of Textual's timer is 17 away."""


class Counted(LineWidget):
    """Shows a number."""

    number = 0

    def build_lines(self, width: int) -> list[Strip]:
        return [Strip([Segment(f"{self.number}".ljust(width))], width)]

    def show(self, number: int) -> None:
        self.number = number
        self.redraw()


class PacedHost(Host):
    """Its screen is a paced one; counts what it paints."""

    paints = 0

    def get_default_screen(self) -> Screen[Any]:
        return PacedScreen()

    def _display(self, screen: Any, renderable: Any) -> None:
        self.paints += renderable is not None
        super()._display(screen, renderable)


async def turns(n: int = TURNS) -> None:
    """Lets the event loop go round, as often as asked."""
    loop = asyncio.get_running_loop()
    for _ in range(n):
        turned = loop.create_future()
        loop.call_soon(turned.set_result, None)
        await turned


async def frame_passes() -> None:
    loop = asyncio.get_running_loop()
    limit = loop.time() + pacing.FRAME_SECONDS
    while loop.time() < limit:
        await turns(1)


def test_what_changed_is_painted_at_once_also_right_after_another_picture() -> None:
    """What a key echoed held up the rows it found, for one beat or two of Textual's timer."""
    shown = Counted()
    app = PacedHost(shown)

    async def steps(_: Pilot[Any]) -> None:
        for number in range(1, 4):
            await frame_passes()
            before = app.paints
            shown.show(number)
            await turns()
            assert app.paints == before + 1

    drive(app, steps)


def test_a_flood_of_changes_is_painted_once_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Counted()
    app = PacedHost(shown)

    async def steps(_: Pilot[Any]) -> None:
        await frame_passes()
        before = app.paints
        shown.show(1)
        await turns()
        monkeypatch.setattr(pacing, "FRAME_SECONDS", 3600)
        for number in range(2, 20):
            shown.show(number)
            await turns()
        assert app.paints == before + 1
        app.screen._refresh_layout()
        assert app.paints == before + 2, "what is painted for another reason brings it along"
        monkeypatch.undo()
        await frame_passes()
        shown.show(20)
        await turns()
        assert app.paints == before + 3

    drive(app, steps)

from __future__ import annotations

import asyncio
import io

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.app import ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from cockpit_widgets.cells import cell_diff
from cockpit_widgets.cells.cell_app import CellApp, install
from cockpit_widgets.cells.cell_diff import CellDiff


class OneLine(CellApp[None]):
    def compose(self) -> ComposeResult:
        yield Static("one line", markup=False)


def installed(app: OneLine) -> CellDiff:
    install(app)
    assert app.cell_diff is not None
    return app.cell_diff


def test_without_a_terminal_textual_draws_as_ever() -> None:
    app = OneLine()
    diff = installed(app)

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.is_headless
            assert "one line" in app.export_screenshot().replace("&#160;", " ")

    asyncio.run(run())
    assert diff.is_active


def test_another_series_of_textual_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_diff, "TEXTUAL_SERIES", "9.0.")
    app = OneLine()
    install(app)
    assert app.cell_diff is None


def test_private_parts_that_changed_switch_it_off_and_textual_draws() -> None:
    update = LayoutUpdate([[Strip([Segment("row")])]], Region(0, 0, 3, 1))
    console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
    app = OneLine()
    diff = installed(app)
    assert "row" in (diff.rendered(update, console) or "")
    assert diff.is_active

    broken = LayoutUpdate([[Strip([Segment("row")])]], Region(0, 0, 3, 1))
    broken.strips = [[_Stripless("row")]]  # type: ignore[list-item]
    assert diff.rendered(broken, console) is None
    assert not diff.is_active


class _Stripless:
    """A strip without a length and without segments, which can still render itself."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, console: Console) -> str:
        return self._text

"""What line widgets painted, and how it gets out of the screen without Textual's detour."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from cockpit_widgets.cells.cell_blocks import changed_lines, move_between
from cockpit_widgets.cells.line_compositor import BlocksUpdate, uncovered
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.frame.fitted_screen import FittedScreen
from tests.widgets.host import Host, drive


class Numbers(LineWidget):
    """A row of a long list a line."""

    DEFAULT_CSS = "Numbers { width: 30; height: 12; }"

    top = 0
    version = 0

    def render_line(self, y: int) -> Strip:
        style = self.palette.style("text")
        text = f"row {y + self.top} of version {self.version}"
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, style)

    def go(self, top: int) -> None:
        by, self.top = top - self.top, top
        self.move_lines(0, by)


class Framed(Numbers):
    DEFAULT_CSS = "Framed { border-left: solid $ck-rule; }"


class Boxed(Numbers):
    DEFAULT_CSS = "Boxed { border: round $ck-rule; }"


class Beside(Host):
    """Two lists of numbers on a screen of ours."""

    CSS = "Screen { layers: base over cover; } #over { layer: over; width: 4; height: 3; }"

    def get_default_screen(self) -> Screen[None]:
        return FittedScreen()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield from self.shown


def looks(strips: list[Strip]) -> list[list[Segment]]:
    return [list(strip.simplify()) for strip in strips]


def whole(widget: Widget) -> Region:
    return Region(0, 0, *widget.outer_size)


@pytest.mark.parametrize("kind", [Numbers, Framed, Boxed])
def test_lines_are_painted_as_textual_would_paint_them(kind: type[Numbers]) -> None:
    widget = kind()

    async def steps(pilot: Pilot[Any]) -> None:
        for crop in (whole(widget), Region(2, 3, 20, 4)):
            theirs = Widget.render_lines(widget, crop)
            assert looks(widget.render_lines(crop)) == looks(theirs)
        assert widget.rule_cells == {Numbers: 0, Framed: 1, Boxed: None}[kind]

    drive(Host(widget), steps)


STEPS = st.lists(st.tuples(st.integers(-15, 15), st.booleans(), st.integers(0, 11)), max_size=8)
SEEN = st.tuples(st.integers(0, 11), st.integers(1, 12)).filter(lambda ends: ends[0] < ends[1])
"""The first line that is not covered, and the one after the last."""


@settings(max_examples=60)
@given(SEEN, STEPS)
def test_lines_that_moved_are_as_if_all_were_painted_anew(
    seen: tuple[int, int], moves: list[tuple[int, bool, int]]
) -> None:
    widget, lines = Framed(), range(*seen)

    async def steps(pilot: Pilot[Any]) -> None:
        width = widget.size.width
        widget.painted(lines, width)
        for by, is_painted_between, changed in moves:
            widget.go(widget.top + by)
            widget.refresh(Region(0, changed, width, 1))
            if is_painted_between:
                widget.painted(lines, width)
        assert [strip.text.split()[1] for strip in widget.painted(lines, width)] == [
            str(widget.top + y) for y in lines
        ]

    drive(Host(widget), steps)


def test_lines_that_only_moved_stay_the_same_objects() -> None:
    widget = Numbers()

    async def steps(pilot: Pilot[Any]) -> None:
        before = widget.painted(range(12), 30)
        widget.go(3)
        after = widget.painted(range(12), 30)
        changed = changed_lines(after, before)
        move = move_between(after, before, changed)
        assert move is not None
        assert (move.first, move.last, move.by, len(move.stayed)) == (0, 11, 3, 9)
        assert all(after[y] is before[y + 3] for y in move.stayed)

    drive(Host(widget), steps)


def updates(app: Beside, *widgets: Widget) -> Any:
    """What a refresh of widgets sends to the terminal."""
    compositor = app.screen._compositor
    compositor.update_widgets(set(widgets))
    return compositor.render_update()


def test_only_the_widget_that_changed_goes_out_as_it_painted_itself() -> None:
    left, right = Numbers(), Framed()
    app = Beside(left, right)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        right.version = 1
        right.refresh(Region(0, 4, 29, 1))
        update = updates(app, right)
        assert isinstance(update, BlocksUpdate)
        (block,) = update.blocks
        assert block.place == (31, 0, 29, 12), "the rule at the left is not among it"
        assert block.strips[4].text.startswith("row 4 of version 1")
        assert "version 0" in block.strips[5].text
        assert not right._exchange_repaint_regions()
        assert "row 4 of version 1" in update.render_segments(app.console)

    drive(app, steps)


def test_of_a_widget_that_something_covers_goes_out_what_is_seen_of_it() -> None:
    """While a filter was typed its field covered a part of its line, and all of both went
    Textual's way."""
    left, over = Numbers(), Numbers(id="over")
    app = Beside(left, over)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        left.version = 1
        left.refresh()
        update = updates(app, left)
        assert isinstance(update, BlocksUpdate)
        beside, below = update.blocks
        assert (beside.place, below.place) == ((4, 0, 26, 3), (0, 3, 30, 9))
        assert beside.strips[1].text.startswith("1 of version 1")
        assert below.strips[0].text.startswith("row 3 of version 1")
        again = updates(app, left)
        assert not changed_lines(again.blocks[0].strips, beside.strips), "cut once"

    drive(app, steps)


@given(
    st.lists(
        st.tuples(st.integers(-3, 9), st.integers(-3, 6), st.integers(0, 9), st.integers(0, 6))
    )
)
def test_each_cell_that_nothing_covers_is_in_one_of_the_parts(
    others: list[tuple[int, int, int, int]],
) -> None:
    screen, widget = Region(0, 0, 9, 6), Numbers()
    before = [Region(*other) for other in others]
    visible: dict[Widget, tuple[Region, Region]] = {
        Widget(): (region, region.intersection(screen)) for region in before
    }
    whole, *parts = uncovered({**visible, widget: (screen, screen)}, screen)[widget]
    assert whole == screen
    for x in range(9):
        for y in range(6):
            is_covered = any(region.contains(x, y) for region in before)
            assert sum(part.contains(x, y) for part in parts) == (not is_covered)


def test_a_widget_with_another_frame_goes_textuals_way() -> None:
    left, right = Boxed(), Framed()
    app = Beside(left, right)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for widget, kind in ((right, BlocksUpdate), (left, ChopsUpdate)):
            widget.refresh(Region(0, 1, 28, 1))
            assert isinstance(updates(app, widget), kind)
        left.refresh(Region(0, 1, 28, 1))
        right.version = 2
        right.refresh(Region(0, 1, 29, 1))
        update = updates(app, left, right)
        assert isinstance(update, ChopsUpdate)
        assert "version 2" in update.render_segments(app.console)

    drive(app, steps)


def test_a_layout_and_a_whole_picture_have_what_was_waiting() -> None:
    left, right = Numbers(), Framed()
    app = Beside(left, right)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        compositor = app.screen._compositor
        left.version = 1
        left.refresh(Region(0, 4, 30, 1))
        compositor.update_widgets({left})
        full = compositor.render_update(full=True)
        assert isinstance(full, LayoutUpdate)
        assert "row 4 of version 1" in full.render_segments(app.console)
        assert compositor.render_update() is None

        left.version = 2
        left.refresh(Region(0, 4, 30, 1))
        compositor.update_widgets({left})
        right.display = False
        await pilot.pause()
        assert "row 4 of version 2" in "".join(strip.text for strip in compositor.render_strips())

    drive(app, steps)

"""Partial pictures without a detour: what line widgets painted goes out as they painted it.

Textual cuts each line of each widget where any widget begins or ends, and asks all widgets for all
their lines, whatever one of them changed. What nothing covers of a `LineWidget` needs none of that.

It replaces three methods of `textual._compositor.Compositor` of Textual 8.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.control import Control
from textual import _compositor
from textual.geometry import Region
from textual.widget import Widget

from cockpit_widgets.cells.cell_blocks import Block
from cockpit_widgets.drawing.line_widget import LineWidget

if TYPE_CHECKING:
    from textual.screen import Screen


class BlocksUpdate(_compositor.CompositorUpdate):
    """Whole widgets, of which some lines may be new."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks

    def render_segments(self, console: Console) -> str:
        """All the lines, for a terminal of which nothing is known."""
        return "".join(
            Control.move_to(block.x, y).segment.text + strip.render(console)
            for block in self.blocks
            for y, strip in enumerate(block.strips, block.y)
        )


class LineCompositor(_compositor.Compositor):
    """Of a screen of line widgets."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._screen = screen
        self._seen: object = None
        """The layout that `_uncovered` is of."""
        self._uncovered: dict[LineWidget, list[Region]] = {}
        self._changed: set[LineWidget] = set()

    def update_widgets(self, widgets: set[Widget]) -> None:
        visible = self.visible_widgets
        if visible is not self._seen:
            self._seen, self._uncovered = visible, uncovered(visible, self.size.region)
        # What lies below a dialog is painted by the dialog's screen, which asks for regions.
        alone = self._uncovered.keys() & widgets if self._screen.is_active else set()
        self._changed |= alone
        if len(alone) < len(widgets):
            super().update_widgets(widgets - alone)

    def render_partial_update(self) -> Any:
        changed, self._changed = self._changed, set()
        if changed and (self._dirty_regions or self.visible_widgets is not self._seen):
            super().update_widgets(set(changed))
            changed = set()
        if not changed:
            return super().render_partial_update()
        blocks: list[Block] = []
        for widget in changed:
            widget._exchange_repaint_regions()
            blocks += _blocks_of(widget, *self._uncovered[widget])
        return BlocksUpdate(blocks)

    def render_full_update(self, simplify: bool = False) -> _compositor.LayoutUpdate:
        for widget in self._changed:
            widget._exchange_repaint_regions()
        self._changed.clear()
        return super().render_full_update(simplify)


def _blocks_of(widget: LineWidget, whole: Region, *seen: Region) -> Iterator[Block]:
    """The lines of a widget, cut into what is seen of it."""
    # The rule at the left was there before the lines changed.
    rule = widget.rule_cells or 0
    lines = whole.shrink((0, 0, 0, rule))
    strips = widget.painted(range(lines.height), lines.width)
    for region in seen:
        x, y, width, height = region.intersection(lines)
        if not width:
            continue
        first, start = y - lines.y, x - lines.x
        found = strips[first : first + height]
        if width < lines.width:
            found = [strip.crop(start, start + width) for strip in found]
        yield Block(x, y, width, found)


def uncovered(
    visible: Mapping[Widget, tuple[Region, Region]], screen: Region
) -> dict[LineWidget, list[Region]]:
    """The line widgets that are there in full: where each is, and then the parts of it that nothing
    before it cuts into. `visible` has where each widget is and what is seen of it, the foremost
    first."""
    found: dict[LineWidget, list[Region]] = {}
    before: list[Region] = []
    for widget, (region, clip) in visible.items():
        if (
            isinstance(widget, LineWidget)
            and widget.rule_cells is not None
            and clip.contains_region(region)
            and screen.contains_region(region)
        ):
            parts = [region]
            for other in before:
                parts = [piece for part in parts for piece in _without(part, other)]
            found[widget] = [region, *parts]
        before.append(region.intersection(clip))
    return found


def _without(region: Region, other: Region) -> list[Region]:
    """What is left of a region: above and below the other, and beside it."""
    cut = region.intersection(other)
    if not cut:
        return [region]
    x, y, width, _ = region
    left = [
        Region(x, y, width, cut.y - y),
        Region(x, cut.y, cut.x - x, cut.height),
        Region(cut.right, cut.y, region.right - cut.right, cut.height),
        Region(x, cut.bottom, width, region.bottom - cut.bottom),
    ]
    return [part for part in left if part]

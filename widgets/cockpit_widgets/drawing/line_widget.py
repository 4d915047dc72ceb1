"""A widget that draws its lines itself, in the colours of the theme's palette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size, Spacing
from textual.strip import Strip
from textual.widget import Widget

from cockpit_widgets.drawing.palette import Palette

RULE_AT_THE_LEFT, RULE = Spacing(0, 0, 0, 1), "│"
"""A border that many panes have, as Textual draws it."""


WHEEL_LINES = 3
"""So far a notch of the wheel moves what has lines."""


class Painted(Struct, frozen=True):
    """Lines of a widget as they were painted."""

    lines: range
    width: int
    strips: list[Strip]


class LineWidget(Widget):
    """Draws `build_lines` line by line; one node in the DOM, whatever it shows.

    After a change of what is shown call `redraw`: only lines that came out differently are
    painted again.
    """

    ALLOW_SELECT = False
    GROUND = "surface"
    """Token of what is behind the lines and below them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._palette: Palette | None = None
        self._lines: list[Strip] | None = None
        self._lines_width = 0
        self._painted: Painted | None = None
        self._changed_lines: set[int] = set()
        """Lines that are to be painted again."""
        self._edge_drawn: list[Segment] | None = None
        self._behind_found: Color | None = None
        self._drawn_size: Size | None = None
        """The size while it is known; Textual looks it up in its layout each time."""

    @property
    def size(self) -> Size:
        return super().size if self._drawn_size is None else self._drawn_size

    @property
    def palette(self) -> Palette:
        """The styles of the current theme."""
        if self._palette is None:
            self._palette = Palette.from_theme_variables(self.app.theme_variables)
        return self._palette

    def build_lines(self, width: int) -> list[Strip]:
        """Everything there is to show, each line exactly `width` cells."""
        raise NotImplementedError

    @property
    def lines(self) -> list[Strip]:
        """The lines at the present width."""
        width = self.size.width
        if self._lines is None or self._lines_width != width:
            self._lines, self._lines_width = self.build_lines(width), width
        return self._lines

    def render_line(self, y: int) -> Strip:
        lines = self.lines
        return lines[y] if y < len(lines) else self.blank_line()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The painted lines as Textual would make them, without what it looks up for borders and
        tints each time."""
        edge = self._edge
        if edge is None:
            return super().render_lines(crop)
        width = self.size.width
        strips = self.painted(crop.line_range, width)
        width += len(edge)
        if edge:
            strips = [Strip([*edge, *strip], width) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def painted(self, lines: range, width: int) -> list[Strip]:
        """Painted lines within the frame, each `width` cells; the same objects as before until a
        refresh.

        Whatever changes, Textual asks every widget on the screen for all its lines.
        """
        before = self._painted
        if before is None or before.lines != lines or before.width != width:
            self._painted = Painted(lines, width, self._strips_of(lines))
        elif self._changed_lines:
            strips = before.strips.copy()
            changed = [y for y in lines if y in self._changed_lines]
            for y, strip in zip(changed, self._strips_of(changed), strict=True):
                strips[y - lines.start] = strip
            self._painted = Painted(lines, width, strips)
        self._changed_lines.clear()
        assert self._painted is not None
        return self._painted.strips

    @contextmanager
    def at_one_size(self) -> Iterator[Size]:
        """While nothing is laid out: the size is looked up once, and is this."""
        before = self._drawn_size
        self._drawn_size = size = self.size
        try:
            yield size
        finally:
            self._drawn_size = before

    def _strips_of(self, lines: Iterable[int]) -> list[Strip]:
        with self.at_one_size() as size:
            strips = [self.render_line(y).adjust_cell_length(size.width) for y in lines]
        for line_filter in self.get_line_filters():
            if self.palette.is_true_colour and isinstance(line_filter, ANSIToTruecolor):
                continue  # it would make every line once more, as it is
            strips = [strip.apply_filter(line_filter, self._behind) for strip in strips]
        return strips

    @property
    def rule_cells(self) -> int | None:
        """Cells of the rule at the left; None where the lines have any other frame."""
        return None if self._edge is None else len(self._edge)

    @property
    def _edge(self) -> list[Segment] | None:
        """A rule at the left, or nothing; None for any other frame around the lines."""
        if self._edge_drawn is None:
            gutter, left = self.styles.gutter, self.styles.border_left
            if not gutter:
                self._edge_drawn = []
            elif gutter == RULE_AT_THE_LEFT and left[0] == "solid":
                style = RichStyle.from_color(left[1].rich_color, self._behind.rich_color)
                self._edge_drawn = [Segment(RULE, style)]
        return self._edge_drawn

    @property
    def _behind(self) -> Color:
        """The widget's own background."""
        if self._behind_found is None:
            self._behind_found = self.background_colors[1]
        return self._behind_found

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        if regions and not layout and self._edge is not None:
            self._changed_lines.update(y for region in regions for y in region.line_range)
        else:
            self._painted = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def check_idle(self) -> None:
        """What is to be painted is told to the screen, which does so once it has nothing else to
        do. Textual's widgets send a message to themselves, and then one to the screen."""
        is_more = self._layout_required or self._scroll_required or self._refresh_styles_required
        if is_more or not (self._repaint_required and self._is_mounted and self.is_attached):
            super().check_idle()
            return
        self._repaint_required = False
        screen = self.screen
        if self.display and screen in screen._compositor:
            screen._dirty_widgets.add(self)
            screen.check_idle()

    def move_lines(self, first: int, by: int) -> None:
        """From line `first` on each line shows what stood `by` lines lower, or higher if that is
        negative; those that come in are painted."""
        if self._painted is None or self._edge is None:
            self.refresh()
            return
        lines, strips = self._painted.lines, self._painted.strips
        # Of lines that are covered nothing is known, and nothing can come from there.
        moved = range(max(first, lines.start) + max(0, -by), lines.stop - max(0, by))
        came_from = {line: line + by if line in moved else line for line in lines}
        changed = self._changed_lines
        self._changed_lines = {
            line
            for line, before in came_from.items()
            if before in changed or (line >= first and line not in moved)
        }
        strips = [strips[before - lines.start] for before in came_from.values()]
        self._painted = replace(self._painted, strips=strips)
        super().refresh()

    def blank_line(self) -> Strip:
        """An empty line on the widget's ground."""
        return Strip.blank(self.size.width, self.palette.style("text", self.GROUND))

    def redraw(self) -> None:
        """Shows the present state, painting only the lines that differ from what is shown."""
        if not self.is_mounted or self._lines is None or self._lines_width != self.size.width:
            self._lines = None
            self.refresh()
            return
        old, self._lines = self._lines, None
        new = self.lines
        width, height = self.size
        changed = [
            Region(0, y, width, 1)
            for y in range(min(max(len(old), len(new)), height))
            if y >= len(old) or y >= len(new) or old[y] != new[y]
        ]
        if changed:
            self.refresh(*changed)

    def restyle(self) -> None:
        """How dates and amounts are written has changed: everything is drawn anew."""
        self._lines = None
        self.palette_changed()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: colours are read anew."""
        super().notify_style_update()
        self._edge_drawn = self._behind_found = None
        if not self.is_attached:
            return
        palette = Palette.from_theme_variables(self.app.theme_variables)
        if palette is not self._palette:
            self._painted = None
            self._palette = palette
            self._lines = None
            self.palette_changed()

    def palette_changed(self) -> None:
        """Called when the theme's colours are others than before."""

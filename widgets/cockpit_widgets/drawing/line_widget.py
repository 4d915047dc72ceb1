"""A widget that draws its lines itself, in the colours of the theme's palette."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from cockpit_widgets.drawing.palette import Palette


class LineWidget(Widget):
    """Draws `build_lines` line by line; one node in the DOM, whatever it shows.

    After a change of what is shown call `redraw`: only lines that came out differently are
    painted again.
    """

    ALLOW_SELECT = False
    GROUND = "surface"
    """Token of what is behind the lines and below them."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._palette: Palette | None = None
        self._lines: list[Strip] | None = None
        self._lines_width = 0
        self._painted: tuple[Region, list[Strip]] | None = None
        self._changed_lines: set[int] = set()
        """Lines that are to be painted again."""
        self._drawn_size: Size | None = None
        """The size while lines are drawn; Textual looks it up in its layout each time."""

    @property
    def size(self) -> Size:
        return self._drawn_size or super().size

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
        """The painted lines; the same as before until a refresh.

        Textual asks every widget on the screen for all its lines whenever one of them changes.
        """
        if self._painted is None or self._painted[0] != crop:
            is_framed = bool(self.styles.gutter)
            strips = super().render_lines(crop) if is_framed else self._drawn_lines(crop.line_range)
            if not is_framed and crop.column_span != (0, self.size.width):
                strips = [strip.crop(*crop.column_span) for strip in strips]
            self._painted = (crop, strips)
        elif self._changed_lines:
            strips = self._painted[1].copy()
            changed = [y for y in crop.line_range if y in self._changed_lines]
            for y, strip in zip(changed, self._drawn_lines(changed), strict=True):
                strips[y - crop.y] = strip.crop(*crop.column_span)
            self._painted = (crop, strips)
        self._changed_lines.clear()
        return self._painted[1]

    def _drawn_lines(self, lines: Iterable[int]) -> list[Strip]:
        """Lines as Textual would make them, without what it looks up for borders and tints."""
        size, ground = self.size, self.background_colors[1]
        self._drawn_size = size
        try:
            strips = [self.render_line(y).adjust_cell_length(size.width) for y in lines]
        finally:
            self._drawn_size = None
        for line_filter in self.get_line_filters():
            if self.palette.is_true_colour and isinstance(line_filter, ANSIToTruecolor):
                continue  # it would make every line once more, as it is
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        return strips

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        if regions and not layout and not self.styles.gutter:
            self._changed_lines.update(y for region in regions for y in region.line_range)
        else:
            self._painted = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

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
        for y in range(min(max(len(old), len(new)), self.size.height)):
            if y >= len(old) or y >= len(new) or old[y] != new[y]:
                self.refresh(Region(0, y, self.size.width, 1))

    def restyle(self) -> None:
        """How dates and amounts are written has changed: everything is drawn anew."""
        self._lines = None
        self.palette_changed()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: colours are read anew."""
        super().notify_style_update()
        if self.styles.gutter:
            self._painted = None
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

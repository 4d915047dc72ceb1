"""The line of tabs, each with its digit and its count."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.spans import Part, shortened, text_width, to_line

LABEL_CELLS = 24
SHORTER_CELLS = (LABEL_CELLS - 1, 16, 12, 9, 7, 5)
"""Labels, closer to each other, are cut to these one after the other where all tabs do not fit."""
AROUND_CELLS = 12
"""Labels are cut to this where only the tabs around the active one stand there."""


class ViewTabs(LineWidget):
    """Shows tabs; the active one stands on the ground of what is below it.

    Where it is narrow these go, first to last: the aside, the ends of labels, the counts; of the
    active tab neither. Then only the tabs around it stand there, and how many more there are, and
    the key that finds them.
    """

    DEFAULT_CSS = "ViewTabs { height: 1; background: $panel; }"
    GROUND = "panel"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class MoreWanted(Message):
        """The key that finds more was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tabs: tuple[ViewTab, ...] = ()
        self._active = ""
        self._aside: tuple[str, ...] = ()
        self._ends: list[tuple[int, str]] = []
        """Column after each tab, and its key."""
        self._more_key = ""
        self._more_start = 0
        """Column where the key that finds more stands, and its words."""

    def show(
        self,
        tabs: Sequence[ViewTab],
        active: str,
        aside: Sequence[str] = (),
        *,
        more_key: str = "",
    ) -> None:
        """Shows tabs in order, the one with the key `active` marked.

        `aside` stands at the end of the line: its words, from the longest to the shortest, of which
        the first that fits beside all counts. `more_key` finds tabs that do not fit; it is told
        where there is no `aside`.
        """
        self._tabs, self._active, self._more_key = tuple(tabs), active, more_key
        self._aside = tuple(aside)
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        shown, tabs, aside = self._fitting(width)
        self._ends, end = [], 0
        for tab, parts in zip(shown, tabs, strict=True):
            end += text_width(parts)
            self._ends.append((end, tab.key))
        self._more_start = width
        if aside and aside[0][0].strip() == self._more_key:
            self._more_start = width - text_width(aside) - 1
        left = [part for parts in tabs for part in parts]
        return [to_line(left, width, style("text", "panel"), aside, margin=1 if aside else 0)]

    def _fitting(self, width: int) -> tuple[Sequence[ViewTab], list[list[Part]], list[Part]]:
        """As much as fits: which tabs, how they are drawn, and the aside."""
        words = [self._faint(text) for text in self._aside if text]
        for counts in (True, False):
            tabs = self._drawn(self._tabs, counts=counts)
            for aside in (*(words if counts else ()), self._more("views"), []):
                if _width(tabs) + _taken(aside) <= width:
                    return self._tabs, tabs, aside
            for cells in SHORTER_CELLS:
                tabs = self._drawn(self._tabs, counts=counts, cells=cells)
                if _width(tabs) <= width:
                    return self._tabs, tabs, []
        return self._around_active(width)

    def _around_active(self, width: int) -> tuple[Sequence[ViewTab], list[list[Part]], list[Part]]:
        """The active tab and its neighbours, and how many there are besides."""
        keys = [tab.key for tab in self._tabs]
        active = keys.index(self._active) if self._active in keys else 0
        tabs = self._drawn(self._tabs, counts=False, cells=AROUND_CELLS)
        room = width - _taken(self._more(f"{len(tabs)} more"))

        def fits(first: int, last: int) -> bool:
            return first >= 0 and last <= len(tabs) and _width(tabs[first:last]) <= room

        first, last = active, active + 1
        while fits(first, last + 1) or fits(first - 1, last):
            last += fits(first, last + 1)
            first -= fits(first - 1, last)
        aside = self._more(f"{len(tabs) - last + first} more")
        return self._tabs[first:last], tabs[first:last], aside

    def _faint(self, words: str) -> list[Part]:
        return [(words, self.palette.style("text-faint", "panel"))] if words else []

    def _more(self, words: str) -> list[Part]:
        """The key that finds tabs, and what for; nothing without one."""
        bold = self.palette.style("text-muted", "panel", bold=True)
        return [(f"{self._more_key} ", bold), *self._faint(words)] if self._more_key else []

    def _drawn(
        self, tabs: Sequence[ViewTab], *, counts: bool, cells: int = LABEL_CELLS
    ) -> list[list[Part]]:
        return [self._tab(tab, tab.key == self._active, counts, cells) for tab in tabs]

    def _tab(self, tab: ViewTab, is_active: bool, counts: bool, cells: int) -> list[Part]:
        style, place = self.palette.style, self._tabs.index(tab) + 1
        digit = f"{place}" if place <= 9 else " "
        label = shortened(printable(tab.label), LABEL_CELLS if is_active else cells)
        count = f" {tab.count:,}" if tab.count is not None and (counts or is_active) else ""
        ground = "surface" if is_active else "panel"
        blank = style("text", ground)
        if is_active:
            lined = not self.palette.has_grounds
            parts = [
                (
                    digit,
                    style("accent" if not lined else "text", ground, bold=True, underline=lined),
                ),
                (" ", blank),
                (label, style("text", ground, bold=True, underline=lined)),
                (count, style("text-muted", ground)),
            ]
        else:
            parts = [
                (digit, style("text-faint", ground)),
                (" ", blank),
                (label, style("text-muted", ground)),
                (count, style("text-faint", ground)),
            ]
        gap = "  " if cells == LABEL_CELLS else " "
        return [(" ", blank), *parts, (gap, blank)]

    def on_click(self, event: events.Click) -> None:
        if event.x >= self._more_start:
            self.post_message(self.MoreWanted())
            return
        for end, key in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(key))
                return


def _taken(aside: list[Part]) -> int:
    """Cells of an aside with the blanks around it."""
    return text_width(aside) + 2 if aside else 0


def _width(tabs: list[list[Part]]) -> int:
    return sum(text_width(parts) for parts in tabs)

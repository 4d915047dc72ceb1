"""The line of tabs, each with its digit and its count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cut, printable
from cockpit_widgets.drawing.spans import Part, text_width, to_line

LABEL_CELLS = 24


class ViewTabs(LineWidget):
    """Shows tabs; the active one stands on the ground of what is below it."""

    DEFAULT_CSS = "ViewTabs { height: 1; background: $panel; }"
    GROUND = "panel"

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A tab was clicked."""

        key: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tabs: tuple[ViewTab, ...] = ()
        self._active = ""
        self._aside: tuple[str, str] = ("", "")
        self._ends: list[tuple[int, str]] = []
        """Column after each tab, and its key."""

    def show(
        self, tabs: Sequence[ViewTab], active: str, aside: tuple[str, str] = ("v", "views")
    ) -> None:
        """Shows tabs in order, the one with the key `active` marked; `aside` is key and label."""
        self._tabs, self._active, self._aside = tuple(tabs), active, aside
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        key, label = self._aside
        aside: list[Part] = []
        if label:
            aside = [
                (f"{key} " if key else "", style("text-muted", "panel", bold=True)),
                (label, style("text-faint", "panel")),
            ]
        shown = list(self._tabs)
        tabs = self._drawn(shown, counts=True)
        room = width - text_width(aside) - 1
        if _width(tabs) > room:
            aside, room = [], width
        if _width(tabs) > room:
            tabs = self._drawn(shown, counts=False)
        while _width(tabs) > room and shown and shown[0].key != self._active:
            del shown[0]
            tabs = self._drawn(shown, counts=False)
        self._ends, end = [], 0
        for tab, parts in zip(shown, tabs, strict=True):
            end += text_width(parts)
            self._ends.append((end, tab.key))
        left = [part for parts in tabs for part in parts]
        return [to_line(left, width, style("text", "panel"), aside, margin=1 if aside else 0)]

    def _drawn(self, tabs: Sequence[ViewTab], *, counts: bool) -> list[list[Part]]:
        return [self._tab(tab, tab.key == self._active, counts) for tab in tabs]

    def _tab(self, tab: ViewTab, is_active: bool, counts: bool) -> list[Part]:
        style, place = self.palette.style, self._tabs.index(tab) + 1
        digit = f"{place}" if place <= 9 else " "
        label = cut(printable(tab.label), LABEL_CELLS)
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
        return [(" ", blank), *parts, ("  ", blank)]

    def on_click(self, event: events.Click) -> None:
        for end, key in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(key))
                return


def _width(tabs: list[list[Part]]) -> int:
    return sum(text_width(parts) for parts in tabs)

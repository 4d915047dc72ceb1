"""Draws one line of a list: its group headers, and what every row has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Generic, TypeAlias

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style

from cockpit_tui.domain.lists.rows import Group
from cockpit_tui.domain.money import to_short_money
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.printable import cell_width, cut, printable
from cockpit_widgets.drawing.signs import draw, glyphs, to_change_of_count
from cockpit_widgets.row_list.row_store import Row

Ink: TypeAlias = Callable[[str, bool], Style]
"""Of a token, bold or not."""


class Cursor(IntEnum):
    """How a line shows the cursor."""

    ELSEWHERE = 0
    FOCUSED = 1
    UNFOCUSED = 2


class LineState(Struct, frozen=True):
    """What may change on a line without its row changing."""

    cursor: Cursor = Cursor.ELSEWHERE
    is_marked: bool = False
    is_saving: bool = False


PLAIN = LineState()


class LinePainter(Generic[Row]):
    """Draws lines `width` cells wide, the scroll thumb's cell left out."""

    lead = 5
    """Cells before the words of a row."""

    def __init__(self, palette: Palette, width: int, today: date, currency: str = "") -> None:
        self._palette = palette
        self.width = width
        self._today = today
        self._currency = currency
        self._inks: dict[str, Ink] = {}
        """On each ground."""

    def row(self, row: Row, state: LineState) -> list[Segment]:
        """One row."""
        raise NotImplementedError

    def heads(self, new_above: int = 0) -> list[Segment]:
        """The line of column heads, and how many rows came in above the screen."""
        raise NotImplementedError

    def gone(self, state: LineState) -> list[Segment]:
        """A row that was deleted since the list was read."""
        ink = self._ink(state)
        words = " " * (self.lead - 3) + "deleted"
        return [
            *self._lead(state, ink),
            Segment(words.ljust(self.width - 3), ink("text-muted", False)),
        ]

    def group(self, group: Group, state: LineState, *, is_folded: bool) -> list[Segment]:
        """A group's header: band, label and count, ARR at the right edge.

        The count is that of the rows below it; where some belong elsewhere by now, `8 → 7`.
        """
        on_cursor = state.cursor is not Cursor.ELSEWHERE
        ground = "selection" if state.cursor is Cursor.FOCUSED else "panel"
        ink = self._ink(
            state, ground if ground == "selection" or not on_cursor else "selection-off"
        )
        now = to_change_of_count(group.count, group.count_now)
        count = f"{now}{'+' if group.is_partial else ''}"
        money = to_short_money(group.arr_cents, self._currency)
        room = self.width - 5 - 2 - len(count) - 1 - cell_width(money)
        label = cut(printable(group.label), max(1, min(room - 1, self.width - 24)))
        room -= cell_width(label)
        fold = draw("group_folded" if is_folded else "group_open")
        filling = " " * room
        if not self._palette.has_grounds and room > 3:
            filling = f" {glyphs().bar_empty * (room - 2)} "
        return [
            *self._lead(state, ink),
            Segment(fold + " ", ink("text-faint", False)),
            Segment(label, ink("risk" if group.is_overdue else "text", True)),
            Segment(f"  {count}", ink("text-muted", False)),
            Segment(filling, ink("rule", False)),
            Segment(money + " ", ink("text-muted", False)),
        ]

    def _ink(self, state: LineState, ground: str = "") -> Ink:
        """Token and boldness to a style on this line's ground."""
        palette = self._palette
        if state.cursor is Cursor.FOCUSED and not palette.has_grounds:
            return lambda _, bold: palette.reversed_bold if bold else palette.reversed
        if not ground:
            ground = {
                Cursor.FOCUSED: "selection",
                Cursor.UNFOCUSED: "selection-off",
                Cursor.ELSEWHERE: "mark-ground" if state.is_marked else "surface",
            }[state.cursor]
        if ground not in self._inks:
            self._inks[ground] = cache(lambda token, bold: palette.style(token, ground, bold=bold))
        return self._inks[ground]

    def _lead(self, state: LineState, ink: Ink) -> list[Segment]:
        """Cursor bar and mark: three cells."""
        mark = draw("marked") if state.is_marked else " "
        if state.cursor is Cursor.ELSEWHERE:
            return [Segment(f" {mark} ", ink("mark", False))]
        is_focused = state.cursor is Cursor.FOCUSED
        bar = ">" if is_focused and not self._palette.has_grounds else draw("cursor_bar")
        token = "accent" if is_focused else "text-muted"
        return [Segment(bar, ink(token, False)), Segment(f"{mark} ", ink("mark", False))]

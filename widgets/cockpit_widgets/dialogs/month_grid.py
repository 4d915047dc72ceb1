"""A month as a small calendar: today, the day chosen, and the cursor while it has the focus."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.spans import Part, to_line

CELLS = 4
"""Of a day: two figures with a cell at each side."""
HEADS = 2
"""Lines above the weeks: the month, and the days of the week."""
WEEKS = 6
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


class MonthGrid(LineWidget, can_focus=True):
    """Arrows go by day and week, PgUp and PgDn by month, `t` to today; Enter takes the day."""

    DEFAULT_CSS = "MonthGrid { height: 8; margin: 1 0 0 0; background: $ck-raised; }"
    GROUND = "raised"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Day back", id="month.left", show=False),
        Binding("right,l", "move(1)", "Day on", id="month.right", show=False),
        Binding("up,k", "move(-7)", "Week back", id="month.up", show=False),
        Binding("down,j", "move(7)", "Week on", id="month.down", show=False),
        Binding("pageup", "month(-1)", "Month back", id="month.page-up", show=False),
        Binding("pagedown", "month(1)", "Month on", id="month.page-down", show=False),
        Binding("t", "today", "Today", id="month.today", show=False),
        Binding("enter,space", "take", "Take", id="month.take", show=False),
    ]

    class Taken(Message):
        """A day was chosen."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, today: date, chosen: date | None = None, first_weekday: int = 0) -> None:
        super().__init__()
        self._today = today
        self._first_weekday = first_weekday
        self.day = chosen or today

    def show(self, day: date) -> None:
        """Puts the cursor on a day and shows its month."""
        self.day = day
        self.redraw()

    def action_move(self, days: int) -> None:
        try:
            self.show(self.day + timedelta(days=days))
        except OverflowError:
            return

    def action_month(self, months: int) -> None:
        place = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(place, 12)
        if date.min.year <= year <= date.max.year:
            last = calendar.monthrange(year, month + 1)[1]
            self.show(date(year, month + 1, min(self.day.day, last)))

    def action_today(self) -> None:
        self.show(self._today)

    def action_take(self) -> None:
        self.post_message(self.Taken(self.day))

    @property
    def _first(self) -> date:
        """The day in the grid's first cell."""
        start = self.day.replace(day=1)
        return start - timedelta(days=(start.weekday() - self._first_weekday) % 7)

    def build_lines(self, width: int) -> list[Strip]:
        fill = self._ink("text")
        names = [DAYS[(self._first_weekday + place) % 7] for place in range(7)]
        heads: list[Part] = [(f" {name} ", self._ink("text-faint")) for name in names]
        hint = "arrows, Enter" if self.has_focus else "Tab: calendar"
        month = [(f" {self.day:%B %Y}", self._ink("text", bold=True))]
        lines = [
            to_line(month, width, fill, [(hint, self._ink("text-faint"))]),
            to_line(heads, width, fill),
        ]
        return lines + [self._week(place, width) for place in range(WEEKS)]

    def _week(self, place: int, width: int) -> Strip:
        parts: list[Part] = []
        for number in range(7):
            try:
                day = self._first + timedelta(days=7 * place + number)
            except OverflowError:
                parts.append((" " * CELLS, self._ink("text")))
                continue
            parts.append(self._cell(day))
        return to_line(parts, width, self._ink("text"))

    def _cell(self, day: date) -> Part:
        figures = f"{day.day:>2}"
        if day == self.day:
            words = f"[{figures}]"
            if not self.palette.has_grounds:
                return words, self.palette.reversed
            ground = "selection" if self.has_focus else "selection-off"
            return words, self.palette.style("text", ground, bold=True)
        if day == self._today:
            return f" {figures}*", self._ink("accent", bold=True)
        is_of_month = day.month == self.day.month
        return f" {figures} ", self._ink("text" if is_of_month else "text-faint")

    def _ink(self, token: str, *, bold: bool = False) -> Style:
        return self.palette.style(token, "raised", bold=bold)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        week, number = event.y - HEADS, event.x // CELLS
        if 0 <= week < WEEKS and 0 <= number < 7:
            self.show(self._first + timedelta(days=7 * week + number))
            self.action_take()

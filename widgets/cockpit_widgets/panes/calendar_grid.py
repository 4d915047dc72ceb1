"""A grid of days with what is due on each; one day has the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.days.calendar import DAYS_OF_A_WEEK, CalendarDay, CalendarEntry
from cockpit_tui.domain.days.dates import MONTHS, WEEKDAYS
from cockpit_tui.domain.values import PriorityLevel
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.drawing.signs import PRIORITY, draw, glyphs
from cockpit_widgets.drawing.spans import Part, fitted, text_width, to_line

LEFT = 1
NARROW = 14
"""Cells of a day below which its head is shortened."""


class CalendarGrid(LineWidget, can_focus=True):
    """Weeks as rows. The arrows move the cursor; the screen hands down what is due."""

    DEFAULT_CSS = "CalendarGrid { height: auto; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Day before", id="calendar.left", show=False),
        Binding("right", "step(1)", "Day after", id="calendar.right", show=False),
        Binding("up,k", "step(-7)", "Week before", id="calendar.up", show=False),
        Binding("down,j", "step(7)", "Week after", id="calendar.down", show=False),
    ]

    class Stepped(Message):
        """The cursor is to move by so many days."""

        def __init__(self, days: int) -> None:
            super().__init__()
            self.days = days

    class Picked(Message):
        """A day was clicked."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._cursor = today
        self._weeks: Sequence[Sequence[date]] = ()
        self._days: dict[date, CalendarDay] = {}
        self._lines_of_a_week = 2

    def show(
        self, weeks: Sequence[Sequence[date]], cursor: date, today: date, lines_of_a_week: int
    ) -> None:
        """Which days to show, each week in so many lines, and where the cursor stands."""
        self._weeks, self._cursor, self._today = weeks, cursor, today
        self._lines_of_a_week = max(1, lines_of_a_week)
        self.styles.height = 1 + len(weeks) * self._lines_of_a_week
        self.redraw()

    def show_days(self, days: Iterable[CalendarDay]) -> None:
        """What is due."""
        self._days = {day.day: day for day in days}
        self.redraw()

    def action_step(self, days: int) -> None:
        self.post_message(self.Stepped(days))

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        row = (event.y - 1) // self._lines_of_a_week
        edges = self._edges(self.size.width)
        if 0 <= row < len(self._weeks) and event.y >= 1:
            for place, day in enumerate(self._weeks[row]):
                if event.x < edges[place + 1]:
                    self.post_message(self.Picked(day))
                    return

    def on_resize(self, _: events.Resize) -> None:
        self.redraw()

    # Drawing

    def build_lines(self, width: int) -> list[Strip]:
        if not self._weeks:
            return []
        lines = [self._heads(width)]
        for week in self._weeks:
            cells = [self._cell(day) for day in week]
            lines += [
                self._across([cell[line] for cell in cells], week, width)
                for line in range(self._lines_of_a_week)
            ]
        return lines

    def _edges(self, width: int) -> list[int]:
        """The first column of each day, and the end of the last."""
        room = width - LEFT
        return [LEFT + room * place // DAYS_OF_A_WEEK for place in range(DAYS_OF_A_WEEK + 1)]

    def _heads(self, width: int) -> Strip:
        faint = self.palette.style("text-faint")
        edges = self._edges(width)
        parts: list[Part] = [(" " * LEFT, faint)]
        for place, day in enumerate(self._weeks[0]):
            room = edges[place + 1] - edges[place]
            parts.append((f" {WEEKDAYS[day.weekday()]}".ljust(room), faint))
        return to_line(parts, width, faint)

    def _across(self, cells: Sequence[Sequence[Part]], week: Sequence[date], width: int) -> Strip:
        """One line of a week: a part of each day, each to its exact width."""
        edges = self._edges(width)
        blank = self.palette.style("text")
        parts: list[Part] = [(" " * LEFT, blank)]
        for place, (cell, day) in enumerate(zip(cells, week, strict=True)):
            room = edges[place + 1] - edges[place] - 1
            fill = self.palette.style("text", self._ground(day))
            words = fitted(cell, room)
            parts += [*words, (" " * (room - text_width(words)), fill), (" ", blank)]
        return to_line(parts, width, blank)

    def _ground(self, day: date) -> str:
        if day != self._cursor:
            return "surface"
        return "selection" if self.has_focus else "selection-off"

    def _cell(self, day: date) -> list[list[Part]]:
        """The lines of one day: its number and count, then what is due first."""
        style, ground = self.palette.style, self._ground(day)
        found = self._days.get(day)
        count = found.count if found else 0
        entries = self._entries(day)[: self._lines_of_a_week - 1]
        lines = [self._head(day, count), *(self._entry(entry, ground) for entry in entries)]
        if len(entries) > 1 and count > len(entries):
            more = f"  {glyphs().ellipsis} {count - len(entries) + 1:,} more"
            lines[-1] = [(more, style("text-faint", ground))]
        return lines + [[] for _ in range(self._lines_of_a_week - len(lines))]

    def _head(self, day: date, count: int) -> list[Part]:
        """`24  2 due`; in narrow cells `today 3`, `1 Dec 3`."""
        style, ground = self.palette.style, self._ground(day)
        is_cursor, is_today = day == self._cursor, day == self._today
        is_narrow = self.size.width // DAYS_OF_A_WEEK < NARROW
        is_late = day < self._today and not all(one.is_closed for one in self._entries(day))
        bar = (glyphs().cursor_bar if self.palette.has_grounds else ">") if is_cursor else " "
        parts: list[Part] = [(bar, style("accent" if self.has_focus else "text-muted", ground))]
        if not (is_today and is_narrow):
            number = f"{day.day} {MONTHS[day.month - 1]}" if day.day == 1 else f"{day.day}"
            token = "text-muted" if day.month == self._cursor.month else "text-faint"
            is_bold = is_cursor or is_today
            parts.append((number, style("text" if is_bold else token, ground, bold=is_bold)))
        if is_today:
            parts.append(("today" if is_narrow else " today", style("accent", ground)))
        if count:
            gap = " " if is_narrow else "  "
            word = " late" if is_late else " due"
            room = self.size.width // DAYS_OF_A_WEEK - 1 - text_width(parts)
            words = f"{gap}{count:,}"
            if cell_width(words + word) <= room:
                words += word
            parts.append((words, style("risk" if is_late else "text-muted", ground)))
        return parts

    def _entries(self, day: date) -> tuple[CalendarEntry, ...]:
        found = self._days.get(day)
        return found.entries if found else ()

    def _entry(self, entry: CalendarEntry, ground: str) -> list[Part]:
        style = self.palette.style
        if entry.is_closed:
            return [
                (f" {glyphs().task_done}", style("success", ground)),
                (f" {entry.name}", style("text-muted", ground)),
            ]
        sign, meaning = PRIORITY[entry.priority_level]
        is_high = entry.priority_level in (PriorityLevel.CRITICAL, PriorityLevel.HIGH)
        return [
            (f" {draw(sign)}", style(meaning if is_high else "text-muted", ground)),
            (f" {entry.name}", style("text" if is_high else "text-muted", ground)),
        ]

"""Choosing a date: typed in words or figures, from the usual ones, or from a small calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.dialog import DialogLine
from cockpit_widgets.dialogs.month_grid import MonthGrid
from cockpit_widgets.dialogs.picker import Again, Picker

DateParser = Callable[[str], date]
"""Gives the date that a text means, or raises CockpitError or ValueError with the reason."""
CALENDAR_FROM_LINES = 17
"""Inner lines from which there is room for the calendar."""


def usual_days(today: date) -> list[Choice[date | Again]]:
    """What dates are mostly moved to. No day in words begins with one of their keys: `tomorrow`,
    `mon`, `24 nov`, `+3d` can be typed straight on."""
    return [
        Choice(day, label, key=key, detail=to_long_date(day, today))
        for key, label, day in (
            (",", "Today", today),
            ("r", "Tomorrow", today + timedelta(days=1)),
            ("x", "Next Monday", today + timedelta(days=7 - today.weekday())),
            ("k", "In two weeks", today + timedelta(days=14)),
            ("h", "In 30 days", today + timedelta(days=30)),
        )
    ]


def to_distance(day: date, today: date) -> str:
    """`in 8d`, `today`, `3d ago`."""
    days = (day - today).days
    if days == 0:
        return "today"
    return f"in {days:,}d" if days > 0 else f"{-days:,}d ago"


def parsed(parse: DateParser, text: str) -> tuple[date | None, str, str]:
    """The date, or None, why not, and what would be one."""
    try:
        return parse(text), "", ""
    except CockpitError as error:
        return None, error.message, error.hint
    except ValueError as error:
        return None, str(error), ""


class DatePicker(Picker["date | Again"]):
    """Gives a date, or None when it was left. `choices` are the usual ones, as rows; Tab goes to
    the calendar and back."""

    PLACEHOLDER = "fri, +3d, 24 nov, end of month"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "calendar", "Calendar", id="date.calendar", show=False, priority=True),
        Binding("down,ctrl+n", "down(1)", "Down", id="date.down", show=False, priority=True),
        Binding("up,ctrl+p", "down(-1)", "Up", id="date.up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", id="date.page-down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", id="date.page-up", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[date | Again]],
        *,
        parse: DateParser,
        today: date,
        current: date | None = None,
        first_weekday: int = 0,
        again: Choice[date | Again] | None = None,
        note: str = "",
        anchor: int | None = None,
    ) -> None:
        """`note` stands below the title all the time."""
        aside = f"now {to_long_date(current, today)}" if current is not None else ""
        super().__init__(title, choices, current=current, aside=aside, again=again, anchor=anchor)
        self._parse = parse
        self._today = today
        self._lasting = [DialogLine([(note, "text-muted")])] if note else []
        self._grid = MonthGrid(today, current, first_weekday)

    def parts(self) -> Sequence[Widget]:
        title, *others = super().parts()
        return [title, *self._lasting, *others, self._grid]

    def fit(self) -> None:
        super().fit()
        self._grid.display = self.inner_height >= CALENDAR_FROM_LINES + len(self._lasting)

    def search(self, text: str) -> None:
        if not text.strip():
            self.note("")
            self.show_choices(self._all)
            return
        day, complaint, _ = parsed(self._parse, text)
        if day is not None:
            distance = to_distance(day, self._today)
            self.note("")
            self._grid.show(day)
            self.show_choices([Choice(day, to_long_date(day, self._today), detail=distance)])
            return
        # Nothing alike: what is half a date must not be taken for another day.
        sought = text.casefold().strip()
        self.show_choices([row for row in self._all if sought in row.label.casefold()])
        self.note("" if self._shown else complaint, "risk")

    def action_calendar(self) -> None:
        """To the calendar, or back to the words."""
        if self._grid.has_focus or not self._grid.display:
            self.query_one("#text").focus()
        else:
            self._grid.focus()

    def action_down(self, lines: int) -> None:
        if self._grid.has_focus:
            self._grid.action_move(7 * lines)
        else:
            self.action_move(lines)

    def action_page(self, pages: int) -> None:
        if self._grid.has_focus:
            self._grid.action_month(pages)
        else:
            self.action_move(10 * pages)

    @on(MonthGrid.Taken)
    def take_day(self, message: MonthGrid.Taken) -> None:
        self.dismiss(message.day)

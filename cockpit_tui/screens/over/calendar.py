"""The calendar: due dates by month, week or day, with the same verbs as the list (CL-17)."""

from __future__ import annotations

from datetime import date
from functools import partial

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult

from cockpit_tui.commands import Where
from cockpit_tui.domain.days.calendar import CalendarDay, CalendarMode, moved, narrowed, span, weeks
from cockpit_tui.domain.days.dates import MONTHS, to_long_date
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.over.list_over import ListOver, ListRead
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast, toast_line
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.calendar_grid import CalendarGrid

MODES = (CalendarMode.MONTH, CalendarMode.WEEK, CalendarMode.DAY)
LIST_LINES = 7
"""So many lines are left to the list below the grid."""
AROUND_LINES = 4
"""Header, tabs, weekdays and footer."""
MOST_LINES_OF_A_WEEK = {CalendarMode.MONTH: 4, CalendarMode.WEEK: 16, CalendarMode.DAY: 1}


class CalendarScreen(ListOver):
    """A grid of days over the list of what is due on the day under the cursor."""

    DEFAULT_CSS = """
    CalendarScreen {
        CtaList { max-width: 100; }
    }
    """

    AUTO_FOCUS = "#grid"
    PLACE = Where.CALENDAR

    def __init__(self, beneath: CommandScreen, query: str) -> None:
        super().__init__(beneath, query)
        self._mode = CalendarMode.MONTH
        self._day = self._start.clock.today()

    def compose(self) -> ComposeResult:
        today = self._start.clock.today()
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield CalendarGrid(today, id="grid")
        yield CtaList(today, id="list")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    @property
    def _grid(self) -> CalendarGrid:
        return self.query_one(CalendarGrid)

    # Commands

    def own_handlers(self) -> Handlers:
        modes = {f"view.tab_{n}": partial(self._show_mode, mode) for n, mode in enumerate(MODES, 1)}
        return {
            **super().own_handlers(),
            **modes,
            "calendar.later": partial(self._turn, 1),
            "calendar.earlier": partial(self._turn, -1),
            "calendar.today": lambda: self._go_to(self._start.clock.today()),
            "pane.next": self._other_part,
            "pane.previous": self._other_part,
            "record.open": self._open,
        }

    def back(self) -> None:
        """One step: the marks, the list, the screen."""
        if self.cta_list.marked:
            self.cta_list.clear_marks()
        elif self.cta_list.has_focus and self._grid.display:
            self.set_focus(self._grid)
        else:
            self.leave()

    def _other_part(self) -> None:
        self.set_focus(
            self.cta_list if self._grid.has_focus or not self._grid.display else self._grid
        )

    def _open(self) -> None:
        """From the grid to the day's list; from there to the CTA in the cockpit."""
        if self._grid.has_focus:
            self.set_focus(self.cta_list)
        else:
            self.open_in_cockpit()

    def _show_mode(self, mode: CalendarMode) -> None:
        self._mode = mode
        self._grid.display = mode is not CalendarMode.DAY
        self.set_focus(self._grid if self._grid.display else self.cta_list)
        self._arrange()
        self._read()

    def _turn(self, by: int) -> None:
        self._go_to(moved(self._mode, self._day, by))

    @on(CalendarGrid.Stepped)
    def step(self, event: CalendarGrid.Stepped) -> None:
        self._go_to(moved(CalendarMode.DAY, self._day, event.days))

    @on(CalendarGrid.Picked)
    def pick(self, event: CalendarGrid.Picked) -> None:
        self._go_to(event.day)

    @on(ViewTabs.Chosen)
    def choose_mode(self, event: ViewTabs.Chosen) -> None:
        self._show_mode(CalendarMode(event.key))

    def _go_to(self, day: date) -> None:
        before = self._span
        self._day = day
        self._arrange()
        self._read(with_days=self._span != before)

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place=self._query)
        self.cta_list.show_columns(owner="mine:yes" not in self._query)
        self.cta_list.show_heads(False)
        self._arrange()
        self._read()

    def on_resize(self) -> None:
        self._arrange()

    def store_moved(self) -> None:
        self._read(keep_cursor=True)

    def read_again(self) -> None:
        self._read(keep_cursor=True)

    @property
    def _span(self) -> tuple[date, date]:
        return span(self._mode, self._day, self._first_weekday)

    @property
    def _first_weekday(self) -> int:
        assert self.program is not None
        return self.program.session.practice.first_weekday

    def _arrange(self) -> None:
        rows = weeks(*self._span)
        room = (self.size.height - AROUND_LINES - LIST_LINES) // len(rows)
        lines = min(room, MOST_LINES_OF_A_WEEK[self._mode])
        self._grid.show(rows, self._day, self._start.clock.today(), lines)
        title = f"{MONTHS[self._day.month - 1]} {self._day.year}"
        tabs = [ViewTab(mode.value, mode.value.capitalize(), "") for mode in MODES]
        self.query_one(ViewTabs).show(tabs, self._mode.value, (title,))

    def _read(self, *, with_days: bool = True, keep_cursor: bool = False) -> None:
        """The day's list at once, and what the grid shows where that may be another."""
        reader, day = self.reader, self._day
        assert reader is not None
        views, query = reader.session.views, narrowed(self._query, day, day)
        self.read_list(
            lambda: views.listing(query, GroupBy.ALL, SortBy.PRIORITY),
            partial(self._take_list, day),
            keep_cursor=keep_cursor,
        )
        if with_days:
            first, last = self._span
            reader.quick.run(
                lambda: views.calendar(self._query, first, last), self._take_days, key="calendar"
            )

    def _take_list(self, day: date, found: ListRead) -> None:
        if day != self._day:
            return
        words = to_long_date(day, self._start.clock.today())
        groups = tuple(replace(one, label=words) for one in found.listing.groups)
        self.show_list(replace(found, listing=replace(found.listing, groups=groups)))
        if not found.listing.total:
            message = ListMessage(ListState.EMPTY, f"Nothing is due {words}.")
            self.cta_list.show_message(message)

    def _take_days(self, days: list[CalendarDay]) -> None:
        if self.is_open:
            self._grid.show_days(days)

    def toast_place(self) -> tuple[int, int, int]:
        height = self.size.height
        cursor = self.cursor_line if self.cta_list.has_focus else None
        return 0, toast_line(cursor, height - 2, height - 1), self.size.width

    @on(CtaList.Opened)
    def open_cta(self) -> None:
        self._open()

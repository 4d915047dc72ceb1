"""The calendar: due dates by month, week or day, with the same verbs as the list (CL-17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from cockpit_tui.commands import Where
from cockpit_tui.domain.days.calendar import CalendarDay, CalendarMode, moved, narrowed, span, weeks
from cockpit_tui.domain.days.dates import MONTHS, to_long_date
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow, Listing, ViewTab
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.command_screen import Handlers, Over
from cockpit_tui.screens.verbs.record_verbs import RecordVerbs
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast, toast_line
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.calendar_grid import CalendarGrid

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit.screen import CockpitScreen

MODES = (CalendarMode.MONTH, CalendarMode.WEEK, CalendarMode.DAY)
LIST_LINES = 7
"""So many lines are left to the list below the grid."""
AROUND_LINES = 4
"""Header, tabs, weekdays and footer."""
MOST_LINES_OF_A_WEEK = {CalendarMode.MONTH: 4, CalendarMode.WEEK: 16, CalendarMode.DAY: 1}
FIRST_ROWS = 80


class CalendarScreen(Over):
    """A grid of days over the list of what is due on the day under the cursor."""

    AUTO_FOCUS = "#grid"

    def __init__(self, beneath: CockpitScreen, query: str) -> None:
        super().__init__(beneath)
        self._cockpit = beneath
        self._query = query
        self._mode = CalendarMode.MONTH
        self._day = self._start.clock.today()
        self._is_behind = False

    def compose(self) -> ComposeResult:
        today = self._start.clock.today()
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield CalendarGrid(today, id="grid")
        yield CtaList(today, id="list")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # What verbs act on

    @property
    def where(self) -> Where:
        return Where.CALENDAR

    @property
    def places(self) -> tuple[Where, ...]:
        return Where.CALENDAR, Where.LIST

    @property
    def cta_id(self) -> CtaId | None:
        return self._list.cursor_id

    @property
    def cta_ids(self) -> tuple[CtaId, ...]:
        return tuple(sorted(self._list.marked)) or super().cta_ids

    @property
    def cursor_line(self) -> int:
        return self._list.region.y + self._list.cursor_y

    @property
    def marked_count(self) -> int:
        return len(self._list.marked)

    def show_saving(self, ids: Sequence[CtaId]) -> None:
        self._list.show_saving(ids)

    @property
    def is_behind(self) -> bool:
        return self._is_behind

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return (self._list,)

    @property
    def _list(self) -> CtaList:
        return self.query_one(CtaList)

    @property
    def _grid(self) -> CalendarGrid:
        return self.query_one(CalendarGrid)

    # Commands

    def own_handlers(self) -> Handlers:
        modes = {f"view.tab_{n}": partial(self._show_mode, mode) for n, mode in enumerate(MODES, 1)}
        return {
            **RecordVerbs(self.runner).handlers(),
            **modes,
            "calendar.later": partial(self._turn, 1),
            "calendar.earlier": partial(self._turn, -1),
            "calendar.today": lambda: self._go_to(self._start.clock.today()),
            "view.reload": self.read_again,
            "mark.toggle": lambda: self._list.toggle_mark(),
            "mark.range": lambda: self._list.mark_to_here(),
            "mark.group": self._mark_group,
            "mark.all": self._mark_all,
            "pane.next": self._other_part,
            "pane.previous": self._other_part,
            "record.open": self._open,
        }

    def back(self) -> None:
        """One step: the marks, the list, the screen."""
        if self._list.marked:
            self._list.clear_marks()
        elif self._list.has_focus and self._grid.display:
            self.set_focus(self._grid)
        else:
            self.leave()

    def leave(self) -> None:
        super().leave()
        self._beneath.read_again()

    def _mark_group(self) -> None:
        self._list.mark_group()

    def _mark_all(self) -> None:
        self._list.mark_all()

    def _other_part(self) -> None:
        self.set_focus(self._list if self._grid.has_focus or not self._grid.display else self._grid)

    def _open(self) -> None:
        """From the grid to the day's list; from there to the CTA in the cockpit."""
        cta_id = self.cta_id
        if self._grid.has_focus:
            self.set_focus(self._list)
        elif cta_id is not None:
            self.leave()
            self._cockpit.cta_list.jump_to(cta_id)
            self._cockpit.open_pane()

    def _show_mode(self, mode: CalendarMode) -> None:
        self._mode = mode
        self._grid.display = mode is not CalendarMode.DAY
        self.set_focus(self._grid if self._grid.display else self._list)
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
        self._list.show_columns(owner="mine:yes" not in self._query)
        self._list.show_heads(False)
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
        self.query_one(ViewTabs).show(tabs, self._mode.value, ("", title))

    def _read(self, *, with_days: bool = True, keep_cursor: bool = False) -> None:
        """The day's list at once, and what the grid shows where that may be another."""
        reader, day = self.reader, self._day
        assert reader is not None
        views, query = reader.session.views, narrowed(self._query, day, day)
        self._is_behind = not keep_cursor

        def read_list() -> tuple[date, Listing, list[CtaRow], bool]:
            listing = views.listing(query, GroupBy.ALL, SortBy.PRIORITY)
            rows = views.rows([CtaId(number) for number in listing.ids[:FIRST_ROWS]])
            return day, listing, rows, keep_cursor

        reader.quick.run(read_list, self._take_list, key="calendar list")
        if with_days:
            first, last = self._span
            reader.quick.run(
                lambda: views.calendar(self._query, first, last), self._take_days, key="calendar"
            )

    def _take_list(self, found: tuple[date, Listing, list[CtaRow], bool]) -> None:
        day, listing, rows, keep_cursor = found
        if not self.is_open or day != self._day:
            return
        words = to_long_date(day, self._start.clock.today())
        named = replace(listing, groups=tuple(replace(one, label=words) for one in listing.groups))
        self._list.show_message(None)
        self._list.show_listing(named, rows, keep_cursor=keep_cursor)
        if not named.total:
            self._list.show_message(ListMessage(ListState.EMPTY, f"Nothing is due {words}."))
        self._is_behind = False
        self.type_ahead.replay()

    def _take_days(self, days: list[CalendarDay]) -> None:
        if self.is_open:
            self._grid.show_days(days)

    def toast_place(self) -> tuple[int, int, int]:
        height = self.size.height
        cursor = self.cursor_line if self._list.has_focus else None
        return 0, toast_line(cursor, height - 2, height - 1), self.size.width

    @on(CtaList.RowsWanted)
    def read_rows(self, event: CtaList.RowsWanted) -> None:
        reader = self.reader
        assert reader is not None
        reader.quick.run(
            lambda: reader.session.views.rows(event.ids),
            partial(self._take_rows, event.ids),
            key="calendar rows",
        )

    def _take_rows(self, ids: Sequence[CtaId], rows: list[CtaRow]) -> None:
        if self.is_open:
            self._list.show_rows(rows, set(ids) - {row.id for row in rows})

    @on(CtaList.Opened)
    def open_cta(self) -> None:
        self._open()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    @on(CtaList.MarksChanged)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)

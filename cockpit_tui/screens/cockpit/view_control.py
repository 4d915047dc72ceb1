"""Which list the cockpit shows: tab, filter, grouping, order, and what is said around it."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cockpit_tui.domain.errors import CockpitError, InvalidQuery
from cockpit_tui.domain.lists.columns import (
    DEFAULT_COLUMNS,
    ListColumn,
    known_columns,
    to_text,
)
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.views import DEFAULT_TABS
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.reading_sign import ReadingSign
from cockpit_tui.screens.base.view_state import ViewState, write_state
from cockpit_tui.screens.cockpit.folds import Folds
from cockpit_tui.screens.cockpit.view_words import (
    changed_words,
    empty_words,
    failure_words,
    summary_words,
)
from cockpit_widgets.cta_list.columns import to_extras
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.frame.view_tabs import ViewTabs

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.screens.base.start import Start
    from cockpit_tui.screens.base.view_reader import Followed, Shown
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.cockpit.typed_filter import TypedFilter
    from cockpit_tui.store.opening import Opening

LEAST_PAGE = 40
"""Rows read at least: the list may have no place on the screen just now."""


class ViewControl:
    """The view of one cockpit: changes are kept for the next start, and read in the lanes."""

    def __init__(self, screen: CockpitScreen, start: Start) -> None:
        self._screen = screen
        self._start = start
        self.state: ViewState = start.state
        self.tabs: tuple[ViewTab, ...] = DEFAULT_TABS
        self._good = start.state
        self._shown: ViewState | None = None
        self._folds = Folds(start.state_file)
        self._first_reading: FirstReading | None = None
        """How far the first reading of the org is, while it lasts."""
        self._is_said_empty = False
        """Whether the list's place says that there is nothing."""
        self._has_failed = False
        """Whether the list's place says that the view could not be read."""
        self._new_above = 0
        self._aside: tuple[str, ...] = ()
        self.reading = ReadingSign(screen, lambda: self.state.query, lambda: self.expected_total)
        self._chosen = (start.state.group_by, start.state.sort_by)
        """The grouping and order that the person chose, for views that have none of their own."""
        self._expected = ""
        """The name of a view that is being saved, and will be the one that is shown."""
        self.has_begun = False
        """Whether the first picture held the list."""
        self.is_behind = False
        """Whether another view was asked for than the one that the list still shows."""
        self._is_new = False
        """Whether what comes next is a view that is to start at its top."""
        self._is_own_act = False
        """Whether this window changed saved views, and is yet to read what came of it."""

    def load(self, *, is_new_view: bool) -> None:
        """Reads the view again; a new one starts at its top. While a filter is typed, that is
        what is read again."""
        reader, line = self._screen.reader, self._screen.filter_line
        if line.is_editing and not is_new_view:
            line.ask_again()
        elif reader is not None:
            self._is_new = self._is_new or is_new_view
            if is_new_view:
                self._screen.stay()
            self.reading.begin()
            reader.listing(self.state, self._show, self._failed, page=self.page)

    @property
    def page(self) -> int:
        """So many rows fill the screen, and tell whether there are more."""
        return max(LEAST_PAGE, self._screen.cta_list.page + 1)

    @property
    def expected_total(self) -> int | None:
        """How many CTAs the view will show, as far as its tab's count says it."""
        if not self.state.is_of_tab:
            return None
        return next((tab.count for tab in self.tabs if tab.key == self.state.tab), None)

    def change(self, **changes: object) -> None:
        """Another query, grouping or order."""
        self.state = replace(self.state, **changes)
        if "group_by" in changes or "sort_by" in changes:
            self._chosen = (self.state.group_by, self.state.sort_by)
        self._turn()

    def _turn(self) -> None:
        self._show_tabs()
        self.is_behind = self._screen.reader is not None
        self.load(is_new_view=True)
        self._keep_state()

    def sort(self, order: SortBy) -> None:
        """CL-15: in that order; the other way round where it is the order already."""
        now = self.state.sort_by
        self.change(sort_by=now.turned if order is now.plain else order)

    def _keep_state(self) -> None:
        """Written behind the list that it is about to show."""
        file, reader = self._start.state_file, self._screen.reader
        if file is not None and reader is not None:
            reader.keep(file, self.state)

    def keep_last(self) -> None:
        """The same at the end: a lane that is still reading will write nothing more."""
        file = self._start.state_file
        if file is not None and self._screen.reader is not None:
            with suppress(OSError):
                write_state(file, self.state)

    def show_tab(self, key: str) -> None:
        """One of the tabs, with its own query."""
        tab = next((tab for tab in self.tabs if tab.key == key), self.tabs[0])
        self.state = self.state.of_tab(tab, self._chosen)
        self._turn()

    def show_nth_tab(self, n: int) -> None:
        """The nth of the tabs, counted from 1, if there are so many."""
        if n <= len(self.tabs):
            self._screen.show_tab(self.tabs[n - 1].key)

    @property
    def tab(self) -> ViewTab | None:
        """The tab that is shown, or was before another filter was typed; None if it is gone."""
        return next((tab for tab in self.tabs if tab.key == self.state.tab), None)

    def begin(self, opening: Opening | None) -> None:
        """Shows the first picture, as far as it is known."""
        if opening is not None:
            self.tabs = opening.tabs
            if (tab := self.tab) is not None:
                self.state = replace(self.state, query=tab.query, tab_query=tab.query)
            self.has_begun = opening.has_list
        if opening is not None and opening.has_list:
            cta_list = self._screen.cta_list
            folded = self._folds.of(self.state)
            cta_list.show_listing(opening.listing, opening.rows, keep_cursor=False, folded=folded)
        else:
            self.reading.begin()

    def note_own_act(self) -> None:
        """This window changed saved views: what it reads of them next is no news."""
        self._is_own_act = True

    def expect(self, name: str) -> None:
        """The view that is being saved under that name is the one shown from then on."""
        self._expected = name

    @property
    def shown_query(self) -> str:
        """The filter of the list that stands there, also one that is being typed."""
        return (self._shown or self.state).query

    @cached_property
    def typed(self) -> TypedFilter:
        """The filter while it is typed."""
        from cockpit_tui.screens.cockpit.typed_filter import TypedFilter

        return TypedFilter(self._screen, self)

    def follow(self) -> None:
        """Somebody committed: counts and what came in, while nothing moves. A view that could not
        be read is read now. What is gone is marked no more."""
        reader, cta_list = self._screen.reader, self._screen.cta_list
        if reader is not None:
            reader.gone(cta_list.marked, lambda gone: cta_list.show_rows((), gone))
        if self._has_failed:
            self.load(is_new_view=False)
        elif reader is not None:
            reader.follow(
                self._shown or self.state,
                cta_list.listing,
                partial(self._followed, self._is_own_act),
            )

    def _followed(self, is_own_act: bool, found: Followed) -> None:
        if is_own_act:
            self._is_own_act = False
        self.take_tabs(found.tabs, is_own_act=is_own_act)
        cta_list = self._screen.cta_list
        if found.state.listed != (self._shown or self.state).listed:
            return
        if cta_list.listing is not found.shown:
            self.follow()
        elif found.now != found.shown and self._screen.going_to is None:
            cta_list.show_listing(found.now)
            self._say_if_empty(found.state)
            self._show_summary()

    def keep_folds(self, folded: frozenset[str]) -> None:
        """These groups are folded in the view that is shown, also when it is shown again."""
        self._folds.keep(self._shown or self.state, folded)

    def say_new_above(self, count: int) -> None:
        """Rows came in above the screen."""
        self._new_above = count
        self._show_summary()

    def take_tabs(self, tabs: tuple[ViewTab, ...], *, is_own_act: bool = False) -> None:
        """New counts; and what others, or an act of this window, made of the tab that is shown."""
        before = self.tab
        known = {tab.key for tab in self.tabs}
        self.tabs = tabs or DEFAULT_TABS
        for tab in tabs:
            if tab.label == self._expected and (tab.key not in known or not tab.is_team):
                self.state = replace(self.state, tab=tab.key, tab_query=tab.query)
                self._expected = ""
                self._keep_state()
        if self.tab is None or self.tab.query != self.state.tab_query:
            self._take_changed(self.tab or self.tabs[0], None if is_own_act else before)
        self._show_tabs()
        if self._is_said_empty and self._shown is not None:
            self._say_if_empty(self._shown)  # what the other tabs hold is known by now

    def _take_changed(self, tab: ViewTab, before: ViewTab | None) -> None:
        """The view is another one by now, and no longer the one `before`, where that is news. What
        is typed over it, or is being typed, stays."""
        if not self.state.is_of_tab:
            self.state = replace(self.state, tab=tab.key, tab_query=tab.query)
        elif self._screen.filter_line.is_editing:
            self.state = self._good = self.state.of_tab(tab, self._chosen)  # for Esc
            self._keep_state()
        else:
            self.show_tab(tab.key)
            if before is not None:
                self._screen.tell_also(changed_words(before, tab))

    def show_around(self) -> None:
        """The tabs and the filter line, as they are."""
        self._show_tabs()
        self._show_summary()

    def _show(self, shown: Shown) -> None:
        is_asked = shown.state.listed == self.state.listed
        if is_asked and not self._screen.filter_line.is_editing:
            self._good = self.state
            # Its tab or its columns may be others by now.
            self.show_list(replace(shown, state=self.state), is_new_view=self._is_new)
            self._is_new = False
            self._caught_up()

    def _caught_up(self) -> None:
        self.is_behind = False
        self._screen.type_ahead.replay()

    def show_columns(self) -> None:
        """The owner has a column wherever there is more than one and no header names them; further
        columns as chosen."""
        program, clock = self._screen.program, self._start.clock
        is_one_owner = {"mine:yes", "owner:me"}.intersection(self.state.query.split())
        weights = program.session.practice.ranking if program else None
        self._screen.cta_list.show_columns(
            owner=not is_one_owner and self.state.group_by is not GroupBy.OWNER,
            extras=to_extras(self.columns, clock.today(), weights=weights),
            is_asked=bool(self._asked_columns),
        )

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        """CL-14: the further columns of this view, as chosen for its tab or by the setting."""
        return known_columns(self._asked_columns) if self._asked_columns else DEFAULT_COLUMNS

    @property
    def _asked_columns(self) -> str:
        return self.state.own_columns(self.tab) or self._start.columns

    def choose_columns(self, columns: tuple[ListColumn, ...]) -> None:
        """Other further columns on this tab, from now on."""
        self.state = self.state.with_columns(to_text(columns))
        self._keep_state()
        self.show_columns()

    def show_list(self, shown: Shown, *, is_new_view: bool) -> None:
        """In place of the list that was shown; a new view starts at its top."""
        cta_list = self._screen.cta_list
        if shown.listing.is_complete:
            self.reading.end()
        else:
            self.reading.go_on(len(shown.listing.ids), shown.listing.total)
        self._has_failed = False
        cta_list.show_message(None)
        self.show_columns()
        self._shown = shown.state
        cta_list.show_listing(
            shown.listing,
            shown.rows,
            keep_cursor=not is_new_view,
            at=self._screen.row_to_go_to(shown.listing),
            folded=self._folds.of(shown.state),
        )
        self._say_if_empty(shown.state)
        self._show_summary()

    def _say_if_empty(self, state: ViewState) -> None:
        cta_list = self._screen.cta_list
        self._is_said_empty = not cta_list.listing.total
        if not self._is_said_empty:
            return
        if (reading := self._first_reading) is not None:
            share = (reading.done, reading.total or None)
            cta_list.show_message(ListMessage(ListState.LOADING, reading.words, *share))
        else:
            words = empty_words(state, self.tab, self.tabs)
            cta_list.show_message(ListMessage(ListState.EMPTY, words))

    def show_first_reading(self, reading: FirstReading | None) -> None:
        """While an org is read for the first time, an empty list says how far that is."""
        self._first_reading = reading
        if self._shown is not None:
            self._say_if_empty(self._shown)

    def show_failure(self, error: CockpitError) -> None:
        """In the list's place: what happened, what to do, and the key that tries again."""
        self.reading.end()
        self._is_said_empty, self._has_failed = False, True
        words = failure_words(error, self._screen.key_of("view.reload"))
        self._screen.cta_list.show_message(ListMessage(ListState.FAILED, words))

    def _failed(self, error: CockpitError) -> None:
        self._is_new = False
        if isinstance(error, InvalidQuery):
            self._screen.filter_line.edit(self.state.query)
            self.show_mistake(error)
            self.state = self._good  # to which Esc leads back
            self._show_tabs()
        else:
            self._screen.show_failure(error)
        self._screen.going_to = None
        self._caught_up()

    def show_mistake(self, error: CockpitError, of: str | None = None) -> None:
        """Below the filter, `of` which it is one; the last good list stays."""
        self.reading.end()
        place = (error.position, error.length) if isinstance(error, InvalidQuery) else (0, 0)
        line = self._screen.filter_line
        line.show_mistake(error.message, *place, hint=error.hint, of=of)

    def show_aside(self, aside: tuple[str, ...]) -> None:
        """Something quiet at the end of the line of tabs."""
        self._aside = aside
        self._show_tabs()

    def _show_tabs(self) -> None:
        active = self.state.tab if self.state.is_of_tab else ""
        tabs = self._screen.query_one(ViewTabs)
        tabs.show(self.tabs, active, self._aside, more_key=self._screen.key_of("view.saved"))

    def _show_summary(self) -> None:
        cta_list = self._screen.cta_list
        above = 0 if cta_list.has_heads else self._new_above
        again = self._screen.key_of("view.reload")
        summary = summary_words(cta_list.listing, self.state, new_above=above, again=again)
        self._screen.filter_line.show(self.state.query, summary)

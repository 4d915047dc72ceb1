"""Says that the list is being read, once that is felt: words after a moment, then how far it is.

Rows that are shown stay until new ones are there; nothing spins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from cockpit_widgets.drawing.list_message import BAR, ListMessage, ListState, to_bar
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.row_list.list import RowList

WORDS_SECONDS, COUNT_SECONDS = 0.1, 1.0
"""A wait that is shorter than the first is not felt; one longer than the second wants a number."""
WORDS = "Reading …"


class ReadingSign:
    """One for the list of a screen; `begin` may be called again while it is shown.

    `query` is the filter as it is shown; `expected` tells how many rows there will be, where that
    is known.
    """

    def __init__(
        self,
        screen: Screen[None],
        query: Callable[[], str],
        expected: Callable[[], int | None],
    ) -> None:
        self._screen = screen
        self._query = query
        self._expected = expected
        self._timers: list[asyncio.TimerHandle] = []
        self._done = 0
        self._total: int | None = None
        self.is_shown = False

    def begin(self) -> None:
        """Something is being read."""
        self._done, self._total = 0, self._expected()
        if not self._timers:
            self._timers = [
                self._after(WORDS_SECONDS, self._show_words),
                self._after(COUNT_SECONDS, self._show_count),
            ]

    def go_on(self, done: int, total: int) -> None:
        """The first rows are there, the rest is still being read."""
        self.end()
        self._done, self._total = done, total
        self._timers = [self._after(COUNT_SECONDS, self._show_count)]

    def _after(self, seconds: float, show: Callable[[], None]) -> asyncio.TimerHandle:
        """The loop's own: one of Textual's is a task, and there are three for each letter typed."""
        return asyncio.get_running_loop().call_later(seconds, self._screen.call_next, show)

    def end(self) -> None:
        """What was read is shown."""
        for timer in self._timers:
            timer.cancel()
        self._timers, self.is_shown = [], False

    def _show_words(self) -> None:
        self._show(ListMessage(ListState.LOADING, WORDS), WORDS)

    def _show_count(self) -> None:
        if not self._total:
            self._show_words()
            return
        message = ListMessage(ListState.LOADING, WORDS, self._done, self._total)
        bar = "".join(to_bar(self._done, self._total, BAR // 2))
        self._show(message, f"{WORDS} {self._done:,} of {self._total:,} {bar}")

    def _show(self, message: ListMessage, summary: str) -> None:
        if not self._timers:
            return  # it was on its way when what was read came
        self.is_shown = True
        row_list = self._screen.query_one(RowList)
        if row_list.listing.total:
            self._screen.query_one(FilterLine).show(self._query(), summary)
        else:
            row_list.show_message(message)

"""The cockpit's filter while it is typed: what it finds, and what would complete it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from cockpit_tui.domain.errors import CockpitError, InvalidQuery
from cockpit_tui.domain.query.completing import Completion
from cockpit_tui.screens.base.view_reader import Shown
from cockpit_tui.screens.base.view_state import ViewState
from cockpit_tui.screens.cockpit.screen import CockpitScreen
from cockpit_tui.screens.cockpit.view_control import ViewControl


class TypedFilter:
    """Tries each text on the list; the view itself changes only once one is taken.

    Its rows come first: what would complete it is looked for once they are on the screen, and the
    pane follows once the typing pauses. A mistake is shown, and the last good list stays.
    """

    def __init__(self, screen: CockpitScreen, view: ViewControl) -> None:
        self._screen = screen
        self._view = view
        self._tried: ViewState = view.state
        self._complete: Callable[[], None] | None = None
        """Looks for what would complete the filter that is tried."""

    def try_query(self, text: str, cursor: int) -> None:
        """Filters by it, as far as it was typed."""
        reader, view = self._screen.reader, self._view
        if reader is None:
            return
        view.is_behind = False
        self._screen.stay()
        view.reading.begin()
        self._tried = replace(view.state, query=text)
        self._complete = partial(reader.completions, text, cursor, partial(self._offer, text))
        reader.listing(
            self._tried,
            self._show,
            partial(self._failed, text),
            page=view.page,
            is_typing=True,
            known=self._screen.cta_list.known_ids,
        )
        self._screen.detail.put_off()

    def take(self, query: str) -> None:
        """It is the view's filter from now on, and the pane shows what it found."""
        self.leave()
        self._view.change(query=query)
        self._screen.detail.catch_up()

    def leave(self) -> None:
        """It is typed no more: what completed it is forgotten."""
        if self._screen.reader is not None:
            self._screen.reader.forget_typed()

    def _show(self, shown: Shown) -> None:
        line = self._screen.filter_line
        if line.is_editing and shown.state == self._tried:
            line.show_mistake("")
            self._view.show_list(shown, is_new_view=not shown.is_rest)
            self._look_for_completions()

    def _failed(self, text: str, error: CockpitError) -> None:
        self._view.show_mistake(error, of=text)
        if text != self._tried.query:
            return
        if isinstance(error, InvalidQuery):
            self._show_without_begun(text, error)
        self._look_for_completions()

    def _show_without_begun(self, text: str, error: InvalidQuery) -> None:
        """The list that is shown holds the beginning of what turned out to be no field, as of
        `ownr:`, as a word that nothing has: it is shown without that word."""
        reader, shown = self._screen.reader, self._view.shown_query
        head, mistake = text[: error.position], text[error.position :][: error.length]
        begun = re.match(r"[\w-]+", shown.removeprefix(head)) if shown.startswith(head) else None
        if reader is None or begun is None or not mistake.startswith(begun[0]):
            return
        before = replace(self._tried, query=head + shown[len(head) + begun.end() :])

        def show(found: Shown) -> None:
            if self._screen.filter_line.is_editing and text == self._tried.query:
                self._view.show_list(found, is_new_view=not found.is_rest)

        reader.listing(before, show, lambda _: None, page=self._view.page, is_typing=True)

    def _look_for_completions(self) -> None:
        """Of what was typed last, once."""
        complete, self._complete = self._complete, None
        if complete is not None:
            self._screen.call_after_refresh(complete)

    def _offer(self, text: str, found: Sequence[Completion]) -> None:
        self._screen.filter_line.offer(text, found)
        self._screen.type_ahead.replay()

"""What the pane shows: the CTA under the list's cursor, read in a lane."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import CockpitError, NotFound
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.screens.cockpit.view_words import GROUP_COMMANDS, group_words

if TYPE_CHECKING:
    from cockpit_tui.screens.base.view_reader import Selected
    from cockpit_tui.screens.cockpit.screen import CockpitScreen

REST_SECONDS = 0.07
"""Moves that follow each other faster are one run, and its last CTA alone is read: a held key
repeats every 30 to 40 ms."""
TYPING_SECONDS = 0.4
"""While a filter is typed nobody looks at the pane: it follows when the typing pauses."""
FRAME_SECONDS = 0.01
"""A single move's CTA is read after so long: the list paints its cursor first, undisturbed."""


class DetailControl:
    """Follows the cursor, step by step or once it rests; knows while the pane is behind it."""

    def __init__(self, screen: CockpitScreen) -> None:
        self._screen = screen
        self.selected: Selected | None = None
        self._unreadable: CtaId | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._moved_at = -REST_SECONDS

    @property
    def is_behind(self) -> bool:
        """Whether the pane still shows another CTA than the one under the cursor."""
        cta_id = self._screen.cta_list.cursor_id
        shown = self._unreadable if self.selected is None else self.selected.detail.row.id
        if self._screen.reader is None or cta_id is None:
            return False
        return cta_id != shown or (self.selected is not None and self._screen.pane.is_missing)

    @property
    def due(self) -> float | None:
        """When the CTA will be read, by the loop's clock; None where nothing waits."""
        return None if self._rest is None else self._rest.when()

    def follow(self) -> None:
        """The cursor moved: its CTA is read at once after a rest, else when it moves no more, or
        when the pane is wanted."""
        if self._screen.is_in_pane or self._screen.cta_list.cursor_id is None:
            self.load()
            return
        if self._rest is not None:
            self._rest.cancel()
        loop = asyncio.get_running_loop()
        before, self._moved_at = self._moved_at, loop.time()
        is_single = self._moved_at - before > REST_SECONDS
        wait = FRAME_SECONDS if is_single else REST_SECONDS
        if self._screen.is_editing_filter:
            wait = TYPING_SECONDS
        self._rest = loop.call_later(wait, self.load)

    def put_off(self) -> None:
        """A letter of a filter was typed: what waits for the typing to pause goes on waiting."""
        if self._rest is not None:
            self.follow()

    def catch_up(self) -> None:
        """Reads at once what waits for the cursor to rest."""
        if self._rest is not None:
            self.load()

    def load(self) -> None:
        """Reads the CTA under the cursor again."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        cta_id, reader = self._screen.cta_list.cursor_id, self._screen.reader
        if reader is None:
            return
        if cta_id is None:
            self._show_nothing(None)
        else:
            fail = partial(self._failed, cta_id)
            reader.detail(cta_id, self._screen.pane.tab, self._show, fail)

    def _show(self, selected: Selected) -> None:
        if selected.detail.row.id == self._screen.cta_list.cursor_id:
            self.selected = selected
            self._screen.pane.show(
                selected.detail,
                selected.activities,
                timeline=selected.timeline,
                company=selected.company,
            )
            self._screen.type_ahead.replay()

    def _failed(self, cta_id: CtaId, error: CockpitError) -> None:
        """What was read stays in sight, unless the CTA is gone or another is meant by now."""
        shown, pane = self.selected, self._screen.pane
        is_shown = shown is not None and shown.detail.row.id == cta_id and not pane.is_missing
        if is_shown and not isinstance(error, NotFound):
            self._screen.type_ahead.replay()
        else:
            self._show_nothing(cta_id)

    def _show_nothing(self, unreadable: CtaId | None) -> None:
        self.selected, self._unreadable = None, unreadable
        self._screen.pane.show(None, None)
        group = self._screen.cta_list.cursor_header
        if group is not None:
            keys = {name: self._screen.key_of(name) for name in GROUP_COMMANDS}
            is_folded = group.key in self._screen.cta_list.folded
            self._screen.pane.show_summary(group.label, group_words(group, keys, is_folded))
        self._screen.type_ahead.replay()

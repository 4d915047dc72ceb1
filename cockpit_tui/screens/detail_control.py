"""What the pane shows: the CTA under the list's cursor, read in a lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.screens.view_reader import Selected

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit import CockpitScreen


class DetailControl:
    """Follows the cursor; knows while the pane is behind it."""

    def __init__(self, screen: CockpitScreen) -> None:
        self._screen = screen
        self.selected: Selected | None = None
        self._unreadable: CtaId | None = None

    @property
    def is_behind(self) -> bool:
        """Whether the pane still shows another CTA than the one under the cursor."""
        cta_id = self._screen.cta_list.cursor_id
        shown = self._unreadable if self.selected is None else self.selected.detail.row.id
        return self._screen.reader is not None and cta_id is not None and cta_id != shown

    def load(self) -> None:
        """Reads the CTA under the cursor again."""
        cta_id, reader = self._screen.cta_list.cursor_id, self._screen.reader
        if reader is None:
            return
        if cta_id is None:
            self._show_nothing(None)
        else:
            reader.detail(cta_id, self._show, lambda _: self._show_nothing(cta_id))

    def _show(self, selected: Selected) -> None:
        if selected.detail.row.id == self._screen.cta_list.cursor_id:
            self.selected = selected
            self._screen.pane.show(selected.detail, selected.activities)
            self._screen.type_ahead.replay()

    def _show_nothing(self, unreadable: CtaId | None) -> None:
        self.selected, self._unreadable = None, unreadable
        self._screen.pane.show(None, None)
        self._screen.type_ahead.replay()

"""One Salesforce activity, whole: its facts and its text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cockpit_widgets.panes.activity_list import activity_detail
from cockpit_widgets.panes.item_pane import ItemPane, PaneLine

if TYPE_CHECKING:
    from cockpit_tui.domain.rows import ActivityRow


class ActivityText(ItemPane):
    """Shows the activity it is handed; scrolls when it is longer than the screen."""

    DEFAULT_CSS = "ActivityText { height: 1fr; background: $surface; }"

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._row: ActivityRow | None = None

    def show(self, row: ActivityRow | None) -> None:
        """Shows another activity from its top; None for none."""
        self._row, self._top = row, 0
        self.redraw()

    def pane_lines(self, width: int) -> list[PaneLine]:
        return [] if self._row is None else activity_detail(self, self._row, width, self._today)

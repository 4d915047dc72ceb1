"""How the cockpit's list and pane share the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

from cockpit_widgets.frame.toast import toast_line
from cockpit_widgets.row_list.list import HEADS_FROM_ROWS

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit.places import CockpitPlaces

WIDE, MIDDLE = 120, 100
"""Columns from which list and pane stand side by side, the pane whole or in tabs."""


class Arrangement:
    """List and pane side by side where there is room, else one in place of the other.

    Written into the styles, not by class: the focus moves in the same step.
    """

    def __init__(self, screen: CockpitPlaces) -> None:
        self._screen = screen
        self._is_pane_opened = False
        self._room = Size()

    def fit(self, size: Size) -> None:
        """Fits the screen to a size; before its first layout, so that there is no other."""
        self._room = size
        width, height = size
        self._screen.pane.show_tabs(width < WIDE)
        self._screen.cta_list.show_heads(height >= HEADS_FROM_ROWS)
        self._arrange()

    def open_pane(self) -> None:
        """The pane beside the list, or instead of it where it is narrow, and the focus in it."""
        self._is_pane_opened = True
        self._arrange()
        self._screen.set_focus(self._screen.pane)

    def close_pane(self) -> None:
        """The focus in the list; where it is narrow, the list instead of the pane."""
        self._is_pane_opened = False
        self._arrange()
        self._screen.set_focus(self._screen.cta_list)

    def _arrange(self) -> None:
        is_beside = self._room.width >= MIDDLE
        self._screen.set_class(is_beside, "-beside")
        left = self._screen.query_one("#left")
        left.display = is_beside or not self._is_pane_opened
        self._screen.pane.display = is_beside or self._is_pane_opened

    def toast_place(self) -> tuple[int, int, int]:
        """Over the pane; where there is none, over the footer if the cursor is in the way."""
        screen = self._screen
        width, height = screen.size
        if screen.has_class("-beside"):
            pane = screen.pane.region
            return pane.x + 1, height - 2, pane.width - 2
        cursor = None if screen.is_in_pane else screen.cursor_line
        return 0, toast_line(cursor, height - 2, height - 1), width

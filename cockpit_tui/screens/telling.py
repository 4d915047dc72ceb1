"""Where the cockpit says what was done: one line that never covers the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_widgets.toast import ToastText, toast_line

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit import CockpitScreen


def tell(screen: CockpitScreen, text: ToastText) -> None:
    """On the row above the footer, over the pane; over the footer where the cursor is."""
    width, height = screen.size
    if screen.has_class("-beside"):
        pane = screen.pane.region
        screen.toast.place(pane.x + 1, height - 2, pane.width - 2)
    else:
        cursor = None if screen.is_in_pane else screen.cursor_line
        screen.toast.place(0, toast_line(cursor, height - 2, height - 1), width)
    screen.toast.show(text)

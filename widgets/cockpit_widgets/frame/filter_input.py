"""The filter while it is edited: letters go in at once, and lay nothing out."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from cockpit_widgets.drawing.takes_keys import TakesKeys
from cockpit_widgets.frame.filter_line import FilterLine


class FilterInput(Input, TakesKeys):
    """Textual's input; what a letter does to the rest of the screen no later key waits for."""

    virtual_size = Reactive(Size(0, 0))
    """As wide as the text. Textual lays the screen out for another one; here it moves nothing."""

    def take(self, event: events.Key) -> bool:
        """A letter is written where the cursor is, or over what is chosen."""
        if event.character is None or not event.is_printable:
            return False
        self._restart_blink()
        with self.prevent(Input.Changed):
            self.replace(event.character, *sorted(self.selection))
        # Straight to the screen, before this is painted: each node in between takes its time.
        self.screen.post_message(FilterLine.Changed(self.value, self.cursor_position))
        return True

    def complete(self, head: str, tail: str) -> None:
        """Puts the cursor between a text and what follows it."""
        self.value = head + tail.removeprefix(" ") if head.endswith(" ") else head + tail
        self.cursor_position = len(head)

"""The filter while it is edited: letters go in at once, and lay nothing out."""

from __future__ import annotations

from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.takes_keys import TakesKeys
from cockpit_widgets.frame.filter_line import FilterLine

_UNDERLINED = Style(underline=True)


class FilterInput(Input, LineWidget, TakesKeys):
    """Textual's input, drawn like all other lines; what a letter does to the rest of the screen no
    later key waits for."""

    virtual_size = Reactive(Size(0, 0))
    """As wide as the text. Textual lays the screen out for another one; here it moves nothing."""

    def __init__(self, text: str) -> None:
        super().__init__(text, select_on_focus=False, compact=True)
        self._mistake = (0, 0)
        """Where in the text it begins, and where it ends."""
        self._looks: tuple[Style, Style, Style] | None = None
        """Of the text, of what is chosen, of the cursor."""

    def underline(self, position: int, length: int) -> None:
        """Marks the part of the text that is wrong; none of it where the length is 0."""
        mistake = (position, position + length)
        if mistake != self._mistake:
            self._mistake = mistake
            self.refresh()

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

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 (there is one)
        text, chosen, cursor = self._looks = self._looks or self._found_looks()
        value, width = self.value, self.size.width
        places = {0, len(value), *self._mistake}
        first, last = sorted(self.selection) if self.has_focus else (0, 0)
        at = self.cursor_position if self.has_focus and self._cursor_visible else None
        places.update((first, last) if at is None else (first, last, at, at + 1))
        segments = []
        for start, end in pairwise(sorted(places)):
            look = text
            if first <= start < last:
                look += chosen
            if self._mistake[0] <= start < self._mistake[1]:
                look += _UNDERLINED
            if start == at:
                look += cursor
            # After the last letter the cursor stands on a blank.
            segments.append(Segment(value[start:end] or " ", look))
        scrolled = self.scroll_offset.x
        strip = Strip(segments).crop(scrolled, scrolled + width)
        return strip.extend_cell_length(width, text)

    def _found_looks(self) -> tuple[Style, Style, Style]:
        chosen, cursor = map(self.get_component_rich_style, ("input--selection", "input--cursor"))
        return self.rich_style, chosen, cursor

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks = None

"""The filter while it is edited: letters go in at once, and lay nothing out."""

from __future__ import annotations

from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.takes_keys import TakesKeys
from cockpit_widgets.frame.filter_changed import FilterChanged

_UNDERLINED = Style(underline=True)


class FilterInput(Input, LineWidget, TakesKeys):
    """Textual's input, drawn like all other lines; what a letter does to the rest of the screen no
    later key waits for."""

    virtual_size = Reactive(Size(0, 0))
    """As wide as the text. Textual lays the screen out for another one; here it moves nothing."""

    def __init__(self, text: str) -> None:
        super().__init__(text, select_on_focus=False, compact=True)
        # Else it would scroll only once its text has been replaced by another.
        self._initial_value = False
        self._mistake = (0, 0)
        """Where in the text it begins, and where it ends."""
        self._spaced = -1
        """The place behind the space that a completion brought, until the next key."""
        self._text_look: Style | None = None
        self._focus_looks: tuple[Style, Style] | None = None
        """Of what is chosen, and of the cursor."""

    def underline(self, position: int, length: int) -> None:
        """Marks the part of the text that is wrong; none of it where the length is 0."""
        mistake = (position, position + length)
        if mistake != self._mistake:
            self._mistake = mistake
            self.refresh()

    def take(self, event: events.Key) -> bool:
        """A letter is written where the cursor is, or over what is chosen. A space is there already
        where it follows a completion that ended with one."""
        spaced, self._spaced = self._spaced, -1
        if event.character is None or not event.is_printable:
            return False
        self._restart_blink()
        start, end = sorted(self.selection)
        if event.character == " " and start == end == spaced:
            return True
        # Without what Textual does for fields that check what is typed and suggest the rest.
        written = self.value[:start] + event.character + self.value[end:]
        self.set_reactive(FilterInput.value, written)
        self.set_reactive(FilterInput.virtual_size, Size(self.content_width, 1))
        self.cursor_position = start + 1
        # Straight to the screen, before this is painted: each node in between takes its time.
        self.screen.post_message(FilterChanged(written, self.cursor_position))
        return True

    def complete(self, head: str, tail: str) -> None:
        """Puts the cursor between a text and what follows it."""
        self.value = head + tail.removeprefix(" ") if head.endswith(" ") else head + tail
        self.cursor_position = len(head)
        self._spaced = len(head) if head.endswith(" ") else -1

    def _watch_selection(self, selection: Selection) -> None:
        """Tells where the cursor is, and scrolls to it only where there is somewhere to scroll."""
        if self.scroll_offset.x or self.content_width > self.size.width:
            super()._watch_selection(selection)
        else:
            self.app.cursor_position = self.cursor_screen_offset

    @property
    def content_width(self) -> int:
        return cell_len(self.value) + 1

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 (there is one)
        text = self._text_look = self._text_look or self.rich_style
        value, width = self.value, self.size.width
        marks = [(*self._mistake, _UNDERLINED)]
        if self.has_focus:
            chosen, cursor = self._focus_looks = self._focus_looks or self._looks_with_focus()
            first, last = sorted(self.selection)
            marks.insert(0, (first, last, chosen))
            if self._cursor_visible:
                marks.append((self.cursor_position, self.cursor_position + 1, cursor))
        places = {0, len(value), *(place for first, last, _ in marks for place in (first, last))}
        segments = []
        for start, end in pairwise(sorted(places)):
            look = sum((look for first, last, look in marks if first <= start < last), text)
            # After the last letter the cursor stands on a blank.
            segments.append(Segment(value[start:end] or " ", look))
        scrolled = self.scroll_offset.x
        strip = Strip(segments).crop(scrolled, scrolled + width)
        return strip.extend_cell_length(width, text)

    def _looks_with_focus(self) -> tuple[Style, Style]:
        chosen, cursor = map(self.get_component_rich_style, ("input--selection", "input--cursor"))
        return chosen, cursor

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._text_look = self._focus_looks = None

"""The filter: shown muted with what it found, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from textual import events, on
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from cockpit_widgets.cells.motion import cursor_blinks
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width, editable, printable
from cockpit_widgets.drawing.spans import Part, text_width, to_line
from cockpit_widgets.frame.filter_changed import FilterChanged

if TYPE_CHECKING:
    from textual.widgets import Input

    from cockpit_tui.domain.query.completing import Completion
    from cockpit_widgets.frame.filter_input import FilterInput
    from cockpit_widgets.frame.offers import Offers

LEFT = 3
NARROWEST_INPUT = 16


class FilterLine(LineWidget):
    """`/ query` and a summary at the right; `edit` turns the query into an input.

    Where what is typed can be completed, a line below it says with what, as long as it is typed.
    """

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        layout: horizontal;
        background: $surface;
        Input, Input:focus {
            margin: 0 0 0 3;
            height: 1;
            border: none;
            padding: 0;
            background: $surface;
            background-tint: $surface 0%;
            color: $text;
        }
    }
    """

    _offers: Offers
    """Of the query that is being edited."""

    Changed: TypeAlias = FilterChanged

    class Submitted(Message):
        """The text was accepted with Enter; the line is shown again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Cancelled(Message):
        """Esc: the query is what it was."""

    class Wanted(Message):
        """A click asks for the query to be edited."""

    class Typing(Message):
        """Editing began, and these keys work in it; without keys it has ended."""

        def __init__(self, keys: Sequence[tuple[str, str]] = ()) -> None:
            super().__init__()
            self.keys = keys

    def __init__(
        self,
        *,
        margin: int = 2,
        is_completed: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """`is_completed` where somebody answers each change with an `offer`."""
        super().__init__(id=id)
        self._margin = margin
        self._is_completed = is_completed
        self._query = ""
        self._summary = ""
        self._complaint = ""
        self._hint = ""
        self._input: FilterInput | None = None
        self._answered = ""
        """The text for which something, or nothing, is offered."""
        self._owed: str | None = None
        """The text at which Tab was pressed before anything was offered for it."""
        self._judged = ""
        """The text that the complaint is about: Enter overtakes a slow check."""
        self._kept_room = 0
        """Cells that the summary had at its widest while this query is edited."""
        self._input_width = 0

    def on_click(self, event: events.Click) -> None:
        if not self.is_editing:
            self.post_message(self.Wanted())
        elif event.y and self._offers.choose_at(event.x):
            self._take_offer()

    @property
    def is_editing(self) -> bool:
        """Whether the query is being edited."""
        return self._input is not None

    @property
    def _typed(self) -> str:
        """What stands there now."""
        return "" if self._input is None else self._input.value

    @property
    def owes_offer(self) -> bool:
        """Whether Tab was pressed too early: the first offer is taken when it comes."""
        return self._owed is not None and self._owed == self._typed

    def show(self, query: str, summary: str) -> None:
        """Shows a query and what it found: `42 CTAs · $8.4M · by due date`."""
        if (query, summary) != (self._query, self._summary):
            self._query, self._summary = query, summary
            self._redraw()

    def edit(self, text: str | None = None) -> None:
        """Begins editing, with the query or another text."""
        from cockpit_widgets.frame.filter_input import FilterInput
        from cockpit_widgets.frame.offers import Offers

        if self._input is not None:
            self._input.focus()
            return
        # A space, so that what is typed is a further term and not the end of the last one.
        start = (f"{self._query} " if self._query else "") if text is None else text
        self._complaint = ""
        self._input = FilterInput(editable(start, is_one_line=True))
        self._input.cursor_blink = cursor_blinks()
        self._input_width = self._kept_room = 0
        self._offers = Offers()
        self._answered, self._owed = start, None
        self.styles.height = 1 + self._is_completed
        self.mount(self._input)
        self._input.focus()
        completing = (("Tab", "complete"),) if self._is_completed else ()
        self.post_message(self.Typing((("Enter", "show these"), *completing, ("Esc", "cancel"))))
        self._redraw()

    def show_mistake(
        self,
        explanation: str,
        position: int = 0,
        length: int = 0,
        *,
        hint: str = "",
        of: str | None = None,
    ) -> None:
        """Explains a mistake on the line and underlines it; an empty explanation takes it back.

        The hint, what would fit, stands beside it, or below where there is no room. `of` is the
        text that was judged: what has been typed over since is no mistake any more.
        """
        if of is not None and self._input is not None and of != self._input.value:
            return
        if not explanation and not self._complaint:
            return
        self._complaint, self._judged, self._hint = explanation, self._typed, hint
        if self._input is not None:
            self._input.underline(*((position, length) if explanation else (0, 0)))
        self._note_hint()
        self._redraw()

    def offer(self, text: str, completions: Sequence[Completion]) -> None:
        """Shows what would complete the text, unless that has changed meanwhile."""
        if self._input is None or self._input.value != text:
            return
        if text != self._answered:
            self._answered, self._offers.is_moved = text, False
        is_other = self._offers.show(completions)
        if self.owes_offer:
            self._owed, is_other = None, True
            self._take_offer()
        if is_other:
            self.redraw()

    def close(self) -> None:
        """Ends editing without a message."""
        if self._input is not None:
            self._input.remove()
            self._input = None
            self.post_message(self.Typing())
        self._owed = None
        self.styles.height = 1
        self._complaint = ""
        self._redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        slash = style("accent", bold=True) if self.is_editing else style("text-faint")
        left: list[Part] = [(" / ", slash)]
        if not self.is_editing:
            left.append((self._query, style("text-muted")))
        right = self._right(width)
        margin = min(self._margin, width)
        line = to_line(left, width, style("text"), right, margin=margin)
        if self.is_editing and self._is_completed:
            return [line, self._offers.line(width, self.palette)]
        return [line]

    def _right(self, width: int) -> list[Part]:
        if self._complaint and self._input is not None:
            told: list[Part] = [(self._complaint, self.palette.style("risk"))]
            if self._hint and self._has_room_for_hint(self._input, width):
                told.append((f" {self._hint}", self.palette.style("text-muted")))
            return told
        room = width - LEFT - self._margin - 1
        least = room - min(len(self._query), NARROWEST_INPUT)
        # What is shown is told before what is told of it; the count alone may cut the query.
        room -= NARROWEST_INPUT if self.is_editing else cell_width(self._query)
        words = self._summary.split(" · ")
        while len(words) > 1 and cell_width(" · ".join(words)) > room:
            words.pop()
        parts: list[Part] = [(" · ".join(words), self.palette.style("text-muted"))]
        return parts if text_width(parts) <= max(room, least) else []

    def _has_room_for_hint(self, line: Input, width: int) -> bool:
        told = cell_width(printable(f"{self._complaint} {self._hint}"))
        typed = max(NARROWEST_INPUT, cell_width(printable(line.value)) + 2)
        return LEFT + typed + told + self._margin <= width

    def _note_hint(self) -> None:
        """Below the line, where it finds no room beside the complaint."""
        if self._input is not None:
            is_told = self._has_room_for_hint(self._input, self.size.width)
            self._offers.explain("" if is_told or not self._complaint else self._hint)

    def _redraw(self) -> None:
        self._fit_input()
        self.redraw()

    def _fit_input(self) -> None:
        """The input beside what is told; a summary that gets shorter keeps its room.

        Another width is laid out anew, the whole screen: not for each letter and each count.
        """
        if self._input is None or not self.size.width:
            return
        told = text_width(self._right(self.size.width))
        if not self._complaint:
            told = self._kept_room = max(self._kept_room, told)
        width = max(NARROWEST_INPUT, self.size.width - LEFT - self._margin - told - 1)
        if width != self._input_width:
            self._input.styles.width = self._input_width = width
            self._input.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """A query longer than its room shows the part that is typed at, from the start on."""
        field = self._input
        if field is not None and field.is_attached:
            before = cell_width(field.value[: field.cursor_position])
            place = Region(before, 0, width=1, height=1)
            field.scroll_to_region(place, force=True, animate=False)

    def on_resize(self, _: events.Resize) -> None:
        self._kept_room = 0
        self._fit_input()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.is_editing:
            event.stop()
            self.close()
            self.post_message(self.Cancelled())
        elif self._input is not None and self._is_answered(self._input, event.key):
            event.stop()
            self.redraw()

    def _is_answered(self, line: FilterInput, key: str) -> bool:
        """Enter stays Enter until an arrow has chosen an offer."""
        if self._is_completed and self._answered != line.value:
            self._owed = line.value if key == "tab" else None
            return self.owes_offer
        if self._offers.current is None:
            return False
        match key:
            case "tab":
                self._take_offer()
            case "right" if line.cursor_position == len(line.value):
                self._take_offer()
            case "enter" if self._offers.is_moved:
                self._take_offer()
            case "down" | "up":
                self._offers.move(1 if key == "down" else -1)
            case _:
                return False
        return True

    def _take_offer(self) -> None:
        """Writes the chosen offer in place of what it completes."""
        offer = self._offers.current
        if offer is not None and self._input is not None:
            self._offers.show(())
            value = self._input.value
            self._input.complete(value[: offer.start] + offer.text, value[offer.end :])

    @on(events.DescendantBlur)
    def leave(self) -> None:
        """Going elsewhere with the mouse or Tab keeps what was there before. A dialog over it, or
        another window, only has the keyboard for a while."""
        focused = self.screen.focused
        if self._input is not None and focused is not None and focused is not self._input:
            self.close()
            self.post_message(self.Cancelled())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # As it is by now: letters have overtaken this.
        self.ask_again()

    def ask_again(self) -> None:
        """Tells what stands there as if it had just been typed."""
        if (line := self._input) is not None:
            self.screen.post_message(self.Changed(line.value, line.cursor_position))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._complaint and self._judged == event.value:
            return
        self._query = event.value
        self.close()
        self.post_message(self.Submitted(event.value))

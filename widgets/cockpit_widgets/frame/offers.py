"""What would complete the filter that is being typed: a short list under it, in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.query.completing import Completion
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width, printable
from cockpit_widgets.drawing.spans import Part, to_cells, to_line

LABEL_CELLS, WIDTH_CELLS = 30, 72
"""At most; a label is cut before the words beside it are left out."""


class Offers(LineWidget):
    """Stands over what is below the filter; hidden while there is nothing to offer."""

    DEFAULT_CSS = """
    Offers { position: absolute; overlay: screen; display: none; background: $ck-raised; }
    """
    GROUND = "raised"

    class Clicked(Message):
        """The offer under the mouse is to be taken."""

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Completion, ...] = ()
        self._at = 0
        self._note = ""
        self.is_moved = False
        """Whether an arrow chose one: then Enter takes it."""

    @property
    def current(self) -> Completion | None:
        """The one that Tab takes; None while nothing is offered."""
        return self._offers[self._at] if self._offers else None

    def show(self, offers: Sequence[Completion], x: int, y: int, room: int) -> None:
        """Offers these from column `x` on, at most `room` cells wide; none hides the list."""
        if tuple(offers) == self._offers:
            return
        self._offers, self._at, self.is_moved = tuple(offers), 0, False
        self.display = bool(offers or self._note)
        if not offers:
            self._place_note(y, room)
            return
        label = self._label_cells()
        aside = max(cell_width(printable(offer.aside)) for offer in self._offers)
        width = min(WIDTH_CELLS, room, label + (aside + 2 if aside else 0) + 2)
        self.styles.width, self.styles.height = max(1, width), len(self._offers)
        self.styles.offset = (max(0, min(x, x + room - width)), y)
        self.redraw()

    def clear(self) -> None:
        """Offers nothing."""
        self._note = ""
        self.show((), 0, 0, 0)

    def note(self, words: str, room: int) -> None:
        """One line of words, shown while nothing is offered; empty for none."""
        if words == self._note:
            return
        self._note = words
        if not self._offers:
            self.display = bool(words)
            self._place_note(1, room)

    def _place_note(self, y: int, room: int) -> None:
        if self._note:
            width = min(room, cell_width(printable(self._note)) + 2)
            self.styles.width, self.styles.height = max(1, width), 1
            self.styles.offset = (1, y)
            self.redraw()

    def move(self, step: int) -> None:
        """The next or the one before, round and round."""
        self._at = (self._at + step) % len(self._offers)
        self.is_moved = True
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        if not self._offers:
            words: list[Part] = [(f" {self._note}", self.palette.style("text-muted", "raised"))]
            return [to_line(words, width, self.palette.style("text", "raised"))]
        label = min(self._label_cells(), max(1, width - 2))
        return [self._line(offer, at, label, width) for at, offer in enumerate(self._offers)]

    def _line(self, offer: Completion, at: int, label: int, width: int) -> Strip:
        style = self.palette.style
        ground = "selection" if at == self._at else "raised"
        fill = style("text", ground)
        name = style("text", ground, bold=at == self._at)
        parts: list[Part] = [(" ", fill), (to_cells(offer.label, label), name)]
        if offer.aside:
            parts.append((f"  {printable(offer.aside)}", style("text-muted", ground)))
        right: list[Part] = [("Tab", style("text-muted", ground))] if at == self._at else []
        if cell_width("".join(text for text, _ in parts)) + 5 > width:
            right = []
        return to_line(parts, width, fill, right, margin=1)

    def _label_cells(self) -> int:
        widest = max((cell_width(printable(offer.label)) for offer in self._offers), default=1)
        return min(LABEL_CELLS, widest)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if event.y < len(self._offers):
            self._at = event.y
            self.post_message(self.Clicked())

"""A sentence on how things stand, in place of nothing while all is well."""

from __future__ import annotations

from msgspec import Struct
from textual import events
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.signs import draw
from cockpit_widgets.drawing.spans import Part, to_line, wrapped

LEFT = 2
"""Where the panes' text begins."""


class StateWords(Struct, frozen=True):
    """What is to be said: a sign's name, the token it is drawn in, and the sentence."""

    sign: str
    meaning: str
    text: str


class StateLine(LineWidget):
    """As many lines as the sentence takes; none without one."""

    DEFAULT_CSS = "StateLine { height: 1; display: none; background: $ck-selection-off; }"
    GROUND = "selection-off"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._words: StateWords | None = None

    @property
    def wanted_height(self) -> int:
        """Lines that it takes on this screen."""
        return 0 if self._words is None else len(self._texts(self.app.size.width))

    def show(self, words: StateWords | None) -> None:
        """Shows a sentence, or nothing."""
        if words == self._words:
            return
        self._words = words
        self.display = words is not None
        self._fit()
        self.redraw()

    def on_resize(self, _: events.Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        self.styles.height = max(1, self.wanted_height)

    def _texts(self, width: int) -> list[str]:
        assert self._words is not None
        return wrapped(printable(self._words.text), max(8, width - LEFT - 3))

    def build_lines(self, width: int) -> list[Strip]:
        words = self._words
        if words is None:
            return [self.blank_line()]
        style, ground = self.palette.style, self.GROUND
        fill = style("text", ground)
        lines = []
        for place, text in enumerate(self._texts(width)):
            sign = draw(words.sign) if place == 0 else " "
            parts: list[Part] = [
                (" ", fill),
                (f"{sign} ", style(words.meaning, ground, bold=True)),
                (text, fill),
            ]
            lines.append(to_line(parts, width, fill))
        return lines

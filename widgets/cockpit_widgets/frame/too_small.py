"""The one sentence that stands instead of everything while the terminal is too small."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.spans import to_line, wrapped


class TooSmall(LineWidget):
    """Says over everything which size is needed."""

    DEFAULT_CSS = "TooSmall { layer: cover; width: 100%; height: 100%; background: $surface; }"

    def __init__(self, words: Callable[[int, int], str]) -> None:
        """`words`: the sentence, for so many columns and lines."""
        super().__init__()
        self._words = words

    def on_resize(self, _: events.Resize) -> None:
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style("text")
        columns, lines = self.app.size
        texts = wrapped(self._words(columns, lines), max(4, width - 2))
        return [to_line([(" " + text, style)], width, style) for text in texts]

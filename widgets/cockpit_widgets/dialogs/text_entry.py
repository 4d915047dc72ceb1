"""Where a text that may come from anywhere is edited: shown safely, and kept where untouched."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input, TextArea

from cockpit_widgets.cells.motion import cursor_blinks
from cockpit_widgets.drawing.printable import editable


class LineEntry(Input):
    """One line. What a terminal would obey is a sign in it; `content` is what there is now."""

    def __init__(self, text: str, **options: Any) -> None:
        self._start, self._shown = text, editable(text, is_one_line=True)
        super().__init__(self._shown, **options)
        self.cursor_blink = cursor_blinks()

    @property
    def content(self) -> str:
        """What was typed; the very text that it began with as long as nobody changed it."""
        return self._start if self.value == self._shown else self.value


class TextEntry(TextArea):
    """Several lines, likewise; the cursor begins behind them."""

    def __init__(self, text: str, *, lines: int, **options: Any) -> None:
        super().__init__(editable(text), soft_wrap=True, highlight_cursor_line=False, **options)
        self._start, self._shown = text, self.text
        self.cursor_blink = cursor_blinks()
        self.styles.height = lines
        self.move_cursor(self.document.end)

    @property
    def content(self) -> str:
        """What was typed; the very text that it began with as long as nobody changed it."""
        return self._start if self.text == self._shown else self.text

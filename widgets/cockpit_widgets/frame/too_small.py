"""A terminal that is too small: one sentence instead of everything, on whichever screen."""

from __future__ import annotations

from typing import TypeVar

from textual import events, on
from textual.strip import Strip

from cockpit_widgets.cells.line_compositor import LineCompositor
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.pacing import PacedScreen
from cockpit_widgets.drawing.spans import to_line, wrapped

R = TypeVar("R")
FEWEST_COLUMNS, FEWEST_LINES = 60, 16


def too_small(columns: int, lines: int) -> str:
    """One sentence that says which size is needed; empty when there is room."""
    if columns >= FEWEST_COLUMNS and lines >= FEWEST_LINES:
        return ""
    return (
        f"The cockpit needs {FEWEST_COLUMNS} columns and {FEWEST_LINES} lines; "
        f"here are {columns} and {lines}."
    )


class TooSmall(LineWidget):
    """Says over everything which size is needed."""

    DEFAULT_CSS = "TooSmall { layer: cover; width: 100%; height: 100%; background: $surface; }"

    def on_resize(self, _: events.Resize) -> None:
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style("text")
        columns, lines = self.app.size
        texts = wrapped(too_small(columns, lines), max(4, width - 2))
        return [to_line([(" " + text, style)], width, style) for text in texts]


class FittedScreen(PacedScreen[R]):
    """A screen that is covered by one sentence while the terminal is too small for it.

    Covered, not hidden: what has the focus keeps it, and what is typed.
    """

    DEFAULT_CSS = "FittedScreen { layers: base toast cover; }"

    _notice: TooSmall | None = None

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = LineCompositor(self)

    @property
    def is_covered(self) -> bool:
        """Whether the sentence is all that is seen."""
        return self._notice is not None

    @on(events.Mount)
    @on(events.Resize)
    @on(events.ScreenResume)
    def _cover_or_not(self) -> None:
        """Also after a screen above: the terminal may have changed its size under that."""
        is_small = bool(too_small(*self.app.size))
        if is_small and self._notice is None:
            self._notice = TooSmall()
            self.mount(self._notice)
        elif not is_small and self._notice is not None:
            self._notice.remove()
            self._notice = None

"""A screen while the terminal has room for it, and one sentence over it while it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import events, on

from cockpit_widgets.cells.line_compositor import LineCompositor
from cockpit_widgets.drawing.pacing import PacedScreen

if TYPE_CHECKING:
    from cockpit_widgets.frame.too_small import TooSmall

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
            from cockpit_widgets.frame.too_small import TooSmall

            self._notice = TooSmall(too_small)
            self.mount(self._notice)
        elif not is_small and self._notice is not None:
            self._notice.remove()
            self._notice = None

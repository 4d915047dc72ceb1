"""An app whose output is cell by cell, where `install` has made it so."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App

from cockpit_widgets.drawing.known_handlers import KnowsHandlers

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

    from cockpit_widgets.cells.cell_diff import CellDiff

R = TypeVar("R")


class CellApp(KnowsHandlers, App[R]):
    """Sends its pictures through a `CellDiff`, and tells it what the terminal went through."""

    cell_diff: CellDiff | None = None
    typed_before = b""
    """What was typed before the app took the terminal: its first keys."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if self.cell_diff is None or not self.cell_diff.show(screen, renderable):
            super()._display(screen, renderable)

    def on_resize(self, event: events.Resize) -> None:
        """What a terminal kept of its cells nobody knows, also where the size is as it was."""
        if self.cell_diff is not None and self.cell_diff.is_known:
            self.cell_diff.invalidate()
            if event.size == self.size:
                # Textual does nothing about such an event.
                self.refresh()


def install(app: CellApp[Any], environment: Mapping[str, str] = os.environ) -> None:
    """Makes an app send changed cells only; call it before `app.run`.

    `environment` says which terminal it is. With another series of Textual than 8.2 nothing is
    touched.
    """
    from cockpit_widgets.cells.cell_diff import CellDiff, erases_with_background, is_known_textual

    if is_known_textual():
        app.cell_diff = CellDiff(app, erases_with_background=erases_with_background(environment))

"""Before many change at once: what will be changed, what is checked, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.dialogs.preview_body import Preview, PreviewBody
from cockpit_widgets.drawing.line_widget import WHEEL_LINES
from cockpit_widgets.drawing.signs import key_for

LINES_AROUND = 4
"""Title, blank and buttons with the blank above them."""


class PreviewAnswer(Struct, frozen=True):
    """It is to be done, with these options switched on."""

    options: frozenset[str]
    is_aside: bool = False
    """Not done yet: the key of the preview's `aside` was pressed."""


class PreviewDialog(Dialog[PreviewAnswer]):
    """Gives the answer, or None when it was left; nothing is written before.

    `revise` gives the preview anew when an option was switched.
    """

    width = 84

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Do it", id="dialog.accept", show=False),
        Binding("space", "switch", "Option", id="preview.switch", show=False),
        Binding("down,j", "move(1)", "Down", id="preview.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="preview.up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "Rows", id="preview.page-down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "Rows", id="preview.page-up", show=False),
    ]

    def __init__(
        self,
        preview: Preview,
        *,
        revise: Callable[[frozenset[str]], Preview] | None = None,
    ) -> None:
        super().__init__()
        self._preview = preview
        self._revise = revise
        self._body = PreviewBody(preview)

    def parts(self) -> Sequence[Widget]:
        self._title = DialogLine()
        self._buttons = DialogButtons(())
        return [self._title, DialogLine(), self._body, self._buttons]

    def on_mount(self) -> None:
        self._label()

    def fit(self) -> None:
        super().fit()
        self._body.fit(self.inner_height - LINES_AROUND)

    def _label(self) -> None:
        preview = self._preview
        note = [] if preview.is_written else [("nothing is written yet", "text-faint")]
        self._title.show([(preview.title, "title")], note)
        buttons = [("Esc", "Close" if preview.is_written else "Cancel")]
        if preview.verb:
            buttons.insert(0, ("Enter", preview.verb))
        if preview.aside is not None:
            buttons.append(preview.aside)
        aside = [("one undo takes it back: ", "text-faint"), (key_for("undo", "u"), "text-muted")]
        self._buttons.show(buttons, aside if preview.can_undo else ())

    def on_key(self, event: events.Key) -> None:
        """The key of what can be changed first."""
        aside = self._preview.aside
        if aside is not None and event.character == aside[0]:
            event.stop()
            self.dismiss(PreviewAnswer(self._body.switched_on, is_aside=True))

    def action_accept(self) -> None:
        if self._preview.verb:
            self.dismiss(PreviewAnswer(self._body.switched_on))

    def action_switch(self) -> None:
        """Switches the option under the cursor."""
        if self._body.switch() and self._revise is not None:
            self._preview = self._revise(self._body.switched_on)
            self._body.show(self._preview)
            self._label()
            self.fit()

    def action_move(self, lines: int) -> None:
        self._body.move(lines)

    def turn(self, notches: int) -> None:
        self._body.turn(notches * WHEEL_LINES)

    def action_page(self, pages: int) -> None:
        self._body.page(pages)

"""One line of a form: its label, its field, and what is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from cockpit_widgets.dialogs.dialog import DialogLine, Words
from cockpit_widgets.dialogs.form_fields import FieldKind, FieldLine, FormField, to_widget
from cockpit_widgets.drawing.printable import cell_width, printable

if TYPE_CHECKING:
    from cockpit_widgets.dialogs.text_entry import LineEntry, TextEntry

SAID_CELLS = 22
"""Room beside a field, as the stylesheet of a row says."""


class FormRow(Horizontal):
    """Label, field, and beside it what was understood or what is wrong."""

    DEFAULT_CSS = """
    FormRow {
        height: auto;
        background: $ck-raised;
        & > .label { width: 12; }
        & > .field { width: 1fr; }
        & > .said { width: 22; margin: 0 0 0 1; }
    }
    """

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self.words: Words = (self._note, "text-faint")
        """What stands beside the field, and its token."""
        self.said = DialogLine([self.words])

    @property
    def has_complaint(self) -> bool:
        """Whether something is wrong with what stands here, as far as it was said."""
        return self.words[1] == "risk"

    @property
    def told(self) -> Words:
        """In full what is cut beside the field; while its note stands there, its help."""
        if self.field.help and self.words[0] == self._note:
            return self.field.help, "text-faint"
        is_cut = cell_width(printable(self.words[0])) > SAID_CELLS
        return self.words if is_cut else ("", "text-faint")

    @property
    def _note(self) -> str:
        usual = "↓ calendar" if self.field.kind is FieldKind.DATE else ""
        return self.field.refusal or self.field.note or usual

    def compose(self) -> ComposeResult:
        label = DialogLine([(self.field.label, "text-faint")])
        label.add_class("label")
        widget = to_widget(self.field)
        widget.add_class("field")
        self.said.add_class("said")
        yield label
        yield widget
        yield self.said

    @property
    def raw(self) -> object:
        """The field's present content: text, or what is chosen."""
        widget = self.query_one(".field")
        if isinstance(widget, FieldLine):
            return widget.value
        entry: LineEntry | TextEntry = widget  # type: ignore[assignment]
        return entry.content

    def say(self, complaint: str, understood: str = "") -> None:
        """Shows a complaint, else what was understood, else the field's note; of a field that
        may not be changed, why."""
        if complaint:
            self.words = (complaint, "risk")
        elif understood and not self.field.refusal:
            self.words = (understood, "text-muted")
        else:
            self.words = (self._note, "text-faint")
        self.said.show([self.words])

"""Asking for a text: one line, or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine, too_long

if TYPE_CHECKING:
    from cockpit_widgets.dialogs.text_entry import LineEntry, TextEntry

LINES = 8


class TextDialog(Dialog[str]):
    """Gives the text, or None when it was left.

    One line is accepted with Enter, several with Ctrl+s. `check` gives the complaint about a
    text, empty when it may be taken; `limit` is the most characters, 0 for no limit. Where `text`
    holds what the person typed before, `kept` is what is left of it if they leave.
    """

    width = 64

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "Save", id="dialog.accept", show=False, priority=True)
    ]

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        verb: str = "Save",
        is_long: bool = False,
        limit: int = 0,
        note: str = "",
        check: Callable[[str], str] | None = None,
        kept: str | None = None,
        anchor: int | None = None,
    ) -> None:
        super().__init__(anchor=anchor)
        self._title = title
        self._start = text
        self._verb = verb
        self._is_long = is_long
        self._limit = limit
        self._note = note
        self._check = check
        self._kept = kept

    def parts(self) -> Sequence[Widget]:
        key = "Ctrl+s" if self._is_long else "Enter"
        return [
            DialogLine([(self._title, "title")], id="title"),
            DialogLine(),
            self._field(),
            DialogLine([(self._note, "text-muted")], id="note"),
            DialogButtons([(key, self._verb), ("Esc", "Cancel")]),
        ]

    def _field(self) -> Widget:
        from cockpit_widgets.dialogs.text_entry import LineEntry, TextEntry

        if self._is_long:
            return TextEntry(self._start, id="text", lines=LINES)
        return LineEntry(self._start, id="text", select_on_focus=False)

    def on_mount(self) -> None:
        self._say()

    @property
    def text(self) -> str:
        """The text as it stands."""
        entry: LineEntry | TextEntry = self.query_one("#text")  # type: ignore[assignment]
        return entry.content

    def typed(self) -> object:
        return self.text

    def untouched(self) -> object:
        return self.typed() if self._kept is None else self._kept

    def complaint(self) -> str:
        """Why the text cannot be taken; empty when it can."""
        if self._limit and len(self.text) > self._limit:
            return too_long(len(self.text) - self._limit)
        return self._check(self.text) if self._check is not None else ""

    def _say(self, complaint: str = "") -> None:
        words = (complaint, "risk") if complaint else (self._note, "text-muted")
        count = f"{len(self.text):,}/{self._limit:,}" if self._limit else ""
        self.query_one("#note", DialogLine).show([words], [(count, "text-faint")])

    def on_input_changed(self) -> None:
        self._say_typed()

    def on_text_area_changed(self) -> None:
        self._say_typed()

    def _say_typed(self) -> None:
        self.note_typed()
        self._say(self.complaint() if self.text else "")

    def on_input_submitted(self) -> None:
        self.action_accept()

    def action_accept(self) -> None:
        complaint = self.complaint()
        if complaint:
            self._say(complaint)
        else:
            self.dismiss(self.text)

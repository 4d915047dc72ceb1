"""The keys that work here, found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from cockpit_widgets.cells.motion import cursor_blinks
from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.drawing.line_widget import WHEEL_LINES, LineWidget
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.signs import typed_keys
from cockpit_widgets.drawing.spans import Part, to_cells, to_line

if TYPE_CHECKING:
    from textual.widgets import Input

LINES_AROUND = 5
BUTTONS = (("Esc", "Close"),)
KEY_CELLS, LABEL_CELLS, NARROWEST_HELP = 14, 16, 20
"""The first two at most: the rest of the line is for the sentence, which wraps."""


class HelpRow(Struct, frozen=True):
    """A key and what it does here."""

    group: str
    key: str
    label: str
    help: str = ""


class HelpRows(LineWidget):
    """The rows under their groups' headings."""

    DEFAULT_CSS = "HelpRows { height: auto; background: $ck-raised; }"
    GROUND = "raised"

    def __init__(self, rows: Sequence[HelpRow]) -> None:
        super().__init__()
        self._all = tuple(rows)
        self._shown = self._all
        self._top = 0
        self._most = 12

    def search(self, text: str) -> None:
        """Shows the rows that hold every word of a text; a key alone finds its row."""
        words = text.casefold().split()
        self._shown = tuple(
            row
            for row in self._all
            if text.strip() == row.key
            or all(word in f"{row.group} {row.label} {row.help}".casefold() for word in words)
        )
        self._top = 0
        self._lines = None
        self.refresh()

    def limit(self, most: int) -> None:
        """The most lines from now on; a search does not change the height."""
        self._most = max(1, most)
        self._shown, shown = self._all, self._shown
        self.styles.height = min(self._most, len(self.build_lines(self.size.width or 40)))
        self._shown, self._lines = shown, None
        self.refresh()

    @property
    def place(self) -> str:
        """`1 to 20 of 66`, by lines; empty where all of them are in sight."""
        count, high = len(self.lines), self.size.height
        return "" if count <= high else f"{self._top + 1} to {self._top + high} of {count}"

    def scroll_rows(self, lines: int) -> None:
        """Scrolls; it stops at the ends."""
        top = max(0, min(self._top + lines, len(self.lines) - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()

    def render_line(self, y: int) -> Strip:
        return super().render_line(y + self._top)

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        fill = style("text", "raised")
        keys = min(KEY_CELLS, max([4, *(cell_len(row.key) for row in self._all)])) + 2
        labels = min(LABEL_CELLS, max([4, *(cell_len(row.label) for row in self._all)])) + 2
        lines: list[Strip] = []
        group = None
        for row in self._shown:
            if row.group != group:
                if group is not None:
                    lines.append(to_line([], width, fill))
                group = row.group
                lines.append(to_line([(group, style("text-faint", "raised"))], width, fill))
            room = max(NARROWEST_HELP, width - keys - labels)
            help_text = printable(row.help)
            is_even = cell_len(help_text) == len(help_text)
            first, *rest = (wrap(help_text, room) if is_even else None) or [help_text]
            parts: list[Part] = [
                (
                    to_cells(typed_keys(row.key), keys - 2) + "  ",
                    style("text", "raised", bold=True),
                ),
                (to_cells(row.label, labels - 2) + "  ", style("text", "raised")),
                (first, style("text-muted", "raised")),
            ]
            lines.append(to_line(parts, width, fill))
            indent: Part = (" " * (keys + labels), fill)
            lines += [
                to_line([indent, (more, style("text-muted", "raised"))], width, fill)
                for more in rest
            ]
        if not lines:
            lines.append(to_line([("no key for that here", fill)], width, fill))
        return lines


class HelpDialog(Dialog[None]):
    """Shows keys; gives nothing back."""

    width = 84

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", id="help.down", show=False, priority=True),
        Binding("up", "scroll(-1)", id="help.up", show=False, priority=True),
        Binding("pagedown", "scroll(10)", id="help.page-down", show=False, priority=True),
        Binding("pageup", "scroll(-10)", id="help.page-up", show=False, priority=True),
        Binding("f1", "cancel", id="help.close", show=False, priority=True),
    ]

    def __init__(self, rows: Sequence[HelpRow], *, title: str = "Keys that work here") -> None:
        super().__init__()
        self._title = title
        self._rows = HelpRows(rows)
        self._buttons = DialogButtons(BUTTONS)

    def parts(self) -> Sequence[Widget]:
        from textual.widgets import Input

        field = Input(placeholder="type to find")
        field.cursor_blink = cursor_blinks()
        return [
            DialogLine([(self._title, "title")]),
            field,
            DialogLine(),
            self._rows,
            self._buttons,
        ]

    def fit(self) -> None:
        super().fit()
        self._rows.limit(self.inner_height - LINES_AROUND)
        self.call_after_refresh(self._show_place)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._rows.search(event.value)
        self._show_place()

    def action_scroll(self, lines: int) -> None:
        self._rows.scroll_rows(lines)
        self._show_place()

    def turn(self, notches: int) -> None:
        self.action_scroll(notches * WHEEL_LINES)

    def _show_place(self) -> None:
        place = self._rows.place
        aside = [(f"{place}: PgDn, PgUp", "text-faint")] if place else []
        self._buttons.show(BUTTONS, aside)

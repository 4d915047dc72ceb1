"""The fields of a form: what they are called, what they hold and how they are filled in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.date_picker import DateParser, parsed, to_distance
from cockpit_widgets.dialogs.dialog import too_long
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.spans import Part, to_line

LONG_LINES = 4
LookUp = Callable[[Any], Awaitable[Sequence[Choice[object]]]]
"""Gives the choices of a field for the value of another; may raise CockpitError."""


class FieldKind(Enum):
    """How a field is filled in."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"


class FormField(Struct, frozen=True):
    """One field. Its value is a str (text, long), a date or None (date), the value of a choice or
    None (choice), or a tuple of values (several)."""

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: object = None
    choices: tuple[Choice[object], ...] = ()
    is_required: bool = False
    limit: int = 0
    """The most characters of a text; 0 for any number."""
    note: str = ""
    """Said beside the field while nothing is wrong with it."""
    help: str = ""
    """Said above the buttons while one stands on it, as long as its note stands beside it."""
    example: str = ""
    """Stands in an empty text, as what might be typed there."""
    refusal: str = ""
    """Why the field may not be changed; it is shown then and cannot be entered."""
    within: str = ""
    """The key of the field whose value decides what there is to choose; another value of that one
    empties this one."""
    look_up: LookUp | None = None
    """With `within`: what there is."""
    understood: Callable[[Mapping[str, object]], str] | None = None
    """What a text comes to with the values of all fields, while it is typed; empty: nothing."""


class FieldLine(LineWidget, can_focus=True):
    """A field that is chosen, not typed: Enter, Space or any letter opens its picker."""

    DEFAULT_CSS = "FieldLine { height: 1; background: $surface; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "open", "Choose", id="field.open", show=False)
    ]

    class OpenRequested(Message):
        """The field's picker is to be opened."""

        def __init__(self, key: str, typed: str = "") -> None:
            super().__init__()
            self.key = key
            self.typed = typed
            """What was typed on the field, for the picker to begin with."""

    def __init__(self, field: FormField) -> None:
        super().__init__(id=f"field-{field.key}")
        self._field = field
        self.value = field.value
        self.choices: tuple[Choice[object], ...] | None = (
            None if field.look_up is not None else field.choices
        )
        """None while they are looked up."""

    def show(self, value: object) -> None:
        """Shows another value."""
        self.value = value
        self.redraw()

    def offer(self, choices: tuple[Choice[object], ...] | None) -> None:
        """What there is to choose from now on."""
        self.choices = choices
        self.redraw()

    def words(self) -> str:
        """The labels of what is chosen."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        labels = {id(c): c.label for c in self.choices or () if c.value in values}
        return ", ".join(labels.values())

    def build_lines(self, width: int) -> list[Strip]:
        palette = self.palette
        ground = "selection" if self.has_focus else "surface"
        is_reversed = self.has_focus and not palette.has_grounds
        words = self.words()
        ink = palette.style("text" if words else "text-faint", ground)
        fill = palette.reversed if is_reversed else ink
        left: list[Part] = [(f" {words or 'none'}", fill)]
        return [to_line(left, width, fill, [("Enter " if self.has_focus else "", fill)])]

    def action_open(self) -> None:
        self._open("")

    def _open(self, typed: str) -> None:
        if not self._field.refusal:
            self.post_message(self.OpenRequested(self._field.key, typed))

    def on_key(self, event: events.Key) -> None:
        """A letter opens the picker too, which finds by it or takes the row of that key."""
        if event.is_printable and event.character and event.character.isalnum():
            event.stop()
            self._open(event.character)

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw()


def to_widget(field: FormField) -> Widget:
    """The widget that fills a field in; its id is `field-<key>`."""
    if field.kind in (FieldKind.CHOICE, FieldKind.SEVERAL):
        line = FieldLine(field)
        line.disabled = bool(field.refusal)
        return line
    from cockpit_widgets.dialogs.text_entry import LineEntry, TextEntry

    text = str(field.value or "")
    if isinstance(field.value, date):
        text = field.value.isoformat()
    if field.kind is FieldKind.LONG:
        area = TextEntry(text, id=f"field-{field.key}", lines=LONG_LINES, tab_behavior="focus")
        area.disabled = bool(field.refusal)
        return area
    # A day is written anew, not corrected letter by letter: the first key replaces it.
    is_date = field.kind is FieldKind.DATE
    # A word says that it is none of the values: without colours it looks like one.
    example = f"e.g. {field.example}" if field.example else ""
    entry = LineEntry(text, id=f"field-{field.key}", placeholder=example, select_on_focus=is_date)
    entry.disabled = bool(field.refusal)
    return entry


def checked(
    field: FormField, value: object, parse: DateParser, today: date
) -> tuple[object, str, str]:
    """The field's value as it is given back, the complaint about it, and what was understood."""
    if isinstance(value, str):
        value = value.strip() if field.kind is not FieldKind.LONG else value
        if field.is_required and not value.strip():
            return value, "is needed", ""
        if field.limit and len(value) > field.limit:
            return value, too_long(len(value) - field.limit), ""
        if field.kind is FieldKind.DATE:
            if not value:
                return None, "", ""
            day, complaint, hint = parsed(parse, value)
            said = f"{to_long_date(day, today)}, {to_distance(day, today)}" if day else ""
            return day, f"{complaint} {hint}".strip(), said
        return value, "", ""
    if field.is_required and value in (None, ()):
        return value, "is needed", ""
    return value, "", ""

"""Several fields at once: a new CTA, a new task, all fields of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from cockpit_tui.domain.errors import CockpitError
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.date_picker import DateParser, DatePicker, parsed, usual_days
from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.dialogs.form_fields import FieldKind, FieldLine, FormField, checked
from cockpit_widgets.dialogs.form_row import FormRow
from cockpit_widgets.dialogs.picker import Again, Picker, SeveralPicker, TogglePicker

if TYPE_CHECKING:
    from textual.widgets import Input, TextArea


LINES_AROUND = 4
"""Title, blank, what is told in full, and buttons."""

FormCheck = Callable[[Mapping[str, object]], Mapping[str, str]]
"""Key to complaint for values that are each right but do not go together."""


class FormDialog(Dialog[Mapping[str, object]]):
    """Gives key to value of all fields, or None when it was left.

    Tab goes from field to field, Ctrl+s accepts; what is wrong is said beside its field, and what
    is longer than the room there, above the buttons while one stands on the field.
    """

    width = 84

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "Save", id="dialog.accept", show=False, priority=True)
    ]

    DEFAULT_CSS = """
    FormDialog VerticalScroll {
        height: auto;
        background: $ck-raised;
        scrollbar-size: 0 0;
    }
    FormDialog DialogButtons { margin: 0; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        *,
        parse: DateParser,
        today: date,
        verb: str = "Save",
        aside: str = "",
        check: FormCheck | None = None,
        first_weekday: int = 0,
        was_typed: bool = False,
    ) -> None:
        super().__init__()
        self._was_typed = was_typed
        self._title = title
        self._fields = tuple(fields)
        self._parse = parse
        self._today = today
        self._verb = verb
        self._aside = aside
        self._check = check
        self._first_weekday = first_weekday
        self._to_open: FieldLine.OpenRequested | None = None
        """A picker that waits for what there is to choose."""

    def on_mount(self) -> None:
        for row in self.rows:
            within = self._row_of(row.field.within)
            if within is not None:
                self._look_up(row, within.raw)

    def parts(self) -> Sequence[Widget]:
        rows = VerticalScroll(*(FormRow(field) for field in self._fields))
        rows.can_focus = False
        return [
            DialogLine([(self._title, "title")], [(self._aside, "text-faint")]),
            DialogLine(),
            rows,
            DialogLine(id="told"),
            DialogButtons(
                [("Ctrl+s", self._verb), ("Esc", "Cancel")], [("Tab next field", "text-faint")]
            ),
        ]

    def fit(self) -> None:
        super().fit()
        most = max(1, self.inner_height - LINES_AROUND)
        self.query_one(VerticalScroll).styles.max_height = most

    @property
    def rows(self) -> list[FormRow]:
        return list(self.query(FormRow))

    def typed(self) -> object:
        return [row.raw for row in self.rows]

    def untouched(self) -> object:
        return None if self._was_typed else self.typed()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._say_of(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._say_of(event.text_area)

    def on_input_submitted(self) -> None:
        """Enter in a field of one line goes to the next."""
        self.focus_next()

    def _say_of(self, widget: Widget) -> None:
        self.note_typed()
        row = widget.parent
        if isinstance(row, FormRow):
            self._say_beside(row)
            for other in self.rows:
                if other is not row and other.field.understood is not None:
                    self._say_beside(other)
            self._tell()

    def _say_beside(self, row: FormRow) -> None:
        _, complaint, understood = self._checked(row)
        if row.field.understood is not None:
            values = {entry.field.key: self._checked(entry)[0] for entry in self.rows}
            understood = row.field.understood(values)
        is_unfinished = complaint == "is needed"
        row.say("" if is_unfinished else complaint, understood)

    def _checked(self, row: FormRow) -> tuple[object, str, str]:
        return checked(row.field, row.raw, self._parse, self._today)

    @on(events.DescendantFocus)
    def _tell(self) -> None:
        """In full what is cut beside the field that one stands on, or its help."""
        row = self.focused.parent if self.focused is not None else None
        self.query_one("#told", DialogLine).show([row.told] if isinstance(row, FormRow) else [])

    def on_key(self, event: events.Key) -> None:
        """Down in a date's field opens its calendar."""
        row = self.focused.parent if self.focused is not None else None
        if event.key != "down" or not self.is_current or not isinstance(row, FormRow):
            return
        if row.field.kind is FieldKind.DATE:
            event.stop()
            self._open_calendar(row)

    def _open_calendar(self, row: FormRow) -> None:
        entry: Input = row.query_one(".field")  # type: ignore[assignment]
        current = parsed(self._parse, entry.value)[0] if entry.value else None

        def take(day: date | Again | None) -> None:
            if isinstance(day, date):
                entry.value = day.isoformat()

        picker = DatePicker(
            row.field.label,
            usual_days(self._today),
            parse=self._parse,
            today=self._today,
            current=current,
            first_weekday=self._first_weekday,
            anchor=entry.region.y,
        )
        self.app.push_screen(picker, take)

    @on(FieldLine.OpenRequested)
    def open_picker(self, message: FieldLine.OpenRequested) -> None:
        """Opens the picker of a field, once."""
        if not self.is_current:
            return
        line = self.query_one(f"#field-{message.key}", FieldLine)
        field = next(entry for entry in self._fields if entry.key == message.key)

        if line.choices is None:
            self._to_open = message
            return

        def take(value: object) -> None:
            if value is not None:
                is_other = value != line.value
                line.show(value)
                self._say_of(line)
                if is_other:
                    self._empty_within(field.key, value)

        anchor = line.region.y
        if field.kind is FieldKind.SEVERAL:
            taken = line.value if isinstance(line.value, tuple) else ()
            kind = SeveralPicker if field.is_required else TogglePicker
            picker = kind(field.label, line.choices, taken=taken, anchor=anchor)
            picker.begin_with(message.typed)
            self.app.push_screen(picker, take)
        else:
            single = Picker(field.label, line.choices, current=line.value, anchor=anchor)
            single.begin_with(message.typed)
            self.app.push_screen(single, take)

    def _row_of(self, key: str) -> FormRow | None:
        return next((row for row in self.rows if row.field.key == key), None)

    def _empty_within(self, key: str, value: object) -> None:
        """What was chosen of the value before is none of the new one."""
        for row in self.rows:
            if row.field.within == key:
                row.say("")
                row.query_one(FieldLine).show(() if row.field.kind is FieldKind.SEVERAL else None)
                self._look_up(row, value)

    def _look_up(self, row: FormRow, value: object) -> None:
        row.query_one(FieldLine).offer(None)
        group = f"choices-{row.field.key}"
        self.run_worker(self._offer(row, value), group=group, exclusive=True, exit_on_error=False)

    async def _offer(self, row: FormRow, value: object) -> None:
        """Offers what there is, and opens the picker that waits for it."""
        look_up = row.field.look_up
        complaint, choices = "", tuple[Choice[object], ...]()
        if look_up is not None and value is not None:
            try:
                choices = tuple(await look_up(value))
            except CockpitError as error:
                complaint = error.message
        row.query_one(FieldLine).offer(choices)
        if not row.has_complaint:
            row.say(complaint, "" if choices else "there is none")
            self._tell()
        waiting, self._to_open = self._to_open, None
        if waiting is not None:
            self.post_message(waiting)

    def action_accept(self) -> None:
        values: dict[str, object] = {}
        complaints: dict[str, str] = {}
        for row in self.rows:
            value, complaint, _ = self._checked(row)
            values[row.field.key] = value
            if complaint and not row.field.refusal:
                complaints[row.field.key] = complaint
        if not complaints and self._check is not None:
            complaints.update(self._check(MappingProxyType(values)))
        if not complaints:
            self.dismiss(MappingProxyType(values))
            return
        for row in self.rows:
            row.say(complaints.get(row.field.key, ""))
        wrong = next(row for row in self.rows if row.field.key in complaints)
        wrong.query_one(".field").focus()
        self._tell()

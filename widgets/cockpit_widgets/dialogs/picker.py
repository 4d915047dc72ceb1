"""Choosing one of many, or several: an input on top and the rows that fit below."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_widgets.cells.motion import cursor_blinks
from cockpit_widgets.dialogs.choice_list import LEAVING, Choice, ChoiceList, matches
from cockpit_widgets.dialogs.dialog import Dialog, DialogLine

if TYPE_CHECKING:
    from textual.widgets import Input

    from cockpit_widgets.dialogs.choice_input import ChoiceInput

T = TypeVar("T")
R = TypeVar("R")


class Again(Enum):
    """In place of a choice: this and all that follows as the last time."""

    AS_LAST_TIME = "."


GOES_BACK = "Esc goes back"
"""What Esc does in a picker that was not asked for a value."""
ROWS_AROUND = 4
"""Lines of a picker that are no choices."""
MOST_ROWS = 14
"""As many as 24 lines hold beside what is around them."""


NAMED_AT_MOST = 3


class PickerBase(Dialog[R], Generic[R, T]):
    """Title, input and rows; what comes back is up to the kind of picker."""

    PLACEHOLDER = "type to find"
    LEAVING = LEAVING

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", id="picker.down", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", id="picker.up", show=False, priority=True),
        Binding("pagedown", "move(10)", id="picker.page-down", show=False, priority=True),
        Binding("pageup", "move(-10)", id="picker.page-up", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[T]],
        *,
        current: T | None = None,
        aside: str = "",
        again: Choice[T] | None = None,
        anchor: int | None = None,
    ) -> None:
        """`again` is taken by its key alone, and said above the rows."""
        super().__init__(anchor=anchor)
        self._again = again
        self._title = title
        self._aside = aside
        self._all = list(choices)
        self._shown: list[Choice[T]] = self._all
        self._current = current
        self._rows = ChoiceList(leaving=self.LEAVING)
        self._typed = ""
        self._first_typed = ""

    def begin_with(self, typed: str) -> None:
        """What was typed already goes into the input as soon as that is there."""
        self._first_typed = typed

    def parts(self) -> Sequence[Widget]:
        from cockpit_widgets.dialogs.choice_input import ChoiceInput

        field = ChoiceInput([choice.key for choice in self._keyed], self.PLACEHOLDER)
        field.cursor_blink = cursor_blinks()
        title = DialogLine([(self._title, "title")], [(self._aside, "text-faint")])
        return [title, field, DialogLine(id="note"), self._rows]

    def on_mount(self) -> None:
        again = self._again
        self.note("" if again is None else f"{again.key}  again: {again.label}")
        values = [choice.value for choice in self._all]
        cursor = values.index(self._current) if self._current in values else 0
        self.show_choices(self._all, cursor)
        self.input.insert_text_at_cursor(self._first_typed)

    def fit(self) -> None:
        super().fit()
        self._rows.limit(min(MOST_ROWS, self.inner_height - ROWS_AROUND))

    @property
    def input(self) -> Input:
        """Where one types; its class is imported with the first picker."""
        field: Input = self.query_one("#text")  # type: ignore[assignment]
        return field

    @property
    def text(self) -> str:
        """What was typed."""
        return self.input.value

    @property
    def chosen(self) -> Choice[T] | None:
        """The choice under the cursor."""
        place = self._rows.place
        return None if place is None else self._shown[place]

    def note(self, text: str, token: str = "text-muted") -> None:  # noqa: S107
        """A line between the input and the rows; empty takes it away."""
        line = self.query_one("#note", DialogLine)
        line.display = bool(text)
        line.show([(text, token)])

    def show_choices(self, choices: list[Choice[T]], cursor: int = 0) -> None:
        """Shows these rows."""
        self._shown = choices
        self._rows.show(choices, cursor, self.ticked())  # type: ignore[arg-type]
        self.highlight(self.chosen)

    def highlight(self, choice: Choice[T] | None) -> None:
        """The cursor came to stand on a choice, or on none."""

    def ticked(self) -> frozenset[int]:
        """Places of the rows shown that are taken."""
        return frozenset()

    def take(self, choice: Choice[T]) -> None:
        """A choice was made by its key, by Enter or by a click."""
        raise NotImplementedError

    def search(self, text: str) -> None:
        """Something was typed."""
        self.show_choices(matches(self._all, text))

    def turn(self, notches: int) -> None:
        self.action_move(notches)

    def action_move(self, places: int) -> None:
        self._rows.move_by(places)
        self.highlight(self.chosen)

    def on_choice_input_key_pressed(self, event: ChoiceInput.KeyPressed) -> None:
        event.stop()
        self._take_by_key(event.key)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        is_first = not self._typed
        self._typed = event.value
        if not (is_first and self._take_by_key(event.value)):
            self.search(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.accept()

    def accept(self) -> None:
        """Enter was pressed."""
        if self.chosen is not None:
            self.take(self.chosen)

    @on(ChoiceList.Taken)
    def take_clicked(self, message: ChoiceList.Taken) -> None:
        """Whatever is shown by now, it is the row that was clicked."""
        self.take(message.choice)  # type: ignore[arg-type]

    @property
    def _keyed(self) -> Sequence[Choice[T]]:
        """What is taken by a key that is pressed first of all."""
        choices = self._all if self._again is None else [self._again, *self._all]
        return [choice for choice in choices if choice.key]

    def _take_by_key(self, key: str) -> bool:
        """Takes the choice that has this key; False where none has."""
        choice = next((choice for choice in self._keyed if choice.key == key), None)
        if choice is not None:
            self.take(choice)
        return choice is not None


class Picker(PickerBase[T, T]):
    """Gives the chosen value, or None when it was left. Values are never None."""

    def take(self, choice: Choice[T]) -> None:
        self.dismiss(choice.value)


class SeveralPicker(PickerBase[tuple[T, ...], T]):
    """Gives the values taken, in the order they were taken; Tab takes and gives back.

    Enter takes what was typed or is under the cursor: besides those that Tab took, in place of
    those that were taken before. A line says whom.
    """

    width = 70

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "tick", "Take", id="picker.tick", show=False, priority=True)
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[T]],
        *,
        taken: Sequence[T] = (),
        anchor: int | None = None,
    ) -> None:
        current = taken[0] if taken else None
        super().__init__(title, choices, current=current, aside="Tab takes several", anchor=anchor)
        self._taken = list(taken)
        self._has_ticked = False

    def ticked(self) -> frozenset[int]:
        return frozenset(
            place for place, choice in enumerate(self._shown) if choice.value in self._taken
        )

    def action_tick(self) -> None:
        if self.chosen is None:
            return
        self._has_ticked = True
        value = self.chosen.value
        if value in self._taken:
            self._taken.remove(value)
        else:
            self._taken.append(value)
        self.show_choices(self._shown, self._rows.place or 0)
        self.input.value = ""

    def take(self, choice: Choice[T]) -> None:
        self.dismiss(self._with(choice))

    def accept(self) -> None:
        if self.chosen is not None:
            self.dismiss(self._at_enter(self.chosen))

    def _at_enter(self, choice: Choice[T]) -> tuple[T, ...]:
        """What Enter gives: the ticked ones where nothing was typed since."""
        is_ended = self._has_ticked and self._taken and not self.text
        return tuple(self._taken) if is_ended else self._with(choice)

    def _with(self, choice: Choice[T]) -> tuple[T, ...]:
        if choice.value in self._taken:
            return tuple(self._taken)
        return (*self._taken, choice.value) if self._has_ticked else (choice.value,)

    def highlight(self, choice: Choice[T] | None) -> None:
        self.note("" if choice is None else self._hint(choice))

    def _hint(self, choice: Choice[T]) -> str:
        """What Enter would take, in words."""
        given, before = self._at_enter(choice), tuple(self._taken)
        if given == before and not self._has_ticked:
            return f"Enter keeps {self._names(given)}"
        instead = set(before) - set(given)
        words = f"Enter: {self._names(given)}"
        return f"{words} in place of {self._names(before)}" if instead else words

    def _names(self, values: Sequence[T]) -> str:
        named = [choice.label for value in values for choice in self._all if choice.value == value]
        more = len(named) - NAMED_AT_MOST
        return ", ".join(named[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


class TogglePicker(SeveralPicker[T]):
    """Gives the ticked values, perhaps none: a row's key, Tab and a click tick it, Enter ends.

    Where `most` are taken, a further one takes the place of the first. Enter also ticks what was
    typed, and at once, with nothing ticked, the row under the cursor. Where nothing fits what was
    typed, it ends nothing and says so.
    """

    width = Dialog.width

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice[T]],
        *,
        taken: Sequence[T] = (),
        most: int | None = None,
        anchor: int | None = None,
    ) -> None:
        super().__init__(title, choices, taken=taken, anchor=anchor)
        self._aside = "keys tick, Enter ends"
        self._most = most
        self._has_ticked = bool(taken)

    def action_tick(self) -> None:
        super().action_tick()
        if self._most is not None and len(self._taken) > self._most:
            del self._taken[0]
            self.show_choices(self._shown, self._rows.place or 0)

    def take(self, choice: Choice[T]) -> None:
        if choice in self._shown:
            self._rows.move_to(self._shown.index(choice))
            self.action_tick()

    def accept(self) -> None:
        if self.chosen is None and self.text:
            self.note("That fits nothing: Ctrl+u clears it", "risk")
            return
        if self.chosen is not None and self._also_ticks(self.chosen):
            self.action_tick()
        self.dismiss(tuple(self._taken))

    def _also_ticks(self, choice: Choice[T]) -> bool:
        is_meant = bool(self.text) or not self._has_ticked
        return is_meant and choice.value not in self._taken

    def _hint(self, choice: Choice[T]) -> str:
        return f"Enter takes {choice.label} too" if self.text and self._also_ticks(choice) else ""

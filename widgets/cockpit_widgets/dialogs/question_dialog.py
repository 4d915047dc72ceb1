"""A small question with a few answers, which may be given once and for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual import events, on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_widgets.dialogs.choice_list import Choice, ChoiceList
from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.drawing.spans import to_cells, wrapped


class Answer(Struct, frozen=True):
    """What was chosen, and whether the question is to be asked again."""

    value: str
    is_for_good: bool = False


NOTE_AT_MOST = 3
"""Lines of the note."""
SHOWN_AT_MOST = 5
"""Lines of what the answer decides; it must stay a small question."""


def _cut_short(shown: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(shown) <= SHOWN_AT_MOST:
        return list(shown)
    kept = list(shown[: SHOWN_AT_MOST - 1])
    return [*kept, (f"and {len(shown) - len(kept):,} more", "")]


class QuestionDialog(Dialog[Answer]):
    """Gives the answer, or None when it was left. The first answer is where Enter stands.

    `shown` is what the answer decides, a line each: words, and a change that is never cut.
    `leaving` is what Esc comes to, on its button.
    `can_remember` adds the line `[x] ask again`, which Space switches.
    """

    width = 64

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Take", id="dialog.accept", show=False),
        Binding("space", "switch", "Ask again", id="question.switch", show=False),
        Binding("down,j", "move(1)", "Down", id="question.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="question.up", show=False),
    ]

    def __init__(
        self,
        title: str,
        answers: Sequence[Choice[str]],
        *,
        current: str = "",
        aside: str = "",
        note: str = "",
        shown: Sequence[tuple[str, str]] = (),
        leaving: str = "Leave",
        can_remember: bool = False,
        anchor: int | None = None,
    ) -> None:
        super().__init__(anchor=anchor)
        self._title = title
        self._answers = list(answers)
        self._current = current
        self._aside = aside
        self._note = note
        self._note_lines: list[DialogLine] = []
        self._shown = _cut_short(shown)
        self._shown_lines = [DialogLine() for _ in self._shown]
        self._leaving = leaving
        self._can_remember = can_remember
        self._asks_again = True
        self._rows = ChoiceList()
        self._option = DialogLine()

    def parts(self) -> Sequence[Widget]:
        note = wrapped(self._note, self.inner_width)[:NOTE_AT_MOST] if self._note else []
        self._note_lines = [DialogLine([(line, "text-muted")]) for line in note]
        buttons = [("Enter", "Take"), ("Esc", self._leaving)]
        return [
            DialogLine([(self._title, "title")], [(self._aside, "text-faint")]),
            *self._note_lines,
            *self._shown_lines,
            DialogLine(),
            self._rows,
            *([DialogLine(), self._option] if self._can_remember else []),
            DialogButtons(buttons),
        ]

    def on_mount(self) -> None:
        values = [answer.value for answer in self._answers]
        cursor = values.index(self._current) if self._current in values else 0
        self._rows.show(self._answers, cursor)  # type: ignore[arg-type]
        self._say()

    def fit(self) -> None:
        super().fit()
        self._rows.limit(max(1, self.inner_height - 6 - len(self._note_lines) - len(self._shown)))
        for line, (words, change) in zip(self._shown_lines, self._shown, strict=True):
            room = self.inner_width - cell_len(change) - 1
            line.show([(to_cells(words, room).rstrip(), "text")], [(change, "text")])

    def _say(self) -> None:
        box = "[x]" if self._asks_again else "[ ]"
        words = "ask again" if self._asks_again else "ask again (:answers changes it)"
        self._option.show(
            [(f"{box} ", "accent" if self._asks_again else "text-muted"), (words, "text")],
            [("Space", "text-faint")],
        )

    def _take(self, place: int) -> None:
        is_for_good = self._can_remember and not self._asks_again
        self.dismiss(Answer(self._answers[place].value, is_for_good))

    def action_accept(self) -> None:
        if self._rows.place is not None:
            self._take(self._rows.place)

    def action_switch(self) -> None:
        if self._can_remember:
            self._asks_again = not self._asks_again
            self._say()

    def turn(self, notches: int) -> None:
        self.action_move(notches)

    def action_move(self, places: int) -> None:
        self._rows.move_by(places)

    def on_key(self, event: events.Key) -> None:
        """An answer's own key takes it at once."""
        for place, answer in enumerate(self._answers):
            if answer.key and event.character == answer.key:
                event.stop()
                event.prevent_default()
                self._take(place)
                return

    @on(ChoiceList.Taken)
    def take_clicked(self, message: ChoiceList.Taken) -> None:
        self._take(message.place)

"""Rows to choose from, with a cursor, found by typing a few of their letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from cockpit_tui.domain.text import folded
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, text_width, to_cells, to_line

T = TypeVar("T")
FUZZY_FROM = 3
"""Letters from which misspelt words are found too."""
FUZZY_SCORE = 75
BY_WORDS = 2.5
"""The rank of what is found by words that are not shown."""
LEAVING = "Esc leaves it as it was"
LEAST_DETAIL = 12
"""Cells that the detail keeps where the label is long."""


# Without slots: Python 3.11 cannot call a frozen, slotted generic as `Choice[int](…)`.
class Choice(Struct, Generic[T], frozen=True):
    """A value, its words, and the key that takes it at once while nothing is typed.

    `words` are not shown: what it is also called by those who look for it.
    """

    value: T
    label: str
    key: str = ""
    detail: str = ""
    words: str = ""


def matches(choices: Sequence[Choice[T]], text: str) -> list[Choice[T]]:
    """Choices that fit, best first: beginning, beginning of a word, inside, by words that are not
    shown, then misspelt."""
    sought = folded(text).strip()
    if not sought:
        return list(choices)
    ranked: list[tuple[float, int, Choice[T]]] = []
    for place, choice in enumerate(choices):
        rank = _rank(folded(f"{choice.label} {choice.detail}"), sought)
        if (rank is None or rank > BY_WORDS) and sought in folded(choice.words):
            rank = BY_WORDS
        if rank is not None:
            ranked.append((rank, place, choice))
    return [choice for *_, choice in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(label: str, sought: str) -> float | None:
    if label.startswith(sought):
        return 0
    if f" {sought}" in label:
        return 1
    if sought in label:
        return 2
    if len(sought) < FUZZY_FROM:
        return None
    from rapidfuzz import fuzz

    score = float(fuzz.partial_ratio(sought, label))
    return 103 - score if score >= FUZZY_SCORE else None


class ChoiceList(LineWidget):
    """The choices that fit; at most `most` lines, scrolled under the cursor."""

    DEFAULT_CSS = "ChoiceList { height: auto; background: $ck-raised; }"
    GROUND = "raised"

    class Taken(Message):
        """A row was clicked."""

        def __init__(self, place: int, choice: Choice[object]) -> None:
            super().__init__()
            self.place, self.choice = place, choice

    def __init__(self, *, most: int = 12, leaving: str = LEAVING) -> None:
        """`leaving` is what Esc does where nothing fits what was typed."""
        super().__init__()
        self._leaving = leaving
        self._most = most
        self._choices: Sequence[Choice[object]] = ()
        self._taken: frozenset[int] = frozenset()
        self._cursor = 0
        self._top = 0

    @property
    def place(self) -> int | None:
        """The place of the cursor among the choices shown; None when there are none."""
        return self._cursor if self._choices else None

    def show(
        self,
        choices: Sequence[Choice[object]],
        cursor: int = 0,
        taken: frozenset[int] = frozenset(),
    ) -> None:
        """Shows choices; those at the places `taken` are ticked."""
        self._choices, self._taken = choices, taken
        self.move_to(cursor)

    def move_to(self, place: int) -> None:
        """Puts the cursor on a place, or the nearest there is."""
        self._cursor = max(0, min(place, len(self._choices) - 1))
        height = self._height
        self._top = max(0, min(self._top, self._cursor, len(self._choices) - height))
        self._top = max(self._top, self._cursor - height + 1)
        self.styles.height = height
        self.redraw()

    def move_by(self, places: int) -> None:
        """Moves the cursor; it stops at the ends."""
        self.move_to(self._cursor + places)

    def limit(self, most: int) -> None:
        """The most lines from now on."""
        self._most = max(1, most)
        self.move_to(self._cursor)

    @property
    def _height(self) -> int:
        return max(1, min(self._most, len(self._choices)))

    def build_lines(self, width: int) -> list[Strip]:
        if not self._choices:
            muted = self.palette.style("text-muted", "raised")
            return [to_line([(f"nothing fits; {self._leaving}", muted)], width, muted)]
        shown = range(self._top, min(self._top + self._height, len(self._choices)))
        return [self._line(place, width) for place in shown]

    def _line(self, place: int, width: int) -> Strip:
        choice, palette = self._choices[place], self.palette
        is_cursor = place == self._cursor
        ground = "selection" if is_cursor else "raised"

        def ink(token: str, *, bold: bool = False) -> Style:
            if is_cursor and not palette.has_grounds:
                return palette.reversed_bold if bold else palette.reversed
            return palette.style(token, ground, bold=bold)

        bar = (glyphs().cursor_bar if palette.has_grounds else ">") if is_cursor else " "
        tick = f"{glyphs().task_done} " if place in self._taken else "  "
        left: list[Part] = [(bar, ink("accent")), (tick if self._taken else " ", ink("accent"))]
        if any(entry.key for entry in self._choices):
            left.append((to_cells(choice.key, 2), ink("text", bold=True)))
        left.append((choice.label, ink("text", bold=is_cursor)))
        room = max(LEAST_DETAIL, width - text_width(left) - 2)
        detail = (
            choice.detail if cell_width(choice.detail) <= room else to_cells(choice.detail, room)
        )
        right = [(detail, ink("text-muted"))] if detail else []
        return to_line(left, width, ink("text"), right, margin=1)

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y
        if place < len(self._choices):
            self.move_to(place)
            self.post_message(self.Taken(place, self._choices[place]))

"""Rows of cells: what strips of segments put where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress
from operator import ne, or_

from msgspec import Struct
from rich.cells import split_graphemes
from rich.segment import Segment

from cockpit_widgets.cells.cell_looks import CONTROLS, Looks

UNKNOWN_LOOK = -1

TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NEVER_SENT = CONTROLS | dict.fromkeys(map(ord, TURNS))
"""Control characters, and marks that turn the direction of what follows: in a field one may edit
those, but a terminal that obeyed would show the rest of its row backwards."""


class UnknownOutputError(Exception):
    """A strip holds control codes, whose effect on the screen is not known here."""


class Cells(Struct, frozen=True):
    """What a strip puts into a row."""

    letters: list[str | None]
    numbers: list[int]
    """Of each cell's look; a blank has the one that stands for all that look like it."""


def cells_of(segments: Iterable[Segment], looks: Looks) -> Cells:
    """The cells of a strip's segments. Raises UnknownOutputError for control codes."""
    letters: list[str | None] = []
    numbers: list[int] = []
    for text, style, control in segments:
        if control:
            raise UnknownOutputError
        number = looks.numbers[style]
        cells = text if text.isascii() and text.isprintable() else letters_of(text)
        letters += cells
        blank = looks.blanks[number]
        if blank == number or " " not in text:
            numbers += [number] * len(cells)
        else:
            numbers += [blank if letter == " " else number for letter in cells]
    return Cells(letters, numbers)


class Row:
    """The cells of one row: letters, and the number of each cell's look.

    The second cell of a wide character is "", a cell of which nothing is known is None.
    """

    __slots__ = ("letters", "looks")

    def __init__(self, letters: list[str | None], looks: list[int]) -> None:
        self.letters = letters
        self.looks = looks

    @classmethod
    def unknown(cls, width: int) -> Row:
        """A row of which nothing is known."""
        return cls([None] * width, [UNKNOWN_LOOK] * width)

    def copy(self) -> Row:
        """A row that can be written to without changing this one."""
        return Row(self.letters.copy(), self.looks.copy())

    @property
    def is_known(self) -> bool:
        """Whether every cell is known."""
        return None not in self.letters

    def take(self, start: int, end: int, other: Row | None) -> None:
        """Takes the cells of some columns from another row; None: nothing is known of them."""
        if other is None:
            self.letters[start:end] = [None] * (end - start)
            self.looks[start:end] = [UNKNOWN_LOOK] * (end - start)
        else:
            self.letters[start:end] = other.letters[start:end]
            self.looks[start:end] = other.looks[start:end]

    def shows_the_same_as(self, other: Row) -> bool:
        """Whether both rows have the same letters in the same looks."""
        return self.looks == other.looks and self.letters == other.letters

    def changed_cells(self, old: Row) -> list[int]:
        """Where this row differs from another of the same width, from left to right."""
        differs: Iterable[bool] = map(ne, self.letters, old.letters)
        if self.looks != old.looks:
            differs = map(or_, differs, map(ne, self.looks, old.looks))
        return list(compress(range(len(self.letters)), differs))

    def distance_to(self, old: Row) -> int:
        """About how many cells differ; 0 only if none does."""
        if self.looks == old.looks:
            return 0 if self.letters == old.letters else _differences(self.letters, old.letters)
        return max(_differences(self.looks, old.looks), _differences(self.letters, old.letters))

    def put(self, x: int, cells: Cells) -> None:
        """Writes a strip's cells from column `x` on; what reaches beyond the row is left out.

        A wide character of which half is overwritten leaves a space.
        """
        letters, numbers = cells.letters, cells.numbers
        width = len(self.letters)
        if x + len(letters) > width:
            letters, numbers = letters[: width - x], numbers[: width - x]
            if cells.letters[width - x] == "":
                letters[-1] = " "
        if not letters:
            return
        end = x + len(letters)
        if self.letters[x] == "" and x > 0:
            self._blank_torn_character(x - 1)
        self.letters[x:end] = letters
        self.looks[x:end] = numbers
        torn = end
        while torn < width and self.letters[torn] == "":
            self.letters[torn] = " "
            torn += 1

    def _blank_torn_character(self, x: int) -> None:
        while self.letters[x] == "" and x > 0:
            self.letters[x] = " "
            x -= 1
        self.letters[x] = " "


def _differences(new: Sequence[object], old: Sequence[object]) -> int:
    return list(map(ne, new, old)).count(True)


@lru_cache(maxsize=4096)
def letters_of(text: str) -> tuple[str, ...]:
    """What each cell of a text holds: a letter with its marks, or "" after a wide one.

    What takes no cell and a terminal would obey is left out.
    """
    text = text.translate(NEVER_SENT)
    letters: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            letters.append(text[start:end])
            letters += [""] * (width - 1)
        elif letters:
            base = len(letters) - 1
            while base > 0 and letters[base] == "":
                base -= 1
            letters[base] += text[start:end]
    return tuple(letters)

"""An emulated screen of which a part of the rows can be moved: pyte's, with margins at the sides.

As in a VT420, and in xterm since: mode 69 (DECLRMM) lets `CSI left;right s` (DECSLRM) set margins,
and inserted and deleted lines (IL, DL) then move what lies between them, if the cursor is there
too. Nothing that is written while they are set is emulated: a program that does is found out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

DECLRMM = 69


class MarginScreen(pyte.Screen):
    """What comes in by a move is `fill`; terminals differ in its colours."""

    sides: tuple[int, int] | None = None
    """First and last column between the margins, from 0; None while they are not set."""
    fill: Char | None = None

    @property
    def display(self) -> list[str]:
        """As pyte's, but in the midst of a frame too, when one half of a wide letter has been
        written over: the other is blank then, where pyte finds no letter at all."""
        return ["".join(self._letters(y)) for y in range(self.lines)]

    def _letters(self, y: int) -> Iterator[str]:
        is_second_half = False
        for x in range(self.columns):
            letter = self.buffer[y][x].data
            if not is_second_half:
                yield letter or " "
            is_second_half = not is_second_half and letter != "" and wcwidth(letter[0]) == 2

    def reset(self) -> None:
        super().reset()
        self.sides = None

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if DECLRMM in modes and kwargs.get("private"):
            self.sides = None

    def set_sides(self, left: int = 0, right: int = 0) -> None:
        """DECSLRM; columns from 1, 0 stands for the outermost."""
        first, last = max(left, 1) - 1, min(right or self.columns, self.columns) - 1
        if DECLRMM << 5 in self.mode and first < last:
            self.sides = first, last
            self.cursor_position()

    def draw(self, data: str) -> None:
        assert self.sides is None, f"{data!r} is written between margins"
        super().draw(data)

    def insert_lines(self, count: int | None = None) -> None:
        self._move(-(count or 1))

    def delete_lines(self, count: int | None = None) -> None:
        self._move(count or 1)

    def _move(self, by: int) -> None:
        """Rows from the cursor to the lower margin show what stood `by` rows lower."""
        top, bottom = self.margins or pyte.screens.Margins(0, self.lines - 1)
        first, last = self.sides or (0, self.columns - 1)
        if not (top <= self.cursor.y <= bottom and first <= self.cursor.x <= last):
            return
        region = range(self.cursor.y, bottom + 1)
        columns = range(first, last + 1)
        before = {y: [self.buffer[y][x] for x in columns] for y in region}
        fill = self.fill or self.default_char
        for y in region:
            for x, cell in zip(columns, before.get(y + by, [fill] * len(columns)), strict=True):
                self.buffer[y][x] = cell
        self.dirty.update(region)
        self.cursor.x = first


class MarginStream(pyte.Stream):
    """Knows DECSLRM."""

    csi = {**pyte.Stream.csi, "s": "set_sides"}  # noqa: RUF012  (pyte's own way)
    events = pyte.Stream.events | {"set_sides"}


class MarginByteStream(MarginStream, pyte.ByteStream):
    """The same from bytes."""

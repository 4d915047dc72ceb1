"""Terminal sequences that turn the rows on the screen into other rows."""

from __future__ import annotations

import os
import re
from itertools import zip_longest

from msgspec import Struct

from cockpit_widgets.cells.cell_looks import PLAIN, Looks
from cockpit_widgets.cells.cell_rows import Row
from cockpit_widgets.cells.cell_spans import Span, in_short_order, spans_of, whole

ERASED_TO_THE_END = 4
"""Spaces at the end of a row from which on EL (3 bytes) is shorter."""

ERASED_AT_THE_END = 6
"""Spaces at the end of what is written from which on ECH (at most 5 bytes) is shorter."""

ERASED_WITHIN = 12
"""Spaces within a row from which on ECH and a jump (at most 5 bytes each) are shorter."""

BLANKS_WITHIN = re.compile(" {%d,}" % ERASED_WITHIN)  # noqa: UP031  (braces of the pattern)

FIRST_EMOJI_PLANE = "\U0001f000"
"""From here on terminals disagree about widths, so the column is stated anew after such a cell."""


DOWN = "\v" if os.name != "nt" else "\x1b[B"
"""A row down, in the same column, as VT does since the VT100. LF would as well, but on its way the
line discipline of a Unix terminal (ONLCR) makes CR LF of it, and Windows of both."""

STEPS = 3
"""Rows down, or columns back, that single steps reach in no more bytes than a number does."""


class Margins(Struct, frozen=True):
    """Columns that are moved by themselves, the end not included."""

    start: int
    end: int


class CellOutput:
    """Collects sequences, and knows where they leave the cursor and in which look.

    Both stay as they are from one picture to the next, but that no link stays open.
    """

    def __init__(self, looks: Looks, width: int) -> None:
        self._looks = looks
        self._width = width
        self._pieces: list[str] = []
        self._spans: list[Span] = []
        self._look = PLAIN
        self._x: int | None = None
        self._y: int | None = None

    def take(self, cursor: tuple[int, int] | None = None) -> str:
        """Everything that is to be sent; in the end the cursor is where it is said to be."""
        self._write_spans()
        self._wear(self._looks.without_link(self._look))
        if cursor is not None:
            self._move(*cursor)
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def reset(self) -> None:
        """Puts margins and look right, when nobody knows how they are."""
        self._pieces = ["\x1b[r\x1b[m"]
        self._spans = []
        self._look = PLAIN
        self._x = self._y = None

    def scroll(self, top: int, bottom: int, rows: int, margins: Margins | None = None) -> None:
        """Moves the rows `top` to `bottom` up by `rows`, or down if negative: all of them, or what
        lies within margins.

        What is in the rows that come free depends on the terminal. Deleting and inserting lines at
        the upper margin does what SU and SD do, and the Linux console knows it as well. Margins at
        the sides are there for as long as it takes: while they are on, other sequences mean other
        things (DECLRMM, DECSLRM).
        """
        count = "" if abs(rows) == 1 else abs(rows)
        x = 0 if margins is None else margins.start
        at_the_sides = after = ""
        if margins is not None:
            first = x + 1 if x else ""
            at_the_sides, after = f"\x1b[?69h\x1b[{first};{margins.end}s", "\x1b[?69l"
        place = f"\x1b[{top + 1};{x + 1}H" if x else f"\x1b[{top + 1}H" if top else ""
        self._pieces.append(
            f"{at_the_sides}\x1b[{top + 1};{bottom + 1}r{place}"
            f"\x1b[{count}{'M' if rows > 0 else 'L'}\x1b[r{after}"
        )
        # Taking the margins away homes the cursor in most terminals, but not in all.
        self._x = self._y = None

    def change_row(self, y: int, new: Row, old: Row) -> None:
        """Has the cells written in which `new` differs from `old`."""
        self._spans += spans_of(new, old, y, self._looks)

    def _write_spans(self) -> None:
        looks = self._looks
        spans = in_short_order(self._spans, looks, self._look)
        self._spans = []
        for span, following in zip_longest(spans, spans[1:]):
            is_followed = following is not None and (following.y, following.start) == (
                span.y,
                span.end,
            )
            self._move(span.start, span.y)
            if span.has_letter or looks.blanks[self._look] != looks.blanks[span.look]:
                self._wear(span.look)
            self._write(span, is_followed=is_followed)

    def _write(self, span: Span, *, is_followed: bool) -> None:
        """Writes cells of one look; long blanks are erased where that shows the same."""
        row, start, end, look = span.row, span.start, span.end, span.look
        letters: list[str] = row.letters[start:end]  # type: ignore[assignment]  # all are known
        text = "".join(letters)
        if not text.isascii() and ({*map(len, letters)} != {1} or max(text) >= FIRST_EMOJI_PLANE):
            self._write_letters(row, start, end)
            return
        if "    " not in text or not self._looks.is_erasable(look):
            self._put(text, end)
            return
        rest = bare = len(text.rstrip(" "))
        last = ""
        if self._width - start - bare >= ERASED_TO_THE_END and self._is_blank_from(row, end, look):
            last = "\x1b[K"
        elif not is_followed and len(text) - bare >= ERASED_AT_THE_END:
            last = f"\x1b[{len(text) - bare}X"
        else:
            rest = len(text)
        done = 0
        for blanks in BLANKS_WITHIN.finditer(text, 0, rest):
            if blanks.start() > done:
                self._move_to_column(start + done)
                self._put(text[done : blanks.start()], start + blanks.start())
            self._move_to_column(start + blanks.start())
            self._pieces.append(f"\x1b[{blanks.end() - blanks.start()}X")
            done = blanks.end()
        if done < rest:
            self._move_to_column(start + done)
            self._put(text[done:rest], start + rest)
        if last:
            self._move_to_column(start + rest)
            self._pieces.append(last)

    def _is_blank_from(self, row: Row, x: int, look: int) -> bool:
        """Whether a row holds nothing but such spaces from a column to its end."""
        blank = self._looks.blanks[look]
        for index in range(x, self._width):
            if row.letters[index] != " " or self._looks.blanks[row.looks[index]] != blank:
                return False
        return True

    def _write_letters(self, row: Row, start: int, end: int) -> None:
        """Writes letter by letter, stating the column again after one of doubtful width."""
        for x in range(start, end):
            letter = row.letters[x]
            if letter:
                self._move_to_column(x)
                _, after = whole(row.letters, x, x + 1)
                self._put(letter, after)
                if len(letter) > 1 or letter >= FIRST_EMOJI_PLANE:
                    self._x = None

    def _put(self, text: str, x_after: int) -> None:
        self._pieces.append(text)
        # In the last column the cursor waits where terminals do not agree on.
        self._x = x_after if x_after < self._width else None

    def _wear(self, look: int) -> None:
        if look != self._look:
            self._pieces.append(self._looks.changes[self._look, look])
            self._look = look

    def _move(self, x: int, y: int) -> None:
        if y == self._y:
            self._move_to_column(x)
            return
        absolute = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
        if self._y is None or (self._x is None and x):
            self._pieces.append(absolute)
        else:
            steps = _vertical(y - self._y) + ("\r" if not x else self._horizontal(x))
            self._pieces.append(steps if len(steps) < len(absolute) else absolute)
        self._x, self._y = x, y

    def _move_to_column(self, x: int) -> None:
        if x != self._x:
            self._pieces.append(self._horizontal(x))
            self._x = x

    def _horizontal(self, x: int) -> str:
        """The shortest way to a column of the same row."""
        if x == self._x:
            return ""
        absolute = f"\x1b[{x + 1}G"
        if x == 0:
            return "\r"
        if self._x is None:
            return absolute
        by = x - self._x
        if -STEPS <= by < 0:
            return "\b" * -by
        relative = "\x1b[C" if by == 1 else f"\x1b[{by}C" if by > 0 else f"\x1b[{-by}D"
        return relative if len(relative) < len(absolute) else absolute


def _vertical(by: int) -> str:
    """The shortest way some rows down, or up if negative, in the same column."""
    if by > 0:
        return DOWN * by if len(DOWN) * by <= STEPS else f"\x1b[{by}B"
    return "\x1bM" if by == -1 else f"\x1b[{-by}A"

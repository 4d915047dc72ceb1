"""Terminal sequences that turn the rows on the screen into other rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cockpit_widgets.cells.cell_looks import PLAIN, Looks
from cockpit_widgets.cells.cell_rows import Row

GAP_CELLS = 4
"""Unchanged cells that are rewritten rather than jumped over: a jump takes 4 bytes or more."""

ERASED_TO_THE_END = 4
"""Spaces at the end of a row from which on EL (3 bytes) is shorter."""

ERASED_WITHIN = 12
"""Spaces within a row from which on ECH and a jump (at most 5 bytes each) are shorter."""

BLANKS_WITHIN = re.compile(" {%d,}" % ERASED_WITHIN)  # noqa: UP031  (braces of the pattern)

FIRST_EMOJI_PLANE = "\U0001f000"
"""From here on terminals disagree about widths, so the column is stated anew after such a cell."""


NEVER_SENT = dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
)
"""Marks that turn the direction of what follows: in a field one may edit them, but a terminal that
obeyed would show the rest of its row backwards."""


class CellOutput:
    """Collects sequences, and knows where they leave the cursor and in which look."""

    def __init__(self, looks: Looks, width: int) -> None:
        self._looks = looks
        self._width = width
        self._pieces: list[str] = []
        self._look = PLAIN
        self._x: int | None = None
        self._y: int | None = None

    def text(self) -> str:
        """Everything so far, with the look left plain."""
        self._wear(PLAIN)
        return "".join(self._pieces)

    def reset(self) -> None:
        """Puts margins and look right, when nobody knows how they are."""
        self._pieces.append("\x1b[r\x1b[m")

    def scroll(self, top: int, bottom: int, rows: int) -> None:
        """Moves the rows `top` to `bottom` up by `rows`, or down if negative.

        The rows that come free are blank and plain. Deleting and inserting lines at the upper
        margin does what SU and SD do, and the Linux console knows it as well.
        """
        self._wear(PLAIN)
        self._pieces.append(f"\x1b[{top + 1};{bottom + 1}r")
        if top:
            self._pieces.append(f"\x1b[{top + 1}H")
        self._pieces.append(f"\x1b[{abs(rows)}{'M' if rows > 0 else 'L'}\x1b[r")
        # Taking the margins away homes the cursor in most terminals, but not in all.
        self._x = self._y = None

    def change_row(self, y: int, new: Row, old: Row) -> None:
        """Writes the cells in which `new` differs from `old`."""
        changed = new.changed_cells(old)
        if not changed:
            return
        for start, end in self._runs(new, changed):
            self._move(start, y)
            self._write(new, start, end)

    def _runs(self, row: Row, changed: list[int]) -> Iterator[tuple[int, int]]:
        """Ranges to write: changed cells, cheap gaps between them, and whole characters."""
        letters = row.letters
        start, end = self._whole(letters, changed[0])
        for x in changed:
            if x < end:
                continue
            if x == end or (x - end <= GAP_CELLS and self._is_cheap_gap(row, end, x)):
                end = x + 1
                while end < self._width and letters[end] == "":
                    end += 1
            else:
                yield start, end
                start, end = self._whole(letters, x)
        yield start, end

    def _whole(self, letters: list[str | None], x: int) -> tuple[int, int]:
        start, end = x, x + 1
        while start > 0 and letters[start] == "":
            start -= 1
        while end < self._width and letters[end] == "":
            end += 1
        return start, end

    def _is_cheap_gap(self, row: Row, start: int, end: int) -> bool:
        """Whether rewriting unchanged cells needs no change of look of its own."""
        if None in row.letters[start:end]:
            return False
        gap = set(row.looks[start:end])
        return gap <= {row.looks[start - 1]} or gap <= {row.looks[end]}

    def _write(self, row: Row, start: int, end: int) -> None:
        looks = row.looks
        x = start
        while x < end:
            look = looks[x]
            stop = x + 1
            while stop < end and looks[stop] == look:
                stop += 1
            self._write_look(row, x, stop, look)
            x = stop

    def _write_look(self, row: Row, start: int, end: int, look: int) -> None:
        """Writes cells of one look; long blanks are erased where that shows the same."""
        text = "".join(letter or "" for letter in row.letters[start:end])
        if text.strip(" ") or not self._looks.are_alike_on_blanks(self._look, look):
            self._wear(look)
        self._move_to_column(start)
        if not text.isascii() and (len(text) != end - start or max(text) >= FIRST_EMOJI_PLANE):
            self._write_letters(row, start, end)
            return
        if not self._looks.is_erasable(look) or "    " not in text:
            self._put(text, end)
            return
        rest = len(text)
        if self._is_blank_from(row, end, look):
            rest = len(text.rstrip(" "))
            if self._width - start - rest < ERASED_TO_THE_END:
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
        if rest < len(text):
            self._move_to_column(start + rest)
            self._pieces.append("\x1b[K")

    def _is_blank_from(self, row: Row, x: int, look: int) -> bool:
        """Whether a row holds nothing but spaces of one look from a column to its end."""
        for index in range(x, self._width):
            if row.letters[index] != " " or row.looks[index] != look:
                return False
        return True

    def _write_letters(self, row: Row, start: int, end: int) -> None:
        """Writes letter by letter, stating the column again after one of doubtful width."""
        for x in range(start, end):
            letter = row.letters[x]
            if letter:
                self._move_to_column(x)
                width = self._whole(row.letters, x)[1] - x
                self._put(letter.translate(NEVER_SENT), x + width)
                if len(letter) > 1 or letter >= FIRST_EMOJI_PLANE:
                    self._x = None

    def _put(self, text: str, x_after: int) -> None:
        self._pieces.append(text)
        # In the last column the cursor waits where terminals do not agree on.
        self._x = x_after if x_after < self._width else None

    def _wear(self, look: int) -> None:
        if look != self._look:
            self._pieces.append(self._looks.change(self._look, look))
            self._look = look

    def _move(self, x: int, y: int) -> None:
        if y == self._y:
            self._move_to_column(x)
            return
        if x == 0 and self._y is not None and y == self._y + 1:
            self._pieces.append("\r\n")
        else:
            self._pieces.append(f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H")
        self._x, self._y = x, y

    def _move_to_column(self, x: int) -> None:
        if x == self._x:
            return
        absolute = f"\x1b[{x + 1}G"
        if self._x is None or x < self._x:
            self._pieces.append(absolute)
        else:
            forward = "\x1b[C" if x - self._x == 1 else f"\x1b[{x - self._x}C"
            self._pieces.append(min(forward, absolute, key=len))
        self._x = x

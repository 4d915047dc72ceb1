"""What is on the terminal, and the smallest output that makes it show something else."""

from __future__ import annotations

from collections.abc import Iterable

from rich.color import ColorSystem
from rich.segment import Segment

from cockpit_widgets.cells.cell_blocks import Block, Move, changed_lines, move_between
from cockpit_widgets.cells.cell_looks import Looks
from cockpit_widgets.cells.cell_output import CellOutput, Margins
from cockpit_widgets.cells.cell_rows import Row, cells_of
from cockpit_widgets.cells.cell_spans import whole

BYTES_WORTH_SCROLLING = 32
"""Bytes that moving whole rows must save; its own sequences take about 20."""

ROW_BYTES = 7
"""What it takes to go to a row, on top of the cells to be written there."""

LEAST_COLUMNS = 2
"""Margins at the sides enclose two columns or more (VT510 manual, DECSLRM)."""

Placed = tuple[int, int, Iterable[Segment]]
"""Column, row and segments of one strip."""


class CellScreen:
    """A terminal's screen as far as it is known."""

    def __init__(self, width: int, height: int, *, erases_with_background: bool) -> None:
        self._looks = Looks(erases_with_background=erases_with_background)
        self.has_margins = False
        """Whether the terminal can move a part of its rows (DECSLRM)."""
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Takes a new size; nothing is known about what a terminal shows after that."""
        self.width, self.height = width, height
        self._output = CellOutput(self._looks, width)
        self.invalidate()

    def invalidate(self) -> None:
        """Forgets what is on the terminal, so that the next rows are written in full."""
        self._rows = [Row.unknown(self.width) for _ in range(self.height)]
        self._blocks: dict[tuple[int, int, int, int], Block] = {}
        """Blocks that the screen shows as they are, by their place."""
        self.is_fresh = True
        """Whether nothing is known."""

    def changes(
        self,
        strips: Iterable[Placed],
        colours: ColorSystem,
        blocks: Iterable[Block] = (),
        *,
        cursor: tuple[int, int] | None = None,
    ) -> str:
        """The sequences that put strips on the terminal, those of blocks among them; then the
        cursor is where it is said to be, and the look is anything.

        Raises UnknownOutputError for strips with control codes; then nothing is known any more.
        """
        if self._looks.is_full or self._looks.colours is not colours:
            self._looks.forget(colours)
            self.invalidate()
        if self.is_fresh:
            self._output.reset()
            self.is_fresh = False
        rows: dict[int, Row] = {}
        placed = list(strips)
        if placed:
            self._blocks.clear()
        for block in blocks:
            placed += self._news_of(block, rows)
        for x, y, segments in placed:
            if not (0 <= y < self.height and 0 <= x < self.width):
                continue
            row = rows.get(y)
            if row is None:
                row = rows[y] = self._rows[y].copy()
            row.put(x, cells_of(segments, self._looks))
        for y, row in rows.items():
            if not row.shows_the_same_as(self._rows[y]):
                self._output.change_row(y, row, self._rows[y])
                self._rows[y] = row
        return self._output.take(cursor)

    def _news_of(self, block: Block, rows: dict[int, Row]) -> Iterable[Placed]:
        """What is to be put of a block, once what moved has moved on the terminal."""
        place = block.place
        known = self._blocks.get(place)
        if known is None:
            self._blocks = {
                at: other for at, other in self._blocks.items() if not other.overlaps(block)
            }
            changed = list(range(len(block.strips)))
        else:
            changed = changed_lines(block.strips, known.strips)
            move = move_between(block.strips, known.strips, changed)
            if move is not None and self._moved(block, known, move, rows):
                changed = move.news(block.strips, known.strips)
        self._blocks[place] = block
        return [(block.x, block.y + y, block.strips[y]) for y in changed]

    def _moved(self, block: Block, known: Block, move: Move, rows: dict[int, Row]) -> bool:
        """Moves lines of a block on the terminal, if it can and that saves output."""
        start, end = block.x, block.x + block.width
        if block.width == self.width or block.width < LEAST_COLUMNS or not self.has_margins:
            return self._moved_as_rows(block, move, rows)
        # What was painted anew is compared cell by cell, wherever it then stands.
        new, old = block.strips, known.strips
        stayed = [block.y + y for y in move.stayed if new[y] is old[y + move.by]]
        while end - start > LEAST_COLUMNS and self._looks_unmoved(end - 1, stayed, move.by):
            # A thumb that stays where it is, and before it dates that are all the same.
            end -= 1
        top, bottom, by = block.y + move.first, block.y + move.last, move.by
        end = max(whole(row.letters, start, end)[1] for row in self._rows[top : bottom + 1])
        self._output.scroll(top, bottom, by, Margins(start, end))
        for y in range(top, bottom + 1) if by > 0 else range(bottom, top - 1, -1):
            self._rows[y].take(start, end, self._rows[y + by] if top <= y + by <= bottom else None)
        return True

    def _looks_unmoved(self, x: int, stayed: list[int], by: int) -> bool:
        rows = self._rows
        return not any(
            rows[y].letters[x] != rows[y + by].letters[x]
            or rows[y].looks[x] != rows[y + by].looks[x]
            for y in stayed
        )

    def _moved_as_rows(self, block: Block, move: Move, rows: dict[int, Row]) -> bool:
        """Moves whole rows, if what is beside the block is then written back in fewer bytes;
        those that have to be are added to `rows`."""
        top, bottom, by = block.y + move.first, block.y + move.last, move.by
        region = range(top, bottom + 1)
        before = self._rows
        if rows or not all(before[y].is_known for y in region):
            return False
        wanted = {y: before[y].copy() for y in region}
        after = {y: before[y + by] if y + by in region else Row.unknown(self.width) for y in region}
        for y in move.stayed:
            wanted[block.y + y].take(block.x, block.x + block.width, before[block.y + y + by])
        bytes_now = sum(_bytes_for(wanted[y], before[y]) for y in region)
        bytes_then = sum(_bytes_for(wanted[y], after[y]) for y in region)
        if bytes_now - bytes_then < BYTES_WORTH_SCROLLING:
            return False
        self._output.scroll(top, bottom, by)
        for y in region:
            self._rows[y] = after[y]
        rows.update(wanted)
        return True


def _bytes_for(new: Row, old: Row) -> int:
    """About how many bytes turn one row into another."""
    cells = new.distance_to(old)
    return cells + ROW_BYTES if cells else 0

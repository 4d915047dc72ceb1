"""What is on the terminal, and the smallest output that makes it show something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rich.color import ColorSystem
from rich.segment import Segment

from cockpit_widgets.cells.cell_looks import Looks
from cockpit_widgets.cells.cell_output import CellOutput
from cockpit_widgets.cells.cell_rows import Cells, PartKey, Row, cells_of

ROWS_WORTH_SCROLLING = 4
"""Fewer changed rows than this are written anew without looking for a move."""

BYTES_WORTH_SCROLLING = 32
"""Bytes that a move must save; its own sequences take about 20."""

ROW_BYTES = 7
"""What it takes to go to a row, on top of the cells to be written there."""

COMMON_PART = 3
"""A strip that was in more rows than this, such as a blank, says nothing about a move."""

STRIPS_KEPT = 1024
"""About ten pictures of a large terminal."""

Placed = tuple[int, int, Iterable[Segment]]
"""Column, row and segments of one strip."""


class CellScreen:
    """A terminal's screen as far as it is known."""

    def __init__(self, width: int, height: int, *, erases_with_background: bool) -> None:
        self._looks = Looks(erases_with_background=erases_with_background)
        self._known: dict[int, tuple[Iterable[Segment], ColorSystem, Cells]] = {}
        """The cells of strips seen lately, by identity: while a list is scrolled its strips stay
        the same."""
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Takes a new size; nothing is known about what a terminal shows after that."""
        self.width, self.height = width, height
        self.invalidate()

    def invalidate(self) -> None:
        """Forgets what is on the terminal, so that the next rows are written in full."""
        self._rows = [Row.unknown(self.width) for _ in range(self.height)]
        self.is_fresh = True
        """Whether nothing is known."""

    def changes(self, strips: Iterable[Placed], colours: ColorSystem) -> str:
        """The sequences that put strips on the terminal; the look is plain before and after.

        Raises UnknownOutputError for strips with control codes, and then nothing has changed.
        """
        if self._looks.is_full:
            self._looks.forget()
            self._known.clear()
            self.invalidate()
        rows: dict[int, Row] = {}
        for x, y, segments in strips:
            if not (0 <= y < self.height and 0 <= x < self.width):
                continue
            row = rows.get(y)
            if row is None:
                row = rows[y] = self._rows[y].copy()
            row.put(x, self._cells(segments, colours))
        output = CellOutput(self._looks, self.width)
        if self.is_fresh:
            output.reset()
            self.is_fresh = False
        changed = {y: row for y, row in rows.items() if not row.shows_the_same_as(self._rows[y])}
        for y, row in (self._scrolled(changed, output) or changed).items():
            output.change_row(y, row, self._rows[y])
            self._rows[y] = row
        for y in rows.keys() - changed.keys():
            self._rows[y].parts = rows[y].parts
        return output.text()

    def _cells(self, strip: Iterable[Segment], colours: ColorSystem) -> Cells:
        known = self._known.get(id(strip))
        if known is not None and known[0] is strip and known[1] is colours:
            return known[2]
        cells = cells_of(strip, self._looks, colours)
        if len(self._known) >= STRIPS_KEPT:
            self._known.clear()
        self._known[id(strip)] = strip, colours, cells
        return cells

    def _scrolled(self, changed: Mapping[int, Row], output: CellOutput) -> dict[int, Row] | None:
        """Moves rows on the terminal if that saves output; then the rows still to be written."""
        if len(changed) < ROWS_WORTH_SCROLLING:
            return None
        moved = self._likely_move(changed)
        if moved is None:
            return None
        top, bottom, by = moved
        region = range(top, bottom + 1)
        wanted = {y: changed.get(y, self._rows[y]) for y in region}
        if not all(self._rows[y].is_known for y in region):
            return None
        blank = Row.blank(self.width)
        after = {y: self._rows[y + by] if y + by in wanted else blank for y in region}
        bytes_now = sum(_bytes_for(wanted[y], self._rows[y]) for y in region)
        bytes_then = sum(_bytes_for(wanted[y], after[y]) for y in region)
        if bytes_now - bytes_then < BYTES_WORTH_SCROLLING:
            return None
        output.scroll(top, bottom, by)
        for y in region:
            self._rows[y] = after[y]
        wanted.update(changed)
        return {y: wanted[y] for y in sorted(wanted)}

    def _likely_move(self, changed: Mapping[int, Row]) -> tuple[int, int, int] | None:
        """First row, last row and distance of the move that most strips suggest; up is positive."""
        seen: defaultdict[PartKey, list[int]] = defaultdict(list)
        for y, row in enumerate(self._rows):
            for key in row.parts.values():
                seen[key].append(y)
        votes: Counter[int] = Counter()
        rows_of_move: defaultdict[int, list[int]] = defaultdict(list)
        for y, distance in self._suggestions(changed, seen):
            votes[distance] += 1
            rows_of_move[distance].append(y)
        if not votes:
            return None
        distance, count = max(votes.items(), key=lambda vote: (vote[1], -abs(vote[0])))
        if count < ROWS_WORTH_SCROLLING - 1:
            return None
        rows = rows_of_move[distance]
        top = min(min(rows), min(rows) + distance)
        bottom = max(max(rows), max(rows) + distance)
        return top, bottom, distance

    @staticmethod
    def _suggestions(
        changed: Mapping[int, Row], seen: Mapping[PartKey, list[int]]
    ) -> Iterator[tuple[int, int]]:
        for y, row in changed.items():
            for key in row.parts.values():
                rows_before = seen.get(key, [])
                if len(rows_before) <= COMMON_PART and y not in rows_before:
                    for before in rows_before:
                        yield y, before - y


def _bytes_for(new: Row, old: Row) -> int:
    """About how many bytes turn one row into another."""
    cells = new.distance_to(old)
    return cells + ROW_BYTES if cells else 0

"""A table of what the mirror has to do with: a line a record, the cursor on one of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment
from textual.strip import Strip

from cockpit_widgets.drawing.list_message import ListMessage, message_lines
from cockpit_widgets.drawing.spans import to_cells
from cockpit_widgets.panes.item_pane import Item, ItemPane, KeyItem, PaneLine

LEAD = 3
"""Bar, sign and a blank before the first column."""
NARROWEST = 8


class SyncColumn(Struct, frozen=True):
    """A column; the one without a width takes what is left."""

    title: str
    width: int = 0
    from_width: int = 0
    """The narrowest list that has room for it."""


class SyncLine(Struct, frozen=True):
    """One record."""

    key: str
    sign: str
    meaning: str
    """Token of the sign's colour."""
    cells: tuple[str, ...]


class SyncList(ItemPane):
    """Column heads and lines; without the focus the cursor's line is shown in grey."""

    DEFAULT_CSS = "SyncList { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns: tuple[SyncColumn, ...] = ()
        self._rows: tuple[SyncLine, ...] = ()
        self._empty: ListMessage | None = None

    def show(
        self, columns: Sequence[SyncColumn], rows: Sequence[SyncLine], empty: ListMessage
    ) -> None:
        """Shows other lines; the cursor stays on its record, else goes to the line it was on."""
        place = self.place
        self._columns, self._rows, self._empty = tuple(columns), tuple(rows), empty
        keys = [row.key for row in self._rows]
        if self.key not in keys:
            near = keys[min(place, len(keys) - 1)] if keys else None
            self.set_cursor(None if near is None else KeyItem(near))
        self.redraw()

    @property
    def key(self) -> str | None:
        """Of the record under the cursor."""
        return self.cursor.key if isinstance(self.cursor, KeyItem) else None

    @property
    def place(self) -> int:
        """The line of the cursor, from 0."""
        keys = [row.key for row in self._rows]
        return keys.index(self.key) if self.key in keys else 0

    @property
    def wanted_height(self) -> int:
        """Lines that show everything."""
        return max(1, len(self._rows)) + 1

    def first_cursor(self, items: Sequence[Item]) -> Item | None:
        return items[0] if items else None

    def pane_lines(self, width: int) -> list[PaneLine]:
        if not self._rows:
            return self._message(width)
        columns = [column for column in self._columns if width >= column.from_width]
        kept = [self._columns.index(column) for column in columns]
        fixed = sum(column.width + 2 for column in columns if column.width)
        rest = max(NARROWEST, width - LEAD - self.margin - fixed)
        widths = [column.width or rest for column in columns]
        faint = self.palette.style("text-faint", "panel")
        head = (" " * LEAD) + "  ".join(
            to_cells(column.title, cells) for column, cells in zip(columns, widths, strict=True)
        )
        lines = [PaneLine(_filled([Segment(head, faint)], width))]
        for row in self._rows:
            cells = [
                to_cells(row.cells[place], cells) for place, cells in zip(kept, widths, strict=True)
            ]
            lines.append(self._row(row, cells, width))
        return lines

    def _message(self, width: int) -> list[PaneLine]:
        if self._empty is None:
            return self.text("Reading …", width)
        return [PaneLine(strip) for strip in message_lines(self._empty, width, self.palette)]

    def _row(self, row: SyncLine, cells: Sequence[str], width: int) -> PaneLine:
        item = KeyItem(row.key)
        is_cursor = item == self.cursor
        is_active = is_cursor and self.has_focus
        palette = self.palette
        ground = "selection" if is_active else "selection-off" if is_cursor else "surface"
        if is_active and not palette.has_grounds:
            text = f"{row.sign} {'  '.join(cells)}"
            bar = self.bar(palette.reversed)
            return PaneLine(_filled([bar, Segment(text, palette.reversed_bold)], width), item)
        blank = palette.style("text", ground)
        accent = palette.style("accent" if is_active else "text-muted", ground)
        first, *others = cells
        segments = [
            self.bar(accent) if is_cursor else Segment(" ", blank),
            Segment(f"{row.sign} ", palette.style(row.meaning, ground)),
            Segment(first, palette.style("text", ground, bold=is_cursor)),
            Segment("".join(f"  {cell}" for cell in others), palette.style("text-muted", ground)),
        ]
        return PaneLine(_filled(segments, width), item)


def _filled(segments: Sequence[Segment], width: int) -> Strip:
    return Strip(segments).adjust_cell_length(width, segments[-1].style)

"""All that is known of the record under the cursor: a label and a text, wrapped."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from cockpit_widgets.drawing.list_message import to_bar
from cockpit_widgets.drawing.spans import Part, to_cells, wrapped
from cockpit_widgets.panes.item_pane import LEFT, WIDEST_TEXT, ItemPane, PaneLine

LABEL_CELLS = 14
BAR_CELLS = 24


class DetailFact(Struct, frozen=True):
    """One fact; `meaning` is the token of its text."""

    label: str
    text: str
    meaning: str = "text"


class DetailBar(Struct, frozen=True):
    """A number of a whole, with a bar."""

    label: str
    count: int
    whole: int


class DetailSection(Struct, frozen=True):
    """A bold heading, its aside, and what stands below it."""

    title: str
    rows: tuple[DetailFact | DetailBar, ...]
    aside: str = ""


class SyncDetail(ItemPane):
    """Sections of facts; nothing in it can be stood on, it scrolls when it is higher."""

    DEFAULT_CSS = "SyncDetail { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sections: tuple[DetailSection, ...] = ()

    def show(self, sections: Sequence[DetailSection]) -> None:
        """Shows other facts."""
        self._sections = tuple(sections)
        self.redraw()

    def pane_lines(self, width: int) -> list[PaneLine]:
        lines: list[PaneLine] = []
        for section in self._sections:
            lines += [self.blank(width), self.heading(section.title, width, section.aside)]
            for row in section.rows:
                lines += (
                    self._bar(row, width) if isinstance(row, DetailBar) else self._fact(row, width)
                )
        return lines

    def _fact(self, row: DetailFact, width: int) -> list[PaneLine]:
        ink = self.palette.style
        room = max(8, min(WIDEST_TEXT, width - LEFT - LABEL_CELLS - self.margin))
        texts = wrapped(row.text, room)
        labels = [row.label, *[""] * (len(texts) - 1)]
        return [
            self.line(
                [(to_cells(label, LABEL_CELLS), ink("text-faint")), (text, ink(row.meaning))], width
            )
            for label, text in zip(labels, texts, strict=True)
        ]

    def _bar(self, row: DetailBar, width: int) -> list[PaneLine]:
        ink = self.palette.style
        full, empty = to_bar(row.count, row.whole, BAR_CELLS)
        parts: list[Part] = [
            (to_cells(row.label, LABEL_CELLS), ink("text-faint")),
            (f"{row.count:>9,}  ", ink("text")),
            (full, ink("text-muted")),
            (empty, ink("rule")),
        ]
        return [self.line(parts, width)]

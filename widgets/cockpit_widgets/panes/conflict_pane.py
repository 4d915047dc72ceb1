"""A conflict side by side: what it was, mine, Salesforce's; what is taken, and what it will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit_tui.domain.days.dates import to_moment
from cockpit_tui.domain.sync_rows import ConflictField, ConflictRecord
from cockpit_widgets.drawing.printable import cell_width
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_cells, wrapped
from cockpit_widgets.panes.item_pane import Item, ItemPane, KeyItem, PaneLine

LABEL_CELLS = 14
"""Bar, sign and label before the first column."""
GUTTER = 2
"""Before each value, for the tick."""
LONGEST_VALUE = 12
"""Lines of a value that are shown; the result takes it whole."""
NOTHING = "nothing"


class ConflictPane(ItemPane):
    """The fields of one record. `taken` says for each which value is ticked."""

    DEFAULT_CSS = "ConflictPane { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._record: ConflictRecord | None = None
        self._taken: Mapping[int, str] = {}
        self._org = ""

    def show(self, record: ConflictRecord | None, taken: Mapping[int, str], org: str) -> None:
        """Shows a record; `org` is its name and kind. The cursor keeps its field."""
        self._record, self._taken, self._org = record, taken, org
        keys = [str(field.id) for field in record.fields] if record else []
        if not (isinstance(self.cursor, KeyItem) and self.cursor.key in keys):
            self.set_cursor(KeyItem(keys[0]) if keys else None)
        self.redraw()

    @property
    def field(self) -> ConflictField | None:
        """The field under the cursor."""
        for field in self._record.fields if self._record else ():
            if self.cursor == KeyItem(str(field.id)):
                return field
        return None

    def first_cursor(self, items: Sequence[Item]) -> Item | None:
        return self.cursor or (items[0] if items else None)

    def pane_lines(self, width: int) -> list[PaneLine]:
        record = self._record
        if record is None:
            return []
        cells = (width - LABEL_CELLS - self.margin) // 3
        lines = [self.blank(width), *self._heads(record, cells, width)]
        for field in record.fields:
            lines += [self.blank(width), *self._field(field, cells, width)]
        lines += [self.blank(width), *self._result(record, width)]
        if record.history:
            lines += [self.blank(width), *self._history(record, width)]
        return lines

    def _heads(self, record: ConflictRecord, cells: int, width: int) -> list[PaneLine]:
        bold, faint = (
            self.palette.style("text", "panel", bold=True),
            self.palette.style("text-faint", "panel"),
        )
        first = record.fields[0]
        seen = to_moment(first.at.astimezone(), self._today)
        names = ("Base", "Mine", "Salesforce")
        whose = ("both sides had this", "the cockpit", f"{first.by or 'somebody'}, {seen}")
        return [
            self._columns(" " * LABEL_CELLS, faint, list(row), [style] * 3, cells, width)
            for row, style in ((names, bold), (whose, faint))
        ]

    def _columns(
        self,
        lead: str,
        lead_style: Style,
        texts: Sequence[str],
        styles: Sequence[Style],
        cells: int,
        width: int,
    ) -> PaneLine:
        segments = [Segment(lead, lead_style)]
        for text, style in zip(texts, styles, strict=True):
            segments.append(Segment(" " * GUTTER + to_cells(text, cells - GUTTER), style))
        return PaneLine(Strip(segments).adjust_cell_length(width, lead_style))

    def _field(self, field: ConflictField, cells: int, width: int) -> list[PaneLine]:
        item = KeyItem(str(field.id))
        ink = self.palette.style
        is_cursor = self.is_on_cursor(item)
        taken = self._taken.get(field.id, "")
        room = max(4, cells - GUTTER - 1)
        columns = [
            wrapped(value or NOTHING, room)[:LONGEST_VALUE]
            for value in (field.base, field.mine, field.theirs)
        ]
        known = set(field.base.split())
        lines = []
        for place, texts in enumerate(zip_longest(*columns, fillvalue="")):
            label = field.label if place == 0 else ""
            sign = glyphs().sync_conflict if place == 0 else " "
            segments = [
                self.bar(ink("accent")) if is_cursor else Segment(" ", ink("text")),
                Segment(" ", ink("text")),
                Segment(f"{sign} ", ink("conflict")),
                Segment(to_cells(label, LABEL_CELLS - 4), ink("text", bold=is_cursor)),
                *self._cell(texts[0], "", cells, None, is_first=place == 0),
            ]
            for name, text in (("mine", texts[1]), ("theirs", texts[2])):
                is_taken = taken in (name, "both")
                segments += self._cell(text, name, cells, known, is_taken, is_first=place == 0)
            lines.append(PaneLine(Strip(segments).adjust_cell_length(width, ink("text")), item))
        if field.both is not None:
            tick = glyphs().task_done if taken == "both" else " "
            words: list[Part] = [
                (" " * (LABEL_CELLS - 2), ink("text")),
                (f"{tick} ", ink("accent")),
                ("Both fit together: ", ink("text-faint")),
                (glyphs().take_both, ink("text", bold=True)),
                (" takes both, lines merged", ink("text-muted")),
            ]
            lines.append(PaneLine(self.line(words, width).strip, item))
        return lines

    def _cell(
        self,
        text: str,
        name: str,
        cells: int,
        known: set[str] | None,
        is_taken: bool = False,
        *,
        is_first: bool,
    ) -> list[Segment]:
        """One line of a value; words that were not there before are underlined."""
        ground = "selection" if is_taken else "surface"
        ink = self.palette.style
        token = "text" if is_taken else "text-muted"
        tick = glyphs().task_done if is_taken and is_first else " "
        segments = [Segment(tick.ljust(GUTTER), ink("accent", ground, bold=True))]
        for number, word in enumerate(text.split(" ")):
            if number:
                segments.append(Segment(" ", ink(token, ground)))
            is_new = bool(name and word and known is not None and word not in known)
            segments.append(Segment(word, ink(token, ground, underline=is_new)))
        gap = cells - GUTTER - cell_width(text)
        return [*segments, Segment(" " * max(0, gap), ink("text", ground))]

    def _result(self, record: ConflictRecord, width: int) -> list[PaneLine]:
        """What Enter does: which value each field gets, and what goes to the org."""
        ground = "selection-off"
        ink = self.palette.style
        parts: list[Part] = [
            (to_cells("Result", LABEL_CELLS - 2), self.palette.accent_words(ground))
        ]
        open_fields = 0
        for field in record.fields:
            taken = self._taken.get(field.id, "")
            open_fields += not taken
            value = {"mine": field.mine, "theirs": field.theirs}.get(taken, taken or "to decide")
            shown = value if value and "\n" not in value and len(value) <= 24 else taken or NOTHING
            parts += [
                (f"  {field.label} ", ink("text-muted", ground)),
                (shown, ink("text" if taken else "warning", ground, bold=bool(taken))),
            ]
        writes = sum(self._taken.get(field.id) in ("mine", "both") for field in record.fields)
        count = "no field" if not writes else "1 field" if writes == 1 else f"{writes} fields"
        words = f"writes {count} to {self._org}, one undo"
        if open_fields:
            words += f"; {open_fields} to decide later"
        second: list[Part] = [
            (" " * LABEL_CELLS, ink("text", ground)),
            (words, ink("text-muted", ground)),
        ]
        return [self.line(parts, width, ground=ground), self.line(second, width, ground=ground)]

    def _history(self, record: ConflictRecord, width: int) -> list[PaneLine]:
        ink = self.palette.style
        lines = [self.heading("How it came about", width)]
        for act in record.history:
            when = to_moment(act.at.astimezone(), self._today)
            parts: list[Part] = [
                (to_cells(when, 18), ink("text-muted")),
                (to_cells(act.who, 24) + " ", ink("text-muted")),
                (act.words, ink("text")),
            ]
            lines.append(self.line(parts, width))
        return lines

"""A conflict side by side: what it was, mine, Salesforce's; what is taken, and what it will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit_tui.domain.days.dates import to_day_and_month, to_moment
from cockpit_tui.domain.rows.mirror import ConflictField, ConflictRecord
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
        self._own: Mapping[int, str] = {}

    def show(
        self,
        record: ConflictRecord | None,
        taken: Mapping[int, str],
        org: str,
        own: Mapping[int, str] | None = None,
    ) -> None:
        """Shows a record; `org` is its name and kind, `own` what somebody wrote in place of both,
        by field. The cursor keeps its field."""
        self._record, self._taken, self._org, self._own = record, taken, org, own or {}
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
        at, who = first.at.astimezone(), first.by or "somebody"
        day = at.strftime("%H:%M") if at.date() == self._today else to_day_and_month(at.date())
        theirs = (f"{who}, {to_moment(at, self._today)}", f"{who}, {day}", who)
        fitting = (words for words in theirs if cell_width(words) <= cells - GUTTER)
        rows = [
            ("Base", "Mine", "Salesforce"),
            ("both had this", "the cockpit", next(fitting, who)),
        ]
        return [
            self._columns(
                " " * LABEL_CELLS, faint, row, [faint if place else bold] * 3, cells, width
            )
            for place, row in enumerate(rows)
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
        if taken == "own":
            lines += self._own_lines(field, width, item)
        return lines

    def _own_lines(self, field: ConflictField, width: int, item: Item) -> list[PaneLine]:
        """What somebody wrote in place of both."""
        ink = self.palette.style
        lead = f"{glyphs().task_done} Written: "
        room = max(8, width - LABEL_CELLS - cell_width(lead) - self.margin)
        lines = []
        for place, text in enumerate(wrapped(self._own.get(field.id, ""), room)[:LONGEST_VALUE]):
            parts: list[Part] = [
                (" " * (LABEL_CELLS - 2), ink("text")),
                (lead if place == 0 else " " * cell_width(lead), ink("accent")),
                (text, ink("text", "selection")),
            ]
            lines.append(PaneLine(self.line(parts, width).strip, item))
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
            values = {"mine": field.mine, "theirs": field.theirs, "own": self._own.get(field.id)}
            value = values.get(taken, taken or "to decide")
            shown = value if value and "\n" not in value and len(value) <= 24 else taken or NOTHING
            parts += [
                (f"  {field.label} ", ink("text-muted", ground)),
                (shown, ink("text" if taken else "warning", ground, bold=bool(taken))),
            ]
        written = ("mine", "both", "own")
        writes = sum(self._taken.get(field.id) in written for field in record.fields)
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
        longest = max(cell_width(act.who) for act in record.history)
        who_cells = min(longest + 1, max(16, width // 3 + 4))
        for act in record.history:
            when = to_moment(act.at.astimezone(), self._today)
            parts: list[Part] = [
                (to_cells(when, 18), ink("text-muted")),
                (to_cells(act.who, who_cells) + " ", ink("text-muted")),
                (act.words, ink("text")),
            ]
            lines.append(self.line(parts, width))
        return lines

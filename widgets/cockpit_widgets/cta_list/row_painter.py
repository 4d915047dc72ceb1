"""Draws the rows of the CTA list and the heads of their columns."""

from __future__ import annotations

from datetime import date

from rich.segment import Segment
from rich.style import Style

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.values import SyncState
from cockpit_widgets.cta_list.columns import Columns
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.signs import ASLEEP, CLOSED, PRIORITY, SYNC, Sign, draw, glyphs
from cockpit_widgets.drawing.spans import to_cells
from cockpit_widgets.row_list.line_painter import Cursor, Ink, LinePainter, LineState

DUE_CELLS = 8


class RowPainter(LinePainter[CtaRow]):
    """A CTA has a line."""

    def __init__(
        self, palette: Palette, columns: Columns, width: int, today: date, currency: str = ""
    ) -> None:
        super().__init__(palette, width, today, currency)
        self._columns = columns
        self.lead = columns.lead

    @property
    def columns(self) -> Columns:
        """What it draws, and how wide."""
        return self._columns

    def row(self, row: CtaRow, state: LineState) -> list[Segment]:
        ink, columns = self._ink(state), self._columns
        on_cursor = state.cursor is not Cursor.ELSEWHERE
        muted, blank = ink("text-muted", False), ink("text", False)
        sign, sign_token = PRIORITY[row.priority_level] if row.is_awake else _state(row)
        due = to_list_date(row.due, self._today, is_open=row.is_awake)
        is_late = due.endswith("late")
        segments = [
            *self._lead(state, ink),
            Segment(draw(sign) + " ", ink(sign_token, False)),
            Segment(to_cells(row.type_letter, 1) + " " * (columns.lead - 6), muted),
            Segment(
                to_cells(row.name, columns.name) + " ",
                ink("text" if row.is_awake else "text-muted", on_cursor),
            ),
            *self._signs(row, state, ink, blank),
            Segment(" " + to_cells(row.account, columns.customer) + " ", muted),
        ]
        if columns.owner:
            owner = row.owner if columns.owner > 3 else to_initials(row.owner)
            segments.append(Segment(to_cells(owner, columns.owner) + " ", muted))
        for extra in columns.extras:
            cells = to_cells(extra.text(row), extra.width, right=True)
            segments.append(Segment(cells + " ", muted))
        late = ink("risk" if is_late else "text-muted", on_cursor and is_late)
        segments.append(Segment(to_cells(due, DUE_CELLS, right=True), late))
        if columns.tasks:
            tasks = to_cells(to_progress(row), columns.tasks, right=True)
            token = "text-muted" if row.tasks_total else "text-faint"
            segments.append(Segment(" " + tasks, ink(token, False)))
        segments.append(Segment(" ", blank))
        return segments

    def heads(self, new_above: int = 0) -> list[Segment]:
        columns, faint = self._columns, self._palette.style("text-faint")
        news = f"{new_above:,} new above" if new_above else ""
        title = to_cells(f"CTA  {news}", columns.name)
        words = [" " * columns.signs]
        words.append(to_cells("Customer", columns.customer))
        if columns.owner:
            words.append(to_cells("Owner" if columns.owner > 4 else "Own", columns.owner))
        words += [to_cells(extra.label, extra.width, right=True) for extra in columns.extras]
        words.append(to_cells("Due", DUE_CELLS, right=True))
        if columns.tasks:
            words.append(to_cells("Tasks", columns.tasks, right=True))
        return [
            Segment(" " * columns.lead + title[:5], faint),
            Segment(title[5:], self._palette.style("text", bold=True) if news else faint),
            Segment(f" {' '.join(words)} ", faint),
        ]

    def _signs(
        self,
        row: CtaRow,
        state: LineState,
        ink: Ink,
        blank: Style,
    ) -> list[Segment]:
        """Flag, milestone where there is room, and sync: one cell each."""
        sync, sync_token = SYNC[row.sync_state]
        if row.sync_state is SyncState.IN_SYNC:
            sync = ""
        if state.is_saving:
            sync, sync_token = "saving", "text-faint"
        signs = [("flag" if row.is_flagged else "", "warning")]
        if self._columns.signs > 2:
            signs.append(("milestone" if row.is_milestone else "", "text-muted"))
        signs.append((sync, sync_token))
        if not any(glyph for glyph, _ in signs):
            return [Segment(" " * len(signs), blank)]
        return [Segment(draw(glyph), ink(token, False)) for glyph, token in signs]


def _state(row: CtaRow) -> Sign:
    """What stands in the place of the priority of a CTA that is closed or sleeps."""
    return CLOSED if row.is_closed else ASLEEP


def to_progress(row: CtaRow) -> str:
    """`3/5` tasks done, or `–` where there are none."""
    return (
        f"{row.tasks_total - row.tasks_open}/{row.tasks_total}"
        if row.tasks_total
        else glyphs().dash
    )


def to_initials(name: str) -> str:
    """At most three letters that stand for a person: `MC`."""
    words = name.split()
    if len(words) == 1:
        return words[0][:2]
    return "".join(word[0] for word in words[:3]).upper()

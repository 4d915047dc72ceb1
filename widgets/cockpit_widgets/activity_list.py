"""A customer's Salesforce activities, pending and past apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from cockpit_tui.domain.dates import MONTHS, to_long_date, to_moment
from cockpit_widgets.item_pane import LEFT, ActivityItem, Item, ItemPane, PaneLine
from cockpit_widgets.row_painter import to_initials
from cockpit_widgets.signs import glyphs
from cockpit_widgets.spans import Part, to_cells, wrapped

if TYPE_CHECKING:
    from cockpit_tui.domain.rows import ActivityList, ActivityRow

WORDS_FROM = 46
"""Room from which kinds are words and people first names."""
DATE_CELLS, KIND_CELLS, WHO_CELLS = 6, 7, 7
DETAIL_LABEL = 9


def to_day(day: date | None) -> str:
    """`24 Nov` in six cells, the day padded."""
    return f"{day.day:>2} {MONTHS[day.month - 1]}" if day is not None else " " * DATE_CELLS


def to_summary(activities: ActivityList) -> str:
    """`4 pending · 128 past`."""
    dot = glyphs().separator
    return f"{activities.pending_total:,} pending {dot} {activities.past_total:,} past"


def activity_lines(
    pane: ItemPane, activities: ActivityList, width: int, most: tuple[int, int] | None = None
) -> list[PaneLine]:
    """The activities under their two headings; `most` limits pending and past."""
    faint = pane.palette.style("text-faint")
    lines: list[PaneLine] = []
    groups = (("Pending", activities.pending), ("Past", activities.past))
    for place, (title, rows) in enumerate(groups):
        if rows:
            lines.append(pane.line([(title, faint)], width))
            shown = rows[: most[place]] if most else rows
            lines += [_activity_line(pane, row, width) for row in shown]
    return lines or pane.text("No activities yet.", width)


def _activity_line(pane: ItemPane, row: ActivityRow, width: int) -> PaneLine:
    item = ActivityItem(row.salesforce_id)
    is_cursor = pane.is_on_cursor(item)
    palette, ground = pane.palette, "selection" if is_cursor else "surface"
    is_reversed = is_cursor and not palette.has_grounds

    def segment(text: str, token: str, *, bold: bool = False) -> Segment:
        if is_reversed:
            return Segment(text, palette.reversed_bold if bold else palette.reversed)
        return Segment(text, palette.style(token, ground, bold=bold))

    room = width - LEFT - pane.margin
    is_wide = room >= WORDS_FROM
    kind = to_cells(row.subtype, KIND_CELLS) if is_wide else to_cells(row.subtype[:1], 1)
    who_cells = WHO_CELLS if is_wide else 2
    first = (row.owner.split() or [""])[0]
    who = first if is_wide else to_initials(row.owner)[:2]
    gap = "  " if is_wide else " "
    lead = f" {to_day(row.date)}{gap}{kind}{gap}"
    subject = max(1, width - 1 - len(lead) - 1 - who_cells - pane.margin)
    segments = [
        pane.bar(palette.reversed if is_reversed else palette.style("accent", ground))
        if is_cursor
        else segment(" ", "text"),
        segment(lead, "text-muted"),
        segment(to_cells(row.subject, subject) + " ", "text", bold=is_cursor),
        segment(to_cells(who, who_cells, right=True), "text-muted"),
        segment(" " * pane.margin, "text"),
    ]
    return PaneLine(Strip(segments).adjust_cell_length(width, segments[-1].style), item)


def activity_detail(pane: ItemPane, row: ActivityRow, width: int, today: date) -> list[PaneLine]:
    """Everything about one activity, its whole text included."""
    ink = pane.palette.style
    dot = glyphs().separator
    room = max(4, width - LEFT - pane.margin)
    lines = [
        pane.line([(text, ink("text", bold=True))], width) for text in wrapped(row.subject, room)
    ]
    lines.append(pane.line([(f"{row.subtype} {dot} {row.status}", ink("text-muted"))], width))
    lines.append(pane.blank(width))
    if row.start is not None:
        when = to_moment(row.start, today)
    else:
        when = to_long_date(row.date, today) if row.date is not None else ""
    facts = (
        ("When", when),
        ("By", row.owner),
        ("With", row.who),
        ("About", row.what),
        ("In SF", row.salesforce_id + (" (archived)" if row.is_archived else "")),
    )
    for label, value in facts:
        if value:
            cells: list[Part] = [(to_cells(label, DETAIL_LABEL), ink("text-faint"))]
            lines.append(pane.line([*cells, (value, ink("text"))], width))
    if row.comments.strip():
        lines += [pane.blank(width), *pane.text(row.comments, width, "text")]
    return lines


class ActivityPane(ItemPane):
    """The activities alone; with `has_detail`, the text of the one under the cursor below them."""

    DEFAULT_CSS = "ActivityPane { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(
        self,
        today: date,
        *,
        has_detail: bool = True,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._today = today
        self._has_detail = has_detail
        self._activities: ActivityList | None = None

    def show(self, activities: ActivityList | None, today: date | None = None) -> None:
        """Shows activities, None while they are being read; the cursor keeps its row."""
        self._activities, self._today = activities, today or self._today
        self.redraw()
        self.ensure_cursor()

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._activities is None:
            return self.text("Reading …", width)
        lines = [self.heading("Activities", width, to_summary(self._activities))]
        lines += activity_lines(self, self._activities, width)
        row = chosen_activity(self._activities, self.cursor)
        if row is not None and self._has_detail:
            lines += [self.blank(width), *activity_detail(self, row, width, self._today)]
        return lines


def chosen_activity(activities: ActivityList, cursor: Item | None) -> ActivityRow | None:
    """The activity under the cursor; None when it is on none."""
    rows: Sequence[ActivityRow] = (*activities.pending, *activities.past)
    return next((row for row in rows if ActivityItem(row.salesforce_id) == cursor), None)

"""A customer's Salesforce activities, pending and past apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from cockpit_tui.domain.days.dates import to_day_and_month, to_list_date
from cockpit_widgets.cta_list.row_painter import to_initials
from cockpit_widgets.drawing.printable import cut
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import to_cells
from cockpit_widgets.panes.item_pane import LEFT, ActivityItem, Item, ItemPane, PaneLine

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.customers import ActivityList, ActivityRow

WORDS_FROM, NAMES_FROM = 46, 64
"""Room from which kinds are words, and from which people have their whole names."""
DATE_CELLS, KIND_CELLS = 6, 7
NO_DATE = "No date"
"""The heading of activities that no day is known of."""
INITIALS_CELLS, WHO_CELLS, NAME_CELLS = 2, 8, 16


def to_day(day: date | None) -> str:
    """`24 Nov` in six cells, the day padded."""
    words = "" if day is None else to_day_and_month(day, is_padded=True)
    return words.ljust(DATE_CELLS)


def to_who(name: str, room: int) -> tuple[str, int]:
    """Who in so much room, and its cells: `Ana Pires`, else `Ana P.`, else `AP`."""
    if room >= NAMES_FROM:
        return name, NAME_CELLS
    if room >= WORDS_FROM:
        first, *others = name.split() or [""]
        return (f"{first[: WHO_CELLS - 3]} {others[-1][0]}." if others else first), WHO_CELLS
    initials = cut(to_initials(name), INITIALS_CELLS, "") if name.strip() else ""
    return initials, INITIALS_CELLS


def to_lateness(row: ActivityRow, today: date) -> str:
    """`3d late` for a Task that is not done; empty for all else."""
    is_open_task = row.kind == "Task" and not row.is_closed
    return to_list_date(row.date, today) if is_open_task and _is_past(row.date, today) else ""


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def to_summary(activities: ActivityList) -> str:
    """`4 pending · 128 past`."""
    dot = glyphs().separator
    return f"{activities.pending_total:,} pending {dot} {activities.past_total:,} past"


def activity_lines(
    pane: ItemPane,
    activities: ActivityList,
    width: int,
    today: date,
    *,
    most: tuple[int, int] | None = None,
    sought: str = "",
) -> list[PaneLine]:
    """The activities under their two headings, those of other years below the year, those of no
    day below words that say so. `most` limits pending and past; `sought` are the words that they
    were filtered by.
    """
    faint = pane.palette.style("text-faint")
    lines: list[PaneLine] = []
    groups = (("Pending", activities.pending), ("Past", activities.past))
    for place, (title, rows) in enumerate(groups):
        if rows:
            lines.append(pane.line([(title, faint)], width))
        below = f"{today.year}"
        for row in rows[: most[place]] if most else rows:
            year = NO_DATE if row.day is None else f"{row.day.year}"
            if year != below:
                below = year
                lines.append(pane.line([(below, faint)], width))
            lines.append(_activity_line(pane, row, width, today))
    if sought:
        return lines or pane.text(f"No activity matches {sought}. Esc clears the filter.", width)
    return lines or pane.text("No activities yet.", width)


def _activity_line(pane: ItemPane, row: ActivityRow, width: int, today: date) -> PaneLine:
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
    who, who_cells = to_who(row.owner, room)
    late = to_lateness(row, today)
    late_cells = len(late) + 1 if late else 0
    gap = "  " if is_wide else " "
    lead = f" {to_day(row.day)}{gap}{kind}{gap}"
    subject = max(1, width - 1 - len(lead) - 1 - late_cells - who_cells - pane.margin)
    segments = [
        pane.bar(palette.reversed if is_reversed else palette.style("accent", ground))
        if is_cursor
        else segment(" ", "text"),
        segment(lead, "text-muted"),
        segment(to_cells(row.subject, subject) + " ", "text", bold=is_cursor),
        segment(f"{late} " if late else "", "risk", bold=is_cursor),
        segment(to_cells(who, who_cells, right=True), "text-muted"),
        segment(" " * pane.margin, "text"),
    ]
    return PaneLine(Strip(segments).adjust_cell_length(width, segments[-1].style), item)


class ActivityPane(ItemPane):
    """The activities of one customer, under the cursor one of them."""

    DEFAULT_CSS = "ActivityPane { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._activities: ActivityList | None = None
        self._sought = ""

    def show(
        self, activities: ActivityList | None, today: date | None = None, *, sought: str = ""
    ) -> None:
        """Shows activities, None while they are being read; the cursor keeps its row.

        `sought` are the words that they were filtered by.
        """
        self._activities, self._today = activities, today or self._today
        self._sought = sought
        self.redraw()
        self.ensure_cursor()

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._activities is None:
            return self.text("Reading …", width)
        return activity_lines(self, self._activities, width, self._today, sought=self._sought)


def chosen_activity(activities: ActivityList, cursor: Item | None) -> ActivityRow | None:
    """The activity under the cursor; None when it is on none."""
    rows: Sequence[ActivityRow] = (*activities.pending, *activities.past)
    return next((row for row in rows if ActivityItem(row.salesforce_id) == cursor), None)

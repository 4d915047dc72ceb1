"""One Salesforce activity, whole: its facts and its text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cockpit_tui.domain.days.dates import to_long_date, to_moment
from cockpit_widgets.drawing.links import linked
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_cells, wrapped
from cockpit_widgets.panes.item_pane import LEFT, ItemPane, PaneLine

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.customers import ActivityRow


LABEL_CELLS = 9


def activity_detail(pane: ItemPane, row: ActivityRow, width: int, today: date) -> list[PaneLine]:
    """Everything about one activity, its whole text included."""
    ink = pane.palette.style
    dot = glyphs().separator
    room = max(4, width - LEFT - pane.margin)
    lines = [
        pane.line([(text, ink("text", bold=True))], width) for text in wrapped(row.subject, room)
    ]
    words = (row.subtype, row.status, "archived" if row.is_archived else "")
    about = f" {dot} ".join(filter(None, words))
    lines.append(pane.line([(about, ink("text-muted"))], width))
    lines.append(pane.blank(width))
    if row.start is not None:
        when = to_moment(row.start, today)
    else:
        when = to_long_date(row.day, today) if row.day is not None else ""
    is_early = row.date is not None and row.date != row.day
    facts = (
        ("Done" if is_early else "When", when),
        ("Due", to_long_date(row.date, today) if row.date is not None and is_early else ""),
        ("By", row.owner),
        ("With", row.who),
        ("About", row.what),
        ("In SF", row.salesforce_id),
    )
    for label, value in facts:
        if value:
            cells: list[Part] = [(to_cells(label, LABEL_CELLS), ink("text-faint"))]
            is_id = label == "In SF"
            style = linked(ink("text"), row.salesforce_id) if is_id else ink("text")
            lines.append(pane.line([*cells, (value, style)], width))
    if row.comments.strip():
        lines += [pane.blank(width), *pane.text(row.comments, width, "text")]
    return lines


class ActivityText(ItemPane):
    """Shows the activity it is handed; scrolls when it is longer than the screen."""

    DEFAULT_CSS = "ActivityText { height: 1fr; background: $surface; }"

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._row: ActivityRow | None = None

    def show(self, row: ActivityRow | None) -> None:
        """Shows another activity from its top; None for none."""
        self._row, self._top = row, 0
        self.redraw()

    def pane_lines(self, width: int) -> list[PaneLine]:
        return [] if self._row is None else activity_detail(self, self._row, width, self._today)

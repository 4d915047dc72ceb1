"""Draws the rows of the list of open tasks, and the heads of their columns."""

from __future__ import annotations

from datetime import date

from rich.segment import Segment

from cockpit_tui.domain.rows.tasks import OpenTask
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.signs import STAGE, SYNC, WAITS, draw
from cockpit_widgets.drawing.spans import to_cells
from cockpit_widgets.panes.task_list import to_task_date
from cockpit_widgets.row_list.line_painter import Cursor, LinePainter, LineState

DATE_CELLS = 9
CTA_FROM, PEOPLE_FROM = 90, 60
"""Room from which the CTA's name and the assignees have columns."""
PEOPLE_CELLS = 10


class OpenTaskPainter(LinePainter[OpenTask]):
    """A task has a line."""

    def __init__(self, palette: Palette, width: int, today: date, *, has_people: bool) -> None:
        super().__init__(palette, width, today)
        room = width - self.lead - 1
        self._cta = room // 4 if room >= CTA_FROM else 0
        self._account = room // 5
        self._people = PEOPLE_CELLS if has_people and room >= PEOPLE_FROM else 0
        columns = [cells for cells in (self._cta, self._account, self._people) if cells]
        # The sign of the mirror, and a blank before each column.
        self._title = room - 2 - sum(columns) - len(columns) - 1 - DATE_CELLS

    def row(self, row: OpenTask, state: LineState) -> list[Segment]:
        task, ink = row.task, self._ink(state)
        on_cursor = state.cursor is not Cursor.ELSEWHERE
        muted = ink("text-muted", False)
        sign, sign_token = WAITS if task.waits_for else STAGE[task.stage]
        sync, sync_token = SYNC[task.sync_state] if task.parts else ("", "text-faint")
        if state.is_saving:
            sync, sync_token = "saving", "text-faint"
        due = to_task_date(task, self._today)
        is_late = due.endswith("late")
        is_quiet = task.is_closed or bool(task.waits_for)
        segments = [
            *self._lead(state, ink),
            Segment(draw(sign) + " ", ink(sign_token, False)),
            Segment(
                to_cells(task.title, self._title) + " ",
                ink("text-muted" if is_quiet else "text", on_cursor),
            ),
            Segment(draw(sync), ink(sync_token, False)),
        ]
        segments += [
            Segment(f" {to_cells(text, cells)}", muted)
            for text, cells in (
                (row.cta, self._cta),
                (row.account, self._account),
                (_to_people(task.assignees), self._people),
            )
            if cells
        ]
        urgency = ink("risk" if is_late else "text-muted", on_cursor and is_late)
        segments.append(Segment(f" {to_cells(due, DATE_CELLS, right=True)}", urgency))
        segments.append(Segment(" ", ink("text", False)))
        return segments

    def heads(self, new_above: int = 0) -> list[Segment]:
        faint = self._palette.style("text-faint")
        news = f"{new_above:,} new above" if new_above else ""
        title = to_cells(f"Task  {news}", self._title + 2)
        columns = (("CTA", self._cta), ("Customer", self._account), ("Assignee", self._people))
        words = "".join(f" {to_cells(word, cells)}" for word, cells in columns if cells)
        return [
            Segment(" " * self.lead + title[:5], faint),
            Segment(title[5:], self._palette.style("text", bold=True) if news else faint),
            Segment(f"{words} {to_cells('Due', DATE_CELLS, right=True)} ", faint),
        ]


def _to_people(names: tuple[str, ...]) -> str:
    """The first assignee by first name, and how many more there are."""
    if not names:
        return ""
    first = (names[0].split() or [""])[0]
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return f"{first[: PEOPLE_CELLS - len(more)]}{more}"

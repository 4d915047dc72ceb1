"""Open tasks across CTAs, by due date under their headings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cockpit_tui.domain.days.dates import DueBucket, due_bucket
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows import OpenTask, OpenTasks
from cockpit_widgets.drawing.signs import STAGE, WAITS, draw
from cockpit_widgets.drawing.spans import Part, to_cells
from cockpit_widgets.panes.activity_list import WORDS_FROM, to_who
from cockpit_widgets.panes.item_pane import LEFT, Item, PaneLine, TaskItem
from cockpit_widgets.panes.marking_pane import MarkingPane
from cockpit_widgets.panes.task_list import to_task_date

DATE_CELLS = 9
CTA_FROM, WHO_FROM = 90, 60
"""Room from which the CTA's name and the first assignee have columns."""


class OpenTaskList(MarkingPane):
    """A line a task: title, CTA, customer, date; the cursor keeps its place where its task has
    gone."""

    DEFAULT_CSS = "OpenTaskList { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, today: date, first_weekday: int, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._first_weekday = first_weekday
        self._found: OpenTasks | None = None
        self._nothing = ""
        self._has_people = False

    @property
    def task_ids(self) -> Sequence[TaskId]:
        return [row.task.id for row in self._found.rows] if self._found else []

    @property
    def chosen(self) -> OpenTask | None:
        """The task under the cursor."""
        rows = self._found.rows if self._found else ()
        return next((row for row in rows if TaskItem(row.task.id) == self.cursor), None)

    def show(
        self,
        found: OpenTasks | None,
        today: date,
        nothing: str = "",
        *,
        has_people: bool = False,
    ) -> None:
        """Shows tasks, None while they are being read; `nothing` is said where there is none.

        `has_people`: they are of several, and each has the first of its own in a column.
        """
        before, place = self.task_ids, 0
        if isinstance(self.cursor, TaskItem) and self.cursor.id in before:
            place = before.index(self.cursor.id)
        self._found, self._today, self._nothing = found, today, nothing
        self._has_people = has_people
        now = self.task_ids
        if now and self.chosen is None:
            self.set_cursor(TaskItem(now[min(place, len(now) - 1)]))
        self.redraw()
        self.ensure_cursor()

    def first_cursor(self, items: Sequence[Item]) -> Item | None:
        return next((item for item in items if isinstance(item, TaskItem)), None)

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._found is None:
            return self.text("Reading …", width)
        if not self._found.rows:
            return self.text(self._nothing, width)
        lines: list[PaneLine] = []
        below: DueBucket | None = None
        for row in self._found.rows:
            bucket = due_bucket(row.task.due, self._today, self._first_weekday)
            if bucket is not below:
                below = bucket
                style = self.palette.style(
                    "risk" if bucket is DueBucket.OVERDUE else "text", bold=True
                )
                lines.append(self.line([(bucket.label, style)], width))
            lines.append(self._line(row, width))
        more = self._found.total - len(self._found.rows)
        return [*lines, *(self.text(f"and {more:,} more, due later", width) if more else ())]

    def _line(self, row: OpenTask, width: int) -> PaneLine:
        task, ink, item = row.task, self.palette.style, TaskItem(row.task.id)
        room = width - LEFT - self.margin
        due = to_task_date(task, self._today)
        sign, sign_token = WAITS if task.waits_for else STAGE[task.stage]
        cta_cells = room // 4 if room >= CTA_FROM else 0
        has_who = self._has_people and room >= WHO_FROM
        account_cells = room // 5
        columns = [
            *([(row.cta, cta_cells)] if cta_cells else []),
            (row.account, account_cells),
            *([to_who(next(iter(task.assignees), ""), WORDS_FROM)] if has_who else []),
        ]
        right: list[Part] = [
            (f"  {to_cells(text, cells)}", ink("text-muted")) for text, cells in columns
        ]
        urgency = "risk" if due.endswith("late") else "text"
        right.append((f" {to_cells(due, DATE_CELLS, right=True)}", ink(urgency)))
        mark = draw("marked") if task.id in self.marked else " "
        left: list[Part] = [
            (f"{mark} ", ink("mark")),
            (f"{draw(sign)} ", ink(sign_token)),
            (
                task.title,
                ink("text-muted" if task.waits_for else "text", bold=self.is_on_cursor(item)),
            ),
        ]
        return self.standing_line(left, width, item, right)

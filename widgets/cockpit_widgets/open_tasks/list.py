"""The list of open tasks of all CTAs."""

from __future__ import annotations

from datetime import date

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows.tasks import OpenTask
from cockpit_widgets.open_tasks.row_painter import OpenTaskPainter
from cockpit_widgets.row_list.list import RowList
from cockpit_widgets.row_list.marks import as_listed
from cockpit_widgets.row_list.scene import Scene


class OpenTaskList(RowList[TaskId, OpenTask]):
    """A line a task: title, CTA, customer, assignee, date."""

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(today, id=id)
        self._shows_people = False

    def show_people(self, shown: bool) -> None:
        """Whether the assignees have a column: the tasks are of several people."""
        if shown != self._shows_people:
            self._shows_people = shown
            self.repaint()

    def make_painter(self, width: int) -> OpenTaskPainter:
        return OpenTaskPainter(self.palette, width, self._today, has_people=self._shows_people)

    def go(self, scene: Scene) -> None:
        """The cursor passes over headers, but for those whose tasks are folded away."""
        if _is_on_open_header(scene):
            by = -1 if 0 < scene.cursor < self.aim.cursor else 1
            scene = scene.moved_to(scene.cursor + by)
        super().go(scene)

    @property
    def marked_in_order(self) -> tuple[TaskId, ...]:
        """The marked tasks as they stand in the list, then those that it does not hold."""
        return as_listed(self.listing.ids, self.marked)


def _is_on_open_header(scene: Scene) -> bool:
    lines = scene.lines
    if not lines.total:
        return False
    number, index = lines.at(scene.cursor)
    return index is None and lines.listing.groups[number].key not in lines.folded

"""A pane whose tasks can be marked, for one verb on all of them (CL-22)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from cockpit_tui.domain.ids import TaskId
from cockpit_widgets.panes.item_pane import ItemPane, TaskItem
from cockpit_widgets.row_list.marks import Marks


class MarkingPane(ItemPane):
    """Marks stay until another CTA is shown, or they are taken back."""

    class MarksChanged(Message):
        """Other tasks are marked now."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._marks = Marks[TaskId]()

    @property
    def task_ids(self) -> Sequence[TaskId]:
        """The tasks that are shown, in their order."""
        raise NotImplementedError

    @property
    def marked(self) -> tuple[TaskId, ...]:
        """The tasks that are marked, in their order."""
        return tuple(task_id for task_id in self.task_ids if task_id in self._marks)

    def toggle_mark(self) -> None:
        """Marks the task under the cursor, or unmarks it, and goes on to the next."""
        if isinstance(self.cursor, TaskItem):
            self._marks.toggle(self.cursor.id)
            place = self._place(self.cursor.id) + 1
            if place < len(self.task_ids):
                self.set_cursor(TaskItem(self.task_ids[place]))
            self._marked_otherwise()

    def mark_to_here(self) -> None:
        """Marks from the last mark to the task under the cursor."""
        if isinstance(self.cursor, TaskItem):
            here = self._place(self.cursor.id)
            anchor = self._marks.anchor
            first = here
            if anchor is not None and anchor in self.task_ids:
                first = self._place(TaskId(anchor))
            self._marks.add(self.task_ids[min(first, here) : max(first, here) + 1])
            self._marked_otherwise()

    def mark_all(self) -> None:
        """Marks all tasks of the CTA; unmarks them where all are marked."""
        is_full = self._marks.has_all(self.task_ids)
        (self._marks.remove if is_full else self._marks.add)(self.task_ids)
        self._marked_otherwise()

    def clear_marks(self) -> None:
        """No task is marked any more."""
        if len(self._marks):
            self._marks.clear()
            self._marked_otherwise()

    def _marked_otherwise(self) -> None:
        self.redraw()
        self.post_message(self.MarksChanged())

    def _place(self, task_id: TaskId) -> int:
        return self.task_ids.index(task_id)

"""A screen over another one that shows a list of rows, with marks and the verbs on records."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.widget import Widget

from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.verbs.record_verbs import RecordVerbs
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.open_tasks.list import OpenTaskList
from cockpit_widgets.row_list.list import RowList


class RowsOver(Over):
    """What is done here may have changed what the screen beneath shows: that reads it again."""

    @property
    def row_list(self) -> CtaList | OpenTaskList:
        """The list that marks and keys are for."""
        raise NotImplementedError

    @property
    def cursor_line(self) -> int:
        return self.row_list.region.y + self.row_list.cursor_y

    @property
    def marked_count(self) -> int:
        return len(self.row_list.marked)

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return (self.row_list,)

    def show_saving(self, ids: Sequence[int]) -> None:
        self.row_list.show_saving(ids)

    def own_handlers(self) -> Handlers:
        return {
            **RecordVerbs(self.runner).handlers(),
            "view.reload": self.read_again,
            "mark.toggle": self.toggle_mark,
            "mark.range": lambda: self.row_list.mark_to_here(),
            "mark.group": lambda: self._tell_if_unread(self.row_list.mark_group()),
            "mark.all": lambda: self._tell_if_unread(self.row_list.mark_all()),
        }

    def toggle_mark(self) -> None:
        self.row_list.toggle_mark()

    def _tell_if_unread(self, is_marked: bool) -> None:
        if not is_marked:
            self.tell_news("The list is still being read; try again in a moment.")

    def leave(self) -> None:
        super().leave()
        self._beneath.read_again()

    def open_in_cockpit(self) -> None:
        """Leaves to the CTA under the cursor, in the cockpit."""
        cta_id = self.cta_id
        if cta_id is not None:
            self.leave()
            self.home.show_cta(cta_id)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    @on(RowList.MarksChanged)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)

"""Open tasks of all CTAs by due date, with the verbs of the pane (CL-1, CL-22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from cockpit_tui.commands import Command, Where, with_tab_names
from cockpit_tui.commands.table import TAB
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.over.rows_over import RowsOver
from cockpit_tui.screens.over.task_queue import MINE, TABS, TaskQueue
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast, toast_line
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.open_tasks.list import OpenTaskList
from cockpit_widgets.row_list.list import HEADS_FROM_ROWS, RowList

if TYPE_CHECKING:
    from cockpit_tui.services.permitted import Done


OF_A_TASK = frozenset({"record.open", "account.activities"})
"""Commands of the footer that need a task under the cursor and no right."""


class TasksScreen(RowsOver):
    """A queue of tasks: what is completed leaves it, and the next one comes under the cursor."""

    AUTO_FOCUS = "#tasks"

    def __init__(self, beneath: CommandScreen) -> None:
        super().__init__(beneath)
        self.queue = TaskQueue(self)

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield FilterLine(is_completed=True, id="filter")
        yield OpenTaskList(self._start.clock.today(), id="tasks")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # What verbs act on

    @property
    def where(self) -> Where:
        return Where.TASKS

    @property
    def places(self) -> tuple[Where, ...]:
        return Where.TASKS, Where.OPEN_TASKS

    @property
    def row_list(self) -> OpenTaskList:
        return self.query_one(OpenTaskList)

    @property
    def filter_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    @property
    def cta_id(self) -> CtaId | None:
        row = self.row_list.cursor_row
        return None if row is None else row.task.cta_id

    @property
    def task_id(self) -> TaskId | None:
        return self.row_list.cursor_id

    @property
    def task_ids(self) -> tuple[TaskId, ...]:
        return self.row_list.marked_in_order or super().task_ids

    def rows_saved(self, ids: Sequence[CtaId] | None) -> Sequence[int]:
        """The tasks, or that under the cursor where its CTA is changed."""
        if ids is None:
            return self.task_ids
        return super().task_ids if self.cta_id in ids else ()

    # What the footer offers

    @property
    def footer_here(self) -> Mapping[str, int]:
        return {"view.fold": 1, "view.fold_all": 2, "mark.group": 3} if self._is_on_header else {}

    def footer_commands(self) -> list[Command]:
        found = super().footer_commands()
        if not self._is_on_header:
            return found
        return [command for command in found if not command.needs and command.id not in OF_A_TASK]

    @property
    def _is_on_header(self) -> bool:
        """Whether there is no task for a verb to act on, but a folded group."""
        return not self.marked_count and self.row_list.cursor_header is not None

    # What keys wait for

    @property
    def is_behind(self) -> bool:
        is_list_behind = self.queue.is_behind or self.is_going or bool(self.runner.saving)
        return is_list_behind or self.filter_line.owes_offer

    @property
    def is_editing_filter(self) -> bool:
        return self.filter_line.is_editing

    # Commands

    def own_handlers(self) -> Handlers:
        show_tab = self.queue.show_tab
        tabs = {f"{TAB}{n}": partial(show_tab, tab) for n, tab in enumerate(TABS, 1)}
        return {
            **super().own_handlers(),
            **tabs,
            "record.open": self.row_list.action_open,
            "view.filter": self.filter_line.edit,
            "view.fold": self.row_list.action_toggle_fold,
            "view.fold_all": self.row_list.action_toggle_all_folds,
        }

    def valid_commands(self) -> list[Command]:
        return with_tab_names(super().valid_commands(), list(TABS.values()), "tab")

    def toggle_mark(self) -> None:
        """And goes on to the next task, as in the pane."""
        super().toggle_mark()
        self.row_list.action_cursor_down()

    def back(self) -> None:
        """One step: the marks, the filter, the screen."""
        if self.row_list.marked:
            self.row_list.clear_marks()
        elif self.queue.query:
            self.queue.apply("")
        else:
            self.leave()

    def leave(self) -> None:
        self.queue.stop()
        super().leave()

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place="Open tasks")
        self.queue.show_tab(MINE)

    def on_resize(self, event: events.Resize) -> None:
        self.row_list.show_heads(event.size.height >= HEADS_FROM_ROWS)

    def store_moved(self) -> None:
        """Somebody committed: what is visible is read anew, and nothing moves."""
        self.queue.follow()

    def saved(self, outcome: Done, *, relist: bool, answer: tuple[str, str]) -> None:  # noqa: ARG002 (always)
        """What was done here leaves at once, and with it what somebody else has done meanwhile."""
        super().saved(outcome, relist=True, answer=answer)
        if outcome.is_same:
            self.read_again()

    def row_of(self, outcome: Done) -> int | None:
        return outcome.task_id

    def read_again(self) -> None:
        self.queue.read_again()

    def show_tabs(self, shown: str, counts: dict[str, int]) -> None:
        """The tabs with their counts."""
        tabs = [ViewTab(tab, label, "", counts.get(tab)) for tab, label in TABS.items()]
        self.query_one(ViewTabs).show(tabs, shown)

    @on(ViewTabs.Chosen)
    def choose_tab(self, event: ViewTabs.Chosen) -> None:
        self.queue.show_tab(event.key)

    @on(RowList.RowsWanted)
    def read_rows(self, event: RowList.RowsWanted) -> None:
        event.stop()
        self.queue.read_rows(event.ids)

    @on(RowList.NewAbove)
    def say_new_above(self, event: RowList.NewAbove) -> None:
        self.queue.say_new_above(event.count)

    @on(RowList.CursorMoved)
    def note_cursor(self) -> None:
        self.note_work()
        self.call_next(self.show_footer)

    @on(RowList.Opened)
    def open_task(self) -> None:
        self.open_in_cockpit()

    @on(FilterLine.Changed)
    def try_filter(self, event: FilterLine.Changed) -> None:
        event.stop()
        self.queue.try_query(event.text, event.cursor)

    @on(FilterLine.Submitted)
    def apply_filter(self, event: FilterLine.Submitted) -> None:
        self.set_focus(self.row_list)
        self.queue.apply(event.text.strip())
        self.type_ahead.left_filter()

    @on(FilterLine.Cancelled)
    def leave_filter(self) -> None:
        self.set_focus(self.row_list)
        self.queue.apply(self.queue.query)
        self.type_ahead.left_filter()

    def toast_place(self) -> tuple[int, int, int]:
        width, height = self.size
        return 0, toast_line(self.cursor_line, height - 2, height - 1), width

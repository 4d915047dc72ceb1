"""Open tasks of all CTAs by due date, with the verbs of the pane (CL-1, CL-22)."""

from __future__ import annotations

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from cockpit_tui.commands import Command, Where, with_tab_names
from cockpit_tui.commands.table import TAB
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.rows import OpenTasks
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.verbs.record_verbs import RecordVerbs
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast, toast_line
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.item_pane import ItemPane, TaskItem
from cockpit_widgets.panes.marking_pane import MarkingPane
from cockpit_widgets.panes.open_task_list import OpenTaskList

MINE, TEAM = "mine", "team"
TABS = {MINE: "Mine", TEAM: "Team"}
NOTHING = {
    MINE: "Nothing is left for you to do: no CTA that is awake has an open task of yours.",
    TEAM: "No CTA that is awake has an open task.",
}
ROWS_AT_MOST = 500


class TasksScreen(Over):
    """A queue of tasks: what is completed leaves it, and the next one comes under the cursor."""

    AUTO_FOCUS = "#tasks"

    def __init__(self, beneath: CommandScreen) -> None:
        super().__init__(beneath)
        self._tab = MINE
        self._counts: dict[str, int] = {}
        self._is_reading = True

    def compose(self) -> ComposeResult:
        assert self.program is not None
        weekday = self.program.session.practice.first_weekday
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield OpenTaskList(self._start.clock.today(), weekday, id="tasks")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # What verbs act on

    @property
    def where(self) -> Where:
        return Where.TASKS

    @property
    def cta_id(self) -> CtaId | None:
        row = self._list.chosen
        return None if row is None else row.task.cta_id

    @property
    def task_id(self) -> TaskId | None:
        item = self._list.cursor
        return item.id if isinstance(item, TaskItem) and item.id in self._list.task_ids else None

    @property
    def task_ids(self) -> tuple[TaskId, ...]:
        return self._list.marked or super().task_ids

    @property
    def marked_count(self) -> int:
        return len(self._list.marked)

    @property
    def is_behind(self) -> bool:
        return self._is_reading or bool(self.runner.saving)

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return (self._list,)

    @property
    def _list(self) -> OpenTaskList:
        return self.query_one(OpenTaskList)

    # Commands

    def own_handlers(self) -> Handlers:
        tabs = {f"{TAB}{n}": partial(self._show_tab, tab) for n, tab in enumerate(TABS, 1)}
        return {
            **RecordVerbs(self.runner).handlers(),
            **tabs,
            "view.reload": self.read_again,
            "record.open": self.open_in_cockpit,
            "mark.toggle": self._list.toggle_mark,
            "mark.range": self._list.mark_to_here,
            "mark.all": self._list.mark_all,
        }

    def valid_commands(self) -> list[Command]:
        return with_tab_names(super().valid_commands(), list(TABS.values()), "tab")

    def open_in_cockpit(self) -> None:
        """Leaves to the CTA of the task under the cursor."""
        cta_id = self.cta_id
        if cta_id is not None:
            self.leave()
            self.home.show_cta(cta_id)

    def back(self) -> None:
        """One step: the marks, the screen."""
        if self._list.marked:
            self._list.clear_marks()
        else:
            self.leave()

    def leave(self) -> None:
        super().leave()
        self._beneath.read_again()

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place="Open tasks")
        self._show_tab(MINE)

    def store_moved(self) -> None:
        self._read()

    def read_again(self) -> None:
        self._read()

    @on(ViewTabs.Chosen)
    def choose_tab(self, event: ViewTabs.Chosen) -> None:
        self._show_tab(event.key)

    def _show_tab(self, tab: str) -> None:
        self._tab = tab
        self._list.clear_marks()
        self._list.show(None, self._start.clock.today())
        self._show_tabs()
        self._read()

    def _show_tabs(self) -> None:
        tabs = [ViewTab(tab, label, "", self._counts.get(tab)) for tab, label in TABS.items()]
        self.query_one(ViewTabs).show(tabs, self._tab)

    def _read(self) -> None:
        reader, tab = self.reader, self._tab
        assert reader is not None
        self._is_reading = True
        views = reader.session.views
        reader.slow.run(
            lambda: views.open_tasks(ROWS_AT_MOST, is_mine=tab == MINE),
            partial(self._take, tab),
            key="open tasks",
            otherwise=self._fail,
        )

    def _take(self, tab: str, found: OpenTasks) -> None:
        if not self.is_open or tab != self._tab:
            return
        self._is_reading = False
        self._counts[tab] = found.total
        self._show_tabs()
        today, has_people = self._start.clock.today(), tab != MINE
        self._list.show(found, today, NOTHING[tab], has_people=has_people)
        self.show_footer()
        self.type_ahead.replay()

    def _fail(self, error: CockpitError) -> None:
        self._is_reading = False
        if self.is_open:
            self.tell_failure(error)
            self.type_ahead.replay()

    def toast_place(self) -> tuple[int, int, int]:
        width, height = self.size
        return 0, toast_line(self.cursor_line, height - 2, height - 1), width

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    @on(ItemPane.CursorMoved)
    @on(MarkingPane.MarksChanged)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)

    @on(ItemPane.Opened)
    def open_task(self) -> None:
        self.open_in_cockpit()

"""The cockpit: the list of CTAs, the CTA under the cursor, and every verb on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from cockpit_tui.commands import Command, with_tab_names
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, from_word, to_cta_word
from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.rows import CtaRow, SyncStatus
from cockpit_tui.domain.values import SortBy
from cockpit_tui.screens.base.command_screen import opened_over
from cockpit_tui.screens.base.messages import JobDone, JobFailed, OpeningWanted
from cockpit_tui.screens.base.type_ahead import TypeAhead
from cockpit_tui.screens.cockpit.arrangement import MIDDLE, Arrangement
from cockpit_tui.screens.cockpit.detail_control import DetailControl
from cockpit_tui.screens.cockpit.hours import Hours
from cockpit_tui.screens.cockpit.places import CockpitPlaces
from cockpit_tui.screens.cockpit.standing import Standing
from cockpit_tui.screens.cockpit.view_control import ViewControl
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.signs import use_keys
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.item_pane import ItemPane, RecordItem
from cockpit_widgets.panes.pane_tabs import PaneTab

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.customers import AccountRow
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.screens.base.command_screen import CommandScreen
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.base.start import Start
    from cockpit_tui.screens.base.view_reader import Selected
    from cockpit_tui.screens.cockpit.cockpit_verbs import CockpitVerbs
    from cockpit_tui.services.permitted import Done


class _Room(Horizontal):
    """Shows nothing of its own."""

    BLANK = True


class CockpitScreen(CockpitPlaces):
    """The home screen (CL-1). Widgets show rows and send gestures; verbs go to the services."""

    BLANK = True

    AUTO_FOCUS = "#list"

    def __init__(self, start: Start) -> None:
        super().__init__(start)
        use_keys({command.id: command.shown_key for command in start.commands})
        self.view = ViewControl(self, start)
        self.verbs: CockpitVerbs | None = None
        self.detail = DetailControl(self)
        self.type_ahead = TypeAhead(self)
        self.arrangement = Arrangement(self)
        self._is_footer_of_header = False
        self._hours = Hours(self, start.clock)
        self.standing = Standing(self, start)

    def compose(self) -> ComposeResult:
        # Before anything stands here that it would be worked out for a second time.
        self.set_class(self.app.size.width >= MIDDLE, "-beside", update=False)
        today = self._start.clock.today()
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        with _Room(id="body"):
            with _Room(id="left"):
                yield FilterLine(is_completed=True, id="filter")
                yield CtaList(today, id="list")
            yield CtaPane(today, has_fields=True, id="pane")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # Parts

    @property
    def selected(self) -> Selected | None:
        """What the pane shows."""
        return self.detail.selected

    @property
    def filter_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    # What keys wait for

    @property
    def is_behind(self) -> bool:
        is_pane_behind = self.is_in_pane and not self._is_pane_ready
        is_list_behind = self.view.is_behind or self.is_going
        return is_list_behind or is_pane_behind or self.filter_line.owes_offer

    @property
    def _is_pane_ready(self) -> bool:
        """Whether the pane shows what it should and has taken the focus, so that verbs have an
        item to act on."""
        has_place = self.pane.cursor is not None or bool(self.pane.size)
        return self.pane.has_focus and has_place and not self.detail.is_behind

    @property
    def is_editing_filter(self) -> bool:
        return self.filter_line.is_editing

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return self.cta_list, self.pane

    # Beginning

    def on_mount(self) -> None:
        opening = self._start.opening
        clock = self._start.clock
        self.arrangement.fit(self.app.size)
        self.view.show_columns()
        if opening is not None:
            self.standing.begin(opening.status)
        self.view.begin(opening)
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today())
        self.view.show_around()
        self.show_footer()
        self._hours.begin()
        self.call_later(self.type_ahead.replay)

    def on_unmount(self) -> None:
        self.view.keep_last()

    def attach(self, program: Program) -> None:
        """The store is open: everything works from now on."""
        from cockpit_tui.screens.base.view_reader import ViewReader
        from cockpit_tui.screens.cockpit.cockpit_verbs import CockpitVerbs

        self.program = program
        self.reader = ViewReader(program.session, self.post_message)
        self.verbs = CockpitVerbs(self, program)
        self.handlers = self.verbs.handlers()
        if program.problem is not None:
            self.tell_failure(program.problem)
        else:
            self._hours.tell(program.session.day)
        self.view.load(is_new_view=not self.view.has_begun)
        if self.view.has_begun:
            self.detail.load()
        self.standing.load()
        self.reader.tabs(self.view.take_tabs)
        self.show_footer()
        self.type_ahead.run_deferred(self.action_run_command)

    def saved(self, outcome: Done, *, relist: bool, answer: tuple[str, str]) -> None:
        self.saved_above(outcome)
        super().saved(outcome, relist=relist, answer=answer)

    def saved_above(self, outcome: Done) -> None:
        if outcome.is_of_views:
            self.view.note_own_act()

    def show_failure(self, error: CockpitError) -> None:
        """The workspace could not be opened or read: said in the list's place."""
        self.type_ahead.forget()
        if self.program is None:
            self.handlers = {"view.reload": self.open_again}
        self.view.show_failure(error)

    def open_again(self) -> None:
        """Opening failed; somebody has mended what was wrong."""
        self.handlers = {}
        self.view.reading.begin()
        self.post_message(OpeningWanted())

    # Commands

    def valid_commands(self) -> list[Command]:
        tabs = self.pane.tabs if self.is_in_pane else [tab.label for tab in self.view.tabs]
        what = "tab" if self.is_in_pane else "view"
        return with_tab_names(super().valid_commands(), tabs, what)

    def offered_ids(self) -> Collection[str]:
        return {command.id for command in self._start.commands}

    def leave(self) -> None:
        self.app.exit()

    def note_work(self) -> None:
        self._hours.note_work()

    # Reading

    def store_moved(self) -> None:
        """Somebody committed: what is visible is read anew, and nothing moves."""
        if self.reader is None:
            return
        near = self.cta_list.keep_near()
        self.reader.refreshed_rows(near, lambda rows: self._refresh_rows(near, rows))
        self.detail.load()
        self.standing.load()
        self.view.follow()

    def mirror_reads(self, reading: FirstReading | None) -> None:
        super().mirror_reads(reading)
        self.view.show_first_reading(reading)

    def mirror_spoke(self, status: SyncStatus) -> None:
        if status != self.status:
            self.standing.load()

    def _refresh_rows(self, ids: Sequence[int], rows: Iterable[CtaRow]) -> None:
        found = list(rows)
        self.cta_list.show_rows(found, set(ids) - {row.id for row in found})

    def refresh_ages(self) -> None:
        super().refresh_ages()
        for screen in self.standing.over():
            screen.refresh_ages()

    # Layout and focus

    def on_resize(self, event: events.Resize) -> None:
        self.arrangement.fit(event.size)

    def open_pane(self) -> None:
        """To the pane: beside the list, or instead of it where it is narrow."""
        self.detail.catch_up()
        self.arrangement.open_pane()
        self.type_ahead.opening(self.pane)

    def open_tab(self, tab: PaneTab) -> None:
        self.pane.show_tab(tab)
        self.open_pane()

    def show_query(self, query: str, tab: PaneTab | None = None) -> None:
        self.view.change(query=query)
        if tab is None:
            self.close_pane()
        else:
            self.open_tab(tab)

    def open_activities(
        self, beneath: CommandScreen, account: AccountRow, *, is_text: bool = False
    ) -> None:
        from cockpit_tui.screens.over.activities import ActivitiesScreen

        opened_over(beneath, ActivitiesScreen(beneath, account, is_text=is_text))

    def close_pane(self) -> None:
        self.arrangement.close_pane()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    @on(ItemPane.CursorMoved)
    @on(CtaList.MarksChanged)
    @on(CtaPane.MarksChanged)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)

    # Gestures of the widgets

    @on(CtaList.RowsWanted)
    def read_rows(self, event: CtaList.RowsWanted) -> None:
        event.stop()
        if self.reader is not None:
            self.reader.rows(event.ids, lambda rows: self._refresh_rows(event.ids, rows))

    @on(CtaList.CursorMoved)
    def show_cursor(self, event: CtaList.CursorMoved) -> None:
        event.stop()
        self.note_work()
        self.detail.follow()
        if self._is_footer_of_header != (event.row_id is None):
            self._is_footer_of_header = event.row_id is None
            self.call_next(self.show_footer)

    @on(CtaList.HeadClicked)
    def sort_by_column(self, event: CtaList.HeadClicked) -> None:
        """CL-15: by the column whose head was clicked; a second click turns the order round."""
        is_score = event.column == ListColumn.SCORE
        self.view.sort(SortBy.RECOMMENDED if is_score else SortBy(event.column))

    @on(CtaList.Folded)
    def keep_folds(self, event: CtaList.Folded) -> None:
        self.view.keep_folds(event.keys)
        if self.cta_list.cursor_header is not None:
            self.detail.load()

    @on(CtaList.NewAbove)
    def say_new_above(self, event: CtaList.NewAbove) -> None:
        self.view.say_new_above(event.count)

    @on(CtaPane.TabShown)
    def read_tab(self) -> None:
        self.detail.load()
        self.call_next(self.show_footer)

    @on(CtaList.Opened)
    def open_cta(self) -> None:
        self.open_pane()

    @on(ItemPane.Opened)
    def open_item(self, event: ItemPane.Opened) -> None:
        """A field or a task is edited, an activity read, a CTA of the customer gone to."""
        from cockpit_tui.screens.verbs.opening import open_task_or_activity

        cta = from_word(event.item.word, "CTA") if isinstance(event.item, RecordItem) else None
        if cta is not None:
            self.show_cta(CtaId(cta))
        elif self.field is not None:
            self.action_run_command(self.field.command)
        else:
            open_task_or_activity(self, event.item)

    def show_cta(self, cta_id: CtaId) -> None:
        self.pane.leave_page()
        if not self.cta_list.jump_to(cta_id):
            self.view.change(query=to_cta_word(cta_id))
        self.open_pane()

    @on(ViewTabs.Chosen)
    def choose_tab(self, event: ViewTabs.Chosen) -> None:
        self.show_tab(event.key)

    @on(ViewTabs.MoreWanted)
    def list_views(self) -> None:
        self.action_run_command("view.saved")

    def show_tab(self, key: str) -> None:
        self.close_pane()
        self.view.show_tab(key)

    @on(FilterLine.Changed)
    def try_filter(self, event: FilterLine.Changed) -> None:
        event.stop()
        self.view.typed.try_query(event.text, event.cursor)

    @on(FilterLine.Submitted)
    def apply_filter(self, event: FilterLine.Submitted) -> None:
        self.set_focus(self.cta_list)
        self.view.typed.take(event.text.strip())
        self.type_ahead.left_filter()

    @on(FilterLine.Cancelled)
    def leave_filter(self) -> None:
        self.set_focus(self.cta_list)
        self.view.typed.leave()
        self.view.load(is_new_view=True)
        self.type_ahead.left_filter()

    @on(JobDone)
    def take_answer(self, event: JobDone) -> None:
        if self.app.is_running:
            event.then(event.value)

    @on(JobFailed)
    def take_failure(self, event: JobFailed) -> None:
        if event.otherwise is not None:
            event.otherwise(event.error)
        else:
            self.tell_failure(event.error)

    # Telling

    def toast_place(self) -> tuple[int, int, int]:
        return self.arrangement.toast_place()

    def read_again(self) -> None:
        self.view.load(is_new_view=False)
        self.detail.load()

"""The mirror: what is on its way, in doubt, in conflict, refused; its log and its calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from cockpit_tui.commands import Command, Where
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import SyncStatus, ViewTab
from cockpit_tui.domain.rows.mirror import ConflictRecord, QueuedEdit, SyncBoard
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.over.sync_verbs import SyncVerbs
from cockpit_tui.screens.over.sync_words import (
    TABS,
    SyncTab,
    call_sections,
    counts,
    edit_sections,
    log_sections,
    state_words,
    table,
)
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.state_line import StateLine
from cockpit_widgets.frame.toast import Toast
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.conflict_pane import ConflictPane
from cockpit_widgets.panes.item_pane import ItemPane, KeyItem
from cockpit_widgets.panes.sync_detail import SyncDetail
from cockpit_widgets.panes.sync_list import SyncList

PLACES = {
    SyncTab.IN_DOUBT: Where.IN_DOUBT,
    SyncTab.CONFLICTS: Where.CONFLICTS,
    SyncTab.QUARANTINE: Where.QUARANTINE,
}
IN_FOOTER = {"sync.now": 75, "record.explain": 82}
IN_FOOTER_OF_CONFLICTS = {"record.edit": 4, "record.explain": 82}
"""Commands whose keys are shown here, and in few other places, with their place."""
LONGEST_LIST_SHARE = 3
"""Above a pane the list takes at most this part of the height: a third."""


class SyncScreen(Over):
    """Six tabs over one reading of the mirror's tables; begins at the first conflict of a task, or
    of a CTA's tasks, else with what is most urgent."""

    AUTO_FOCUS = "#list"

    def __init__(
        self, beneath: CommandScreen, *, task_id: TaskId | None = None, cta_id: CtaId | None = None
    ) -> None:
        super().__init__(beneath)
        self._about = (task_id, cta_id)
        self._board: SyncBoard | None = None
        self._tab = SyncTab.OUTBOX
        self.verbs: SyncVerbs

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield StateLine(id="state")
        yield SyncList(id="list")
        yield SyncDetail(id="detail")
        yield ConflictPane(self._start.clock.today(), id="conflict")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    @property
    def where(self) -> Where:
        return PLACES.get(self._tab, Where.SYNC)

    @property
    def task_id(self) -> TaskId | None:
        """The task of the conflict, or of the edit, under the cursor."""
        shown = self.record if self._tab is SyncTab.CONFLICTS else self.edit
        found = None if shown is None else shown.task_id
        return None if found is None else TaskId(found)

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return self._list, self.conflict

    @property
    def cursor_line(self) -> int:
        return self._list.region.y + self._list.place + 1

    @property
    def _list(self) -> SyncList:
        return self.query_one(SyncList)

    @property
    def conflict(self) -> ConflictPane:
        return self.query_one(ConflictPane)

    @property
    def _detail(self) -> SyncDetail:
        return self.query_one(SyncDetail)

    # Commands

    def has_use(self, command: Command) -> bool:
        field, edit = self.conflict.field, self.edit
        is_conflict = self._tab is SyncTab.CONFLICTS
        match command.id:
            case "record.open" if not is_conflict:
                return edit is not None and edit.cta_id is not None
            case "record.explain" if not is_conflict:
                return edit is not None and edit.task_id is not None
            case "record.explain":
                return field is not None and self.task_id is not None
            case "record.edit":
                return field is not None and field.field != "record"
            case "record.open" | "conflict.mine" | "conflict.theirs":
                return field is not None
            case "task.sync" if self._tab is SyncTab.IN_DOUBT:
                return edit is not None and edit.is_looked_for
            case "task.sync" | "record.delete":
                return edit is not None
            case "conflict.both":
                return field is not None and field.both is not None
        return True

    @property
    def footer_here(self) -> Mapping[str, int]:
        return IN_FOOTER_OF_CONFLICTS if self._tab is SyncTab.CONFLICTS else IN_FOOTER

    def own_handlers(self) -> Handlers:
        tabs = {f"view.tab_{n}": partial(self._show_tab, tab) for n, tab in enumerate(TABS, 1)}
        self.verbs = SyncVerbs(self, self.runner)
        return {
            **tabs,
            **self.verbs.handlers(),
            "view.reload": self.read_again,
            "pane.next": self._other_part,
            "pane.previous": self._other_part,
        }

    def back(self) -> None:
        """One step: what is ticked and not saved, the screen."""
        if self.verbs.forget():
            self._show_record()
        else:
            self.leave()

    def leave(self) -> None:
        super().leave()
        self._beneath.store_moved()

    def _other_part(self) -> None:
        if self._tab is SyncTab.CONFLICTS and self._list.has_focus:
            self.set_focus(self.conflict)
        elif self._list.display:
            self.set_focus(self._list)

    async def open_record(self) -> None:
        """Saves what is ticked; elsewhere goes to the CTA of this task, in the cockpit."""
        edit = self.edit
        if self._tab is SyncTab.CONFLICTS:
            self.verbs.save()
        if edit is None or edit.cta_id is None:
            return
        self.leave()
        self.home.show_cta(CtaId(edit.cta_id))

    def show_ticked(self, *, is_last: bool) -> None:
        """A field was decided on; the cursor goes to the next one."""
        self._show_record()
        if not self.conflict.has_focus:
            self.set_focus(self.conflict)
        if not is_last:
            self.conflict.action_cursor_down()

    # Showing

    def begin(self) -> None:
        self._show_header()
        self._arrange()
        self._read()

    def on_resize(self) -> None:
        self._arrange()

    def store_moved(self) -> None:
        self._read()

    def mirror_spoke(self, status: SyncStatus) -> None:  # noqa: ARG002 (read with the board)
        self._read()

    def read_again(self) -> None:
        self._read()

    def _read(self) -> None:
        reader = self.reader
        assert reader is not None
        session, writer = reader.session, self.runner.writer
        # Where it begins depends on what is still being saved, such as an undo of settling.
        lane = writer if self._board is None and writer.is_busy else reader.quick
        lane.run(
            lambda: (session.sync_views.board(), session.views.status()),
            self._take,
            key="sync board",
            otherwise=self.tell_failure,
        )

    def _take(self, found: tuple[SyncBoard, SyncStatus]) -> None:
        if not self.is_open:
            return
        board, self.status = found
        # Asked here: a later reading may have taken the place of the one that was to begin.
        is_first = self._board is None
        self._board = replace(board, conflicts=tuple(_with_both(row) for row in board.conflicts))
        if is_first:
            self._begin_at(board)
        else:
            self._show()
        self._show_header()
        self.type_ahead.replay()

    def _begin_at(self, board: SyncBoard) -> None:
        task_id, cta_id = self._about
        for row in board.conflicts:
            if task_id in (row.task_id, None) and cta_id in (row.cta_id, None):
                self._list.set_cursor(KeyItem(str(row.part_id)))
                break
        self._show_tab(_urgent(board))

    def _show_header(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place="Sync")
        self.query_one(StateLine).show(state_words(self.status, clock.now()))
        self._arrange()

    @on(ViewTabs.Chosen)
    def choose_tab(self, event: ViewTabs.Chosen) -> None:
        self._show_tab(SyncTab(event.key))

    def _show_tab(self, tab: SyncTab) -> None:
        self._tab = tab
        self._list.display = tab is not SyncTab.CALLS
        self.conflict.display = tab is SyncTab.CONFLICTS
        self._detail.display = tab is not SyncTab.CONFLICTS
        self._show()
        focused: Widget = self._list
        if tab is SyncTab.CONFLICTS and self._board is not None and self._board.conflicts:
            focused = self.conflict
        elif tab is SyncTab.CALLS:
            focused = self._detail
        self.set_focus(focused)
        self.call_next(self.show_footer)

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        is_held = bool(self.status and self.status.would_write)
        columns, lines, empty = table(self._tab, board, self._start.clock.now(), is_held=is_held)
        self._list.show(columns, lines, empty)
        numbers = counts(board)
        tabs = [ViewTab(tab.value, tab.value, "", numbers[tab]) for tab in TABS]
        aside = "the other value stays in history" if self._tab is SyncTab.CONFLICTS else ""
        self.query_one(ViewTabs).show(tabs, self._tab.value, (aside,))
        self._arrange()
        self._show_record()

    def _arrange(self) -> None:
        """The list as high as it needs to be, and the rest to the pane below it."""
        body = max(6, self.size.height - 3 - self.query_one(StateLine).wanted_height)
        most = body // LONGEST_LIST_SHARE
        has_pane_of_need = self._tab in (SyncTab.CONFLICTS, SyncTab.QUARANTINE)
        height = most if has_pane_of_need else body - most
        self._list.styles.height = min(height, max(2, self._list.wanted_height))

    @on(ItemPane.CursorMoved)
    def show_record(self) -> None:
        self._show_record()
        self.show_footer()

    def _show_record(self) -> None:
        board, today, now = self._board, self._start.clock.today(), self._start.clock.now()
        if board is None:
            return
        if self._tab is SyncTab.CONFLICTS:
            record = self.record
            taken = {} if record is None else self.verbs.taken(record)
            own = self.verbs.own_words()
            self.conflict.show(record, taken, self.runner.org_words(), own)
        elif self._tab is SyncTab.CALLS:
            self._detail.show(call_sections(board.calls))
        elif self._tab is SyncTab.LOG:
            lines = board.log[self._list.place : self._list.place + 1]
            self._detail.show([part for line in lines for part in log_sections(line, today)])
        else:
            edit, org = self.edit, self.status.org if self.status else None
            is_held = org is not None and not org.is_armed
            sections = [] if edit is None else edit_sections(edit, now, today, is_held=is_held)
            self._detail.show(sections)

    @property
    def record(self) -> ConflictRecord | None:
        """The conflict under the list's cursor."""
        rows = self._board.conflicts if self._board else ()
        return next((row for row in rows if str(row.part_id) == self._list.key), None)

    @property
    def edit(self) -> QueuedEdit | None:
        """The edit under the list's cursor."""
        board = self._board
        if board is None:
            return None
        rows: Sequence[QueuedEdit] = {
            SyncTab.OUTBOX: board.outbox,
            SyncTab.IN_DOUBT: board.in_doubt,
            SyncTab.QUARANTINE: board.quarantine,
        }.get(self._tab, ())
        return next((row for row in rows if str(row.id) == self._list.key), None)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)


def _urgent(board: SyncBoard) -> SyncTab:
    """What a person has to decide comes first."""
    if board.conflicts:
        return SyncTab.CONFLICTS
    if board.quarantine:
        return SyncTab.QUARANTINE
    return SyncTab.IN_DOUBT if board.in_doubt else SyncTab.OUTBOX


def _with_both(record: ConflictRecord) -> ConflictRecord:
    """With the text that holds both sides, for fields whose changes fit together."""
    from cockpit_sync.merging.line_merge import both_sides

    fields = tuple(
        replace(field, both=both_sides(field.base, field.mine, field.theirs))
        if field.field == "comments"
        else field
        for field in record.fields
    )
    return replace(record, fields=fields)

"""Triage: one CTA at a time, verbs only, a tally at the end (D9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget

from cockpit_tui.commands import Command, Where, with_tab_names
from cockpit_tui.commands.table import TAB
from cockpit_tui.domain.errors import CockpitError, NotFound
from cockpit_tui.domain.ids import CtaId, TaskId, from_word
from cockpit_tui.domain.lists.triage import Deed, TriageQueue, tally_words
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.base.view_reader import Selected
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.verbs.opening import open_task_or_activity
from cockpit_tui.screens.verbs.record_verbs import RecordVerbs
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.signs import glyphs, key_for
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.notice import Notice, NoticeChoice
from cockpit_widgets.frame.toast import Toast
from cockpit_widgets.frame.triage_bar import TriageBar
from cockpit_widgets.panes.cta_pane import CtaPane
from cockpit_widgets.panes.item_pane import ActivityItem, ItemPane, RecordItem, TaskItem
from cockpit_widgets.panes.pane_tabs import OF_CUSTOMER, PaneTab

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import CtaDetail
    from cockpit_tui.services.permitted import Done

DO_NEXT = "task.do_next"
DEEDS: Mapping[str, Deed] = {
    DO_NEXT: Deed.DONE,
    "record.close": Deed.CLOSED,
    "cta.snooze": Deed.SNOOZED,
    "record.owner": Deed.DELEGATED,
    "record.due": Deed.MOVED,
    "record.delete": Deed.DELETED,
}
"""Verbs on a CTA after which the next one comes up; any other leaves it in sight."""
AGAIN, LEAVE = "s", "q"


class TriageScreen(Over):
    """Goes through a queue; `j` skips, `k` goes back, every verb of the list works."""

    DEFAULT_CSS = """
    TriageScreen {
        CtaPane { max-width: 100; }
        Notice { display: none; }
    }
    """

    AUTO_FOCUS = ""

    def __init__(self, beneath: CommandScreen, cta_list: CtaList, ids: Sequence[CtaId]) -> None:
        super().__init__(beneath)
        self.queue = TriageQueue(ids)
        self._list = cta_list
        """Where the queue comes from; left at the CTA at hand, so that triage goes on there."""
        self._shown: Selected | None = None
        self._deed: Deed | None = None
        self._began_at = self._start.clock.now()

    def compose(self) -> ComposeResult:
        today = self._start.clock.today()
        yield HeaderBar(id="header")
        yield TriageBar(id="bar")
        yield CtaPane(today, id="pane")
        yield Notice(id="end")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # What verbs act on

    @property
    def where(self) -> Where:
        if not self._is_in_pane:
            return Where.TRIAGE
        if self._pane.tab in OF_CUSTOMER:
            return Where.CUSTOMER
        return Where.TASKS if self.task_id is not None else Where.ACTIVITIES

    @property
    def places(self) -> tuple[Where, ...]:
        if self.queue.current is None:
            return ()
        if not self._is_in_pane:
            return Where.TRIAGE, Where.LIST
        where = self.where
        return (where, Where.CTA_ACTIVITIES) if where is Where.ACTIVITIES else (where,)

    @property
    def cta_id(self) -> CtaId | None:
        return self.queue.current

    @property
    def task_id(self) -> TaskId | None:
        item = self._pane.cursor
        return item.id if self._is_in_pane and isinstance(item, TaskItem) else None

    @property
    def activity_id(self) -> str | None:
        item = self._pane.cursor
        return item.salesforce_id if self._is_in_pane and isinstance(item, ActivityItem) else None

    @property
    def selected(self) -> Selected | None:
        return self._shown

    @property
    def is_behind(self) -> bool:
        if self.runner.saving:
            return True
        shown = None if self._shown is None else self._shown.detail.row.id
        return shown != self.queue.current or (shown is not None and self._pane.is_missing)

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return (self._pane,)

    @property
    def _pane(self) -> CtaPane:
        return self.query_one(CtaPane)

    @property
    def _is_in_pane(self) -> bool:
        return self.focused is self._pane

    # Commands

    def own_handlers(self) -> Handlers:
        show_nth = self._pane.show_nth_tab
        tabs = {f"{TAB}{n}": partial(show_nth, n) for n in range(1, len(self._pane.tabs) + 1)}
        return {
            **RecordVerbs(self.runner).handlers(),
            **tabs,
            "account.open": partial(self.open_tab, PaneTab.COMPANY),
            "cta.timeline": partial(self.open_tab, PaneTab.TIMELINE),
            "triage.skip": self.skip,
            "triage.back": self.go_back,
            "pane.next": self.next_pane,
            "pane.previous": self.leave_pane,
            "record.open": self._pane.action_open,
        }

    def has_use(self, command: Command) -> bool:
        if command.id == "record.open":
            return self._is_in_pane
        is_of_pane = command.id.startswith(("pane.", TAB))
        return self.queue.current is not None or not is_of_pane

    def valid_commands(self) -> list[Command]:
        return with_tab_names(super().valid_commands(), self._pane.tabs, "tab")

    def action_run_command(self, command_id: str) -> None:
        is_of_cta = command_id == DO_NEXT or not self._is_in_pane
        self._deed = self._deed_of(command_id) if is_of_cta else None
        super().action_run_command(command_id)

    def _deed_of(self, command_id: str) -> Deed | None:
        """What the command does to the CTA at hand; what `.` repeats knows it by itself."""
        repeated = self.runner.habits.last_on_ctas
        if command_id == "repeat" and repeated is not None:
            return repeated.deed
        shown = self._shown
        if command_id == "cta.snooze" and shown is not None and shown.detail.row.is_snoozed:
            return Deed.WOKEN
        return DEEDS.get(command_id)

    def saved(self, outcome: Done, *, relist: bool, answer: tuple[str, str]) -> None:
        super().saved(outcome, relist=relist, answer=answer)
        if self._walks(outcome):
            self._show()
        elif outcome.batch_id is not None:
            self.queue.handled(self._deed, outcome.batch_id)
            self._show()

    def saved_above(self, outcome: Done) -> None:
        super().saved_above(outcome)
        if self._walks(outcome):
            self._show()

    def _walks(self, outcome: Done) -> bool:
        """Goes back and forth over what was done here; True for an undo or a redo of anything."""
        if outcome.undid is not None:
            self.queue.taken_back(outcome.undid)
        if outcome.redid is not None:
            self.queue.done_again(outcome.redid)
        return outcome.undid is not None or outcome.redid is not None

    def skip(self) -> None:
        self.queue.skip()
        self._show()

    def go_back(self) -> None:
        self.queue.back()
        self._show()

    def next_pane(self) -> None:
        """To the tasks, and back to the CTA."""
        self.set_focus(None if self._is_in_pane else self._pane)

    def leave_pane(self) -> None:
        self.set_focus(None)

    def open_tab(self, tab: PaneTab) -> None:
        """To a tab of the pane."""
        self._pane.show_tab(tab)
        self.set_focus(self._pane)

    def back(self) -> None:
        if self._is_in_pane:
            self._pane.leave_page()
            self.leave_pane()
        else:
            self.leave()

    def leave(self) -> None:
        words = tally_words(self.queue.tally, glyphs().separator)
        super().leave()
        if self.queue.current is not None:
            self._list.jump_to(self.queue.current)
        if words:
            self._beneath.tell_news(f"Triage: {words}")
        self._beneath.read_again()

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today())
        self._show()

    def store_moved(self) -> None:
        self._shown = None
        self._read()

    def _show(self) -> None:
        """The CTA at hand, or the tally at the end."""
        words = tally_words(self.queue.tally, glyphs().separator)
        self.query_one(TriageBar).show(self.queue.place, len(self.queue.ids), words)
        is_over = self.queue.current is None
        self._pane.display = not is_over
        end = self.query_one(Notice)
        end.display = is_over
        if is_over:
            self._shown = None
            self._show_end(end, words)
            self.set_focus(end)
        elif end.has_focus:
            self.set_focus(None)
        self._read()
        self.show_footer()

    def _show_end(self, end: Notice, words: str) -> None:
        skipped = len(self.queue.skipped)
        choices = [NoticeChoice(LEAVE, "Back to the cockpit", "The list is read anew.")]
        if skipped:
            again = NoticeChoice(
                AGAIN,
                f"Go over the {'one' if skipped == 1 else f'{skipped:,}'} skipped again",
                "Nothing else comes up.",
            )
            choices.insert(0, again)
        total = self.queue.total
        title = f"{total:,} CTA{'' if total == 1 else 's'} gone through"
        keys = [(key_for("undo", "u"), "undo the last")]
        end.show(title, f"{words or 'Nothing was changed'}.", choices, keys=keys)

    def _read(self) -> None:
        cta_id, reader, tab = self.queue.current, self.reader, self._pane.tab
        if cta_id is None or reader is None:
            self.type_ahead.replay()
        else:
            reader.quick.run(
                lambda: reader.read_selected(cta_id, tab),
                self._take,
                key="triage",
                otherwise=partial(self._fail, cta_id),
            )

    def _take(self, selected: Selected) -> None:
        if selected.detail.row.id != self.queue.current or not self.is_open:
            return
        if self.queue.is_going_on and self._was_closed_meanwhile(selected.detail):
            self.tell_also(f"“{selected.detail.row.name}” was closed meanwhile.")
            self.queue.passed_over()
            self._show()
        else:
            self.queue.arrived()
            self._shown = selected
            self._pane.show(
                selected.detail,
                selected.activities,
                self._start.clock.today(),
                timeline=selected.timeline,
                company=selected.company,
            )
            self.type_ahead.replay()

    def _was_closed_meanwhile(self, detail: CtaDetail) -> bool:
        """By somebody else, since triage began: nothing is left to do there."""
        closed_at = detail.closed_at
        is_of_others = not self.queue.has_handled(detail.row.id)
        return is_of_others and closed_at is not None and closed_at > self._began_at

    def _fail(self, cta_id: CtaId, error: CockpitError) -> None:
        """A CTA that is gone is passed over; anything else is told."""
        if cta_id != self.queue.current or not self.is_open:
            return
        if isinstance(error, NotFound):
            self.queue.passed_over()
            self._show()
        else:
            self.tell_failure(error)

    @on(CtaPane.TabShown)
    def read_tab(self) -> None:
        self._read()
        self.call_next(self.show_footer)

    @on(ItemPane.Opened)
    def open_item(self, event: ItemPane.Opened) -> None:
        """A task is edited, an activity read; a CTA of the customer is gone to in the cockpit."""
        item = event.item
        cta = from_word(item.word, "CTA") if isinstance(item, RecordItem) else None
        if cta is not None:
            self.leave()
            self.home.show_cta(CtaId(cta))
        else:
            open_task_or_activity(self, item)

    @on(Notice.Taken)
    def end_choice(self, event: Notice.Taken) -> None:
        if event.key == AGAIN:
            self.queue.go_over_skipped()
            self._show()
        else:
            self.leave()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    @on(ItemPane.CursorMoved)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)

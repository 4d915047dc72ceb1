"""A customer's Salesforce activities: all of them, whoever owns them, pending and past (C3-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from cockpit_tui.domain.clock import Clock
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.rows import AccountRow, ActivityList, SyncStatus
from cockpit_tui.screens.view_reader import ViewReader
from cockpit_widgets.activity_list import ActivityPane, chosen_activity
from cockpit_widgets.activity_text import ActivityText
from cockpit_widgets.filter_line import FilterLine
from cockpit_widgets.header_bar import HeaderBar
from cockpit_widgets.item_pane import ItemPane
from cockpit_widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from cockpit_tui.store.activities import ActivityFilter

MIDDLE = 100
"""Columns from which list and text stand side by side."""


class ActivitiesScreen(Screen[None]):
    """Everything anybody did with this customer; `/` finds words in subjects and texts."""

    AUTO_FOCUS = "#activities"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", id="activities.back", show=False),
        Binding("slash", "filter", "Filter", id="activities.filter", show=False),
        Binding("enter,tab", "switch", "Text", id="activities.text", show=False),
    ]

    def __init__(
        self, account: AccountRow, reader: ViewReader, clock: Clock, status: SyncStatus | None
    ) -> None:
        super().__init__()
        self._account = account
        self._reader = reader
        self._clock = clock
        self._status = status
        self._found: ActivityList | None = None

    def compose(self) -> ComposeResult:
        today = self._clock.today()
        yield HeaderBar(id="header")
        yield FilterLine(id="filter")
        with Horizontal(id="body"):
            yield ActivityPane(today, id="activities", has_detail=False)
            yield ActivityText(today, id="text")
        yield KeyFooter(id="footer")

    def on_mount(self) -> None:
        now, today = self._clock.now(), self._clock.today()
        self.query_one(HeaderBar).show(self._status, now, today, place=self._account.name)
        self.query_one(KeyFooter).show(
            [("j k", "move"), ("Enter", "text"), ("/", "filter"), ("Esc", "back")]
        )
        self._read("")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= MIDDLE, "-beside")

    def _read(self, text: str) -> None:
        self.run_worker(self._load(text), exclusive=True, exit_on_error=False, group="load")

    async def _load(self, text: str) -> None:
        views = self._reader.session.views
        wanted = _containing(text)
        try:
            found = await self._reader.ask(lambda: views.activities(self._account.id, wanted))
        except CockpitError as error:
            self.query_one(FilterLine).show_mistake(error.message)
            return
        self._found = found
        total = found.pending_total + found.past_total
        words = f"{total:,} activit{'y' if total == 1 else 'ies'}"
        self.query_one(FilterLine).show(text, words)
        pane = self.query_one(ActivityPane)
        pane.show(found)
        self._show_text()

    @on(ItemPane.CursorMoved)
    def _show_text(self) -> None:
        pane = self.query_one(ActivityPane)
        row = None if self._found is None else chosen_activity(self._found, pane.cursor)
        self.query_one(ActivityText).show(row)

    @on(FilterLine.Changed)
    def try_filter(self, event: FilterLine.Changed) -> None:
        self._read(event.text)

    @on(FilterLine.Submitted)
    @on(FilterLine.Cancelled)
    def leave_filter(self, event: FilterLine.Submitted | FilterLine.Cancelled) -> None:
        self.query_one(ActivityPane).focus()
        if isinstance(event, FilterLine.Cancelled):
            self._read("")

    def action_filter(self) -> None:
        self.query_one(FilterLine).edit("")

    def action_switch(self) -> None:
        """From the list to the text and back; where it is narrow, one in place of the other."""
        text, pane = self.query_one(ActivityText), self.query_one(ActivityPane)
        if text.has_focus:
            self.remove_class("-opened")
            pane.focus()
        else:
            self.add_class("-opened")
            text.focus()

    def action_leave(self) -> None:
        if self.query_one(ActivityText).has_focus:
            self.action_switch()
        else:
            self.dismiss()


def _containing(text: str) -> ActivityFilter:
    from cockpit_tui.store.activities import ActivityFilter

    return ActivityFilter(text=text)

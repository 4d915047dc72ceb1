"""A customer's Salesforce activities: all of them, whoever owns them, pending and past (C3-2)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from cockpit_tui.commands import Command, Where
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.rows.customers import AccountRow, ActivityList, ActivityRow
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.base.home import Home
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_tui.screens.verbs.activity_verbs import ActivityVerbs
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.activity_list import ActivityPane, chosen_activity
from cockpit_widgets.panes.activity_text import ActivityText
from cockpit_widgets.panes.item_pane import ActivityItem, ItemPane
from cockpit_widgets.panes.pane_tabs import PaneTab

if TYPE_CHECKING:
    from cockpit_tui.store.records.activities import ActivityFilter

MIDDLE = 100
"""Columns from which list and text stand side by side."""


class Side(StrEnum):
    """A tab: all activities, or those to come or those past alone."""

    ALL = "All"
    PENDING = "Pending"
    PAST = "Past"

    def of(self, found: ActivityList) -> ActivityList:
        """What stands on the tab."""
        pending = found.pending if self is not Side.PAST else ()
        past = found.past if self is not Side.PENDING else ()
        return ActivityList(pending, past, len(pending), len(past))


class ActivitiesScreen(Over):
    """Everything anybody did with this customer; `/` finds words in subjects and texts."""

    DEFAULT_CSS = """
    ActivitiesScreen {
        #body { height: 1fr; }
        ActivityText { display: none; width: 1fr; }
        &.-beside ActivityPane { width: 60%; max-width: 100; }
        &.-beside ActivityText { display: block; border-left: solid $ck-rule; }
        &.-opened ActivityText { display: block; }
        &.-opened ActivityPane { display: none; }
        &.-beside.-opened ActivityPane { display: block; }
    }
    """

    AUTO_FOCUS = "#activities"

    def __init__(
        self, beneath: CommandScreen, account: AccountRow, *, is_text: bool = False
    ) -> None:
        super().__init__(beneath)
        self._account = account
        self._first = beneath.activity_id
        """The activity that one comes from; None once it was gone to."""
        self._is_text = is_text
        """Whether its text is shown at once."""
        self._clock = self._start.clock
        self._found: ActivityList | None = None
        self._side = Side.ALL
        self._text = ""

    @property
    def where(self) -> Where:
        return Where.ACTIVITIES

    @property
    def is_editing_filter(self) -> bool:
        return self.query_one(FilterLine).is_editing

    @property
    def account(self) -> AccountRow:
        return self._account

    @property
    def activity_id(self) -> str | None:
        row = self._pointed
        return None if row is None else row.salesforce_id

    @property
    def _pointed(self) -> ActivityRow | None:
        """The activity under the cursor."""
        pane = self.query_one(ActivityPane)
        return None if self._found is None else chosen_activity(self._found, pane.cursor)

    @property
    def footer_here(self) -> Mapping[str, int]:
        return {"activity.log": 10, "activity.adopt": 11}

    def has_use(self, command: Command) -> bool:
        if command.id == "account.activities":
            return False
        if command.id in self._pages:
            return isinstance(self._beneath, Home | TriageScreen)
        row = self._pointed
        return command.id != "activity.adopt" or (
            row is not None and row.kind == "Task" and row.cta_id is None
        )

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return self.query_one(ActivityPane), self.query_one(ActivityText)

    def own_handlers(self) -> Handlers:
        sides = {f"view.tab_{n}": partial(self._show_side, side) for n, side in enumerate(Side, 1)}
        return {
            **ActivityVerbs(self.runner).handlers(),
            **sides,
            **{name: partial(self._leave_to, tab) for name, tab in self._pages.items()},
            "view.filter": lambda: self.query_one(FilterLine).edit(self._text),
            "record.open": self.switch,
            "record.copy": self.copy,
            "pane.next": self.switch,
            "pane.previous": self.switch,
        }

    _pages: ClassVar[Mapping[str, PaneTab]] = {
        "account.open": PaneTab.COMPANY,
        "cta.timeline": PaneTab.TIMELINE,
    }
    """What more the cockpit and triage show of the customer of their CTA."""

    def _leave_to(self, tab: PaneTab) -> None:
        self.leave()
        if isinstance(self._beneath, Home | TriageScreen):
            self._beneath.open_tab(tab)

    def compose(self) -> ComposeResult:
        today = self._clock.today()
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        yield FilterLine(id="filter")
        with Horizontal(id="body"):
            yield ActivityPane(today, id="activities")
            yield ActivityText(today, id="text")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    def begin(self) -> None:
        now, today = self._clock.now(), self._clock.today()
        self.query_one(HeaderBar).show(self.status, now, today, place=self._account.name)
        self._read("")

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= MIDDLE, "-beside")

    def store_moved(self) -> None:
        self._read(self._text)

    def _read(self, text: str) -> None:
        self._text = text
        self.run_worker(self._load(text), exclusive=True, exit_on_error=False, group="load")

    async def _load(self, text: str) -> None:
        assert self.reader is not None
        customers = self.reader.session.customers
        wanted = _containing(text)
        try:
            found = await self.reader.ask(lambda: customers.activities(self._account.id, wanted))
        except CockpitError as error:
            self.query_one(FilterLine).show_mistake(error.message)
            return
        self._found = found
        self._show()

    def _show(self) -> None:
        """What was read of the side that is shown, and how much there is of each."""
        found, tabs = self._found, self.query_one(ViewTabs)
        if found is None:
            return
        counts = (found.pending_total + found.past_total, found.pending_total, found.past_total)
        sides = zip(Side, counts, strict=True)
        tabs.show([ViewTab(side, side, "", count) for side, count in sides], self._side)
        self.query_one(FilterLine).show(self._text, "")
        pane = self.query_one(ActivityPane)
        pane.show(self._side.of(found), sought=self._text.strip())
        self._go_to_first(found)
        self._show_text()

    def _go_to_first(self, found: ActivityList) -> None:
        if self._first is None:
            return
        item, self._first = ActivityItem(self._first), None
        if chosen_activity(found, item) is not None:
            self.query_one(ActivityPane).set_cursor(item)
            if self._is_text:
                self.switch()

    def _show_side(self, side: Side) -> None:
        self._side = side
        self.query_one(ActivityPane).focus()
        self._show()

    @on(ViewTabs.Chosen)
    def choose_side(self, event: ViewTabs.Chosen) -> None:
        self._show_side(Side(event.key))

    @on(ItemPane.CursorMoved)
    def _show_text(self) -> None:
        self.query_one(ActivityText).show(self._pointed)
        self.show_footer()

    @on(FilterLine.Changed)
    def try_filter(self, event: FilterLine.Changed) -> None:
        event.stop()
        self._read(event.text)

    @on(FilterLine.Submitted)
    @on(FilterLine.Cancelled)
    def leave_filter(self, event: FilterLine.Submitted | FilterLine.Cancelled) -> None:
        self.query_one(ActivityPane).focus()
        self.type_ahead.left_filter()
        if isinstance(event, FilterLine.Cancelled):
            self._read("")

    def switch(self) -> None:
        """From the list to the text and back; where it is narrow, one in place of the other."""
        text, pane = self.query_one(ActivityText), self.query_one(ActivityPane)
        if text.has_focus:
            self.remove_class("-opened")
            pane.focus()
        else:
            self.add_class("-opened")
            text.focus()

    def back(self) -> None:
        """One step: the text, the words that filter, the screen."""
        if self.query_one(ActivityText).has_focus:
            self.switch()
        elif self._text:
            self._read("")
        else:
            self.leave()

    def copy(self) -> None:
        """CD-14: the activity's address in Salesforce."""
        row = self._pointed
        if row is not None:
            org = self.status.org if self.status else None
            word = f"{org.instance_url}/{row.salesforce_id}" if org else row.salesforce_id
            self.copy_word(word)


def _containing(text: str) -> ActivityFilter:
    from cockpit_tui.store.records.activities import ActivityFilter

    return ActivityFilter(text=text)

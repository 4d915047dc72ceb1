"""What is known of the CTA under the cursor: beside the list, or in tabs where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

from cockpit_tui.domain.ids import PersonId, TaskId
from cockpit_widgets.panes.item_pane import FactItem, Item, KeyItem, PaneLine
from cockpit_widgets.panes.marking_pane import MarkingPane
from cockpit_widgets.panes.pane_tabs import NARROW, OF_CUSTOMER, WHOLE, PaneTab

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import CtaDetail
    from cockpit_tui.domain.rows.customers import ActivityList, Company
    from cockpit_tui.domain.timeline import TimelineEntry


class CtaPane(MarkingPane):
    """One CTA: next step, facts, tasks, activities and comment; its tasks and activities have
    the cursor. Drawn whole, or each in a tab of its own (`show_tabs`); what happened and the
    customer's page are tabs in both."""

    DEFAULT_CSS = "CtaPane { width: 1fr; height: 1fr; background: $surface; }"

    class TabShown(Message):
        """Another tab is shown."""

        def __init__(self, tab: PaneTab) -> None:
            super().__init__()
            self.tab = tab

    def __init__(
        self,
        today: date,
        *,
        me: PersonId | None = None,
        currency: str = "",
        has_fields: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """`has_fields`: one can stand on the CTA's own fields as well."""
        super().__init__(id=id)
        self._has_fields = has_fields
        self._today = today
        self._me = me
        self._currency = currency
        self._detail: CtaDetail | None = None
        self._activities: ActivityList | None = None
        self._timeline: Sequence[TimelineEntry] | None = None
        self._company: Company | None = None
        self._summary: tuple[str, str] | None = None
        self._tabs: tuple[PaneTab, ...] = WHOLE
        self._tab = PaneTab.DETAILS

    @property
    def tabs(self) -> Sequence[PaneTab]:
        """The tabs that there are at this width."""
        return self._tabs

    @property
    def tab(self) -> PaneTab:
        """The tab that is shown."""
        return self._tab

    @property
    def is_whole(self) -> bool:
        """Whether everything of the CTA stands on one tab."""
        return self._tabs is WHOLE

    @property
    def task_ids(self) -> Sequence[TaskId]:
        return [task.id for task in self._detail.tasks] if self._detail else []

    @property
    def is_missing(self) -> bool:
        """Whether the tab that is shown has not been read yet."""
        pages = {PaneTab.TIMELINE: self._timeline, PaneTab.COMPANY: self._company}
        return self._tab in pages and pages[self._tab] is None

    @property
    def detail(self) -> CtaDetail | None:
        """The CTA that is shown."""
        return self._detail

    def show(
        self,
        detail: CtaDetail | None,
        activities: ActivityList | None,
        today: date | None = None,
        *,
        timeline: Sequence[TimelineEntry] | None = None,
        company: Company | None = None,
    ) -> None:
        """Shows a CTA; None for none. `activities` is None while they are being read; `timeline`
        and `company` are read where their tab is shown."""
        before = self._detail
        is_other = detail is None or before is None or detail.row.id != before.row.id
        # The first task of a CTA is what one goes to the pane for.
        is_begun = bool(detail and detail.tasks) and not (before and before.tasks)
        self._detail, self._activities, self._summary = detail, activities, None
        self._timeline = timeline if is_other or timeline is not None else self._timeline
        self._company = company if is_other or company is not None else self._company
        self._today = today or self._today
        if is_other:
            self.clear_marks()
        if is_other or is_begun:
            self._top = 0
            self.set_cursor(self._next_task() if self.has_focus else None)
        else:
            self.redraw()
        self.ensure_cursor()

    def show_summary(self, title: str, text: str) -> None:
        """Shows two lines instead: what several marked CTAs amount to."""
        self._summary = (title, text)
        self.redraw()

    def show_tabs(self, is_narrow: bool) -> None:
        """Tasks, activities and facts in a tab each, or below one another."""
        tabs = NARROW if is_narrow else WHOLE
        if tabs is not self._tabs:
            self._tabs = tabs
            self._tab = self._tab if self._tab in OF_CUSTOMER else tabs[0]
            self.margin = 1 if is_narrow else 2
            self._top = 0
            self.redraw()

    def show_tab(self, tab: PaneTab) -> None:
        """Shows one of the tabs."""
        if tab is not self._tab and tab in self._tabs:
            self._tab, self._top = tab, 0
            self.set_cursor(None)
            self.ensure_cursor()
            self.post_message(self.TabShown(tab))

    def step_tab(self, by: int) -> bool:
        """Shows the next tab, or with -1 the one before; False when there is none, or everything
        stands on one, so that the focus may go on."""
        place = self._tabs.index(self._tab) + by
        if self.is_whole or not 0 <= place < len(self._tabs):
            return False
        self.show_tab(self._tabs[place])
        return True

    def show_nth_tab(self, n: int) -> None:
        """The nth of the tabs, counted from 1, if there are so many."""
        if n <= len(self._tabs):
            self.show_tab(self._tabs[n - 1])

    def press(self, item: Item) -> None:
        if isinstance(item, KeyItem):
            self.show_tab(PaneTab(item.key))

    def leave_page(self) -> None:
        """Back from what happened or from the customer's page to the CTA itself."""
        if self._tab in OF_CUSTOMER:
            self.show_tab(self._tabs[0])

    def first_cursor(self, items: Sequence[Item]) -> Item | None:
        following = self._next_task()
        if following in items:
            return following
        others = [item for item in items if not isinstance(item, FactItem)]
        return super().first_cursor(others or items)

    def _next_task(self) -> Item | None:
        """The task that is to be done next, to stand on."""
        if self._detail is None:
            return None
        from cockpit_widgets.panes.task_list import next_item

        return next_item(self._detail.tasks)

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._summary is not None:
            title, text = self._summary
            return [self.heading(title, width), *self.text(text, width)]
        if self._detail is None:
            return []
        # Not needed before the first CTA was read.
        from cockpit_widgets.panes.cta_page import CtaPage

        page = CtaPage(
            self,
            self._today,
            tabs=self._tabs,
            tab=self._tab,
            has_fields=self._has_fields,
            me=self._me,
            currency=self._currency,
            activities=self._activities,
            timeline=self._timeline,
            company=self._company,
        )
        return page.lines(self._detail, width)

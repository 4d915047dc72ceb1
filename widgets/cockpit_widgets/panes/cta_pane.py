"""What is known of the CTA under the cursor: beside the list, or in tabs where it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.message import Message

from cockpit_tui.domain.days.dates import to_list_date, to_long_date
from cockpit_tui.domain.ids import PersonId, TaskId, to_cta_word
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_widgets.drawing.signs import PRIORITY, draw, glyphs
from cockpit_widgets.drawing.spans import Part, text_width, wrapped
from cockpit_widgets.panes.activity_list import (
    activity_lines,
    chosen_activity,
    to_summary,
)
from cockpit_widgets.panes.activity_text import activity_detail
from cockpit_widgets.panes.facts import (
    Fact,
    company_facts,
    further_facts,
    key_facts,
    to_person,
    unset_fact,
)
from cockpit_widgets.panes.item_pane import LEFT, FactItem, Item, KeyItem, PaneLine
from cockpit_widgets.panes.marking_pane import MarkingPane
from cockpit_widgets.panes.next_band import next_lines
from cockpit_widgets.panes.pane_tabs import NARROW, OF_CUSTOMER, WHOLE, PaneTab, tab_lines
from cockpit_widgets.panes.task_list import (
    chosen_task,
    next_item,
    task_detail,
    task_lines,
    to_done,
)

if TYPE_CHECKING:
    from cockpit_tui.domain.rows import ActivityList, Company, CtaDetail
    from cockpit_tui.domain.timeline import TimelineEntry

ACTIVITIES_SHOWN = (2, 5)
"""Pending and past ones beside the list; `A` shows all."""
TITLE_LINES = 3


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
        super().__init__(id=id, has_fields=has_fields)
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
            self.set_cursor(next_item(detail.tasks) if detail and self.has_focus else None)
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
        following = next_item(self._detail.tasks) if self._detail else None
        if following in items:
            return following
        others = [item for item in items if not isinstance(item, FactItem)]
        return super().first_cursor(others or items)

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._summary is not None:
            title, text = self._summary
            return [self.heading(title, width), *self.text(text, width)]
        if self._detail is None:
            return []
        head = self._head if self.is_whole else self._narrow_head
        return [*head(self._detail, width), *self._bodies[self._tab](self._detail, width)]

    @property
    def _bodies(self) -> Mapping[PaneTab, Callable[[CtaDetail, int], list[PaneLine]]]:
        return {
            PaneTab.DETAILS: self._everything,
            PaneTab.TASKS: self._tasks_tab,
            PaneTab.ACTIVITIES: self._activities_tab,
            PaneTab.FACTS: self._facts_tab,
            PaneTab.TIMELINE: self._timeline_tab,
            PaneTab.COMPANY: self._company_tab,
        }

    # Everything below one another

    def _head(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        ink = self.palette.style
        row = detail.row
        words: dict[str, Part] = {
            "type": (row.type, ink("text-muted")),
            "reason": (row.reason, ink("text-muted")),
            "priority": self._priority(row),
            "status": (row.status, ink("text-muted")),
        }
        return [
            *self._title(detail, width),
            self.field_line(words, width, is_plain=self._tab is not PaneTab.DETAILS),
            *tab_lines(self, self._tabs, self._tab, {}, width),
            self.blank(width),
        ]

    def _everything(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        aside = f"playbook {detail.playbook}" if detail.playbook else ""
        lines = [
            *next_lines(self, detail, width, self._today),
            self.blank(width),
            *self.facts(self._key_facts(detail), width),
            self.blank(width),
            self.field_heading(
                f"Tasks {to_done(detail.tasks)}", aside, width, "playbook" if aside else ""
            ),
            *task_lines(self, detail.tasks, width, self._today, self.marked),
            self.blank(width),
        ]
        if self._activities is None:
            lines.append(self.heading("Activities", width))
        else:
            summary = f"{to_summary(self._activities)} {glyphs().separator} A all"
            lines.append(self.heading("Activities", width, summary))
            lines += activity_lines(
                self, self._activities, width, self._today, most=ACTIVITIES_SHOWN
            )
        return [*lines, *self._comment(detail, width)]

    def _title(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        word = to_cta_word(detail.row.id)
        room = max(8, width - LEFT - self.margin - len(word) - 2)
        bold = self.palette.style("text", bold=True)
        texts = wrapped(detail.row.name, room)[:TITLE_LINES]
        aside: list[Part] = [(word, self.palette.style("text-faint"))]
        name: list[Part] = [(texts[0], bold)]
        if not self._has_fields or self._tab is not PaneTab.DETAILS:
            first = self.line(name, width, aside)
        else:
            first = self.standing_line(name, width, FactItem("name"), aside)
        return [first, *(self.line([(text, bold)], width) for text in texts[1:])]

    # One tab at a time

    def _narrow_head(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        ink = self.palette.style
        row = detail.row
        due = to_list_date(row.due, self._today, is_open=not row.is_closed) or "no date"
        words: list[Part] = [
            (row.account, ink("text-muted")),
            self._priority(row),
            (due, ink("risk" if due.endswith("late") else "text-muted")),
            (to_person(row.owner, row.owner_id, self._me), ink("text-muted")),
        ]
        rows = [words]
        if text_width(self.dotted(words)) > width - LEFT - self.margin:
            rows = [words[:1], words[1:]]
        counts = {PaneTab.TASKS: to_done(detail.tasks)}
        if self._activities is not None:
            total = self._activities.pending_total + self._activities.past_total
            counts[PaneTab.ACTIVITIES] = f"{total:,}"
        return [
            *self._title(detail, width),
            *(self.line(self.dotted(row), width) for row in rows),
            self.blank(width),
            *tab_lines(self, self._tabs, self._tab, counts, width),
            self.blank(width),
        ]

    def _tasks_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        task = chosen_task(detail.tasks, self.cursor)
        if task is None:
            return self.text("No tasks yet. t adds one.", width)
        lines = task_lines(self, detail.tasks, width, self._today, self.marked)
        return [*lines, self.blank(width), *task_detail(self, task, width, self._today, self._me)]

    def _activities_tab(self, _: CtaDetail, width: int) -> list[PaneLine]:
        if self._activities is None:
            return self.text("Reading …", width)
        lines = activity_lines(self, self._activities, width, self._today)
        row = chosen_activity(self._activities, self.cursor)
        if row is None:
            return lines
        return [*lines, self.blank(width), *activity_detail(self, row, width, self._today)]

    def _facts_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        facts = self._key_facts(detail)
        facts += further_facts(detail, self.palette, self._today, self._currency)
        return [*self.facts(facts, width), *self._comment(detail, width)]

    def _timeline_tab(self, _: CtaDetail, width: int) -> list[PaneLine]:
        if self._timeline is None:
            return self.text("Reading …", width)
        from cockpit_widgets.panes.timeline_list import timeline_lines

        return timeline_lines(self, self._timeline, width, self._today)

    def _company_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        if self._company is None:
            return self.text("Reading …", width)
        from cockpit_widgets.panes.company_page import company_lines

        account = self._company.account
        facts = company_facts(account, self.palette, self._today, self._currency)
        return [
            *self.facts(facts, width),
            *company_lines(self, self._company, detail, width, self._today),
        ]

    # Parts of both

    def _key_facts(self, detail: CtaDetail) -> list[Fact]:
        facts = key_facts(detail, self.palette, self._today, self._me, self._currency)
        return [*facts, *unset_fact(detail, self.palette)] if self._has_fields else facts

    def _priority(self, row: CtaRow) -> Part:
        sign, meaning = PRIORITY[row.priority_level]
        is_high = meaning == "warning"
        style = self.palette.style("warning" if is_high else "text-muted")
        return (f"{draw(sign)} {row.priority}", style)

    def _comment(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        if not detail.comment.strip():
            return []
        aside = detail.comment_by
        if detail.comment_at is not None:
            when = (
                f"{to_long_date(detail.comment_at.date(), self._today)} {detail.comment_at:%H:%M}"
            )
            aside = f"{aside}, {when}" if aside else when
        return [
            self.blank(width),
            self.field_heading("Comment", aside, width, "comment"),
            *self.text(detail.comment, width),
        ]

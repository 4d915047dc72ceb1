"""What the pane shows of a CTA, line by line: whole, or a tab at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rich.style import Style

from cockpit_tui.domain.days.dates import to_list_date, to_long_date
from cockpit_tui.domain.ids import PersonId, to_cta_word
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_widgets.drawing.signs import PRIORITY, draw, glyphs, key_for
from cockpit_widgets.drawing.spans import Part, text_width, to_cells, wrapped
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
    snooze_words,
    to_person,
    unset_fact,
)
from cockpit_widgets.panes.item_pane import LEFT, FactItem, PaneLine, Spot
from cockpit_widgets.panes.marking_pane import MarkingPane
from cockpit_widgets.panes.next_band import next_lines
from cockpit_widgets.panes.pane_tabs import WHOLE, PaneTab, tab_lines
from cockpit_widgets.panes.task_list import chosen_task, task_detail, task_lines, to_done

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import CtaDetail
    from cockpit_tui.domain.rows.customers import ActivityList, Company
    from cockpit_tui.domain.timeline import TimelineEntry

ACTIVITIES_SHOWN = (2, 5)
"""Pending and past ones beside the list; `A` shows all."""
TITLE_LINES = 3
LABEL_CELLS = 10


class CtaPage:
    """The lines of one picture of the pane."""

    def __init__(
        self,
        pane: MarkingPane,
        today: date,
        *,
        tabs: Sequence[PaneTab],
        tab: PaneTab,
        has_fields: bool,
        me: PersonId | None,
        currency: str,
        activities: ActivityList | None,
        timeline: Sequence[TimelineEntry] | None,
        company: Company | None,
    ) -> None:
        """None for what has not been read."""
        self._pane = pane
        self._today = today
        self._tabs = tabs
        self._tab = tab
        self._has_fields = has_fields
        self._me = me
        self._currency = currency
        self._activities = activities
        self._timeline = timeline
        self._company = company

    def lines(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        """The head and the tab that is shown."""
        head = self._head if self._tabs is WHOLE else self._narrow_head
        return [*head(detail, width), *self._bodies[self._tab](detail, width)]

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
        ink = self._pane.palette.style
        row = detail.row
        words: dict[str, Part] = {
            "type": (row.type, ink("text-muted")),
            "reason": (row.reason, ink("text-muted")),
            "priority": self._priority(row),
            "status": (row.status, ink("text-muted")),
        }
        return [
            *self._title(detail, width),
            self._field_line(words, width, is_plain=self._tab is not PaneTab.DETAILS),
            *tab_lines(self._pane, self._tabs, self._tab, {}, width),
            self._pane.blank(width),
        ]

    def _everything(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        aside = f"playbook {detail.playbook}" if detail.playbook else ""
        lines = [
            *next_lines(self._pane, detail, width, self._today),
            self._pane.blank(width),
            *self._facts(self._key_facts(detail), width),
            self._pane.blank(width),
            self._field_heading(
                f"Tasks {to_done(detail.tasks)}", aside, width, "playbook" if aside else ""
            ),
            *task_lines(self._pane, detail.tasks, width, self._today, self._pane.marked),
            self._pane.blank(width),
        ]
        if self._activities is None:
            lines.append(self._pane.heading("Activities", width))
        else:
            every = f"{key_for('account.activities', 'A')} all"
            summary = f"{to_summary(self._activities)} {glyphs().separator} {every}"
            lines.append(self._pane.heading("Activities", width, summary))
            lines += activity_lines(
                self._pane, self._activities, width, self._today, most=ACTIVITIES_SHOWN
            )
        return [*lines, *self._comment(detail, width)]

    def _title(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        word = to_cta_word(detail.row.id)
        room = max(8, width - LEFT - self._pane.margin - len(word) - 2)
        bold = self._pane.palette.style("text", bold=True)
        texts = wrapped(detail.row.name, room)[:TITLE_LINES]
        aside: list[Part] = [(word, self._pane.palette.style("text-faint"))]
        name: list[Part] = [(texts[0], bold)]
        if not self._has_fields or self._tab is not PaneTab.DETAILS:
            first = self._pane.line(name, width, aside)
        else:
            first = self._pane.standing_line(name, width, FactItem("name"), aside)
        return [first, *(self._pane.line([(text, bold)], width) for text in texts[1:])]

    # One tab at a time

    def _narrow_head(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        ink = self._pane.palette.style
        row = detail.row
        due = to_list_date(row.due, self._today, is_open=row.is_awake) or "no date"
        words: list[Part] = [
            (row.account, ink("text-muted")),
            self._priority(row),
            (due, ink("risk" if due.endswith("late") else "text-muted")),
            (to_person(row.owner, row.owner_id, self._me), ink("text-muted")),
        ]
        rows = [words]
        if text_width(self._dotted(words)) > width - LEFT - self._pane.margin:
            rows = [words[:1], words[1:]]
        counts = {PaneTab.TASKS: to_done(detail.tasks)}
        if self._activities is not None:
            total = self._activities.pending_total + self._activities.past_total
            counts[PaneTab.ACTIVITIES] = f"{total:,}"
        return [
            *self._title(detail, width),
            *(self._pane.line(self._dotted(row), width) for row in rows),
            *self._sleep(detail, width),
            self._pane.blank(width),
            *tab_lines(self._pane, self._tabs, self._tab, counts, width),
            self._pane.blank(width),
        ]

    def _sleep(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        """CD-4: through which day it sleeps, and why."""
        if not detail.row.is_snoozed or detail.snoozed_until is None:
            return []
        words = snooze_words(detail.snoozed_until, detail.snooze_reason, self._today)
        return self._pane.text(f"Snoozed {''.join(words)}", width)

    def _tasks_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        task = chosen_task(detail.tasks, self._pane.cursor)
        if task is None:
            return self._pane.text(f"No tasks yet. {key_for('task.add', 't')} adds one.", width)
        lines = task_lines(self._pane, detail.tasks, width, self._today, self._pane.marked)
        return [
            *lines,
            self._pane.blank(width),
            *task_detail(self._pane, task, width, self._today, self._me),
        ]

    def _activities_tab(self, _: CtaDetail, width: int) -> list[PaneLine]:
        if self._activities is None:
            return self._pane.text("Reading …", width)
        lines = activity_lines(self._pane, self._activities, width, self._today)
        row = chosen_activity(self._activities, self._pane.cursor)
        if row is None:
            return lines
        return [
            *lines,
            self._pane.blank(width),
            *activity_detail(self._pane, row, width, self._today),
        ]

    def _facts_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        facts = self._key_facts(detail)
        facts += further_facts(detail, self._pane.palette, self._today, self._currency)
        return [*self._facts(facts, width), *self._comment(detail, width)]

    def _timeline_tab(self, _: CtaDetail, width: int) -> list[PaneLine]:
        if self._timeline is None:
            return self._pane.text("Reading …", width)
        from cockpit_widgets.panes.timeline_list import timeline_lines

        return timeline_lines(self._pane, self._timeline, width, self._today)

    def _company_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        if self._company is None:
            return self._pane.text("Reading …", width)
        from cockpit_widgets.panes.company_page import company_lines

        account = self._company.account
        facts = company_facts(account, self._pane.palette, self._today, self._currency)
        return [
            *self._facts(facts, width),
            *company_lines(self._pane, self._company, detail, width, self._today),
        ]

    # Parts of both

    def _key_facts(self, detail: CtaDetail) -> list[Fact]:
        facts = key_facts(detail, self._pane.palette, self._today, self._me, self._currency)
        return [*facts, *unset_fact(detail, self._pane.palette)] if self._has_fields else facts

    def _priority(self, row: CtaRow) -> Part:
        sign, meaning = PRIORITY[row.priority_level]
        is_high = meaning == "warning"
        style = self._pane.palette.style("warning" if is_high else "text-muted")
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
            self._pane.blank(width),
            self._field_heading("Comment", aside, width, "comment"),
            *self._pane.text(detail.comment, width),
        ]

    # Facts, on which one can stand where each is a field of the CTA

    def _facts(self, facts: Sequence[Fact], width: int) -> list[PaneLine]:
        """The facts, a line or more each."""
        return [line for fact in facts for line in self._fact(fact, width)]

    def _dotted(self, words: Sequence[Part]) -> list[Part]:
        """The words that are not empty, with dots between."""
        dot: Part = (f" {glyphs().separator} ", self._pane.palette.style("text-faint"))
        parts: list[Part] = []
        for word in words:
            if word[0]:
                parts += [dot, word] if parts else [word]
        return parts

    def _fact(self, fact: Fact, width: int) -> list[PaneLine]:
        item = FactItem(fact.key, fact.part)
        is_field = self._has_fields and bool(fact.key)
        is_cursor = is_field and self._pane.is_on_cursor(item)
        label = self._pane.palette.style("text-muted" if is_cursor else "text-faint")
        lines = []
        for place, value in enumerate(fact.lines(width - LEFT - self._pane.margin - LABEL_CELLS)):
            parts = [(to_cells("" if place else fact.label, LABEL_CELLS), label), *value]
            lines.append(
                self._pane.standing_line(parts, width, item)
                if is_field
                else self._pane.line(parts, width)
            )
        return lines

    def _field_line(
        self, words: Mapping[str, Part], width: int, *, is_plain: bool = False
    ) -> PaneLine:
        """Fields beside each other, with a dot between; one stands on each alone, or on none."""
        has_fields = self._has_fields and not is_plain
        shown = {key: part for key, part in words.items() if part[0]}
        parts, spots, start = self._dotted(list(shown.values())), [], LEFT
        for place, key in enumerate(shown):
            text, style = parts[2 * place]
            spots.append(Spot(FactItem(key), start, start + text_width([(text, style)])))
            if has_fields and self._pane.is_on_cursor(spots[-1].item):
                parts[2 * place] = (text, self._pane.selected(style + Style(bold=True)))
            start += text_width(parts[2 * place : 2 * place + 2])
        line = self._pane.line(parts, width)
        return replace(line, spots=tuple(spots)) if has_fields else line

    def _field_heading(self, title: str, aside: str, width: int, key: str) -> PaneLine:
        """A section's heading that stands for a field as well, while it is set."""
        item = FactItem(key)
        if not self._has_fields or not key:
            return self._pane.heading(title, width, aside)
        if not self._pane.is_on_cursor(item):
            return replace(self._pane.heading(title, width, aside), item=item)
        bold: list[Part] = [(title, self._pane.palette.style("text", bold=True))]
        faint: list[Part] = [(aside, self._pane.palette.style("text-muted"))] if aside else []
        return self._pane.standing_line(bold, width, item, faint)

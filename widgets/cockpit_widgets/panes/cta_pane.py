"""What is known of the CTA under the cursor: beside the list, or in tabs where it is narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rich.style import Style
from textual.message import Message

from cockpit_tui.domain.days.dates import to_list_date, to_long_date
from cockpit_tui.domain.ids import PersonId, to_cta_word
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_widgets.drawing.signs import PRIORITY, draw, glyphs
from cockpit_widgets.drawing.spans import Part, text_width, to_cells, wrapped
from cockpit_widgets.panes.activity_list import (
    activity_detail,
    activity_lines,
    chosen_activity,
    to_summary,
)
from cockpit_widgets.panes.facts import (
    LABEL_CELLS,
    Fact,
    further_facts,
    key_facts,
    to_person,
    unset_fact,
)
from cockpit_widgets.panes.item_pane import LEFT, FactItem, Item, ItemPane, PaneLine, Spot
from cockpit_widgets.panes.next_band import next_lines
from cockpit_widgets.panes.task_list import (
    chosen_task,
    next_item,
    task_detail,
    task_lines,
    to_done,
)

if TYPE_CHECKING:
    from cockpit_tui.domain.rows import ActivityList, CtaDetail

ACTIVITIES_SHOWN = (2, 5)
"""Pending and past ones beside the list; `A` shows all."""
TITLE_LINES = 3
TABS = ("Tasks", "Activities", "Facts")


class CtaPane(ItemPane):
    """One CTA: next step, facts, tasks, activities and comment; its tasks and activities have
    the cursor. Drawn whole, or one of three tabs at a time (`show_tabs`)."""

    DEFAULT_CSS = "CtaPane { width: 1fr; height: 1fr; background: $surface; }"

    class TabShown(Message):
        """Another tab is shown; 0 is the first."""

        def __init__(self, tab: int) -> None:
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
        self._summary: tuple[str, str] | None = None
        self._tab: int | None = None

    @property
    def tab(self) -> int | None:
        """The tab that is shown; None where the pane shows everything."""
        return self._tab

    @property
    def detail(self) -> CtaDetail | None:
        """The CTA that is shown."""
        return self._detail

    def show(
        self, detail: CtaDetail | None, activities: ActivityList | None, today: date | None = None
    ) -> None:
        """Shows a CTA; None for none. `activities` is None while they are being read."""
        before = self._detail
        is_other = detail is None or before is None or detail.row.id != before.row.id
        # The first task of a CTA is what one goes to the pane for.
        is_begun = bool(detail and detail.tasks) and not (before and before.tasks)
        self._detail, self._activities, self._summary = detail, activities, None
        self._today = today or self._today
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

    def show_tabs(self, shown: bool) -> None:
        """Tabs, or everything below one another."""
        if shown != (self._tab is not None):
            self._tab = 0 if shown else None
            self.margin = 1 if shown else 2
            self._top = 0
            self.redraw()

    def show_tab(self, tab: int) -> None:
        """Shows one of the tabs."""
        if self._tab is not None and tab != self._tab and 0 <= tab < len(TABS):
            self._tab, self._top = tab, 0
            self.redraw()
            self.ensure_cursor()
            self.post_message(self.TabShown(tab))

    def action_next_tab(self) -> bool:
        """Shows the next tab; False when there is none, so that the focus may go on."""
        if self._tab is None or self._tab + 1 >= len(TABS):
            return False
        self.show_tab(self._tab + 1)
        return True

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
        if self._tab is None:
            return self._everything(self._detail, width)
        return self._tabbed(self._detail, self._tab, width)

    # Everything below one another

    def _everything(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        ink = self.palette.style
        row = detail.row
        words: dict[str, Part] = {
            "type": (row.type, ink("text-muted")),
            "reason": (row.reason, ink("text-muted")),
            "priority": self._priority(row),
            "status": (row.status, ink("text-muted")),
        }
        aside = f"playbook {detail.playbook}" if detail.playbook else ""
        lines = [
            *self._title(detail, width),
            self._field_line(words, width),
            self.blank(width),
            *next_lines(self, detail, width, self._today),
            self.blank(width),
            *self._facts(self._key_facts(detail), width),
            self.blank(width),
            self._field_heading(
                f"Tasks {to_done(detail.tasks)}", aside, width, "playbook" if aside else ""
            ),
            *task_lines(self, detail.tasks, width, self._today),
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
        if not self._has_fields or self._tab is not None:
            first = self.line(name, width, aside)
        else:
            first = self.standing_line(name, width, FactItem("name"), aside)
        return [first, *(self.line([(text, bold)], width) for text in texts[1:])]

    # One tab at a time

    def _tabbed(self, detail: CtaDetail, tab: int, width: int) -> list[PaneLine]:
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
        if text_width(self._dotted(words)) > width - LEFT - self.margin:
            rows = [words[:1], words[1:]]
        lines = [
            *self._title(detail, width),
            *(self.line(self._dotted(row), width) for row in rows),
            self.blank(width),
            self._tab_line(detail, tab, width),
            self.blank(width),
        ]
        body = (self._tasks_tab, self._activities_tab, self._facts_tab)[tab]
        return [*lines, *body(detail, width)]

    def _tab_line(self, detail: CtaDetail, tab: int, width: int) -> PaneLine:
        total = ""
        if self._activities is not None:
            total = f"{self._activities.pending_total + self._activities.past_total:,}"
        parts: list[Part] = []
        for place, (name, count) in enumerate(
            zip(TABS, (to_done(detail.tasks), total, ""), strict=True)
        ):
            is_shown = place == tab
            style = self.palette.style("text" if is_shown else "text-muted")
            if is_shown:
                style = self.palette.style("text", bold=True, underline=True)
            gap = "   " if parts else ""
            parts += [(gap, self.palette.style("text")), (name, style)]
            if count:
                faint = "text-muted" if is_shown else "text-faint"
                parts.append((f" {count}", self.palette.style(faint)))
        return self.line(parts, width)

    def _tasks_tab(self, detail: CtaDetail, width: int) -> list[PaneLine]:
        task = chosen_task(detail.tasks, self.cursor)
        if task is None:
            return self.text("No tasks yet. t adds one.", width)
        lines = task_lines(self, detail.tasks, width, self._today)
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
        return [*self._facts(facts, width), *self._comment(detail, width)]

    # Parts of both

    def _key_facts(self, detail: CtaDetail) -> list[Fact]:
        facts = key_facts(detail, self.palette, self._today, self._me, self._currency)
        return [*facts, *unset_fact(detail, self.palette)] if self._has_fields else facts

    def _field_heading(self, title: str, aside: str, width: int, key: str) -> PaneLine:
        """A section's heading that stands for a field as well, while it is set."""
        item = FactItem(key)
        if not self._has_fields or not key:
            return self.heading(title, width, aside)
        if not self.is_on_cursor(item):
            return replace(self.heading(title, width, aside), item=item)
        bold: list[Part] = [(title, self.palette.style("text", bold=True))]
        faint: list[Part] = [(aside, self.palette.style("text-muted"))] if aside else []
        return self.standing_line(bold, width, item, faint)

    def _priority(self, row: CtaRow) -> Part:
        sign, meaning = PRIORITY[row.priority_level]
        is_high = meaning == "warning"
        style = self.palette.style("warning" if is_high else "text-muted")
        return (f"{draw(sign)} {row.priority}", style)

    def _dotted(self, words: Sequence[Part]) -> list[Part]:
        dot: Part = (f" {glyphs().separator} ", self.palette.style("text-faint"))
        parts: list[Part] = []
        for word in words:
            if word[0]:
                parts += [dot, word] if parts else [word]
        return parts

    def _facts(self, facts: Sequence[Fact], width: int) -> list[PaneLine]:
        return [line for fact in facts for line in self._fact(fact, width)]

    def _fact(self, fact: Fact, width: int) -> list[PaneLine]:
        item = FactItem(fact.key, fact.part)
        is_field = self._has_fields and bool(fact.key)
        is_cursor = is_field and self.is_on_cursor(item)
        label = self.palette.style("text-muted" if is_cursor else "text-faint")
        lines = []
        for place, value in enumerate(fact.lines(width - LEFT - self.margin - LABEL_CELLS)):
            parts = [(to_cells("" if place else fact.label, LABEL_CELLS), label), *value]
            lines.append(
                self.standing_line(parts, width, item) if is_field else self.line(parts, width)
            )
        return lines

    def _field_line(self, words: Mapping[str, Part], width: int) -> PaneLine:
        """Fields beside each other, with a dot between; one stands on each alone."""
        shown = {key: part for key, part in words.items() if part[0]}
        parts, spots, start = self._dotted(list(shown.values())), [], LEFT
        for place, key in enumerate(shown):
            text, style = parts[2 * place]
            spots.append(Spot(FactItem(key), start, start + text_width([(text, style)])))
            if self._has_fields and self.is_on_cursor(spots[-1].item):
                parts[2 * place] = (text, self.selected(style + Style(bold=True)))
            start += text_width(parts[2 * place : 2 * place + 2])
        line = self.line(parts, width)
        return replace(line, spots=tuple(spots)) if self._has_fields else line

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
            self._field_heading("Comment", aside, width, "comment"),
            *self.text(detail.comment, width),
        ]

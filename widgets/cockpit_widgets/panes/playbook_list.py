"""Playbooks, and the steps of one; what is known of the one under the cursor below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from cockpit_tui.domain.ids import PlaybookId, StepId
from cockpit_widgets.drawing.signs import glyphs, key_for
from cockpit_widgets.drawing.spans import to_cells
from cockpit_widgets.panes.item_pane import Item, ItemPane, PaneLine, PlaybookItem, StepItem

if TYPE_CHECKING:
    from cockpit_tui.domain.playbooks import PlaybookRow, StepRow

TYPE_CELLS, STEPS_CELLS, DAYS_CELLS = 11, 8, 8
WHOLE_FROM = 60
"""Room from which type and days stand beside a playbook's name."""
DAY_CELLS = 7
OWNER_CELLS = 9
NUMBER_CELLS = 3
DETAIL_LABEL = 9
SHORT_OWNERS = {
    "csm": "CSM",
    "cta-owner": "owner",
    "manager": "manager",
    "opportunity-owner": "sales",
}
"""A role in the narrow column of a step's line."""


class PlaybookList(ItemPane):
    """All playbooks by name; inactive ones say so."""

    DEFAULT_CSS = "PlaybookList { height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._playbooks: tuple[PlaybookRow, ...] | None = None

    def show(self, playbooks: Sequence[PlaybookRow]) -> None:
        """Shows playbooks; the cursor keeps its own, or goes to the nearest."""
        before = [row.id for row in self._playbooks or ()]
        self._playbooks = tuple(playbooks)
        ids = [row.id for row in playbooks]
        if self.chosen_id not in ids:
            place = before.index(self.chosen_id) if self.chosen_id in before else 0
            nearest = ids[min(place, len(ids) - 1)] if ids else None
            self.set_cursor(None if nearest is None else PlaybookItem(nearest))
        self.redraw()
        self.ensure_cursor()

    def go_to(self, playbook_id: PlaybookId) -> None:
        """Puts the cursor on a playbook."""
        self.set_cursor(PlaybookItem(playbook_id))

    @property
    def chosen_id(self) -> PlaybookId | None:
        """The playbook under the cursor."""
        return self.cursor.id if isinstance(self.cursor, PlaybookItem) else None

    def is_on_cursor(self, item: Item) -> bool:
        """Marked also while the steps have the keys: they are this playbook's."""
        return item == self.cursor

    def pane_lines(self, width: int) -> list[PaneLine]:
        if self._playbooks is None:
            return self.text("Reading …", width)
        if not self._playbooks:
            return self.text(f"No playbooks yet. {key_for('cta.add', 'n')} makes one.", width)
        return [self._line_of(row, width) for row in self._playbooks]

    def _line_of(self, row: PlaybookRow, width: int) -> PaneLine:
        item = PlaybookItem(row.id)
        draw = _Ink(self, is_cursor=item == self.cursor, is_focused=self.has_focus)
        is_wide = width >= WHOLE_FROM
        kind_cells = TYPE_CELLS if is_wide or not row.is_active else 0
        days_cells = DAYS_CELLS if is_wide else 0
        aside = 1 + kind_cells + STEPS_CELLS + days_cells
        name = max(8, width - 2 - aside - self.margin)
        count = len(row.steps)
        days = f"{row.last_day} days" if count else ""
        kind = row.type or "any type"
        if not row.is_active:
            kind = "inactive"
        token = "text" if row.is_active else "text-muted"
        segments = [
            draw.bar(),
            draw(" ", "text"),
            draw(to_cells(row.name, name) + " ", token, bold=True),
            draw(to_cells(kind, kind_cells), "text-muted"),
            draw(
                to_cells(f"{count} step{'' if count == 1 else 's'}", STEPS_CELLS, right=True),
                "text-muted",
            ),
            draw(to_cells(days, days_cells, right=True), "text-muted"),
            draw(" " * self.margin, "text"),
        ]
        return PaneLine(Strip(segments).adjust_cell_length(width, segments[-1].style), item)


class StepList(ItemPane):
    """The steps of a playbook in order, and everything about the one under the cursor."""

    DEFAULT_CSS = "StepList { width: 1fr; height: 1fr; background: $surface; }"
    margin = 1

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._playbook: PlaybookRow | None = None

    def show(self, playbook: PlaybookRow | None) -> None:
        """Shows a playbook's steps; the cursor keeps its step, or goes to the nearest place."""
        before = self._playbook
        is_same = before is not None and playbook is not None and before.id == playbook.id
        ids = [step.id for step in playbook.steps] if playbook else []
        old = [step.id for step in before.steps] if before else []
        self._playbook = playbook
        if self.step_id not in ids:
            place = old.index(self.step_id) if is_same and self.step_id in old else 0
            nearest = ids[min(place, len(ids) - 1)] if ids else None
            self.set_cursor(None if nearest is None else StepItem(nearest))
        self.redraw()
        self.ensure_cursor()

    def go_to(self, step_id: StepId) -> None:
        """Puts the cursor on a step."""
        self.set_cursor(StepItem(step_id))

    @property
    def step_id(self) -> StepId | None:
        """The step under the cursor."""
        return self.cursor.id if isinstance(self.cursor, StepItem) else None

    @property
    def step(self) -> StepRow | None:
        """The step under the cursor, whole."""
        steps = self._playbook.steps if self._playbook else ()
        return next((step for step in steps if step.id == self.step_id), None)

    def pane_lines(self, width: int) -> list[PaneLine]:
        playbook = self._playbook
        if playbook is None:
            return []
        state = "" if playbook.is_active else "inactive: not offered"
        lines = [self.heading(playbook.name, width, state)]
        whom = f"For {playbook.type} CTAs" if playbook.type else "For CTAs of every type"
        lines.append(self.line([(whom, self.palette.style("text-muted"))], width))
        if playbook.description:
            lines += self.text(playbook.description, width)
        lines.append(self.blank(width))
        if not playbook.steps:
            lines += self.text(f"No steps yet. {key_for('task.add', 't')} adds one.", width)
        lines += [self._step_line(step, n, width) for n, step in enumerate(playbook.steps, 1)]
        if self.has_focus and self.step is not None:
            lines += [self.blank(width), *self._detail(playbook, self.step, width)]
        return lines

    def _step_line(self, step: StepRow, number: int, width: int) -> PaneLine:
        item = StepItem(step.id)
        draw = _Ink(self, is_cursor=self.is_on_cursor(item), is_focused=self.has_focus)
        title = max(8, width - 1 - NUMBER_CELLS - 2 - 2 - OWNER_CELLS - DAY_CELLS - self.margin)
        sign = glyphs().task_waits if step.after else glyphs().task_open
        owner = step.person or SHORT_OWNERS.get(step.role.value, "")
        segments = [
            draw.bar(),
            draw(to_cells(str(number), NUMBER_CELLS - 1, right=True) + " ", "text-muted"),
            draw(f"{sign} ", "text-faint" if step.after else "text"),
            draw(to_cells(step.title, title), "text", bold=True),
            draw(f" {glyphs().sync_equal if step.is_mirrored else ' '}", "text-faint"),
            draw(" " + to_cells(owner, OWNER_CELLS - 1), "text-muted"),
            draw(to_cells(f"day {step.day}", DAY_CELLS, right=True), "text-muted"),
            draw(" " * self.margin, "text"),
        ]
        return PaneLine(Strip(segments).adjust_cell_length(width, segments[-1].style), item)

    def _detail(self, playbook: PlaybookRow, step: StepRow, width: int) -> list[PaneLine]:
        ink = self.palette.style
        after = ", ".join(str(playbook.number_of(earlier)) for earlier in step.after)
        days = "the day itself" if step.day == 0 else f"{step.day} working days later"
        facts = (
            ("Day", f"{step.day}: {days}" if step.day != 1 else "1: one working day later"),
            ("Owner", step.owner_words),
            ("Priority", step.priority or "the CTA's"),
            ("After", f"step {after}" if after else ""),
            ("Mirror", "to Salesforce, where it can be" if step.is_mirrored else "no"),
        )
        lines = [
            self.line(
                [(to_cells(label, DETAIL_LABEL), ink("text-faint")), (value, ink("text"))], width
            )
            for label, value in facts
            if value
        ]
        if step.description:
            lines += [self.blank(width), *self.text(step.description, width, "text")]
        return lines


class _Ink:
    """Segments of one line in the colours of its ground."""

    def __init__(self, pane: ItemPane, *, is_cursor: bool, is_focused: bool) -> None:
        self._pane = pane
        self._is_cursor = is_cursor
        self._ground = "selection" if is_cursor else "surface"
        self._is_reversed = is_cursor and not pane.palette.has_grounds
        self._is_focused = is_focused

    def __call__(self, text: str, token: str, *, bold: bool = False) -> Segment:
        palette, is_bold = self._pane.palette, bold and self._is_cursor
        if self._is_reversed:
            return Segment(text, palette.reversed_bold if is_bold else palette.reversed)
        return Segment(text, palette.style(token, self._ground, bold=is_bold))

    def bar(self) -> Segment:
        """The line's first cell: the cursor's bar, where the pane has the keys."""
        if not (self._is_cursor and self._is_focused):
            return self(" ", "text")
        palette = self._pane.palette
        style = palette.reversed if self._is_reversed else palette.style("accent", self._ground)
        return self._pane.bar(style)

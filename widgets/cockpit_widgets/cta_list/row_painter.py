"""Draws one line of the CTA list: a row, a group header or the column heads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from functools import cache
from typing import TypeAlias

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.lists.rows import CtaRow, Group
from cockpit_tui.domain.money import to_short_money
from cockpit_tui.domain.values import SyncState
from cockpit_widgets.cta_list.columns import Columns
from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.printable import cell_width, cut, printable
from cockpit_widgets.drawing.signs import PRIORITY, SYNC, draw, glyphs, to_change_of_count
from cockpit_widgets.drawing.spans import to_cells

DUE_CELLS = 8
Ink: TypeAlias = Callable[[str, bool], Style]
"""Of a token, bold or not."""


class Cursor(IntEnum):
    """How a line shows the cursor."""

    ELSEWHERE = 0
    FOCUSED = 1
    UNFOCUSED = 2


class LineState(Struct, frozen=True):
    """What may change on a line without its row changing."""

    cursor: Cursor = Cursor.ELSEWHERE
    is_marked: bool = False
    is_saving: bool = False


PLAIN = LineState()


class RowPainter:
    """Draws lines `width` cells wide, the scroll thumb's cell left out."""

    def __init__(
        self, palette: Palette, columns: Columns, width: int, today: date, currency: str = ""
    ) -> None:
        self._palette = palette
        self._columns = columns
        self.width = width
        self._today = today
        self._currency = currency
        self._inks: dict[str, Ink] = {}
        """On each ground."""

    @property
    def columns(self) -> Columns:
        """What it draws, and how wide."""
        return self._columns

    def row(self, row: CtaRow, state: LineState) -> list[Segment]:
        """One CTA."""
        ink, columns = self._ink(state), self._columns
        on_cursor = state.cursor is not Cursor.ELSEWHERE
        muted, blank = ink("text-muted", False), ink("text", False)
        priority, priority_token = PRIORITY[row.priority_level]
        if row.is_closed:
            priority, priority_token = "task_done", "success"
        due = to_list_date(row.due, self._today, is_open=not row.is_closed)
        is_late = due.endswith("late")
        segments = [
            *self._lead(state, ink),
            Segment(draw(priority) + " ", ink(priority_token, False)),
            Segment(to_cells(row.type_letter, 1) + " " * (columns.lead - 6), muted),
            Segment(
                to_cells(row.name, columns.name) + " ",
                ink("text-muted" if row.is_closed or row.is_snoozed else "text", on_cursor),
            ),
            *self._signs(row, state, ink, blank),
            Segment(" " + to_cells(row.account, columns.customer) + " ", muted),
        ]
        if columns.owner:
            owner = row.owner if columns.owner > 3 else to_initials(row.owner)
            segments.append(Segment(to_cells(owner, columns.owner) + " ", muted))
        for extra in columns.extras:
            cells = to_cells(extra.text(row), extra.width, right=True)
            segments.append(Segment(cells + " ", muted))
        late = ink("risk" if is_late else "text-muted", on_cursor and is_late)
        segments.append(Segment(to_cells(due, DUE_CELLS, right=True), late))
        if columns.tasks:
            tasks = to_cells(to_progress(row), columns.tasks, right=True)
            token = "text-muted" if row.tasks_total else "text-faint"
            segments.append(Segment(" " + tasks, ink(token, False)))
        segments.append(Segment(" ", blank))
        return segments

    def gone(self, state: LineState) -> list[Segment]:
        """A row that was deleted since the list was read."""
        ink = self._ink(state)
        words = " " * (self._columns.lead - 3) + "deleted"
        return [
            *self._lead(state, ink),
            Segment(words.ljust(self.width - 3), ink("text-muted", False)),
        ]

    def group(self, group: Group, state: LineState, *, is_folded: bool) -> list[Segment]:
        """A group's header: band, label and count, ARR at the right edge.

        The count is that of the rows below it; where some belong elsewhere by now, `8 → 7`.
        """
        on_cursor = state.cursor is not Cursor.ELSEWHERE
        ground = "selection" if state.cursor is Cursor.FOCUSED else "panel"
        ink = self._ink(
            state, ground if ground == "selection" or not on_cursor else "selection-off"
        )
        now = to_change_of_count(group.count, group.count_now)
        count = f"{now}{'+' if group.is_partial else ''}"
        money = to_short_money(group.arr_cents, self._currency)
        room = self.width - 5 - 2 - len(count) - 1 - cell_width(money)
        label = cut(printable(group.label), max(1, min(room - 1, self.width - 24)))
        room -= cell_width(label)
        fold = draw("group_folded" if is_folded else "group_open")
        filling = " " * room
        if not self._palette.has_grounds and room > 3:
            filling = f" {glyphs().bar_empty * (room - 2)} "
        return [
            *self._lead(state, ink),
            Segment(fold + " ", ink("text-faint", False)),
            Segment(label, ink("risk" if group.is_overdue else "text", True)),
            Segment(f"  {count}", ink("text-muted", False)),
            Segment(filling, ink("rule", False)),
            Segment(money + " ", ink("text-muted", False)),
        ]

    def heads(self, new_above: int = 0) -> list[Segment]:
        """The line of column heads, and how many rows came in above the screen."""
        columns, faint = self._columns, self._palette.style("text-faint")
        news = f"{new_above:,} new above" if new_above else ""
        title = to_cells(f"CTA  {news}", columns.name)
        words = [" " * columns.signs]
        words.append(to_cells("Customer", columns.customer))
        if columns.owner:
            words.append(to_cells("Owner" if columns.owner > 4 else "Own", columns.owner))
        words += [to_cells(extra.label, extra.width, right=True) for extra in columns.extras]
        words.append(to_cells("Due", DUE_CELLS, right=True))
        if columns.tasks:
            words.append(to_cells("Tasks", columns.tasks, right=True))
        return [
            Segment(" " * columns.lead + title[:5], faint),
            Segment(title[5:], self._palette.style("text", bold=True) if news else faint),
            Segment(f" {' '.join(words)} ", faint),
        ]

    def _ink(self, state: LineState, ground: str = "") -> Ink:
        """Token and boldness to a style on this line's ground."""
        palette = self._palette
        if state.cursor is Cursor.FOCUSED and not palette.has_grounds:
            return lambda _, bold: palette.reversed_bold if bold else palette.reversed
        if not ground:
            ground = {
                Cursor.FOCUSED: "selection",
                Cursor.UNFOCUSED: "selection-off",
                Cursor.ELSEWHERE: "mark-ground" if state.is_marked else "surface",
            }[state.cursor]
        if ground not in self._inks:
            self._inks[ground] = cache(lambda token, bold: palette.style(token, ground, bold=bold))
        return self._inks[ground]

    def _lead(self, state: LineState, ink: Ink) -> list[Segment]:
        """Cursor bar and mark: three cells."""
        mark = draw("marked") if state.is_marked else " "
        if state.cursor is Cursor.ELSEWHERE:
            return [Segment(f" {mark} ", ink("mark", False))]
        is_focused = state.cursor is Cursor.FOCUSED
        bar = ">" if is_focused and not self._palette.has_grounds else draw("cursor_bar")
        token = "accent" if is_focused else "text-muted"
        return [Segment(bar, ink(token, False)), Segment(f"{mark} ", ink("mark", False))]

    def _signs(
        self,
        row: CtaRow,
        state: LineState,
        ink: Ink,
        blank: Style,
    ) -> list[Segment]:
        """Flag, milestone where there is room, and sync: one cell each."""
        sync, sync_token = SYNC[row.sync_state]
        if row.sync_state is SyncState.IN_SYNC:
            sync = ""
        if state.is_saving:
            sync, sync_token = "saving", "text-faint"
        signs = [("flag" if row.is_flagged else "", "warning")]
        if self._columns.signs > 2:
            signs.append(("milestone" if row.is_milestone else "", "text-muted"))
        signs.append((sync, sync_token))
        if not any(glyph for glyph, _ in signs):
            return [Segment(" " * len(signs), blank)]
        return [Segment(draw(glyph), ink(token, False)) for glyph, token in signs]


def to_progress(row: CtaRow) -> str:
    """`3/5` tasks done, or `–` where there are none."""
    return (
        f"{row.tasks_total - row.tasks_open}/{row.tasks_total}"
        if row.tasks_total
        else glyphs().dash
    )


def to_initials(name: str) -> str:
    """At most three letters that stand for a person: `MC`."""
    words = name.split()
    if len(words) == 1:
        return words[0][:2]
    return "".join(word[0] for word in words[:3]).upper()

"""Which columns the CTA list shows at a width, and how wide each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cockpit_tui.domain.list_rows import CtaRow
from cockpit_tui.domain.money import to_short_money

COMPACT_BELOW = 70
OWNER_IN_FULL_FROM = 84
NARROWEST_NAME = 24
EDGE = 2
"""Cells at the right edge: one blank, one for the scroll thumb."""
DUE = 8


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """A column that a view adds before the due date; `text` gives its cell, right-aligned."""

    key: str
    label: str
    width: int
    text: Callable[[CtaRow], str]


ARR = ExtraColumn("arr", "ARR", 7, lambda row: to_short_money(row.arr_cents))


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells; 0 leaves a column out. Columns are parted by one cell."""

    lead: int
    """Bar, mark, priority and type, with the blanks between them."""
    name: int
    signs: int
    """2: flag, sync; 3: flag, milestone, sync."""
    customer: int
    owner: int
    extras: tuple[ExtraColumn, ...]
    tasks: int

    @property
    def fixed(self) -> int:
        """What every column but the name takes, blanks included."""
        others = (self.signs, self.customer, self.owner, *(e.width for e in self.extras))
        return self.lead + sum(width + 1 for width in (*others, DUE, self.tasks) if width) + EDGE


def to_columns(
    width: int, *, show_owner: bool = False, extras: tuple[ExtraColumn, ...] = ()
) -> Columns:
    """The columns of a list `width` cells wide; what is dropped goes in a fixed order."""
    if width < COMPACT_BELOW:
        columns = Columns(7, 0, 2, 12, 3 if show_owner else 0, extras, 0)
    else:
        owner = (8 if width >= OWNER_IN_FULL_FROM else 3) if show_owner else 0
        columns = Columns(8, 0, 3, 16, owner, extras, 5)
    for narrower in _narrowings(columns):
        if width - narrower.fixed >= NARROWEST_NAME:
            return replace(narrower, name=width - narrower.fixed)
        columns = narrower
    return replace(columns, name=max(1, width - columns.fixed))


def _narrowings(columns: Columns) -> list[Columns]:
    steps = [columns]
    for kept in range(len(columns.extras) - 1, -1, -1):
        steps.append(replace(steps[-1], extras=columns.extras[:kept]))
    steps.append(replace(steps[-1], owner=min(3, columns.owner)))
    steps.append(replace(steps[-1], signs=2))
    steps.append(replace(steps[-1], tasks=0))
    steps.append(replace(steps[-1], customer=12))
    return steps

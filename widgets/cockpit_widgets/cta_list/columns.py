"""Which columns the CTA list shows at a width, and how wide each is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.money import to_short_money

if TYPE_CHECKING:
    from cockpit_tui.domain.lists.weights import Weights

COMPACT_BELOW = 70
OWNER_IN_FULL_FROM = 84
NARROWEST_NAME = 24
ROOMY_NAME = 36
"""Cells that a name keeps beside columns that nobody asked for."""
EDGE = 2
"""Cells at the right edge: one blank, one for the scroll thumb."""
DUE = 8


class ExtraColumn(Struct, frozen=True):
    """A column that a view adds before the due date; `text` gives its cell, right-aligned."""

    key: str
    label: str
    width: int
    text: Callable[[CtaRow], str]


_LOOKS = {
    ListColumn.ARR: ("ARR", 7),
    ListColumn.RENEWAL: ("Renewal", 8),
    ListColumn.HEALTH: ("Hth", 3),
    ListColumn.NPS: ("NPS", 4),
    ListColumn.USAGE: ("Use", 4),
    ListColumn.UNTOUCHED: ("Idle", 4),
    ListColumn.SCORE: ("Score", 5),
}
"""Head and cells."""
COLUMNS_KEPT = 16
"""A choice for each of the views that somebody goes to and fro between."""


@lru_cache(COLUMNS_KEPT)
def to_extras(
    columns: tuple[ListColumn, ...],
    today: date,
    currency: str = "",
    weights: Weights | None = None,
) -> tuple[ExtraColumn, ...]:
    """The further columns of a list as they are drawn on a day; what is unknown is blank.

    Equal questions get the same columns, so that a list knows that it need not be drawn anew.
    """
    texts: dict[ListColumn, Callable[[CtaRow], str]] = {
        ListColumn.ARR: lambda row: to_short_money(row.arr_cents, currency),
        ListColumn.RENEWAL: lambda row: to_list_date(row.renewal_date, today, is_open=False),
        ListColumn.HEALTH: lambda row: _number(row.health),
        ListColumn.NPS: lambda row: _number(row.nps),
        ListColumn.USAGE: lambda row: _number(row.usage, "%"),
        ListColumn.UNTOUCHED: lambda row: _age(row.touched_on, today),
        ListColumn.SCORE: lambda row: _score(row, today, weights),
    }
    return tuple(ExtraColumn(column.value, *_LOOKS[column], texts[column]) for column in columns)


def _number(value: int | None, unit: str = "") -> str:
    return "" if value is None else f"{value}{unit}".replace("-", "−")


def _age(day: date | None, today: date) -> str:
    return "" if day is None else f"{max(0, (today - day).days)}d"


def _score(row: CtaRow, today: date, weights: Weights | None) -> str:
    from cockpit_tui.domain.lists.ranking import rank_terms, to_points
    from cockpit_tui.domain.lists.weights import Weights

    return to_points(rank_terms(row, today, weights or Weights()).total)


class Columns(Struct, frozen=True):
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

    def at(self, x: int) -> str | None:
        """The key of the column that stands at a cell; None for the signs and past the end."""
        widths = (
            ("priority", self.lead - 1),
            ("name", self.name),
            ("", self.signs),
            ("account", self.customer),
            ("owner", self.owner),
            *((extra.key, extra.width) for extra in self.extras),
            ("due", DUE),
            ("tasks", self.tasks),
        )
        end = 0
        for key, width in widths:
            end += width + 1 if width else 0
            if x < end:
                return key or None
        return None


def to_columns(
    width: int,
    *,
    show_owner: bool = False,
    extras: tuple[ExtraColumn, ...] = (),
    is_asked: bool = True,
) -> Columns:
    """The columns of a list `width` cells wide; what is dropped goes in a fixed order: of extras
    that were asked for the last one only when all else is as narrow as it gets.

    Extras that nobody asked for (`is_asked` False) stand only where the names stay roomy.
    """
    if width < COMPACT_BELOW:
        columns = Columns(7, 0, 2, 12, 3 if show_owner else 0, extras, 0)
    else:
        owner = (8 if width >= OWNER_IN_FULL_FROM else 3) if show_owner else 0
        columns = Columns(8, 0, 3, 16, owner, extras, 5)
    for narrower in _narrowings(columns, is_asked=is_asked):
        least = ROOMY_NAME if narrower.extras and not is_asked else NARROWEST_NAME
        if width - narrower.fixed >= least:
            return replace(narrower, name=width - narrower.fixed)
        columns = narrower
    return replace(columns, name=max(1, width - columns.fixed))


def _narrowings(columns: Columns, *, is_asked: bool) -> list[Columns]:
    """From all columns to the fewest: extras that were asked for stand before the rest."""
    kept = range(len(columns.extras), -1, -1)
    fewer = [replace(columns, extras=columns.extras[:number]) for number in kept]
    if is_asked:
        return [step for extras in fewer for step in _without_others(extras)]
    return [*fewer[:-1], *_without_others(fewer[-1])]


def _without_others(columns: Columns) -> list[Columns]:
    steps = [columns]
    steps.append(replace(steps[-1], owner=min(3, columns.owner)))
    steps.append(replace(steps[-1], signs=2))
    steps.append(replace(steps[-1], tasks=0))
    steps.append(replace(steps[-1], customer=12))
    return steps

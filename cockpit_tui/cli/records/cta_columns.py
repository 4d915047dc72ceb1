"""The further columns of a view, as a table and as documents hold them (CL-13, CL-14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cockpit_tui.cli.documents import Document, to_amount, to_day
from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.cli.output import Column
from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.ranking import TENTHS, rank_terms
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_widgets.cta_list.columns import to_extras

TITLES: Mapping[ListColumn, Column] = {
    ListColumn.ARR: Column("ARR", is_right=True),
    ListColumn.RENEWAL: Column("Renewal"),
    ListColumn.HEALTH: Column("Health", is_right=True),
    ListColumn.NPS: Column("NPS", is_right=True),
    ListColumn.USAGE: Column("Usage", is_right=True),
    ListColumn.UNTOUCHED: Column("Untouched", is_right=True),
    ListColumn.SCORE: Column("Score", is_right=True),
}


def column_cells(
    invocation: Invocation, columns: Sequence[ListColumn]
) -> tuple[Callable[[CtaRow], str], ...]:
    """What each column says of a CTA, as the list of the screen does."""
    session = invocation.session
    extras = to_extras(tuple(columns), session.clock.today(), weights=session.practice.ranking)
    return tuple(extra.text for extra in extras)


def column_values(invocation: Invocation, row: CtaRow, columns: Sequence[ListColumn]) -> Document:
    """The same for scripts, by the names of the columns; what is unknown is null."""
    today = invocation.session.clock.today()
    values: dict[ListColumn, Callable[[], object]] = {
        ListColumn.ARR: lambda: to_amount(row.arr_cents),
        ListColumn.RENEWAL: lambda: to_day(row.renewal_date),
        ListColumn.HEALTH: lambda: row.health,
        ListColumn.NPS: lambda: row.nps,
        ListColumn.USAGE: lambda: row.usage,
        ListColumn.UNTOUCHED: lambda: (
            None if row.touched_on is None else max(0, (today - row.touched_on).days)
        ),
        ListColumn.SCORE: lambda: score(invocation, row),
    }
    return {column.value: values[column]() for column in columns}


def score(invocation: Invocation, row: CtaRow) -> float:
    """What the recommended order goes by."""
    session = invocation.session
    return rank_terms(row, session.clock.today(), session.practice.ranking).total / TENTHS

"""Reads what is due on each day of a span."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from cockpit_tui.domain.days.calendar import CalendarDay, CalendarEntry, narrowed
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import CtaState, PriorityLevel
from cockpit_tui.store.lists.filter_sql import filter_clauses
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema

ENTRIES_OF_A_DAY = 24
"""More than a column of the week shows; the rest is counted."""


def read_days(
    connection: Connection, query: str, reader: Reader, first: date, last: date
) -> list[CalendarDay]:
    """The days of the span on which something of the view is due, in order."""
    cta, value = schema.cta, schema.picklist_value
    filtered = understood(connection, narrowed(query, first, last), reader)
    place = func.row_number().over(
        partition_by=cta.c.due, order_by=(cta.c.state, value.c.position, cta.c.id)
    )
    among = (
        select(
            cta.c.id,
            cta.c.name,
            cta.c.due,
            cta.c.state,
            value.c.stage.label("level"),
            place.label("place"),
            func.count().over(partition_by=cta.c.due).label("n"),
        )
        .join_from(cta, value, value.c.id == cta.c.priority_id)
        .where(*filter_clauses(filtered))
        .subquery("among")
    )
    rows = connection.execute(
        select(among).where(among.c.place <= ENTRIES_OF_A_DAY).order_by(among.c.due, among.c.place)
    )
    days: dict[date, CalendarDay] = {}
    for row in rows:
        entry = CalendarEntry(
            CtaId(row.id),
            row.name,
            PriorityLevel(row.level or PriorityLevel.MIDDLE),
            row.state >= CtaState.CLOSED,
        )
        known = days.get(row.due)
        entries = (*known.entries, entry) if known else (entry,)
        days[row.due] = CalendarDay(row.due, row.n, entries)
    return list(days.values())

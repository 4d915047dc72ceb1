"""What piles up in a workspace: stale CTAs, closed ones that are old, and sizes (D10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, and_, func, or_, select, text

from cockpit_tui.domain.ids import MOST, CtaId
from cockpit_tui.domain.lists.stale import (
    StaleList,
    StaleReason,
    StaleRow,
    StaleTally,
    WorkspaceSize,
)
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.fields import STALE_DAYS
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import CtaState
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.cta_rows import read_rows
from cockpit_tui.store.lists.filter_sql import (
    TWIN_FIELDS,
    asks_for_few,
    best_lead,
    condition_clause,
    filter_clauses,
)
from cockpit_tui.store.lists.listing_sql import id_statement
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.upserts import chunked

_cta, _person = schema.cta, schema.person


def read_stale(
    connection: Connection, ids: Sequence[int], today: date, now: datetime
) -> list[StaleRow]:
    """Why each of these CTAs is stale, in the order of the ids; those that are not are left out."""
    border, border_at = today - timedelta(days=STALE_DAYS), now - timedelta(days=STALE_DAYS)
    found: list[StaleRow] = []
    for chunk in chunked(ids):
        query = (
            select(
                _cta.c.id,
                _cta.c.due,
                _cta.c.touched_at,
                _person.c.is_active,
            )
            .join(_person, _person.c.id == _cta.c.owner_id)
            .where(_cta.c.id.in_(chunk), _cta.c.state < CtaState.CLOSED.value)
        )
        facts = {row.id: row for row in connection.execute(query)}
        twins = _twins(connection, chunk)
        for row in read_rows(connection, [number for number in chunk if number in facts]):
            more = facts[row.id]
            others = tuple(CtaId(number) for number in twins.get(row.id, []))
            reasons = _reasons(more, others, border, border_at)
            if reasons:
                touched = more.touched_at
                found.append(StaleRow(row, reasons, touched.date() if touched else None, others))
    return found


def read_stale_list(
    connection: Connection, view: ViewSpec, first: int | None, now: datetime
) -> StaleList:
    """The stale CTAs of a view, all or the first, with their tally. Raises InvalidQuery."""
    # The tally reads the query as it was typed, so a mistake in it is told where it stands.
    tally = read_tally(connection, view.query, view.reader)
    stale = understood(connection, _stale_among(view.query), view.reader)
    ids = list(connection.scalars(id_statement(view, stale).limit(first)))
    rows = read_stale(connection, ids, view.reader.today, now)
    return StaleList(tuple(rows), tally)


def read_tally(connection: Connection, query: str, reader: Reader) -> StaleTally:
    """How many of the query's CTAs are stale for each reason, and of all, in one pass.

    Raises InvalidQuery.
    """
    asked = understood(connection, query, reader)
    stale = understood(connection, _stale_among(query), reader)
    is_narrow = asks_for_few(stale)
    each = [
        condition_clause(
            understood(connection, reason.query, reader).condition, stale.states, is_narrow
        ).label(reason.value)
        for reason in StaleReason
    ]
    clauses = filter_clauses(replace(asked, states=stale.states), best_lead(stale, None))
    # With a limit SQLite asks each CTA for its reasons once, not once for each count.
    found = select(*each).where(*clauses).limit(MOST).subquery("found")
    counted = (func.count().filter(one) for one in (or_(*found.c), *found.c))
    total, *counts = connection.execute(select(*counted)).one()
    return StaleTally(total, dict(zip(StaleReason, counts, strict=True)))


def _stale_among(query: str) -> str:
    """The query for those of its CTAs that are stale."""
    return f"({query}) is:stale"


def _reasons(
    row: Any, twins: Sequence[int], border: date, border_at: datetime
) -> tuple[StaleReason, ...]:
    reasons = []
    if row.due is not None and row.due < border:
        reasons.append(StaleReason.OVERDUE)
    if row.touched_at is not None and row.touched_at < border_at:
        reasons.append(StaleReason.UNTOUCHED)
    if not row.is_active:
        reasons.append(StaleReason.ORPHANED)
    if twins:
        reasons.append(StaleReason.TWIN)
    return tuple(reasons)


def _twins(connection: Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    """By CTA, the other open ones of its customer, type and reason."""
    one, other = _cta.alias("one"), _cta.alias("other")
    query = (
        select(one.c.id, other.c.id)
        .join_from(one, other, and_(*(other.c[name] == one.c[name] for name in TWIN_FIELDS)))
        .where(one.c.id.in_(ids), other.c.id != one.c.id, other.c.state < CtaState.CLOSED.value)
        .order_by(one.c.id, other.c.id)
    )
    found: dict[int, list[int]] = {}
    for cta_id, twin_id in connection.execute(query):
        found.setdefault(cta_id, []).append(twin_id)
    return found


def closed_before(connection: Connection, day: date) -> list[CtaId]:
    """CTAs that were closed before that day and are not archived, oldest first."""
    border = datetime.combine(day, time.min, UTC)
    query = (
        select(_cta.c.id)
        .where(_cta.c.state == CtaState.CLOSED.value, _cta.c.closed_at < border)
        .order_by(_cta.c.closed_at, _cta.c.id)
    )
    return [CtaId(number) for number in connection.scalars(query)]


def is_archived(connection: Connection, cta_id: CtaId) -> bool:
    """Whether the CTA is in the archive."""
    return bool(connection.scalar(select(_cta.c.is_archived).where(_cta.c.id == cta_id)))


def read_size(store: Store) -> WorkspaceSize:
    """How much the workspace holds, counted; and the bytes of its database."""
    with store.read() as connection:
        by_state = select(_cta.c.state, func.count()).group_by(_cta.c.state)
        states = {row[0]: row[1] for row in connection.execute(by_state)}
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (schema.task, schema.activity, schema.account, schema.journal)
        }
        waiting = select(func.count()).select_from(mirror_schema.outbox)
        return WorkspaceSize(
            open_ctas=states.get(CtaState.OPEN, 0) + states.get(CtaState.SNOOZED, 0),
            closed_ctas=states.get(CtaState.CLOSED, 0),
            archived_ctas=states.get(CtaState.ARCHIVED, 0),
            tasks=counts["task"],
            activities=counts["activity"],
            accounts=counts["account"],
            journal=counts["journal"],
            outbox=connection.scalar(waiting) or 0,
            bytes=_bytes(store, connection),
        )


def _bytes(store: Store, connection: Connection) -> int | None:
    if not store.is_sqlite:
        size = connection.scalar(text("SELECT pg_database_size(current_database())"))
        return None if size is None else int(size)
    path = Path(store.url.database or "")
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.is_file()) or None

"""A customer's Salesforce Activities, pending and past, whoever owns them (C3-2, C3-3, C3-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.rows.customers import ActivityList, ActivityRow
from cockpit_tui.domain.text import prefixes, to_words
from cockpit_tui.store.tables import mirror_schema, schema

_activity, _link, _part = schema.activity, mirror_schema.link, schema.task_part
FILTERS_KEPT = 16
"""The last ones; hardly anybody uses more."""


class ActivityFilter(Struct, frozen=True):
    """Which of a customer's activities to show; empty means all."""

    text: str = ""
    """Word beginnings, all of which the subject, comments, people or subtype must hold."""
    kind: str = ""
    """`Task` or `Event`."""
    subtype: str = ""
    """`Call`, `Email`, `Meeting`…"""
    owner: str = ""
    """The owner's Salesforce id or exact name."""
    since: date | None = None
    until: date | None = None
    """Both days are included; an activity without a day is in no period."""
    with_archived: bool = True


ALL_ACTIVITIES = ActivityFilter()


def read_activities(
    connection: Connection,
    account_id: AccountId,
    now: datetime,
    today: date,
    wanted: ActivityFilter = ALL_ACTIVITIES,
    limit: int | None = None,
) -> ActivityList:
    """Pending ones soonest first, past ones newest first, at most `limit` of each.

    A Task is pending while it is not closed, an Event while its end is to come. The totals count
    all that fit, shown or not. Past ones stand by the day on which they happened.
    """
    when = {"account": account_id, "now": now, "today": today}
    words = tuple(prefixes(wanted.text))
    to_come, n_to_come = _side(connection, _sides(wanted, limit)[0], when, words, limit)
    past, n_past = _side(connection, _sides(wanted, limit)[1], when, words, limit)
    return ActivityList(to_come, past, n_to_come, n_past)


def read_activity(connection: Connection, salesforce_id: str) -> ActivityRow | None:
    """One activity by its id in Salesforce; None when it is not known here."""
    query = _statement().where(_activity.c.salesforce_id == salesforce_id)
    row = connection.execute(query).first()
    return None if row is None else _to_row(row)


class _Side(Struct, frozen=True):
    """The statements of those to come or of those past."""

    all: Select[Any]
    first: Select[Any]
    count: Select[Any]


@lru_cache(FILTERS_KEPT)
def _sides(wanted: ActivityFilter, limit: int | None) -> tuple[_Side, _Side]:
    """Composed once for a filter: the pane asks for them whenever the cursor rests."""
    clauses, pending = _clauses(wanted), _pending()
    ahead = (
        _activity.c.date.asc().nulls_last(),
        _activity.c.start_at.asc().nulls_first(),
        _activity.c.id,
    )
    back = (
        _activity.c.happened_on.desc().nulls_last(),
        _activity.c.start_at.desc().nulls_last(),
        _activity.c.id.desc(),
    )
    return _to_side([*clauses, pending], ahead, limit), _to_side([*clauses, ~pending], back, limit)


def _to_side(
    clauses: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]], limit: int | None
) -> _Side:
    query = _statement().where(*clauses).order_by(*order)
    count = select(func.count()).select_from(_activity).where(*clauses)
    return _Side(query, query.limit(limit), count)


def _side(
    connection: Connection,
    side: _Side,
    when: Mapping[str, object],
    words: tuple[str, ...],
    limit: int | None,
) -> tuple[tuple[ActivityRow, ...], int]:
    if words:
        # Folding is ours, so that both databases find the same: one customer's are few enough.
        found = map(_to_row, connection.execute(side.all, when))
        fitting = [row for row in found if _holds_words(row, words)]
        return tuple(fitting[:limit]), len(fitting)
    total = int(connection.scalar(side.count, when) or 0)
    return tuple(map(_to_row, connection.execute(side.first, when))), total


def _holds_words(row: ActivityRow, words: tuple[str, ...]) -> bool:
    text = to_words(row.subject, row.comments, row.owner, row.who, row.what, row.subtype)
    return all(word in text for word in words)


def _pending() -> ColumnElement[bool]:
    """Never null: without an end an Event lasts through its day."""
    today = bindparam("today", type_=_activity.c.date.type)
    now = bindparam("now", type_=_activity.c.end_at.type)
    unending = func.coalesce(_activity.c.date >= today, False)
    is_ahead = func.coalesce(_activity.c.end_at > now, unending)
    return or_(
        and_(_activity.c.kind == "Task", ~_activity.c.is_closed),
        and_(_activity.c.kind == "Event", is_ahead),
    )


def _clauses(wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [
        _activity.c.account_id == bindparam("account"),
        _activity.c.is_deleted.is_(False),
    ]
    if not wanted.with_archived:
        clauses.append(_activity.c.is_archived.is_(False))
    if wanted.kind:
        clauses.append(_activity.c.kind == wanted.kind)
    if wanted.subtype:
        clauses.append(func.lower(_activity.c.subtype) == wanted.subtype.lower())
    if wanted.owner:
        is_id = _activity.c.owner_salesforce_id == wanted.owner
        clauses.append(or_(is_id, _activity.c.owner_name == wanted.owner))
    if wanted.since is not None:
        clauses.append(_activity.c.happened_on >= wanted.since)
    if wanted.until is not None:
        clauses.append(_activity.c.happened_on <= wanted.until)
    return clauses


def _statement() -> Select[Any]:
    """The activity with its account's id and the CTA whose task it mirrors."""
    cta_id = (
        select(func.max(_part.c.cta_id))
        .join_from(_link, _part, _part.c.id == _link.c.local_id)
        .where(
            _link.c.salesforce_id == _activity.c.salesforce_id,
            _link.c.sobject == "Task",
            _link.c.state != "released",
        )
        .scalar_subquery()
    )
    account = schema.account
    return select(
        _activity,
        account.c.salesforce_id.label("account"),
        cta_id.label("cta_id"),
    ).join_from(_activity, account, account.c.id == _activity.c.account_id, isouter=True)


def _to_row(row: Any) -> ActivityRow:
    return ActivityRow(
        salesforce_id=row.salesforce_id,
        kind=row.kind,
        subtype=row.subtype,
        subject=row.subject,
        status=row.status,
        is_closed=row.is_closed,
        priority=row.priority,
        day=row.happened_on,
        date=row.date,
        start=row.start_at,
        end=row.end_at,
        owner=row.owner_name,
        who=row.who_name,
        what=row.what_name,
        account_salesforce_id=row.account,
        is_archived=row.is_archived,
        comments=row.comments,
        cta_id=None if row.cta_id is None else CtaId(row.cta_id),
    )

"""Reads a view: its groups with counts, its CTAs in order, and sums of ARR."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select

from cockpit_tui.domain.conditions import DueWithin, Filter, OneOf
from cockpit_tui.domain.dates import DueBucket, due_buckets
from cockpit_tui.domain.grouping import BY_RECORD, Labelled, by_name, due_groups, record_groups
from cockpit_tui.domain.rows import Group, Listing, ViewTab
from cockpit_tui.domain.values import CtaState, GroupBy, SortBy
from cockpit_tui.domain.views import Reader, ViewSpec
from cockpit_tui.store import schema
from cockpit_tui.store.derived import COUNTED, count_key
from cockpit_tui.store.filter_sql import due_clause, filter_clauses
from cockpit_tui.store.text_sql import bytewise
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.vocabulary import understood

FETCH_ROWS = 5_000
"""Ids fetched at a time: other threads run between two fetches."""
KEY_CHUNK = 500
"""Labels read at a time; below SQLite's bound-variable limit on every build."""

_cta, _count, _account = schema.cta, schema.cta_count, schema.account


def read_listing(connection: Connection, view: ViewSpec, first: int | None = None) -> Listing:
    """The groups in display order with their counts, and the CTAs: all, or the `first` alone.

    With `first` the counts are still of all. Raises InvalidQuery for a filter that is not one.
    """
    filtered = understood(connection, view.query, view.reader)
    groups = read_groups(connection, view, filtered)
    ids = _read_ids(connection, view, filtered, groups, first)
    return Listing(view.group_by, view.sort_by, groups, ids, view.query)


def read_counts(
    connection: Connection, tabs: Sequence[ViewTab], reader: Reader
) -> tuple[ViewTab, ...]:
    """The tabs, each with how many CTAs it holds."""
    return tuple(
        replace(tab, count=_total(connection, understood(connection, tab.query, reader)))
        for tab in tabs
    )


def read_arr(connection: Connection, view: ViewSpec, listing: Listing) -> Listing:
    """The listing with the ARR of each group's distinct customers, and of all of them.

    A customer that stands in several groups counts in each, and once in the total.
    """
    filtered = understood(connection, view.query, view.reader)
    clauses = filter_clauses(filtered)
    key = _key_expression(view)
    pairs = select(key.label("key"), _cta.c.account_id).where(*clauses).distinct().subquery()
    sums = dict(
        _pairs(
            connection,
            select(pairs.c.key, func.sum(_account.c.arr_cents))
            .join_from(pairs, _account, _account.c.id == pairs.c.account_id)
            .group_by(pairs.c.key),
        )
    )
    of_all = select(func.sum(_account.c.arr_cents)).where(
        _account.c.id.in_(select(_cta.c.account_id).where(*clauses))
    )
    groups = tuple(
        replace(group, arr_cents=_whole(sums.get(_sum_key(view, group))))
        for group in listing.groups
    )
    return replace(listing, groups=groups, arr_cents=_whole(connection.scalar(of_all)))


def read_groups(connection: Connection, view: ViewSpec, filtered: Filter) -> tuple[Group, ...]:
    """The groups of the view in display order, from the kept counts where they apply."""
    reader = view.reader
    if view.group_by is GroupBy.DUE:
        return due_groups(
            _counts_by_day(connection, filtered),
            reader.today,
            reader.first_weekday,
            is_closed_list=filtered.states == {CtaState.CLOSED},
        )
    counts = _counts_by_record(connection, view.group_by, filtered)
    return record_groups(counts, _labels(connection, view, list(counts)))


def count_statement(group_by: GroupBy, filtered: Filter) -> Select[Any]:
    """Counts by the grouping's column (by day for due dates), looked at anew."""
    column = _cta.c[COUNTED[group_by.value]]
    return select(column, func.count()).where(*filter_clauses(filtered)).group_by(column)


def kept_count_statement(group_by: GroupBy) -> Select[Any]:
    """The counts of the plain open list, as the writers keep them."""
    return select(_count.c.key, _count.c.n).where(
        _count.c.dimension == group_by.value, _count.c.n != 0
    )


def id_statement(
    view: ViewSpec, filtered: Filter, *extra: ColumnElement[bool], by_key: bool = False
) -> Select[Any]:
    """Ids in the order of the list; `by_key` puts the grouping's column before the order."""
    query = select(_cta.c.id).where(*filter_clauses(filtered), *extra)
    order = _order(view.sort_by)
    if view.sort_by in (SortBy.ARR, SortBy.ACCOUNT):
        query = query.join_from(_cta, _account, _account.c.id == _cta.c.account_id)
    elif view.sort_by is SortBy.PRIORITY:
        value = schema.picklist_value
        query = query.join_from(_cta, value, value.c.id == _cta.c.priority_id)
    if by_key:
        order.insert(0, _cta.c[BY_RECORD[view.group_by].column])
    return query.order_by(*order)


def group_clause(view: ViewSpec, key: str) -> ColumnElement[bool]:
    """The CTAs of one group."""
    if view.group_by is not GroupBy.DUE:
        return _cta.c[BY_RECORD[view.group_by].column] == int(key)
    if key == DueBucket.NO_DATE:
        return _cta.c.due == NO_DATE
    buckets = due_buckets(view.reader.today, view.reader.first_weekday)
    entry = next(entry for entry in buckets if entry.bucket == key)
    return due_clause(DueWithin(entry.start, entry.end))


def _read_ids(
    connection: Connection,
    view: ViewSpec,
    filtered: Filter,
    groups: Sequence[Group],
    first: int | None,
) -> array[int]:
    if view.group_by is GroupBy.DUE and view.sort_by is SortBy.DUE:
        return _fetch(connection, id_statement(view, filtered).limit(first))
    if first is None and view.group_by is not GroupBy.DUE:
        return _read_by_key(connection, view, filtered, groups)
    ids: array[int] = array("I")
    for group in groups:
        missing = None if first is None else first - len(ids)
        if missing == 0:
            break
        clause = group_clause(view, group.key)
        ids.extend(_fetch(connection, id_statement(view, filtered, clause).limit(missing)))
    return ids


def _read_by_key(
    connection: Connection, view: ViewSpec, filtered: Filter, groups: Sequence[Group]
) -> array[int]:
    """One pass in the index's order, then the groups' slices put in the order of display."""
    streamed = _fetch(connection, id_statement(view, filtered, by_key=True))
    slices, start = {}, 0
    for group in sorted(groups, key=lambda group: int(group.key)):
        slices[group.key] = streamed[start : start + group.count]
        start += group.count
    return array("I", chain.from_iterable(slices[group.key] for group in groups))


def _fetch(connection: Connection, query: Select[Any]) -> array[int]:
    ids: array[int] = array("I")
    streamed = query.execution_options(stream_results=True, max_row_buffer=FETCH_ROWS)
    with connection.execute(streamed) as found:
        for rows in found.partitions(FETCH_ROWS):
            ids.extend(chain.from_iterable(rows))
    return ids


def _counts_by_day(connection: Connection, filtered: Filter) -> Iterable[tuple[Any, int]]:
    if not filtered.is_open_list:
        return _pairs(connection, count_statement(GroupBy.DUE, filtered))
    kept = _pairs(connection, kept_count_statement(GroupBy.DUE))
    return ((_day(key), n) for key, n in kept)


def _counts_by_record(
    connection: Connection, group_by: GroupBy, filtered: Filter
) -> dict[int, int]:
    if not filtered.is_open_list:
        return dict(_pairs(connection, count_statement(group_by, filtered)))
    return {int(key): n for key, n in _pairs(connection, kept_count_statement(group_by))}


def _total(connection: Connection, filtered: Filter) -> int:
    if filtered.states == {CtaState.OPEN}:
        kept = select(func.sum(_count.c.n))
        if filtered.is_open_list:
            kept = kept.where(_count.c.dimension == GroupBy.PRIORITY.value)
            return int(connection.scalar(kept) or 0)
        match filtered.conjuncts:
            case (OneOf(column, ids),) if len(ids) <= KEY_CHUNK:
                dimension = next(name for name, kept in COUNTED.items() if kept == column.value)
                keys = [count_key(value) for value in ids]
                kept = kept.where(_count.c.dimension == dimension, _count.c.key.in_(keys))
                return int(connection.scalar(kept) or 0)
    query = select(func.count()).select_from(_cta).where(*filter_clauses(filtered))
    return int(connection.scalar(query) or 0)


def _labels(connection: Connection, view: ViewSpec, ids: list[int]) -> Iterable[Labelled]:
    grouping = BY_RECORD[view.group_by]
    if grouping.picklist is not None:
        value = schema.picklist_value
        ordered = (
            select(value.c.id, value.c.label)
            .where(value.c.picklist == grouping.picklist.value)
            .order_by(value.c.position, value.c.id)
        )
        return [Labelled(*pair) for pair in _pairs(connection, ordered)]
    is_owner = view.group_by is GroupBy.OWNER
    table = schema.person if is_owner else schema.account
    named: list[Labelled] = []
    for start in range(0, len(ids), KEY_CHUNK):
        query = select(table.c.id, table.c.name).where(table.c.id.in_(ids[start:][:KEY_CHUNK]))
        named += [Labelled(*pair) for pair in _pairs(connection, query)]
    return by_name(named, view.reader.person_id if is_owner else None)


def _order(sort_by: SortBy) -> list[ColumnElement[Any]]:
    due = [_cta.c.due, _cta.c.id]
    match sort_by:
        case SortBy.DUE:
            return [*due]
        case SortBy.PRIORITY:
            return [schema.picklist_value.c.position, *due]
        case SortBy.NAME:
            return [bytewise(_cta.c.words), _cta.c.id]
        case SortBy.ACCOUNT:
            return [bytewise(_account.c.words), _account.c.id, *due]
        case SortBy.ARR:
            return [func.coalesce(_account.c.arr_cents, -1).desc(), *due]
        case SortBy.CREATED:
            return [_cta.c.created_at.desc(), _cta.c.id.desc()]


def _key_expression(view: ViewSpec) -> ColumnElement[Any]:
    """The group of a CTA: the record's id, or the number of the due bucket."""
    if view.group_by is not GroupBy.DUE:
        return _cta.c[BY_RECORD[view.group_by].column]
    buckets = due_buckets(view.reader.today, view.reader.first_weekday)
    whens = [
        (_cta.c.due < entry.end, literal(number))
        for number, entry in enumerate(buckets)
        if entry.end is not None
    ]
    dated = (_cta.c.due < NO_DATE, literal(len(buckets) - 1))
    return case(*whens, dated, else_=literal(len(buckets)))


def _sum_key(view: ViewSpec, group: Group) -> int:
    if view.group_by is GroupBy.DUE:
        return list(DueBucket).index(DueBucket(group.key))
    return int(group.key)


def _pairs(connection: Connection, query: Select[Any]) -> list[tuple[Any, Any]]:
    return [(row[0], row[1]) for row in connection.execute(query)]


def _day(key: str) -> date | None:
    day = date.fromisoformat(key)
    return None if day == NO_DATE else day


def _whole(amount: Any) -> int | None:
    """PostgreSQL sums big integers as decimals."""
    return None if amount is None else int(amount)

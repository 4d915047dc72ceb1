"""Reads a view: its groups with counts, its CTAs in order, and sums of ARR."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select

from cockpit_tui.domain.days.dates import DueBucket
from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.lists.following import with_arrivals, with_counts
from cockpit_tui.domain.lists.grouping import (
    BY_RECORD,
    CLOSED_KEY,
    NEW_AND_DUE,
    Labelled,
    by_name,
    closed_group,
    due_groups,
    new_and_due_groups,
    one_group,
    parts_closed,
    record_groups,
)
from cockpit_tui.domain.lists.rows import Group, Listing, ViewTab
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import Filter
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import CLOSED_STATES, CtaState, GroupBy
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.lists.filter_sql import (
    TABLE,
    best_lead,
    filter_clauses,
    is_of_many,
)
from cockpit_tui.store.lists.id_fetching import fetch_grouped, fetch_ids
from cockpit_tui.store.lists.listing_sql import (
    count_statement,
    group_number,
    id_statement,
    is_in_order,
    kept_count_statement,
    kept_total_statement,
    label_statement,
    looks_at_rows,
    total_statement,
)
from cockpit_tui.store.lists.row_shapes import WHOLE_AT_MOST, to_day
from cockpit_tui.store.lists.saved_views import read_views
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema

ROWS_SCANNED = 8
"""So many rows are read in the order of the table in the time in which one is found by an index."""
_cta, _count, _account = schema.cta, schema.cta_count, schema.account


def read_listing(connection: Connection, view: ViewSpec, first: int | None = None) -> Listing:
    """The groups in display order with their counts, and the CTAs: all, or the `first` alone.

    With `first` the counts are still of all, and a list of a few thousand comes whole. Raises
    InvalidQuery for a filter that is not one.
    """
    filtered = understood(connection, view.query, view.reader)
    if view.group_by is GroupBy.ALL and best_lead(filtered, None) == TABLE:
        # To count them is to look at every row; the ids come along.
        ids = fetch_ids(connection, id_statement(view, filtered))
        return Listing(view.group_by, view.sort_by, one_group(len(ids)), ids, view.query)
    groups = read_groups(connection, view, filtered)
    if first is not None and sum(group.count for group in groups) <= WHOLE_AT_MOST:
        first = None
    ids = _read_ids(connection, view, filtered, groups, first)
    if first is None and len(ids) != sum(group.count for group in groups):
        groups = read_groups(connection, view, filtered, is_counted_anew=True)
        ids = _read_ids(connection, view, filtered, groups, first)
    return Listing(view.group_by, view.sort_by, groups, ids, view.query)


def read_now(connection: Connection, view: ViewSpec, shown: Listing) -> Listing:
    """The listing that is shown with the counts of now, and with what came in since.

    In a list of more than a few thousand the counts alone are new: its rows wait to be asked for.
    """
    groups = read_groups(connection, view, understood(connection, view.query, view.reader))
    is_small = max(shown.total, sum(group.count for group in groups)) <= WHOLE_AT_MOST
    if not is_small or not shown.is_complete:
        return with_counts(shown, groups)
    now = read_arr(connection, view, read_listing(connection, view))
    return with_arrivals(shown, now)


def read_tabs(connection: Connection, reader: Reader) -> tuple[ViewTab, ...]:
    """The views that the reader sees, in order and with their counts."""
    return read_counts(connection, read_views(connection, reader.person_id), reader)


def read_counts(
    connection: Connection, tabs: Sequence[ViewTab], reader: Reader
) -> tuple[ViewTab, ...]:
    """The tabs, each with how many CTAs it holds; None where its filter means nothing any more."""
    return tuple(replace(tab, count=_tab_count(connection, tab, reader)) for tab in tabs)


def _tab_count(connection: Connection, tab: ViewTab, reader: Reader) -> int | None:
    try:
        return _total(connection, understood(connection, tab.query, reader))
    except InvalidQuery:
        return None  # it names somebody or something that is gone


def read_arr(connection: Connection, view: ViewSpec, listing: Listing) -> Listing:
    """The listing with the ARR of each group's distinct customers, and of all of them.

    A customer that stands in several groups counts in each, and once in the total.
    """
    if listing.is_complete and listing.total <= WHOLE_AT_MOST:
        return _with_arr(connection, listing)
    filtered = understood(connection, view.query, view.reader)
    is_indexed = view.group_by in (GroupBy.DUE, GroupBy.ACCOUNT, GroupBy.ALL)
    clauses = filter_clauses(filtered, best_lead(filtered, None, looks_at_rows=not is_indexed))
    pair = _key_expression(view, filtered).label("key"), _cta.c.account_id
    found = select(*pair).where(*clauses)
    # Hundreds of owners make so many pairs that sorting them beats looking each one up.
    is_of_many = view.group_by is GroupBy.OWNER
    pairs = (found.group_by(*pair) if is_of_many else found.distinct()).subquery()
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


def _with_arr(connection: Connection, listing: Listing) -> Listing:
    """The sums from the CTAs themselves: quicker than the filter again where they are few."""
    is_sqlite = connection.dialect.name == "sqlite"
    query = (
        select(_cta.c.id, _account.c.id, _account.c.arr_cents)
        .join_from(_cta, _account, _account.c.id == _cta.c.account_id)
        .where(among(_cta.c.id, is_sqlite=is_sqlite), _account.c.arr_cents.is_not(None))
    )
    found = connection.execute(query, ids_value(listing.ids, is_sqlite=is_sqlite))
    customers = {cta_id: (account_id, cents) for cta_id, account_id, cents in found}

    def total(ids: Iterable[int]) -> int | None:
        amounts = dict(customers[cta_id] for cta_id in ids if cta_id in customers)
        return sum(amounts.values()) if amounts else None

    groups = tuple(
        replace(group, arr_cents=total(listing.ids[start : start + group.count]))
        for group, start in zip(listing.groups, listing.starts, strict=True)
    )
    return replace(listing, groups=groups, arr_cents=total(listing.ids))


def read_groups(
    connection: Connection, view: ViewSpec, filtered: Filter, *, is_counted_anew: bool = False
) -> tuple[Group, ...]:
    """The groups of the view in display order, from the kept counts where they apply.

    `is_counted_anew` leaves the kept counts aside: a bulk writer may have forgotten them.
    """
    filtered, *closed = _parts(view, filtered)
    found = _counts(connection, view.group_by, filtered, is_counted_anew=is_counted_anew)
    if view.group_by is GroupBy.DUE:
        days = [(to_day(key) if isinstance(key, str) else key, n) for key, n in found]
        dated = dated_groups(days, view, filtered)
        return dated + (closed_group(_total(connection, closed[0])) if closed else ())
    counts: Counter[int] = Counter()
    for key, n in found:
        counts[int(key)] += n
    if view.group_by is GroupBy.ALL:
        return one_group(sum(counts.values()))
    if view.group_by is GroupBy.NEW_AND_DUE:
        first = connection.scalar(label_statement(view.group_by, is_sqlite=False))
        return new_and_due_groups(counts, int(first or 0))
    return labelled_groups(connection, view, counts)


def dated_groups(
    days: Iterable[tuple[date | None, int]], view: ViewSpec, filtered: Filter
) -> tuple[Group, ...]:
    """The ranges of days that hold something."""
    reader, is_closed = view.reader, filtered.states <= CLOSED_STATES
    return due_groups(days, reader.today, reader.first_weekday, is_closed_list=is_closed)


def labelled_groups(
    connection: Connection, view: ViewSpec, counts: Mapping[int, int]
) -> tuple[Group, ...]:
    """The records that hold something, with their names and in their order."""
    return record_groups(counts, _labels(connection, view, list(counts)))


def _read_ids(
    connection: Connection,
    view: ViewSpec,
    filtered: Filter,
    groups: Sequence[Group],
    first: int | None,
) -> array[int]:
    filtered, *closed = _parts(view, filtered)
    if closed:
        dated = [group for group in groups if group.key != CLOSED_KEY]
        ids = _read_ids(connection, view, filtered, dated, first)
        missing = None if first is None else first - len(ids)
        return ids + fetch_ids(connection, id_statement(view, closed[0]).limit(missing))
    total = first or sum(group.count for group in groups)
    if is_in_order(view):
        return fetch_ids(connection, id_statement(view, filtered).limit(first), total)
    if view.group_by in BY_RECORD:
        if first is None:
            return _read_by_key(connection, view, filtered, groups)
        shown = _groups_of_first(groups, first)
        ids = _read_by_key(connection, view, filtered, shown[:-1], is_all=False)
        rest = _of_group(view, filtered, groups, shown[-1]).limit(first - len(ids))
        return ids + fetch_ids(connection, rest)
    if first is None:
        return fetch_ids(connection, id_statement(view, filtered, by_key=True), total)
    ids = array("I")
    for group in _groups_of_first(groups, first):
        query = _of_group(view, filtered, groups, group)
        ids.extend(fetch_ids(connection, query.limit(first - len(ids))))
    return ids


def _of_group(
    view: ViewSpec, filtered: Filter, groups: Sequence[Group], group: Group
) -> Select[Any]:
    """The ids of one group: along the index of its column, or, where each row has to be looked at
    and the group is a good part of all, from the table."""
    is_large = group.count * ROWS_SCANNED > sum(each.count for each in groups)
    if is_large and looks_at_rows(view) and is_of_many(filtered):
        return id_statement(view, filtered, [group.key], lead=TABLE)
    return id_statement(view, filtered, [group.key])


def _parts(view: ViewSpec, filtered: Filter) -> Sequence[Filter]:
    """The filter, or it without and with what is closed where that is a group of its own."""
    if not parts_closed(view.group_by, filtered.states):
        return (filtered,)
    open_states, closed = filtered.states - CLOSED_STATES, filtered.states & CLOSED_STATES
    return replace(filtered, states=open_states), replace(filtered, states=closed)


def _groups_of_first(groups: Sequence[Group], first: int) -> Sequence[Group]:
    """The groups that the first CTAs stand in; the last of them perhaps not whole."""
    seen = 0
    for number, group in enumerate(groups, 1):
        seen += group.count
        if seen >= first:
            return groups[:number]
    return groups


def _read_by_key(
    connection: Connection,
    view: ViewSpec,
    filtered: Filter,
    groups: Sequence[Group],
    *,
    is_all: bool = True,
) -> array[int]:
    """One pass in the index's order, then the groups' slices put in the order of display."""
    if not groups:
        return array("I")
    keys = None if is_all else [group.key for group in groups]
    return fetch_grouped(connection, id_statement(view, filtered, keys, by_key=True), groups)


def _counts(
    connection: Connection, group_by: GroupBy, filtered: Filter, *, is_counted_anew: bool
) -> list[tuple[Any, int]]:
    """How many there are by the grouping's column; of the open ones the kept counts, where nothing
    else is asked. A key may come twice, as a text or not."""
    if is_counted_anew or filtered.conjuncts or CtaState.OPEN not in filtered.states:
        return _pairs(connection, count_statement(group_by, filtered))
    kept = _pairs(connection, kept_count_statement(group_by))
    others = filtered.states - {CtaState.OPEN}
    if not others:
        return kept
    of_others = count_statement(group_by, replace(filtered, states=others))
    return kept + _pairs(connection, of_others)


def _total(connection: Connection, filtered: Filter) -> int:
    kept = kept_total_statement(filtered)
    statement = total_statement(filtered) if kept is None else kept
    return int(connection.scalar(statement) or 0)


def _labels(connection: Connection, view: ViewSpec, ids: list[int]) -> Iterable[Labelled]:
    is_sqlite = connection.dialect.name == "sqlite"
    statement = label_statement(view.group_by, is_sqlite=is_sqlite)
    if BY_RECORD[view.group_by].picklist is not None:
        return [Labelled(*pair) for pair in _pairs(connection, statement)]
    found = connection.execute(statement, ids_value(ids, is_sqlite=is_sqlite))
    is_owner = view.group_by is GroupBy.OWNER
    named = (Labelled(row[0], row[1]) for row in found)
    return by_name(named, view.reader.person_id if is_owner else None)


def _key_expression(view: ViewSpec, filtered: Filter) -> ColumnElement[Any]:
    """The group of a CTA: the record's id, or the number of the due bucket or other group."""
    if view.group_by in BY_RECORD:
        return _cta.c[BY_RECORD[view.group_by].column]
    if parts_closed(view.group_by, filtered.states):
        is_closed = _cta.c.state >= CtaState.CLOSED.value
        return case((is_closed, literal(len(DueBucket))), else_=group_number(view))
    return group_number(view)


def _sum_key(view: ViewSpec, group: Group) -> int:
    if group.key == CLOSED_KEY:
        return len(DueBucket)
    if view.group_by is GroupBy.DUE:
        return list(DueBucket).index(DueBucket(group.key))
    if view.group_by is GroupBy.ALL:
        return 0
    if view.group_by is GroupBy.NEW_AND_DUE:
        return [key for key, _ in NEW_AND_DUE].index(group.key)
    return int(group.key)


def _pairs(connection: Connection, query: Select[Any]) -> list[tuple[Any, Any]]:
    return [(row[0], row[1]) for row in connection.execute(query)]


def _whole(amount: Any) -> int | None:
    """PostgreSQL sums big integers as decimals."""
    return None if amount is None else int(amount)

"""The statements of a list; the first picture's are generated from the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Tuple,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from cockpit_tui.domain.days.dates import DueBucket, due_buckets
from cockpit_tui.domain.lists.grouping import BY_RECORD, COUNTED_BY, NEW_KEY
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.conditions import DueWithin, Filter, IdColumn, OneOf
from cockpit_tui.domain.values import CtaState, GroupBy, Picklist, SortBy
from cockpit_tui.store.engine import WHOLE_TABLE
from cockpit_tui.store.id_sets import among
from cockpit_tui.store.lists.filter_sql import (
    TABLE,
    Lead,
    best_lead,
    branches,
    due_clause,
    is_of_many,
)
from cockpit_tui.store.lists.order_sql import (
    OF_NO_INDEX,
    ascending,
    joined,
    order_of,
    ranked_customers,
    sorted_by,
)
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.work.derived import COUNTED, count_key

_cta, _count, _account = schema.cta, schema.cta_count, schema.account
_value = schema.picklist_value


def count_statement(group_by: GroupBy, filtered: Filter) -> Select[Any]:
    """Counts by the grouping's column (by day for due dates), looked at anew."""
    group_by = COUNTED_BY.get(group_by, group_by)
    column = _cta.c[COUNTED[group_by.value]]
    lists = [
        select(column.label("key")).where(*clauses)
        for clauses in branches(filtered, best_lead(filtered, _column(group_by)))
    ]
    found = union_all(*lists).subquery("found") if len(lists) > 1 else lists[0].subquery("found")
    return select(found.c.key, func.count()).group_by(found.c.key)


def kept_count_statement(group_by: GroupBy) -> Select[Any]:
    """The counts of the plain open list, as the writers keep them."""
    return select(_count.c.key, _count.c.n).where(
        _count.c.dimension == COUNTED_BY.get(group_by, group_by).value, _count.c.n != 0
    )


def kept_total_statement(filtered: Filter) -> Select[Any] | None:
    """The sum of kept counts that tells how many pass; None where none does."""
    if filtered.states != {CtaState.OPEN}:
        return None
    kept = select(func.sum(_count.c.n))
    if filtered.is_open_list:
        return kept.where(_count.c.dimension == GroupBy.PRIORITY.value)
    match filtered.conjuncts:
        case (OneOf(column, ids),):
            dimension = next(name for name, kept_by in COUNTED.items() if kept_by == column.value)
            keys = [count_key(value) for value in ids]
            return kept.where(_count.c.dimension == dimension, _count.c.key.in_(keys))
    return None


def total_statement(filtered: Filter, limit: int | None = None) -> Select[Any]:
    """How many CTAs pass, counted no further than `limit`."""
    lead = best_lead(filtered, None)
    lists = [
        select(_cta.c.id).where(*clauses) for clauses in branches(filtered, lead, is_count=True)
    ]
    found = union_all(*lists) if len(lists) > 1 else lists[0]
    return select(func.count()).select_from(found.limit(limit).subquery("found"))


def label_statement(group_by: GroupBy, *, is_sqlite: bool) -> Select[Any]:
    """Id and label of what the groups stand for: a value set in its order, else among the ids.

    For “new and due” the one status that new CTAs begin with.
    """
    if group_by is GroupBy.NEW_AND_DUE:
        return _first_status().add_columns(_value.c.label)
    grouping = BY_RECORD[group_by]
    if grouping.picklist is not None:
        return (
            select(_value.c.id, _value.c.label)
            .where(_value.c.picklist == grouping.picklist.value)
            .order_by(_value.c.position, _value.c.id)
        )
    table = schema.person if group_by is GroupBy.OWNER else _account
    return select(table.c.id, table.c.name).where(among(table.c.id, is_sqlite=is_sqlite))


def id_statement(
    view: ViewSpec,
    filtered: Filter,
    group_keys: Sequence[str] | None = None,
    *,
    by_key: bool = False,
    lead: Lead | Literal["best"] = "best",
    with_key: bool = False,
) -> Select[Any]:
    """Ids in the order of the list, of some groups or of all.

    `by_key` puts the grouping's column before the order: all groups in one pass; `with_key` gives
    it, or the due date, beside each id. `lead` is what to read along, where that is known better
    than from the filter: None for the first of many, along the index of the order.
    """
    column = _column(view.group_by)
    is_by_row = looks_at_rows(view)
    if lead == "best" and group_keys is not None:
        lead = column
    elif lead == "best":
        lead = best_lead(filtered, column, looks_at_rows=is_by_row)
    is_of_table = is_by_row and lead == TABLE and is_of_many(filtered)
    customer = ranked_customers(view, is_of_many=is_of_table)
    order = order_of(view, customer)
    if by_key and column is not None:
        order.insert(0, (_cta.c[column.value], ascending))
    elif by_key and not is_in_order(view):
        order.insert(0, (group_number(view), ascending))
    extra = [] if group_keys is None else [group_clause(view, filtered, group_keys)]
    lists = [
        joined(select(_cta.c.id, *sorted_by(order)), view.sort_by, customer).where(*clauses, *extra)
        for clauses in branches(filtered, lead)
    ]
    if is_of_table:
        lists = [one.with_hint(_cta, WHOLE_TABLE, "sqlite") for one in lists]
    if len(lists) == 1:
        keys = [column for column, _ in order[: int(with_key)]]
        plain = lists[0].with_only_columns(_cta.c.id, *keys)
        return plain.order_by(*(direct(column) for column, direct in order))
    found = union_all(*lists).subquery("found")
    columns = list(found.c)[1:]
    return select(found.c.id, *columns[: int(with_key)]).order_by(
        *(direct(column) for column, (_, direct) in zip(columns, order, strict=True))
    )


def looks_at_rows(view: ViewSpec) -> bool:
    """Whether no index holds both what the list is grouped by and what it is sorted by."""
    is_by_due = view.sort_by.plain is SortBy.DUE
    is_by_status = view.group_by is GroupBy.NEW_AND_DUE and not is_by_due
    return is_by_status or view.sort_by.plain in OF_NO_INDEX


PLACE = (
    select(_cta.c.due, _cta.c.id)
    .where(_cta.c.state == bindparam("state"))
    .order_by(_cta.c.due, _cta.c.id)
    .offset(bindparam("depth"))
    .limit(1)
)
"""Due date and id of the CTA that stands so far down the due dates of one state's list."""
_days = (
    select(_count.c.key, func.sum(_count.c.n).over(order_by=_count.c.key).label("reached"))
    .where(_count.c.dimension == GroupBy.DUE.value)
    .subquery("days")
)
DAY_AT = (
    select(_days.c.key).where(_days.c.reached > bindparam("depth")).order_by(_days.c.key).limit(1)
)
"""The same of the open list by its kept counts: the key of the day."""


def place(due: date | None, cta_id: int) -> Tuple:
    """What `place_of_cta` is compared with."""
    return tuple_(bindparam(None, due, type_=_cta.c.due.type), bindparam(None, cta_id))


def place_of_cta() -> Tuple:
    """Where a CTA stands along the due dates."""
    return tuple_(_cta.c.due, _cta.c.id)


def group_clause(view: ViewSpec, filtered: Filter, keys: Sequence[str]) -> ColumnElement[bool]:
    """The CTAs of these groups; of one alone where they are no records."""
    if view.group_by in BY_RECORD:
        column: ColumnElement[int] = _cta.c[BY_RECORD[view.group_by].column]
        if len(branches(filtered)) > 1:
            column = column + 0
        return column == int(keys[0]) if len(keys) == 1 else column.in_([int(key) for key in keys])
    (key,) = keys
    if view.group_by is GroupBy.NEW_AND_DUE:
        first = _first_status().scalar_subquery()
        return _cta.c.status_id == first if key == NEW_KEY else _cta.c.status_id != first
    if key == DueBucket.NO_DATE:
        return _cta.c.due == NO_DATE
    buckets = due_buckets(view.reader.today, view.reader.first_weekday)
    entry = next(entry for entry in buckets if entry.bucket == key)
    return due_clause(DueWithin(entry.start, entry.end))


def is_in_order(view: ViewSpec) -> bool:
    """True where the order of the rows is that of the groups as well."""
    is_by_due = view.group_by is GroupBy.DUE and view.sort_by is SortBy.DUE
    return is_by_due or view.group_by is GroupBy.ALL


def group_number(view: ViewSpec) -> ColumnElement[int]:
    """The place of a CTA's group, where the groups are no records."""
    if view.group_by is GroupBy.ALL:
        return literal(0)
    if view.group_by is GroupBy.NEW_AND_DUE:
        return new_or_due()
    buckets = due_buckets(view.reader.today, view.reader.first_weekday)
    whens = [
        (_cta.c.due < entry.end, literal(number))
        for number, entry in enumerate(buckets)
        if entry.end is not None
    ]
    dated = (_cta.c.due < NO_DATE, literal(len(buckets) - 1))
    return case(*whens, dated, else_=literal(len(buckets)))


def new_or_due() -> ColumnElement[int]:
    """0 for a CTA that nobody has begun, 1 for the others (CL-3)."""
    return case((_cta.c.status_id == _first_status().scalar_subquery(), 0), else_=1)


def _first_status() -> Select[Any]:
    """The status that new CTAs begin with: the default one, else the first."""
    return (
        select(_value.c.id)
        .where(_value.c.picklist == Picklist.CTA_STATUS.value)
        .order_by(_value.c.is_closed, _value.c.is_default.desc(), _value.c.position, _value.c.id)
        .limit(1)
    )


def _column(group_by: GroupBy) -> IdColumn | None:
    grouping = BY_RECORD.get(group_by)
    return None if grouping is None else IdColumn(grouping.column)

"""What a list is sorted by within its groups; the id last, so that no two rows are equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, Select, case, func

from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.store.lists.rank_sql import customers, rank_expression
from cockpit_tui.store.lists.text_sql import bytewise
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE

_cta, _account, _value, _person = (
    schema.cta,
    schema.account,
    schema.picklist_value,
    schema.person,
)
Direction = Callable[[ColumnElement[Any]], ColumnElement[Any]]
Order = list[tuple[ColumnElement[Any], Direction]]
BEYOND = 1_000_000
"""More than any health score, NPS or usage; its negative is less."""
BEYOND_MONEY = 10**17
"""Likewise, in cents."""
_OF_ACCOUNT = frozenset(
    {
        SortBy.ACCOUNT,
        SortBy.ARR,
        SortBy.RENEWAL,
        SortBy.HEALTH,
        SortBy.NPS,
        SortBy.USAGE,
    }
)
_OF_VALUE: Mapping[SortBy, str] = {
    SortBy.PRIORITY: "priority_id",
    SortBy.RECOMMENDED: "priority_id",
    SortBy.TYPE: "type_id",
    SortBy.REASON: "reason_id",
    SortBy.STATUS: "status_id",
}
OF_NO_INDEX = frozenset(
    {SortBy.RECOMMENDED, SortBy.NAME, SortBy.TASKS, SortBy.UNTOUCHED, SortBy.CREATED}
)
"""Orders that ask every CTA for what no index holds."""
_WORST_FIRST = {SortBy.HEALTH: "health", SortBy.NPS: "nps", SortBy.USAGE: "usage"}


def ascending(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column


def descending(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column.desc()


def ranked_customers(view: ViewSpec, *, is_of_many: bool) -> FromClause:
    """What the recommended order knows of customers; its list may be one of many CTAs. For other
    orders the customers as they are."""
    if view.sort_by.plain is not SortBy.RECOMMENDED:
        return _account
    weights = view.weights or Weights()
    return customers(view.reader.today, weights, is_of_many=is_of_many)


def order_of(view: ViewSpec, customer: FromClause = _account) -> Order:
    """The expressions and their directions; what is unknown stands last, whichever way round.

    The recommended order looks at the `customer` of `ranked_customers`.
    """
    if view.sort_by.plain is SortBy.DUE:
        return _by_due(view)
    is_turned = view.sort_by.is_reversed
    first = [_placed(key, is_turned=is_turned) for key in _keys(view, customer)]
    return [*first, (_cta.c.due, ascending), (_cta.c.id, ascending)]


def _by_due(view: ViewSpec) -> Order:
    if not view.sort_by.is_reversed:
        return [(_cta.c.due, ascending), (_cta.c.id, ascending)]
    due: ColumnElement[Any] = _cta.c.due
    if view.group_by is not GroupBy.DUE:  # where those without a date have a group of their own
        due = case((due == NO_DATE, date.min), else_=due)
    return [(due, descending), (_cta.c.id, descending)]


class _Key(Struct, frozen=True):
    """One expression of an order."""

    column: ColumnElement[Any]
    direction: Direction = ascending
    ends: tuple[object, object] | None = None
    """Values below and above every known one, where it may be unknown."""


def _placed(key: _Key, *, is_turned: bool) -> tuple[ColumnElement[Any], Direction]:
    """The expression in its direction or turned round, what is unknown at its end."""
    is_down = (key.direction is descending) is not is_turned
    column = key.column
    if key.ends is not None:
        column = func.coalesce(column, key.ends[0 if is_down else 1])
    return column, descending if is_down else ascending


def _keys(view: ViewSpec, customer: FromClause) -> list[_Key]:
    match view.sort_by.plain:
        case SortBy.RECOMMENDED:
            weights = view.weights or Weights()
            return [_Key(rank_expression(view.reader.today, weights, customer), descending)]
        case SortBy.PRIORITY | SortBy.TYPE | SortBy.REASON | SortBy.STATUS:
            return [_Key(_value.c.position)]
        case SortBy.NAME:
            return [_Key(bytewise(_cta.c.words))]
        case SortBy.ACCOUNT:
            return [_Key(bytewise(_account.c.words)), _Key(_account.c.id)]
        case SortBy.OWNER:
            return [_Key(bytewise(_person.c.name)), _Key(_person.c.id)]
        case SortBy.ARR:
            return [_Key(_account.c.arr_cents, descending, (-BEYOND_MONEY, BEYOND_MONEY))]
        case SortBy.RENEWAL:
            return [_Key(_account.c.renewal_date, ascending, (date.min, date.max))]
        case SortBy.HEALTH | SortBy.NPS | SortBy.USAGE as order:
            return [_Key(_account.c[_WORST_FIRST[order]], ascending, (-BEYOND, BEYOND))]
        case SortBy.TASKS:
            return [_Key(_cta.c.tasks_open, descending)]
        case SortBy.UNTOUCHED:
            return [_Key(func.coalesce(_cta.c.touched_at, _cta.c.created_at))]
        case SortBy.CREATED:
            return [_Key(_cta.c.created_at, descending), _Key(_cta.c.id, descending)]
        case _:
            return []


def sorted_by(order: Order) -> list[ColumnElement[Any]]:
    """The expressions as columns, for the parts of a union."""
    return [column.label(f"by_{number}") for number, (column, _) in enumerate(order)]


def joined(query: Select[Any], sort_by: SortBy, customer: FromClause = _account) -> Select[Any]:
    """The query with the tables that the order looks into; the recommended one into `customer`."""
    sort_by = sort_by.plain
    if sort_by is SortBy.RECOMMENDED:
        query = query.join_from(_cta, customer, customer.c.id == _cta.c.account_id)
    if sort_by in _OF_ACCOUNT:
        query = query.join_from(_cta, _account, _account.c.id == _cta.c.account_id)
    if sort_by in _OF_VALUE:
        query = query.join_from(_cta, _value, _value.c.id == _cta.c[_OF_VALUE[sort_by]])
    if sort_by is SortBy.OWNER:
        query = query.join_from(_cta, _person, _person.c.id == _cta.c.owner_id)
    return query

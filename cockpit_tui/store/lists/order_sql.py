"""What a list is sorted by within its groups; the id last, so that no two rows are equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.values import SortBy
from cockpit_tui.store import schema
from cockpit_tui.store.lists.rank_sql import rank_expression
from cockpit_tui.store.lists.text_sql import bytewise

_cta, _account, _value, _person = (
    schema.cta,
    schema.account,
    schema.picklist_value,
    schema.person,
)
Direction = Callable[[ColumnElement[Any]], ColumnElement[Any]]
Order = list[tuple[ColumnElement[Any], Direction]]
UNKNOWN_IS_LAST = 1_000_000
"""Beyond every health score, NPS and usage."""
_OF_ACCOUNT = frozenset(
    {
        SortBy.ACCOUNT,
        SortBy.ARR,
        SortBy.RENEWAL,
        SortBy.HEALTH,
        SortBy.NPS,
        SortBy.USAGE,
        SortBy.RECOMMENDED,
    }
)
_OF_VALUE: Mapping[SortBy, str] = {
    SortBy.PRIORITY: "priority_id",
    SortBy.RECOMMENDED: "priority_id",
    SortBy.TYPE: "type_id",
    SortBy.REASON: "reason_id",
    SortBy.STATUS: "status_id",
}
_WORST_FIRST = {SortBy.HEALTH: "health", SortBy.NPS: "nps", SortBy.USAGE: "usage"}


def ascending(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column


def descending(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return column.desc()


def order_of(view: ViewSpec) -> Order:
    """The expressions and their directions; what is unknown stands last."""
    return [*_first(view), (_cta.c.due, ascending), (_cta.c.id, ascending)]


def _first(view: ViewSpec) -> Order:
    match view.sort_by:
        case SortBy.RECOMMENDED:
            return [(rank_expression(view.reader.today, view.weights or Weights()), descending)]
        case SortBy.PRIORITY | SortBy.TYPE | SortBy.REASON | SortBy.STATUS:
            return [(_value.c.position, ascending)]
        case SortBy.NAME:
            return [(bytewise(_cta.c.words), ascending)]
        case SortBy.ACCOUNT:
            return [(bytewise(_account.c.words), ascending), (_account.c.id, ascending)]
        case SortBy.OWNER:
            return [(bytewise(_person.c.name), ascending), (_person.c.id, ascending)]
        case SortBy.ARR:
            return [(func.coalesce(_account.c.arr_cents, -1), descending)]
        case SortBy.RENEWAL:
            return [(func.coalesce(_account.c.renewal_date, date.max), ascending)]
        case SortBy.HEALTH | SortBy.NPS | SortBy.USAGE:
            column = _account.c[_WORST_FIRST[view.sort_by]]
            return [(func.coalesce(column, UNKNOWN_IS_LAST), ascending)]
        case SortBy.TASKS:
            return [(_cta.c.tasks_open, descending)]
        case SortBy.UNTOUCHED:
            return [(func.coalesce(_cta.c.touched_at, _cta.c.created_at), ascending)]
        case SortBy.CREATED:
            return [(_cta.c.created_at, descending), (_cta.c.id, descending)]
        case _:
            return []


def sorted_by(order: Order) -> list[ColumnElement[Any]]:
    """The expressions as columns, for the parts of a union."""
    return [column.label(f"by_{number}") for number, (column, _) in enumerate(order)]


def joined(query: Select[Any], sort_by: SortBy) -> Select[Any]:
    """The query with the tables that the order looks into."""
    if sort_by in _OF_ACCOUNT:
        query = query.join_from(_cta, _account, _account.c.id == _cta.c.account_id)
    if sort_by in _OF_VALUE:
        query = query.join_from(_cta, _value, _value.c.id == _cta.c[_OF_VALUE[sort_by]])
    if sort_by is SortBy.OWNER:
        query = query.join_from(_cta, _person, _person.c.id == _cta.c.owner_id)
    return query

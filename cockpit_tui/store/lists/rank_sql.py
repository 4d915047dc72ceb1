"""The recommended order's number as SQL: what `domain.ranking` says, digit for digit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    and_,
    case,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from cockpit_tui.domain.lists.ranking import (
    ARR_AT_MOST,
    OVERDUE_HALF,
    PRIORITY_SHARE,
    RENEWAL_HALF,
    RENEWAL_PAST,
    TENTHS,
)
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.values import CtaState, PriorityLevel
from cockpit_tui.store.tables import schema

_cta, _account, _value = schema.cta, schema.account, schema.picklist_value


class _DaysBetween(FunctionElement[int]):
    """Whole days from the second date to the first."""

    name = "days_between"
    type = Integer()
    inherit_cache = True


@compiles(_DaysBetween, "sqlite")
def _days_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(_DaysBetween)
def _days_between(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = (compiler.process(part, **options) for part in element.clauses)
    return f"({later} - {earlier})"


def customers(today: date, weights: Weights, *, is_of_many: bool) -> FromClause:
    """Id and points, in tenths, of each customer.

    `is_of_many`: they are worked out once for all CTAs, and kept meanwhile; else from each CTA.
    """
    day = literal(today, Date)
    health, arr = _account.c.health, _account.c.arr_cents
    renewal = _account.c.renewal_date
    is_near = renewal >= today - timedelta(days=RENEWAL_PAST)
    of_health = _points(weights.health) * (100 - _within(health, 100)) // 100
    amount = _within(arr, ARR_AT_MOST)
    of_arr = _points(weights.arr) * amount // (amount + weights.arr_half_cents)
    ahead = _within(_DaysBetween(renewal, day), None)
    of_renewal = _points(weights.renewal) * RENEWAL_HALF // (RENEWAL_HALF + ahead)
    points = (
        case((health.is_not(None), of_health), else_=0)
        + case((arr.is_not(None), of_arr), else_=0)
        + case((is_near, of_renewal), else_=0)
    )
    each = select(_account.c.id, points.label("points"))
    if is_of_many:
        return each.cte("customer").prefix_with("MATERIALIZED")
    return each.subquery("customer")


def rank_expression(today: date, weights: Weights, customer: FromClause) -> ColumnElement[int]:
    """The number in tenths, over `cta` joined with its customer and with its priority's value."""
    late = _DaysBetween(literal(today, Date), _cta.c.due)
    of_overdue = _points(weights.overdue) * late // (late + OVERDUE_HALF)
    middle = PRIORITY_SHARE[PriorityLevel.MIDDLE]
    shares = {
        level.value: weights.priority * TENTHS * share // 100
        for level, share in PRIORITY_SHARE.items()
    }
    of_priority = case(
        shares, value=_value.c.stage, else_=weights.priority * TENTHS * middle // 100
    )
    is_late = and_(_cta.c.state < CtaState.CLOSED.value, _cta.c.due < today)
    points: ColumnElement[int] = customer.c.points
    return (
        points
        + case((is_late, of_overdue), else_=0)
        + of_priority
        + case((_cta.c.is_flagged, weights.flag * TENTHS), else_=0)
    )


def _points(weight: int) -> ColumnElement[int]:
    """Wide enough for what it is multiplied with."""
    return literal(weight * TENTHS, BigInteger)


def _within(column: ColumnElement[Any], most: int | None) -> ColumnElement[Any]:
    """The number, not below 0 nor above `most`."""
    whens = [(column < 0, literal(0, BigInteger))]
    if most is not None:
        whens.append((column > most, literal(most, BigInteger)))
    return case(*whens, else_=column)

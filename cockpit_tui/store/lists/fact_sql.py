"""Conditions on what stands beside a CTA (its account, tasks, activities, snapshots) as SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, false, func, or_, select, true

from cockpit_tui.domain.query.conditions import (
    Absent,
    ActivityDay,
    Among,
    Column,
    DaySource,
    Tally,
    TaskColumn,
    TaskDueWithin,
    TaskHas,
    Trend,
    Within,
)
from cockpit_tui.domain.query.fields import Counted, Function
from cockpit_tui.domain.query.matching import CALL_SUBTYPE, EMAIL_SUBTYPES, EVENT_KIND
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE

_cta, _task, _part, _account = schema.cta, schema.task, schema.task_part, schema.account
_activity, _case, _snapshot = schema.activity, schema.support_case, schema.account_snapshot
_TEXTS = frozenset({Column.PLAYBOOK, Column.SOURCE, Column.SEGMENT, Column.STAGE, Column.INDUSTRY})


def column_clause(
    condition: Among | Within | Absent, *, is_led: bool = True
) -> ColumnElement[bool]:
    """What a column of the CTA or of its account holds; never unknown, so it can be negated.

    Without `is_led` no index of the customers is begun.
    """
    column = condition.column
    found: ColumnElement[Any] = schema.metadata.tables[column.table].c[column.name_in_table]
    match condition:
        case Among(_, values):
            clause = and_(found.is_not(None), found.in_(values))
        case Within(_, low, high):
            clause = and_(found.is_not(None), _between(found, low, high))
        case Absent():
            is_empty = found == "" if column in _TEXTS else false()
            clause = or_(found.is_(None), is_empty)
        case _:
            assert_never(condition)
    if column.table == "account":
        customer = _cta.c.account_id if is_led else _cta.c.account_id + 0
        return customer.in_(select(_account.c.id).where(clause))
    return clause


def task_clause(asked: TaskHas) -> ColumnElement[bool]:
    """One of the CTA's tasks, or of their parts, holds one of the values."""
    if asked.column in (TaskColumn.STATUS, TaskColumn.PRIORITY):
        held = _task.c[asked.column.value].in_(asked.values)
        return select(_task.c.id).where(_task.c.cta_id == _cta.c.id, held).exists()
    of_part: ColumnElement[bool] = _part.c[asked.column.value].in_(asked.values)
    if asked.column is TaskColumn.ASSIGNEE:
        of_part = and_(of_part, ~_part.c.is_closed)
        return _cta.c.id.in_(select(_part.c.cta_id).where(of_part))
    return select(_part.c.id).where(_part.c.cta_id == _cta.c.id, of_part).exists()


def task_due_clause(asked: TaskDueWithin) -> ColumnElement[bool]:
    """One of the CTA's open tasks is due in the range, or has no date."""
    of_cta = _task.c.cta_id == _cta.c.id
    return select(_task.c.id).where(of_cta, is_open_and_due(asked)).exists()


def is_open_and_due(asked: TaskDueWithin) -> ColumnElement[bool]:
    """A task is open, and due in the range or without a date: what is done is due no more."""
    is_open = _task.c.closed_at.is_(None)
    if asked.is_undated:
        return and_(is_open, _task.c.due == NO_DATE)
    return and_(is_open, _between(_task.c.due, asked.start, asked.end), _task.c.due < NO_DATE)


def activity_day_clause(asked: ActivityDay) -> ColumnElement[bool]:
    """The day that the customer's activities give lies in the range."""
    happened = _activity.c.happened_on
    day: ColumnElement[Any]
    if asked.source is DaySource.LAST_ACTIVITY:
        day, fits = func.max(happened), and_(_activity.c.is_closed, happened <= asked.today)
    else:
        day, fits = func.min(happened), and_(~_activity.c.is_closed, happened >= asked.today)
    days = _activities().where(fits).having(_between(day, asked.start, asked.end))
    return _cta.c.account_id.in_(days)


def tally_clause(asked: Tally) -> ColumnElement[bool]:
    """How many the customer had is in the range; a customer that stands nowhere had none."""
    counted = Counted(asked.counted)
    if counted in _BY_INSTANT:
        found = _BY_INSTANT[counted](asked)
    else:
        happened = _activity.c.happened_on
        within = and_(happened.is_not(None), _between(happened, asked.start, asked.end))
        found = _activities().where(_activity.c.is_closed, within, _KINDS[counted])
    n = func.count()
    fits = _between(n, asked.low, asked.high)
    has_zero = (asked.low is None or asked.low <= 0) and (asked.high is None or asked.high > 0)
    if has_zero:
        return _cta.c.account_id.not_in(found.having(~fits))
    return _cta.c.account_id.in_(found.having(fits))


def trend_clause(asked: Trend) -> ColumnElement[bool]:
    """An aggregate of the customer's snapshots lies between the edges."""
    now: ColumnElement[Any] = _account.c[asked.measure.column]
    day: ColumnElement[Any] = _snapshot.c[asked.measure.column]
    if asked.function == Function.CHANGE:
        earlier = _snapshot.alias("earlier")
        last = (
            select(func.max(earlier.c.day))
            .where(earlier.c.account_id == _account.c.id, earlier.c.day <= asked.start)
            .scalar_subquery()
        )
        then = cast(day, BigInteger)
        lies = _lies(asked, cast(now, BigInteger) - then, func.abs(then) if asked.is_percent else 1)
        known: list[ColumnElement[bool]] = [now.is_not(None), day.is_not(None)]
        if asked.is_percent:
            known.append(day != 0)
        found = (
            select(_account.c.id)
            .join(_snapshot, _snapshot.c.account_id == _account.c.id)
            .where(_snapshot.c.day == last, *known, lies)
        )
        return _cta.c.account_id.in_(found)
    value, unit = _mean(asked, cast(day, BigInteger))
    found = (
        select(_snapshot.c.account_id)
        .where(_snapshot.c.day >= asked.start, day.is_not(None))
        .group_by(_snapshot.c.account_id)
        .having(_lies(asked, value, unit))
    )
    return _cta.c.account_id.in_(found)


def _mean(asked: Trend, day: ColumnElement[Any]) -> tuple[ColumnElement[Any], Any]:
    """The aggregate as a value and what it is divided by."""
    match Function(asked.function):
        case Function.MIN:
            return func.min(day), 1
        case Function.MAX:
            return func.max(day), 1
    return func.sum(day), func.count()


def _lies(asked: Trend, value: ColumnElement[Any], unit: Any) -> ColumnElement[bool]:
    """Whole numbers alone: both sides are multiplied instead of divided, as in `matching`."""
    scaled = value * (10_000 if asked.is_percent else 100)
    clauses: list[ColumnElement[bool]] = []
    if asked.low is not None:
        floor = unit * asked.low.hundredths
        clauses.append(scaled >= floor if asked.low.is_included else scaled > floor)
    if asked.high is not None:
        ceiling = unit * asked.high.hundredths
        clauses.append(scaled <= ceiling if asked.high.is_included else scaled < ceiling)
    return and_(true(), *clauses)


def _activities() -> Select[Any]:
    """Accounts with their activities that are not deleted."""
    account_id = _activity.c.account_id
    return (
        select(account_id)
        .where(account_id.is_not(None), ~_activity.c.is_deleted)
        .group_by(account_id)
    )


def _cases(asked: Tally) -> Select[Any]:
    account_id, opened = _case.c.account_id, _case.c.opened_at
    return (
        select(account_id)
        .where(account_id.is_not(None), ~_case.c.is_deleted, opened.is_not(None))
        .where(_between(opened, asked.start_at, asked.end_at))
        .group_by(account_id)
    )


def _ctas(asked: Tally) -> Select[Any]:
    other = _cta.alias("counted")
    within = _between(other.c.created_at, asked.start_at, asked.end_at)
    return select(other.c.account_id).where(within).group_by(other.c.account_id)


def _tasks(asked: Tally) -> Select[Any]:
    other = _cta.alias("counted")
    within = _between(_task.c.closed_at, asked.start_at, asked.end_at)
    return (
        select(other.c.account_id)
        .join_from(_task, other, other.c.id == _task.c.cta_id)
        .where(_task.c.closed_at.is_not(None), within)
        .group_by(other.c.account_id)
    )


def _between(value: ColumnElement[Any], low: Any, high: Any) -> ColumnElement[bool]:
    """From `low`, below `high`; None is unbounded."""
    clauses: list[ColumnElement[bool]] = [] if low is None else [value >= low]
    if high is not None:
        clauses.append(value < high)
    return and_(true(), *clauses)


_BY_INSTANT: Mapping[Counted, Callable[[Tally], Select[Any]]] = {
    Counted.CASES: _cases,
    Counted.CTAS: _ctas,
    Counted.TASKS: _tasks,
}
_KINDS: Mapping[Counted, ColumnElement[bool]] = {
    Counted.ACTIVITIES: true(),
    Counted.CALLS: _activity.c.subtype == CALL_SUBTYPE,
    Counted.EMAILS: _activity.c.subtype.in_(EMAIL_SUBTYPES),
    Counted.MEETINGS: _activity.c.kind == EVENT_KIND,
}

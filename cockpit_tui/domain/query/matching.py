"""Whether a CTA passes a filter: the store's SQL in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, assert_never

from cockpit_tui.domain.query.conditions import (
    Absent,
    AccountWords,
    ActivityDay,
    AllOf,
    Among,
    AnyOf,
    Column,
    Condition,
    DaySource,
    DueWithin,
    Filter,
    HasMark,
    HasWord,
    Mark,
    Mine,
    Negation,
    NoDueDate,
    OneOf,
    StateIn,
    Tally,
    TaskColumn,
    TaskDueWithin,
    TaskHas,
    TextPart,
    Trend,
    Within,
)
from cockpit_tui.domain.query.facts import AccountFacts, ActivityFacts, CtaFacts
from cockpit_tui.domain.query.fields import Counted, Function

EMAIL_SUBTYPES = ("Email", "ListEmail")
CALL_SUBTYPE = "Call"
EVENT_KIND = "Event"


def matches(filtered: Filter, facts: CtaFacts) -> bool:
    """True if the CTA passes the filter."""
    return facts.state in filtered.states and _holds(filtered.condition, facts)


def has_word(words: Mapping[TextPart, str], wanted: HasWord) -> bool:
    """True if one of the words of that part, or of all parts, starts so."""
    where = words.values() if wanted.part is None else (words.get(wanted.part, ""),)
    return any(wanted.prefix in part for part in where)


def _holds(condition: Condition, facts: CtaFacts) -> bool:
    match condition:
        case AllOf(conditions):
            return all(_holds(part, facts) for part in conditions)
        case AnyOf(conditions):
            return any(_holds(part, facts) for part in conditions)
        case Negation(negated):
            return not _holds(negated, facts)
        case OneOf(column, ids):
            return getattr(facts, column.value) in ids
        case Among() | Within() | Absent():
            return _value_fits(condition, _value(condition.column, facts))
        case HasWord():
            return has_word(facts.words, condition)
        case AccountWords(prefixes):
            return all(prefix in facts.words.get(TextPart.ACCOUNT, "") for prefix in prefixes)
        case StateIn(states):
            return facts.state in states
        case Mine(person_id, is_owner_only):
            is_owner = facts.owner_id == person_id
            return is_owner or (not is_owner_only and _has_open_part(facts, (person_id,)))
        case HasMark(mark):
            return _MARKED[mark](facts)
        case NoDueDate():
            return facts.due is None
        case DueWithin(start, end):
            return _is_within(facts.due, start, end)
        case TaskHas(task_column, values):
            return _TASKS[task_column](facts, values)
        case TaskDueWithin():
            return any(
                _task_is_due(condition, task.due) for task in facts.tasks if not task.is_closed
            )
        case ActivityDay():
            return _is_within(
                _activity_day(condition, facts.account), condition.start, condition.end
            )
        case Tally():
            return _is_within(_tally(condition, facts.account), condition.low, condition.high)
        case Trend():
            return _trend_fits(condition, facts.account)
    assert_never(condition)


def _value(column: Column, facts: CtaFacts) -> Any:
    of = facts.account if column.table == "account" else facts
    return getattr(of, column.name_in_table)


def _value_fits(condition: Among | Within | Absent, value: Any) -> bool:
    match condition:
        case Among(_, values):
            return value in values
        case Within(_, low, high):
            return _is_within(value, low, high)
        case Absent():
            return value is None or value == ""


def _is_within(value: Any, low: Any, high: Any) -> bool:
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value < high)


def _has_open_part(facts: CtaFacts, people: tuple[int | str, ...]) -> bool:
    return any(part.assignee_id in people and not part.is_closed for part in facts.parts)


def _task_is_due(asked: TaskDueWithin, due: date | None) -> bool:
    return due is None if asked.is_undated else _is_within(due, asked.start, asked.end)


def _activity_day(asked: ActivityDay, account: AccountFacts) -> date | None:
    dated = [(one.day, one.is_closed) for one in account.activities if one.day is not None]
    if asked.source is DaySource.LAST_ACTIVITY:
        return max(
            (day for day, is_closed in dated if is_closed and day <= asked.today), default=None
        )
    return min(
        (day for day, is_closed in dated if not is_closed and day >= asked.today), default=None
    )


def _tally(asked: Tally, account: AccountFacts) -> int:
    counted = Counted(asked.counted)
    if counted in _INSTANTS:
        instants = getattr(account, _INSTANTS[counted])
        return sum(_is_within(instant, asked.start_at, asked.end_at) for instant in instants)
    is_counted = _ACTIVITIES[counted]
    return sum(
        one.is_closed and _is_within(one.day, asked.start, asked.end) and is_counted(one)
        for one in account.activities
    )


def _trend_fits(asked: Trend, account: AccountFacts) -> bool:
    """Whole numbers alone: both sides are multiplied instead of divided."""
    if asked.function == Function.CHANGE:
        now = getattr(account, asked.measure.column)
        then = _value_then(asked, account)
        if now is None or then is None or (asked.is_percent and then == 0):
            return False
        return _lies(asked, now - then, abs(then) if asked.is_percent else 1)
    values = [
        value
        for day in account.snapshots
        if day.day >= asked.start and (value := getattr(day, asked.measure.column)) is not None
    ]
    if not values:
        return False
    match Function(asked.function):
        case Function.MIN:
            return _lies(asked, min(values), 1)
        case Function.MAX:
            return _lies(asked, max(values), 1)
    return _lies(asked, sum(values), len(values))


def _value_then(asked: Trend, account: AccountFacts) -> Any:
    past = [one for one in account.snapshots if one.day <= asked.start]
    if not past:
        return None
    return getattr(max(past, key=lambda one: one.day), asked.measure.column)


def _lies(asked: Trend, value: int, unit: int) -> bool:
    """Whether `value` divided by `unit` lies between the edges; in per cent, times a hundred."""
    scaled = value * (10_000 if asked.is_percent else 100)
    low, high = asked.low, asked.high
    if low is not None:
        floor = low.hundredths * unit
        if scaled < floor or (scaled == floor and not low.is_included):
            return False
    if high is None:
        return True
    ceiling = high.hundredths * unit
    return scaled < ceiling or (scaled == ceiling and high.is_included)


_MARKED: Mapping[Mark, Callable[[CtaFacts], bool]] = {
    Mark.FLAGGED: lambda facts: facts.is_flagged,
    Mark.MILESTONE: lambda facts: facts.is_milestone,
    Mark.ORPHANED: lambda facts: facts.is_orphaned,
    Mark.TWIN: lambda facts: facts.is_twin,
    Mark.SYNCED: lambda facts: any(part.is_synced for part in facts.parts),
    Mark.CONFLICT: lambda facts: any(part.sync_state == "conflict" for part in facts.parts),
}
_TASKS: Mapping[TaskColumn, Callable[[CtaFacts, tuple[int | str, ...]], bool]] = {
    TaskColumn.ASSIGNEE: _has_open_part,
    TaskColumn.SYNC: lambda facts, values: any(part.sync_state in values for part in facts.parts),
    TaskColumn.STATUS: lambda facts, values: any(one.status_id in values for one in facts.tasks),
    TaskColumn.PRIORITY: lambda facts, values: any(
        one.priority_id in values for one in facts.tasks
    ),
}
_INSTANTS: Mapping[Counted, str] = {
    Counted.CASES: "cases_opened_at",
    Counted.CTAS: "ctas_created_at",
    Counted.TASKS: "tasks_done_at",
}
"""What is counted by the instant at which it happened."""
_ACTIVITIES: Mapping[Counted, Callable[[ActivityFacts], bool]] = {
    Counted.ACTIVITIES: lambda _: True,
    Counted.CALLS: lambda one: one.subtype == CALL_SUBTYPE,
    Counted.EMAILS: lambda one: one.subtype in EMAIL_SUBTYPES,
    Counted.MEETINGS: lambda one: one.kind == EVENT_KIND,
}

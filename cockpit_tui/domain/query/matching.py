"""What a filter may ask of one CTA, and whether the CTA passes: the store's SQL in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
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
from cockpit_tui.domain.query.fields import Counted, Function
from cockpit_tui.domain.values import CtaState

EMAIL_SUBTYPES = ("Email", "ListEmail")
CALL_SUBTYPE = "Call"
EVENT_KIND = "Event"


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One assignee's share of a task."""

    assignee_id: int
    is_closed: bool = False
    is_synced: bool = False
    sync_state: str = "local"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task."""

    status_id: int
    priority_id: int
    due: date | None = None
    is_closed: bool = False
    parts: tuple[PartFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity of the customer that is not deleted."""

    day: date | None
    is_closed: bool
    kind: str = "Task"
    subtype: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """A day's measures."""

    day: date
    arr_cents: int | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The customer, with what aggregates look at."""

    owner_id: int | None = None
    arr_cents: int | None = None
    health: int | None = None
    nps: int | None = None
    usage: int | None = None
    renewal_date: date | None = None
    segment: str = ""
    stage: str = ""
    industry: str = ""
    activities: tuple[ActivityFacts, ...] = ()
    cases_opened_at: tuple[datetime, ...] = ()
    ctas_created_at: tuple[datetime, ...] = ()
    snapshots: tuple[SnapshotFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class CtaFacts:
    """What a filter may ask of one CTA."""

    state: CtaState
    owner_id: int
    account_id: int
    type_id: int
    reason_id: int
    priority_id: int
    status_id: int
    id: int = 0
    due: date | None = None
    is_flagged: bool = False
    is_milestone: bool = False
    is_orphaned: bool = False
    is_twin: bool = False
    """Its owner is no longer active."""
    created_at: datetime | None = None
    touched_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: date | None = None
    playbook: str | None = None
    source: str = "person"
    opportunity_id: int | None = None
    tasks: tuple[TaskFacts, ...] = ()
    words: dict[TextPart, str] = field(default_factory=dict)
    """`to_words` of each part."""
    account: AccountFacts = AccountFacts()

    @property
    def tasks_open(self) -> int:
        return sum(not task.is_closed for task in self.tasks)

    @property
    def tasks_total(self) -> int:
        return len(self.tasks)

    @property
    def parts(self) -> Iterable[PartFacts]:
        return (part for task in self.tasks for part in task.parts)


def matches(filtered: Filter, facts: CtaFacts) -> bool:
    """True if the CTA passes the filter."""
    return facts.state in filtered.states and _holds(filtered.condition, facts)


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
        case HasWord(prefix, part):
            where = facts.words.values() if part is None else [facts.words.get(part, "")]
            return any(prefix in words for words in where)
        case AccountWords(prefixes):
            return all(prefix in facts.words.get(TextPart.ACCOUNT, "") for prefix in prefixes)
        case StateIn(states):
            return facts.state in states
        case Mine(person_id, is_owner_only):
            is_owner = facts.owner_id == person_id
            return is_owner or (not is_owner_only and _has_open_part(facts, (person_id,)))
        case HasMark(mark):
            return _has_mark(mark, facts)
        case NoDueDate():
            return facts.due is None
        case DueWithin(start, end):
            return _is_within(facts.due, start, end)
        case TaskHas():
            return _has_task(condition, facts)
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


def _has_mark(mark: Mark, facts: CtaFacts) -> bool:
    match mark:
        case Mark.FLAGGED:
            return facts.is_flagged
        case Mark.MILESTONE:
            return facts.is_milestone
        case Mark.ORPHANED:
            return facts.is_orphaned
        case Mark.TWIN:
            return facts.is_twin
        case Mark.SYNCED:
            return any(part.is_synced for part in facts.parts)
        case Mark.CONFLICT:
            return any(part.sync_state == "conflict" for part in facts.parts)
    assert_never(mark)


def _has_task(asked: TaskHas, facts: CtaFacts) -> bool:
    match asked.column:
        case TaskColumn.ASSIGNEE:
            return _has_open_part(facts, asked.values)
        case TaskColumn.SYNC:
            return any(part.sync_state in asked.values for part in facts.parts)
        case TaskColumn.STATUS:
            return any(task.status_id in asked.values for task in facts.tasks)
        case TaskColumn.PRIORITY:
            return any(task.priority_id in asked.values for task in facts.tasks)
    assert_never(asked.column)


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
    if counted in (Counted.CASES, Counted.CTAS):
        is_case = counted is Counted.CASES
        instants = account.cases_opened_at if is_case else account.ctas_created_at
        return sum(_is_within(instant, asked.start_at, asked.end_at) for instant in instants)
    return sum(
        one.is_closed and _is_within(one.day, asked.start, asked.end) and _is_counted(counted, one)
        for one in account.activities
    )


def _is_counted(counted: Counted, one: ActivityFacts) -> bool:
    match counted:
        case Counted.CALLS:
            return one.subtype == CALL_SUBTYPE
        case Counted.EMAILS:
            return one.subtype in EMAIL_SUBTYPES
        case Counted.MEETINGS:
            return one.kind == EVENT_KIND
    return True


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

"""A filter, understood: conditions over CTAs with every name already turned into ids.

The store compiles these to SQL; `matching` decides in memory. Both must agree, and a test holds it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.values import CtaState

ALL_STATES = frozenset(CtaState)


class IdColumn(StrEnum):
    """A column of a CTA that names another record."""

    OWNER = "owner_id"
    TYPE = "type_id"
    REASON = "reason_id"
    PRIORITY = "priority_id"
    STATUS = "status_id"
    ACCOUNT = "account_id"


class Column(StrEnum):
    """A column of the CTA or of its account, written `table.column`."""

    ID = "cta.id"
    CREATED = "cta.created_at"
    TOUCHED = "cta.touched_at"
    CLOSED = "cta.closed_at"
    SNOOZED_UNTIL = "cta.snoozed_until"
    PLAYBOOK = "cta.playbook"
    SOURCE = "cta.source"
    OPPORTUNITY = "cta.opportunity_id"
    TASKS_OPEN = "cta.tasks_open"
    TASKS_TOTAL = "cta.tasks_total"
    ARR = "account.arr_cents"
    HEALTH = "account.health"
    NPS = "account.nps"
    USAGE = "account.usage"
    RENEWAL = "account.renewal_date"
    SEGMENT = "account.segment"
    STAGE = "account.stage"
    INDUSTRY = "account.industry"
    ACCOUNT_OWNER = "account.owner_id"

    @property
    def table(self) -> str:
        return self.value.partition(".")[0]

    @property
    def name_in_table(self) -> str:
        return self.value.partition(".")[2]


class TaskColumn(StrEnum):
    """What one of a CTA's tasks, or of their parts, is asked."""

    STATUS = "status_id"
    PRIORITY = "priority_id"
    ASSIGNEE = "assignee_id"
    """Of a part that is open."""
    SYNC = "sync_state"


class TextPart(StrEnum):
    """Where words are looked for."""

    NAME = "name"
    COMMENT = "comment"
    TASKS = "tasks"
    ACCOUNT = "account"


class DaySource(StrEnum):
    """A day that the customer's activities give."""

    LAST_ACTIVITY = "last"
    NEXT_ACTIVITY = "next"


class Measure(StrEnum):
    """What an account's daily snapshot holds."""

    ARR = "arr"
    HEALTH = "health"
    NPS = "nps"
    USAGE = "usage"

    @property
    def column(self) -> str:
        return "arr_cents" if self is Measure.ARR else self.value


class Mark(StrEnum):
    """A yes or no of a CTA; the last two ask its tasks, a twin asks other CTAs."""

    FLAGGED = "flagged"
    MILESTONE = "milestone"
    ORPHANED = "orphaned"
    TWIN = "twin"
    SYNCED = "synced"
    CONFLICT = "conflict"


class OneOf(Struct, frozen=True):
    """The column names one of these records."""

    column: IdColumn
    ids: tuple[int, ...]


class Among(Struct, frozen=True):
    """The column holds one of these values."""

    column: Column
    values: tuple[int | str, ...]


class Within(Struct, frozen=True):
    """The column's value is from `low`, below `high`; None is unbounded. Nothing never is."""

    column: Column
    low: int | date | datetime | None
    high: int | date | datetime | None


class Absent(Struct, frozen=True):
    """The column holds nothing."""

    column: Column


class HasWord(Struct, frozen=True):
    """A word of the CTA, its tasks or its customer starts so (decision 14)."""

    prefix: str
    """Folded, with a space before it."""
    part: TextPart | None = None
    """Where; None: anywhere."""
    is_looked_at: bool = False
    """Looked for in each row that is met, not in the index: quicker where most rows have it."""


class AccountWords(Struct, frozen=True):
    """The customer's name has, for each prefix, a word that starts so."""

    prefixes: tuple[str, ...]


class DueWithin(Struct, frozen=True):
    """Due from `start`, before `end`; None is unbounded. A CTA without a date never is."""

    start: date | None
    end: date | None


class NoDueDate(Struct, frozen=True):
    """Without a due date."""


class Mine(Struct, frozen=True):
    """Owned by the person, or with an open task part of theirs (CL-8, decision 10)."""

    person_id: PersonId
    is_owner_only: bool = False


class HasMark(Struct, frozen=True):
    mark: Mark


class TaskHas(Struct, frozen=True):
    """One of its tasks has one of these values; an assignee counts with an open part."""

    column: TaskColumn
    values: tuple[int | str, ...]


class TaskDueWithin(Struct, frozen=True):
    """One of its open tasks is due from `start`, before `end`; without both: has no due date."""

    start: date | None
    end: date | None
    is_undated: bool = False


class ActivityDay(Struct, frozen=True):
    """The day that the customer's activities give lies from `start`, before `end`.

    The latest done one up to `today`, or the first open one from `today` on; None for both ends
    finds customers that have one.
    """

    source: DaySource
    start: date | None
    end: date | None
    today: date


class Tally(Struct, frozen=True):
    """How many the customer had within the window is from `low`, below `high`."""

    counted: str
    """A word of `fields.Counted`."""
    start: date | None
    """The first day of the window; None: ever."""
    end: date
    """The day after the window."""
    start_at: datetime | None
    """The instants of both, for what happens at an instant."""
    end_at: datetime
    low: int | None
    high: int | None


class Edge(Struct, frozen=True):
    """One end of a range, in hundredths."""

    hundredths: int
    is_included: bool


class Trend(Struct, frozen=True):
    """An aggregate of the customer's daily snapshots lies between the edges.

    `change` is the value now less that of the last snapshot up to `start`, in per cent of the
    latter's size where `is_percent`; `avg`, `min` and `max` are over the snapshots from `start` on.
    Without both values, without a snapshot, or in per cent of zero, it is nothing and never fits.
    """

    function: str
    """A word of `fields.Function`."""
    measure: Measure
    start: date
    low: Edge | None
    high: Edge | None
    is_percent: bool = False


class StateIn(Struct, frozen=True):
    states: frozenset[CtaState]


class Negation(Struct, frozen=True):
    condition: Condition


class AllOf(Struct, frozen=True):
    """True when all are; without any, always."""

    conditions: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """True when one is; without any, never."""

    conditions: tuple[Condition, ...]


Condition = (
    OneOf
    | Among
    | Within
    | Absent
    | HasWord
    | AccountWords
    | DueWithin
    | NoDueDate
    | Mine
    | HasMark
    | TaskHas
    | TaskDueWithin
    | ActivityDay
    | Tally
    | Trend
    | StateIn
    | Negation
    | AllOf
    | AnyOf
)
EVERYTHING = AllOf(())


class Filter(Struct, frozen=True):
    """Which CTAs a view holds: those in one of the states that meet the condition."""

    states: frozenset[CtaState]
    condition: Condition = EVERYTHING

    @property
    def is_open_list(self) -> bool:
        """True for the plain list of open, awake CTAs: the one whose counts are kept."""
        return self.condition == EVERYTHING and self.states == {CtaState.OPEN}

    @property
    def conjuncts(self) -> tuple[Condition, ...]:
        """The conditions that must all hold."""
        condition = self.condition
        return condition.conditions if isinstance(condition, AllOf) else (condition,)

"""A filter, understood: conditions over CTAs with every name already turned into ids.

The store compiles these to SQL; `matches` decides in memory. Both must agree, and a test holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

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


class Mark(StrEnum):
    """A yes or no of a CTA; the last two ask its tasks."""

    FLAGGED = "flagged"
    MILESTONE = "milestone"
    SYNCED = "synced"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column names one of these records."""

    column: IdColumn
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HasWord:
    """A word of the CTA, its tasks or its customer starts so (decision 14)."""

    prefix: str
    """Folded, with a space before it."""


@dataclass(frozen=True, slots=True)
class AccountWords:
    """The customer's name has, for each prefix, a word that starts so."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueWithin:
    """Due from `start`, before `end`; None is unbounded. A CTA without a date never is."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class NoDueDate:
    """Without a due date."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Owned by the person, or with an open task part of theirs (CL-8, decision 10)."""

    person_id: PersonId
    is_owner_only: bool = False


@dataclass(frozen=True, slots=True)
class HasMark:
    mark: Mark


@dataclass(frozen=True, slots=True)
class StateIn:
    states: frozenset[CtaState]


@dataclass(frozen=True, slots=True)
class Negation:
    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when all are; without any, always."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one is; without any, never."""

    conditions: tuple[Condition, ...]


Condition = (
    OneOf
    | HasWord
    | AccountWords
    | DueWithin
    | NoDueDate
    | Mine
    | HasMark
    | StateIn
    | Negation
    | AllOf
    | AnyOf
)
EVERYTHING = AllOf(())


@dataclass(frozen=True, slots=True)
class Filter:
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
    due: date | None = None
    is_flagged: bool = False
    is_milestone: bool = False
    has_synced_task: bool = False
    has_conflict: bool = False
    open_assignees: frozenset[int] = frozenset()
    """Who has an open part of a task."""
    words: str = ""
    """`to_words` of name, comment, and the tasks' titles and comments."""
    account_words: str = ""


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
        case HasWord(prefix):
            return prefix in facts.words or prefix in facts.account_words
        case AccountWords(prefixes):
            return all(prefix in facts.account_words for prefix in prefixes)
        case StateIn(states):
            return facts.state in states
        case Mine(person_id, is_owner_only):
            is_owner = facts.owner_id == person_id
            return is_owner or (not is_owner_only and person_id in facts.open_assignees)
        case HasMark(mark):
            return _has_mark(mark, facts)
        case NoDueDate():
            return facts.due is None
        case DueWithin(start, end):
            due = facts.due
            return (
                due is not None and (start is None or start <= due) and (end is None or due < end)
            )
    assert_never(condition)


def _has_mark(mark: Mark, facts: CtaFacts) -> bool:
    match mark:
        case Mark.FLAGGED:
            return facts.is_flagged
        case Mark.MILESTONE:
            return facts.is_milestone
        case Mark.SYNCED:
            return facts.has_synced_task
        case Mark.CONFLICT:
            return facts.has_conflict
    assert_never(mark)

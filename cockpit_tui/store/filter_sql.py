"""Conditions as SQL, the same on both databases."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import ColumnElement, and_, false, or_, select, true, union

from cockpit_tui.domain.conditions import (
    ALL_STATES,
    AccountWords,
    AllOf,
    AnyOf,
    Condition,
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
)
from cockpit_tui.domain.values import CtaState, SyncState
from cockpit_tui.store import schema
from cockpit_tui.store.text_sql import has_text
from cockpit_tui.store.types import NO_DATE

_cta, _part, _account = schema.cta, schema.task_part, schema.account


def filter_clauses(filtered: Filter) -> list[ColumnElement[bool]]:
    """What a CTA must meet, to be joined by AND.

    “Mine” is few CTAs of many: the state is then written so that no index starts with it, and the
    database looks up the ids of the set.
    """
    is_by_set = any(
        isinstance(part, Mine) and not part.is_owner_only for part in filtered.conjuncts
    )
    state = _cta.c.state + 0 if is_by_set else _cta.c.state
    clauses = [] if filtered.states == ALL_STATES else [_state_clause(state, filtered.states)]
    clauses += [condition_clause(part, filtered.states) for part in filtered.conjuncts]
    return clauses


def condition_clause(
    condition: Condition, states: frozenset[CtaState] = ALL_STATES
) -> ColumnElement[bool]:
    """The condition over `cta`; `states` are those it will be asked of, a help to the indexes."""
    match condition:
        case AllOf(parts):
            return and_(true(), *(condition_clause(part, states) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(condition_clause(part, states) for part in parts))
        case Negation(negated):
            return ~condition_clause(negated, states)
        case OneOf(column, ids):
            chosen = _cta.c[column.value]
            return chosen == ids[0] if len(ids) == 1 else chosen.in_(ids)
        case HasWord(prefix):
            return or_(has_text(_cta.c.words, prefix), _account_with((prefix,)))
        case AccountWords(prefixes):
            return _account_with(prefixes)
        case StateIn(wanted):
            return _state_clause(_cta.c.state, wanted)
        case Mine():
            return _mine_clause(condition, states)
        case HasMark(mark):
            return _mark_clause(mark)
        case NoDueDate():
            return _cta.c.due == NO_DATE
        case DueWithin():
            return due_clause(condition)
    assert_never(condition)


def due_clause(within: DueWithin) -> ColumnElement[bool]:
    """The range of days; the stored “no date” is beyond every range."""
    end = _cta.c.due < (NO_DATE if within.end is None else within.end)
    return end if within.start is None else and_(_cta.c.due >= within.start, end)


def _state_clause(column: ColumnElement[int], states: frozenset[CtaState]) -> ColumnElement[bool]:
    numbers = sorted(state.value for state in states)
    return column == numbers[0] if len(numbers) == 1 else column.in_(numbers)


def _account_with(prefixes: tuple[str, ...]) -> ColumnElement[bool]:
    found = select(_account.c.id).where(
        *(has_text(_account.c.words, prefix) for prefix in prefixes)
    )
    return _cta.c.account_id.in_(found)


def _mine_clause(mine: Mine, states: frozenset[CtaState]) -> ColumnElement[bool]:
    if mine.is_owner_only:
        return _cta.c.owner_id == mine.person_id
    other = _cta.alias("owned")
    owned = select(other.c.id).where(
        _state_clause(other.c.state, states), other.c.owner_id == mine.person_id
    )
    shared = select(_part.c.cta_id).where(_part.c.assignee_id == mine.person_id, ~_part.c.is_closed)
    return _cta.c.id.in_(union(owned, shared))


def _mark_clause(mark: Mark) -> ColumnElement[bool]:
    match mark:
        case Mark.FLAGGED:
            return _cta.c.is_flagged.is_(True)
        case Mark.MILESTONE:
            return _cta.c.is_milestone.is_(True)
        case Mark.SYNCED:
            asked: ColumnElement[bool] = _part.c.is_synced.is_(True)
        case Mark.CONFLICT:
            asked = _part.c.sync_state == SyncState.CONFLICT.value
        case _:
            assert_never(mark)
    return select(_part.c.id).where(_part.c.cta_id == _cta.c.id, asked).exists()

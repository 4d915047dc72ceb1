"""Conditions as SQL, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, TypeAlias, TypeGuard, assert_never

from sqlalchemy import ColumnElement, Select, and_, except_, false, func, or_, select, true, union

from cockpit_tui.domain.query.conditions import (
    ALL_STATES,
    Absent,
    AccountWords,
    ActivityDay,
    AllOf,
    Among,
    AnyOf,
    Condition,
    DueWithin,
    Filter,
    HasMark,
    HasWord,
    IdColumn,
    Mark,
    Mine,
    Negation,
    NoDueDate,
    OneOf,
    StateIn,
    Tally,
    TaskDueWithin,
    TaskHas,
    TextPart,
    Trend,
    Within,
)
from cockpit_tui.domain.text import PART_END
from cockpit_tui.domain.values import CtaState, SyncState
from cockpit_tui.store.lists.fact_sql import (
    activity_day_clause,
    column_clause,
    tally_clause,
    task_clause,
    task_due_clause,
    trend_clause,
)
from cockpit_tui.store.lists.text_sql import has_text, parted
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.work.full_text import words_clause

_cta, _part, _account = schema.cta, schema.task_part, schema.account
_SELECTIVE = frozenset({IdColumn.OWNER, IdColumn.ACCOUNT, IdColumn.REASON})
"""Columns of which one value is few CTAs of many."""
_OF_ONE = frozenset({IdColumn.OWNER, IdColumn.ACCOUNT})
TWIN_FIELDS = ("account_id", "type_id", "reason_id")
"""What twins have alike."""
TABLE: Literal["table"] = "table"
"""The CTAs are read in the order of the table."""
Lead: TypeAlias = IdColumn | Literal["table"] | None
"""What a statement is read along; None leaves the choice to the database."""


def filter_clauses(filtered: Filter, lead: Lead = None) -> list[ColumnElement[bool]]:
    """What a CTA must meet, to be joined by AND; for TABLE no index of states is begun."""
    states, is_narrow = filtered.states, asks_for_few(filtered)
    return [
        *_states(_state(lead), states),
        *_joined(filtered.conjuncts, lambda part: condition_clause(part, states, is_narrow)),
    ]


def branches(
    filtered: Filter, lead: Lead = None, *, is_count: bool = False
) -> list[list[ColumnElement[bool]]]:
    """The filter as one or two lists of clauses; a CTA that passes meets exactly one of them.

    SQLite keeps no statistics here, so the clauses say what to read along: a column written as a
    sum starts no index. `lead` is the column that the statement follows, or TABLE. “Mine” is few
    of many, found by two indexes: those that I own, and those of others that I have a part in.
    What customers have is looked for in the table too, but for a mere count, which an index of the
    customers holds whole.
    """
    states, mine = filtered.states, shared_work(filtered)
    others = [part for part in filtered.conjuncts if part is not mine]
    is_narrow = asks_for_few(filtered)
    of_rows = lead if lead != TABLE or not is_count else None

    def to_clause(part: Condition) -> ColumnElement[bool]:
        if of_rows == TABLE and _is_of_many_customers(part):
            return column_clause(part, is_led=False)
        return _conjunct(part, states, lead, is_narrow)

    rest = _joined(others, to_clause)
    if mine is None:
        return [[*_states(_state(lead), states), *rest]]
    owned = [*_states(_cta.c.state, states), _cta.c.owner_id == mine.person_id]
    shared = [
        *_states(_cta.c.state + 0, states),
        _cta.c.owner_id != mine.person_id,
        _cta.c.id.in_(except_(_part_taken(mine), _owned(mine, states))),
    ]
    return [[*owned, *rest], [*shared, *rest]]


def shared_work(filtered: Filter) -> Mine | None:
    """The condition that asks for what I own or have a part in: two lists, put together."""
    mine = (part for part in filtered.conjuncts if isinstance(part, Mine))
    return next((part for part in mine if not part.is_owner_only), None)


def _state(lead: Lead) -> ColumnElement[int]:
    return _cta.c.state + 0 if lead == TABLE else _cta.c.state


def best_lead(filtered: Filter, group_by: IdColumn | None, *, looks_at_rows: bool = False) -> Lead:
    """What to read along for all CTAs that pass, with the column that they are grouped by.

    What no index holds (words, marks, instants), and values that many share, are looked for in
    the table itself: that beats a walk along an index with a look at each row. By due date (None)
    an index of the value serves whole. With `looks_at_rows` the statement itself asks each CTA for
    what no index holds.
    """
    columns = {part.column for part in filtered.conjuncts if isinstance(part, OneOf)}
    if columns & _SELECTIVE or any(isinstance(part, DueWithin) for part in filtered.conjuncts):
        return None
    if any(map(_looks_at_rows, filtered.conjuncts)):
        return TABLE
    if looks_at_rows and not asks_for_few(filtered):
        return TABLE
    return None if group_by is None or columns <= {group_by} else TABLE


def condition_clause(
    condition: Condition, states: frozenset[CtaState] = ALL_STATES, is_narrow: bool = False
) -> ColumnElement[bool]:
    """The condition over `cta`; `states` are those it will be asked of, a help to the indexes.

    `is_narrow` where few are asked: what else they stand beside is then looked for from each.
    """

    def to_clause(part: Condition) -> ColumnElement[bool]:
        return condition_clause(part, states, is_narrow)

    match condition:
        case AllOf(parts):
            return and_(true(), *_joined(parts, to_clause))
        case AnyOf(parts):
            return or_(false(), *map(to_clause, parts))
        case Negation(negated):
            return ~to_clause(negated)
        case OneOf(column, ids):
            chosen = _cta.c[column.value]
            return chosen == ids[0] if len(ids) == 1 else chosen.in_(ids)
        case HasWord(prefix, part, is_looked_at):
            if not is_looked_at:
                return words_clause([condition])
            return or_(*(has_text(words, prefix) for words in _words_of(part)))
        case AccountWords(prefixes):
            return _account_with(prefixes)
        case StateIn(wanted):
            return _state_clause(_cta.c.state, wanted)
        case Mine():
            return _mine_clause(condition, states)
        case HasMark(mark):
            return _mark_clause(mark, is_narrow)
        case NoDueDate():
            return _cta.c.due == NO_DATE
        case DueWithin():
            return due_clause(condition)
        case _:
            return _beside_clause(condition)
    assert_never(condition)


def _beside_clause(
    condition: Among | Within | Absent | TaskHas | TaskDueWithin | ActivityDay | Tally | Trend,
) -> ColumnElement[bool]:
    match condition:
        case Among() | Within() | Absent():
            return column_clause(condition)
        case TaskHas():
            return task_clause(condition)
        case TaskDueWithin():
            return task_due_clause(condition)
        case ActivityDay():
            return activity_day_clause(condition)
        case Tally():
            return tally_clause(condition)
        case Trend():
            return trend_clause(condition)
    assert_never(condition)


def due_clause(within: DueWithin) -> ColumnElement[bool]:
    """The range of days; the stored “no date” is beyond every range."""
    end = _cta.c.due < (NO_DATE if within.end is None else within.end)
    return end if within.start is None else and_(_cta.c.due >= within.start, end)


def _joined(
    parts: Iterable[Condition], to_clause: Callable[[Condition], ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    """A clause for each part that must hold; words are looked up together, which is quickest."""
    words = [part for part in parts if isinstance(part, HasWord) and not part.is_looked_at]
    rest = [to_clause(part) for part in parts if part not in words]
    return [words_clause(words), *rest] if words else rest


def asks_for_few(filtered: Filter) -> bool:
    """Whether one person or customer is asked for: few CTAs of many."""
    return any(
        isinstance(part, Mine) or (isinstance(part, OneOf) and part.column in _OF_ONE)
        for part in filtered.conjuncts
    )


def is_of_many(filtered: Filter) -> bool:
    """Whether all that it asks for is shared by many CTAs, so that the table is read whole."""
    return all(
        isinstance(part, HasMark) or _is_of_many_customers(part) for part in filtered.conjuncts
    )


def _is_of_many_customers(part: Condition) -> TypeGuard[Among | Within | Absent]:
    return isinstance(part, Among | Within | Absent) and part.column.table == "account"


def _conjunct(
    part: Condition, states: frozenset[CtaState], lead: Lead, is_narrow: bool
) -> ColumnElement[bool]:
    if isinstance(part, OneOf) and lead is not None and part.column != lead:
        return (_cta.c[part.column.value] + 0).in_(part.ids)
    return condition_clause(part, states, is_narrow)


def _states(column: ColumnElement[int], states: frozenset[CtaState]) -> list[ColumnElement[bool]]:
    return [] if states == ALL_STATES else [_state_clause(column, states)]


def _state_clause(column: ColumnElement[int], states: frozenset[CtaState]) -> ColumnElement[bool]:
    numbers = sorted(state.value for state in states)
    return column == numbers[0] if len(numbers) == 1 else column.in_(numbers)


def _account_with(prefixes: tuple[str, ...]) -> ColumnElement[bool]:
    found = select(_account.c.id).where(
        *(has_text(_account.c.words, prefix) for prefix in prefixes)
    )
    return _cta.c.account_id.in_(found)


def _words_of(part: TextPart | None) -> Sequence[ColumnElement[str]]:
    """Where the words of a CTA's part stand, or those of all its parts (None).

    The customer's are looked up row by row: a walk that ends after some rows need not look at
    every account.
    """
    of_account = (
        select(_account.c.words).where(_account.c.id == _cta.c.account_id).scalar_subquery()
    )
    if part is None:
        return _cta.c.words, of_account
    if part is TextPart.ACCOUNT:
        return (of_account,)
    name, rest = parted(_cta.c.words + PART_END * len(TextPart), PART_END)
    comment, tasks = parted(rest, PART_END)
    return ({TextPart.NAME: name, TextPart.COMMENT: comment, TextPart.TASKS: tasks}[part],)


def _mine_clause(mine: Mine, states: frozenset[CtaState]) -> ColumnElement[bool]:
    if mine.is_owner_only:
        return _cta.c.owner_id == mine.person_id
    return _cta.c.id.in_(union(_owned(mine, states), _part_taken(mine)))


def _owned(mine: Mine, states: frozenset[CtaState]) -> Select[tuple[int]]:
    other = _cta.alias("owned")
    return select(other.c.id).where(
        _state_clause(other.c.state, states), other.c.owner_id == mine.person_id
    )


def _part_taken(mine: Mine) -> Select[tuple[int]]:
    return select(_part.c.cta_id).where(_part.c.assignee_id == mine.person_id, ~_part.c.is_closed)


def _mark_clause(mark: Mark, is_narrow: bool) -> ColumnElement[bool]:
    match mark:
        case Mark.FLAGGED:
            return _cta.c.is_flagged.is_(True)
        case Mark.MILESTONE:
            return _cta.c.is_milestone.is_(True)
        case Mark.ORPHANED:
            # Few have left; those who are here would be looked through for each CTA.
            gone = select(schema.person.c.id).where(~schema.person.c.is_active)
            return _cta.c.owner_id.in_(gone)
        case Mark.TWIN:
            return _twin_clause(is_narrow)
        case Mark.SYNCED:
            asked: ColumnElement[bool] = _part.c.is_synced.is_(True)
        case Mark.CONFLICT:
            asked = _part.c.sync_state == SyncState.CONFLICT.value
        case _:
            assert_never(mark)
    return select(_part.c.id).where(_part.c.cta_id == _cta.c.id, asked).exists()


def _twin_clause(is_narrow: bool) -> ColumnElement[bool]:
    """There is another CTA of the same customer, type and reason, and neither is closed (D10).

    From few CTAs each is looked for; all of them are found in one walk along their index.
    """
    twin, alike = _cta.alias("twin"), _cta.alias("alike")
    if is_narrow:
        like = and_(*(twin.c[name] == _cta.c[name] for name in TWIN_FIELDS))
        is_open = and_(_cta.c.state < CtaState.CLOSED.value, twin.c.state < CtaState.CLOSED.value)
        return select(twin.c.id).where(is_open, like, twin.c.id != _cta.c.id).exists()
    same = (alike.c.account_id, alike.c.type_id, alike.c.reason_id)
    several = (
        select(*same)
        .where(alike.c.state < CtaState.CLOSED.value)
        .group_by(*same)
        .having(func.count() > 1)
        .subquery("several")
    )
    found = (
        select(twin.c.id)
        .join_from(several, twin, and_(*(twin.c[name] == several.c[name] for name in TWIN_FIELDS)))
        .where(twin.c.state < CtaState.CLOSED.value)
        # So the set that is made of them is filled, and asked, from one end to the other.
        .order_by(twin.c.id)
    )
    return _cta.c.id.in_(found)


def _looks_at_rows(condition: Condition) -> bool:
    """Whether it asks for what no index of CTAs holds, so that each row has to be fetched."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return any(_looks_at_rows(part) for part in parts)
        case Negation(negated):
            return _looks_at_rows(negated)
    return isinstance(
        condition,
        Among | Within | Absent | HasMark | HasWord | AccountWords | ActivityDay | Tally | Trend,
    )

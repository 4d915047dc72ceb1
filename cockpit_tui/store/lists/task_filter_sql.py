"""A query of tasks as SQL: what it asks of tasks is asked of the task itself, all else of its CTA.

Words have no column of a task's own: which tasks hold them is found from the CTAs whose tasks do,
and looked at here, so that it agrees with what finds CTAs. A task whose CTA, customer or assignee
has the word needs no look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeGuard, assert_never

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select, true

from cockpit_tui.domain.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Filter,
    HasMark,
    HasWord,
    Mark,
    Mine,
    Negation,
    TaskColumn,
    TaskDueWithin,
    TaskHas,
    TextPart,
)
from cockpit_tui.domain.text import name_words, to_words
from cockpit_tui.domain.values import SyncState
from cockpit_tui.store.id_sets import one_of
from cockpit_tui.store.lists.beginning import cut
from cockpit_tui.store.lists.fact_sql import is_open_and_due
from cockpit_tui.store.lists.filter_sql import condition_clause
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.full_text import count_found, parts_clause, words_clause

_cta, _task, _part, _person = schema.cta, schema.task, schema.task_part, schema.person
OF_CTA = (TextPart.NAME, TextPart.COMMENT, TextPart.ACCOUNT)
"""Where a word of a task's CTA may stand."""
MANY_PEOPLE = 40
"""Their tasks are no longer gathered first."""
RARE_CTAS = 1_000
FEW_CTAS = 20_000
"""To look at the CTAs of the tasks of fewer is quicker than to gather all that have a word."""
KNOWN_TEXTS = 500
"""Texts kept apart at a time: playbooks give the same ones again and again, mirrored comments are
each another."""


class Sought(Struct, frozen=True):
    """A word that every task must have: itself, or what it stands beside."""

    prefix: str
    beside: ColumnElement[bool]
    """Whether its CTA or customer has it, or an assignee is called so; never where the word is
    asked of tasks alone."""


class TaskClauses(Struct, frozen=True):
    """What a task must meet, to be joined by AND."""

    clauses: list[ColumnElement[bool]]
    sought: list[Sought]
    """Words that are yet to be looked for in those that do."""
    is_of_each: bool
    """Whether that asks the CTA of each, so that it is to be joined."""


def task_clauses(
    connection: Connection,
    filtered: Filter,
    among: Sequence[ColumnElement[bool]],
    *,
    is_looked_at: bool,
) -> TaskClauses:
    """The filter but for the states of CTAs; the CTA is joined where it asks for more than words.

    `among` are the clauses that bound what is looked at. With `is_looked_at` those are few, or the
    first of many: words are looked for in each. Else the index of words finds them.
    """
    words = list(filter(is_sought, filtered.conjuncts))
    people = [_people_called(connection, word) for word in words]
    nobodys = [word for word, called in zip(words, people, strict=True) if not called]
    is_of_each = is_looked_at or not _is_gathered(connection, nobodys)
    named = [_in_names(called, is_looked_at=is_looked_at) for called in people]
    sought = [
        Sought(word.prefix, _beside(word, is_called, is_looked_at=is_of_each))
        for word, is_called in zip(words, named, strict=True)
    ]

    def to_clause(part: Condition) -> ColumnElement[bool]:
        match part:
            case AllOf(parts):
                return and_(true(), *map(to_clause, parts))
            case AnyOf(parts):
                return or_(false(), *map(to_clause, parts))
            case Negation(negated):
                return ~to_clause(negated)
            case HasWord(prefix, None | TextPart.TASKS):
                named = _in_names(_people_called(connection, part), is_looked_at=False)
                beside = _beside(part, named, is_looked_at=False)
                return or_(beside, _own_words(connection, prefix, among))
            case HasWord():
                return _of_cta(part)
            case Mine(person_id, is_owner_only):
                is_owner = _cta.c.owner_id == person_id
                return is_owner if is_owner_only else or_(is_owner, _is_of([person_id]))
            case TaskHas():
                return _task_clause(part)
            case TaskDueWithin():
                return is_open_and_due(part)
            case HasMark(Mark.SYNCED):
                return _has_part(_part.c.is_synced.is_(True))
            case HasMark(Mark.CONFLICT):
                return _has_part(_part.c.sync_state == SyncState.CONFLICT.value)
        return condition_clause(part, filtered.states)

    rest = (part for part in filtered.conjuncts if not is_sought(part))
    clauses: list[ColumnElement[bool]] = []
    if not is_looked_at:
        # A CTA has each of them but those that are an assignee's name; looked up at once.
        clauses += [words_clause(nobodys, _task.c.cta_id)] if nobodys else []
        clauses += [
            or_(_of_cta(word), is_called)
            for word, is_called in zip(words, named, strict=True)
            if word not in nobodys
        ]
    return TaskClauses([*clauses, *map(to_clause, rest)], sought, is_of_each)


def are_rare(connection: Connection, filtered: Filter) -> bool:
    """Whether all that have its words are found sooner than the next tasks are looked through."""
    words = filter(is_sought, filtered.conjuncts)
    nobodys = [cut(word) for word in words if not _people_called(connection, word)]
    return _are_fewer(connection, nobodys, RARE_CTAS)


def _is_gathered(connection: Connection, words: Sequence[HasWord]) -> bool:
    """Whether the CTAs that have a word are gathered, rather than looked at one by one.
    PostgreSQL would gather no more than fits its memory, and look for each in the index."""
    is_sqlite = connection.dialect.name == "sqlite"
    return is_sqlite and not _are_fewer(connection, words, FEW_CTAS)


def _are_fewer(connection: Connection, words: Sequence[HasWord], limit: int) -> bool:
    """Whether fewer CTAs have all the words, of which there are some."""
    return bool(words) and count_found(connection, words, limit) < limit


def is_sought(part: Condition) -> TypeGuard[HasWord]:
    """Whether it is a word that a task may hold itself."""
    return isinstance(part, HasWord) and part.part in (None, TextPart.TASKS)


def _beside(
    word: HasWord, named: ColumnElement[bool], *, is_looked_at: bool
) -> ColumnElement[bool]:
    """The CTA has the word, or the name of an assignee; never where it is asked of tasks alone."""
    if word.part is TextPart.TASKS:
        return false()
    if not is_looked_at:
        return or_(parts_clause(word.prefix, OF_CTA, _task.c.cta_id), named)
    looked_at = (HasWord(word.prefix, part, is_looked_at=True) for part in OF_CTA)
    return or_(*map(condition_clause, looked_at), named)


def _in_names(people: Sequence[int], *, is_looked_at: bool) -> ColumnElement[bool]:
    """One of them is an assignee; asked of each task, also where they are so many that their tasks
    are most of all."""
    if not people:
        return false()
    if is_looked_at or len(people) > MANY_PEOPLE:
        return _has_part(_part.c.assignee_id.in_(people))
    return _task.c.id.in_(_with_assignees(people))


def has_open_part(person_id: int) -> ColumnElement[bool]:
    """The person has a part in the task that is not done."""
    is_mine = and_(_part.c.assignee_id == person_id, _part.c.is_closed.is_(False))
    return _task.c.id.in_(select(_part.c.task_id).where(is_mine))


def _of_cta(word: HasWord) -> ColumnElement[bool]:
    return words_clause([word], _task.c.cta_id)


def _own_words(
    connection: Connection, prefix: str, among: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The tasks whose own title or comments have a word that begins so, found one by one: for a
    word that not every task must have."""
    likely = select(_task.c.id, _task.c.title + " " + _task.c.comments).where(
        _of_cta(HasWord(prefix, TextPart.TASKS)), *among
    )
    to_own = kept_words()
    found = [task_id for task_id, text in connection.execute(likely) if prefix in to_own(text)]
    return one_of(_task.c.id, found, is_sqlite=connection.dialect.name == "sqlite")


def kept_words() -> Callable[[str], str]:
    """Gives the words of a task's title and comments, joined by a space; the same texts,
    as playbooks give them, are taken apart once."""
    return lru_cache(KNOWN_TEXTS)(to_words)


def _people_called(connection: Connection, word: HasWord) -> list[int]:
    """Nobody where it is asked of tasks alone."""
    if word.part is TextPart.TASKS:
        return []
    people = connection.execute(select(_person.c.id, _person.c.name))
    return [person_id for person_id, name in people if word.prefix in name_words(name)]


def _task_clause(asked: TaskHas) -> ColumnElement[bool]:
    match asked.column:
        case TaskColumn.STATUS | TaskColumn.PRIORITY:
            return _task.c[asked.column.value].in_(asked.values)
        case TaskColumn.SYNC:
            return _has_part(_part.c.sync_state.in_(asked.values))
        case TaskColumn.ASSIGNEE:
            return _is_of([int(value) for value in asked.values])
    assert_never(asked.column)


def _is_of(people: Sequence[int]) -> ColumnElement[bool]:
    """One of them has a part in it that is open, or any once it is done."""
    of_them = _with_assignees(people)
    return or_(
        _task.c.id.in_(of_them.where(_part.c.is_closed.is_(False))),
        and_(_task.c.closed_at.is_not(None), _task.c.id.in_(of_them)),
    )


def _with_assignees(ids: Sequence[int]) -> Select[tuple[int]]:
    return select(_part.c.task_id).where(_part.c.assignee_id.in_(ids))


def _has_part(asked: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(_part.c.id).where(_part.c.task_id == _task.c.id, asked).exists()

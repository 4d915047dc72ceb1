"""A query of tasks as SQL: what it asks of tasks is asked of the task itself, all else of its CTA.

Words have no column of a task's own: which tasks hold them is found from the CTAs whose tasks do,
and looked at here, so that it agrees with what finds CTAs.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from cockpit_tui.domain.text import PART_END, to_words
from cockpit_tui.domain.values import SyncState
from cockpit_tui.store.id_sets import one_of
from cockpit_tui.store.lists.fact_sql import due_within
from cockpit_tui.store.lists.filter_sql import condition_clause
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.full_text import words_clause

_cta, _task, _part, _person = schema.cta, schema.task, schema.task_part, schema.person
OF_CTA = (TextPart.NAME, TextPart.COMMENT, TextPart.ACCOUNT)
"""Where a word of a task's CTA may stand."""


class Sought(Struct, frozen=True):
    """A word that every task must have: itself, or what it stands beside."""

    prefix: str
    is_of_tasks: bool
    """Whether it is looked for in the task alone."""
    is_in_names: ColumnElement[bool]
    """Whether an assignee is called so."""

    def is_in(self, own: str, words: str, account: str) -> bool:
        """Whether the task has it, by its own words, those of its CTA and of its customer."""
        if self.prefix in own:
            return True
        of_cta = words.rpartition(PART_END)[0]
        return not self.is_of_tasks and (self.prefix in of_cta or self.prefix in account)


def task_clauses(
    connection: Connection,
    filtered: Filter,
    among: Sequence[ColumnElement[bool]],
    *,
    are_few: bool = False,
) -> tuple[list[ColumnElement[bool]], list[Sought]]:
    """What a task must meet whose CTA is joined, to be joined by AND, and the words that are yet
    to be looked for in those that do.

    `among` are the clauses that bound what is looked at. Where those `are_few` already, the index
    of words, which may find many, is not asked.
    """
    states = sorted(state.value for state in filtered.states)
    sought = [
        Sought(word.prefix, word.part is TextPart.TASKS, _in_names(connection, word))
        for word in filter(_is_sought, filtered.conjuncts)
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
                return or_(_beside(connection, part), _own_words(connection, prefix, among))
            case HasWord():
                return _of_cta(part)
            case Mine(person_id, is_owner_only):
                is_owner = _cta.c.owner_id == person_id
                return is_owner if is_owner_only else or_(is_owner, _is_of([person_id]))
            case TaskHas():
                return _task_clause(part)
            case TaskDueWithin():
                return due_within(part)
            case HasMark(Mark.SYNCED):
                return _has_part(_part.c.is_synced.is_(True))
            case HasMark(Mark.CONFLICT):
                return _has_part(_part.c.sync_state == SyncState.CONFLICT.value)
        return condition_clause(part, filtered.states)

    # Written as a sum: the tasks say which CTAs are looked at.
    clauses: list[ColumnElement[bool]] = [(_cta.c.state + 0).in_(states)]
    if not are_few:
        for word in sought:
            part = TextPart.TASKS if word.is_of_tasks else None
            clauses.append(or_(_of_cta(HasWord(word.prefix, part)), word.is_in_names))
    rest = (part for part in filtered.conjuncts if not _is_sought(part))
    return [*clauses, *map(to_clause, rest)], sought


def _is_sought(part: Condition) -> TypeGuard[HasWord]:
    """Whether it is a word that a task may hold itself."""
    return isinstance(part, HasWord) and part.part in (None, TextPart.TASKS)


def _beside(connection: Connection, word: HasWord) -> ColumnElement[bool]:
    """The CTA has the word, or the name of an assignee; never where it is asked of tasks alone."""
    if word.part is TextPart.TASKS:
        return false()
    in_cta = (_of_cta(HasWord(word.prefix, where)) for where in OF_CTA)
    return or_(*in_cta, _in_names(connection, word))


def _in_names(connection: Connection, word: HasWord) -> ColumnElement[bool]:
    """An assignee is called so."""
    if word.part is TextPart.TASKS:
        return false()
    people = _people_called(connection, word.prefix)
    return _task.c.id.in_(_with_assignees(people)) if people else false()


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
    likely = select(_task.c.id, _task.c.title, _task.c.comments).where(
        _of_cta(HasWord(prefix, TextPart.TASKS)), *among
    )
    words = TaskWords()
    found = [
        task_id
        for task_id, title, comments in connection.execute(likely)
        if prefix in words.of(title, comments)
    ]
    return one_of(_task.c.id, found, is_sqlite=connection.dialect.name == "sqlite")


class TaskWords:
    """The words of tasks; the same texts, as playbooks give them, are taken apart once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def of(self, title: str, comments: str) -> str:
        """As `to_words` has them."""
        found = self._known.get((title, comments))
        if found is None:
            found = self._known[title, comments] = to_words(title, comments)
        return found


def _people_called(connection: Connection, prefix: str) -> list[int]:
    people = connection.execute(select(_person.c.id, _person.c.name))
    return [person_id for person_id, name in people if prefix in to_words(name)]


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

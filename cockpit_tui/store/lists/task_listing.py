"""Which tasks there are across CTAs: the open ones by due date, and those of a filter (CL-1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, func, select

from cockpit_tui.domain.ids import PersonId, TaskId
from cockpit_tui.domain.lists.grouping import due_groups
from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.query.conditions import Filter
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.store.engine import WHOLE_TABLE
from cockpit_tui.store.id_sets import ids_value, listed_without
from cockpit_tui.store.lists.filter_sql import asks_for_few
from cockpit_tui.store.lists.id_fetching import fetch_dated
from cockpit_tui.store.lists.row_shapes import to_day
from cockpit_tui.store.lists.task_filter_sql import TaskWords, has_open_part, task_clauses
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema

_cta, _task, _account = schema.cta, schema.task, schema.account
_IS_OPEN = _task.c.closed_at.is_(None)
_NOT_OPEN = {
    is_sqlite: listed_without(_task.c.id, _IS_OPEN, is_sqlite=is_sqlite)
    for is_sqlite in (True, False)
}


class _Found(Struct, frozen=True):
    """Tasks with their due dates, and which of the rows count where not all of them do."""

    statement: Select[Any]
    passes: Callable[[Sequence[Any]], bool] | None = None


def read_task_listing(
    connection: Connection,
    query: str,
    reader: Reader,
    assignee_id: PersonId | None,
    first: int | None = None,
) -> Listing:
    """The open tasks that match, in their groups: all, or the `first` alone, of which the last
    group may hold more; all where words are looked for. With an assignee those in which that
    person has a part that is open.

    Raises InvalidQuery for a filter that is not one.
    """
    found = _open_tasks(connection, query, reader, assignee_id)
    if found.passes is not None:
        first = None  # which rows count is not known before they are read
    order = (_task.c.due, _task.c.position, _task.c.id)
    ids, days = fetch_dated(connection, found.statement.order_by(*order).limit(first), found.passes)
    counts = [(_day_of(day), n) for day, n in days]
    groups = due_groups(counts, reader.today, reader.first_weekday)
    is_partial = first is not None and len(ids) == first
    return Listing(GroupBy.DUE, SortBy.DUE, groups, ids, query, is_partial=is_partial)


def count_tasks(
    connection: Connection, query: str, reader: Reader, assignee_id: PersonId | None
) -> int:
    """How many there are. Raises InvalidQuery."""
    found = _open_tasks(connection, query, reader, assignee_id)
    if found.passes is not None:
        return len(fetch_dated(connection, found.statement, found.passes)[0])
    of_them = select(func.count()).select_from(found.statement.subquery("found"))
    return int(connection.scalar(of_them) or 0)


def matching_tasks(connection: Connection, query: str, reader: Reader) -> list[int]:
    """The tasks that a query finds, open or not, in the order of their CTAs by due date, then in
    their own. Raises InvalidQuery."""
    found = _found(connection, understood(connection, query, reader), ())
    order = (_cta.c.due, _cta.c.id, _task.c.position, _task.c.id)
    return list(fetch_dated(connection, found.statement.order_by(*order), found.passes)[0])


def not_open(connection: Connection, ids: Collection[TaskId]) -> frozenset[TaskId]:
    """Those that are done or gone, by one statement however many they are."""
    is_sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(_NOT_OPEN[is_sqlite], ids_value(ids, is_sqlite=is_sqlite))
    return frozenset(map(TaskId, found.scalars()))


def _open_tasks(
    connection: Connection, query: str, reader: Reader, assignee_id: PersonId | None
) -> _Found:
    among_tasks: list[ColumnElement[bool]] = [_IS_OPEN]
    if assignee_id is not None:
        among_tasks.append(has_open_part(assignee_id))
    filtered = understood(connection, query, reader)
    return _found(connection, filtered, among_tasks, are_few=assignee_id is not None)


def _found(
    connection: Connection,
    filtered: Filter,
    among_tasks: Sequence[ColumnElement[bool]],
    *,
    are_few: bool = False,
) -> _Found:
    clauses, sought = task_clauses(connection, filtered, among_tasks, are_few=are_few)
    statement = (
        select(_task.c.id, _task.c.due)
        .join_from(_task, _cta, _cta.c.id == _task.c.cta_id)
        .where(*among_tasks, *clauses)
    )
    if not asks_for_few(filtered):
        # From the tasks, those of a person by index: most CTAs are open.
        statement = statement.with_hint(_cta, WHOLE_TABLE, "sqlite")
    if not sought:
        return _Found(statement)
    named = (word.is_in_names.label(f"named_{n}") for n, word in enumerate(sought))
    own = TaskWords()

    def passes(row: Sequence[Any]) -> bool:
        _, _, title, comments, words, account, *are_named = row
        of_task = own.of(title, comments)
        return all(
            is_named or word.is_in(of_task, words, account)
            for word, is_named in zip(sought, are_named, strict=True)
        )

    statement = statement.join(_account, _account.c.id == _cta.c.account_id)
    texts = (_task.c.title, _task.c.comments, _cta.c.words, _account.c.words)
    return _Found(statement.add_columns(*texts, *named), passes)


def _day_of(day: Any) -> date | None:
    """As SQLite's own driver gives it, or as a date."""
    return to_day(day) if isinstance(day, str) else day

"""Which tasks there are across CTAs: the open ones by due date, and those of a filter (CL-1)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Tuple,
    and_,
    bindparam,
    case,
    func,
    select,
    true,
    tuple_,
)

from cockpit_tui.domain.ids import PersonId, TaskId
from cockpit_tui.domain.lists.grouping import due_groups
from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.query.conditions import Filter
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import CtaState, GroupBy, SortBy
from cockpit_tui.store.engine import ALONG_OPEN_TASKS, WHOLE_TABLE
from cockpit_tui.store.id_sets import ids_value, listed_without
from cockpit_tui.store.lists.filter_sql import asks_for_few
from cockpit_tui.store.lists.id_fetching import fetch_dated
from cockpit_tui.store.lists.row_shapes import to_day
from cockpit_tui.store.lists.task_filter_sql import (
    Sought,
    are_rare,
    has_open_part,
    is_sought,
    kept_words,
    task_clauses,
)
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.tables import schema

_cta, _task = schema.cta, schema.task
_IS_OPEN = _task.c.closed_at.is_(None)
_ORDER = (_task.c.due, _task.c.position, _task.c.id)
_NOT_OPEN = {
    is_sqlite: listed_without(_task.c.id, _IS_OPEN, is_sqlite=is_sqlite)
    for is_sqlite in (True, False)
}
TRIED = 1_000
"""Open tasks looked at before anything else, where not all of them count: 5 ms."""
TRIED_MORE = 8
"""So many times as many where a part of what is needed was met."""
ASIDE_AT_MOST = 200_000
"""CTAs that are not open: where they are more, each task's CTA is looked at instead."""
_LAST_ID = select(func.coalesce(func.max(_cta.c.id), 0)).scalar_subquery()
_OPEN_CTAS = select(func.coalesce(func.sum(schema.cta_count.c.n), 0)).where(
    schema.cta_count.c.dimension == GroupBy.PRIORITY.value
)
_ASIDE = select(_LAST_ID - _OPEN_CTAS.scalar_subquery())
_PLACE = select(*_ORDER).where(_IS_OPEN).order_by(*_ORDER).offset(bindparam("depth")).limit(1)


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
    group may hold more; all where so many are not met soon. With an assignee those in which that
    person has a part that is open.

    Raises InvalidQuery for a filter that is not one.
    """
    filtered = understood(connection, query, reader)
    if first is not None and assignee_id is None and not asks_for_few(filtered):
        begun = _beginning(connection, filtered, first)
        if begun is not None:
            is_partial = len(begun[0]) == first
            return _listed(*begun, query, reader, is_partial=is_partial)
    found = _open_tasks(connection, filtered, assignee_id)
    dated = fetch_dated(connection, found.statement.order_by(*_ORDER), found.passes)
    return _listed(*dated, query, reader)


def read_task_groups(
    connection: Connection, query: str, reader: Reader, assignee_id: PersonId | None
) -> tuple[Group, ...]:
    """The groups of that listing alone. Raises InvalidQuery."""
    found = _open_tasks(connection, understood(connection, query, reader), assignee_id)
    if found.passes is not None:
        return _groups(fetch_dated(connection, found.statement, found.passes)[1], reader)
    of_day = found.statement.with_only_columns(_task.c.due, func.count()).group_by(_task.c.due)
    return _groups([(row[0], row[1]) for row in connection.execute(of_day)], reader)


def count_tasks(
    connection: Connection, query: str, reader: Reader, assignee_id: PersonId | None
) -> int:
    """How many there are. Raises InvalidQuery."""
    found = _open_tasks(connection, understood(connection, query, reader), assignee_id)
    if found.passes is not None:
        return len(fetch_dated(connection, found.statement, found.passes)[0])
    return int(connection.scalar(found.statement.with_only_columns(func.count())) or 0)


def matching_tasks(connection: Connection, query: str, reader: Reader) -> list[int]:
    """The tasks that a query finds, open or not, in the order of their CTAs by due date, then in
    their own. Raises InvalidQuery."""
    found = _found(connection, understood(connection, query, reader), (), is_looked_at=False)
    order = (_cta.c.due, _cta.c.id, _task.c.position, _task.c.id)
    return list(fetch_dated(connection, found.statement.order_by(*order), found.passes)[0])


def not_open(connection: Connection, ids: Collection[TaskId]) -> frozenset[TaskId]:
    """Those that are done or gone, by one statement however many they are."""
    is_sqlite = connection.dialect.name == "sqlite"
    found = connection.execute(_NOT_OPEN[is_sqlite], ids_value(ids, is_sqlite=is_sqlite))
    return frozenset(map(TaskId, found.scalars()))


def _listed(
    ids: array[int],
    days: Sequence[tuple[Any, int]],
    query: str,
    reader: Reader,
    *,
    is_partial: bool = False,
) -> Listing:
    groups = _groups(days, reader)
    if is_partial:
        groups = (*groups[:-1], replace(groups[-1], is_partial=True))
    return Listing(GroupBy.DUE, SortBy.DUE, groups, ids, query, is_partial=is_partial)


def _groups(days: Iterable[tuple[Any, int]], reader: Reader) -> tuple[Group, ...]:
    counts = [(_day_of(day), n) for day, n in days]
    return due_groups(counts, reader.today, reader.first_weekday)


def _beginning(
    connection: Connection, filtered: Filter, first: int
) -> tuple[array[int], list[tuple[Any, int]]] | None:
    """The first along the due dates, each looked at, or all if they are fewer; None where a walk
    through the next few thousand does not meet so many, or would take longer than to read all."""
    if are_rare(connection, filtered):
        return None
    found = _found(connection, filtered, [_IS_OPEN], is_looked_at=True)
    walk = found.statement.with_hint(_task, ALONG_OPEN_TASKS, "sqlite").order_by(*_ORDER)
    if not filtered.conjuncts:
        return fetch_dated(connection, walk.limit(first))
    for depth in (TRIED, TRIED * TRIED_MORE):
        end = connection.execute(_PLACE, {"depth": depth}).first()
        within = walk if end is None else walk.where(tuple_(*_ORDER) <= _place(end))
        limited = within.limit(first) if found.passes is None else within
        met = fetch_dated(connection, limited, found.passes, first)
        if end is None or len(met[0]) == first:
            return met
        if len(met[0]) * TRIED_MORE < first:
            return None
    return None


def _place(row: Any) -> Tuple:
    return tuple_(
        *(bindparam(None, value, type_=of.type) for value, of in zip(row, _ORDER, strict=True))
    )


def _open_tasks(connection: Connection, filtered: Filter, assignee_id: PersonId | None) -> _Found:
    """All of them, in no order yet."""
    if assignee_id is not None:
        mine = [_IS_OPEN, has_open_part(assignee_id)]
        return _found(connection, filtered, mine, is_looked_at=True)
    return _found(connection, filtered, [_IS_OPEN], is_looked_at=False)


def _found(
    connection: Connection,
    filtered: Filter,
    among_tasks: Sequence[ColumnElement[bool]],
    *,
    is_looked_at: bool,
) -> _Found:
    asked = task_clauses(connection, filtered, among_tasks, is_looked_at=is_looked_at)
    statement = select(_task.c.id, _task.c.due).where(*among_tasks, *asked.clauses)
    if among_tasks and not asked.is_of_each and _are_few_aside(connection, filtered):
        aside = select(_cta.c.id).where(_cta.c.state > CtaState.OPEN.value)
        statement = statement.where(_task.c.cta_id.not_in(aside))
    else:
        # Written as a sum: the tasks say which CTAs are looked at.
        states = sorted(state.value for state in filtered.states)
        joined = statement.join_from(_task, _cta, _cta.c.id == _task.c.cta_id)
        statement = joined.where((_cta.c.state + 0).in_(states))
        if not asks_for_few(filtered):
            # From the tasks: most CTAs are open.
            statement = statement.with_hint(_cta, WHOLE_TABLE, "sqlite")
            if among_tasks and not is_looked_at and not asked.sought:
                statement = statement.with_hint(_task, WHOLE_TABLE, "sqlite")
    if not asked.sought:
        return _Found(statement)
    return _looked_for(statement, asked.sought)


def _looked_for(statement: Select[Any], sought: Sequence[Sought]) -> _Found:
    """Those of the tasks that have each of the words; the texts of a task are asked for, and taken
    apart here, where what it stands beside has not all of them."""
    beside = [word.beside for word in sought]
    text = case((and_(true(), *beside), None), else_=_task.c.title + " " + _task.c.comments)
    # Of one word the text tells, and what finds it beside is gathered once.
    one_by_one = beside if len(beside) > 1 else []
    to_own = kept_words()

    def passes(row: Sequence[Any]) -> bool:
        _, _, text, *are_beside = row
        if text is None:
            return True
        words = to_own(text)
        return all(
            is_beside or word.prefix in words
            for word, is_beside in zip(sought, are_beside or (False,), strict=True)
        )

    flags = (clause.label(f"beside_{n}") for n, clause in enumerate(one_by_one))
    return _Found(statement.add_columns(text.label("text"), *flags), passes)


def _are_few_aside(connection: Connection, filtered: Filter) -> bool:
    """Whether open tasks are told from those of CTAs that are not open by the ids of these: where
    words alone are asked for, and SQLite gathers no more of them than it holds."""
    is_plain = filtered.states == {CtaState.OPEN} and all(map(is_sought, filtered.conjuncts))
    is_sqlite = connection.dialect.name == "sqlite"
    return is_sqlite and is_plain and connection.scalars(_ASIDE).one() <= ASIDE_AT_MOST


def _day_of(day: Any) -> date | None:
    """As SQLite's own driver gives it, or as a date."""
    return to_day(day) if isinstance(day, str) else day

"""Fetches the ids of a long list, with other threads and the memory in mind.

A million ids are 4 MB. Put at once where they are to stand they take no more than that: arrays
that grow, and copies of their parts, leave holes that no other list fits into.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, CursorResult, Select
from sqlalchemy.exc import DBAPIError

from cockpit_tui.domain.lists.rows import Group
from cockpit_tui.store.halting import check_halted

FETCH_ROWS = 1_000
"""Ids fetched at a time: other threads run between two fetches, and may halt the read there."""


def fetch_ids(connection: Connection, query: Select[Any], expected: int = 0) -> array[int]:
    """The ids that the query gives, in its order; `expected` is how many there should be.

    Raises Cancelled once the read is halted, and what any statement raises.
    """
    ids, place = _room(expected), 0
    for rows in _fetched(connection, query):
        part = array("I", chain.from_iterable(rows))
        ids[place : place + len(part)] = part
        place += len(part)
    del ids[place:]
    return ids


def fetch_grouped(
    connection: Connection, query: Select[Any], groups: Sequence[Group]
) -> array[int]:
    """The ids of a query in the order of its groups' keys, put in the order of the groups.

    Where the groups are counted wrongly there are as many as were found, and no more is certain of
    them. Raises as `fetch_ids` does.
    """
    starts, total = {}, 0
    for group in groups:
        starts[group.key] = total
        total += group.count
    ids = _room(total)
    found = chain.from_iterable(chain.from_iterable(_fetched(connection, query)))
    read = 0
    for group in sorted(groups, key=lambda group: int(group.key)):
        part, start = array("I", islice(found, group.count)), starts[group.key]
        ids[start : start + len(part)] = part
        read += len(part)
    del ids[read:]
    ids.extend(found)
    return ids


def fetch_dated(
    connection: Connection,
    query: Select[Any],
    passes: Callable[[Sequence[Any]], bool] | None = None,
    first: int | None = None,
) -> tuple[array[int], list[tuple[Any, int]]]:
    """The ids that the query gives beside days, in its order, and how many there are of each day
    as the driver has it; `passes` says which of its rows count, and no more are read than are
    needed for the `first` of them. Raises as `fetch_ids` does."""
    ids, days = array("I"), dict[Any, int]()
    rows = chain.from_iterable(_fetched(connection, query))
    for row in islice(rows if passes is None else filter(passes, rows), first):
        ids.append(row[0])
        days[row[1]] = days.get(row[1], 0) + 1
    return ids, list(days.items())


def _room(size: int) -> array[int]:
    return array("I", (0,)) * size


def _fetched(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows of one column, by the thousand."""
    if connection.dialect.name == "sqlite":
        with connection.execute(query) as found:
            yield from _driver_rows(connection, found)
        return
    streamed = query.execution_options(stream_results=True, max_row_buffer=FETCH_ROWS)
    with connection.execute(streamed) as found:
        for rows in found.partitions(FETCH_ROWS):
            yield rows
            check_halted(connection)


def _driver_rows(
    connection: Connection, found: CursorResult[Any]
) -> Iterator[Sequence[tuple[int]]]:
    """The driver's own rows: a quarter of the time, and it never holds the interpreter long.

    Its errors come as SQLAlchemy's, as those of every statement do.
    """
    driver_error = connection.dialect.loaded_dbapi.Error
    while found.cursor is not None:
        check_halted(connection)
        try:
            rows = found.cursor.fetchmany(FETCH_ROWS)
        except driver_error as error:
            raise DBAPIError.instance(None, None, error, driver_error) from error
        if not rows:
            return
        yield rows

"""Insert or update in one statement, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from cockpit_tui.store.encoding import storable

CHUNK = 500
"""Ids a statement; below SQLite's bound-variable limit on every build."""

T = TypeVar("T")


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    *,
    keep: Iterable[str] = (),
    adds: Iterable[str] = (),
) -> None:
    """Writes the rows; one whose `keys` exist is overwritten, except for the columns in `keep`,
    and those in `adds`, to which the new value is added.

    Every row has the same columns; without rows nothing happens. Rows are written in the order of
    their keys, so that two writers never wait crosswise.
    """
    if not rows:
        return
    kept = (*keys, *keep)
    changed = tuple(name for name in rows[0] if name not in kept)
    is_sqlite = connection.dialect.name == "sqlite"
    statement = _upsert(table, tuple(keys), changed, tuple(adds), is_sqlite=is_sqlite)
    ordered = sorted(rows, key=lambda row: tuple(str(row[name]) for name in keys))
    connection.execute(statement, [storable(row) for row in ordered])


@cache
def _upsert(
    table: Table,
    keys: tuple[str, ...],
    changed: tuple[str, ...],
    adds: tuple[str, ...],
    *,
    is_sqlite: bool,
) -> Any:
    """Composed once for the process; the columns are those of the rows that it is given."""
    statement: Any
    # Inside, for the other database's dialect takes a megabyte or two.
    if is_sqlite:
        from sqlalchemy.dialects import sqlite

        statement = sqlite.insert(table)
    else:
        from sqlalchemy.dialects import postgresql

        statement = postgresql.insert(table)
    new = {name: statement.excluded[name] for name in changed}
    new |= {name: table.c[name] + statement.excluded[name] for name in adds}
    index = [table.c[name] for name in keys]
    if new:
        return statement.on_conflict_do_update(index_elements=index, set_=new)
    return statement.on_conflict_do_nothing(index_elements=index)


def chunked(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists that fit one statement's IN clause."""
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]

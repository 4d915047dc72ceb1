"""Rows that a unit of work read at once, and what it did to them, written at once.

A verb on thousands of records reads them by a few statements before it begins, then does record
by record what it always does; its changes are kept here and go to the database together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from cockpit_tui.store.encoding import Record, to_records
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.tables.schema import metadata

KEY = "key_of_row"
"""The parameter that holds a row's id; no column is called so."""
Family = dict[int, set[int]]
"""Ids of rows by the value of one of their columns; a value that is missing was not read."""


class KnownRows:
    """One transaction's rows by table and id, and by columns that refer to others.

    Only what was read with `know` is answered from here; the rest is the database's. Rows are
    replaced, never altered, so what was given out stays as it was.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._rows: dict[Table, dict[int, Record]] = {}
        self._families: dict[Table, dict[str, Family]] = {}
        self._added: dict[Table, set[int]] = {}
        self._changed: dict[Table, dict[int, set[str]]] = {}
        self._removed: dict[Table, set[int]] = {}
        self._is_behind = False

    def know(
        self,
        table: Table,
        column: str,
        values: Iterable[int],
        *,
        is_changed: bool = True,
        is_deleted: bool = False,
    ) -> list[Record]:
        """Reads the rows whose column (`id`, or one that refers) has one of the values.

        Rows that are to be changed nobody else changes until the end: PostgreSQL locks them, and
        SQLite has one writer anyway. Where they are to be deleted, whoever puts something below
        them is waited for at once: later, each would wait for the other.
        """
        self.flush()
        wanted = sorted(set(values))
        statement = _select_among(table, column, is_sqlite=self._is_sqlite)
        if is_changed and not self._is_sqlite:
            statement = _lock_among(table, column, is_deleted=is_deleted)
        parameters = ids_value(wanted, is_sqlite=self._is_sqlite)
        rows = to_records(self._connection.execute(statement, parameters))
        if column != "id":
            family = self._families.setdefault(table, {}).setdefault(column, {})
            family.update((value, set()) for value in wanted)
        for row in rows:
            self._learn(table, row)
        return rows

    def lock(self, table: Table, column: str, values: Iterable[int]) -> None:
        """Waits for whoever changes rows with one of the values; nobody does on SQLite."""
        if not self._is_sqlite:
            parameters = ids_value(sorted(set(values)), is_sqlite=False)
            statement = _lock_among(table, column, is_deleted=False)
            self._connection.execute(statement, parameters)

    def row(self, table: Table, record_id: int) -> Record | None:
        """The row as it stands; None where it is not known here."""
        known = self._rows.get(table)
        return None if known is None else known.get(record_id)

    def rows(self, table: Table, equal: Mapping[str, object]) -> list[Record] | None:
        """The rows whose columns equal these values, by id; None where that is not known here."""
        for column, family in self._families.get(table, {}).items():
            ids = family.get(equal.get(column))  # type: ignore[call-overload]
            if ids is not None:
                known = self._rows[table] if ids else {}
                found = (known[record_id] for record_id in sorted(ids))
                return [row for row in found if _has(row, equal)]
        return None

    def change(self, table: Table, row: Record, changes: Record) -> bool:
        """Changes a known row; False where it is none, and the database has to be told."""
        record_id = row["id"]
        if self.row(table, record_id) is None:
            self._adopt(table, {**row, **changes})
            return False
        if self._removed.get(table) and _is_exclusive(table):
            self.flush()
        if self._families.get(table, {}).keys() & changes.keys():
            self._forget(table, record_id)
            self._learn(table, {**row, **changes})
        else:
            self._rows[table][record_id] = {**row, **changes}
        if record_id not in self._added.get(table, ()):
            columns = self._changed.setdefault(table, {}).setdefault(record_id, set())
            columns.update(changes)
        self._is_behind = True
        return True

    def add(self, table: Table, values: Record) -> Record:
        """A new row under the id that it brings along; the whole row."""
        if any(self._removed.values()):
            self.flush()
        row = {**_defaults(table), **values}
        self._learn(table, row)
        self._added.setdefault(table, set()).add(row["id"])
        self._is_behind = True
        return row

    def written(self, table: Table, row: Record) -> None:
        """A row that went to the database at once belongs to what is known of its like."""
        self._adopt(table, row)

    def remove(self, table: Table, record_id: int) -> bool:
        """Removes a known row; False where it is none, and the database has to be told."""
        if self.row(table, record_id) is None:
            return False
        if record_id in self._added.get(table, ()):
            self.flush()
        self._forget(table, record_id)
        self._changed.get(table, {}).pop(record_id, None)
        self._removed.setdefault(table, set()).add(record_id)
        self._is_behind = True
        return True

    def flush(self) -> None:
        """Writes what was changed, so that statements see it.

        New rows first, what they refer to before them; then changes and removals, what refers
        before what it refers to: the order in which everybody locks.
        """
        if not self._is_behind:
            return
        added, changed, removed = self._added, self._changed, self._removed
        self._added, self._changed, self._removed = {}, {}, {}
        self._is_behind = False
        for table in sorted(added, key=_place):
            rows = [self._rows[table][record_id] for record_id in sorted(added[table])]
            self._connection.execute(insert(table), rows)
        for table in sorted(changed.keys() | removed.keys(), key=_place, reverse=True):
            self._write_changes(table, changed.get(table, {}))
            gone = removed.get(table)
            if gone:
                ids = ids_value(sorted(gone), is_sqlite=self._is_sqlite)
                self._connection.execute(_delete_among(table, is_sqlite=self._is_sqlite), ids)

    def flush_for(self, table: Table) -> None:
        """The same, where something of this table is not written yet."""
        if table in self._added or table in self._changed or table in self._removed:
            self.flush()

    def _write_changes(self, table: Table, changed: Mapping[int, set[str]]) -> None:
        by_columns: dict[tuple[str, ...], list[Record]] = {}
        for record_id in sorted(changed):
            columns, row = tuple(sorted(changed[record_id])), self._rows[table][record_id]
            values = {KEY: record_id, **{name: row[name] for name in columns}}
            by_columns.setdefault(columns, []).append(values)
        for columns, rows in by_columns.items():
            self._connection.execute(update_statement(table, columns), rows)

    def _learn(self, table: Table, row: Record) -> None:
        self._rows.setdefault(table, {})[row["id"]] = row
        for column, family in self._families.get(table, {}).items():
            if row[column] in family:
                family[row[column]].add(row["id"])

    def _adopt(self, table: Table, row: Record) -> None:
        families = self._families.get(table, {})
        if any(row[column] in family for column, family in families.items()):
            self._learn(table, row)

    def _forget(self, table: Table, record_id: int) -> None:
        row = self._rows[table].pop(record_id)
        for column, family in self._families.get(table, {}).items():
            if row[column] in family:
                family[row[column]].discard(record_id)


@cache
def update_statement(table: Table, columns: tuple[str, ...]) -> Any:
    """Writes these columns of the row whose id is given as `KEY`; the columns are parameters."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return update(table).where(table.c.id == bindparam(KEY)).values(values)


@cache
def select_by(table: Table, columns: tuple[str, ...], nulls: tuple[str, ...] = ()) -> Any:
    """The rows whose columns equal the parameters of their names, or are null; by id."""
    query = select(table).order_by(table.c.id)
    for name in columns:
        query = query.where(table.c[name] == bindparam(name, type_=table.c[name].type))
    for name in nulls:
        query = query.where(table.c[name].is_(None))
    return query


@cache
def _select_among(table: Table, column: str, *, is_sqlite: bool) -> Any:
    return select(table).where(among(table.c[column], is_sqlite=is_sqlite)).order_by(table.c.id)


@cache
def _lock_among(table: Table, column: str, *, is_deleted: bool) -> Any:
    # NO KEY: whoever adds a row below one of these holds a share of its key.
    query = _select_among(table, column, is_sqlite=False)
    return query.with_for_update(key_share=not is_deleted)


@cache
def _delete_among(table: Table, *, is_sqlite: bool) -> Any:
    return delete(table).where(among(table.c.id, is_sqlite=is_sqlite))


@cache
def _defaults(table: Table) -> Record:
    """What columns hold that nobody gave a value."""
    return {
        column.name: None if column.default is None else column.default.arg  # type: ignore[attr-defined]
        for column in table.c
    }


@cache
def _is_exclusive(table: Table) -> bool:
    """Whether a row may have to go before another one takes its value."""
    has_unique = any(isinstance(one, UniqueConstraint) for one in table.constraints)
    return has_unique or any(index.unique for index in table.indexes)


def _place(table: Table) -> int:
    return _places()[table]


@cache
def _places() -> dict[Table, int]:
    """Every table after those that it refers to."""
    return {table: place for place, table in enumerate(metadata.sorted_tables)}


def _has(row: Record, equal: Mapping[str, object]) -> bool:
    return all(row[name] == value for name, value in equal.items())

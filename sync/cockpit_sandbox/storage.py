"""The SQLite file behind the org: one table for each object, one writer.

Column names come from the schema only, never from a request; values are always parameters.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cockpit_sandbox.schema import Scalar, Schema, SObject

FILE_MODE = 0o600
"""The file holds a session token: its owner alone may read it."""
BUSY_SECONDS = 5.0
"""A second reader (a test that looks into the file) must not fail a write at once."""
PAGE_CACHE_KIB = 65_536
"""Enough for the hot part of an index over 500,000 activities."""
STATEMENT_CACHE = 512

Row = dict[str, Scalar]

_OWN_TABLES = """
CREATE TABLE IF NOT EXISTS org_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_session (
    token TEXT PRIMARY KEY, user_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS id_sequence (
    name TEXT PRIMARY KEY, last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS query_locator (
    locator TEXT PRIMARY KEY, soql TEXT NOT NULL, all_rows INTEGER NOT NULL,
    total INTEGER NOT NULL, expires TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS query_result (
    locator TEXT NOT NULL, position INTEGER NOT NULL, record_id TEXT NOT NULL,
    PRIMARY KEY (locator, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delete_log (
    record_id TEXT PRIMARY KEY, object TEXT NOT NULL, deleted TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_right (
    user_id TEXT NOT NULL, object TEXT NOT NULL, field TEXT NOT NULL, access TEXT NOT NULL,
    PRIMARY KEY (user_id, object, field)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_share (
    user_id TEXT NOT NULL, record_id TEXT NOT NULL, access TEXT NOT NULL,
    PRIMARY KEY (user_id, record_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_own_only (
    user_id TEXT NOT NULL, object TEXT NOT NULL, PRIMARY KEY (user_id, object)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bulk_job (
    id TEXT PRIMARY KEY, created TEXT NOT NULL, content TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS idempotency_key (
    key TEXT NOT NULL, resource TEXT NOT NULL, user_id TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT, expires TEXT NOT NULL, PRIMARY KEY (key, resource, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feed_body (
    record_id TEXT PRIMARY KEY, segments TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_session (
    token TEXT PRIMARY KEY, user_id TEXT NOT NULL, refresh TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_refresh (
    token TEXT PRIMARY KEY, user_id TEXT NOT NULL, scope TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS oauth_code (
    code TEXT PRIMARY KEY, user_id TEXT NOT NULL, callback TEXT NOT NULL, challenge TEXT,
    scope TEXT NOT NULL, expires TEXT NOT NULL
) WITHOUT ROWID;
"""


def _caseless(left: str, right: str) -> int:
    a, b = left.casefold(), right.casefold()
    return (a > b) - (a < b)


@lru_cache(maxsize=256)
def _like_pattern(pattern: str) -> re.Pattern[str]:
    """SOQL LIKE as a regular expression: `%` any run, `_` one character, a backslash escapes."""
    parts = []
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            parts.append(".*")
        elif character == "_":
            parts.append(".")
        else:
            parts.append(re.escape(next(characters, "\\") if character == "\\" else character))
    return re.compile("".join(parts), re.DOTALL | re.IGNORECASE)


def _soql_like(value: str | None, pattern: str) -> int | None:
    return None if value is None else int(_like_pattern(pattern).fullmatch(value) is not None)


class RollBack(Exception):
    """Raised inside `Storage.transaction` to undo it when nothing went wrong with the storage."""


class Storage:
    """One connection to the org's file, with tables made from the schema."""

    def __init__(self, path: Path | None, schema: Schema) -> None:
        """Open or make the file; without a path the org lives in memory."""
        if path is not None and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
        self.schema = schema
        self.connection = sqlite3.connect(
            path or ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
            cached_statements=STATEMENT_CACHE,
        )
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIB}")
        self.connection.create_collation("caseless", _caseless)
        self.connection.create_function("soql_like", 2, _soql_like, deterministic=True)
        self.connection.executescript(_OWN_TABLES)
        for each in schema:
            self._create_table(each)

    def _create_table(self, sobject: SObject) -> None:
        columns = ", ".join(
            f"{each.name} {each.sqlite_type}" + (" PRIMARY KEY" if each.name == "Id" else "")
            for each in sobject.fields
        )
        self.connection.execute(f'CREATE TABLE IF NOT EXISTS "{sobject.name}" ({columns})')
        there = {row[1] for row in self.rows(f'PRAGMA table_info("{sobject.name}")')}
        for each in sobject.fields:
            # A file of an older release lacks the fields that came since.
            if each.name not in there:
                default = int(bool(each.default)) if each.type == "boolean" else "NULL"
                self.connection.execute(
                    f'ALTER TABLE "{sobject.name}" ADD COLUMN {each.name} {each.sqlite_type}'
                    f" DEFAULT {default}"
                )

    def create_indexes(self) -> None:
        """Make the indexes, and let SQLite learn how its tables are filled."""
        for sobject in self.schema:
            if sobject.has("SystemModstamp"):
                self._index(sobject, "SystemModstamp", "Id")
            for each in sobject.fields:
                # Most rows have no key: an index that held them all would look useless to
                # the planner, which would then read the whole table at each upsert.
                if each.unique:
                    self._index(sobject, each.name, collation=" COLLATE caseless")
                elif each.type == "reference" and each.name not in _UNINDEXED_REFERENCES:
                    self._index(sobject, each.name, "SystemModstamp")
        self.connection.execute("ANALYZE")

    def _index(self, sobject: SObject, *columns: str, collation: str = "") -> None:
        name = f"{sobject.name}_{'_'.join(columns)}"
        listed = ", ".join(columns) + collation
        where = f" WHERE {columns[0]} IS NOT NULL" if collation else ""
        self.connection.execute(
            f'CREATE INDEX IF NOT EXISTS "{name}" ON "{sobject.name}" ({listed}){where}'
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones are savepoints, so a part can fail alone."""
        nested = self.connection.in_transaction
        begin, commit, rollback = _SAVEPOINT if nested else _TRANSACTION
        self.connection.execute(begin)
        try:
            yield
        except BaseException:
            for statement in rollback:
                self.connection.execute(statement)
            raise
        self.connection.execute(commit)

    def rows(self, sql: str, parameters: Sequence[Scalar] = ()) -> list[tuple[Scalar, ...]]:
        """All rows of a statement."""
        return self.connection.execute(sql, parameters).fetchall()

    def first(self, sql: str, parameters: Sequence[Scalar] = ()) -> tuple[Scalar, ...] | None:
        """The first row of a statement, or None."""
        row: tuple[Scalar, ...] | None = self.connection.execute(sql, parameters).fetchone()
        return row

    def run(self, sql: str, parameters: Sequence[Scalar] = ()) -> int:
        """Run a statement and return how many rows it changed."""
        return self.connection.execute(sql, parameters).rowcount

    def record(self, sobject: SObject, record_id: str) -> Row | None:
        """One stored row, deleted or not, by its 18-character id."""
        cursor = self.connection.execute(
            f'SELECT * FROM "{sobject.name}" WHERE Id = ?',  # noqa: S608 the name is the schema's
            (record_id,),
        )
        found = cursor.fetchone()
        return None if found is None else dict(zip(_columns(cursor), found, strict=True))

    def insert(self, sobject: SObject, rows: Iterable[Sequence[Scalar]]) -> None:
        """Add rows whose values stand in the order of the object's fields."""
        names = ", ".join(each.name for each in sobject.fields)
        marks = ", ".join("?" * len(sobject.fields))
        self.connection.executemany(
            f'INSERT INTO "{sobject.name}" ({names}) VALUES ({marks})',  # noqa: S608 schema's names
            rows,
        )

    def update(self, sobject: SObject, record_id: str, changes: Row) -> None:
        """Set the named columns of one row."""
        assignments = ", ".join(f"{name} = ?" for name in changes)
        self.connection.execute(
            f'UPDATE "{sobject.name}" SET {assignments} WHERE Id = ?',  # noqa: S608 as above
            (*changes.values(), record_id),
        )

    def next_number(self, name: str) -> int:
        """The next number of a named sequence, starting at 1."""
        row = self.first(
            "INSERT INTO id_sequence VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (name,),
        )
        return int(row[0]) if row and row[0] else 1

    def setting(self, name: str) -> str | None:
        """A remembered fact of the org (its token, its seed), or None."""
        row = self.first("SELECT value FROM org_setting WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a fact of the org."""
        self.run("INSERT OR REPLACE INTO org_setting VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


_UNINDEXED_REFERENCES = frozenset({"CreatedById", "LastModifiedById", "RecurrenceActivityId"})
_TRANSACTION = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_SAVEPOINT = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))


def _columns(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description]

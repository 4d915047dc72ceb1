"""The database: opening, creating, reading. Settings that a connection needs are set here alone."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from cockpit_tui.domain.errors import (
    InvalidInput,
    StoreContended,
    StoreDamaged,
    StoreError,
    StoreMissing,
    StoreReference,
    StoreTwin,
)
from cockpit_tui.store import halting
from cockpit_tui.store.halting import Halt

SQLITE_BUSY_SECONDS = 5
"""Longer than any of our transactions; a person would not wait longer."""
SQLITE_CACHE_KIB = 512
"""Of each connection, of which there are half a dozen: the system keeps the file's pages too, and
lists of 100,000 are read no faster with SQLite's 2,000."""
SQLITE_HEAP_BYTES = 4_500_000
"""Of all connections together: what is sorted beyond that goes to files that the system keeps in
memory as long as it has room."""
READ_ONLY_HERE = "cockpit_read_only"
"""The execution option of every connection of a process that writes nothing to Salesforce."""
SNOOZE_ZONE = "cockpit_snooze_zone"
"""Likewise: where the days of snoozes begin and end, if not in the org's zone."""
WHOLE_TABLE = "NOT INDEXED"
"""A hint to SQLite, which counts nothing and takes an index with a look at each of its rows for
quicker than reading the table, when many rows are wanted."""
ALONG_OPEN_TASKS = "INDEXED BY ix_task_open"
"""Another: the first of many, in the order in which they are listed."""
_WRITE = {"cockpit_write": True}
_LEVEL = "cockpit_synchronous"
"""What a connection's commits wait for, as it was set last."""
_CONTENDED = frozenset({"40P01", "40001"})
"""PostgreSQL: deadlock_detected and serialization_failure."""
_REFERENCE = ("23503", "FOREIGN KEY constraint failed")
"""A foreign key violation, to PostgreSQL and to SQLite. One who deletes a record and one who adds
something below it miss each other so: a second try then finds it gone. What stays is a fault."""
_TWIN = ("23505", "UNIQUE constraint failed")
"""A unique violation, to PostgreSQL and to SQLite. Somebody else may have added the same at the
same moment: a second try then finds it."""
_UNUSABLE = (
    "connection failed",
    "connection is bad",
    "connection is lost",
    "database is locked",
    "unable to open database file",
    "disk I/O error",
    "database or disk is full",
    "readonly database",
)
"""What drivers say when the fault is neither the data's nor ours."""


class StoreChanged(Struct, frozen=True):
    """Something was committed by this process. Empty sets say nothing changed of that kind."""

    cta_ids: frozenset[int]
    batch_id: int | None
    is_mirror: bool = False


class Store:
    """One workspace's database; threads may share it, each call has a connection of its own."""

    def __init__(
        self, url: URL | str, *, is_read_only: bool = False, snooze_zone: str = ""
    ) -> None:
        """`is_read_only`: this process writes nothing to Salesforce, whatever the mirror of
        another does; readers then say would-write. `snooze_zone`: where a snooze's days begin
        and end; empty for the org's zone (CD-4)."""
        self.url = parse_url(url)
        self.is_read_only = is_read_only
        self.snooze_zone = snooze_zone
        options = {READ_ONLY_HERE: is_read_only, SNOOZE_ZONE: snooze_zone}
        self.engine = _make_engine(self.url, options)
        halting.listen(self.engine)
        self._writing = {
            is_durable: self.engine.execution_options(**_WRITE, cockpit_durable=is_durable)
            for is_durable in (False, True)
        }
        self._listeners: list[Callable[[StoreChanged], None]] = []
        self._written = threading.local()

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self, halt: Halt | None = None) -> Iterator[Connection]:
        """A connection that sees one consistent state; nothing may be written through it.

        Raises Cancelled once `halt` is called.
        """
        with translated(self.url), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with nullcontext() if halt is None else halt.over(connection):
                yield connection

    @contextmanager
    def write(self, *, is_durable: bool = False) -> Iterator[Connection]:
        """A connection in a write transaction: committed at the end, rolled back on an error.

        Durable, not even a loss of power undoes the commit; otherwise it may undo the newest ones
        on SQLite, whole. The mirror's own bookkeeping uses it; edits of the domain go through the
        unit of work.
        """
        with (
            translated(self.url),
            self._writing[is_durable].connect() as connection,
            connection.begin(),
        ):
            yield connection
            if not self.is_sqlite:
                connection.exec_driver_sql("NOTIFY cockpit")
        self._written.commits = self.commits + 1

    @property
    def commits(self) -> int:
        """How often the thread that asks has committed: what was begun since may be done again
        from its beginning as long as this is the same."""
        return getattr(self._written, "commits", 0)

    def subscribe(self, listener: Callable[[StoreChanged], None]) -> None:
        """Calls `listener` after each commit, in the committing thread; it must return at once."""
        self._listeners.append(listener)

    def publish(self, change: StoreChanged) -> None:
        for listener in self._listeners:
            listener(change)

    def close(self) -> None:
        self.engine.dispose()


STOPPED_SECONDS = 30
"""Our transactions take milliseconds and none waits for a network: one that is idle for so long
belongs to a program that was suspended, and PostgreSQL gives its locks to the others."""
KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Of the connection to PostgreSQL, in seconds and times: a line that is dead is noticed within a
minute, where systems wait for two hours. What the address says comes first."""


def parse_url(url: URL | str) -> URL:
    """The URL with the driver we use; raises InvalidInput for databases other than the two."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise InvalidInput(
            "The setting `database_url` (COCKPIT_DATABASE_URL) is no address of a database.",
            "Write sqlite:////path/to/file.db or postgresql://user@host/name.",
        ) from error
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise InvalidInput(
            f"The database kind “{backend}” is not supported.", "Use SQLite or PostgreSQL."
        )
    return parsed


def _make_engine(url: URL, options: dict[str, object]) -> Engine:
    if url.get_backend_name() != "sqlite":
        asked = {name: seconds for name, seconds in KEEPALIVE.items() if name not in url.query}
        engine = create_engine(
            url,
            connect_args=asked,
            pool_pre_ping=True,
            execution_options=options,
            hide_parameters=True,
        )

        @event.listens_for(engine, "connect")
        def let_go(connection: Any, _record: object) -> None:
            """A program that is stopped in the midst of a write does not hold the team up."""
            connection.execute(f"SET idle_in_transaction_session_timeout = '{STOPPED_SECONDS}s'")
            connection.commit()

        @event.listens_for(engine, "handle_error")
        def without_values(failed: ExceptionContext) -> None:
            """Below its first line the server tells the row that it refuses."""
            refused = failed.sqlalchemy_exception
            if isinstance(refused, DBAPIError):
                for error in (refused, failed.original_exception):
                    error.args = (str(error).partition("\n")[0],)

        return engine
    # Whoever reads again gets the connection that it had, as a rule: what that holds of the file,
    # its prepared statements, and what it tells of commits (`data_version`) serve once more.
    pooled = {} if url.database in (None, "", ":memory:") else {"pool_use_lifo": True}
    engine = create_engine(
        url,
        connect_args={"timeout": SQLITE_BUSY_SECONDS},
        execution_options=options,
        hide_parameters=True,
        **pooled,
    )
    engine.dialect.statement_compiler = _WithHints

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{SQLITE_CACHE_KIB}")
        cursor.execute(f"PRAGMA soft_heap_limit={SQLITE_HEAP_BYTES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        is_write = options.get("cockpit_write")
        if is_write:
            level = "FULL" if options.get("cockpit_durable") else "NORMAL"
            if connection.info.get(_LEVEL) != level:
                connection.exec_driver_sql(f"PRAGMA synchronous={level}")
                connection.info[_LEVEL] = level
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return engine


class _WithHints(SQLiteCompiler):
    """Writes a hint behind its table."""

    def get_from_hint_text(self, table: object, text: str | None) -> str | None:  # noqa: ARG002
        return text


def protect_file(url: URL) -> None:
    """Creates the folder (0700) and the file (0600) of a SQLite database where they are missing."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)


def _named(url: URL) -> str:
    """The database as people know it: its file, or its name and where the server is."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"“{url.database}” on {url.host or url.query.get('host', 'this machine')}"


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """What a driver raises, as an error of ours that says in words what was kept and what to do."""
    try:
        yield
    except UnicodeEncodeError as error:
        if "surrogates" not in error.reason:
            raise
        raise InvalidInput(
            "A text is not UTF-8, so the database cannot look for it. Nothing was changed.",
            "Write it again; a terminal and its locale should both use UTF-8.",
        ) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _CONTENDED:
            raise StoreContended(
                "Somebody else wrote the same records at the same moment. "
                "Nothing of this change was kept; theirs was.",
                "Look at the records as they are now, and do it again.",
            ) from error
        words = str(error.orig).splitlines()[0] if error.orig else "unknown error"
        if getattr(error.orig, "sqlstate", None) == _TWIN[0] or _TWIN[1] in words:
            raise StoreTwin(
                "What was to be added is there already. Nothing of this change was kept.",
                "Look at the records as they are now (`F5`), and do it again if it is missing.",
            ) from error
        if getattr(error.orig, "sqlstate", None) == _REFERENCE[0] or _REFERENCE[1] in words:
            raise StoreReference(
                "A record that this needs is gone, or one that is to go is still needed. "
                "Nothing of this change was kept.",
                "Look at the records as they are now (`F5`). If it stays so, please report it: "
                f"{words}.",
            ) from error
        if "no such table" in words or "does not exist" in words:
            raise StoreMissing(
                f"There is no workspace in {_named(url)}.",
                "`cockpit demo` makes one, or `cockpit connect` to an org.",
            ) from error
        if "malformed" in words or "not a database" in words:
            raise StoreDamaged(
                f"The database {_named(url)} cannot be read: {words}.",
                "Nothing was changed. Restore a backup, or move the file away.",
            ) from error
        if error.connection_invalidated or any(sign in words for sign in _UNUSABLE):
            raise StoreError(
                f"The database {_named(url)} cannot be used: {words}.",
                "Nothing was changed. Check that it is there, free, and yours to write.",
            ) from error
        raise

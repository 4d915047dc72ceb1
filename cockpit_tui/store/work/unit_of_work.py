"""The unit of work: edit + journal + outbox in one commit, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Self, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import BatchId, PersonId
from cockpit_tui.domain.values import Origin
from cockpit_tui.store.encoding import Record, storable, to_json, to_record, to_records
from cockpit_tui.store.engine import Store, StoreChanged
from cockpit_tui.store.record_names import record_name
from cockpit_tui.store.snooze_day import snooze_today
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import owed_logs
from cockpit_tui.store.work.derived import DerivedColumns
from cockpit_tui.store.work.known_rows import KEY, KnownRows, select_by, update_statement
from cockpit_tui.store.work.outbox import OutboxRecorder

T = TypeVar("T")
DERIVED_FIELDS: Mapping[str, frozenset[str]] = {
    "cta": frozenset({"state", "tasks_open", "tasks_total", "words", "touched_at"}),
    "task_part": frozenset({"cta_id", "is_closed", "sync_state"}),
    "recurrence": frozenset({"next_on"}),
}
"""Columns that follow from others; never journaled, so undo compares the domain alone."""

_VALUES = select(schema.picklist_value).order_by(
    schema.picklist_value.c.position, schema.picklist_value.c.id
)
BULK_IDS = 100_000
"""Ids set aside for one bulk write on PostgreSQL."""


class Author(Struct, frozen=True):
    """Who changes something: a person, a rule, or the mirror on somebody's behalf."""

    person_id: PersonId | None
    origin: Origin = Origin.PERSON


class UnitOfWork:
    """`with UnitOfWork(store, …) as work:` commits at the end, and rolls back on an error.

    Every change goes through `insert`, `update` and `delete`, which write the journal; the outbox
    follows from what the change did to mirrored tasks. A verb on many records reads them with
    `know` first: they are then changed in memory, and written by a few statements.
    """

    def __init__(
        self,
        store: Store,
        author: Author,
        label: str,
        clock: Clock,
        *,
        undo_of: BatchId | None = None,
        still_wanted: Callable[[], None] = lambda: None,
    ) -> None:
        """`still_wanted` is asked while the work is written down; what it raises takes it back."""
        self._store = store
        self._still_wanted = still_wanted
        self._author = author
        self.label = label
        """What undo will call it; may be made more precise until the commit."""
        self.is_closing = False
        """Whether it closes CTAs and skips what is open in them: reopening asks for it (CD-11)."""
        self._undo_of = undo_of
        self._entries: list[dict[str, Any]] = []
        self._exits = ExitStack()
        self.now: datetime = clock.now()
        self._clock = clock
        self.batch_id: BatchId | None = None
        """The journal's batch, known after the commit; None when nothing changed."""
        self._connection: Connection
        self._asked: dict[object, Any] = {}
        self._reserved: dict[Table, Iterator[int]] = {}

    def __enter__(self) -> Self:
        self._connection = self._exits.enter_context(self._store.write())
        self._known = KnownRows(self._connection)
        self._derived = DerivedColumns(
            self._connection, self.now, lambda: self._snooze_day, self._known
        )
        self.outbox = OutboxRecorder(
            self._connection,
            self._author.person_id,
            self.now,
            self._known,
            is_undo=self._undo_of is not None,
        )
        return self

    @cached_property
    def _snooze_day(self) -> date:
        return snooze_today(self._connection, self._clock)

    @property
    def connection(self) -> Connection:
        """For statements of one's own; everything changed so far is written before."""
        self._known.flush()
        return self._connection

    def know(
        self,
        table: Table,
        column: str,
        values: Iterable[int],
        *,
        is_changed: bool = True,
        is_deleted: bool = False,
    ) -> list[Record]:
        """Reads all rows whose `column` (`id`, or one that refers to others) has one of the
        values, for a verb on many: `row` and `rows` then answer without asking the database.
        Rows that are not to be changed are not locked; where they are to be deleted, nobody puts
        anything below them either."""
        return self._known.know(table, column, values, is_changed=is_changed, is_deleted=is_deleted)

    def lock(self, table: Table, column: str, values: Iterable[int]) -> None:
        """Waits for whoever changes such rows, before what depends on them is read."""
        self._known.lock(table, column, values)

    def reserve(self, table: Table, count: int) -> None:
        """Takes the ids of so many new rows beforehand, so that they are written together."""
        if count:
            self._reserved[table] = iter(_free_ids(self.connection, table, count))

    def once(self, what: object, ask: Callable[[], T]) -> T:
        """What `ask` gives, asked once in this work: for settings that it does not change."""
        if what not in self._asked:
            self._asked[what] = ask()
        found: T = self._asked[what]
        return found

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._exits.__exit__(kind, error, trace)
            return
        with self._exits:
            for write in (
                self._known.flush,
                self._derived.write,
                self.outbox.write,
                self._write_journal,
            ):
                write()
                self._still_wanted()
        self._store.publish(
            StoreChanged(
                frozenset(self._derived.cta_ids),
                self.batch_id,
                is_mirror=self._author.origin is Origin.MIRROR,
            )
        )

    def row(self, table: Table, record_id: int) -> Record:
        """One row as it stands; raises NotFound."""
        found = self.find(table, record_id)
        if found is None:
            name = record_name(self._connection, table.name, record_id)
            raise NotFound(f"There is no {name}.", "It may have been deleted.")
        return found

    def find(self, table: Table, record_id: int) -> Record | None:
        """The same, or None."""
        known = self._known.row(table, record_id)
        if known is not None:
            return known
        if table is schema.picklist_value:
            return self.values.get(record_id)
        self._known.flush_for(table)
        query = select_by(table, ("id",))
        row = self._connection.execute(query, {"id": record_id}).mappings().one_or_none()
        return None if row is None else to_record(row)

    @cached_property
    def values(self) -> dict[int, Record]:
        """Every value of every set by id, in their order: a verb asks for several."""
        return {row["id"]: row for row in to_records(self._connection.execute(_VALUES))}

    def rows(self, table: Table, **equal: object) -> list[Record]:
        """Rows whose columns equal the given values, by id."""
        known = self._known.rows(table, equal)
        if known is not None:
            return known
        given = {name: value for name, value in equal.items() if value is not None}
        query = select_by(table, tuple(given), tuple(name for name in equal if name not in given))
        self._known.flush_for(table)
        return to_records(self._connection.execute(query, given))

    def insert(self, table: Table, values: Mapping[str, Any]) -> int:
        """The new row's id; with an `id` in `values` the row comes back under it (undo)."""
        values = storable(values)
        reserved = next(self._reserved.get(table, iter(())), None) if "id" not in values else None
        if reserved is not None:
            values = {"id": reserved, **values}
        self._before_insert(table, values)
        if "id" in values:
            row = self._known.add(table, values)
        else:
            key = self.connection.execute(insert(table), values).inserted_primary_key
            assert key is not None
            row = self.row(table, int(key[0]))
            self._known.written(table, row)
        record_id = int(row["id"])
        self._note(table, "insert", record_id, row, None, None)
        self._after_touch(table, record_id, row)
        if table is schema.logged_activity:
            owed_logs.owe_create(self.connection, record_id, self._author.person_id, self.now)
        return record_id

    def insert_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Many rows at once; each carries its `id`, and a task's CTA comes before it.

        For data that is made in bulk (demo, import): same journal, one statement.
        """
        if not rows:
            return
        rows = [storable(row) for row in rows]
        self.connection.execute(insert(table), rows)
        for row in rows:
            self._derived.remember(table, row)
            self._note(table, "insert", row["id"], row, None, None)
            self._after_touch(table, row["id"], row)

    def update(self, table: Table, record_id: int, changes: Mapping[str, Any]) -> bool:
        """Writes what differs and journals each field; True if anything did."""
        before = self.row(table, record_id)
        new = storable(changes)
        changed = {name: value for name, value in new.items() if before[name] != value}
        if not changed:
            return False
        self._before_touch(table, before)
        if table is schema.cta and "opportunity_id" in changed:
            self.outbox.remember_opportunity(record_id, before["opportunity_id"])
        if not self._known.change(table, before, changed):
            statement = update_statement(table, tuple(sorted(changed)))
            self.connection.execute(statement, {KEY: record_id, **changed})
        for name, value in changed.items():
            self._note(table, "update", record_id, before, name, value)
        self._after_touch(table, record_id, before)
        return True

    def delete(self, table: Table, record_id: int) -> None:
        """Removes the row; children are removed by the caller first, so that each is journaled."""
        before = self.row(table, record_id)
        self._before_touch(table, before)
        if not self._known.remove(table, record_id):
            self.connection.execute(_delete_one(table), {KEY: record_id})
        self._note(table, "delete", record_id, before, None, None)
        self._after_touch(table, record_id, before)
        if table is schema.logged_activity:
            owed_logs.owe_delete(self.connection, record_id, self._author.person_id, self.now)

    def _before_touch(self, table: Table, row: Mapping[str, Any]) -> None:
        if table is schema.task_part:
            self.outbox.remember(row["task_id"])
        elif table is schema.task:
            self.outbox.remember(row["id"])
        elif table is schema.record_link and row["task_id"] is not None:
            self.outbox.remember_contacts(row["task_id"])
        self._derived.remember(table, row)

    def _before_insert(self, table: Table, values: Mapping[str, Any]) -> None:
        if table is schema.task_part:
            self.outbox.remember(values["task_id"])
        elif table is schema.record_link and values.get("task_id") is not None:
            self.outbox.remember_contacts(values["task_id"])
        self._derived.remember(table, values)

    def _after_touch(self, table: Table, record_id: int, row: Mapping[str, Any]) -> None:
        self._derived.touch(table, record_id, row)
        if table is schema.task:
            self.outbox.remember_new(record_id)

    def _note(
        self,
        table: Table,
        kind: str,
        record_id: int,
        row: Mapping[str, Any],
        field: str | None,
        value: object,
    ) -> None:
        old: str | None
        new: str | None
        derived = DERIVED_FIELDS.get(table.name, frozenset())
        if field in derived:
            return
        if field is not None:
            old, new = to_json(row[field]), to_json(value)
        else:
            whole = to_json({name: row[name] for name in row if name not in derived})
            old, new = (whole, None) if kind == "delete" else (None, whole)
        self._entries.append(
            {
                "kind": kind,
                "entity": table.name,
                "entity_id": record_id,
                "cta_id": self._derived.cta_of(table, record_id, row),
                "field": field,
                "old": old,
                "new": new,
            }
        )

    def _write_journal(self) -> None:
        # An undo of which nothing was left to do is one, too: the act stands no longer.
        if not self._entries and self._undo_of is None:
            return
        result = self.connection.execute(
            insert(schema.batch).values(
                at=self.now,
                actor_id=self._author.person_id,
                origin=self._author.origin.value,
                kind=self._kind(),
                label=storable({"label": self.label})["label"][:255],
                undo_of=self._undo_of,
                is_closing=self.is_closing,
            )
        )
        assert result.inserted_primary_key is not None
        self.batch_id = BatchId(result.inserted_primary_key[0])
        for entry in self._entries:
            entry["batch_id"] = self.batch_id
        if self._entries:
            self.connection.execute(insert(schema.journal), self._entries)
        if self._undo_of is not None:
            self.connection.execute(
                update(schema.batch)
                .where(schema.batch.c.id == self._undo_of)
                .values(undone_by=self.batch_id)
            )

    def _kind(self) -> str:
        if self._undo_of is None:
            return "act"
        undone = self.row(schema.batch, self._undo_of)["kind"]
        return "redo" if undone == "undo" else "undo"

    def keep_in_salesforce(self, part_ids: Iterable[int]) -> None:
        """Parts that this work unlinks stay in Salesforce as they are (SY-8, keep)."""
        self.outbox.keep(part_ids)


@cache
def _delete_one(table: Table) -> Any:
    return delete(table).where(table.c.id == bindparam(KEY))


def next_id(work: UnitOfWork, table: Table) -> int:
    """The first free id, for rows that are made in bulk; the write transaction holds it.

    On PostgreSQL the sequence is moved past what the bulk may use.
    """
    if work.connection.dialect.name == "sqlite":
        return _free_ids(work.connection, table, 1)[0]
    sequence = f"{table.name}_id_seq"
    start = work.connection.scalar(select(func.nextval(sequence)))
    assert start is not None
    work.connection.execute(select(func.setval(sequence, start + BULK_IDS)))
    return int(start)


def _free_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """So many ids that no row has or had; SQLite's one writer has them until it commits."""
    if connection.dialect.name == "sqlite":
        query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        start = int(connection.exec_driver_sql(query, (table.name,)).scalar() or 0) + 1
        return range(start, start + count)
    numbers = func.generate_series(1, count).table_valued()
    return connection.scalars(
        select(func.nextval(f"{table.name}_id_seq")).select_from(numbers)
    ).all()

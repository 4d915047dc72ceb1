"""Columns that follow from others, written at the end of each unit of work.

A CTA's state, task counts, search words and the counts by grouping; a part's CTA and closed mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select, update

from cockpit_tui.domain.text import to_parts
from cockpit_tui.domain.values import CtaState
from cockpit_tui.store.encoding import Record, to_record, to_records
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.tables import schema
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.upserts import upsert
from cockpit_tui.store.work import full_text
from cockpit_tui.store.work.known_rows import KEY, KnownRows, select_by, update_statement

COUNTED = {
    "owner": "owner_id",
    "reason": "reason_id",
    "priority": "priority_id",
    "account": "account_id",
    "type": "type_id",
    "status": "status_id",
    "due": "due",
}
"""Dimension of `cta_count` → column of `cta`."""
OF_CTAS = ("task", "record_link", "attachment")
OF_TASKS = ("task_part", "task_blocker")
"""Tables whose rows belong to a task."""


class DerivedColumns:
    """Remembers which CTAs a unit of work touches and brings their derived columns up to date."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        today: Callable[[], date],
        known: KnownRows,
    ) -> None:
        """`today` is asked where a CTA may be asleep."""
        self._connection = connection
        self._known = known
        self._now = now
        self._today = today
        self._before: dict[int, Record | Mapping[str, Any] | None] = {}
        self._cta_of_task: dict[int, int] = {}
        self._are_parts_touched = False
        self.cta_ids: set[int] = set()

    def remember(self, table: Table, row: Mapping[str, Any]) -> None:
        """Called before a change with the row that is about to change."""
        if table is schema.cta:
            if "id" in row and row["id"] not in self._before:
                self._before[row["id"]] = row if "state" in row else None
        elif table.name in OF_CTAS:
            self._remember_cta(row["cta_id"])
        elif table.name in OF_TASKS:
            self._remember_cta(self._cta_of(row["task_id"]))

    def touch(self, table: Table, record_id: int, row: Mapping[str, Any]) -> None:
        """Called after a change with the row as it is now (or was, when it is gone)."""
        if table is schema.cta:
            self._before.setdefault(record_id, None)
            self.cta_ids.add(record_id)
        elif table.name in OF_CTAS:
            if table is schema.task:
                self._cta_of_task[record_id] = row["cta_id"]
            self.cta_ids.add(row["cta_id"])
        elif table.name in OF_TASKS:
            self._are_parts_touched = self._are_parts_touched or table is schema.task_part
            self.cta_ids.add(self._cta_of(row["task_id"]))

    def cta_of(self, table: Table, record_id: int, row: Mapping[str, Any]) -> int | None:
        """The CTA a journal entry belongs to, for the history of a CTA."""
        if table is schema.cta:
            return record_id
        if table.name in OF_CTAS:
            return int(row["cta_id"])
        return self._cta_of(row["task_id"]) if table.name in OF_TASKS else None

    def write(self) -> None:
        """Writes the derived columns of everything touched, and the counts."""
        if not self.cta_ids:
            return
        ids = sorted(self.cta_ids)
        self._lock(ids)
        tallies = self._write_parts(ids)
        changes: Counter[tuple[str, str]] = Counter()
        reworded: list[int] = []
        there: set[int] = set()
        changed: dict[tuple[str, ...], list[Record]] = {}
        for row in self._rows(ids):
            derived = self._derive(row, tallies)
            there.add(row["id"])
            # A column that is written anew is taken out of its indexes and put back.
            news = {name: value for name, value in derived.items() if row[name] != value}
            changed.setdefault(tuple(news), []).append({KEY: row["id"], **news})
            before = self._before.get(row["id"])
            if _is_reworded(before, row, derived["words"]):
                reworded.append(row["id"])
            _count(changes, before, -1)
            _count(changes, {**row, **derived}, +1)
        for columns, values in changed.items():
            if columns:
                self._connection.execute(update_statement(schema.cta, columns), values)
        for gone in self.cta_ids - there:
            _count(changes, self._before.get(gone), -1)
            reworded.append(gone)
        add_to_counts(self._connection, changes)
        full_text.write_documents(self._connection, reworded)

    def _rows(self, cta_ids: list[int]) -> list[Record]:
        """The CTAs as they stand; on PostgreSQL they are read once they are locked."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        found = [self._known.row(schema.cta, cta_id) for cta_id in cta_ids] if is_sqlite else []
        known = [row for row in found if row is not None]
        if len(known) == len(cta_ids):
            return known
        return to_records(self._asked(_ctas, cta_ids))

    def _asked(self, statement: Callable[..., Any], ids: Sequence[int]) -> Any:
        """The result of a statement about these records; composed once for the process."""
        is_sqlite = self._connection.dialect.name == "sqlite"
        return self._connection.execute(
            statement(is_sqlite=is_sqlite), ids_value(ids, is_sqlite=is_sqlite)
        )

    def _lock(self, cta_ids: list[int]) -> None:
        """One writer after the other sums up a CTA's tasks, and sees what the one before wrote.

        SQLite has one writer anyway. In the order of ids, so that nobody waits crosswise.
        """
        if self._connection.dialect.name != "sqlite":
            self._asked(_locked_ctas, cta_ids)

    def _derive(
        self, row: Mapping[str, Any], tallies: dict[int, tuple[int, int, list[str]]]
    ) -> dict[str, Any]:
        tasks_open, tasks_total, texts = tallies.get(row["id"], (0, 0, []))
        asleep = row["snoozed_until"] is not None and row["snoozed_until"] >= self._today()
        state = CtaState.SNOOZED if asleep else CtaState.OPEN
        if row["closed_at"] is not None:
            state = CtaState.ARCHIVED if row["is_archived"] else CtaState.CLOSED
        return {
            "state": state.value,
            "tasks_open": tasks_open,
            "tasks_total": tasks_total,
            "words": to_parts(row["name"], row["comment"], texts),
            "touched_at": self._now,
        }

    def _write_parts(self, cta_ids: list[int]) -> dict[int, tuple[int, int, list[str]]]:
        """Brings the parts' derived columns up to date; open tasks, tasks and texts by CTA."""
        tallies: dict[int, tuple[int, int, list[str]]] = {}
        if self._are_parts_touched:
            self._asked(_corrected_parts, cta_ids)
        for cta_id, title, comments, is_open in self._asked(_task_texts, cta_ids):
            opened, total, texts = tallies.get(cta_id, (0, 0, []))
            texts.extend((title, comments))
            tallies[cta_id] = (opened + bool(is_open), total + 1, texts)
        return tallies

    def _remember_cta(self, cta_id: int) -> None:
        if cta_id not in self._before:
            self._before[cta_id] = self._known.row(schema.cta, cta_id) or self._read_cta(cta_id)

    def _read_cta(self, cta_id: int) -> Record | None:
        found = self._connection.execute(select_by(schema.cta, ("id",)), {"id": cta_id})
        row = found.mappings().one_or_none()
        return None if row is None else to_record(row)

    def _cta_of(self, task_id: int) -> int:
        known = self._known.row(schema.task, task_id)
        if known is not None:
            return int(known["cta_id"])
        if task_id not in self._cta_of_task:
            query = select(schema.task.c.cta_id).where(schema.task.c.id == task_id)
            self._cta_of_task[task_id] = self._connection.scalars(query).one()
        return self._cta_of_task[task_id]


def add_to_counts(connection: Connection, changes: Mapping[tuple[str, str], int]) -> None:
    """Adds to the counts by grouping; keys in order, so that two writers never wait crosswise."""
    rows = [
        {"dimension": dimension, "key": key, "n": n} for (dimension, key), n in changes.items() if n
    ]
    upsert(connection, schema.cta_count, rows, ["dimension", "key"], adds=["n"])


def recount(connection: Connection) -> None:
    """Makes the counts anew from the CTAs; for bulk writers that went past the unit of work."""
    cta, table = schema.cta, schema.cta_count
    connection.execute(table.delete())
    changes: Counter[tuple[str, str]] = Counter()
    for dimension, column in COUNTED.items():
        query = (
            select(cta.c[column], func.count())
            .where(cta.c.state == CtaState.OPEN)
            .group_by(cta.c[column])
        )
        for key, n in connection.execute(query):
            changes[dimension, count_key(key)] += n
    add_to_counts(connection, changes)


def count_key(value: object) -> str:
    """The key of `cta_count` for a column's value."""
    if value is None:
        return NO_DATE.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _count(changes: Counter[tuple[str, str]], row: Mapping[str, Any] | None, step: int) -> None:
    if row is None or row["state"] != CtaState.OPEN:
        return
    for dimension, column in COUNTED.items():
        changes[dimension, count_key(row[column])] += step


def _is_reworded(
    before: Record | Mapping[str, Any] | None, row: Mapping[str, Any], words: str
) -> bool:
    """Whether the CTA's document is another than before: its words, or its customer's."""
    if before is None or before["account_id"] != row["account_id"]:
        return True
    return bool(before["words"] != words)


@cache
def _ctas(*, is_sqlite: bool) -> Any:
    return select(schema.cta).where(among(schema.cta.c.id, is_sqlite=is_sqlite))


@cache
def _locked_ctas(*, is_sqlite: bool) -> Any:
    cta = schema.cta
    query = select(cta.c.id).where(among(cta.c.id, is_sqlite=is_sqlite)).order_by(cta.c.id)
    # NO KEY: whoever adds a task holds a share of the key by its foreign key.
    return query.with_for_update(key_share=True)


@cache
def _corrected_parts(*, is_sqlite: bool) -> Any:
    """Rows that are right are left alone: somebody else may be writing them."""
    task, part, value = schema.task, schema.task_part, schema.picklist_value
    tasks = select(task.c.id).where(among(task.c.cta_id, is_sqlite=is_sqlite))
    owner = select(task.c.cta_id).where(task.c.id == part.c.task_id).scalar_subquery()
    is_closed = part.c.status_id.in_(select(value.c.id).where(value.c.is_closed))
    is_stale = or_(part.c.cta_id != owner, part.c.is_closed != is_closed)
    changed = update(part).where(part.c.task_id.in_(tasks), is_stale)
    return changed.values(cta_id=owner, is_closed=is_closed)


@cache
def _task_texts(*, is_sqlite: bool) -> Any:
    task = schema.task
    columns = (task.c.cta_id, task.c.title, task.c.comments, task.c.closed_at.is_(None))
    query = select(*columns).where(among(task.c.cta_id, is_sqlite=is_sqlite))
    return query.order_by(task.c.id)

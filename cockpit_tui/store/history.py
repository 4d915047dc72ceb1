"""The journal read backwards: undo, redo, and what happened to a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import BatchId, PersonId
from cockpit_tui.domain.values import Origin
from cockpit_tui.store.encoding import (
    Record,
    to_json,
    to_record,
    to_records,
)
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked

FindBatch = Callable[[Connection, PersonId], BatchId | None]
_NEWEST = select(func.coalesce(func.max(schema.batch.c.id), 0))


class BatchRow(Struct, frozen=True):
    """One act of the journal."""

    id: BatchId
    at: datetime
    actor: str
    origin: Origin
    kind: str
    """act, undo or redo."""
    label: str
    undo_of: BatchId | None
    is_undone: bool
    is_closing: bool
    """Whether it closed CTAs and skipped what was open in them."""

    @property
    def by_whom(self) -> str:
        """The person's name; where it came from, where no person did it."""
        return self.actor or self.where_from

    @property
    def where_from(self) -> str:
        """Where the change came from, in a word: person, undo, redo, rule, Salesforce, system."""
        if self.kind != "act":
            return self.kind
        return "Salesforce" if self.origin is Origin.MIRROR else self.origin.value


def newest_act(connection: Connection) -> int:
    """The id of the last act of anybody; 0 before the first."""
    return connection.scalar(_NEWEST) or 0


class JournalRow(Struct, frozen=True):
    """One change of one field, or a whole record made or removed. Values are JSON text."""

    batch: BatchRow
    kind: str
    entity: str
    entity_id: int
    field: str | None
    old: str | None
    new: str | None
    playbook: str = ""
    """The playbook that made the task that was added here."""
    is_along: bool = False
    """Of a task, changed by an act on its CTA, or the other way round: it went along."""

    @property
    def where_from(self) -> str:
        """Where the change came from, in a word: as `BatchRow.where_from`, or playbook."""
        return "playbook" if self.playbook and self.batch.kind == "act" else self.batch.where_from

    @property
    def reason(self) -> str:
        """Why it changed, where nobody set this very field by hand (D12); else empty."""
        if self.playbook:
            return f"by playbook {self.playbook}"
        is_automatic = self.batch.kind != "act" or self.batch.origin is not Origin.PERSON
        if is_automatic:
            return "" if self.batch.origin is Origin.MIRROR else self.batch.label
        return f"went along: {self.batch.label}" if self.is_along else ""


def last_undoable(connection: Connection, actor_id: PersonId) -> BatchId | None:
    """The person's latest act that still stands, done or redone; undone acts are passed over."""
    batch = schema.batch
    query = (
        select(batch.c.id)
        .where(
            batch.c.actor_id == actor_id,
            batch.c.origin == Origin.PERSON.value,
            batch.c.undone_by.is_(None),
            batch.c.kind != "undo",
        )
        .order_by(batch.c.id.desc())
        .limit(1)
    )
    found = connection.scalar(query)
    return None if found is None else BatchId(found)


def last_redoable(connection: Connection, actor_id: PersonId) -> BatchId | None:
    """The person's latest undo that stands, unless they did something new after it."""
    batch = schema.batch
    newest_act = (
        select(func.coalesce(func.max(batch.c.id), 0))
        .where(
            batch.c.actor_id == actor_id,
            batch.c.origin == Origin.PERSON.value,
            batch.c.kind == "act",
        )
        .scalar_subquery()
    )
    query = (
        select(batch.c.id)
        .where(
            batch.c.actor_id == actor_id,
            batch.c.kind == "undo",
            batch.c.undone_by.is_(None),
            batch.c.id > newest_act,
        )
        .order_by(batch.c.id.desc())
        .limit(1)
    )
    found = connection.scalar(query)
    return None if found is None else BatchId(found)


def batch_row(connection: Connection, batch_id: BatchId) -> BatchRow:
    """One act; raises NotFound."""
    query = _batch_rows().where(schema.batch.c.id == batch_id)
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        raise NotFound(f"There is no act {batch_id} in the journal.")
    return _batch_row(to_record(found))


def act_of(connection: Connection, batch_id: BatchId) -> BatchRow:
    """The act itself, however often it was undone and redone."""
    row = batch_row(connection, batch_id)
    while row.undo_of is not None:
        row = batch_row(connection, row.undo_of)
    return row


def entries(connection: Connection, batch_id: BatchId) -> list[Record]:
    """The journal's rows of one act, in the order in which they were written."""
    journal = schema.journal
    query = select(journal).where(journal.c.batch_id == batch_id).order_by(journal.c.id)
    return to_records(connection.execute(query))


def field_history(
    connection: Connection, entity: str, entity_id: int, fields: Sequence[str]
) -> list[JournalRow]:
    """What happened to fields of one record, newest first, from its first value on."""
    journal, part = schema.journal, schema.task_part
    own = and_(journal.c.entity == entity, journal.c.entity_id == entity_id)
    if entity == "task" and "assignee_id" in fields:
        parts = select(part.c.id).where(part.c.task_id == entity_id)
        own = or_(own, and_(journal.c.entity == "task_part", journal.c.entity_id.in_(parts)))
    wanted = or_(journal.c.field.in_(fields), journal.c.field.is_(None))
    query = _journal_rows().where(own, wanted).order_by(journal.c.id.desc())
    return [part for row in _rows(connection, query) for part in _as_fields(row, fields)]


def last_to_change(connection: Connection, entity: str, entity_id: int, field: str) -> str:
    """Who gave the field its present value: a person's name, or where it came from."""
    changes = field_history(connection, entity, entity_id, [field])
    return changes[0].batch.by_whom if changes else "somebody"


def _as_fields(row: JournalRow, fields: Sequence[str]) -> list[JournalRow]:
    """A whole record made or removed, as the values that its fields got or lost."""
    if row.field is not None:
        return [row]
    old, new = json.loads(row.old or "{}"), json.loads(row.new or "{}")
    return [
        replace(
            row,
            field=field,
            old=to_json(old[field]) if field in old else None,
            new=to_json(new[field]) if field in new else None,
        )
        for field in fields
        if field in old or field in new
    ]


def record_history(connection: Connection, entity: str, entity_id: int) -> list[JournalRow]:
    """What happened to a record, newest first; a CTA's history holds its tasks', a task's its
    parts': who was assigned, and what came from Salesforce."""
    journal = schema.journal
    query = _journal_rows().order_by(journal.c.id.desc())
    if entity == "cta":
        query = query.where(journal.c.cta_id == entity_id)
    elif entity == "task":
        query = query.where(_of_tasks([entity_id]))
    else:
        query = query.where(journal.c.entity == entity, journal.c.entity_id == entity_id)
    return _rows(connection, query)


def task_histories(connection: Connection, task_ids: Iterable[int]) -> dict[int, list[JournalRow]]:
    """The same of several tasks, by two statements for five hundred of them."""
    part, found = schema.task_part, dict[int, list[JournalRow]]()
    for chunk in chunked(task_ids):
        owned = select(part.c.id, part.c.task_id).where(part.c.task_id.in_(chunk))
        tasks = {row.id: row.task_id for row in connection.execute(owned)}
        query = _journal_rows().where(_of_tasks(chunk)).order_by(schema.journal.c.id.desc())
        for row in _rows(connection, query):
            task_id = row.entity_id if row.entity == "task" else tasks[row.entity_id]
            found.setdefault(task_id, []).append(row)
    return found


def _of_tasks(task_ids: Sequence[int]) -> ColumnElement[bool]:
    journal, part = schema.journal, schema.task_part
    parts = select(part.c.id).where(part.c.task_id.in_(task_ids))
    own = and_(journal.c.entity == "task", journal.c.entity_id.in_(task_ids))
    return or_(own, and_(journal.c.entity == "task_part", journal.c.entity_id.in_(parts)))


def recent_acts(connection: Connection, limit: int) -> list[BatchRow]:
    """The newest acts of anybody, newest first."""
    query = _batch_rows().order_by(schema.batch.c.id.desc()).limit(limit)
    return [_batch_row(to_record(found)) for found in connection.execute(query).mappings()]


def act_count(connection: Connection) -> int:
    """How many acts there are, of anybody."""
    return connection.execute(select(func.count()).select_from(schema.batch)).scalar_one()


def since(connection: Connection, batch_id: int) -> list[JournalRow]:
    """Every change of the acts after that one, oldest first."""
    journal = schema.journal
    query = _journal_rows().where(journal.c.batch_id > batch_id).order_by(journal.c.id)
    return _rows(connection, query)


def _batch_row(record: Record) -> BatchRow:
    return BatchRow(
        id=BatchId(record["id"]),
        at=record["at"],
        actor=record["actor"] or "",
        origin=Origin(record["origin"]),
        kind=record["kind"],
        label=record["label"],
        undo_of=record["undo_of"],
        is_undone=record["undone_by"] is not None,
        is_closing=record["is_closing"],
    )


def _batch_rows() -> Select[Any]:
    batch, person = schema.batch, schema.person
    return select(batch, person.c.name.label("actor")).join(
        person, person.c.id == batch.c.actor_id, isouter=True
    )


def _journal_rows() -> Select[Any]:
    journal, batch, person = schema.journal, schema.batch, schema.person
    first = journal.alias("first")
    lead = (
        select(first.c.entity)
        .where(first.c.batch_id == journal.c.batch_id)
        .order_by(first.c.id)
        .limit(1)
        .scalar_subquery()
    )
    tasks = ("task", "task_part")
    moved_cta = and_(journal.c.entity == "cta", journal.c.kind == "update", lead.in_(tasks))
    is_along = or_(and_(journal.c.entity.in_(tasks), lead == "cta"), moved_cta)
    return (
        select(
            journal,
            *_batch_columns(),
            person.c.name.label("actor"),
            is_along.label("is_along"),
        )
        .join(batch, batch.c.id == journal.c.batch_id)
        .join(person, person.c.id == batch.c.actor_id, isouter=True)
    )


def _batch_columns() -> list[ColumnElement[Any]]:
    """A batch's columns beside those of its entries, whose `id` and `kind` are others."""
    batch = schema.batch
    return [
        batch.c.kind.label("act_kind"),
        *(column for column in batch.c if column.name not in ("id", "kind")),
    ]


def _to_journal_row(found: RowMapping) -> JournalRow:
    record = to_record(found)
    act = {"id": record["batch_id"], "kind": record["act_kind"]}
    return JournalRow(
        batch=_batch_row({**record, **act}),
        kind=record["kind"],
        entity=record["entity"],
        entity_id=record["entity_id"],
        field=record["field"],
        old=record["old"],
        new=record["new"],
        is_along=bool(record["is_along"]),
    )


def _rows(connection: Connection, query: Select[Any]) -> list[JournalRow]:
    """The changes, each task and its parts with the playbook that made them."""
    rows = [_to_journal_row(found) for found in connection.execute(query).mappings()]
    return list(_with_playbooks(rows))


def _with_playbooks(rows: Sequence[JournalRow]) -> Iterable[JournalRow]:
    made: dict[tuple[BatchId, int], str] = {}
    added = {
        (row.batch.id, row.entity, row.entity_id): json.loads(row.new or "{}")
        for row in rows
        if row.kind == "insert" and row.entity in ("task", "task_part")
    }
    for (batch_id, entity, entity_id), values in added.items():
        if entity == "task" and values.get("playbook"):
            made[batch_id, entity_id] = str(values["playbook"])
    for row in rows:
        values = added.get((row.batch.id, row.entity, row.entity_id), {})
        task_id = values.get("task_id", row.entity_id)
        name = made.get((row.batch.id, task_id), "") if values else ""
        yield replace(row, playbook=name) if name else row

"""Tasks of CTAs with their parts and what of them waits to be sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import CtaId, PartId, PersonId, TaskId, ValueId, to_task_word
from cockpit_tui.domain.rows.tasks import BlockerRow, OpenTask, TaskPartRow, TaskRow
from cockpit_tui.domain.values import SyncState, TaskStage
from cockpit_tui.store.held_back import is_read_only
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.lists.row_shapes import shown_state, to_level
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.tables.playbook_schema import task_blocker
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.outbox import FIELD_LABELS
from cockpit_tui.store.work.outbox_queue import SOBJECT

_cta, _account = schema.cta, schema.account
_task, _part, _person = schema.task, schema.task_part, schema.person
_link, _outbox = mirror_schema.link, mirror_schema.outbox
_status = schema.picklist_value.alias("status_value")
_priority = schema.picklist_value.alias("priority_value")
_BY_CTA, _BY_ID = "cta_id", "id"
_CTAS = {
    is_sqlite: select(_cta.c.id, _cta.c.name, _account.c.name.label("account"))
    .join_from(_cta, _account, _account.c.id == _cta.c.account_id)
    .where(among(_cta.c.id, is_sqlite=is_sqlite))
    for is_sqlite in (True, False)
}


def read_tasks(connection: Connection, cta_ids: Sequence[int]) -> list[TaskRow]:
    """The tasks of these CTAs, CTA after CTA, each in its order."""
    rows: list[TaskRow] = []
    for chunk in chunked(cta_ids):
        rows += _read(connection, _BY_CTA, chunk)
    place = {cta_id: number for number, cta_id in enumerate(cta_ids)}
    return sorted(rows, key=lambda row: (place[row.cta_id], row.position, row.id))


def read_task(connection: Connection, task_id: TaskId) -> TaskRow:
    """One task; raises NotFound."""
    rows = _read(connection, _BY_ID, [task_id])
    if not rows:
        raise NotFound(f"There is no {to_task_word(task_id)}.", "It may have been deleted.")
    return rows[0]


def read_these(connection: Connection, ids: Sequence[int]) -> list[TaskRow]:
    """The tasks in the order of `ids`; those that are gone are left out."""
    found = {
        row.id: row for chunk in chunked(ids) for row in _read(connection, _BY_ID, list(chunk))
    }
    return [found[TaskId(task_id)] for task_id in ids if task_id in found]


def read_lines(connection: Connection, ids: Sequence[int]) -> list[OpenTask]:
    """Lines of the list in the order of `ids`, a screenful or two; without those that are gone."""
    tasks = read_these(connection, ids)
    is_sqlite = connection.dialect.name == "sqlite"
    wanted = ids_value({task.cta_id for task in tasks}, is_sqlite=is_sqlite)
    ctas = {row.id: row for row in connection.execute(_CTAS[is_sqlite], wanted)}
    return [OpenTask(task, ctas[task.cta_id].name, ctas[task.cta_id].account) for task in tasks]


def closed_with_their_cta(
    connection: Connection, cta_ids: Sequence[int]
) -> dict[int, list[TaskId]]:
    """By CTA, the tasks that a closing of it skipped, the first or a later one (CD-11); not those
    that somebody skipped by hand. Such an act writes the CTA's status, or is marked as closing."""
    cta, found = schema.cta, dict[int, list[TaskId]]()
    batch, journal = schema.batch, schema.journal
    of_cta = journal.alias("of_cta")
    last = (
        select(journal.c.batch_id)
        .where(
            journal.c.entity == "task",
            journal.c.entity_id == _task.c.id,
            journal.c.field == "status_id",
        )
        .order_by(journal.c.id.desc())
        .limit(1)
        .correlate(_task)
        .scalar_subquery()
    )
    closing = exists().where(
        of_cta.c.batch_id == last,
        of_cta.c.entity == "cta",
        of_cta.c.entity_id == _task.c.cta_id,
        of_cta.c.field == "status_id",
    )
    again = exists().where(batch.c.id == last, batch.c.is_closing)
    for chunk in chunked(cta_ids):
        query = (
            select(_task.c.cta_id, _task.c.id)
            .join_from(_task, cta, cta.c.id == _task.c.cta_id)
            .join(_status, _status.c.id == _task.c.status_id)
            .where(
                cta.c.id.in_(chunk),
                cta.c.closed_at <= _task.c.closed_at,
                _status.c.stage == TaskStage.SKIPPED.value,
                or_(closing, again),
            )
            .order_by(_task.c.id)
        )
        for cta_id, task_id in connection.execute(query):
            found.setdefault(cta_id, []).append(TaskId(task_id))
    return found


@cache
def _tasks_by(column: str) -> Select[Any]:
    return (
        select(
            _task,
            _status.c.label.label("status"),
            _status.c.stage,
            _status.c.is_closed,
            _priority.c.label.label("priority"),
            _priority.c.stage.label("level"),
        )
        .join_from(_task, _status, _status.c.id == _task.c.status_id)
        .join(_priority, _priority.c.id == _task.c.priority_id)
        .where(_wanted(column))
    )


def _wanted(column: str) -> ColumnElement[bool]:
    return _task.c[column].in_(bindparam("wanted", expanding=True))


def _read(connection: Connection, column: str, ids: Sequence[int]) -> list[TaskRow]:
    """The tasks whose `column` is among the ids. Statements are composed once for the process:
    the pane asks for them whenever the cursor rests."""
    wanted = {"wanted": list(ids)}
    is_held = is_read_only(connection)
    parts: dict[int, list[TaskPartRow]] = {}
    for row in connection.execute(_parts_by(column), wanted):
        parts.setdefault(row.task_id, []).append(_to_part(row, is_held=is_held))
    waiting = _waiting(connection.execute(_waiting_by(column), wanted))
    blockers = _blockers(connection.execute(_blockers_by(column), wanted))
    return [
        TaskRow(
            id=TaskId(row.id),
            cta_id=CtaId(row.cta_id),
            position=row.position,
            title=row.title,
            status_id=ValueId(row.status_id),
            status=row.status,
            stage=TaskStage(row.stage or TaskStage.OPEN),
            is_closed=row.is_closed,
            priority_id=ValueId(row.priority_id),
            priority=row.priority,
            priority_level=to_level(row.level),
            due=row.due,
            comments=row.comments,
            source=row.source,
            parts=tuple(parts.get(row.id, ())),
            waiting_fields=waiting.get(row.id, ()),
            playbook=row.playbook,
            blockers=tuple(blockers.get(row.id, ())),
        )
        for row in connection.execute(_tasks_by(column), wanted)
    ]


@cache
def _parts_by(column: str) -> Select[Any]:
    return (
        select(_part, _person.c.name.label("assignee"), _link.c.salesforce_id)
        .join_from(_part, _task, _task.c.id == _part.c.task_id)
        .join(_person, _person.c.id == _part.c.assignee_id)
        .join(
            _link,
            and_(
                _link.c.sobject == SOBJECT,
                _link.c.local_id == _part.c.id,
                _link.c.state != "released",
                _part.c.is_synced,
            ),
            isouter=True,
        )
        .where(_wanted(column))
        .order_by(_part.c.task_id, _part.c.position, _part.c.id)
    )


def _to_part(row: Any, *, is_held: bool) -> TaskPartRow:
    return TaskPartRow(
        id=PartId(row.id),
        assignee_id=PersonId(row.assignee_id),
        assignee=row.assignee,
        is_closed=row.is_closed,
        is_synced=row.is_synced,
        salesforce_id=row.salesforce_id,
        sync_state=shown_state(SyncState(row.sync_state), is_held=is_held),
    )


@cache
def _blockers_by(column: str) -> Select[Any]:
    blocker = _task.alias("blocker")
    return (
        select(task_blocker.c.task_id, blocker.c.id, blocker.c.title, blocker.c.closed_at)
        .join_from(task_blocker, _task, _task.c.id == task_blocker.c.task_id)
        .join(blocker, blocker.c.id == task_blocker.c.blocker_id)
        .where(_wanted(column))
        .order_by(blocker.c.position, blocker.c.id)
    )


def _blockers(rows: Iterable[Any]) -> dict[int, list[BlockerRow]]:
    """By task, what must be done before it, in order."""
    found: dict[int, list[BlockerRow]] = {}
    for task_id, blocker_id, title, closed_at in rows:
        row = BlockerRow(TaskId(blocker_id), title, closed_at is not None)
        found.setdefault(task_id, []).append(row)
    return found


@cache
def _waiting_by(column: str) -> Select[Any]:
    return (
        select(_part.c.task_id, _outbox.c.fields)
        .join_from(_part, _task, _task.c.id == _part.c.task_id)
        .join(_outbox, and_(_outbox.c.sobject == SOBJECT, _outbox.c.local_id == _part.c.id))
        .where(_wanted(column))
    )


def _waiting(rows: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """By task, the labels of the fields in its unfinished operations."""
    fields: dict[int, set[str]] = {}
    for task_id, text in rows:
        fields.setdefault(task_id, set()).update(json.loads(text))
    return {
        task_id: tuple(label for name, label in FIELD_LABELS.items() if name in names)
        for task_id, names in fields.items()
    }

"""Requests that were committed before they were sent, until it is known what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from cockpit_tui.store.encoding import to_json
from cockpit_tui.store.mirror.mirror_queue import Operation, to_operation
from cockpit_tui.store.tables.mirror_schema import outbox, push_batch
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.sync_states import refresh_sync_states


class QueueMoved(Exception):
    """An operation changed between being planned and being sent; plan again."""


class PushBatch(Struct, frozen=True):
    """A request that was committed before it was sent."""

    id: int
    lease: str
    state: str
    sent_floor: datetime | None
    request: Mapping[str, Any]
    created_at: datetime


def start_batch(
    connection: Connection,
    operations: Sequence[Operation],
    *,
    lease: str,
    fence: int,
    request: Mapping[str, Any],
    sent_floor: datetime | None,
    now: datetime,
) -> int:
    """Notes that the operations leave in one request; the batch's id.

    Raises QueueMoved, and notes nothing, when one of them is not what it was when it was read: a
    person edits on while the mirror plans.
    """
    if len(unchanged(connection, operations)) != len(operations):
        raise QueueMoved
    result = connection.execute(
        insert(push_batch).values(
            lease=lease,
            fence=fence,
            state="sent",
            sent_floor=sent_floor,
            request=to_json(dict(request)),
            created_at=now,
        )
    )
    assert result.inserted_primary_key is not None
    batch_id = int(result.inserted_primary_key[0])
    for chunk in chunked(operation.id for operation in operations):
        connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(chunk))
            .values(state="sent", push_batch_id=batch_id, attempts=outbox.c.attempts + 1)
        )
    return batch_id


def unchanged(connection: Connection, operations: Sequence[Operation]) -> set[int]:
    """Those of the operations that still stand in the queue exactly as they were read; nobody else
    changes them in this transaction."""
    found: dict[int, Operation] = {}
    for chunk in chunked(operation.id for operation in operations):
        query = select(outbox).where(outbox.c.id.in_(chunk)).order_by(outbox.c.id)
        for row in connection.execute(query.with_for_update()).mappings():
            found[row["id"]] = to_operation(row)
    return {operation.id for operation in operations if found.get(operation.id) == operation}


def open_batches(connection: Connection, lease: str) -> list[PushBatch]:
    """Batches of this lease whose end is not known, oldest first."""
    query = select(push_batch).where(push_batch.c.lease == lease).order_by(push_batch.c.id)
    return [
        PushBatch(
            id=row["id"],
            lease=row["lease"],
            state=row["state"],
            sent_floor=row["sent_floor"],
            request=json.loads(row["request"]),
            created_at=row["created_at"],
        )
        for row in connection.execute(query).mappings()
    ]


def operations_of(connection: Connection, batch_id: int) -> list[Operation]:
    """The operations of a batch that are not settled yet."""
    query = select(outbox).where(outbox.c.push_batch_id == batch_id).order_by(outbox.c.id)
    return [to_operation(row) for row in connection.execute(query).mappings()]


def doubt_batch(connection: Connection, batch_id: int) -> list[int]:
    """The batch may or may not have arrived; the parts concerned."""
    connection.execute(
        update(push_batch).where(push_batch.c.id == batch_id).values(state="in_doubt")
    )
    connection.execute(
        update(outbox).where(outbox.c.push_batch_id == batch_id).values(state="in_doubt")
    )
    part_ids = [
        operation.part_id
        for operation in operations_of(connection, batch_id)
        if operation.sobject == SOBJECT
    ]
    refresh_sync_states(connection, part_ids)
    return part_ids


def close_batch(connection: Connection, batch_id: int) -> None:
    """The batch is settled. Operations that nothing was said of go back to pending."""
    connection.execute(
        update(outbox)
        .where(outbox.c.push_batch_id == batch_id)
        .values(state="pending", push_batch_id=None)
    )
    connection.execute(delete(push_batch).where(push_batch.c.id == batch_id))

"""The queue towards Salesforce: operations taken, under way, settled, set aside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from cockpit_tui.domain.values import SyncState
from cockpit_tui.store.encoding import to_json
from cockpit_tui.store.tables.mirror_schema import conflict, outbox
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.outbox_queue import SOBJECT, UNSENT

Plain = str | int | None
"""A domain value as the outbox keeps it: text, a date as ISO text, or the id of a row."""

WHOLE_RECORD = "record"
"""The `field` of a conflict about the record itself: deleted on one side, edited on the other."""
ASK = "ask"
"""The `chosen` of a conflict that waits for a person; its field is not sent meanwhile."""
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_UNFINISHED = (
    select(outbox)
    .where(outbox.c.sobject == SOBJECT, outbox.c.local_id.in_(_IDS))
    .order_by(outbox.c.id)
)


class Operation(Struct, frozen=True):
    """One edit on its way."""

    id: int
    ref: str
    part_id: int
    salesforce_id: str | None
    kind: str
    """create, update or delete."""
    fields: Mapping[str, tuple[Plain, Plain]]
    """Domain field → what it was, what it is."""
    author_id: int | None
    state: str
    attempts: int
    push_batch_id: int | None
    sobject: str = SOBJECT
    """Task, or the word of a logged activity; `part_id` is the id of either."""

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT

    @property
    def values(self) -> dict[str, Plain]:
        """Domain field → what it is to be."""
        return {name: pair[1] for name, pair in self.fields.items()}


class Failure(Struct, frozen=True):
    """Why an operation did not get through, as Salesforce or the planner says it."""

    kind: str
    code: str
    message: str


class QueueCounts(Struct, frozen=True):
    """How many operations stand where."""

    pending: int = 0
    in_doubt: int = 0
    quarantined: int = 0
    conflicts: int = 0
    """Open conflicts, not operations."""


def ready_operations(
    connection: Connection,
    *,
    now: datetime | None,
    author_id: int | None,
    limit: int,
    tried: Iterable[int] = (),
    sobject: str = SOBJECT,
) -> list[Operation]:
    """The oldest unfinished operation of each record that may be sent, oldest first.

    `now` None ignores back-off. With `author_id` only that person's operations and those of nobody
    are taken. `tried` are left out. Records that wait for a person's answer are left out.
    """
    skipped = frozenset(tried)
    asked = {"sobject": sobject, "now": now, "author": author_id, "most": limit + len(skipped)}
    query = _ready(has_time=now is not None, has_author=author_id is not None)
    taken: list[Operation] = []
    for row in connection.execute(query, asked).mappings():
        if row["id"] not in skipped and len(taken) < limit:
            taken.append(to_operation(row))
    return taken


@cache
def _ready(*, has_time: bool, has_author: bool) -> Select[Any]:
    """Composed once: each cycle asks it, and so does whoever wakes the mirror."""
    earlier = outbox.alias()
    query = (
        select(outbox)
        .where(
            outbox.c.sobject == bindparam("sobject"),
            outbox.c.state == "pending",
            ~exists().where(
                earlier.c.sobject == outbox.c.sobject,
                earlier.c.local_id == outbox.c.local_id,
                earlier.c.id < outbox.c.id,
            ),
            ~exists().where(
                conflict.c.sobject == outbox.c.sobject,
                conflict.c.local_id == outbox.c.local_id,
                conflict.c.field == WHOLE_RECORD,
                conflict.c.chosen == ASK,
                conflict.c.is_open,
            ),
        )
        .order_by(outbox.c.id)
        .limit(bindparam("most"))
    )
    if has_time:
        moment = bindparam("now", type_=outbox.c.not_before.type)
        query = query.where(or_(outbox.c.not_before.is_(None), outbox.c.not_before <= moment))
    if has_author:
        is_theirs = outbox.c.author_id == bindparam("author")
        query = query.where(or_(outbox.c.author_id.is_(None), is_theirs))
    return query


def unfinished_operations(
    connection: Connection, part_ids: Iterable[int], *, lock: bool = False
) -> dict[int, list[Operation]]:
    """Every operation that these parts still owe, oldest first, by part; with `lock` nobody else
    changes them in this transaction."""
    found: dict[int, list[Operation]] = {}
    query = _UNFINISHED.with_for_update() if lock else _UNFINISHED
    for chunk in chunked(part_ids):
        for row in connection.execute(query, {"ids": chunk}).mappings():
            operation = to_operation(row)
            found.setdefault(operation.part_id, []).append(operation)
    return found


def finish(connection: Connection, operation_ids: Iterable[int]) -> None:
    """These operations have arrived, or are no longer needed."""
    for chunk in chunked(operation_ids):
        connection.execute(delete(outbox).where(outbox.c.id.in_(chunk)))


def reduce_fields(
    connection: Connection, operation_id: int, fields: Mapping[str, tuple[Plain, Plain]]
) -> None:
    """The operation is left with these fields."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == operation_id)
        .values(fields=to_json({name: list(pair) for name, pair in fields.items()}))
    )


def postpone(
    connection: Connection, operation_id: int, until: datetime | None, failure: Failure | None
) -> None:
    """The operation is tried again, not before `until`."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == operation_id)
        .values(state="pending", push_batch_id=None, not_before=until, **_failure(failure))
    )


def quarantine(connection: Connection, operation_id: int, failure: Failure) -> None:
    """The operation waits for a person; others go on."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == operation_id)
        .values(state="quarantined", push_batch_id=None, **_failure(failure))
    )


def set_aside_fields(
    connection: Connection,
    operation: Operation,
    names: Sequence[str],
    failure: Failure,
    now: datetime,
    ref: str,
) -> None:
    """Splits refused fields off into an operation of its own, which waits for a person."""
    rest = {name: pair for name, pair in operation.fields.items() if name not in names}
    reduce_fields(connection, operation.id, rest)
    postpone(connection, operation.id, None, None)
    connection.execute(
        insert(outbox).values(
            ref=ref,
            sobject=SOBJECT,
            local_id=operation.part_id,
            salesforce_id=operation.salesforce_id,
            kind="update",
            fields=to_json({name: list(operation.fields[name]) for name in names}),
            author_id=operation.author_id,
            state="quarantined",
            created_at=now,
            **_failure(failure),
        )
    )


def owe(
    connection: Connection,
    part_id: int,
    kind: str,
    fields: Mapping[str, tuple[Plain, Plain]],
    *,
    ref: str,
    author_id: int | None,
    now: datetime,
    salesforce_id: str | None = None,
) -> None:
    """A new operation that no edit of the domain brought about, such as making a record anew."""
    connection.execute(
        insert(outbox).values(
            ref=ref,
            sobject=SOBJECT,
            local_id=part_id,
            salesforce_id=salesforce_id,
            kind=kind,
            fields=to_json({name: list(pair) for name, pair in fields.items()}),
            author_id=author_id,
            state="pending",
            created_at=now,
        )
    )


def next_retry(connection: Connection) -> datetime | None:
    """When the first operation that was put off may be sent again."""
    query = select(func.min(outbox.c.not_before)).where(outbox.c.state == "pending")
    moment = connection.scalar(query)
    return moment if isinstance(moment, datetime) else None


def queue_counts(connection: Connection) -> QueueCounts:
    """Operations by state, and open conflicts."""
    query = select(outbox.c.state, func.count().label("n")).group_by(outbox.c.state)
    by_state: dict[str, int] = {row.state: row.n for row in connection.execute(query)}
    conflicts = connection.scalar(
        select(func.count()).select_from(conflict).where(conflict.c.is_open)
    )
    return QueueCounts(
        pending=by_state.get("pending", 0) + by_state.get("sent", 0),
        in_doubt=by_state.get("in_doubt", 0),
        quarantined=by_state.get(SyncState.QUARANTINED.value, 0),
        conflicts=conflicts or 0,
    )


def _failure(failure: Failure | None) -> dict[str, str | None]:
    return {
        "error_class": failure.kind[:20] if failure else None,
        "error_code": failure.code[:80] if failure else None,
        "error_message": failure.message if failure else None,
    }


def to_operation(row: Mapping[Any, Any]) -> Operation:
    """A row of the outbox."""
    fields: dict[str, list[Plain]] = json.loads(row["fields"])
    return Operation(
        id=row["id"],
        ref=row["ref"],
        part_id=row["local_id"],
        salesforce_id=row["salesforce_id"],
        kind=row["kind"],
        fields={name: (pair[0], pair[1]) for name, pair in fields.items()},
        author_id=row["author_id"],
        state=row["state"],
        attempts=row["attempts"],
        push_batch_id=row["push_batch_id"],
        sobject=row["sobject"],
    )

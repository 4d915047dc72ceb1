"""The mirror's queue, log and ledger as a person looks at them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, func, select

from cockpit_tui.store.mirror.mirror_queue import Failure, Operation, to_operation
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import api_ledger, outbox, push_batch
from cockpit_tui.store.work.outbox_queue import SOBJECT


class QueuedOperation(Struct, frozen=True):
    """An operation with the record that it belongs to, a task or a logged activity; empty where
    that is gone."""

    operation: Operation
    failure: Failure
    task_id: int | None
    cta_id: int | None
    title: str
    account: str
    created_at: datetime
    not_before: datetime | None
    sent_at: datetime | None = None
    """When the request left whose answer is missing."""
    mode: str = ""
    """How its creates are told apart (`create_modes`)."""


def queued_operations(
    connection: Connection, states: Sequence[str], limit: int
) -> list[QueuedOperation]:
    """Those in one of the states, oldest first."""
    part, task, cta, account = schema.task_part, schema.task, schema.cta, schema.account
    logged = schema.logged_activity
    is_task = outbox.c.sobject == SOBJECT
    query = (
        select(
            outbox,
            task.c.id.label("task_id"),
            task.c.cta_id,
            func.coalesce(task.c.title, logged.c.subject).label("title"),
            account.c.name,
            push_batch.c.created_at.label("sent_at"),
            push_batch.c.request,
        )
        .outerjoin(part, (part.c.id == outbox.c.local_id) & is_task)
        .outerjoin(task, task.c.id == part.c.task_id)
        .outerjoin(cta, cta.c.id == task.c.cta_id)
        .outerjoin(logged, (logged.c.id == outbox.c.local_id) & ~is_task)
        .outerjoin(account, account.c.id == func.coalesce(cta.c.account_id, logged.c.account_id))
        .outerjoin(push_batch, push_batch.c.id == outbox.c.push_batch_id)
        .where(outbox.c.state.in_(list(states)))
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [
        QueuedOperation(
            to_operation(row),
            Failure(row["error_class"] or "", row["error_code"] or "", row["error_message"] or ""),
            row["task_id"],
            row["cta_id"],
            row["title"] or "",
            row["name"] or "",
            row["created_at"],
            row["not_before"],
            row["sent_at"],
            str(json.loads(row["request"] or "{}").get("mode") or ""),
        )
        for row in connection.execute(query).mappings()
    ]


def calls_by_purpose(connection: Connection, start: datetime) -> list[tuple[str, int]]:
    """Our calls since that hour, the most frequent purpose first."""
    total = func.sum(api_ledger.c.calls)
    query = (
        select(api_ledger.c.purpose, total)
        .where(api_ledger.c.hour >= start)
        .group_by(api_ledger.c.purpose)
        .order_by(total.desc(), api_ledger.c.purpose)
    )
    return [(row[0], int(row[1])) for row in connection.execute(query)]

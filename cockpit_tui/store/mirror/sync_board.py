"""The mirror's queue, log and ledger as a person looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from cockpit_tui.store import schema
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation, to_operation
from cockpit_tui.store.mirror.mirror_schema import api_ledger, outbox


@dataclass(frozen=True, slots=True)
class QueuedOperation:
    """An operation with the record that it belongs to; empty where that is gone."""

    operation: Operation
    failure: Failure
    task_id: int | None
    cta_id: int | None
    title: str
    account: str
    created_at: datetime
    not_before: datetime | None


def queued_operations(
    connection: Connection, states: Sequence[str], limit: int
) -> list[QueuedOperation]:
    """Those in one of the states, oldest first."""
    part, task, cta, account = schema.task_part, schema.task, schema.cta, schema.account
    query = (
        select(outbox, task.c.id.label("task_id"), task.c.cta_id, task.c.title, account.c.name)
        .outerjoin(part, part.c.id == outbox.c.local_id)
        .outerjoin(task, task.c.id == part.c.task_id)
        .outerjoin(cta, cta.c.id == task.c.cta_id)
        .outerjoin(account, account.c.id == cta.c.account_id)
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

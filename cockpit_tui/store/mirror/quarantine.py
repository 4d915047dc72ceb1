"""Operations that wait for a person: what Salesforce said, and trying again or letting go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, func, select, update

from cockpit_tui.store.mirror.mirror_queue import Failure, Operation, to_operation
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import outbox
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.sync_states import refresh_sync_states

RIGHT_REFUSALS = ("FIELD_NOT_UPDATEABLE", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_FIELD")


class Quarantined(Struct, frozen=True):
    """An operation that needs a person, for lists."""

    operation: Operation
    failure: Failure
    title: str
    created_at: datetime


def quarantined(connection: Connection) -> list[Quarantined]:
    """What waits in quarantine, oldest first."""
    part, task, logged = schema.task_part, schema.task, schema.logged_activity
    title = func.coalesce(task.c.title, logged.c.subject)
    query = (
        select(outbox, title.label("title"))
        .outerjoin(part, (part.c.id == outbox.c.local_id) & (outbox.c.sobject == SOBJECT))
        .outerjoin(task, task.c.id == part.c.task_id)
        .outerjoin(logged, (logged.c.id == outbox.c.local_id) & (outbox.c.sobject != SOBJECT))
        .where(outbox.c.state == "quarantined")
        .order_by(outbox.c.id)
    )
    return [
        Quarantined(
            operation=to_operation(row),
            failure=Failure(
                row["error_class"] or "", row["error_code"] or "", row["error_message"] or ""
            ),
            title=row["title"] or "",
            created_at=row["created_at"],
        )
        for row in connection.execute(query).mappings()
    ]


def retry_quarantined(connection: Connection, operation_ids: Iterable[int]) -> int:
    """Sends them again as they are; how many were waiting."""
    return _leave_quarantine(connection, operation_ids, drop=False)


def drop_quarantined(connection: Connection, operation_ids: Iterable[int]) -> int:
    """Forgets them: Salesforce keeps its values and we keep ours; how many were waiting."""
    return _leave_quarantine(connection, operation_ids, drop=True)


def retry_refused_fields(connection: Connection, changeable: Collection[str]) -> int:
    """Edits that a missing right held up, all of whose fields may be changed by now; how many."""
    waiting = [
        row.operation.id
        for row in quarantined(connection)
        if row.failure.code in RIGHT_REFUSALS and set(row.operation.fields) <= set(changeable)
    ]
    return retry_quarantined(connection, waiting) if waiting else 0


def _leave_quarantine(connection: Connection, operation_ids: Iterable[int], *, drop: bool) -> int:
    chosen = (outbox.c.id.in_(list(operation_ids)), outbox.c.state == "quarantined")
    found = connection.execute(select(outbox.c.local_id, outbox.c.sobject).where(*chosen)).all()
    part_ids = [row.local_id for row in found if row.sobject == SOBJECT]
    if drop:
        connection.execute(delete(outbox).where(*chosen))
    else:
        connection.execute(update(outbox).where(*chosen).values(state="pending", not_before=None))
    refresh_sync_states(connection, part_ids)
    return len(found)

"""Requests whose fate is not known, as a person looks at them, and sending one again unasked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, select, update

from cockpit_tui.store.tables.mirror_schema import outbox, push_batch
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.sync_states import refresh_sync_states


def send_again(connection: Connection, operation_ids: Iterable[int]) -> int:
    """Creates in doubt are to be sent once more, found or not; how many were in doubt.

    The request that is in doubt is not looked for any more: if it arrives after all, the record is
    there twice.
    """
    chosen = (
        outbox.c.id.in_(list(operation_ids)),
        outbox.c.state == "in_doubt",
        outbox.c.kind == "create",
    )
    found = connection.execute(select(outbox.c.local_id, outbox.c.sobject).where(*chosen)).all()
    connection.execute(
        update(outbox).where(*chosen).values(state="pending", push_batch_id=None, not_before=None)
    )
    waiting = exists().where(outbox.c.push_batch_id == push_batch.c.id)
    connection.execute(delete(push_batch).where(push_batch.c.state == "in_doubt", ~waiting))
    refresh_sync_states(connection, [row.local_id for row in found if row.sobject == SOBJECT])
    return len(found)

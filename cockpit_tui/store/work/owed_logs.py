"""What logged calls, notes and meetings owe Salesforce."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from cockpit_tui.store.tables.mirror_schema import link, outbox
from cockpit_tui.store.work.outbox_queue import UNSENT

LOG = "Log"
"""The outbox's and the links' word for a logged activity."""


def owe_create(connection: Connection, log_id: int, author_id: int | None, now: datetime) -> None:
    """It is to be made in Salesforce; a deletion that was not sent yet is forgotten instead."""
    waiting = [row for row in _operations(connection, log_id) if row.state in UNSENT]
    if waiting:
        connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in waiting])))
        if any(row.kind == "delete" for row in waiting):
            return
    _insert(connection, log_id, "create", None, author_id, now)


def owe_delete(connection: Connection, log_id: int, author_id: int | None, now: datetime) -> None:
    """It is to be deleted in Salesforce, if it ever set out for it."""
    operations = _operations(connection, log_id)
    waiting = [row.id for row in operations if row.state in UNSENT]
    connection.execute(delete(outbox).where(outbox.c.id.in_(waiting)))
    found = _twin(connection, log_id)
    if found is not None or len(waiting) < len(operations):
        _insert(connection, log_id, "delete", found, author_id, now)


def _insert(
    connection: Connection,
    log_id: int,
    kind: str,
    salesforce_id: str | None,
    author_id: int | None,
    now: datetime,
) -> None:
    connection.execute(
        insert(outbox).values(
            ref=uuid.uuid4().hex,
            sobject=LOG,
            local_id=log_id,
            salesforce_id=salesforce_id,
            kind=kind,
            fields="{}",
            author_id=author_id,
            state="pending",
            created_at=now,
        )
    )


def _operations(connection: Connection, log_id: int) -> Sequence[Any]:
    """What waits or is under way for the log, oldest first; nobody else sends it meanwhile."""
    query = select(outbox.c.id, outbox.c.kind, outbox.c.state).where(
        outbox.c.sobject == LOG, outbox.c.local_id == log_id
    )
    return connection.execute(query.order_by(outbox.c.id).with_for_update()).all()


def _twin(connection: Connection, log_id: int) -> str | None:
    """The Salesforce id of the log that is there."""
    return connection.scalar(
        select(link.c.salesforce_id).where(
            link.c.sobject == LOG, link.c.local_id == log_id, link.c.state == "active"
        )
    )

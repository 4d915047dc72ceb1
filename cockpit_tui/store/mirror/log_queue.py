"""What logged calls, notes and meetings owe Salesforce."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from cockpit_tui.store import schema
from cockpit_tui.store.mirror.mirror_queue import UNSENT, Operation, to_operation
from cockpit_tui.store.mirror.mirror_schema import link, outbox
from cockpit_tui.store.upserts import chunked, upsert

LOG = "Log"
"""The outbox's and the links' word for a logged activity."""


class Logged(Struct, frozen=True):
    """A logged activity with what sending it needs."""

    id: int
    kind: str
    """call, note or meeting."""
    subject: str
    comments: str
    day: date
    start_at: datetime | None
    minutes: int | None
    account: str
    account_salesforce_id: str | None
    author_salesforce_id: str | None


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
    found = links(connection, [log_id]).get(log_id)
    if found is not None or len(waiting) < len(operations):
        _insert(connection, log_id, "delete", found, author_id, now)


def logs(connection: Connection, log_ids: Sequence[int]) -> dict[int, Logged]:
    """The logged activities by id; those that were undone are missing."""
    table, account, person = schema.logged_activity, schema.account, schema.person
    query = (
        select(
            table,
            account.c.name.label("account"),
            account.c.salesforce_id.label("account_salesforce_id"),
            person.c.salesforce_id.label("author_salesforce_id"),
        )
        .join(account, account.c.id == table.c.account_id)
        .join(person, person.c.id == table.c.author_id)
    )
    found: dict[int, Logged] = {}
    for chunk in chunked(log_ids):
        for row in connection.execute(query.where(table.c.id.in_(chunk))).mappings():
            found[row["id"]] = Logged(**{name: row[name] for name in Logged.__struct_fields__})
    return found


def links(connection: Connection, log_ids: Iterable[int]) -> dict[int, str]:
    """Salesforce ids of the logs that are there."""
    found: dict[int, str] = {}
    for chunk in chunked(log_ids):
        query = select(link.c.local_id, link.c.salesforce_id).where(
            link.c.sobject == LOG, link.c.local_id.in_(chunk), link.c.state == "active"
        )
        found.update((row.local_id, row.salesforce_id) for row in connection.execute(query))
    return found


def set_link(
    connection: Connection, log_id: int, salesforce_id: str, ref: str, *, is_there: bool = True
) -> None:
    """Which record the log is, or was."""
    row = {
        "sobject": LOG,
        "local_id": log_id,
        "salesforce_id": salesforce_id,
        "ref": ref,
        "state": "active" if is_there else "deleted",
    }
    upsert(connection, link, [row], ["sobject", "local_id"])


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


def _operations(connection: Connection, log_id: int) -> list[Operation]:
    query = select(outbox).where(outbox.c.sobject == LOG, outbox.c.local_id == log_id)
    rows = connection.execute(query.order_by(outbox.c.id).with_for_update()).mappings()
    return [to_operation(row) for row in rows]

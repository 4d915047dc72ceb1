"""Contacts of mirrored tasks that Salesforce was not told of while that was switched off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, exists, or_, select

from cockpit_tui.store.mirror import mirror_links
from cockpit_tui.store.mirror.conflicts import NewConflict, record_conflicts
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link
from cockpit_tui.store.work.known_rows import KnownRows
from cockpit_tui.store.work.outbox import OutboxRecorder
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.task_contacts import contact_keys, contact_of_task

_NAME = "WhoId"


def owe_contacts(connection: Connection, now: datetime) -> None:
    """Owes Salesforce the contact of each mirrored task that has one here and another there.

    Without one here, what Salesforce has stays: it may be the CTA's contact, or somebody's choice.
    So do leads, and contacts that are not known here. A name that ours replaces is kept.
    """
    keys = contact_keys(connection)
    ids = {key: contact_id for contact_id, key in keys.items()}
    rows = _with_contact(connection)
    bases = mirror_links.bases(connection, [row.key for row in rows if row.key is not None])
    owed: dict[int, dict[str, tuple[int | None, int]]] = {}
    replaced = []
    for row in rows:
        base = bases.get(row.key)
        name = base.fields.get(_NAME) if base is not None else None
        if name == keys[row.contact_id] or (name is not None and name not in ids):
            continue
        theirs = ids[name] if name is not None else None
        owed[row.id] = {"contact_id": (theirs, row.contact_id)}
        if theirs is not None:
            replaced.append(_replaced(row, theirs))
    record_conflicts(connection, replaced, now)
    OutboxRecorder(connection, None, now, KnownRows(connection), is_undo=False).owe(owed)


def _with_contact(connection: Connection) -> list[Row[tuple[int, int, str | None]]]:
    part, task, contact = schema.task_part, schema.task, schema.contact
    held = schema.record_link
    query = (
        select(part.c.id, contact_of_task().label("contact_id"), link.c.salesforce_id.label("key"))
        .join(task, task.c.id == part.c.task_id)
        .outerjoin(link, (link.c.local_id == part.c.id) & (link.c.sobject == SOBJECT))
        .where(
            part.c.is_synced,
            or_(link.c.state.is_(None), link.c.state.in_(("active", "hidden"))),
            exists().where(
                held.c.task_id == task.c.id,
                held.c.contact_id == contact.c.id,
                ~contact.c.is_deleted,
            ),
        )
        .order_by(part.c.id)
    )
    return list(connection.execute(query))


def _replaced(row: Row[tuple[int, int, str | None]], theirs: int) -> NewConflict:
    return NewConflict(
        part_id=row.id,
        salesforce_id=row.key,
        field="contact_id",
        base=theirs,
        mine=row.contact_id,
        theirs=theirs,
        theirs_by="",
        chosen="mine",
        rule="mine",
    )

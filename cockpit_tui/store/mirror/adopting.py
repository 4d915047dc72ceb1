"""An existing Salesforce Task taken under a CTA: both sides have it from the first moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from cockpit_tui.domain.ids import CtaId, PersonId, TaskId, ValueId
from cockpit_tui.store.mirror import mirror_mapping
from cockpit_tui.store.mirror.mirror_links import Base, save_bases, set_link
from cockpit_tui.store.records.task_edits import add_task
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.unit_of_work import UnitOfWork

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Adoptable(Struct, frozen=True):
    """An activity as it was read last."""

    salesforce_id: str
    kind: str
    subject: str
    status: str
    is_closed: bool
    priority: str
    date: date | None
    comments: str
    owner_salesforce_id: str | None
    account_id: int | None
    modstamp: datetime | None
    task_id: int | None
    """The task whose twin it is already."""


class Adopted(Struct, frozen=True):
    """What the activity's values mean to us."""

    status_id: ValueId
    priority_id: ValueId
    assignee_id: PersonId


def adoptable(connection: Connection, salesforce_id: str) -> Adoptable | None:
    """The activity with that id; None when it was not read, or is deleted."""
    activity, part = schema.activity, schema.task_part
    query = (
        select(activity, part.c.task_id)
        .outerjoin(
            link,
            (link.c.salesforce_id == activity.c.salesforce_id)
            & (link.c.sobject == SOBJECT)
            & (link.c.state != "released"),
        )
        .outerjoin(part, (part.c.id == link.c.local_id) & part.c.is_synced)
        .where(activity.c.salesforce_id == salesforce_id, ~activity.c.is_deleted)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        return None
    row = rows[0]
    return Adoptable(
        salesforce_id=row["salesforce_id"],
        kind=row["kind"],
        subject=row["subject"],
        status=row["status"],
        is_closed=row["is_closed"],
        priority=row["priority"],
        date=row["date"],
        comments=row["comments"],
        owner_salesforce_id=row["owner_salesforce_id"],
        account_id=row["account_id"],
        modstamp=row["system_modstamp"],
        task_id=next((found["task_id"] for found in rows if found["task_id"]), None),
    )


def value_from(connection: Connection, field: str, word: str) -> ValueId | None:
    """Our value for one of Salesforce's, by the mapping; `field` is status or priority."""
    rows = [
        row
        for row in mirror_mapping.load_mapping(connection)
        if row.field == field and row.direction != "out" and row.salesforce_value == word
    ]
    rows.sort(key=lambda row: row.direction == "both")
    return ValueId(rows[-1].value_id) if rows else None


def adopt(work: UnitOfWork, cta_id: CtaId, found: Adoptable, meaning: Adopted) -> TaskId:
    """The new task, mirrored and in sync; nothing is sent for it."""
    task_id = add_task(
        work,
        cta_id,
        title=found.subject or "(no subject)",
        status_id=meaning.status_id,
        priority_id=meaning.priority_id,
        due=found.date,
        assignees=[meaning.assignee_id],
        comments=found.comments,
        source="salesforce",
        is_synced=True,
    )
    (part,) = work.rows(schema.task_part, task_id=task_id)
    work.outbox.ignore([part["id"]])
    # Without a key of ours: undoing the adoption leaves the record to Salesforce.
    set_link(work.connection, part["id"], found.salesforce_id, None, "active")
    save_bases(work.connection, [_base(found)])
    return task_id


def _base(found: Adoptable) -> Base:
    fields: Mapping[str, str | None] = {
        "Subject": found.subject or None,
        "ActivityDate": found.date.isoformat() if found.date else None,
        "Priority": found.priority or None,
        "Status": found.status or None,
        "Description": found.comments or None,
        "OwnerId": found.owner_salesforce_id,
    }
    stamp = found.modstamp or _NEVER
    return Base(found.salesforce_id, fields, stamp, stamp, None)

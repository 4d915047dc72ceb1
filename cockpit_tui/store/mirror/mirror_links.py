"""Which of ours is which of theirs, and what both sides last agreed on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, select, update

from cockpit_tui.domain.ids import PartId, TaskId, ValueId
from cockpit_tui.store.encoding import to_json, typed
from cockpit_tui.store.mirror.mirror_queue import Plain
from cockpit_tui.store.records.task_edits import edit_task, set_first_contact, set_part_status
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import link, mirror_base, mirror_inbox
from cockpit_tui.store.upserts import chunked, upsert
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.task_contacts import contact_of_cta, contact_of_task
from cockpit_tui.store.work.unit_of_work import UnitOfWork


class MirroredPart(Struct, frozen=True):
    """One assignee's share of a task with what the mirror must know of it."""

    part_id: PartId
    task_id: TaskId
    cta_id: int
    is_synced: bool
    values: Mapping[str, Plain]
    """Domain field → value, as it stands."""
    account_salesforce_id: str | None
    account: str
    salesforce_id: str | None
    """None while it has no twin."""
    link_state: str | None
    opportunity_salesforce_id: str | None = None
    """The opportunity of its CTA."""
    contact_salesforce_id: str | None = None
    """The first contact of its CTA."""


class Base(Struct, frozen=True):
    """The last state of Salesforce that was merged; canonical, mirrored fields only."""

    salesforce_id: str
    fields: Mapping[str, str | None]
    system_modstamp: datetime
    last_modified: datetime
    last_modified_by: str | None


def parts_by_id(
    connection: Connection, part_ids: Iterable[int], *, lock: bool = False
) -> dict[int, MirroredPart]:
    """The parts that exist, by id; with `lock` nobody else changes them in this transaction."""
    found: dict[int, MirroredPart] = {}
    query = _parts_by_id(is_locking=lock)
    for chunk in chunked(part_ids):
        for row in connection.execute(query, {"keys": chunk}).mappings():
            found[row["part_id"]] = _part(row)
    return found


def parts_by_salesforce_id(
    connection: Connection, salesforce_ids: Iterable[str]
) -> dict[str, MirroredPart]:
    """The synced parts whose twins these are; desynced ones and gone ones are not among them."""
    found: dict[str, MirroredPart] = {}
    query = _parts_by_twin()
    for chunk in chunked(salesforce_ids):
        for row in connection.execute(query, {"keys": chunk}).mappings():
            found[row["salesforce_id"]] = _part(row)
    return found


def linked_ids(connection: Connection, part_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(Salesforce id, state) of the links of these parts; the parts themselves may be gone."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in chunked(part_ids):
        query = select(link.c.local_id, link.c.salesforce_id, link.c.state).where(
            link.c.sobject == SOBJECT, link.c.local_id.in_(chunk)
        )
        for part_id, salesforce_id, state in connection.execute(query):
            found[part_id] = (salesforce_id, state)
    return found


def linked_among(connection: Connection, salesforce_ids: Iterable[str]) -> frozenset[str]:
    """Those of these records that are the twin of some part, released ones too."""
    found: set[str] = set()
    for chunk in chunked(salesforce_ids):
        query = select(link.c.salesforce_id).where(
            link.c.sobject == SOBJECT, link.c.salesforce_id.in_(chunk)
        )
        found.update(connection.scalars(query))
    return frozenset(found)


def linked_by_anything(connection: Connection, salesforce_ids: Iterable[str]) -> frozenset[str]:
    """Those of these records that are the twin of anything of ours."""
    found: set[str] = set()
    for chunk in chunked(salesforce_ids):
        query = select(link.c.salesforce_id).where(link.c.salesforce_id.in_(chunk))
        found.update(connection.scalars(query))
    return frozenset(found)


def set_link(
    connection: Connection, part_id: int, salesforce_id: str, ref: str | None, state: str
) -> None:
    """Ties a part to its twin."""
    row = {
        "sobject": SOBJECT,
        "local_id": part_id,
        "salesforce_id": salesforce_id,
        "ref": ref,
        "state": state,
    }
    upsert(connection, link, [row], ["sobject", "local_id"])


def set_link_state(connection: Connection, part_ids: Iterable[int], state: str) -> None:
    """Active, released, deleted or hidden."""
    for chunk in chunked(part_ids):
        connection.execute(
            update(link)
            .where(link.c.sobject == SOBJECT, link.c.local_id.in_(chunk))
            .values(state=state)
        )


def remove_link(connection: Connection, part_id: int) -> None:
    """The part has no twin any more, so that it can get a new one."""
    connection.execute(delete(link).where(link.c.sobject == SOBJECT, link.c.local_id == part_id))


def bases(connection: Connection, salesforce_ids: Iterable[str]) -> dict[str, Base]:
    """What both sides last agreed on, by Salesforce id."""
    found: dict[str, Base] = {}
    for chunk in chunked(salesforce_ids):
        for row in connection.execute(_BASES, {"keys": chunk}).mappings():
            found[row["salesforce_id"]] = Base(
                salesforce_id=row["salesforce_id"],
                fields=json.loads(row["fields"]),
                system_modstamp=row["system_modstamp"],
                last_modified=row["last_modified"],
                last_modified_by=row["last_modified_by"],
            )
    return found


def save_bases(connection: Connection, rows: Sequence[Base]) -> None:
    """Remembers what both sides agree on now."""
    upsert(
        connection,
        mirror_base,
        [
            {
                "sobject": SOBJECT,
                "salesforce_id": row.salesforce_id,
                "fields": to_json(dict(row.fields)),
                "system_modstamp": row.system_modstamp,
                "last_modified": row.last_modified,
                "last_modified_by": row.last_modified_by,
            }
            for row in rows
        ],
        ["sobject", "salesforce_id"],
    )


def park(connection: Connection, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Keeps the newest states of records that have a request under way."""
    upsert(
        connection,
        mirror_inbox,
        [
            {"sobject": SOBJECT, "salesforce_id": key, "record": to_json(dict(record))}
            for key, record in records.items()
        ],
        ["sobject", "salesforce_id"],
    )


def take_parked(connection: Connection, salesforce_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The parked states of these records; they are parked no longer."""
    found: dict[str, dict[str, Any]] = {}
    for chunk in chunked(salesforce_ids):
        chosen = (mirror_inbox.c.sobject == SOBJECT, mirror_inbox.c.salesforce_id.in_(chunk))
        query = select(mirror_inbox.c.salesforce_id, mirror_inbox.c.record).where(*chosen)
        for key, record in connection.execute(query):
            found[key] = json.loads(record)
        if found:
            connection.execute(delete(mirror_inbox).where(*chosen))
    return found


def apply_to_part(
    work: UnitOfWork,
    part: MirroredPart,
    changes: Mapping[str, Plain],
    *,
    is_from_salesforce: bool = True,
) -> None:
    """Writes mirrored fields of a part and its task; what Salesforce said is not sent back to it.

    Other mirrored parts of the same task do get the task's new title, date, priority and comments.
    """
    work.outbox.remember(part.task_id)
    if is_from_salesforce:
        work.outbox.ignore([part.part_id])
        work.outbox.in_nobodys_name()
    of_task = {
        name: typed(schema.task, name, value)
        for name, value in changes.items()
        if name in ("title", "due", "priority_id", "comments")
    }
    if of_task:
        edit_task(work, part.task_id, of_task)
    if "assignee_id" in changes:
        work.update(schema.task_part, part.part_id, {"assignee_id": changes["assignee_id"]})
    if "contact_id" in changes:
        contact = changes["contact_id"]
        contact_id = contact if isinstance(contact, int) else None
        set_first_contact(work, part.task_id, part.cta_id, contact_id)
    status = changes.get("status_id")
    if isinstance(status, int):
        set_part_status(work, part.part_id, ValueId(status))


# Composed once: each page that is read and each answer asks them anew.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_BASES = select(mirror_base).where(
    mirror_base.c.sobject == SOBJECT, mirror_base.c.salesforce_id.in_(_KEYS)
)


@cache
def _parts_by_id(*, is_locking: bool) -> Select[Any]:
    query = _part_query().where(schema.task_part.c.id.in_(_KEYS))
    return query.with_for_update(of=[schema.task_part, schema.task]) if is_locking else query


@cache
def _parts_by_twin() -> Select[Any]:
    return _part_query().where(
        link.c.salesforce_id.in_(_KEYS),
        link.c.state != "released",
        schema.task_part.c.is_synced,
    )


def _part_query() -> Select[Any]:
    part, task, cta, account = schema.task_part, schema.task, schema.cta, schema.account
    opportunity = schema.opportunity
    return (
        select(
            part.c.id.label("part_id"),
            part.c.task_id,
            part.c.is_synced,
            part.c.status_id,
            part.c.assignee_id,
            task.c.title,
            task.c.due,
            task.c.priority_id,
            task.c.comments,
            task.c.cta_id,
            account.c.salesforce_id.label("account_salesforce_id"),
            account.c.name.label("account"),
            opportunity.c.salesforce_id.label("opportunity_salesforce_id"),
            contact_of_task().label("contact_id"),
            contact_of_cta().label("contact_salesforce_id"),
            link.c.salesforce_id,
            link.c.state.label("link_state"),
        )
        .join(task, task.c.id == part.c.task_id)
        .join(cta, cta.c.id == task.c.cta_id)
        .join(account, account.c.id == cta.c.account_id)
        .outerjoin(opportunity, opportunity.c.id == cta.c.opportunity_id)
        .outerjoin(link, (link.c.local_id == part.c.id) & (link.c.sobject == SOBJECT))
    )


def _part(row: Mapping[Any, Any]) -> MirroredPart:
    due = row["due"]
    return MirroredPart(
        part_id=PartId(row["part_id"]),
        task_id=TaskId(row["task_id"]),
        cta_id=row["cta_id"],
        is_synced=row["is_synced"],
        values={
            "title": row["title"],
            "due": due.isoformat() if due else None,
            "priority_id": row["priority_id"],
            "status_id": row["status_id"],
            "comments": row["comments"],
            "assignee_id": row["assignee_id"],
            "contact_id": row["contact_id"],
        },
        account_salesforce_id=row["account_salesforce_id"],
        account=row["account"],
        salesforce_id=row["salesforce_id"],
        link_state=row["link_state"],
        opportunity_salesforce_id=row["opportunity_salesforce_id"],
        contact_salesforce_id=row["contact_salesforce_id"],
    )

"""The contact of a task that Salesforce is told of: its Name (WhoId), where that is switched on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, ScalarSelect, select

from cockpit_tui.store import workspace
from cockpit_tui.store.tables import schema
from cockpit_tui.store.upserts import chunked

_FACT = "mirror_contacts"
_link, _contact = schema.record_link, schema.contact


def set_mirrored(connection: Connection, *, is_on: bool) -> bool:
    """Remembers for everybody of the workspace whether Salesforce is told of contacts, so that
    edits are owed or not; True if it was switched on just now."""
    if is_on == are_mirrored(connection):
        return False
    workspace.set_fact(connection, _FACT, "1" if is_on else "0")
    return is_on


def are_mirrored(connection: Connection) -> bool:
    """Whether Salesforce is told of contacts."""
    return workspace.fact(connection, _FACT) == "1"


def first_contacts(connection: Connection, task_ids: Iterable[int]) -> dict[int, int]:
    """The contact that was linked first, by task; tasks without one are missing, and those that
    were deleted in Salesforce are passed over, here and below."""
    found: dict[int, int] = {}
    for chunk in chunked(task_ids):
        query = (
            select(_link.c.task_id, _link.c.contact_id)
            .join(_contact, _contact.c.id == _link.c.contact_id)
            .where(_link.c.task_id.in_(chunk), ~_contact.c.is_deleted)
            .order_by(_link.c.id)
        )
        for task_id, contact_id in connection.execute(query):
            found.setdefault(task_id, contact_id)
    return found


def contact_of_task() -> ScalarSelect[int]:
    """The same within a statement over `task`."""
    task = schema.task
    query = (
        select(_link.c.contact_id)
        .join(_contact, _contact.c.id == _link.c.contact_id)
        .where(_link.c.task_id == task.c.id, ~_contact.c.is_deleted)
    )
    return query.order_by(_link.c.id).limit(1).correlate(task).scalar_subquery()


def contact_of_cta() -> ScalarSelect[str]:
    """The Salesforce id of the CTA's own first contact, within a statement over `cta`."""
    cta = schema.cta
    query = (
        select(_contact.c.salesforce_id)
        .join(_link, _link.c.contact_id == _contact.c.id)
        .where(_link.c.cta_id == cta.c.id, _link.c.task_id.is_(None), ~_contact.c.is_deleted)
    )
    return query.order_by(_link.c.id).limit(1).correlate(cta).scalar_subquery()


def contact_keys(connection: Connection) -> dict[int, str]:
    """Salesforce ids of all contacts that Salesforce still has."""
    query = select(_contact.c.id, _contact.c.salesforce_id).where(~_contact.c.is_deleted)
    return {row.id: row.salesforce_id for row in connection.execute(query)}


def contact_name(connection: Connection, contact_id: int) -> str:
    """What a person calls it."""
    query = select(_contact.c.name).where(_contact.c.id == contact_id)
    return connection.scalar(query) or str(contact_id)
